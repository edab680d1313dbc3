"""Emergency release: a reason, three people, secrecy all the same, and down it goes without the third."""

import datetime as dt

import pytest
import time_machine

from cms.library.actions import submit_for_review, withdraw_page
from cms.library.models import CasePage, WhitePaperChapterPage, WhitePaperPage
from cms.release.actions import (
    approve_emergency_afterwards,
    ask_for_emergency,
    authorise_emergency,
    decide,
    sign,
    take_down_overdue,
)
from cms.release.enums import Step
from cms.release.models import EmergencyRelease, Route
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
NOON = dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def people(agency):
    return reviewers(agency)


@pytest.fixture
def asked(agency, author, people):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    return ask_for_emergency(Route.objects.open().get(page=page.pk), reason="谣言需要立即澄清", by=author)


def release(asked, people):
    with time_machine.travel(NOON, tick=False):
        decide(asked.route, step=Step.SECRECY, by=people[Step.SECRECY])
        authorise_emergency(asked, by=people[Step.SIGN])
    return EmergencyRelease.objects.get(pk=asked.pk)


def test_nothing_goes_without_secrecy_review(asked, people):
    with pytest.raises(NotAllowedNow, match="保密审查"):
        authorise_emergency(asked, by=people[Step.SIGN])

    assert not CasePage.objects.get().live
    assert not EmergencyRelease.objects.get().is_authorised


def test_page_is_public_at_once_and_waits_for_the_second_approval(asked, people):
    emergency = release(asked, people)

    page = CasePage.objects.get()
    assert (page.live, page.workflow_in_progress) == (True, False)
    assert emergency.second_due == NOON + dt.timedelta(hours=24)


def test_reason_and_a_second_person_are_needed(agency, author, people):
    page = case(by=author, agency=agency)
    submit_for_review(page, by=author)
    route = Route.objects.open().get(page=page.pk)

    with pytest.raises(NotAllowedNow, match="不能等待"):
        ask_for_emergency(route, reason=" ", by=author)
    with pytest.raises(NotAllowedNow):
        ask_for_emergency(route, reason="急", by=people[Step.LEGAL])
    asked = ask_for_emergency(route, reason="急", by=author)
    with pytest.raises(NotAllowedNow):
        authorise_emergency(asked, by=author)
    with pytest.raises(NotAllowedNow, match="已经申请过"):
        ask_for_emergency(route, reason="急", by=author)


def test_second_approval_in_time_keeps_the_page(agency, asked, people):
    emergency = release(asked, people)
    with time_machine.travel(NOON + dt.timedelta(hours=23, minutes=59), tick=False):
        with pytest.raises(NotAllowedNow):
            approve_emergency_afterwards(emergency, by=people[Step.SIGN])
        approve_emergency_afterwards(emergency, by=member(agency, RoleCode.ISSUER))
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        assert take_down_overdue() == 0

    assert CasePage.objects.get().live


def test_page_goes_down_to_the_second_and_both_sides_are_told(agency, asked, people):
    emergency = release(asked, people)
    with time_machine.travel(NOON + dt.timedelta(hours=24, seconds=-1), tick=False):
        assert take_down_overdue() == 0
    with time_machine.travel(NOON + dt.timedelta(hours=24), tick=False):
        assert [take_down_overdue(), take_down_overdue()] == [1, 0]
        with pytest.raises(NotAllowedNow):
            approve_emergency_afterwards(emergency, by=member(agency, RoleCode.ISSUER))

    assert not CasePage.objects.get().live
    told = set(Notice.objects.filter(kind="release.taken_down").values_list("user", flat=True))
    assert {people[Step.SECRECY].pk, people[Step.SIGN].pk, asked.requested_by_id} <= told


def test_text_that_was_taken_down_stays_shut_when_its_page_comes_back(client, author, asked, people):
    release(asked, people)
    with time_machine.travel(NOON + dt.timedelta(hours=24), tick=False):
        take_down_overdue()
        page = CasePage.objects.get()
        page.summary, page.change_note = "核实后的摘要。", "核实后重新发布。"
        page.save_revision(user=author)
        submit_for_review(page, by=author)
        agree(page, people)
        answer = client.get(f"/versions/{asked.route_id}/")
        record = client.get(page.url).context["record"]

    assert answer.status_code == 404
    assert [str(entry.words) for entry in record.entries] == [
        "核实后重新发布。",
        "已撤下：未在时限内补办批准。",
        "首次发布。",
    ]
    assert Route.objects.get(pk=asked.route_id).closed_at == NOON + dt.timedelta(hours=24)


