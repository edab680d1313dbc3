"""What a kind asks in one place, in words, and how a person stands to it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.secondments.enums import Kind
from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models import (
    ChecklistRule,
    KindRule,
    PaperRule,
    Secondment,
    checklist_of,
    find_kind,
    papers_of,
)
from shared.directory.enums import System
from shared.directory.models import Person, Posting, Rank, Region
from shared.regulations.models import DeadlineRule, LimitRule
from shared.regulations.queries import in_force, rows_of

LEVELS = ("department", "division", "section")  # the last takes whatever stands below the bounds of the others


@dataclass(frozen=True)
class Fact:
    """One thing a kind asks, with the rule that says so."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class KindCard:
    rule: KindRule
    facts: list[Fact]
    papers: list[PaperRule]
    checklist: list[Fact]


def kind_card(code: str, *, on: dt.date, jurisdiction: str) -> KindCard | None:
    """Everything a kind asks on a day in one place; None where it is not provided for."""
    rule = find_kind(code, on=on, jurisdiction=jurisdiction)
    if rule is None:
        return None
    facts = [*way_facts(rule), *limit_facts(rule, on, jurisdiction), *notice_facts(rule, on, jurisdiction)]
    papers = papers_of(code, on=on, jurisdiction=jurisdiction)
    return KindCard(rule, facts, papers, checklist_facts(code, on, jurisdiction))


def kind_cards(*, jurisdiction: str) -> list[KindCard]:
    today = timezone.localdate()
    cards = [kind_card(code, on=today, jurisdiction=jurisdiction) for code in Kind.values]
    return [card for card in cards if card]


def way_facts(rule: KindRule) -> list[Fact]:
    any_side = _("any")
    home = System(rule.home_system).label if rule.home_system else any_side
    host = System(rule.host_system).label if rule.host_system else any_side
    whole = _("full-time, excludes another full-time term") if rule.is_full_time else _("beside the own post")
    renewal = {
        (True, True): _("renewal and extension"),
        (True, False): _("renewal only"),
        (False, True): _("extension only"),
        (False, False): _("neither renewal nor extension"),
    }[rule.may_be_renewed, rule.may_be_extended]
    return [
        Fact(_("Home unit → host unit"), f"{home} → {host}", rule.source),
        Fact(_("Working time"), whole, rule.source),
        Fact(_("Longer term"), renewal, rule.source),
    ]


def limit_facts(rule: KindRule, on: dt.date, jurisdiction: str) -> list[Fact]:
    whats = ["renewals", "total_months", "pause_months", *[f"age_{level}" for level in LEVELS]]
    codes = [rule.term_limit, *[f"secondment.{rule.family}_{what}" for what in whats]]
    rows = [in_force(LimitRule, on, jurisdiction, code) for code in codes]
    return [Fact(row.label, limit_words(row), row.source) for row in rows if row]


def limit_words(row: LimitRule) -> str:
    number = int(row.value)
    words = {
        "month": ngettext("%(n)s month", "%(n)s months", number),
        "year": ngettext("%(n)s full year", "%(n)s full years", number),
        "times": ngettext("%(n)s time", "%(n)s times", number),
    }
    return words.get(row.unit, f"%(n)s {row.unit}") % {"n": number}


def notice_facts(rule: KindRule, on: dt.date, jurisdiction: str) -> list[Fact]:
    row = in_force(DeadlineRule, on, jurisdiction, f"secondment.{rule.family}_extension")
    if row is None:
        return []
    words = _("%(amount)s %(unit)s before the last day") % {"amount": row.amount, "unit": row.get_basis_display()}
    return [Fact(row.label, words, row.source)]


def checklist_facts(code: str, on: dt.date, jurisdiction: str) -> list[Fact]:
    """What each party does at arrival, then at return, in the order of the days."""
    rows = [
        row
        for phase in Phase
        for row in sorted(checklist_of(code, phase, on=on, jurisdiction=jurisdiction), key=lambda row: row.amount)
    ]
    return [Fact(row.label, f"{row.get_party_display()} · {checklist_words(row)}", row.source) for row in rows]


def checklist_words(row: ChecklistRule) -> str:
    if row.amount == 0:
        return _("on the first day") if row.phase == Phase.ARRIVAL else _("on the last day")
    words = {
        (Phase.ARRIVAL, False): _("%(amount)s %(unit)s after the first day"),
        (Phase.ARRIVAL, True): _("%(amount)s %(unit)s before the first day"),
        (Phase.RETURN, False): _("%(amount)s %(unit)s after the last day"),
        (Phase.RETURN, True): _("%(amount)s %(unit)s before the last day"),
    }
    return words[Phase(row.phase), row.amount < 0] % {"amount": abs(row.amount), "unit": row.get_basis_display()}


def regions_with_rules(own: list[str]) -> Any:
    """The regions that have a rule of their own for secondments, and the user's."""
    rows = [
        *rows_of(KindRule),
        *rows_of(ChecklistRule),
        *[row for row in rows_of(LimitRule) if row.code.startswith("secondment.")],
    ]
    rows += [row for row in rows_of(DeadlineRule) if row.code.startswith("secondment.")]
    codes = {row.jurisdiction for row in rows if row.jurisdiction} | set(own)
    return Region.objects.filter(code__in=codes).order_by("code")


def age_on(person: Person, day: dt.date) -> int | None:
    """Full years, from the month of birth on record; None where it is not known."""
    year, _dash, month = person.birth_month.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return None
    return ((day.year - int(year)) * 12 + day.month - int(month)) // 12


def age_limit(secondment: Secondment, person: Person) -> LimitRule | None:
    """The age limit of the kind for somebody of her rank; None where there is none or her rank is not known."""
    level = level_of(person, on=secondment.starts_on, jurisdiction=secondment.jurisdiction)
    if not level:
        return None
    code = f"secondment.{secondment.kind_rule.family}_age_{level}"
    return in_force(LimitRule, secondment.starts_on, secondment.jurisdiction, code)


def has_age_limit(secondment: Secondment) -> bool:
    codes = [f"secondment.{secondment.kind_rule.family}_age_{level}" for level in LEVELS]
    return any(in_force(LimitRule, secondment.starts_on, secondment.jurisdiction, code) for code in codes)


def level_of(person: Person, *, on: dt.date, jurisdiction: str) -> str:
    """The level of her present rank, by the bounds set for its series; '' where the rank is not in the list."""
    posting = Posting.objects.valid_on().filter(person=person).order_by("-valid_from", "-pk").first()
    if posting is None:
        return ""
    row = next((r for r in rows_of(Rank) if (r.series, r.name) == (posting.rank_series, posting.rank)), None)
    if row is None:
        return ""
    for level in LEVELS[:-1]:
        bound = in_force(LimitRule, on, jurisdiction, f"secondment.level_{level}_{row.series}")
        if bound is None:
            return ""
        if row.position <= bound.value:
            return level
    return LEVELS[-1]


def to_confirm(secondment: Secondment, person: Person) -> list[str]:
    """What the kind asks and the record does not show: the home unit confirms it with its recommendation."""
    lines = secondment.kind_rule.condition_lines
    is_known = age_on(person, secondment.starts_on) is not None and age_limit(secondment, person) is not None
    if has_age_limit(secondment) and not is_known:
        lines = [*lines, _("age within the limit of her rank (month of birth or rank is not on record)")]
    return lines
