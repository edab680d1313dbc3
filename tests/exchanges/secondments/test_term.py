"""A term in force: suspension, changes agreed by both, early end, automatic release, appraisal."""

import datetime as dt

import pytest
import time_machine

from exchanges.secondments import actions
from exchanges.secondments.enums import ChangeKind, Decision, Grade, Kind, Paper, Party, State
from exchanges.secondments.models import Secondment
from exchanges.secondments.queries import route
from shared.audit.actions import NotAllowedNow
from shared.notices.models import Notice
from tests.factories.secondments import SecondmentFactory, brought, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
END = dt.date(2026, 12, 30)


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def term(p):
    return p.secondment(State.ACTIVE, starts_on=dt.date(2024, 12, 31), ends_on=END)


def renew(secondment, by, side=Party.HOST, new_end=dt.date(2028, 12, 30)):
    return actions.propose_change(secondment, kind=ChangeKind.RENEWAL, new_end=new_end, side=side, by=by)


def test_a_renewal_agreed_on_the_last_day_begins_a_new_term(p, term):
    with time_machine.travel("2026-12-30 23:59 +0800", tick=False):
        change = renew(term, p.host_officer)
        pending = Secondment.objects.get(pk=term.pk).state
        brought(term, Paper.RENEWAL_FORM)
        actions.agree_to_change(change, side=Party.HOME, by=p.home_officer)

    term.refresh_from_db()
    change.refresh_from_db()
    assert pending == State.RENEWAL_PENDING
    assert (term.state, term.ends_on, term.term_number) == (State.ACTIVE, dt.date(2028, 12, 30), 2)
    assert (change.approved, change.home_agreed_on, change.host_agreed_on) == ("yes", END, END)


def test_a_renewal_agreed_a_minute_after_the_last_day_is_too_late_and_the_term_ends_by_itself(p, term):
    with time_machine.travel("2026-12-30 12:00 +0800", tick=False):
        change = renew(term, p.host_officer)

    with time_machine.travel("2026-12-31 00:01 +0800", tick=False):
        with pytest.raises(NotAllowedNow, match="H18"):
            actions.agree_to_change(change, side=Party.HOME, by=p.home_officer)
        released = actions.end_due_terms()
        again = actions.end_due_terms()

    term.refresh_from_db()
    change.refresh_from_db()
    assert (released, again, term.state) == (1, 0, State.ENDED)
    assert (change.approved, change.note) == (Decision.REFUSED, "期满前双方未一致同意，自动解除（规则 H18）。")
    told = Notice.objects.filter(kind="secondment.ended").values_list("user", flat=True)
    assert set(told) == {p.user.pk, p.home_officer.pk, p.host_officer.pk, p.hr.pk}


def test_the_day_ends_at_midnight_in_beijing(term):
    with time_machine.travel("2026-12-30 15:59 +0000", tick=False):
        before = actions.end_due_terms()
    with time_machine.travel("2026-12-30 16:00 +0000", tick=False):
        after = actions.end_due_terms()

    assert (before, after) == (0, 1)


def test_one_side_cannot_agree_twice(p, term):
    with time_machine.travel("2026-12-01 12:00 +0800", tick=False):
        change = renew(term, p.host_officer)

        with pytest.raises(NotAllowedNow, match="已经同意"):
            actions.agree_to_change(change, side=Party.HOST, by=p.host_officer)

    term.refresh_from_db()
    assert term.ends_on == END


def test_a_refused_renewal_leaves_the_term_as_it_was(p, term):
    with time_machine.travel("2026-12-01 12:00 +0800", tick=False):
        change = renew(term, p.host_officer)
        actions.refuse_change(change, side=Party.HOME, reason="本单位工作需要", by=p.home_officer)
        second = renew(Secondment.objects.get(pk=term.pk), p.host_officer)

    term.refresh_from_db()
    assert (change.approved, second.approved, term.ends_on) == (Decision.REFUSED, Decision.PENDING, END)


def test_only_one_change_waits_at_a_time(p, term):
    with time_machine.travel("2026-12-01 12:00 +0800", tick=False):
        renew(term, p.host_officer)

        with pytest.raises(NotAllowedNow, match="尚待决定"):
            renew(term, p.home_officer, side=Party.HOME)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [("2026-12-16", True), ("2026-12-17", False)],  # ten working days before Wednesday 30 December
)
def test_a_loan_is_extended_ten_working_days_before_its_end(p, day, allowed):
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, starts_on=dt.date(2026, 7, 1), ends_on=END)

    with time_machine.travel(f"{day} 17:00 +0800", tick=False):
        ask = {"kind": ChangeKind.EXTENSION, "new_end": dt.date(2027, 6, 30), "side": Party.HOST, "by": p.host_officer}
        if allowed:
            assert actions.propose_change(loan, **ask).approved == Decision.PENDING
        else:
            with pytest.raises(NotAllowedNow, match="2026-12-16"):
                actions.propose_change(loan, **ask)


