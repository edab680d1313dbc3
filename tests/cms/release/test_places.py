"""Order and place of pages: what is public stays where it was cleared; moving what is being read is an edit."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Page

from cms.library.actions import submit_for_review
from cms.library.models import WhitePaperPage
from cms.release.actions import release_route
from cms.release.enums import Step
from cms.release.models import Route
from cms.release.models.gated import GateRefusedError
from cms.release.queries import problems
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import chapter, paper
from tests.factories.directory import UserFactory, member
from tests.factories.release import agree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def paper_of_two(agency, author, **fields):
    page = paper(agency, by=author, **fields)
    chapter(page, by=author, slug="one", title="一、甲")
    chapter(page, by=author, slug="two", title="二、乙")
    return WhitePaperPage.objects.get(pk=page.pk)


def published(page, author, people):
    submit_for_review(page, by=author)
    agree(page, people)
    return WhitePaperPage.objects.get(pk=page.pk)


def slugs(page):
    return list(Page.objects.child_of(page).order_by("path").values_list("slug", flat=True))


def swap(client, page):
    last = page.get_children().order_by("path").last()
    return client.post(reverse("wagtailadmin_pages:set_page_position", args=[last.pk]) + "?position=0")


def test_nobody_changes_the_order_of_public_chapters(client, agency, author, people):
    page = published(paper_of_two(agency, author, slug="p"), author, people)
    for user in (UserFactory(is_superuser=True), author):
        client.force_login(user)
        assert swap(client, page).status_code in {302, 403}

    assert slugs(page) == ["one", "two"]
    html = client.get("/white-papers/p/one/").text
    assert ("一、甲</h1>" in html, "二、甲" in html) == (True, False)
    with pytest.raises(GateRefusedError, match="位置和次序以审定的为准"):
        page.get_children().last().move(page.get_children().first(), pos="left")


def test_public_chapter_is_not_moved_into_another_paper(client, agency, author, people):
    page = published(paper_of_two(agency, author, slug="p"), author, people)
    other = paper(agency, by=author, slug="other")
    one, chief = page.get_children().first(), UserFactory(is_superuser=True)
    client.force_login(chief)

    client.post(reverse("wagtailadmin_pages:move_confirm", args=[one.pk, other.pk]))

    assert not one.permissions_for_user(chief).can_move_to(other)
    assert slugs(page) == ["one", "two"]
    assert client.get("/white-papers/p/one/").status_code == 200
    with pytest.raises(IntegrityError, match="gate_page_place_u"), transaction.atomic():
        Page.objects.filter(pk=one.pk).update(url_path="/home/white-papers/other/one/")


def test_paper_with_public_chapters_keeps_its_place(agency, author, people):
    page = published(paper_of_two(agency, author), author, people)

    with pytest.raises(GateRefusedError):
        page.move(Page.objects.get(slug="home"), pos="last-child")


def test_new_order_of_what_is_being_read_ends_its_route(client, agency, author, people):
    page = paper_of_two(agency, author)
    submit_for_review(page, by=author)
    agree(page, people, until=Step.PROOF_DATES)
    client.force_login(UserFactory(is_superuser=True))

    assert swap(client, page).status_code == 200

    route = Route.objects.get(page=page.pk)
    assert (route.void_reason, slugs(page)) == ("edited", ["two", "one"])
    assert not WhitePaperPage.objects.get(pk=page.pk).workflow_in_progress


def test_order_that_nobody_told_of_keeps_a_signed_paper_from_the_public(agency, author, people):
    page = paper_of_two(agency, author)
    submit_for_review(page, by=author)
    agree(page, people, until=Step.PROOF_DATES)
    one, two = page.get_children().order_by("path")
    for pk, path in ((one.pk, "x"), (two.pk, one.path), (one.pk, two.path)):
        Page.objects.filter(pk=pk).update(path=path)
    route = Route.objects.open().get(page=page.pk)

    assert problems(route)[0] == "组成部分的次序或位置与送审时不同，请重新送审。"
    with pytest.raises(NotAllowedNow, match="组成部分的次序"):
        release_route(route, by=author)


def test_editor_puts_chapters_into_another_order_after_a_return(client, agency, author, people):
    page = paper_of_two(agency, author)
    submit_for_review(page, by=author)
    client.force_login(people[Step.FIRST])
    route = Route.objects.open().get(page=page.pk)
    client.post(f"/review/{route.pk}/return/", {"step": "first", "comment": "第二章放到前面"})
    client.force_login(author)

    assert swap(client, page).status_code == 200

    assert slugs(page) == ["two", "one"]
    assert published(page, author, people).live


def test_editor_of_another_agency_moves_nothing(client, agency, other, author):
    page = paper_of_two(agency, author)
    stranger = member(other, RoleCode.EDITOR)
    client.force_login(stranger)

    assert swap(client, page).status_code == 302
    assert not page.get_children().first().permissions_for_user(stranger).can_move()
    assert slugs(page) == ["one", "two"]


def test_new_chapter_is_put_between_public_ones_and_leaves_them_where_they_are(client, agency, author, people):
    page = published(paper_of_two(agency, author, slug="p"), author, people)
    chapter(page, by=author, slug="new", title="新章")
    client.force_login(author)

    assert swap(client, page).status_code == 200

    assert slugs(page) == ["new", "one", "two"]
    assert "一、甲</h1>" in client.get("/white-papers/p/one/").text
