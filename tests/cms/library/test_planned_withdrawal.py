"""A public page goes at a minute that was set before, with the words its readers get then (E7)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.library.actions import call_off_withdrawal, plan_withdrawal, submit_for_review, withdraw_due, withdraw_page
from cms.library.enums import Ending
from cms.library.models import CasePage, PlannedWithdrawal, Withdrawal
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
NOW = dt.datetime(2026, 11, 30, 4, 0, tzinfo=dt.UTC)  # noon in Beijing
WHY = "本案例仅在知识产权周期间公开。"
SAID = {
    "said_title": "一件典型案例",
    "reason": WHY,
    "replacement": None,
    "ending": Ending.NOTICE,
    "text_is_public": False,
}


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def issuer(agency):
    return member(agency, RoleCode.ISSUER)


@pytest.fixture
def public(agency):
    editor = member(agency, RoleCode.EDITOR)
    page = case(by=editor, agency=agency, slug="week", title="某公司侵权案")
    submit_for_review(page, by=editor)
    return agree(page, reviewers(agency))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def planned(public, issuer, hours=24, **more):
    return plan_withdrawal(public, at=NOW + dt.timedelta(hours=hours), by=issuer, **SAID | more)


def test_page_goes_at_its_minute_and_not_before(client, clock, public, issuer):
    planned(public, issuer)
    clock.move_to(NOW + dt.timedelta(hours=23, minutes=59))
    assert (withdraw_due(), client.get("/cases/week/").status_code) == (0, 200)

    clock.move_to(NOW + dt.timedelta(hours=24))
    assert withdraw_due() == 1

    answer = client.get("/cases/week/")
    assert (answer.status_code, WHY in answer.text, "一件典型案例" in answer.text) == (410, True, True)
    row, plan = Withdrawal.objects.get(), PlannedWithdrawal.objects.get()
    assert (row.withdrawn_by, row.withdrawn_at, plan.outcome) == (issuer, timezone.now(), "done")
    assert withdraw_due() == 0


def test_decision_stands_after_its_issuer_has_left(clock, public, issuer):
    planned(public, issuer)
    issuer.role_assignments.all().delete()
    clock.shift(dt.timedelta(days=2))

    assert withdraw_due() == 1
    assert not CasePage.objects.get().live


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.SECTION_HEAD, None])
def test_only_an_issuer_sets_or_calls_off_a_time(public, agency, issuer, role):
    other = member(agency, role) if role else UserFactory(is_superuser=True)
    for act in (lambda: planned(public, other), lambda: call_off_withdrawal(public, by=other)):
        with pytest.raises(NotAllowedNow, match="签发人"):
            act()

    assert not PlannedWithdrawal.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"hours": 0}, "请选择将来的时间"),
        ({"reason": "已删除"}, "完整的一句话"),
        ({"ending": Ending.LEAD_ON}, "读者"),
    ],
)
def test_what_cannot_be_withdrawn_gets_no_time(public, issuer, more, words):
    with pytest.raises(NotAllowedNow, match=words):
        planned(public, issuer, **more)

    assert not PlannedWithdrawal.objects.exists()


def test_page_has_one_time(public, issuer):
    planned(public, issuer)

    with pytest.raises(NotAllowedNow, match="已设定时间"):
        planned(public, issuer, hours=48)


def test_time_that_was_called_off_does_nothing(clock, public, issuer):
    planned(public, issuer)
    call_off_withdrawal(public, by=issuer)
    clock.shift(dt.timedelta(days=2))

    assert withdraw_due() == 0
    assert CasePage.objects.get().live
    assert PlannedWithdrawal.objects.get().outcome == "called"
    with pytest.raises(NotAllowedNow):
        call_off_withdrawal(public, by=issuer)
    assert planned(public, issuer, hours=96).pk


def test_page_that_went_before_its_time_needs_nothing_more(clock, public, issuer):
    planned(public, issuer)
    withdraw_page(public, **SAID, by=issuer)
    clock.shift(dt.timedelta(days=2))

    assert withdraw_due() == 0
    assert (PlannedWithdrawal.objects.get().outcome, Withdrawal.objects.count()) == ("gone", 1)


def test_what_fails_at_its_time_is_told_and_leaves_the_page_public(clock, public, issuer):
    other = case(live=True, slug="other", title="接替案例")
    planned(public, issuer, replacement=other, ending=Ending.LEAD_ON)
    type(other).objects.filter(pk=other.pk).update(live=False)
    clock.shift(dt.timedelta(days=2))

    assert withdraw_due() == 0

    plan = PlannedWithdrawal.objects.get()
    assert (CasePage.objects.get(slug="week").live, plan.outcome) == (True, "failed")
    assert "公开" in plan.fault
    assert Notice.objects.filter(kind="library.not_withdrawn", user=issuer).exists()


def test_issuer_sets_the_time_by_the_form_and_calls_it_off(client, public, issuer):
    client.force_login(issuer)
    record = reverse("upkeep:page", args=[public.pk])
    form = {"said_title": "一件典型案例", "reason": WHY, "ending": "notice", "at": "2026-12-01T12:00"}

    client.post(reverse("upkeep:withdraw", args=[public.pk]), form)

    assert PlannedWithdrawal.objects.get().planned_at == NOW + dt.timedelta(days=1)
    assert "将于 12 月 1 日 12:00 撤回" in client.get(record).text
    client.post(reverse("upkeep:call-off", args=[public.pk]))
    assert "设定为 12 月 1 日 12:00：已取消" in client.get(record).text


def test_others_neither_see_nor_call_off_the_time(client, public, issuer):
    planned(public, issuer)
    client.force_login(member(AgencyFactory(proc=True), RoleCode.ISSUER))

    assert client.post(reverse("upkeep:call-off", args=[public.pk])).status_code == 404
    assert PlannedWithdrawal.objects.open().exists()
    assert not PlannedWithdrawal.objects.visible_to(member(AgencyFactory(), RoleCode.EDITOR)).exists()
