"""Pages of the annual plan, per role."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.training.enums import NeedState, PlanState, SessionState
from courses.training.models import AnnualPlan, PlanLine, TrainingNeed
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.plans import AnnualPlanFactory, PlanLineFactory, TrainingNeedFactory
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
LINE = {
    "title": "专利侵权判定同堂培训班",
    "mode": "joint",
    "quarter": 2,
    "month": "",
    "days": "5",
    "report_in_days": "0",
    "leaving_days": "0",
    "grade": "3",
    "ip_seats": 20,
    "proc_seats": 20,
    "pool_seats": 0,
    "budget": "110000",
}


def sign_in(client, user):
    client.force_login(user)
    return client


def test_planner_calls_for_needs_of_her_own_offices_only(client):
    planner = member(AgencyFactory(), RoleCode.TRAINING_PLANNER)
    own, other, proc = planner.person.postings.get().agency, AgencyFactory(), AgencyFactory(proc=True)
    year = timezone.localdate().year + 1
    sign_in(client, planner)

    refused = client.post(reverse("training:plan-new"), {"year": year, "ip_office": other.pk, "proc_office": proc.pk})
    done = client.post(reverse("training:plan-new"), {"year": year, "ip_office": own.pk, "proc_office": proc.pk})
    again = client.post(reverse("training:plan-new"), {"year": year, "ip_office": own.pk, "proc_office": proc.pk})

    assert refused.status_code == 200
    assert done.status_code == 302
    assert "双方本年度已有年度计划" in again.content.decode()
    assert AnnualPlan.objects.get().ip_office == own


@pytest.mark.parametrize("role", [RoleCode.UNIT_HR, RoleCode.ORGANISER, RoleCode.TRAINEE])
def test_only_planners_open_a_plan(client, role):
    sign_in(client, member(AgencyFactory(), role))

    assert client.get(reverse("training:plan-new")).status_code == 403


def test_unit_submits_changes_and_withdraws_its_need(client):
    plan = AnnualPlanFactory(state=PlanState.COLLECTING)
    unit = AgencyFactory(parent=plan.ip_office)
    sign_in(client, member(unit, RoleCode.UNIT_HR))
    data = {"agency": unit.pk, "topic": "电子取证", "audience": "", "people": 6, "reason": "新人多"}

    client.post(reverse("training:need-new", args=[plan.pk]), data)
    need = TrainingNeed.objects.get()
    client.post(reverse("training:need", args=[need.pk]), {**data, "people": 8})
    page = client.get(plan.get_absolute_url()).content.decode()
    client.post(reverse("training:need-withdraw", args=[need.pk]))

    need.refresh_from_db()
    assert (need.people, need.state, need.agency) == (8, NeedState.WITHDRAWN, unit)
    assert "电子取证" in page


def test_need_for_a_strangers_unit_is_not_offered_and_anothers_need_is_404(client):
    need = TrainingNeedFactory()
    unit = AgencyFactory(parent=need.plan.ip_office)
    sign_in(client, member(unit, RoleCode.UNIT_HR))
    data = {"agency": need.agency.pk, "topic": "甲", "people": 6, "reason": "乙"}

    refused = client.post(reverse("training:need-new", args=[need.plan.pk]), data)
    foreign = client.post(reverse("training:need-withdraw", args=[need.pk]))
    page = client.get(need.plan.get_absolute_url()).content.decode()

    assert (refused.status_code, foreign.status_code) == (200, 404)
    assert TrainingNeed.objects.count() == 1
    assert need.topic not in page


def test_plan_of_strangers_is_404_and_signed_out_people_sign_in(client):
    plan = AnnualPlanFactory()

    signed_out = client.get(plan.get_absolute_url())
    sign_in(client, member(AgencyFactory(), RoleCode.UNIT_HR))

    assert signed_out.status_code == 302
    assert client.get(plan.get_absolute_url()).status_code == 404


def test_unit_reads_the_plan_but_writes_no_line(client):
    line = PlanLineFactory()
    sign_in(client, member(line.plan.ip_office, RoleCode.UNIT_HR))

    assert client.get(line.plan.get_absolute_url()).status_code == 200
    for name, pk in (("line-new", line.plan.pk), ("line", line.pk)):
        assert client.get(reverse(f"training:{name}", args=[pk])).status_code == 403
    for name in ("line-remove",):
        assert client.post(reverse(f"training:{name}", args=[line.pk])).status_code == 403
    assert client.post(reverse("training:plan-step", args=[line.plan.pk, "submit"])).status_code == 403


def test_line_above_the_fee_standard_is_refused_with_sum_and_source_on_the_page(client):
    plan = AnnualPlanFactory()
    sign_in(client, member(plan.ip_office, RoleCode.ORGANISER))
    data = {**LINE, "ip_host": plan.ip_office.pk, "proc_host": plan.proc_office.pk}

    page = client.post(reverse("training:line-new", args=[plan.pk]), {**data, "budget": "110001"}).content.decode()
    saved = client.post(reverse("training:line-new", args=[plan.pk]), data)

    assert "40 人 × 5 天 × 550 元 = 110,000 元" in page
    assert "财行〔2016〕540号" in page
    assert saved.status_code == 302
    assert PlanLine.objects.get().number == 1


def test_whole_way_of_a_plan_through_its_page(client):
    plan = PlanLineFactory().plan
    ip, proc = (member(office, RoleCode.TRAINING_PLANNER) for office in plan.offices.values())

    def finished():
        SessionFactory(plan_line=plan.lines.get(), state=SessionState.COMPLETED)

    def step(user, verb, **data):
        sign_in(client, user).post(reverse("training:plan-step", args=[plan.pk, verb]), data)
        plan.refresh_from_db()
        return plan.state

    states = [
        step(ip, "submit"),
        step(ip, "approve"),
        step(ip, "approve", version=plan.version),
        step(proc, "return", reason="名额不足"),
        step(proc, "submit"),
        step(ip, "approve", version=plan.version),
        step(proc, "approve", version=plan.version),
        step(proc, "close"),
        finished(),
        step(proc, "close"),
    ]

    assert states == [
        "review", "review", "review", "drawing_up", "review", "review", "approved", "approved", None, "closed"
    ]  # fmt: skip
    assert client.post(reverse("training:plan-step", args=[plan.pk, "burn"])).status_code == 404


def test_plan_is_exported_as_a_sheet(client):
    line = PlanLineFactory(plan__state=PlanState.APPROVED)
    SessionFactory(plan_line=line, number="TT-ZJ-900")
    sign_in(client, member(line.plan.ip_office, RoleCode.TRAINING_PLANNER))

    answer = client.get(f"{line.plan.get_absolute_url()}?format=csv")
    sheet = client.get(f"{line.plan.get_absolute_url()}?format=xlsx")

    text = b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else answer.content.decode()
    assert line.title in text
    assert "TT-ZJ-900" in text
    assert sheet.status_code == 200


def test_needs_and_plans_are_exported_as_far_as_one_reads_them(client):
    need = TrainingNeedFactory(topic="=HYPERLINK(1)")
    plan = need.plan
    foreign = TrainingNeedFactory(plan=plan, agency=plan.proc_office, topic="他方需求")
    theirs = AnnualPlanFactory(year=2099)

    def rows(user, url, **query):
        answer = sign_in(client, user).get(url, {"format": "csv", **query})
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    office = rows(member(plan.ip_office, RoleCode.TRAINING_PLANNER), plan.get_absolute_url(), list="needs")
    unit = rows(member(plan.ip_office, RoleCode.UNIT_HR), plan.get_absolute_url(), list="needs")
    plans = rows(member(plan.ip_office, RoleCode.UNIT_HR), reverse("training:plans"))

    assert "'=HYPERLINK(1)" in office
    assert foreign.topic in office
    assert foreign.topic not in unit
    assert [(line.split(",")[0], line.split(",")[1]) for line in plans.splitlines()[1:]] == [
        (str(plan.year), plan.ip_office.name)
    ]
    assert theirs.ip_office.name not in plans


def test_plan_page_and_list_cost_the_same_for_one_row_and_for_three(client, django_assert_max_num_queries):
    need = TrainingNeedFactory()
    plan = need.plan
    PlanLineFactory(plan=plan).needs.add(need)
    sign_in(client, member(plan.ip_office, RoleCode.TRAINING_PLANNER))
    with django_assert_max_num_queries(25) as one:
        client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(25) as one_list:
        client.get(reverse("training:plans"))

    for n in range(2):
        line = PlanLineFactory(plan=plan)
        line.needs.add(TrainingNeedFactory(plan=plan))
        SessionFactory(plan_line=line)
        AnnualPlanFactory(ip_office=plan.ip_office, year=2030 + n)

    with django_assert_max_num_queries(len(one)):
        client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(len(one_list)):
        client.get(reverse("training:plans"))


def test_needs_after_the_due_day_are_not_offered(client):
    plan = AnnualPlanFactory(state=PlanState.COLLECTING, needs_due_on=timezone.localdate() - dt.timedelta(days=1))
    sign_in(client, member(plan.ip_office, RoleCode.UNIT_HR))

    page = client.get(plan.get_absolute_url()).content.decode()
    late = client.post(
        reverse("training:need-new", args=[plan.pk]),
        {"agency": plan.ip_office.pk, "topic": "甲", "people": 1, "reason": "乙"},
    )

    assert "报送本单位需求" not in page
    assert "截止" in late.content.decode()
    assert TrainingNeed.objects.count() == 0
