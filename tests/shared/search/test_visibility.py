"""Nobody finds, counts or is offered what she may not see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.training.enums import SessionState
from shared.directory.enums import RoleCode
from shared.search.models import Entry, Word
from shared.search.queries import did_you_mean, search
from tests.factories.cms import chapter, paper
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, member
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


def test_people_are_found_by_those_alone_who_see_them(titles, indexed):
    agency, other = AgencyFactory(), AgencyFactory()
    hr, stranger = member(agency, RoleCode.UNIT_HR, name="安宁"), member(other, RoleCode.UNIT_HR, name="白露")
    PostingFactory(person=PersonFactory(name="单明远"), agency=agency)
    indexed()

    for typed in ("单明远", "shanmingyuan", "smy"):
        assert titles(typed, hr) == ["单明远"]
        assert titles(typed, stranger) == []
        assert titles(typed) == []
        assert search(typed, AnonymousUser()).facets == []
    assert titles("白露", stranger) == ["白露"]


def test_drafts_and_internal_lectures_are_found_by_those_alone_who_see_them(titles, indexed):
    agency = AgencyFactory()
    SessionFactory(title="涉外证据公开班")
    SessionFactory(title="涉外证据起草班", state=SessionState.DRAFT, ip_host=agency)
    internal = SessionFactory(title="涉外证据内部课", is_internal=True, is_lecture=True)
    internal.internal_for.add(agency)
    indexed()

    assert titles("涉外证据") == ["涉外证据公开班"]
    assert search("涉外证据", AnonymousUser()).total == 1
    assert set(titles("涉外证据", member(agency))) == {"涉外证据公开班", "涉外证据内部课"}
    planner = member(agency, RoleCode.TRAINING_PLANNER)
    assert set(titles("涉外证据", planner)) == {"涉外证据公开班", "涉外证据内部课", "涉外证据起草班"}


def test_hidden_entries_take_no_place_below_the_limit(titles, indexed, monkeypatch):
    monkeypatch.setattr("shared.search.queries.CANDIDATES", 2)
    for number in range(6):
        SessionFactory(title=f"涉外证据{number}", state=SessionState.DRAFT)
    SessionFactory(title="以后的涉外证据公开班")
    indexed()

    assert titles("涉外证据") == ["以后的涉外证据公开班"]
    assert titles("涉外证据的审查怎么进行") == ["以后的涉外证据公开班"]


def test_a_page_taken_down_or_closed_is_gone_before_the_index_knows(titles, write_case, indexed):
    page, closed = write_case("下线案", "光刻胶。"), write_case("加密案", "光刻胶。")
    indexed()
    assert set(titles("光刻胶")) == {"下线案", "加密案"}

    type(page).objects.filter(pk=page.pk).update(live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    assert Entry.objects.filter(title="下线案").exists()
    assert titles("光刻胶") == []


def test_a_chapter_is_public_with_its_paper(titles, indexed):
    agency = AgencyFactory()
    draft, public = paper(agency, title="草稿白皮书"), paper(agency, title="公开白皮书", live=True)
    chapter(draft, title="一、草稿章", live=True)
    chapter(public, title="一、公开章", live=True)
    indexed()

    assert titles("由点及面") == ["一、公开章 · 公开白皮书"]


def test_words_of_what_is_not_public_are_never_offered(indexed):
    agency = AgencyFactory()
    for _n in range(3):
        SessionFactory(title="秘而不宣培训", state=SessionState.DRAFT, ip_host=agency)
        SessionFactory(title="电子取证培训")
    indexed()

    assert not Word.objects.filter(text__contains="不宣").exists()
    planner = member(agency, RoleCode.TRAINING_PLANNER)
    assert did_you_mean("秘而不轩", planner) == ""
    assert did_you_mean("电子取政", AnonymousUser()) == "电子取证"


def test_the_page_shows_each_reader_her_own(client, indexed):
    agency = AgencyFactory()
    PostingFactory(person=PersonFactory(name="解思齐"), agency=agency)
    indexed()
    address = reverse("search:search") + "?q=解思齐"

    assert "directory/people" not in client.get(address).content.decode()
    client.force_login(member(agency, RoleCode.UNIT_HR))
    assert "directory/people" in client.get(address).content.decode()
