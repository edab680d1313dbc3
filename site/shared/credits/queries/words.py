"""Standings in words, the same on pages, in sheets and on paper."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared.credits.queries.standings import Standing


def plain(number: Decimal | int | None) -> str:
    """22.50 → 22.5, 90.00 → 90, nothing → ''."""
    return "" if number is None else f"{Decimal(number).normalize() + 0:f}"


def required_words(standing: Standing) -> str:
    """`3 months or 550 hours`, `12 days or 90 hours`."""
    parts = []
    if standing.requirement.months:
        parts.append(_("%(n)s months") % {"n": standing.requirement.months})
    if standing.required_days is not None:
        parts.append(_("%(n)s days") % {"n": plain(standing.required_days)})
    if standing.required_hours is not None:
        parts.append(_("%(n)s hours") % {"n": plain(standing.required_hours)})
    return pgettext("between alternatives", " or ").join(parts)


def reached_words(standing: Standing) -> str:
    """What there is of each measure that the requirement has."""
    parts = amounts(standing, plain(standing.hours), plain(standing.days), plain(standing.span))
    return pgettext("between amounts", ", ").join(parts)


def missing_words(standing: Standing) -> str:
    """What is lacking of each measure, any one of which would be enough; '' when it is met."""
    if standing.is_met:
        return ""
    parts = amounts(standing, plain(standing.missing_hours), plain(standing.missing_days), plain(standing.missing_span))
    return pgettext("between alternatives", " or ").join(parts)


def amounts(standing: Standing, hours: str, days: str, span: str) -> list[str]:
    parts = []
    if standing.required_hours is not None:
        parts.append(_("%(n)s hours") % {"n": hours})
    if standing.required_days is not None:
        parts.append(_("%(n)s days") % {"n": days})
    if standing.required_span is not None:
        parts.append(_("%(n)s calendar days") % {"n": span})
    return parts
