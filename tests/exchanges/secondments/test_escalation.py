"""Late steps go to the office above, loans have reminders of their own, a deputy's act says for whom."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from exchanges.secondments import actions, queries, tasks
from exchanges.secondments.enums import Kind, Paper, State
from exchanges.secondments.models import ReminderSent
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from shared.notices.models import Notice
from shared.regulations.models import DeadlineRule
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import brought, colleague, parties, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 11, 2)  # a Monday; no holiday follows in November


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def above(p):
    """The office above the host, with an officer of its own."""
    p.host.parent = AgencyFactory(proc=True, name="最高人民检察院")
    p.host.save()
    p.host_officer.role_assignments.get().agency.refresh_from_db()
    return member(p.host.parent, RoleCode.SECONDMENT_OFFICER)


def on(day):
    return time_machine.travel(f"{day} 07:40 +0800", tick=False)


def told(user):
    return list(Notice.objects.filter(user=user, kind="secondment.overdue").values_list("params", flat=True))


@pytest.mark.parametrize(
    ("state", "facts", "last_day", "step"),
    [
        (State.CONSENTED, {"consented_on": DAY}, "2026-11-16", "接收单位作出聘任决定"),
        (State.CONSENTED, {"consented_on": DAY, "host_decided_on": DAY}, "2026-11-09", "派出单位签署"),
        (State.APPROVED, {"pledge_signed_on": DAY}, "2026-11-09", "颁发聘书"),
        (State.ENDED, {"ends_on": DAY}, "2026-11-17", "期满考核"),
        (State.TERMINATED, {"terminated_on": DAY}, "2026-11-17", "期满考核"),
    ],
)
def test_a_late_step_goes_up_the_day_after_its_last_day_and_once(p, state, facts, last_day, step):
    p.secondment(state, **facts)
    following = dt.date.fromisoformat(last_day) + dt.timedelta(days=1)

    counts = []
    for day in (last_day, following, following, following + dt.timedelta(days=30)):
        with on(day):
            counts.append(actions.escalate_overdue_steps())

    assert counts == [0, 1, 0, 0]
    late = p.home_officer if step == "派出单位签署" else p.host_officer
    assert [(params["step"], params["due"]) for params in told(late)] == [(step, last_day)]


def test_the_office_above_is_told_with_the_one_that_is_late_and_nobody_else(p, above):
    p.secondment(State.ENDED, ends_on=DAY)
    with on("2026-11-18"):
        tasks.escalate()

    heard = {name: len(told(user)) for name, user in vars(p).items() if hasattr(user, "username")}
    assert (len(told(above)), heard) == (1, {"home_officer": 0, "host_officer": 1, "hr": 0, "user": 0})
    assert told(above)[0]["unit"] == "浙江省人民检察院"


@pytest.mark.parametrize("state", [State.RECOMMENDED, State.ACTIVE, State.APPRAISED, State.REJECTED])
def test_nothing_is_late_where_no_clock_runs(p, state):
    p.secondment(state, ends_on=dt.date(2027, 12, 31))
    with on("2026-12-31"):
        assert actions.escalate_overdue_steps() == 0


def test_a_number_changed_in_the_rules_moves_the_escalation(p):
    p.secondment(State.ENDED, ends_on=DAY)
    DeadlineRule.objects.filter(code="secondment.appraise").update(amount=3)
    with on("2026-11-06"):
        assert actions.escalate_overdue_steps() == 1


def test_the_desk_shows_the_last_day_that_the_rule_gives(p):
    p.secondment(State.CONSENTED, consented_on=DAY, starts_on=dt.date(2027, 1, 1))
    with on("2026-11-10"):
        (item,) = queries.due_items(p.host_officer, queries.due_secondments(p.host_officer))

    assert (item.basis, item.due.isoformat()) == ("接收单位作出聘任决定", "2026-11-16")


def test_a_loan_is_reminded_fifteen_and_ten_working_days_before_its_end(p):
    # Ten working days before Thursday 31 December is Thursday 17 December.
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 12, 31))

    for n in range(65):
        with on(dt.date(2026, 10, 31) + dt.timedelta(days=n)):
            actions.send_due_reminders()

    codes = list(ReminderSent.objects.order_by("pk").values_list("rule_code", flat=True))
    assert [code.removeprefix("secondment.reminder_") for code in codes] == ["1", "2", "4.loan", "5.loan", "3"]
    kinds = Notice.objects.filter(user=p.user).order_by("pk").values_list("kind", "params__file_by")
    assert list(kinds) == [("secondment.loan_reminder", "2026-12-17")] * 4 + [("secondment.reminder", None)]
    assert loan.state == State.ACTIVE


def test_a_rule_of_a_kind_takes_the_place_of_the_common_one_with_its_number(p):
    p.secondment(State.ACTIVE, kind=Kind.TEMPORARY_POST, ends_on=dt.date(2026, 12, 31))
    p.secondment(State.ACTIVE, person=colleague(p.home), ends_on=dt.date(2026, 12, 31))
    rule = {"label": "挂职首次提醒", "amount": 45, "basis": "cd", "source": "示例"}
    DeadlineRule.objects.create(code="secondment.reminder_1.temporary_post", **rule)
    with on("2026-11-01"):
        first = actions.send_due_reminders()
    with on("2026-11-16"):
        second = actions.send_due_reminders()

    assert (first, second) == (1, 1)


@pytest.mark.parametrize(("day", "state"), [("2026-11-30", State.ACTIVE), ("2026-12-01", State.ENDED)])
def test_a_renewal_holds_on_the_last_day_and_is_lost_the_day_after(p, day, state):
    s = p.secondment(State.ACTIVE, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 11, 30))
    with on("2026-11-20"):
        change = actions.propose_change(
            s, kind="renewal", new_end=dt.date(2027, 11, 30), side="host", by=p.host_officer
        )
    with on(day):
        released = actions.end_due_terms()
        change.refresh_from_db()
        change.secondment.refresh_from_db()
        if state == State.ACTIVE:
            brought(s, Paper.RENEWAL_FORM)
            actions.agree_to_change(change, side="home", by=p.home_officer)
        else:
            with pytest.raises(NotAllowedNow, match="H18"):
                actions.agree_to_change(change, side="home", by=p.home_officer)
        again = actions.end_due_terms()

    s.refresh_from_db()
    assert (s.state, released, again) == (state, int(state == State.ENDED), 0)
    ended = Notice.objects.filter(kind="secondment.ended").values_list("user", flat=True)
    everybody = {u.pk for u in (p.user, p.home_officer, p.hr, p.host_officer)}
    assert set(ended) == (everybody if state == State.ENDED else set())


def deputy_of(absent, agency, **days):
    deputy = member(agency, RoleCode.TRAINEE)
    facts = {"valid_from": DAY, "valid_to": DAY + dt.timedelta(days=10), **days}
    role = absent.role_assignments.get()
    RoleAssignment.objects.create(user=deputy, role=role.role, agency=role.agency, deputy_for=absent, **facts)
    return deputy


def test_a_deputy_works_on_the_desk_and_the_page_says_for_whom(client, p):
    s = p.secondment(State.RECOMMENDED)
    with on("2026-11-05"):
        deputy = deputy_of(p.host_officer, p.host)
        client.force_login(deputy)
        desk = client.get("/secondments/").content.decode()
        client.post(reverse("secondments:step", args=[s.number, "examine"]), {"note": ""})
        detail = client.get(s.get_absolute_url()).content.decode()

    entry = ModelLogEntry.objects.get(action="secondments.examine")
    assert (entry.data["for"], entry.data["for_user"]) == (p.host_officer.name, p.host_officer.pk)
    assert f"您正代理{p.host_officer.name}" in desk
    assert f"{deputy.name}（代{p.host_officer.name}）" in detail


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-13"])
def test_a_deputy_can_do_nothing_before_and_after_her_days(client, p, day):
    s = p.secondment(State.RECOMMENDED)
    with on(day):
        client.force_login(deputy_of(p.host_officer, p.host))
        answer = client.post(reverse("secondments:step", args=[s.number, "examine"]), {"note": ""})

    s.refresh_from_db()
    assert (answer.status_code, s.state) == (404, State.RECOMMENDED)


def test_who_stands_in_on_the_other_side_acts_for_herself_on_her_own(client, p):
    s = p.secondment(State.PLANNED)
    RoleAssignment.objects.create(
        user=p.home_officer,
        role=RoleCode.SECONDMENT_OFFICER,
        agency=p.host,
        deputy_for=p.host_officer,
        valid_from=DAY,
        valid_to=DAY,
    )
    somebody = colleague(p.home)
    with on(DAY):
        client.force_login(p.home_officer)
        said = {"person": somebody.pk, "note": "同意推荐。", "paper_recommendation": scan()}
        client.post(reverse("secondments:step", args=[s.number, "recommend"]), said)
        client.post(reverse("secondments:step", args=[s.number, "examine"]), {"note": ""})

    acts = {e.action: e.data.get("for") for e in ModelLogEntry.objects.filter(action__startswith="secondments.")}
    assert acts.pop("secondments.paper.file") is None
    assert acts == {"secondments.recommend": None, "secondments.examine": p.host_officer.name}
