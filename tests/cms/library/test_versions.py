"""Earlier versions of a page: which are read, what their record says, and what is told when a page comes back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.library.actions import submit_for_review, withdraw_page
from cms.library.models import CasePage, PaperEdition, WhitePaperPage
from cms.library.models.editions import made_of_route
from cms.release.models import Route, Signature
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
WHY = "文中含可识别当事人的信息。"


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def people(agency):
    return reviewers(agency)


@pytest.fixture
def issuer(agency):
    return member(agency, RoleCode.ISSUER)


def sent_through(page, editor, people):
    submit_for_review(page, by=editor)
    agree(page, people)
    return Route.objects.used().filter(page=page.pk).first()


def changed(page, editor, people, **fields):
    """The page with a new text, brought to the public by the whole route."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=editor)
    return sent_through(page, editor, people)


@pytest.fixture
def draft(agency, editor):
    return case(by=editor, agency=agency, slug="again", title="某公司侵权案")


@pytest.fixture
def first(draft, editor, people):
    draft.summary = "头一版的摘要。"
    draft.save_revision(user=editor)
    return sent_through(draft, editor, people)


def withdraw(page, by, **terms):
    found = CasePage.objects.get(pk=page.pk)
    return withdraw_page(found, **{"said_title": "一件案例", "reason": WHY, "by": by} | terms)


def test_withdrawn_text_stays_shut_when_its_page_comes_back(client, draft, first, editor, people, issuer):
    withdraw(draft, issuer)
    second = changed(draft, editor, people, summary="恢复后的摘要。", change_note="删去可识别的信息。")
    third = changed(draft, editor, people, summary="第三版的摘要。", change_note="再作更正。")

    shown = client.get("/cases/again/").content.decode()

    assert client.get(f"/versions/{first.pk}/").status_code == 404
    assert client.get(f"/versions/{second.pk}/").status_code == 200
    assert f"/versions/{first.pk}/" not in shown
    assert f"/versions/{second.pk}/" in shown
    assert Route.objects.get(pk=third.pk).closed_at is None


def test_text_that_its_issuer_left_readable_is_read_as_an_earlier_version(client, draft, first, editor, people, issuer):
    withdraw(draft, issuer, text_is_public=True)
    changed(draft, editor, people, summary="恢复后的摘要。", change_note="改正案号。")

    answer = client.get(f"/versions/{first.pk}/")

    assert (answer.status_code, "头一版的摘要。" in answer.content.decode()) == (200, True)
    assert f"/versions/{first.pk}/" in client.get("/cases/again/").content.decode()


def test_earlier_version_shows_its_own_signature_and_the_page_the_new_one(client, draft, first, editor, people):
    second = changed(draft, editor, people, summary="第二版的摘要。", change_note="更正摘要。")

    old, new = client.get(f"/versions/{first.pk}/").content.decode(), client.get("/cases/again/").content.decode()

    assert first.digest != second.digest
    assert (first.digest in old, second.digest in old) == (True, False)
    assert (first.digest in new, second.digest in new) == (False, True)


def test_text_under_review_shows_no_signature_of_the_version_before(client, draft, first, editor):
    page = CasePage.objects.get(pk=draft.pk)
    page.summary, page.change_note = "第二版的摘要。", "更正摘要。"
    page.save_revision(user=editor)
    submit_for_review(page, by=editor)
    client.force_login(editor)

    shown = client.get(f"/review/{Route.objects.open().get().pk}/text/").content.decode()

    assert "第二版的摘要。" in shown
    assert first.digest not in shown


