"""What a class asks of its participants, and who lacks what."""

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.training import requirements
from courses.training.enums import EnrolmentState, Grade, Requirement
from courses.training.models import Assessment, CompletionRule, Enrolment, Session
from courses.training.queries.leave import in_hours, leave_limit, rule_limit
from courses.training.queries.seats import Presence, presence
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force

# With a result or still to get one.
HAVE_RESULTS = (
    EnrolmentState.ATTENDING,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_PASSED,
    EnrolmentState.WITHDRAWN,
    EnrolmentState.EXPELLED,
)


@dataclass(frozen=True)
class Rules:
    """The requirements of one class; `least_percent` of attendance where the class has its own share."""

    kinds: frozenset[str]
    least_percent: int | None = None
    is_default: bool = True

    def __contains__(self, kind: str) -> bool:
        return str(kind) in self.kinds


def default_rules(on: dt.date) -> Rules:
    """The published default: the rows `training.completion_…` of the rule tables that are not zero."""
    kinds = set()
    for kind in Requirement:
        row = in_force(LimitRule, on, code=f"training.completion_{kind}")
        if row is not None and row.value:
            kinds.add(str(kind))
    return Rules(frozenset(kinds))


def completion_rules(session: Session) -> Rules:
    rows = list(CompletionRule.objects.filter(session=session))
    if not rows:
        return default_rules(session.starts_on)
    share = next((row.least_percent for row in rows if row.kind == Requirement.ATTENDANCE), None)
    return Rules(frozenset(row.kind for row in rows), share, is_default=False)


@dataclass(frozen=True)
class Standing:
    """Everything a result is made of, for one person."""

    hours: Presence = field(default_factory=Presence)
    assessment: Assessment | None = None
    missing: tuple[str, ...] = ()


def standings(session: Session, rules: Rules) -> dict[int, Standing]:
    """Everybody with hours, a grade or something missing, in three queries and what the providers ask."""
    hours = presence(session)
    graded = {a.enrolment_id: a for a in Assessment.objects.filter(enrolment__session=session)}
    missing = requirements.missing(session, rules.kinds)
    return {
        pk: Standing(hours.get(pk, Presence()), graded.get(pk), tuple(missing.get(pk, [])))
        for pk in {*hours, *graded, *missing}
    }


def lacks(session: Session, rules: Rules, standing: Standing) -> list[tuple[str, str]]:
    """What this person lacks: (requirement, sentence) in the order of the requirements."""
    checks = {
        Requirement.LEAVE: lacks_leave,
        Requirement.ATTENDANCE: lacks_attendance,
        Requirement.GRADE: lacks_grade,
        Requirement.PAPER: lacks_paper,
    }
    found = []
    for kind in Requirement:
        if kind not in rules:
            continue
        sentences = standing.missing if kind == Requirement.QUIZ else [checks[kind](session, rules, standing)]
        found += [(str(kind), sentence) for sentence in sentences if sentence]
    return found


def lacks_leave(session: Session, rules: Rules, standing: Standing) -> str:
    allowed = leave_limit(session)
    if Fraction(standing.hours.excused) <= allowed:
        return ""
    return _("Leave of %(missed)s hours is above the limit of %(allowed)s hours.") % {
        "missed": in_hours(standing.hours.excused),
        "allowed": in_hours(allowed),
    }


def lacks_attendance(session: Session, rules: Rules, standing: Standing) -> str:
    missed = Fraction(standing.hours.missed(rule_limit("training.partial_share", session)))
    if rules.least_percent is not None:
        allowed = Fraction(session.hours) * (100 - rules.least_percent) / 100
    else:
        allowed = leave_limit(session)
    if missed <= allowed:
        return ""
    return _("%(missed)s hours were missed; the limit is %(allowed)s hours.") % {
        "missed": in_hours(missed),
        "allowed": in_hours(allowed),
    }


def lacks_grade(session: Session, rules: Rules, standing: Standing) -> str:
    grade = standing.assessment.grade if standing.assessment else ""
    if not grade:
        return _("No grade has been entered yet.")
    return _("The assessment was not passed.") if grade == Grade.FAIL else ""


def lacks_paper(session: Session, rules: Rules, standing: Standing) -> str:
    if standing.assessment and standing.assessment.has_paper:
        return ""
    return _("The paper has not been handed in.")


def people_with_results(session: Session) -> Any:
    """Those who took part: still attending or with a final result, in the order of the roster."""
    rows = Enrolment.objects.filter(session=session, state__in=[str(s) for s in HAVE_RESULTS])
    rows = rows.filter(attendance__isnull=False) | rows.filter(state=EnrolmentState.ATTENDING)
    return rows.distinct().select_related("person", "agency", "assessment").order_by("person__name_pinyin", "pk")
