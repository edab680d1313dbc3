"""What home, host and person have to do at arrival and at return: rules as rows, and the items of one term (B14)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.secondments.enums import IN_OFFICE, OVER, Party
from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models.scopes import home_scope, host_scope
from exchanges.secondments.models.terms import PartQuerySet, Secondment
from shared.regulations.enums import Basis
from shared.regulations.models import Rule, places_of
from shared.regulations.queries import rows_of

ANY = "any"  # instead of a kind: every kind that has no row of its own for the item


class ChecklistRule(Rule):
    """One thing to do at arrival or return, by whom, and so many days after the first or the last day of the term."""

    IDENTITY = ("code", "phase", "item", "jurisdiction")

    phase = models.CharField(_("list"), max_length=8, choices=Phase)
    item = models.CharField(_("item"), max_length=30)
    party = models.CharField(_("to be done by"), max_length=8, choices=Party)
    amount = models.IntegerField(
        _("days"), help_text=_("Counted from the first or the last day; below 0 they lie before it.")
    )
    basis = models.CharField(_("basis"), max_length=2, choices=Basis)
    is_needed = models.BooleanField(_("is needed"), default=True)

    class Meta:
        db_table = "secondments_checklist_rule"
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("checklists of arrival and return")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "phase", "item", "jurisdiction", "valid_from"], name="secondment_checklist_rule_once"
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.HOURS),
                name="secondment_checklist_in_days",
                violation_error_message=_("The items of a checklist are counted in days or months."),
            ),
        ]


def checklist_of(code: str, phase: str, *, on: dt.date, jurisdiction: str = "") -> list[ChecklistRule]:
    """The items of a list for a kind here and on that day: the most local row of an item, then the kind's own."""
    places, chosen = places_of(jurisdiction), {}
    for row in sorted(
        rows_of(ChecklistRule), key=lambda r: (r.jurisdiction, r.code != ANY, r.valid_from or dt.date.min)
    ):
        if row.phase == phase and row.code in {code, ANY} and row.jurisdiction in places and row.is_in_force(on):
            chosen[row.item] = row
    return [row for row in chosen.values() if row.is_needed]


class ChecklistItemQuerySet(PartQuerySet):
    def open_now(self) -> "ChecklistItemQuerySet":
        """Not yet ticked off, of a list that still counts: arrival while in office, return when the term is over."""
        arrival = Q(phase=Phase.ARRIVAL, secondment__state__in=IN_OFFICE)
        return self.filter(arrival | Q(phase=Phase.RETURN, secondment__state__in=OVER), ticked_at=None)

    def waiting_for(self, user: Any) -> "ChecklistItemQuerySet":
        """What the user has to tick off, as officer or as the person; the host for somebody without an account."""
        own = Q(secondment__person__isnull=False, secondment__person__user_id=user.pk)
        on_paper = Q(party=Party.PERSON, secondment__person__isnull=False, secondment__person__user=None)
        home, host = home_scope(user, "secondment__"), host_scope(user, "secondment__")
        officer = home & Q(party=Party.HOME) | host & (Q(party=Party.HOST) | on_paper)
        waiting = self.visible_to(user).open_now().filter(own & Q(party=Party.PERSON) | officer & ~own)
        return waiting.select_related("secondment__person", "secondment__home_org", "secondment__host_org")


class ChecklistItem(models.Model):
    """One item of one term, in the words of its rule on the day it was laid down; its party ticks it off."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="checklist")
    phase = models.CharField(_("list"), max_length=8, choices=Phase)
    item = models.CharField(_("item"), max_length=30)
    title = models.CharField(_("what"), max_length=120)
    party = models.CharField(_("to be done by"), max_length=8, choices=Party)
    due_on = models.DateField(_("due"))
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=300, blank=True)
    ticked_at = models.DateTimeField(_("ticked off at"), null=True, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ticked_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        db_table = "secondments_checklist_item"
        verbose_name = _("item of a term's checklist")
        verbose_name_plural = _("items of a term's checklists")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["ticked_at", "due_on"], name="checklist_item_open")]
        constraints = [
            models.UniqueConstraint(fields=["secondment", "phase", "item"], name="checklist_item_once"),
            models.CheckConstraint(
                condition=Q(ticked_at=None, ticked_by=None, ticked_for=None)
                | Q(ticked_at__isnull=False, ticked_by__isnull=False),
                name="checklist_item_ticked_by",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is ticked off: its list on the page of the term."""
        return f"{self.secondment.get_absolute_url()}#{self.phase}"

    @property
    def is_running(self) -> bool:
        """Whether its list still counts."""
        return self.secondment.state in (IN_OFFICE if self.phase == Phase.ARRIVAL else OVER)
