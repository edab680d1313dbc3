"""Days that a page is kept by: when it is looked at again (E14), until when it must be public (N37)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.enums import ROUTE_ROLES
from cms.release.models import shut_pages
from shared.directory.models import role_scopes


class DatedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DatedQuerySet":
        """Of pages whose agencies the user edits, reviews or signs for, drafts included unless they are shut to her."""
        if getattr(user, "is_anonymous", True):
            return self.none()
        scopes = {path for role, path in role_scopes(user) if role in ROUTE_ROLES}
        below = Q(agencies="")
        for path in scopes:
            below |= Q(agencies__contains=f"|{path}")
        return self.filter(below).exclude(page__in=shut_pages(user)) if scopes else self.none()

    def open(self) -> "DatedQuerySet":
        return self.filter(ended_at=None)


class Dated(models.Model):
    """A day of a page that somebody has set; at most one of its kind is open."""

    agencies = models.TextField(_("paths of the agencies behind the page"), blank=True, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class LookAgain(Dated):
    """A public page is to be looked at again by a day; whoever has done so says what she found."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="looks")
    due_on = models.DateField(_("look at this again by"))
    note = models.TextField(_("what was found"), max_length=600, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "library_lookagain"
        verbose_name = _("date to look again")
        verbose_name_plural = _("dates to look again")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(ended_at=None), name="look_open_once"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(note=""), name="look_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.due_on}"


class Disclosure(Dated):
    """What an administrative organ must make public on its own, counted from the day it was formed or changed."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="disclosures")
    formed_on = models.DateField(_("formed or changed on"))
    due_on = models.DateField(_("public at the latest on"))

    class Meta:
        db_table = "library_disclosure"
        verbose_name = _("term of disclosure")
        verbose_name_plural = _("terms of disclosure")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["page"], condition=Q(ended_at=None), name="disclosure_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.due_on}"

    def is_overdue(self, today: dt.date) -> bool:
        return self.ended_at is None and self.due_on < today
