"""A budget is held against the fee standard; each refusal shows the sum and its source (N6)."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.training.models import PlanLine, Session
from courses.training.queries.budget import Ceiling, FeeStandard, jurisdiction_of, money, plain
from shared.audit.actions import NotAllowedNow
from shared.regulations.models import LimitRule
from shared.regulations.queries import limit_rule


def check_line_budget(line: PlanLine) -> Ceiling | None:
    """Return the ceiling, or None where none is verified; raise NotAllowedNow where the budget lies above it."""
    place = jurisdiction_of(line.hosts)
    check_travel_days(line.report_in_days, line.leaving_days, on=line.first_day, jurisdiction=place)
    ceiling = FeeStandard().of_line(line)
    check_below(line.budget, ceiling)
    return ceiling


def check_session_budget(session: Session, people: int) -> Ceiling | None:
    """The same for a class that is to be approved; its budget has to be given."""
    if session.budget is None:
        raise NotAllowedNow(_("The plan names no budget yet: give the sum in yuan, or 0 where nothing is spent."))
    place = session.region.code if session.region else jurisdiction_of(session.hosts)
    check_travel_days(session.report_in_days, session.leaving_days, on=session.starts_on, jurisdiction=place)
    ceiling = FeeStandard().of_session(session, people)
    check_below(session.budget, ceiling)
    return ceiling


def check_travel_days(report_in: Decimal, leaving: Decimal, *, on: dt.date, jurisdiction: str = "") -> None:
    for days, code in ((report_in, "training.fee_report_in_days"), (leaving, "training.fee_leaving_days")):
        rule = limit_rule(code, on=on, jurisdiction=jurisdiction)
        if days > rule.value:
            raise NotAllowedNow(too_many_days(rule))


def too_many_days(rule: LimitRule) -> str:
    return _("Reporting in and leaving count at most %(days)s day each. Source: %(source)s") % {
        "days": plain(rule.value),
        "source": rule.source,
    }


def check_below(budget: Decimal, ceiling: Ceiling | None) -> None:
    if ceiling is None or budget <= ceiling.total:
        return
    raise NotAllowedNow(
        _("The budget of %(budget)s yuan is %(over)s yuan above the fee standard: %(sum)s. Source: %(source)s")
        % {
            "budget": money(budget),
            "over": money(budget - ceiling.total),
            "sum": ceiling.sum_in_words,
            "source": ceiling.per_day.source,
        }
    )
