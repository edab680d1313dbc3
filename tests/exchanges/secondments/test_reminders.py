"""60, 30 and 7 days before the end: person, home and host are told, once each."""

import datetime as dt

import pytest
import time_machine

from exchanges.secondments import actions, tasks
from exchanges.secondments.enums import State
from exchanges.secondments.models import ReminderSent
from shared.notices.models import Notice
from shared.regulations.models import DeadlineRule
from tests.factories.secondments import parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
END = dt.date(2027, 1, 21)  # sixty days after 22 November 2026


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def term(p):
    return p.secondment(State.ACTIVE, starts_on=dt.date(2025, 1, 22), ends_on=END)


def run(moment):
    with time_machine.travel(moment, tick=False):
        return actions.send_due_reminders()


def codes():
    return list(ReminderSent.objects.order_by("pk").values_list("rule_code", flat=True))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", []),
        ("2026-11-22", ["secondment.reminder_1"]),
        ("2026-12-21", ["secondment.reminder_1"]),
        ("2026-12-22", ["secondment.reminder_2"]),
        ("2027-01-13", ["secondment.reminder_2"]),
        ("2027-01-14", ["secondment.reminder_3"]),
        ("2027-01-21", ["secondment.reminder_3"]),
        ("2027-01-22", []),
    ],
)
def test_a_reminder_goes_out_from_its_day_on_and_only_the_latest_after_days_without_a_run(term, day, expected):
    run(f"{day} 07:30 +0800")

    assert codes() == expected


def test_the_three_parties_are_told_once_each_though_the_task_runs_every_day(p, term):
    start = dt.date(2026, 11, 1)

    counts = [run(f"{start + dt.timedelta(days=n)} 07:30 +0800") for n in range(0, 90)]

    assert sum(counts) == 3
    for user in (p.user, p.home_officer, p.hr, p.host_officer):
        assert Notice.objects.filter(user=user, kind="secondment.reminder").count() == 3


def test_the_day_is_counted_in_beijing(term):
    before = run("2026-11-21 15:59 +0000")
    after = run("2026-11-21 16:00 +0000")

    assert (before, after) == (0, 1)


def test_a_new_end_is_reminded_of_anew(term):
    run("2026-11-22 07:30 +0800")
    type(term).objects.filter(pk=term.pk).update(ends_on=dt.date(2027, 3, 1))

    counts = [run("2026-12-30 07:30 +0800"), run("2026-12-31 07:30 +0800")]

    assert counts == [0, 1]


def test_a_number_changed_in_the_rules_moves_the_reminder(term):
    DeadlineRule.objects.filter(code="secondment.reminder_1").update(amount=90)

    assert run("2026-10-24 07:30 +0800") == 1


@pytest.mark.parametrize("state", [State.APPROVED, State.TERMINATED, State.ENDED])
def test_nobody_is_reminded_of_a_term_that_is_not_in_office(p, state):
    p.secondment(state, ends_on=END, terminated_on=dt.date(2026, 11, 1) if state == State.TERMINATED else None)

    assert run("2026-11-22 07:30 +0800") == 0


def test_the_tasks_do_the_days_work(term):
    with time_machine.travel("2026-11-22 07:30 +0800", tick=False):
        tasks.send_reminders()
        tasks.end_terms()

    assert codes() == ["secondment.reminder_1"]


def test_the_clock_starts_both_tasks_daily_in_beijing_time():
    from django.conf import settings

    rows = {row["task"]: row["schedule"] for row in settings.CELERY_BEAT_SCHEDULE.values()}

    reminders = rows["secondments.send_reminders"]
    assert (settings.CELERY_TIMEZONE, reminders.hour, reminders.minute) == ("Asia/Shanghai", {7}, {30})
    assert "secondments.end_terms" in rows
