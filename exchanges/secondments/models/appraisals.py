from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Grade
from exchanges.secondments.models.terms import PartQuerySet, Secondment
from shared.directory.models import Agency


class Appraisal(models.Model):
    """What a unit says of the person's work in one period, in one of the four legal grades."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="appraisals")
    period = models.CharField(_("appraisal period"), max_length=20)
    by_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("appraised by unit")
    )
    grade = models.CharField(_("appraisal grade"), max_length=12, choices=Grade)
    opinion = models.TextField(_("opinion"), blank=True)
    appraised_on = models.DateField(_("appraised on"))

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_appraisal"
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")
        ordering = ["-appraised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secondment", "period", "by_agency"],
                name="appraisal_once",
                violation_error_message=_("This unit has already appraised this period."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.period}"
