from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Looked
from exchanges.secondments.models.terms import Secondment


class RecordAccessQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RecordAccessQuerySet":
        """Who has looked at a record is told to the person whose record it is, and to nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(secondment__person__user_id=user.pk)


class RecordAccess(models.Model):
    """Somebody else has read what is confidential in a person's record: who, what, when, and for whom."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="accesses")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stood_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=12, choices=Looked)
    at = models.DateTimeField(auto_now_add=True)

    objects = RecordAccessQuerySet.as_manager()

    class Meta:
        db_table = "secondments_record_access"
        verbose_name = _("access to a record")
        verbose_name_plural = _("accesses to records")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["secondment", "at"], name="record_access_of_term")]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.what}"
