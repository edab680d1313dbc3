"""What the kind asks of units and person besides the length of the term; each refusal names its rule and its source."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.secondments.enums import ChangeKind
from exchanges.secondments.models import KindRule, Secondment
from exchanges.secondments.queries.kinds import age_limit, age_on
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import System
from shared.directory.models import Agency, Person
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force


def day_text(day: dt.date) -> str:
    return date_format(day, "Y-m-d")


def check_kind(secondment: Secondment, person: Person) -> None:
    """Both units belong to the side that the kind names, and the person is not too old for it."""
    rule = secondment.kind_rule
    settle_full_time(secondment, rule)
    check_side(rule, secondment.home_org, rule.home_system, _("home unit"))
    check_side(rule, secondment.host_org, rule.host_system, _("host unit"))
    check_age(secondment, person)


def settle_full_time(secondment: Secondment, rule: KindRule) -> None:
    """Until the appointment the row follows the rule; from then on it keeps what was decided."""
    if secondment.is_full_time != rule.is_full_time:
        secondment.is_full_time = rule.is_full_time
        Secondment.objects.filter(pk=secondment.pk).update(is_full_time=rule.is_full_time)


def check_side(rule: KindRule, agency: Agency, system: str, part: str) -> None:
    if system and agency.system != system:
        raise NotAllowedNow(
            _("%(rule)s: the %(part)s belongs to the %(system)s, which %(agency)s does not (source: %(source)s).")
            % {
                "rule": rule.label,
                "part": part,
                "system": System(system).label,
                "agency": agency,
                "source": rule.source,
            }
        )


def check_age(secondment: Secondment, person: Person) -> None:
    rule = age_limit(secondment, person)
    age = age_on(person, secondment.starts_on)
    if rule is not None and age is not None and age > rule.value:
        raise NotAllowedNow(
            _(
                "%(person)s will be older on the first day than %(rule)s allows: %(years)s full years at most "
                "(source: %(source)s). Choose another person."
            )
            % {"person": person.name, "rule": rule.label, "years": f"{rule.value:.0f}", "source": rule.source}
        )


def check_prolonging(secondment: Secondment, change: str) -> None:
    """Whether this kind may be renewed or extended at all, and how often it may be renewed."""
    rule = secondment.kind_rule
    allowed = rule.may_be_renewed if change == ChangeKind.RENEWAL else rule.may_be_extended
    if not allowed:
        raise NotAllowedNow(
            _("%(rule)s: a %(change)s is not provided for this kind (source: %(source)s).")
            % {"rule": rule.label, "change": ChangeKind(change).label, "source": rule.source}
        )
    if change == ChangeKind.RENEWAL:
        check_renewals(secondment)


def check_renewals(secondment: Secondment) -> None:
    code, today = f"secondment.{secondment.kind_rule.family}_renewals", timezone.localdate()
    rule = in_force(LimitRule, today, secondment.jurisdiction, code)
    if rule is not None and secondment.term_number > rule.value:
        raise NotAllowedNow(
            _("This is term %(number)s already: %(rule)s, %(times)s times at most (source: %(source)s).")
            % {
                "number": secondment.term_number,
                "rule": rule.label,
                "times": f"{rule.value:.0f}",
                "source": rule.source,
            }
        )
