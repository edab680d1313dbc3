"""Releases: pages that come live together at a set minute, and what the public calendar says of it (E8, E9)."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.enums import ENDED, PLANNED, ROUTE_ROLES, ReleaseState
from cms.release.models.routes import Route
from shared.directory.models import Agency, role_scopes


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReleaseQuerySet":
        """Releases of agencies that the user edits, reviews or signs for."""
        if getattr(user, "is_anonymous", True):
            return self.none()
        below = Q(pk__in=[])
        for path in {path for role, path in role_scopes(user) if role in ROUTE_ROLES}:
            below |= Q(agencies="") | Q(agencies__contains=f"|{path}")
        return self.filter(below)

    def public(self) -> "ReleaseQuerySet":
        """What the release calendar shows."""
        return self.filter(is_listed=True)

    def planned(self) -> "ReleaseQuerySet":
        return self.filter(state__in=PLANNED)

    def due(self) -> "ReleaseQuerySet":
        return self.filter(state=ReleaseState.CONFIRMED, planned_at__lte=timezone.now())


class Release(models.Model):
    """Pages that become public at one instant, all or none; listed, it is an entry of the release calendar."""

    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(
        _("what is released"), max_length=1000, blank=True, help_text=_("The calendar shows it before the day.")
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("lead agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agencies = models.TextField(_("paths of the agencies behind it"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ReleaseState, default=ReleaseState.PROVISIONAL)
    planned_at = models.DateTimeField(_("day and minute"), help_text=_("Beijing time."))
    is_listed = models.BooleanField(_("in the public calendar"), default=True)
    contact = models.CharField(
        _("contact"), max_length=200, blank=True, help_text=_("Whom readers and the press may ask.")
    )
    cancel_reason = models.TextField(_("why it is cancelled"), max_length=600, blank=True)
    cleared_words = models.JSONField(_("words cleared for the calendar"), default=list, blank=True, editable=False)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cleared_at = models.DateTimeField(_("words cleared at"), null=True, blank=True, editable=False)
    held_reason = models.TextField(_("why it was held back"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now_add=True)
    sequence = models.PositiveIntegerField(_("number of changes"), default=0)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        db_table = "release_release"
        ordering = ["planned_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.CANCELLED) | ~Q(cancel_reason=""), name="release_cancelled_why"
            ),
            models.CheckConstraint(condition=~Q(state=ReleaseState.HELD) | ~Q(held_reason=""), name="release_held_why"),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.CONFIRMED) | Q(confirmed_by__isnull=False), name="release_confirmed_by"
            ),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.RELEASED, released_at__isnull=False)
                | (~Q(state=ReleaseState.RELEASED) & Q(released_at=None)),
                name="release_released_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        return self.state in PLANNED

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def state_tone(self) -> str:
        tones = {ReleaseState.PROVISIONAL: "", ReleaseState.CONFIRMED: "ok", ReleaseState.RELEASED: "ok"}
        return tones.get(ReleaseState(self.state), "bad")

    def paths(self) -> list[str]:
        return [path for path in self.agencies.split("|") if path]

    @property
    def public_words(self) -> list[str]:
        """Everything typed in that the calendar would show, in its order."""
        reasons = [row.reason for rows in (self.date_changes, self.preview_passes) for row in rows.all()]
        return [text for text in (self.title, self.summary, self.contact, self.cancel_reason, *reasons) if text]

    @property
    def uncleared_words(self) -> list[str]:
        return [text for text in self.public_words if text not in self.cleared_words]

    @property
    def seal_of_words(self) -> str:
        """Tells whether the words are still those that somebody has read."""
        return hashlib.sha256(json.dumps(self.public_words, ensure_ascii=False).encode()).hexdigest()

    def shown(self, text: str) -> str:
        """The text where a secrecy officer has cleared exactly it, else nothing."""
        return text if text in self.cleared_words else ""

    @property
    def shown_title(self) -> str:
        """Before its words are cleared the calendar names the agency alone."""
        if title := self.shown(self.title):
            return title
        return gettext("Release by %(agency)s") % {"agency": self.agency} if self.agency else gettext("Release")

    @property
    def shown_summary(self) -> str:
        return self.shown(self.summary)

    @property
    def shown_contact(self) -> str:
        return self.shown(self.contact)

    @property
    def shown_cancel_reason(self) -> str:
        return self.shown(self.cancel_reason)


class ThroughReleaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughReleaseQuerySet":
        return self.filter(release__in=Release.objects.visible_to(user))


class ReleaseItemQuerySet(ThroughReleaseQuerySet):
    def waiting(self) -> "ReleaseItemQuerySet":
        return self.filter(ended_at=None)


class ReleaseItem(models.Model):
    """A page of a release; once public, with the route that it came by."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseItemQuerySet.as_manager()

    class Meta:
        db_table = "release_release_item"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(ended_at=None),
                name="release_item_once",
                violation_error_message=_("This page waits for another release already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.page}"


class DateChange(models.Model):
    """A line of the log that the calendar shows: this release was planned for another time before."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="date_changes")
    was_at = models.DateTimeField(_("planned for"))
    now_at = models.DateTimeField(_("moved to"))
    reason = models.TextField(_("reason"), max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ThroughReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of date")
        verbose_name_plural = _("changes of date")
        db_table = "release_date_change"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="date_change_why")]

    @property
    def shown_reason(self) -> str:
        return self.release.shown(self.reason)

    def __str__(self) -> str:
        return f"{self.release}: {self.was_at:%Y-%m-%d %H:%M} → {self.now_at:%Y-%m-%d %H:%M}"
