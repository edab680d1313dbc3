"""Who appraises a term and by what, how two parts become one result, and for whom a part waits."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from exchanges.secondments.enums import Grade, Party
from exchanges.secondments.models import (
    AppraisalItemRule,
    AppraisalPart,
    AppraisalRound,
    Secondment,
    home_scope,
    host_scope,
)
from exchanges.secondments.permissions import parties_of
from exchanges.secondments.queries.lengths import last_day_within
from shared.regulations.models import LimitRule
from shared.regulations.queries import limit_rule, nearest_in_force

GRADES = list(Grade)  # the best one first
BOUNDS = [
    (Grade.EXCELLENT, "secondment.appraisal_excellent"),
    (Grade.COMPETENT, "secondment.appraisal_competent"),
    (Grade.BASICALLY_COMPETENT, "secondment.appraisal_basic"),
]


def appraisal_items(secondment: Secondment) -> list[AppraisalItemRule]:
    """The template of the kind: the rows of the most local place that has any, as they are in force today."""
    return nearest_in_force(AppraisalItemRule, timezone.localdate(), secondment.jurisdiction, secondment.kind)


@dataclass(frozen=True)
class Shares:
    """What the host's part weighs in percent (the home unit's weighs the rest), and the rule that says so."""

    host: int
    rule: LimitRule

    @property
    def basis(self) -> str:
        return f"{self.rule.label}：{self.rule.source}"


def appraisal_shares(secondment: Secondment, *, on: dt.date) -> Shares:
    """Who served too short a time at the host is appraised by her home unit alone (rule book 1.2)."""
    where = secondment.jurisdiction
    least = limit_rule("secondment.appraisal_host_months", on=on, jurisdiction=where)
    if min(secondment.last_day, on) < last_day_within(secondment.starts_on, int(least.value)):
        return Shares(0, least)
    share = limit_rule("secondment.appraisal_host_share", on=on, jurisdiction=where)
    return Shares(min(100, int(share.value * 100)), share)


def grade_of(result: Decimal, *, on: dt.date, jurisdiction: str) -> Grade:
    """The best grade whose bound the result reaches."""
    for grade, code in BOUNDS:
        if result >= limit_rule(code, on=on, jurisdiction=jurisdiction).value:
            return grade
    return Grade.INCOMPETENT


def merged(subject: AppraisalRound, parts: list[AppraisalPart]) -> tuple[Decimal, str]:
    """The weighted result of the units and its grade, which never leaves the span of the grades they propose."""
    units = [part for part in parts if part.side in subject.shares]
    total = sum((part.weighted * subject.shares[part.side] / 100 for part in units), Decimal(0))
    result = total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    proposed = sorted(GRADES.index(Grade(part.grade)) for part in units)
    reached = GRADES.index(
        grade_of(result, on=timezone.localdate(), jurisdiction=subject.secondment.jurisdiction),
    )
    return result, GRADES[min(max(reached, proposed[0]), proposed[-1])]


def running_round(secondment: Secondment) -> AppraisalRound | None:
    found = AppraisalRound.objects.running().filter(secondment=secondment).first()
    if found:
        found.secondment = secondment
    return found


def sides_awaited(user: Any, subject: AppraisalRound | None) -> list[str]:
    """The sides for which the user can hand in a part now."""
    if subject is None:
        return []
    done = set(subject.parts.values_list("side", flat=True))
    asked = [*subject.shares, str(Party.PERSON)]
    mine = parties_of(user, subject.secondment)
    return [side for side in asked if side in mine and side not in done]


def part_waits(user: Any) -> Q:
    """Terms whose running appraisal waits for a part of the user, as officer or as the person."""
    own = Q(person__isnull=False, person__user_id=user.pk)
    home, host, person = (
        Q(pk__in=AppraisalRound.objects.awaiting(side).order_by().values("secondment"))
        for side in (Party.HOME, Party.HOST, Party.PERSON)
    )
    return own & person | ~own & (home_scope(user) & home | host_scope(user) & host)


@dataclass(frozen=True)
class PartRow:
    """Where one side stands, and what it has handed in if the reader may see it."""

    side: Party
    share: int
    is_in: bool
    part: AppraisalPart | None


def part_rows(user: Any, subject: AppraisalRound, *, shows: bool) -> list[PartRow]:
    """The sides of an appraisal; contents only of the parts that the user may see and has asked for."""
    done = set(subject.parts.values_list("side", flat=True))
    seen = {part.side: part for part in visible_parts(user, subject)} if shows else {}
    sides = [*subject.shares, str(Party.PERSON)]
    return [
        PartRow(Party(side), subject.shares.get(side, 0), side in done, seen.get(side))
        for side in sides
        if side != Party.PERSON or side in done or subject.closed_on is None
    ]


def visible_parts(user: Any, subject: AppraisalRound) -> "QuerySet[AppraisalPart]":
    return AppraisalPart.objects.visible_to(user).filter(round=subject).prefetch_related("scores__item")


def closed_rounds(secondment: Secondment) -> "QuerySet[AppraisalRound]":
    return AppraisalRound.objects.filter(secondment=secondment, closed_on__isnull=False)
