"""Remarks of reviewers on passages of a text that is being reviewed (E16)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.release.models.routes import Route, RouteItem


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RemarkQuerySet":
        """Whoever sees the route reads what its reviewers have remarked."""
        return self.filter(item__route__in=Route.objects.visible_to(user))

    def open(self) -> "RemarkQuerySet":
        return self.filter(settled_at=None)

    def of_route(self, route: Route) -> "RemarkQuerySet":
        rows = self.filter(item__route=route.pk)
        return rows.select_related("item__page", "by__person", "settled_by__person")


class Remark(models.Model):
    """What one reviewer says of a passage of a frozen text; the editors settle it, with an answer if they have one.

    It binds nobody: only decisions end a route or bring it on.
    """

    item = models.ForeignKey(RouteItem, on_delete=models.PROTECT, related_name="remarks")
    quote = models.CharField(_("passage"), max_length=300, blank=True)
    text = models.TextField(pgettext_lazy("in a text", "remark"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("remarked at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(pgettext_lazy("to a remark", "answer"), max_length=600, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("in a text", "remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, answer="")
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="remark_settled_by",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
