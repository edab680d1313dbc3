"""PDF editions of a paper: of its live text, or of the frozen text of a route that has yet to be released."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.enums import EditionStage, EditionState
from cms.library.models.papers import WhitePaperPage
from cms.release.models import Route, RouteItem

SLOW = dt.timedelta(minutes=5)  # no edition stays that long at one stage: its worker is gone, or has too much to do


class PaperEditionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PaperEditionQuerySet":
        """What is public; the others are seen in the editor alone, by whoever may edit the paper."""
        return self.released().filter(paper__live=True)

    def released(self) -> "PaperEditionQuerySet":
        """Of texts that have been public, the newest first."""
        return self.filter(released_at__isnull=False).order_by("-released_at", "-pk")

    def ready(self) -> "PaperEditionQuerySet":
        """Files that readers may have: of the live text first, then of those before it, none that is shut."""
        same = RouteItem.objects.filter(page=OuterRef("paper"), revision=OuterRef("revision")).order_by()
        closed = Exists(same.filter(route__closed_at__isnull=False))
        kept = Exists(same.filter(route__in=Route.objects.readable().order_by()))
        return self.released().exclude(file="").filter(~closed | kept)

    def of_version(self, route: Route, day: dt.date | None) -> "PaperEditionQuerySet":
        """Of exactly the text that this route brought: made ahead for it, or later of the same revisions."""
        return self.filter(Q(route=route) | Q(route=None, made_of=made_of_route(route, day)))

    def ended(self) -> "PaperEditionQuerySet":
        """Made ahead of a release that will not come."""
        return self.filter(route__voided_at__isnull=False)


class PaperEdition(models.Model):
    """One PDF of one revision of a paper, made in the background."""

    paper = models.ForeignKey(WhitePaperPage, on_delete=models.CASCADE, related_name="editions")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    route = models.OneToOneField(
        Route,
        verbose_name=_("made ahead for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="paper_edition",
    )
    number = models.CharField(_("edition"), max_length=20)
    published_on = models.DateField(_("day on its cover"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=EditionState, default=EditionState.QUEUED)
    stage = models.CharField(_("stage"), max_length=12, choices=EditionStage, default=EditionStage.WAITING)
    stage_at = models.DateTimeField(_("at this stage since"), default=timezone.now)
    attempt = models.PositiveIntegerField(_("times it was begun"), default=0)
    made_of = models.CharField(_("digest of the revisions"), max_length=64, blank=True)
    file = models.FileField(_("file"), upload_to="editions/", blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    fault = models.TextField(_("what went wrong"), blank=True)
    queued_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    released_at = models.DateTimeField(_("its text is public since"), null=True, blank=True)

    objects = PaperEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("PDF edition")
        verbose_name_plural = _("PDF editions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "revision"], condition=Q(route=None), name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    @property
    def is_being_made(self) -> bool:
        return self.state == EditionState.QUEUED

    @property
    def is_ahead(self) -> bool:
        """Made ahead of a release that is still to come: nobody but the editors gets it."""
        return self.released_at is None

    @property
    def step(self) -> int:
        """The number of the stage, from 1 to `steps`."""
        return EditionStage.values.index(self.stage) + 1

    @property
    def steps(self) -> int:
        return len(EditionStage)

    @property
    def is_stuck(self) -> bool:
        """Being made, and nothing has been heard of it for so long that it may be asked for anew."""
        return self.is_being_made and self.stage_at < timezone.now() - SLOW


def made_of(paper: int, revisions: Iterable[tuple[int, int | None]], day: dt.date | None) -> str:
    """The digest of a text: which revisions of which pages in which order, and the day on the cover."""
    said = [paper, [list(pair) for pair in revisions], day.isoformat() if day else ""]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def made_of_live(paper: Any) -> str:
    """The digest of the text that is live."""
    rows = Page.objects.child_of(paper).live().order_by("path").values_list("pk", "live_revision_id")
    return made_of(paper.pk, [(paper.pk, paper.live_revision_id), *rows], paper.published_on)


def made_of_route(route: Route, day: dt.date | None) -> str:
    """The digest of the text that a route has frozen, as it will be once it is live."""
    rows = list(route.items.order_by("page__path").values_list("page_id", "revision_id"))
    return made_of(route.page_id, rows, day)
