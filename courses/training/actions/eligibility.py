"""The rules of who may join a class, changed while it is a draft."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.plans import lock, reopen
from courses.training.enums import RuleKind, SessionState
from courses.training.models import EligibilityRule, PlanLine, Session
from shared.audit.actions import NotAllowedNow, record
from shared.directory.queries import ranks

# What the history of a class calls these acts.
LABELS = {
    "training.eligibility.add": gettext_lazy("Eligibility rule added"),
    "training.eligibility.drop": gettext_lazy("Eligibility rule taken out"),
}


@transaction.atomic
def add_rule(
    owner: Session | PlanLine, *, kind: str, value: str, until: str = "", source: str = "", by: Any
) -> EligibilityRule:
    """Ask something of those who join a class in draft, or a class of this line of the plan."""
    require_draft(owner, by)
    check_ranks(kind, value, until)
    rule = EligibilityRule(
        session=owner if isinstance(owner, Session) else None,
        plan_line=owner if isinstance(owner, PlanLine) else None,
        kind=kind,
        value=value.strip(),
        until=until.strip(),
        source=source.strip(),
    )
    try:
        rule.full_clean()
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    rule.save()
    note_rules(owner)
    record("training.eligibility.add", owner, by=by, kind=kind, value=rule.value, until=rule.until)
    return rule


@transaction.atomic
def drop_rule(rule: EligibilityRule, *, by: Any) -> Session | PlanLine:
    owner = rule.session or rule.plan_line
    if owner is None:
        raise LookupError("The constraint rule_of_class_or_line keeps this from happening.")
    require_draft(owner, by)
    rule.delete()
    note_rules(owner)
    record("training.eligibility.drop", owner, by=by, kind=rule.kind, value=rule.value, until=rule.until)
    return owner


def require_draft(owner: Session | PlanLine, by: Any) -> None:
    """Both hosts approve the rules with the plan; afterwards they stand. A changed line is approved anew."""
    if isinstance(owner, PlanLine):
        reopen(lock(owner.plan), by)
    elif owner.state != SessionState.DRAFT:
        raise NotAllowedNow(
            _("Who may join is fixed with the plan that both hosts approve; this class is “%(state)s”.")
            % {"state": owner.get_state_display()}
        )


def check_ranks(kind: str, value: str, until: str) -> None:
    if kind != RuleKind.RANK:
        return
    known = ranks()
    unknown = [rank for rank in (value.strip(), until.strip()) if rank not in known]
    if unknown:
        raise NotAllowedNow(_("The directory knows no rank “%(rank)s”.") % {"rank": unknown[0]})
    if known[value.strip()].series != known[until.strip()].series:
        raise NotAllowedNow(_("Both ranks have to be of one series."))


def note_rules(owner: Session | PlanLine) -> None:
    """Those who join a class without rules are not made to wait for a look at them."""
    if isinstance(owner, Session):
        owner.has_rules = owner.eligibility.exists()
        Session.objects.filter(pk=owner.pk).update(has_rules=owner.has_rules)


def take_over_rules(session: Session, line: PlanLine, *, by: Any) -> int:
    """A class drawn from a line of the plan asks what the line asks."""
    rules = list(line.eligibility.all())
    for rule in rules:
        add_rule(session, kind=rule.kind, value=rule.value, until=rule.until, source=rule.source, by=by)
    return len(rules)
