import datetime as dt
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Kind, PostState
from exchanges.secondments.models.agreements import Agreement, Batch, above
from exchanges.secondments.models.scopes import HOME_ROLES, HOST_ROLES, scope
from shared.directory.models import Agency, Posting, role_scopes


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PostQuerySet":
        """Open posts are seen by the officers who could fill them, closed ones by the host alone.

        Under an agreement those are the officers of the other party. Where the notice lets people apply themselves,
        everybody sees it who serves in a unit that could fill the post.
        """
        if not user.is_authenticated:
            return self.none()
        own = scope("host_agency", user, HOST_ROLES)
        if any(role in HOME_ROLES for role, _path in role_scopes(user)):
            parties = scope("agreement__first", user, HOME_ROLES) | scope("agreement__second", user, HOME_ROLES)
            own |= Q(state=PostState.OPEN) & (Q(agreement=None) | parties)
        return self.filter(own | self.open_to(user))

    def open_to(self, user: Any) -> Q:
        """Posts she may apply for herself: those of other units, under an agreement of a unit she serves in."""
        serving = Posting.objects.valid_on().filter(person__user_id=user.pk).select_related("agency").first()
        if serving is None:
            return Q(pk__in=[])
        paths = above(serving.agency)
        parties = Q(agreement__first__path__in=paths) | Q(agreement__second__path__in=paths)
        allowed = Q(state=PostState.OPEN, takes_applications=True) & (Q(agreement=None) | parties)
        return allowed & ~Q(host_agency__path__in=paths)

    def open_on(self, day: dt.date | None = None) -> "PostQuerySet":
        day = day or timezone.localdate()
        return self.filter(state=PostState.OPEN, opens_on__lte=day, closes_on__gte=day)


class Post(models.Model):
    """A need that a host unit makes known: so many people of a kind, in one field, until a closing date."""

    host_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="secondment_posts", verbose_name=_("host unit")
    )
    department = models.CharField(_("department"), max_length=60, blank=True)
    title = models.CharField(_("post title"), max_length=80)
    field = models.CharField(_("field"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    headcount = models.PositiveSmallIntegerField(_("headcount"), default=1, validators=[MinValueValidator(1)])
    taken = models.PositiveSmallIntegerField(_("places filled"), default=0, editable=False)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("agreement")
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("batch")
    )
    takes_applications = models.BooleanField(_("staff may apply through their unit"), default=False)
    given_back = models.PositiveSmallIntegerField(_("places given back"), default=0, editable=False)
    duties = models.TextField(_("duties"), blank=True)
    opens_on = models.DateField(_("open from"))
    closes_on = models.DateField(_("closing date"))
    state = models.CharField(_("state"), max_length=8, choices=PostState, default=PostState.OPEN)

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "secondments_post"
        verbose_name = _("open post")
        verbose_name_plural = _("open posts")
        ordering = ["closes_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="post_closes_after_opening",
                violation_error_message=_("The closing date lies before the opening date."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("headcount") - F("given_back")),
                name="post_not_overfilled",
                violation_error_message=_("All places of this post are filled."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("secondments:post", args=[self.pk])

    @property
    def places_left(self) -> int:
        return self.headcount - self.given_back - self.taken

    def is_open_on(self, day: dt.date) -> bool:
        return self.state == PostState.OPEN and self.opens_on <= day <= self.closes_on
