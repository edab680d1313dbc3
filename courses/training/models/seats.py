"""Seats per side, kept by conditional updates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.training.enums import (
    Side,
)
from courses.training.models.sessions import OfSessionQuerySet, Session


class SeatBlock(models.Model):
    """Seats of one side, or of the common pool. `taken` is kept by conditional updates only, never read and written."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="blocks")
    side = models.CharField(_("side"), max_length=4, choices=Side)
    seats = models.PositiveIntegerField(_("seats"), default=0)
    taken = models.PositiveIntegerField(_("taken"), default=0)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_seat_block"
        verbose_name = _("seat block")
        verbose_name_plural = _("seat blocks")
        ordering = ["session", "side"]
        constraints = [
            models.UniqueConstraint(fields=["session", "side"], name="seat_block_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("seats")),
                name="seats_never_oversold",
                violation_error_message=_("More seats are taken than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.taken}/{self.seats}"

    @property
    def free(self) -> int:
        return self.seats - self.taken
