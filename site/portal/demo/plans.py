"""Annual plans of the demo: this year's, approved, whose lines the classes come from; next year's collects needs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.training import actions
from courses.training.enums import Mode, PlanState
from courses.training.models import AnnualPlan, PlanLine, TrainingNeed
from courses.training.queries.budget import FeeStandard
from portal.demo.training import SERIES, Plan
from shared.accounts.models import User
from shared.directory.models import Agency

# Added during the year with a reason: they stand in no line.
UNPLANNED = {13: "会展旺季维权需求集中，经双方商定临时增设。", 14: "省级中医药保护专项行动临时部署。"}
NEEDS = [
    (
        "I330100",
        "hr",
        "商业秘密案件证据固定",
        "查处商业秘密案件的执法人员",
        12,
        "今年商业秘密案件增多，笔录与电子数据转为刑事证据时退补较多。",
    ),
    (
        "P330100",
        "hr-p",
        "技术事实查明",
        "办理知识产权案件的检察官及助理",
        10,
        "专利案件技术争点审查能力不足，希望与专利审查人员同堂研讨。",
    ),
    (
        "I330500",
        "organiser",
        "跨境电商商标侵权查处",
        "口岸和电商执法人员",
        8,
        "跨境电商案件涉及多部门，需要统一查处口径。",
    ),
    (
        "P330200",
        "organiser-p",
        "知识产权公益诉讼",
        "公益诉讼检察人员",
        6,
        "地理标志、传统品牌保护线索增加，缺少办案范例。",
    ),
    ("I330300", "organiser", "专利侵权行政裁决", "行政裁决人员", 8, "裁决与司法认定衔接不畅。"),
]
NEXT = [
    ("I330100", "hr", "数据知识产权登记审查", "登记与维权人员", 10, "登记量增长快，审查标准需要统一。"),
    (
        "P330100",
        "hr-p",
        "涉人工智能著作权案件办理",
        "知识产权检察人员",
        8,
        "新类型案件增多，需要与登记、执法部门共同研究。",
    ),
    ("I330500", "organiser", "海外知识产权纠纷应对", "企业服务窗口人员", 6, "外贸企业求助增加。"),
]


def seed(world: Any) -> None:
    """Both plans with their needs; a second call changes nothing."""
    users = {u.username.removeprefix("D-"): u for u in User.objects.filter(username__startswith="D-")}
    with transaction.atomic():
        if not AnnualPlan.objects.filter(year=world.today.year).exists():
            approved_plan(world.today, users)
    with transaction.atomic():
        if not AnnualPlan.objects.filter(year=world.today.year + 1).exists():
            collecting_plan(world.today, users)


def offices() -> dict[str, Agency]:
    return {"ip_office": Agency.objects.get(code="I330000"), "proc_office": Agency.objects.get(code="P330000")}


def approved_plan(today: dt.date, users: dict[str, User]) -> None:
    """What both offices agreed on last autumn, written by the same acts as on the page."""
    last_autumn = today.replace(year=today.year - 1, month=10, day=20)
    plan = AnnualPlan.objects.create(
        year=today.year,
        **offices(),
        state=PlanState.DRAWING_UP,
        needs_due_on=last_autumn,
        called_by=users["organiser"],
        called_at=timezone.now() - (today - last_autumn) - dt.timedelta(days=28),
    )
    needs = submit(plan, NEEDS, users)
    for number, series in enumerate(planned(), start=1):
        line = line_of(series, plan, number, today)
        actions.write_line(line, needs=needs[number - 1 : number], by=users["organiser"])
    actions.submit_year(plan, by=users["organiser"])
    for key in ("organiser", "organiser-p"):
        actions.approve_year(plan, version=plan.version, by=users[key])


def planned() -> list[Plan]:
    return [series for series in SERIES if series.number not in UNPLANNED]


def line_of(series: Plan, plan: AnnualPlan, number: int, today: dt.date) -> PlanLine:
    """The line from which a class of the series follows; the budget lies a little below the ceiling."""
    first = today + dt.timedelta(days=series.first)
    month = first.month if first.year == today.year else (12 if first.year > today.year else 1)
    line = PlanLine(
        plan=plan,
        number=number,
        title=series.title,
        mode=series.mode,
        ip_host=plan.ip_office,
        proc_host=plan.proc_office,
        quarter=(month + 2) // 3,
        month=month,
        days=days_of(series),
        ip_seats=series.seats[0],
        proc_seats=series.seats[1],
        pool_seats=series.seats[2],
        audience=series.audience,
        budget=Decimal(0),
    )
    line.budget = budget_below(line)
    return line


def days_of(series: Plan) -> Decimal:
    return Decimal("0.5") if series.half_day else Decimal(series.last - series.first + 1)


def budget_below(line: PlanLine) -> Decimal:
    """Nine tenths of the ceiling, in round hundreds; a lecture on the web costs its room and no more."""
    ceiling = FeeStandard().of_line(line)
    share = Decimal("0.3") if line.mode == Mode.INVITED_LECTURER else Decimal("0.9")
    return (ceiling.total * share / 100).quantize(Decimal(1)) * 100 if ceiling else Decimal(0)


def submit(plan: AnnualPlan, needs: list[tuple], users: dict[str, User]) -> list[TrainingNeed]:
    rows = []
    for place, (code, key, topic, audience, people, reason) in enumerate(needs):
        rows.append(
            TrainingNeed.objects.create(
                plan=plan,
                agency=Agency.objects.get(code=code),
                topic=topic,
                audience=audience,
                people=people,
                reason=reason,
                submitted_by=users[key],
                submitted_at=plan.called_at + dt.timedelta(days=3 + place),
            )
        )
    return rows


def collecting_plan(today: dt.date, users: dict[str, User]) -> None:
    """Units are being asked; three have answered, the rest see it among the things to do."""
    plan = AnnualPlan(year=today.year + 1, **offices())
    actions.call_for_needs(plan, by=users["organiser"])
    submit(plan, NEXT[1:], users)