def test_page_goes_its_whole_way_where_the_emergency_was_not_authorised(asked, people):
    decide(asked.route, step=Step.SECRECY, by=people[Step.SECRECY])
    page = CasePage.objects.get()
    for step in Step:
        if step == Step.SIGN:
            sign(asked.route.signatures.get(), by=people[step])
        elif step != Step.SECRECY:
            decide(asked.route, step=step, by=people[step])

    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress) == (True, False)


def test_chapter_that_a_later_complete_route_has_approved_stays(agency, author, people):
    page = paper(agency, by=author)
    chapter(page, by=author)
    page = WhitePaperPage.objects.get(pk=page.pk)
    submit_for_review(page, by=author)
    asked = ask_for_emergency(Route.objects.open().get(page=page.pk), reason="谣言需要立即澄清", by=author)
    release(asked, people)
    page = WhitePaperPage.objects.get(pk=page.pk)
    page.summary, page.change_note = "更正后的摘要。", "更正摘要。"
    page.save_revision(user=author)
    with time_machine.travel(NOON, tick=False):
        submit_for_review(page, by=author)
        agree(page, reviewers(agency))

    with time_machine.travel(NOON + dt.timedelta(hours=25), tick=False):
        assert take_down_overdue() == 1

    page = WhitePaperPage.objects.get(pk=page.pk)
    assert (page.live, page.summary, page.parts()[0].live) == (True, "更正后的摘要。", True)


def test_chapter_that_a_later_emergency_has_brought_too_stays_until_its_own_time_is_over(agency, author, people):
    white = paper(agency, by=author)
    chapter(white, by=author)
    submit_for_review(white, by=author)
    first = ask_for_emergency(Route.objects.open().get(page=white.pk), reason="急", by=author)
    release(first, people)
    with time_machine.travel(NOON + dt.timedelta(hours=20), tick=False):
        withdraw_page(
            WhitePaperPage.objects.get(pk=white.pk),
            said_title="一份白皮书",
            reason="其中的数字有误，现予撤回。",
            by=people[Step.SIGN],
        )
        draft = WhitePaperPage.objects.get(pk=white.pk).get_latest_revision_as_object()
        draft.summary, draft.change_note = "更正后的摘要。", "更正摘要。"
        draft.save_revision(user=author)
        submit_for_review(WhitePaperPage.objects.get(pk=white.pk), by=author)
        second = ask_for_emergency(Route.objects.open().get(page=white.pk), reason="更急", by=author)
        decide(second.route, step=Step.SECRECY, by=people[Step.SECRECY])
        authorise_emergency(second, by=people[Step.SIGN])

    def live():
        return [WhitePaperPage.objects.get(pk=white.pk).live, WhitePaperChapterPage.objects.get().live]

    with time_machine.travel(NOON + dt.timedelta(hours=25), tick=False):
        assert (take_down_overdue(), live()) == (1, [True, True])
    with time_machine.travel(NOON + dt.timedelta(hours=45), tick=False):
        assert (take_down_overdue(), live()) == (1, [False, False])


def test_no_emergency_follows_one_that_waits_for_its_second_approval(asked, people, agency, author):
    first = release(asked, people)
    with time_machine.travel(NOON + dt.timedelta(hours=20), tick=False):
        draft = CasePage.objects.get().get_latest_revision_as_object()
        draft.title, draft.change_note = "更正后的标题", "更正标题。"
        draft.save_revision(user=author)
        submit_for_review(CasePage.objects.get(), by=author)
        route = Route.objects.open().get()

        with pytest.raises(NotAllowedNow, match="尚待补办批准"):
            ask_for_emergency(route, reason="更急", by=author)
        approve_emergency_afterwards(first, by=member(agency, RoleCode.ISSUER))

        assert ask_for_emergency(route, reason="更急", by=author).pk


def test_an_emergency_asked_for_before_is_not_authorised_while_another_waits(asked, people, author):
    release(asked, people)
    with time_machine.travel(NOON + dt.timedelta(hours=20), tick=False):
        draft = CasePage.objects.get().get_latest_revision_as_object()
        draft.title, draft.change_note = "更正后的标题", "更正标题。"
        draft.save_revision(user=author)
        submit_for_review(CasePage.objects.get(), by=author)
        second = EmergencyRelease.objects.create(route=Route.objects.open().get(), reason="旧请求", requested_by=author)
        decide(second.route, step=Step.SECRECY, by=people[Step.SECRECY])

        with pytest.raises(NotAllowedNow, match="尚待补办批准"):
            authorise_emergency(second, by=people[Step.SIGN])

    assert CasePage.objects.get().title != "更正后的标题"
