"""Who completed: by the rules of the class, as rows."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.enrolments import leave
from courses.training.enums import EnrolmentState, Requirement, SessionState
from courses.training.models import Assessment, CompletionRule, Enrolment, Session
from courses.training.queries import Rules, Standing, completion_rules, lacks, standings
from shared.audit.actions import NotAllowedNow, record

# What the history of a class calls these acts.
LABELS = {
    "training.enrolment.completed": gettext_lazy("Course completed"),
    "training.enrolment.not_passed": gettext_lazy("Not passed"),
    "training.enrolment.withdrawn": gettext_lazy("Withdrawn by the leave rule"),
    "training.results.rules": gettext_lazy("Completion rules set"),
    "training.results.grades": gettext_lazy("Grades entered"),
}
GRADED_IN = frozenset({SessionState.IN_PROGRESS, SessionState.SUSPENDED, SessionState.ASSESSING})
FIELDS = ["grade", "score", "has_paper", "note", "entered_by", "entered_at"]


@transaction.atomic
def set_completion_rules(
    session: Session, *, kinds: Iterable[str], least_percent: int | None = None, by: Any
) -> Session:
    """Replace the default by the class's own requirements, until results are given."""
    if session.enrolments.filter(state__in=[EnrolmentState.COMPLETED, EnrolmentState.NOT_PASSED]).exists():
        raise NotAllowedNow(_("Results have been given by the present rules: they can no longer be changed."))
    chosen = [kind for kind in Requirement if kind in set(kinds)]
    if not chosen:
        raise NotAllowedNow(_("A class asks at least one thing of its participants: choose a requirement."))
    session.completion_rules.all().delete()
    for kind in chosen:
        share = least_percent if kind == Requirement.ATTENDANCE else None
        CompletionRule.objects.create(session=session, kind=kind, least_percent=share)
    record("training.results.rules", session, by=by, rules=[str(k) for k in chosen], least_percent=least_percent)
    return session


@transaction.atomic
def record_assessments(session: Session, *, assessments: Iterable[Assessment], by: Any) -> int:
    """Keep the grades given; return how many changed. Whoever has left the class or has a result keeps what she has."""
    if session.state not in GRADED_IN:
        raise NotAllowedNow(
            _("Grades are entered while the class runs and until results are given; this class is “%(state)s”.")
            % {"state": session.get_state_display()}
        )
    allowed = set(session.enrolments.filter(state=EnrolmentState.ATTENDING).values_list("pk", flat=True))
    before = {a.enrolment_id: values(a) for a in Assessment.objects.filter(enrolment__session=session)}
    empty = ("", None, False, "")
    changed = [a for a in assessments if a.enrolment_id in allowed and values(a) != before.get(a.enrolment_id, empty)]
    for row in changed:
        row.entered_by, row.entered_at = by, timezone.now()
    Assessment.objects.bulk_create(changed, update_conflicts=True, unique_fields=["enrolment"], update_fields=FIELDS)
    if changed:
        corrections = {str(a.enrolment_id): a.grade for a in changed if a.enrolment_id in before}
        record("training.results.grades", session, by=by, grades=len(changed), corrections=corrections)
    return len(changed)


def values(row: Assessment) -> tuple[Any, ...]:
    return row.grade, row.score, row.has_paper, row.note


def result_of(session: Session, standing: Standing, rules: Rules) -> tuple[EnrolmentState, str]:
    """The result by the rules of the class: too much leave ends in withdrawal (8.2), all else in not passed."""
    found = lacks(session, rules, standing)
    if not found:
        return EnrolmentState.COMPLETED, ""
    too_much_leave = any(kind == Requirement.LEAVE for kind, _sentence in found)
    reason = "".join(sentence for _kind, sentence in found)
    return (EnrolmentState.WITHDRAWN if too_much_leave else EnrolmentState.NOT_PASSED), reason


@transaction.atomic
def settle_results(session: Session, *, by: Any) -> int:
    """Give everyone who attended her result by the rules of the class; return how many completed."""
    if session.state != SessionState.ASSESSING:
        raise NotAllowedNow(
            _("Results are given once teaching is over; this class is “%(state)s”.")
            % {"state": session.get_state_display()}
        )
    rules = completion_rules(session)
    standing = standings(session, rules)
    people = session.enrolments.filter(state=EnrolmentState.ATTENDING).select_related("session", "person", "block")
    require_grades(rules, people, standing)
    completed = 0
    for enrolment in people:
        enrolment.session = session
        state, reason = result_of(session, standing.get(enrolment.pk, Standing()), rules)
        leave(enrolment, state, str(state), reason, by)
        completed += state == EnrolmentState.COMPLETED
    return completed


def require_grades(rules: Rules, people: Iterable[Enrolment], standing: dict[int, Standing]) -> None:
    """Where the class asks for a grade, nobody gets a result before hers is in."""
    if Requirement.GRADE not in rules:
        return
    graded = {pk for pk, row in standing.items() if row.assessment and row.assessment.grade}
    without = [e.person.name for e in people if e.pk not in graded]
    if without:
        raise NotAllowedNow(
            _("%(number)s participants have no grade yet, among them %(names)s: enter their grades first.")
            % {"number": len(without), "names": "、".join(without[:5])}
        )
