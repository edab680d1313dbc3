from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import ChangeKind, Decision
from exchanges.secondments.models.terms import PartQuerySet, Secondment
from shared.directory.models import Agency


class TermChange(models.Model):
    """A renewal, an extension, an early return or a suspension: asked by one side, agreed by both or refused (H18).

    An early end by the host is on record here too; it stands whatever the home unit answers (B6).
    """

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="term_changes")
    kind = models.CharField(_("kind of change"), max_length=12, choices=ChangeKind)
    asked_on = models.DateField(_("asked on"))
    asked_by_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by unit")
    )
    old_end = models.DateField(_("old last day"))
    new_end = models.DateField(_("new last day"))
    approved = models.CharField(_("decision"), max_length=8, choices=Decision, default=Decision.PENDING)
    home_agreed_on = models.DateField(_("home unit agreed on"), null=True, blank=True)
    host_agreed_on = models.DateField(_("host unit agreed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    answer = models.CharField(_("answer of the other unit"), max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_term_change"
        verbose_name = _("change of term")
        verbose_name_plural = _("changes of term")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secondment"],
                condition=Q(approved=Decision.PENDING),
                name="term_change_one_pending",
                violation_error_message=_("Another change of this term still waits for a decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.get_kind_display()}"

    @property
    def tone(self) -> str:
        return {Decision.APPROVED: "ok", Decision.PENDING: "warn"}.get(Decision(self.approved), "bad")
