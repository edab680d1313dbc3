"""An expert and her fields."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, Prefetch, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, Person, Posting, Region
from shared.directory.names import pinyin_key, search_key
from shared.directory.permissions import scopes_of
from shared.experts.enums import ExpertState, TitleLevel, Visibility

BOTH_SYSTEMS = [System.PROCURATORATE, System.IP_ADMIN]


class TechnicalField(models.Model):
    """A field of technology or law in which experts are sought; the list ships with the product and is kept as data."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("field"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"))
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=300)

    class Meta:
        db_table = "experts_field"
        verbose_name = pgettext_lazy("of an expert", "field")
        verbose_name_plural = _("technical fields")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return (self.name_en or self.name) if (get_language() or "").startswith("en") else self.name


def kept_below(paths: list[str], prefix: str = "") -> Q:
    """Rows of agencies in one of these subtrees; `prefix` leads to the row that has the agency."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{prefix}agency__path__startswith": path})
    return found


def postings_of(user: Any) -> QuerySet[Posting]:
    return Posting.objects.valid_on().filter(person__user=user).order_by()


def serves_in_either(user: Any) -> Q:
    """Does this user serve today in one of the two systems? Asked within the statement."""
    return Q(Exists(postings_of(user).filter(agency__system__in=BOTH_SYSTEMS)))


def shown_to(user: Any) -> Q:
    """What those who keep no register find: the public, what is for both systems, what is for her own agency."""
    found = Q(visibility=Visibility.PUBLIC)
    if user.is_authenticated:
        serving = postings_of(user)
        found |= Q(visibility=Visibility.BOTH) & serves_in_either(user)
        found |= Q(visibility=Visibility.OWN, agency__in=serving.values("agency"))
    return found & Q(state=ExpertState.ACTIVE)


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ExpertQuerySet":
        """As the record says; she herself, who keeps the record, and the managers of the pools she stands in or is
        recommended to."""
        if user.is_authenticated and user.is_superuser:
            return self
        seen = shown_to(user)
        if user.is_authenticated:
            seen |= Q(person__user=user)
            seen |= self.kept_by(user)
        return self.filter(seen)

    @staticmethod
    def kept_by(user: Any) -> Q:
        from shared.experts.models.pools import Membership  # noqa: PLC0415  pools point to experts
        from shared.experts.models.recommendations import Recommendation  # noqa: PLC0415  the same

        paths = scopes_of(user, RoleCode.POOL_MANAGER)
        if not paths:
            return Q(pk__in=[])
        members = Membership.objects.standing().filter(kept_below(paths, "pool__")).order_by().values("expert")
        asked = Recommendation.objects.waiting().filter(kept_below(paths, "pool__")).order_by().values("expert")
        return kept_below(paths) | Q(pk__in=members) | Q(pk__in=asked)

    def active(self) -> "ExpertQuerySet":
        return self.filter(state=ExpertState.ACTIVE)

    def with_names(self) -> "ExpertQuerySet":
        """With what a list says of each: her name's key for sorting, her unit of today, her fields and region."""
        by_pinyin = Case(When(person=None, then="name_pinyin"), default="person__name_pinyin")
        postings = Posting.objects.valid_on().select_related("agency")
        return (
            self.select_related("person", "region", "agency")
            .annotate(sort_name=by_pinyin)
            .prefetch_related("fields", Prefetch("person__postings", queryset=postings, to_attr="current_postings"))
        )


class Expert(models.Model):
    """Somebody whose knowledge is asked for: a person of the directory, or from outside with name and organisation.

    `agency` keeps the record. How to reach somebody from outside is shown to those alone who keep it or a pool of hers.
    """

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="expert", verbose_name=_("person")
    )
    outside_name = models.CharField(_("name"), max_length=60, blank=True)
    outside_organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    outside_email = models.EmailField(_("e-mail"), blank=True)
    outside_mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    name_pinyin = models.CharField(max_length=120, editable=False, default="")
    name_search = models.CharField(max_length=160, editable=False, default="")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("a record", "kept by")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    title = models.CharField(pgettext_lazy("of an expert", "title"), max_length=40, blank=True)
    title_level = models.CharField(_("title level"), max_length=12, choices=TitleLevel, blank=True)
    fields = models.ManyToManyField(TechnicalField, related_name="+", verbose_name=_("technical fields"))
    specialities = models.CharField(_("specialities"), max_length=200, blank=True)
    visibility = models.CharField(
        pgettext_lazy("an expert", "found by"), max_length=8, choices=Visibility, default=Visibility.BOTH
    )
    state = models.CharField(_("state"), max_length=10, choices=ExpertState, default=ExpertState.ACTIVE)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now, editable=False)

    # Whose old and new value the log keeps; how to reach somebody stays out of it.
    audited_fields = ("outside_name", "outside_organisation", "region", "title", "title_level", "specialities",
                      "visibility")  # fmt: skip

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "visibility"], name="expert_by_visibility")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    person__isnull=False,
                    outside_name="",
                    outside_organisation="",
                    outside_email="",
                    outside_mobile="",
                )
                | (Q(person=None) & ~Q(outside_name="") & ~Q(outside_organisation="")),
                name="expert_known_or_outside",
                violation_error_message=_("An expert is a person of the directory, or has a name and an organisation."),
            ),
            models.UniqueConstraint(
                fields=["agency", "outside_email"],
                condition=~Q(outside_email=""),
                name="outside_expert_once",
                violation_error_message=_("An expert with this e-mail is already in your register, perhaps withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_pinyin, self.name_search = pinyin_key(self.outside_name), search_key(self.outside_name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("experts:expert", args=[self.pk])

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.outside_name

    @property
    def posting(self) -> Posting | None:
        """Where she serves today; somebody from outside serves nowhere here."""
        if self.person is None:
            return None
        read = getattr(self.person, "current_postings", None)
        return next(iter(self.current_postings if read is None else read), None)

    @cached_property
    def current_postings(self) -> list[Posting]:
        """Asked for once where a list has not read them for all."""
        return list(Posting.objects.valid_on().filter(person=self.person_id).select_related("agency"))

    @property
    def organisation(self) -> str:
        return str(self.posting.agency) if self.posting else self.outside_organisation

    @property
    def email(self) -> str:
        return self.person.email if self.person else self.outside_email

    @property
    def mobile(self) -> str:
        return self.person.mobile if self.person else self.outside_mobile

    @property
    def keys(self) -> str:
        """Her name in pinyin and initials, as it is typed."""
        return self.person.name_search if self.person else self.name_search


class OfExpertQuerySet(models.QuerySet):
    """Rows that are as visible as the expert they belong to."""

    def visible_to(self, user: Any) -> "OfExpertQuerySet":
        return self.filter(expert__in=Expert.objects.visible_to(user).order_by().values("pk"))
