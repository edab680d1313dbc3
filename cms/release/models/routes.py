"""The record of the editorial route: what was read, who wrote it, who decided what. The gate reads these rows alone."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.release.enums import (
    DECIDED,
    REVIEWERS,
    REVIEWS,
    ROUTE_ROLES,
    RouteKind,
    SignatureState,
    Step,
    Verdict,
    VoidReason,
)
from cms.release.models.audiences import shut_pages
from shared.directory.models import role_scopes


class RouteQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RouteQuerySet":
        """Those in her scope; of a draft that is open to named readers alone, for these and for whoever has a step to
        do on it now. What has become public is as ever."""
        rows = self.in_scope_of(user)
        shut = shut_pages(user)
        if not shut:
            return rows
        asking = Route.objects.asking(user).order_by().values("pk")
        return rows.filter(~Q(page__in=shut) | Q(used_at__isnull=False) | Q(pk__in=asking))

    def in_scope_of(self, user: Any) -> "RouteQuerySet":
        """Routes of pages whose agencies the user edits, reviews or signs for; of those she has sent, as long as she
        has a part in some route."""
        if getattr(user, "is_anonymous", True):
            return self.none()
        scopes = {path for role, path in role_scopes(user) if role in ROUTE_ROLES}
        mine = at_or_below(scopes) | Q(opened_by=user.pk)
        return self.filter(mine) if scopes or user.is_superuser else self.none()

    def asking(self, user: Any) -> "RouteQuerySet":
        """Open ones with a step that the user can take now: what `queries.asked_of` says of one, for a query over many.
        An emergency asks issuers too."""
        found = Q(pk__in=[])
        for step in Step:
            if held := held_for(user, step):
                found |= held & turn_of(step) & fresh_for(user, step)
        if held := held_for(user, Step.SIGN):
            mine = Exists(RouteAuthor.objects.filter(route=OuterRef("pk"), user=user.pk))
            found |= held & Q(emergency__isnull=False, emergency__authorised_at=None) & ~Q(mine)
        return self.open().filter(found)

    def open(self) -> "RouteQuerySet":
        return self.filter(voided_at=None, used_at=None)

    def used(self) -> "RouteQuerySet":
        return self.filter(used_at__isnull=False)

    def bringing(self, page: Page) -> "RouteQuerySet":
        """Those that brought the live revision of the page to the public, the newest first."""
        rows = self.used().filter(page=page.pk, items__page=page.pk, items__revision=page.live_revision_id)
        return rows.order_by("-used_at", "-pk")

    def at_signing(self) -> "RouteQuerySet":
        """Open, and every review is done: their texts may go to those who sign."""
        agreed = Decision.objects.filter(route=OuterRef("pk"), verdict=Verdict.AGREE)
        rows = self.open()
        for step in REVIEWS:
            rows = rows.filter(Exists(agreed.filter(step=step)))
        return rows

    def readable(self) -> "RouteQuerySet":
        """Versions that readers may see as superseded ones: none whose text was withdrawn or taken down."""
        return self.used().filter(closed_at=None)

    def close(self) -> int:
        """The text of these versions is not to be read any more, nor when its page comes back; returns how many."""
        return self.readable().update(closed_at=timezone.now())


class Route(models.Model):
    """One way of one page, with its parts, to the public: opened on frozen revisions, then void or used once."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="release_routes")
    kind = models.CharField(_("kind"), max_length=8, choices=RouteKind, default=RouteKind.REVIEW)
    digest = models.CharField(_("digest of all revisions"), max_length=64, db_index=True)
    agencies = models.TextField(_("paths of the agencies behind the page"), blank=True, editable=False)
    change_note = models.TextField(_("what changes for readers"), max_length=600, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("sent to review"), auto_now_add=True)
    due_on = models.DateField(_("this step is due on"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    superior_asked_at = models.DateTimeField(_("superior asked at"), null=True, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("why it is void"), max_length=8, choices=VoidReason, blank=True)
    used_at = models.DateTimeField(_("released at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("not readable any more since"), null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("editorial route")
        verbose_name_plural = _("editorial routes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(voided_at=None, used_at=None),
                name="route_open_once",
                violation_error_message=_("This page is under review already."),
            ),
            models.CheckConstraint(condition=Q(voided_at=None) | Q(used_at=None), name="route_void_or_used"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(used_at__isnull=False), name="route_closed_after_use"
            ),
            models.CheckConstraint(
                condition=Q(kind=RouteKind.FOUNDING) | Q(opened_by__isnull=False), name="route_opened_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page.title} ({self.opened_at:%Y-%m-%d})"

    @property
    def is_open(self) -> bool:
        return self.voided_at is None and self.used_at is None

    @property
    def unsigned(self) -> int:
        return sum(not row.is_signed for row in self.signatures.all())

    @property
    def next_step(self) -> Step | None:
        """The first step that is still open, signatures included; None when nothing is missing."""
        agreed = {row.step for row in self.decisions.all() if row.verdict == Verdict.AGREE}
        for step in Step:
            if (self.unsigned or not self.signatures.all()) if step == Step.SIGN else step not in agreed:
                return step
        return None


class ThroughRouteQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughRouteQuerySet":
        return self.filter(route__in=Route.objects.visible_to(user))


class RouteItem(models.Model):
    """A page of the route, its frozen revision and the digest of what that says."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="items")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="release_items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="release_items")
    digest = models.CharField(_("digest of the revision"), max_length=64)

    objects = ThroughRouteQuerySet.as_manager()

    class Meta:
        db_table = "release_item"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["route", "page"], name="route_item_once")]

    def __str__(self) -> str:
        return f"{self.route_id}: {self.page_id}"


class RouteAuthor(models.Model):
    """Somebody who wrote part of what the route brings to the public, and may therefore decide nothing on it."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ThroughRouteQuerySet.as_manager()

    class Meta:
        db_table = "release_author"
        constraints = [models.UniqueConstraint(fields=["route", "user"], name="route_author_once")]

    def __str__(self) -> str:
        return f"{self.route_id}: {self.user_id}"


class Decision(models.Model):
    """What one person decided on one step. Rows are added, never changed: triggers see to it."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="decisions")
    digest = models.CharField(max_length=64, editable=False)
    step = models.CharField(_("step"), max_length=16, choices=Step)
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField(_("decided at"), auto_now_add=True)

    objects = ThroughRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(step__in=DECIDED), name="decision_step"),
            models.UniqueConstraint(fields=["route", "step"], name="decision_once_per_step"),
            models.UniqueConstraint(
                fields=["route", "reviewer"], condition=Q(step__in=REVIEWS), name="decision_one_per_person"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.AGREE) | ~Q(comment=""),
                name="decision_return_why",
                violation_error_message=_("Say what has to be mended."),
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.RESTRICT) | Q(step=Step.SECRECY), name="decision_restrict_of_secrecy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_verdict_display()}"


def held_for(user: Any, step: Step) -> Q | None:
    """Routes for whose agencies the user holds the role of the step, a signature's own agency left to `fresh_for`."""
    held = [path for role, path in role_scopes(user) if role == REVIEWERS[step]]
    return at_or_below(held) if held else None


def at_or_below(paths: Iterable[str]) -> Q:
    """Routes of pages of an agency at or below these paths, or of none."""
    below = Q(agencies="")
    for path in paths:
        below |= Q(agencies__contains=f"|{path}")
    return below


def done(step: Step) -> Q:
    if step != Step.SIGN:
        return Q(Exists(Decision.objects.filter(route=OuterRef("pk"), step=step, verdict=Verdict.AGREE)))
    rows = Route.objects.filter(pk=OuterRef("pk")).order_by()
    unsigned = rows.filter(signatures__state__in=[SignatureState.OPEN, SignatureState.REFUSED])
    return Q(Exists(rows.filter(signatures__isnull=False))) & ~Q(Exists(unsigned))


def turn_of(step: Step) -> Q:
    """It is the first that is open; in an emergency secrecy review does not wait for its turn."""
    before = Q()
    for one in Step:
        if one == step:
            break
        before &= done(one)
    if step == Step.SECRECY:
        before |= Q(emergency__isnull=False)
    return before & ~done(step)


def fresh_for(user: Any, step: Step) -> Q:
    """No author, no other review of the same text; to sign, the role for an open signature and none of hers there."""
    author = RouteAuthor.objects.filter(route=OuterRef("pk"), user=user.pk)
    reviewed = Decision.objects.filter(digest=OuterRef("digest"), reviewer=user.pk, step__in=REVIEWS)
    fresh = ~Q(Exists(author))
    if step in REVIEWS:
        return fresh & ~Q(Exists(reviewed.exclude(step=step)))
    if step != Step.SIGN:
        return fresh
    signs = Q(signatures__agency=None)
    for role, path in role_scopes(user):
        if role == REVIEWERS[step]:
            signs |= Q(signatures__agency__path__startswith=path)
    rows = Route.objects.filter(pk=OuterRef("pk")).order_by()
    asked = rows.filter(signs, signatures__state=SignatureState.OPEN)
    return fresh & ~Q(Exists(reviewed)) & Q(Exists(asked)) & ~Q(Exists(rows.filter(signatures__signer=user.pk)))
