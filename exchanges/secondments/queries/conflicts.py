"""Who may not examine a candidate, and why."""

from typing import Any

from django.utils.translation import gettext as _

from exchanges.secondments.models import PanelMember, Secondment
from shared.directory.models import Person, Posting
from shared.recusal.enums import SENSITIVE, FactKind, Severity
from shared.recusal.queries import facts_about, judged
from shared.recusal.subjects import Subject

SUBJECT = "secondments.panel"
SEEN_HERE = {FactKind.ONESELF, FactKind.SAME_UNIT}  # said above in the words of the panel


def conflicts_of(member: Any, secondment: Secondment) -> list[str]:
    """Why the account `member` may not examine the candidate of `secondment`, in words; empty where nothing is known.

    The one place that naming, scoring and the pages ask: further facts are added here.
    """
    person = secondment.person
    reasons = []
    if person and person.user_id == member.pk:
        reasons.append(_("she is the candidate herself"))
    elif serves_with(member, secondment):
        reasons.append(_("she serves in the candidate's unit"))
    declared = PanelMember.objects.filter(user_id=member.pk, panel__secondment=secondment, blocked_on__isnull=False)
    if declared.exists():
        reasons.append(_("she has declared a conflict"))
    return reasons + ruled_out(member, secondment)


def ruled_out(member: Any, secondment: Secondment) -> list[str]:
    """What the rules of recusal forbid by the facts on record; of a family relation no word is said."""
    own = Person.objects.filter(user_id=member.pk).first()
    if own is None or secondment.person is None:
        return []
    subject = Subject(SUBJECT, secondment.pk, "", secondment.host_org, concerned=(secondment.person,))
    found = judged(subject, facts_about(subject, [own.pk])[own.pk])
    hard = [fact.kind for rule, fact in found if rule.severity == Severity.HARD and fact.kind not in SEEN_HERE]
    words = [_("a relation she has declared") if kind in SENSITIVE else str(FactKind(kind).label) for kind in hard]
    return list(dict.fromkeys(words))


def serves_with(member: Any, secondment: Secondment) -> bool:
    """Is one of her units the candidate's home unit, or above or below it?"""
    home = secondment.home_org.path
    paths = Posting.objects.valid_on().filter(person__user_id=member.pk).values_list("agency__path", flat=True)
    return any(path.startswith(home) or home.startswith(path) for path in paths)
