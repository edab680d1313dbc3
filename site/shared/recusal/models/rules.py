from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode
from shared.recusal.enums import FactKind, Severity
from shared.regulations.models import Rule


class RecusalRule(Rule):
    """What a kind of fact means: it blocks, or it is a hint that an officer may waive (H8)."""

    IDENTITY = ("code", "jurisdiction")
    NEEDED = True

    test = models.CharField(_("kind of fact"), max_length=16, choices=FactKind)
    applies_to = models.CharField(_("kind of matter (empty: all)"), max_length=30, blank=True)
    severity = models.CharField(_("severity"), max_length=4, choices=Severity)
    years = models.PositiveSmallIntegerField(
        _("counts for years after it ended (empty: always)"), null=True, blank=True
    )
    waived_by = models.CharField(
        _("role that waives the hint (empty: that of the matter)"), max_length=24, choices=RoleCode, blank=True
    )

    class Meta:
        db_table = "recusal_rule"
        verbose_name = _("recusal rule")
        verbose_name_plural = _("recusal rules")
        ordering = ["code", "jurisdiction", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="recusal_rule_once"),
            models.CheckConstraint(
                condition=Q(severity=Severity.HINT) | Q(waived_by=""),
                name="recusal_hard_not_waived",
                violation_error_message=_("What blocks is not waived: leave the role empty."),
            ),
        ]
