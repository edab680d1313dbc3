"""Whom an unpublished draft is open to (E13): named agencies and persons; without such a list, its agencies as ever."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.enums import ROUTE_ROLES, FileKind
from shared.accounts.models import User
from shared.directory.models import Agency, Posting, role_scopes


class AudienceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AudienceQuerySet":
        """Those that name the user; a superuser keeps the technical access that she has to every draft."""
        return self if getattr(user, "is_superuser", False) else self.open_to(user)

    def open_to(self, user: Any) -> "AudienceQuerySet":
        """To whoever is named or owns the page, while she serves; to whoever holds a role of the editorial route today
        at the very agency that is named."""
        if getattr(user, "is_anonymous", True) or not user.is_active:
            return self.none()
        she = serving(user)
        paths = {path for role, path in role_scopes(user) if role in ROUTE_ROLES}
        named = AudienceMember.objects.filter(Q(user__in=she) | Q(agency__path__in=paths))
        return self.filter(Q(page__owner__in=she) | Q(pk__in=named.values("audience")))


def serving(user: Any) -> models.QuerySet:
    """The account, unless it belongs to a person who holds no post any more."""
    posted = Posting.objects.valid_on().filter(person__user=user.pk).order_by()
    return User.objects.filter(Q(person=None) | Q(person__in=posted.values("person")), pk=user.pk).values("pk")


class Audience(models.Model):
    """The list of one page; its parts, such as chapters, follow it. The row alone closes the draft to all others."""

    page = models.OneToOneField(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="audience")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("readers of a draft")
        verbose_name_plural = _("readers of drafts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.page_id}"


class ThroughAudienceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughAudienceQuerySet":
        return self.filter(audience__in=Audience.objects.visible_to(user))


class AudienceMember(models.Model):
    """An agency or an account that is named."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="members")
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ThroughAudienceQuerySet.as_manager()

    class Meta:
        db_table = "release_audience_member"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None, user__isnull=False) | Q(agency__isnull=False, user=None),
                name="audience_agency_or_person",
            ),
            models.UniqueConstraint(fields=["audience", "agency"], condition=Q(user=None), name="audience_agency_once"),
            models.UniqueConstraint(fields=["audience", "user"], condition=Q(agency=None), name="audience_person_once"),
        ]

    def __str__(self) -> str:
        return str(self.who)

    @property
    def who(self) -> Any:
        return self.agency or self.user


class AudienceFile(models.Model):
    """A picture or document of a draft that has such a list: it is closed with the draft, and read with it."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind)
    file_id = models.BigIntegerField()

    objects = ThroughAudienceQuerySet.as_manager()

    class Meta:
        db_table = "release_audience_file"
        constraints = [models.UniqueConstraint(fields=["audience", "kind", "file_id"], name="audience_file_once")]
        indexes = [models.Index(fields=["kind", "file_id"], name="audience_file_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"


def shut_pages(user: Any) -> frozenset[int]:
    """Pages whose draft has a list that leaves the user out; read once per request."""
    if not hasattr(user, "_shut_pages"):
        mine = Audience.objects.visible_to(user).order_by()
        shut = Audience.objects.exclude(pk__in=mine.values("pk")).order_by()
        user._shut_pages = frozenset(shut.values_list("page", flat=True))
    return user._shut_pages
