"""The plan of a year: needs by the due day, both sides' word, the budget against the fee standard (N6, H5)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from courses.training import actions
from courses.training.actions.budget import check_below, check_line_budget
from courses.training.enums import EnrolmentState, NeedState, PlanState, SessionState, TrainingGrade
from courses.training.models import AnnualPlan, AnnualPlanApproval, PlanLine, TrainingNeed
from courses.training.queries.budget import FeeStandard
from courses.training.queries.plans import progress_of
from courses.training.queries.todos_plans import plan_todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.plans import AnnualPlanFactory, PlanLineFactory, TrainingNeedFactory
from tests.factories.training import SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 9, 1)


def at(day, hour=2):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC), tick=False)


def planner_of(plan, side):
    return member(plan.offices[side], RoleCode.TRAINING_PLANNER)


def called_plan(**fields):
    with at(TODAY):
        plan = AnnualPlan(year=2027, ip_office=AgencyFactory(), proc_office=AgencyFactory(proc=True), **fields)
        return actions.call_for_needs(plan, by=UserFactory())


def test_call_gives_units_twenty_working_days_and_tells_every_hr_officer_once(run_jobs):
    with at(TODAY):
        offices = {"ip_office": AgencyFactory(), "proc_office": AgencyFactory(proc=True)}
        unit = AgencyFactory(parent=offices["ip_office"])
        hr = {member(unit, RoleCode.UNIT_HR), member(offices["proc_office"], RoleCode.UNIT_HR)}
        member(AgencyFactory(), RoleCode.UNIT_HR)
        plan = actions.call_for_needs(AnnualPlan(year=2027, **offices), by=UserFactory())
        run_jobs()

    # twenty working days after 1 September 2026; the 25th is a holiday, Sunday the 20th is worked
    assert plan.needs_due_on == dt.date(2026, 9, 29)
    assert {n.user for n in Notice.objects.filter(kind="training.needs_call")} == hr


def test_call_for_a_year_that_is_over_or_for_two_offices_of_one_side_is_refused():
    ip, proc = AgencyFactory(), AgencyFactory(proc=True)

    with at(TODAY):
        with pytest.raises(NotAllowedNow, match="2025"):
            actions.call_for_needs(AnnualPlan(year=2025, ip_office=ip, proc_office=proc), by=UserFactory())
        with pytest.raises(NotAllowedNow):
            actions.call_for_needs(AnnualPlan(year=2027, ip_office=proc, proc_office=ip), by=UserFactory())


def test_needs_are_taken_to_the_end_of_the_due_day_and_not_after():
    plan = called_plan()
    need = TrainingNeed(plan=plan, agency=plan.ip_office, topic="电子取证", people=8, reason="新任人员多")
    last_second = dt.datetime.combine(plan.needs_due_on, dt.time(15, 59, 59), tzinfo=dt.UTC)

    with time_machine.travel(last_second, tick=False):
        actions.submit_need(need, by=UserFactory())
        need.people = 9
        actions.change_need(need, by=need.submitted_by)
    with time_machine.travel(last_second + dt.timedelta(seconds=1), tick=False):
        with pytest.raises(NotAllowedNow, match=plan.needs_due_on.isoformat()):
            actions.change_need(need, by=need.submitted_by)
        with pytest.raises(NotAllowedNow):
            actions.withdraw_need(need, by=need.submitted_by)

    assert TrainingNeed.objects.get().people == 9


def test_need_sent_twice_stands_once():
    plan = called_plan()
    fields = {"plan": plan, "agency": plan.ip_office, "topic": "电子取证", "people": 8, "reason": "新任人员多"}

    with at(TODAY):
        actions.submit_need(TrainingNeed(**fields), by=UserFactory())
        with pytest.raises(NotAllowedNow):
            actions.submit_need(TrainingNeed(**fields), by=UserFactory())
        actions.submit_need(TrainingNeed(**{**fields, "people": 9}), by=UserFactory())

    assert plan.needs.count() == 2


def test_withdrawn_need_is_neither_changed_nor_withdrawn_again():
    plan = called_plan()
    need = TrainingNeedFactory(plan=plan)

    with at(TODAY):
        actions.withdraw_need(need, by=need.submitted_by)
        with pytest.raises(NotAllowedNow):
            actions.change_need(need, by=need.submitted_by)
        with pytest.raises(NotAllowedNow):
            actions.withdraw_need(need, by=need.submitted_by)

    assert TrainingNeed.objects.get().state == NeedState.WITHDRAWN


def test_lines_are_drawn_up_only_after_the_units_have_had_their_time():
    plan = called_plan()

    with at(plan.needs_due_on), pytest.raises(NotAllowedNow, match=plan.needs_due_on.isoformat()):
        actions.draw_up_lines(plan, by=UserFactory())
    with at(plan.needs_due_on + dt.timedelta(days=1)):
        actions.draw_up_lines(plan, by=UserFactory())
        with pytest.raises(NotAllowedNow, match="编制项目"):
            actions.submit_need(TrainingNeedFactory.build(plan=plan, agency=plan.ip_office), by=UserFactory())

    assert plan.state == PlanState.DRAWING_UP


@pytest.mark.parametrize(
    ("days", "budget", "total"),
    [
        (Decimal(5), "165000", "165000"),
        (Decimal("0.5"), "16500", "16500"),
        (Decimal(30), "990000", "990000"),
        (Decimal(31), "1013100", "1013100"),
        (Decimal(32), "1036200", "1036200"),
    ],
)
def test_budget_exactly_at_the_ceiling_stands_and_one_yuan_more_is_refused(days, budget, total):
    line = PlanLineFactory.build(plan=AnnualPlanFactory(), days=days, budget=Decimal(budget))

    ceiling = check_line_budget(line)
    line.budget += 1
    with pytest.raises(NotAllowedNow) as refusal:
        check_line_budget(line)

    assert ceiling.total == Decimal(total)
    assert "高出 1 元" in str(refusal.value)
    assert "60 人 ×" in str(refusal.value)
    assert "财行〔2016〕540号" in str(refusal.value)


def test_days_beyond_thirty_stand_in_the_sum_at_seventy_per_cent():
    ceiling = FeeStandard().ceiling(TrainingGrade.THIRD, 60, Decimal(32), on=TODAY)

    assert ceiling.sum_in_words == "60 人 × 30 天 × 550 元 + 60 人 × 2 天 × 550 元 × 70% = 1,036,200 元"


def test_reporting_in_and_leaving_count_one_day_each_at_most():
    line = PlanLineFactory.build(plan=AnnualPlanFactory(), report_in_days=1, leaving_days=1, budget=Decimal(231_000))

    check_line_budget(line)
    line.report_in_days = Decimal("1.5")

    with pytest.raises(NotAllowedNow, match="报到"):
        check_line_budget(line)


@pytest.mark.parametrize("grade", [TrainingGrade.FIRST, TrainingGrade.SECOND])
def test_grade_without_a_verified_ceiling_is_not_held_against_an_invented_one(grade):
    line = PlanLineFactory.build(plan=AnnualPlanFactory(), grade=grade, budget=Decimal(99_000_000))

    assert check_line_budget(line) is None
    assert check_below(Decimal(99_000_000), None) is None


def test_budget_above_is_refused_when_the_line_is_written_and_nothing_is_kept():
    plan = AnnualPlanFactory()
    line = PlanLineFactory.build(plan=plan, number=None, budget=Decimal("165000.01"))

    with pytest.raises(NotAllowedNow, match="165,000"):
        actions.write_line(line, needs=[], by=UserFactory())

    assert PlanLine.objects.count() == 0
    assert AnnualPlan.objects.get().version == 0


def test_lines_are_numbered_and_keep_the_needs_of_their_own_plan_only():
    need, stranger = TrainingNeedFactory(), TrainingNeedFactory()
    plan = need.plan
    plan.state = PlanState.DRAWING_UP
    plan.save()
    lines = [PlanLineFactory.build(plan=plan, number=None) for _ in range(2)]

    for line in lines:
        actions.write_line(line, needs=[need, stranger], by=UserFactory())

    assert [line.number for line in lines] == [1, 2]
    assert list(lines[0].needs.all()) == [need]


def test_plan_needs_the_word_of_both_sides():
    plan = PlanLineFactory().plan
    actions.submit_year(plan, by=planner_of(plan, "ip"))

    actions.approve_year(plan, version=plan.version, by=planner_of(plan, "ip"))
    actions.approve_year(plan, version=plan.version, by=planner_of(plan, "ip"))
    after_one = AnnualPlan.objects.get().state
    actions.approve_year(plan, version=plan.version, by=planner_of(plan, "proc"))

    assert after_one == PlanState.REVIEW
    assert AnnualPlan.objects.get().state == PlanState.APPROVED
    with pytest.raises(NotAllowedNow):
        actions.approve_year(plan, version=plan.version, by=planner_of(plan, "proc"))


def test_one_side_approves_once_by_constraint():
    plan = AnnualPlanFactory()
    row = {"plan": plan, "side": "ip", "version": 0, "approved_by": UserFactory()}
    AnnualPlanApproval.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualPlanApproval.objects.create(**row)


@pytest.mark.parametrize("approvals", [1, 2])
def test_change_after_an_approval_voids_the_approvals(approvals):
    line = PlanLineFactory()
    plan = line.plan
    actions.submit_year(plan, by=planner_of(plan, "ip"))
    seen = plan.version
    for side in ("ip", "proc")[:approvals]:
        actions.approve_year(plan, version=seen, by=planner_of(plan, side))

    actions.write_line(line, needs=[], by=planner_of(plan, "ip"))

    plan.refresh_from_db()
    assert (plan.state, plan.approvals.count()) == (PlanState.DRAWING_UP, 0)
    actions.submit_year(plan, by=planner_of(plan, "ip"))
    with pytest.raises(NotAllowedNow):
        actions.approve_year(plan, version=seen, by=planner_of(plan, "proc"))


def test_returned_plan_asks_for_a_reason_and_tells_both_offices(run_jobs):
    plan = PlanLineFactory().plan
    planners = {planner_of(plan, "ip"), planner_of(plan, "proc")}
    actions.submit_year(plan, by=UserFactory())

    with pytest.raises(NotAllowedNow):
        actions.return_year(plan, reason=" ", by=UserFactory())
    actions.return_year(plan, reason="经费超出", by=UserFactory())
    run_jobs()

    assert (plan.state, plan.state_reason) == (PlanState.DRAWING_UP, "经费超出")
    assert {n.user for n in Notice.objects.filter(kind="training.year_returned")} == planners


def test_plan_without_lines_is_not_submitted():
    with pytest.raises(NotAllowedNow):
        actions.submit_year(AnnualPlanFactory(), by=UserFactory())


@pytest.mark.parametrize("state", [PlanState.COLLECTING, PlanState.CLOSED])
def test_lines_are_written_neither_before_nor_after_their_time(state):
    with pytest.raises(NotAllowedNow):
        actions.write_line(PlanLineFactory.build(plan=AnnualPlanFactory(state=state)), needs=[], by=UserFactory())


def test_line_with_a_class_stays():
    line = PlanLineFactory()
    SessionFactory(plan_line=line)

    with pytest.raises(NotAllowedNow):
        actions.remove_line(line, by=UserFactory())
    other = PlanLineFactory(plan=line.plan)
    actions.remove_line(other, by=UserFactory())

    assert list(line.plan.lines.all()) == [line]


def test_year_is_closed_when_every_class_has_come_to_its_end():
    line = PlanLineFactory(plan__state=PlanState.APPROVED)
    session = SessionFactory(plan_line=line, state=SessionState.IN_PROGRESS)

    with pytest.raises(NotAllowedNow, match="1"):
        actions.close_year(line.plan, by=UserFactory())
    session.state = SessionState.COMPLETED
    session.save()
    actions.close_year(line.plan, by=UserFactory())

    assert line.plan.state == PlanState.CLOSED


def test_year_with_a_line_that_waits_for_its_class_is_closed_only_once_it_is_over():
    line = PlanLineFactory(plan__state=PlanState.APPROVED)
    SessionFactory(plan_line=line, state=SessionState.CANCELLED)
    last_evening = dt.datetime(line.plan.year, 12, 31, 15, 59, 59, tzinfo=dt.UTC)

    with time_machine.travel(last_evening, tick=False), pytest.raises(NotAllowedNow, match=str(line.plan.year)):
        actions.close_year(line.plan, by=UserFactory())
    with time_machine.travel(last_evening + dt.timedelta(seconds=1), tick=False):
        actions.close_year(line.plan, by=UserFactory())

    assert line.plan.state == PlanState.CLOSED


def test_cancelled_class_takes_no_money_and_serves_no_line():
    line = PlanLineFactory(plan__state=PlanState.APPROVED)
    SessionFactory(plan_line=line, state=SessionState.CANCELLED, budget=90_000)
    planner = planner_of(line.plan, "ip")
    cancelled = progress_of(line.plan, planner)
    SessionFactory(plan_line=line, budget=70_000)
    held = progress_of(line.plan, planner)

    assert (cancelled.with_class, cancelled.budget_of_sessions) == (0, 0)
    assert (held.with_class, held.budget_of_sessions) == (1, 70_000)


def test_month_has_to_lie_in_its_quarter():
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanLineFactory(quarter=2, month=7)

    assert PlanLineFactory(quarter=4, month=12).first_day.month == 12
    assert PlanLineFactory(quarter=3, month=None).first_day.month == 7


def test_needs_and_plans_are_seen_by_those_they_concern():
    need = TrainingNeedFactory(agency=AgencyFactory(), plan__ip_office=AgencyFactory())
    plan = need.plan
    need.agency.parent = plan.ip_office
    need.agency.save()
    other_unit = AgencyFactory(parent=plan.ip_office)
    see_need = [
        member(need.agency, RoleCode.UNIT_HR),
        member(need.agency, RoleCode.UNIT_LEADER),
        planner_of(plan, "ip"),
        planner_of(plan, "proc"),
        member(plan.proc_office, RoleCode.ORGANISER),
    ]
    not_need = [member(other_unit, RoleCode.UNIT_HR)]
    strangers = [member(AgencyFactory(), RoleCode.UNIT_HR), member(need.agency, RoleCode.TRAINEE)]

    for user in see_need:
        assert list(TrainingNeed.objects.visible_to(user)) == [need]
        assert list(AnnualPlan.objects.visible_to(user)) == [plan]
    for user in not_need:
        assert list(TrainingNeed.objects.visible_to(user)) == []
        assert list(AnnualPlan.objects.visible_to(user)) == [plan]
    for user in strangers:
        assert list(TrainingNeed.objects.visible_to(user)) == []
        assert list(AnnualPlan.objects.visible_to(user)) == []


def test_progress_counts_people_and_money_of_each_line():
    line = PlanLineFactory()
    session = SessionFactory(plan_line=line, seats=(4, 0, 0), budget=Decimal(1000))
    seated(session)
    seated(session, state=EnrolmentState.COMPLETED)
    PlanLineFactory(plan=line.plan)
    user = planner_of(line.plan, "ip")

    progress = progress_of(line.plan, user)

    first = progress.lines[0] if progress.lines[0].line == line else progress.lines[1]
    assert (first.seated, first.completed, first.budget_of_sessions) == (2, 1, Decimal(1000))
    assert (progress.people_planned, progress.with_class, progress.budget_planned) == (120, 1, Decimal(330_000))


def test_progress_costs_the_same_for_one_line_and_for_three(django_assert_num_queries):
    line = PlanLineFactory()
    SessionFactory(plan_line=line)
    user = planner_of(line.plan, "ip")
    user.is_superuser = True

    progress_of(line.plan, user)
    with django_assert_num_queries(5):
        progress_of(line.plan, user)
    for _ in range(2):
        SessionFactory(plan_line=PlanLineFactory(plan=line.plan))
    with django_assert_num_queries(5):
        progress_of(line.plan, user)


def test_start_page_names_what_the_plan_asks_of_each():
    plan = TrainingNeedFactory(plan__year=2040).plan
    hr, answered = member(plan.proc_office, RoleCode.UNIT_HR), member(plan.ip_office, RoleCode.UNIT_HR)
    planner = planner_of(plan, "ip")

    assert [(t.url, t.due) for t in plan_todos(hr)] == [(plan.get_absolute_url(), plan.needs_due_on)]
    assert plan_todos(answered) == []
    assert plan_todos(planner) == []

    plan.state = PlanState.REVIEW
    plan.save()
    assert [t.url for t in plan_todos(planner)] == [plan.get_absolute_url()]
    actions.approve_year(plan, version=0, by=planner)
    assert plan_todos(planner) == []
    assert plan_todos(member(AgencyFactory(), RoleCode.TRAINING_PLANNER)) == []
