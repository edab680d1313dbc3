"""Real processes at the minute of a withdrawal: it happens once, whoever else acts at that moment."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.library.actions import plan_withdrawal
from cms.library.enums import Ending
from cms.library.models import PlannedWithdrawal
from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member
from tests.processes import shared_database, together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SAID = {"said_title": "一件典型案例", "reason": "本案例仅在知识产权周期间公开。", "replacement": None}
DUE = "from cms.library.actions import withdraw_due\nprint(withdraw_due())"
BY_HAND = """
from cms.library.actions import withdraw_page
from cms.library.models import CasePage
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
try:
    withdraw_page(
        CasePage.objects.get(slug="week"), said_title="一件典型案例", reason="发现其中的数字有误，现予撤回。",
        by=User.objects.get(pk={pk}),
    )
    print("by hand")
except NotAllowedNow:
    print("refused")
"""
CALL_OFF = """
from cms.library.actions import call_off_withdrawal
from cms.library.models import CasePage
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
try:
    call_off_withdrawal(CasePage.objects.get(slug="week"), by=User.objects.get(pk={pk}))
    print("called off")
except NotAllowedNow:
    print("refused")
"""
STATE = """
from cms.library.models import CasePage, PlannedWithdrawal, Withdrawal
print(CasePage.objects.get(slug="week").live, Withdrawal.objects.count(), PlannedWithdrawal.objects.get().outcome)
"""


@pytest.fixture
def issuer():
    load_regulations()
    agency = AgencyFactory(proc=True)
    user = member(agency, RoleCode.ISSUER)
    page = case(by=member(agency, RoleCode.EDITOR), agency=agency, slug="week", live=True)
    later = timezone.now() + dt.timedelta(hours=1)
    plan_withdrawal(page, at=later, by=user, ending=Ending.NOTICE, text_is_public=False, **SAID)
    PlannedWithdrawal.objects.update(planned_at=timezone.now())
    return user


def test_four_workers_withdraw_a_page_once(issuer, tmp_path):
    url = shared_database(tmp_path)

    answers = together(url, *[DUE] * 4)

    assert sorted(answers) == ["0", "0", "0", "1"]
    assert together(url, STATE) == ["False 1 done"]


def test_an_issuer_who_withdraws_by_hand_in_that_minute_is_no_failure(issuer, tmp_path):
    url = shared_database(tmp_path)

    by_hand, *went = together(url, BY_HAND.format(pk=issuer.pk), DUE, DUE)

    expected = {"by hand": ("False 1 gone", 0), "refused": ("False 1 done", 1)}
    assert (together(url, STATE)[0], sum(map(int, went))) == expected[by_hand]


def test_a_time_called_off_in_that_minute_holds_or_came_too_late(issuer, tmp_path):
    url = shared_database(tmp_path)

    called, *went = together(url, CALL_OFF.format(pk=issuer.pk), DUE, DUE)

    expected = {"called off": ("True 0 called", 0), "refused": ("False 1 done", 1)}
    assert (together(url, STATE)[0], sum(map(int, went))) == expected[called]
