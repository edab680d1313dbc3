"""Research bases that both sides share (article 6 of the opinion, N44)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Region, Validity, ValidityQuerySet, ends_after_it_begins
from shared.directory.permissions import scopes_of
from shared.experts.models.experts import kept_below, serves_in_either


class ResearchBaseQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "ResearchBaseQuerySet":
        """Everybody who serves in one of the two systems, and the office that keeps it."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(serves_in_either(user) | kept_below(scopes_of(user, RoleCode.POOL_MANAGER)))


class ResearchBase(Validity):
    """A place of research that one side has set up and both use."""

    name = models.CharField(_("name of the base"), max_length=80)
    host = models.CharField(_("host institution"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("set up by"))
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    topics = models.CharField(_("topics of research"), max_length=300, blank=True)

    audited_fields = ("name", "host", "region", "topics", "valid_from", "valid_to")

    objects = ResearchBaseQuerySet.as_manager()

    class Meta:
        db_table = "experts_base"
        verbose_name = _("research base")
        verbose_name_plural = _("research bases")
        ordering = ["agency__path", "name", "pk"]
        constraints = [
            ends_after_it_begins("base_validity"),
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="base_once",
                violation_error_message=_("This agency already has a research base of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