def test_earlier_version_of_a_paper_names_its_own_pdf(client, agency, editor, people):
    page = paper(agency, by=editor, slug="two")
    chapter(page, by=editor)
    routes = []
    for number, note in enumerate(["", "更正摘要。"]):
        page = WhitePaperPage.objects.get(pk=page.pk)
        page.summary, page.change_note = f"摘要{number}。", note
        page.save_revision(user=editor)
        route = sent_through(page, editor, people)
        page = WhitePaperPage.objects.get(pk=page.pk)
        made = PaperEdition.objects.filter(paper=page, revision=page.live_revision)
        kept = {"file": f"editions/{number}.pdf", "size": 1, "digest": str(number) * 64}
        made.update(made_of=made_of_route(route, page.published_on), **kept)
        routes.append(route)

    old = client.get(f"/versions/{routes[0].pk}/").content.decode()
    new = client.get("/white-papers/two/").content.decode()

    first = PaperEdition.objects.get(paper=page, file="editions/0.pdf")
    assert ("0" * 64 in old, "1" * 64 in old) == (True, False)
    assert ("0" * 64 in new, "1" * 64 in new) == (False, True)
    assert re.findall(r'href="(/white-papers/two/pdf/.*?)"', old) == [f"/white-papers/two/pdf/{first.pk}/"]
    assert re.findall(r'href="(/white-papers/two/pdf/.*?)"', new) == ["/white-papers/two/pdf/"]


def test_pdf_of_a_withdrawn_paper_is_not_served_while_the_new_one_is_made(client, agency, editor, people, issuer):
    page = paper(agency, by=editor, slug="two")
    chapter(page, by=editor)
    sent_through(WhitePaperPage.objects.get(pk=page.pk), editor, people)
    PaperEdition.objects.filter(paper=page.pk).update(file="editions/old.pdf", size=1)
    page = WhitePaperPage.objects.get(pk=page.pk)
    before = page.ready_edition()
    own_address = f"/white-papers/two/pdf/{before.pk}/"
    withdraw_page(page, said_title="一份白皮书", reason=WHY, by=issuer)

    changed(page, editor, people, change_note="删去可识别的信息。")

    page = WhitePaperPage.objects.get(pk=page.pk)
    assert (before.file.name, page.live, page.ready_edition()) == ("editions/old.pdf", True, None)
    assert [client.get(url).status_code for url in ("/white-papers/two/pdf/", own_address)] == [404, 404]
    PaperEdition.objects.filter(paper=page, revision=page.live_revision).update(file="editions/new.pdf")
    assert page.ready_edition().file.name == "editions/new.pdf"


def test_page_that_comes_back_says_what_differs(draft, first, editor, people, issuer):
    withdraw(draft, issuer)
    again = CasePage.objects.get(pk=draft.pk)
    again.save_revision(user=editor)

    with pytest.raises(NotAllowedNow, match="曾经公开"):
        submit_for_review(again, by=editor)
    route = changed(draft, editor, people, change_note="删去可识别的信息。")

    assert route.change_note == "删去可识别的信息。"


def test_draft_that_was_never_public_needs_no_note(draft, editor):
    assert draft.change_faults() == []


def test_record_lists_releases_and_withdrawals_in_order_of_time(client, draft, first, editor, people, issuer):
    corrected = changed(draft, editor, people, summary="更正过。", change_note="张某改为某人。")
    row = withdraw(draft, issuer)
    last = changed(draft, editor, people, summary="恢复。", change_note="删去可识别的信息。")

    record = client.get("/cases/again/").context["record"]

    moments = [last.used_at, row.withdrawn_at, corrected.used_at, first.used_at]
    words = ["删去可识别的信息。", f"已撤回。{WHY}", "再次公开。", "首次发布。"]
    assert [(entry.at, str(entry.words)) for entry in record.entries] == list(zip(moments, words, strict=True))
    assert [(entry.is_now, entry.is_closed) for entry in record.entries] == [
        (True, False), (False, False), (False, True), (False, True),
    ]  # fmt: skip


def test_record_costs_the_same_with_two_versions_and_with_four(client, draft, first, editor, people):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            client.get("/cases/again/")
        return len(caught)

    changed(draft, editor, people, change_note="第二版。")
    cost()
    one = cost()
    changed(draft, editor, people, change_note="第三版。")
    changed(draft, editor, people, change_note="第四版。")
    cost()
    assert cost() == one
    assert Signature.objects.filter(route__page=draft.pk).count() == 4
