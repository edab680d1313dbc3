"""Publication reaches subscribers: once, of works alone, never of a correction."""

import pytest
from django.core import mail

from cms.library.actions import announcing
from cms.library.enums import IpSubject
from cms.library.models import CasePage
from shared.notices.actions import subscribe
from shared.notices.models import Publication
from shared.notices.queries import Wish
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


def go_live(page):
    put_live(type(page).objects.get(pk=page.pk))


def test_followers_of_any_topic_of_a_case_get_one_email(run_jobs):
    subscribe(Wish("a@unit.example", ["cases", "cases-subject-patent"], "zh-hans"))
    subscribe(Wish("b@unit.example", ["cases-spp-typical"], "zh-hans"))
    subscribe(Wish("c@unit.example", ["white-papers", "cases-local"], "zh-hans"))

    go_live(case(slug="zhou", ip_subject=IpSubject.PATENT))
    run_jobs()

    sent = {message.to[0]: message.body for message in mail.outbox if message.to[0].endswith("@unit.example")}
    assert sorted(sent) == ["a@unit.example", "b@unit.example"]
    assert "/cases/zhou/" in sent["a@unit.example"]


def test_correction_is_no_news(run_jobs):
    subscribe(Wish("a@unit.example", ["cases"], "zh-hans"))
    page = case()
    go_live(page)
    run_jobs()

    again = CasePage.objects.get(pk=page.pk)
    again.title = "更正后的题名"
    again.save_revision()
    go_live(page)
    run_jobs()

    assert [message.to[0] for message in mail.outbox].count("a@unit.example") == 1


def test_work_that_was_public_before_there_were_subscribers_is_no_news():
    page = case()
    go_live(page)
    Publication.objects.all().delete()

    go_live(page)

    assert not Publication.objects.exists()


def test_chapters_are_announced_with_their_paper_alone():
    white = paper(AgencyFactory(), slug="2025")
    go_live(chapter(white))
    go_live(white)

    row = Publication.objects.get()
    assert (row.url, row.topics) == ("/white-papers/2025/", ["white-papers"])


def test_withdrawn_work_is_not_public():
    page = case()
    go_live(page)
    assert announcing.is_public_work(str(page.pk))

    CasePage.objects.get(pk=page.pk).unpublish()

    assert not announcing.is_public_work(str(page.pk))
