"""Components that need arithmetic or grammar; the plain ones are includes under `ui/`."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

register = template.Library()

SIDES = {
    "ip": gettext_lazy("IP administrations"),
    "proc": gettext_lazy("Procuratorates"),
    "pool": gettext_lazy("Common pool"),
}
SHORT_SIDES = {
    "ip": pgettext_lazy("side, shortest form", "IP"),
    "proc": pgettext_lazy("side, shortest form", "Pr"),
    "pool": pgettext_lazy("side, shortest form", "Pool"),
}
# Words that most nouns use for their states; an object with a `state_tone` of its own is asked first.
TONES = {
    "ok": {"open", "published", "active", "accepted", "approved", "completed", "confirmed", "done", "issued", "passed"},
    "warn": {"submitted", "pending", "review", "in_review", "waitlisted", "waiting", "nominated", "recommended", "due"},
    "bad": {"refused", "rejected", "cancelled", "withdrawn", "failed", "expelled", "revoked", "released", "overdue"},
}
SOON = dt.timedelta(days=7)
VERY_SOON = dt.timedelta(days=3)


@register.filter
def side_name(side: str) -> str | Promise:
    """The side in words: colour never speaks alone."""
    return SIDES.get(side, "")


@register.filter
def side_letter(side: str) -> str | Promise:
    """One character for narrow tables: 知, 检, 统."""
    return SHORT_SIDES.get(side, "")


def _get(subject: Any, name: str) -> Any:
    return subject[name] if isinstance(subject, dict) else getattr(subject, name)


def parts_of(share: Any) -> list[Any]:
    """Smaller blocks within a share, each with label, taken and seats: named under the bar, not drawn in it."""
    return list(share.get("parts", []) if isinstance(share, dict) else getattr(share, "parts", []))


@register.inclusion_tag("ui/seatbar.html")
def seatbar(shares: Iterable[Any], *, legend: bool = True, tall: bool = False) -> dict[str, Any]:
    """A bar of seats: `shares` have side (ip, proc, pool), taken, seats and perhaps parts; free seats stay hatched."""
    rows: list[dict[str, Any]] = [
        {
            "side": str(_get(s, "side")),
            "taken": int(_get(s, "taken")),
            "seats": int(_get(s, "seats")),
            "parts": parts_of(s),
        }
        for s in shares
    ]
    total = sum(row["seats"] for row in rows)
    start = 0.0
    for row in rows:
        row["label"] = SIDES.get(row["side"], "")
        row["x"] = f"{start:.2f}%"
        row["width"] = f"{min(row['taken'], row['seats']) / total * 100 if total else 0:.2f}%"
        start += row["seats"] / total * 100 if total else 0
    taken = ", ".join(f"{row['label']} {row['taken']}/{row['seats']}" for row in rows)
    words = _("%(total)s seats: %(taken)s, %(free)s free") % {
        "total": total,
        "taken": taken.replace(", ", _(", ")),
        "free": max(total - sum(row["taken"] for row in rows), 0),
    }
    return {"rows": rows, "words": words, "legend": legend, "tall": tall}


@register.inclusion_tag("ui/meter.html")
def meter(value: float, total: float, label: str = "") -> dict[str, Any]:
    """A bar of `value` out of `total`; `label` says the same in words."""
    share = min(float(value) / float(total), 1.0) if total else 0.0
    return {"width": f"{share * 100:.1f}%", "label": label or f"{value} / {total}"}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """`label, url, label, url, …, label`: the way here; the last step, the page itself, has no address."""
    pairs = [(steps[i], steps[i + 1] if i + 1 < len(steps) else "") for i in range(0, len(steps), 2)]
    return {"steps": pairs}


@register.inclusion_tag("ui/chip.html")
def state_chip(subject: Any, field: str = "state") -> dict[str, Any]:
    """The state of `subject` as a chip with its word."""
    value = str(getattr(subject, field))
    found = next((tone for tone, values in TONES.items() if value in values), "")
    return {"label": getattr(subject, f"get_{field}_display")(), "tone": getattr(subject, f"{field}_tone", found)}


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _as_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """12 月 8 日, with the year when it is not this year."""
    return date_range(value, value) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """12 月 8 日 16:20."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def money(amount: Decimal | None) -> str:
    """1,234,567 or 1,234.50; nothing for nothing."""
    return "" if amount is None else f"{amount:,.2f}".removesuffix(".00")


@register.simple_tag
def date_range(start: dt.date | dt.datetime | None, end: dt.date | dt.datetime | None = None) -> str:
    """12 月 8—12 日 in Chinese, 8–12 December in English; the year where it is not this year."""
    if start is None:
        return ""
    first, last = _as_date(start), _as_date(end or start)
    with_year = first.year != last.year or first.year != timezone.localdate().year
    return _english_range(first, last, with_year) if _is_english() else _chinese_range(first, last, with_year)


def _chinese_range(first: dt.date, last: dt.date, with_year: bool) -> str:
    begin = f"{first.year} 年 {first.month} 月 {first.day}" if with_year else f"{first.month} 月 {first.day}"
    if first == last:
        return f"{begin} 日"
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}—{last.day} 日"
    year = f"{last.year} 年 " if first.year != last.year else ""
    return f"{begin} 日—{year}{last.month} 月 {last.day} 日"


def _english_range(first: dt.date, last: dt.date, with_year: bool) -> str:
    end = date_format(last, "j F Y" if with_year else "j F")
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{date_format(first, 'j F Y' if first.year != last.year else 'j F')} – {end}"


@register.inclusion_tag("ui/chip.html")
def due_chip(due: dt.date | dt.datetime | None) -> dict[str, Any]:
    """Until when, in words and in the tone of its urgency; nothing without a date."""
    if due is None:
        return {"label": "", "tone": ""}
    left = _as_date(due) - timezone.localdate()
    if left < dt.timedelta(0):
        late = -left.days
        return {"label": ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}, "tone": "bad"}
    if not left:
        return {"label": _("due today"), "tone": "warn"}
    if left <= VERY_SOON:
        return {"label": ngettext("%(n)s day left", "%(n)s days left", left.days) % {"n": left.days}, "tone": "warn"}
    return {"label": _("by %(day)s") % {"day": day(due)}, "tone": "warn" if left <= SOON else ""}


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """The numbers to offer around this page; '…' where some are left out."""
    return [
        number if isinstance(number, int) else "…"
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@register.inclusion_tag("ui/sort_header.html", takes_context=True)
def sort_header(context: dict[str, Any], name: str, label: str) -> dict[str, Any]:
    """A column's head that sorts by `name` (again: the other way round); the order stands in the address as `sort`."""
    now = context["request"].GET.get("sort", "")
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{name}" if now == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    return {"label": label, "order": order, "query": query.urlencode()}
