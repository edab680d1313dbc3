"""The seat contract: who may have how many seats, as a tree of blocks. Taken seats are kept by conditional updates."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Side
from courses.training.models.sessions import OfSessionQuerySet, Session
from shared.directory.models import Agency, Region


class SeatBlockQuerySet(OfSessionQuerySet):
    def plain(self) -> "SeatBlockQuerySet":
        """The blocks of a whole side and the common pool: what is left of them after other blocks were cut out."""
        return self.filter(agency=None, region=None)

    def with_scope(self) -> "SeatBlockQuerySet":
        return self.select_related("agency", "region")


class SeatBlock(models.Model):
    """Seats of one side, of one agency with its units, of a region, or of the common pool.

    The blocks of a session are disjoint: a block of an agency is cut out of its `parent`, whose seats are fewer by as
    many. `taken` and `seats` change by conditional updates or under locks taken in the order of pk, never otherwise.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="blocks")
    side = models.CharField(_("side"), max_length=4, choices=Side)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="seat_blocks", verbose_name=_("agency")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="seat_blocks", verbose_name=_("region")
    )
    is_reserved = models.BooleanField(_("reserved without names"), default=False)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("cut out of")
    )
    seats = models.PositiveIntegerField(_("seats"), default=0)
    taken = models.PositiveIntegerField(_("taken"), default=0)
    returns_at = models.DateTimeField(_("unused seats return at"), null=True, blank=True)
    returns_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("they return to")
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = SeatBlockQuerySet.as_manager()

    class Meta:
        db_table = "training_seat_block"
        verbose_name = _("seat block")
        verbose_name_plural = _("seat blocks")
        ordering = ["session", "side", "pk"]
        indexes = [models.Index(fields=["returned_at", "returns_at"], name="seat_block_returning")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "side"], condition=Q(agency=None, region=None), name="seat_block_once"
            ),
            models.UniqueConstraint(
                fields=["session", "agency"],
                condition=Q(agency__isnull=False, is_reserved=False),
                name="seat_block_of_agency",
                violation_error_message=_("This agency has seats of its own already: move seats to them."),
            ),
            models.UniqueConstraint(
                fields=["session", "agency", "parent"], condition=Q(is_reserved=True), name="seat_block_reserved"
            ),
            models.UniqueConstraint(
                fields=["session", "region", "side"],
                condition=Q(region__isnull=False),
                name="seat_block_of_region",
                violation_error_message=_("This region has seats of its own already: move seats to them."),
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("seats")),
                name="seats_never_oversold",
                violation_error_message=_("More seats are taken than there are."),
            ),
            models.CheckConstraint(
                condition=Q(agency=None) | Q(region=None),
                name="seat_block_one_scope",
                violation_error_message=_("A block is an agency's or a region's, not both."),
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(is_reserved=False),
                name="seat_block_reserved_by_one",
                violation_error_message=_("Only an agency reserves seats."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None, agency=None, region=None)
                | (Q(parent__isnull=False) & (Q(agency__isnull=False) | Q(region__isnull=False))),
                name="seat_block_cut_out_of_one",
                violation_error_message=_("The seats of an agency or a region are cut out of other seats."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returns_at__isnull=False), name="seat_block_returns_when_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.taken}/{self.seats}"

    @property
    def free(self) -> int:
        return self.seats - self.taken

    @property
    def is_plain(self) -> bool:
        return self.agency_id is None and self.region_id is None

    @property
    def label(self) -> Any:
        """Whose seats these are, in words."""
        if self.agency:
            return _("%(agency)s, reserved") % {"agency": self.agency} if self.is_reserved else str(self.agency)
        if self.region:
            whole = self.side == Side.POOL
            return str(self.region) if whole else f"{self.region} · {self.get_side_display()}"
        return self.get_side_display()

    def is_due(self, now: dt.datetime | None = None) -> bool:
        """Has its cut-off passed? At the very second the seats are still its own; one second later they move."""
        now = (now or timezone.now()).replace(microsecond=0)
        return self.returned_at is None and self.returns_at is not None and self.returns_at < now

    def is_open_to(self, agency: Agency) -> bool:
        """May people of this agency sit here?"""
        if self.agency:
            return agency.path.startswith(self.agency.path)
        if self.region:
            own = agency.region.code if agency.region else ""
            return own.startswith(region_prefix(self.region.code)) and self.side in {agency.side, Side.POOL}
        return self.side in {agency.side, Side.POOL}

    @property
    def nearness(self) -> tuple[int, int, int]:
        """Sorts the blocks open to one agency: her own first, then the region's, the side's, the pool."""
        if self.agency:
            return (0, -len(self.agency.path), int(not self.is_reserved))
        if self.region:
            return (1, -len(region_prefix(self.region.code)), int(self.side == Side.POOL))
        return (3 if self.side == Side.POOL else 2, 0, 0)


def region_prefix(code: str) -> str:
    """The digits that every region within this one begins with: 330000 → 33, 330100 → 3301."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code
