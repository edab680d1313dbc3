from django.db import models
from django.db.models import Q
from wagtail.models import Page, Revision

from cms.release.enums import PermitKind
from cms.release.models.routes import Route, ThroughRouteQuerySet


class Permit(models.Model):
    """Leave to write to a live page, for the length of one save. A trigger judges its insertion; none survives."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=PermitKind)
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughRouteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PermitKind.REDRAW) | Q(route__isnull=False, revision__isnull=False),
                name="permit_of_a_route",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"