def test_a_loan_lasts_a_year_altogether_at_most(p):
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, starts_on=dt.date(2026, 6, 1), ends_on=END)

    with time_machine.travel("2026-12-01 12:00 +0800", tick=False), pytest.raises(NotAllowedNow, match="2027-05-31"):
        actions.propose_change(
            loan, kind=ChangeKind.EXTENSION, new_end=dt.date(2027, 6, 1), side=Party.HOST, by=p.host_officer
        )


def test_an_early_return_agreed_by_both_moves_the_end_forward(p, term):
    with time_machine.travel("2026-11-22 12:00 +0800", tick=False):
        change = actions.propose_change(
            term, kind=ChangeKind.EARLY_RETURN, new_end=dt.date(2026, 11, 30), side=Party.HOME, by=p.home_officer
        )
        actions.agree_to_change(change, side=Party.HOST, by=p.host_officer)

    term.refresh_from_db()
    assert (term.state, term.ends_on) == (State.ACTIVE, dt.date(2026, 11, 30))


@pytest.mark.parametrize("new_end", [dt.date(2026, 11, 21), END])
def test_an_early_return_lies_between_today_and_the_end(p, term, new_end):
    with time_machine.travel("2026-11-22 12:00 +0800", tick=False), pytest.raises(NotAllowedNow, match="提前返回"):
        actions.propose_change(term, kind=ChangeKind.EARLY_RETURN, new_end=new_end, side=Party.HOME, by=p.home_officer)


def test_a_suspended_term_resumes_and_still_ends_on_its_day(p, term):
    with time_machine.travel("2026-11-22 12:00 +0800", tick=False):
        actions.suspend(term, reason="回避核查", by=p.home_officer)
        suspended = (term.state, term.suspended_on)
        actions.resume(term, by=p.host_officer)
        actions.suspend(term, reason="回避核查", by=p.home_officer)
    with time_machine.travel("2026-12-31 07:00 +0800", tick=False):
        released = actions.end_due_terms()

    term.refresh_from_db()
    assert suspended == (State.SUSPENDED, dt.date(2026, 11, 22))
    assert (released, term.state) == (1, State.ENDED)


def test_an_early_end_has_its_day_and_reason_code_and_is_appraised(p, term):
    with time_machine.travel("2026-11-22 12:00 +0800", tick=False):
        actions.terminate(term, reason_code="conflict", by=p.host_officer)
        actions.appraise(term, grade=Grade.COMPETENT, opinion="按要求完成工作。", by=p.host_officer)

    term.refresh_from_db()
    assert (term.state, term.terminated_on, term.termination_reason) == (
        State.APPRAISED,
        dt.date(2026, 11, 22),
        "conflict",
    )
    assert (term.grade, term.appraised_on) == (Grade.COMPETENT, dt.date(2026, 11, 22))


def test_a_yearly_appraisal_leaves_the_term_in_force_and_is_written_once(p, term):
    with time_machine.travel("2026-11-22 12:00 +0800", tick=False):
        write = {"grade": Grade.EXCELLENT, "opinion": "", "period": "2026年度", "by": p.host_officer}
        actions.appraise(term, **write)

        with pytest.raises(NotAllowedNow, match="2026年度"):
            actions.appraise(term, **write)

    term.refresh_from_db()
    assert (term.state, term.appraisals.count()) == (State.ACTIVE, 1)


def test_the_database_itself_refuses_a_second_full_time_term_in_office(p, term):
    from django.db import IntegrityError, transaction

    SecondmentFactory(person=p.user.person, kind=Kind.TEMPORARY_POST, state=State.SUSPENDED)

    with pytest.raises(IntegrityError), transaction.atomic():
        SecondmentFactory(person=p.user.person, kind=Kind.LOAN, state=State.ACTIVE)


def test_every_step_writes_who_from_and_to(p, term):
    from wagtail.models import ModelLogEntry

    with time_machine.travel("2026-11-22 12:00 +0800", tick=False):
        actions.suspend(term, reason="健康原因", by=p.home_officer)

    row = ModelLogEntry.objects.get(object_id=str(term.pk), action="secondments.suspend")
    assert (row.user, row.data["from_state"], row.data["to_state"], row.data["reason"]) == (
        p.home_officer,
        "active",
        "suspended",
        "健康原因",
    )


def test_the_route_says_until_when_she_was_in_office_and_not_until_when_she_was_to_be(p, term):
    with time_machine.travel("2026-06-15 10:00 +0800", tick=False):
        before = route(term)[5].note
        actions.terminate(term, reason_code="transfer", by=p.host_officer)

    assert (before, route(term)[5].note) == ("至 2026-12-30", "至 2026-06-15")
