"""What each kind of arrangement asks, as rows with source and validity; an office changes them without a programmer."""

import datetime as dt
from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Kind, Paper, Step
from shared.directory.enums import System
from shared.directory.models import Agency
from shared.regulations.models import Rule, places_of
from shared.regulations.queries import in_force, rows_of

ASSISTANT = "assistant"  # the family of those who serve a procuratorate beside their own post


class KindRule(Rule):
    """One kind in one place: whom it binds full-time, how it may be prolonged, and what it stands on.

    Its numbers are limits and deadlines of shared.regulations, found by `family`: secondment.<family>_renewals,
    _total_months, _pause_months, _age_<level> and, before the last day, _extension.
    """

    family = models.CharField(_("first word of its limits"), max_length=20)
    term_limit = models.CharField(_("limit of one term"), max_length=60)
    is_full_time = models.BooleanField(_("full-time: excludes another full-time term"), default=False)
    home_system = models.CharField(_("home unit belongs to"), max_length=16, choices=System, blank=True)
    host_system = models.CharField(_("host unit belongs to"), max_length=16, choices=System, blank=True)
    may_be_renewed = models.BooleanField(_("may be renewed"), default=True)
    may_be_extended = models.BooleanField(_("may be extended"), default=True)
    extension_is_term = models.BooleanField(_("an extension counts as a term of its own"), default=False)
    needs_agreement = models.BooleanField(_("needs an agreement in force"), default=False)
    needs_panel = models.BooleanField(_("needs the result of a panel"), default=False)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    conditions = models.TextField(
        _("conditions to be confirmed"), blank=True, help_text=_("One in each line; the home unit confirms them.")
    )

    class Meta:
        db_table = "secondments_kind"
        verbose_name = _("kind of secondment")
        verbose_name_plural = _("kinds of secondment")
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="secondment_kind_once")
        ]

    @property
    def condition_lines(self) -> list[str]:
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]


class PaperRule(Rule):
    """A paper that a kind asks for, and the step before which it lies in the file."""

    IDENTITY = ("code", "paper", "jurisdiction")

    paper = models.CharField(_("paper"), max_length=16, choices=Paper)
    step = models.CharField(_("needed for the step"), max_length=16, choices=Step)
    is_needed = models.BooleanField(_("is needed"), default=True)
    valid_months = models.PositiveSmallIntegerField(
        _("valid for so many months"), null=True, blank=True, help_text=_("Empty: as long as the term.")
    )
    wording = models.TextField(
        _("what is signed"),
        blank=True,
        help_text=_("Of papers that the person signs here: one clause in each line; empty: the platform's own words."),
    )

    class Meta:
        db_table = "secondments_paper_rule"
        verbose_name = _("paper of a kind")
        verbose_name_plural = _("papers of each kind of secondment")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "paper", "jurisdiction", "valid_from"], name="secondment_paper_rule_once"
            )
        ]

    @property
    def clauses(self) -> list[str]:
        return [line.strip() for line in self.wording.splitlines() if line.strip()]


def find_kind(code: str, *, on: dt.date, jurisdiction: str = "") -> KindRule | None:
    return in_force(KindRule, on, jurisdiction, code)


def kind_rule(code: str, *, on: dt.date, jurisdiction: str = "") -> KindRule:
    """The most local row in force; raises KindRule.DoesNotExist naming the kind when none is."""
    rule = find_kind(code, on=on, jurisdiction=jurisdiction)
    if rule is None:
        raise KindRule.DoesNotExist(f"No rule for the kind {code!r} is in force on {on}.")
    return rule


def is_full_time_kind(code: str, *, on: dt.date, host: Callable[[], Agency]) -> bool:
    """Whether the kind binds a person full-time at `host`, which is only asked where places differ."""
    is_local = any(row.code == code and row.jurisdiction for row in rows_of(KindRule))
    rule = find_kind(code, on=on, jurisdiction=region_of(host()) if is_local else "")
    return bool(rule and rule.is_full_time)


def region_of(agency: Agency) -> str:
    """Whose local rules hold at `agency`."""
    return agency.region.code if agency.region else ""


def kinds_of_family(family: str) -> set[str]:
    """Kinds that share their limits count together."""
    return {row.code for row in rows_of(KindRule) if row.family == family} & set(Kind.values)


def papers_of(code: str, *, on: dt.date, jurisdiction: str = "") -> list[PaperRule]:
    """The papers a kind asks for here and on that day, in the order of the steps; the most local row decides."""
    places, chosen = places_of(jurisdiction), {}
    for row in sorted(rows_of(PaperRule), key=lambda row: (row.jurisdiction, row.valid_from or dt.date.min)):
        if row.code == code and row.jurisdiction in places and row.is_in_force(on):
            chosen[row.paper] = row
    order = [str(step) for step in Step]
    return sorted((row for row in chosen.values() if row.is_needed), key=lambda row: order.index(row.step))
