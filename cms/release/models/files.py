"""The files of what is on a route: which picture or document was read with the text, and exactly which bytes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.enums import FileKind
from cms.release.models.routes import Route, RouteItem


def kind_of(file: Any) -> str:
    return FileKind.IMAGE if hasattr(file, "renditions") else FileKind.DOCUMENT


class RouteFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RouteFileQuerySet":
        return self.filter(item__route__in=Route.objects.visible_to(user))

    def of(self, file: Any) -> "RouteFileQuerySet":
        """Where exactly this file was read: one that was replaced since is another."""
        if not file.digest:
            return self.none()
        return self.filter(kind=kind_of(file), file_id=file.pk, digest=file.digest)

    def public(self) -> "RouteFileQuerySet":
        """Cleared by a route that went live, of a page that is public now, and of a version that may be read."""
        pages = Page.objects.live().public().order_by().values("pk")
        return self.filter(item__route__in=Route.objects.readable().filter(page__in=pages).order_by())


class RouteFile(models.Model):
    """A file of a frozen revision. Rows are added with the route, never changed: triggers see to it."""

    item = models.ForeignKey(RouteItem, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind)
    file_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=255)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True)

    objects = RouteFileQuerySet.as_manager()

    class Meta:
        db_table = "release_file"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "kind", "file_id"], name="route_file_once")]
        indexes = [models.Index(fields=["kind", "file_id"], name="route_file_of")]

    def __str__(self) -> str:
        return self.title
