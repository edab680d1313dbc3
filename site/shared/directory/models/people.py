"""People, the posts they hold, and the days on which they are away."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import AbsenceKind, RankSeries, RoleCode
from shared.directory.models.agencies import Agency, Validity, ValidityQuerySet, ends_after_it_begins
from shared.directory.models.roles import role_scopes, staff_scopes
from shared.directory.names import pinyin_key, search_key


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PersonQuerySet":
        """The person herself, and those who hold a staff role for an agency where she has a posting."""
        if not user.is_authenticated:
            return self.none()
        paths = staff_scopes(user)
        if user.is_superuser or "" in paths:
            return self
        places = Q()
        for path in paths:
            places |= Q(agency__path__startswith=path)
        theirs = Posting.objects.filter(places) if paths else Posting.objects.none()
        return self.filter(Q(user=user) | Q(pk__in=theirs.order_by().values("person")))

    def with_current_posting(self) -> "PersonQuerySet":
        return self.prefetch_related(
            models.Prefetch(
                "postings", queryset=Posting.objects.valid_on().select_related("agency"), to_attr="current_postings"
            )
        )


class Person(models.Model):
    """Somebody in one of the agencies, with or without an account. `email` identifies her in every import."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=120, editable=False, db_index=True)
    name_search = models.CharField(max_length=160, editable=False, default="")
    email = models.EmailField(_("e-mail"), unique=True)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=[("f", _("female")), ("m", _("male"))], blank=True)
    birth_month = models.CharField(_("month of birth"), max_length=7, blank=True)
    expertise = models.CharField(_("fields of expertise"), max_length=200, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)

    # Whose old and new value the log keeps (features B13).
    audited_fields = ("name", "mobile", "gender", "birth_month", "expertise", "joined_on")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name_pinyin", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_keys()
        super().save(*args, **kwargs)

    def set_name_keys(self) -> None:
        """Bulk writes call this themselves: they do not pass through save()."""
        self.name_pinyin, self.name_search = pinyin_key(self.name), search_key(self.name)

    @property
    def masked_name(self) -> str:
        """As the public sees it: 周某某."""
        return self.name[:1] + "某" * max(len(self.name) - 1, 1)


class PostingQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "PostingQuerySet":
        """The career of every person whom the user may see."""
        return self.filter(person__in=Person.objects.visible_to(user).order_by().values("pk"))


class Posting(Validity):
    """A person holds a post in an agency, with a rank of one series."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="postings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings")
    department = models.CharField(_("department"), max_length=60, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    rank_series = models.CharField(_("rank series"), max_length=16, choices=RankSeries, default=RankSeries.OTHER)
    rank = models.CharField(_("rank"), max_length=40, blank=True)

    audited_fields = ("agency", "department", "post", "rank_series", "rank")

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = [F("valid_from").desc(nulls_last=True), "-pk"]  # databases disagree on where nothing stands
        constraints = [
            ends_after_it_begins("posting_validity"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to=None),
                name="one_open_posting",
                violation_error_message=_("This person already holds an open posting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.agency}"


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """The person herself and the personnel office of the unit where she serves; nobody else."""
        if not user.is_authenticated:
            return self.none()
        paths = [path for role, path in role_scopes(user) if role == RoleCode.UNIT_HR]
        places = Q(pk__in=[])
        for path in paths:
            places |= Q(agency__path__startswith=path)
        served = Posting.objects.valid_on().filter(places) if paths else Posting.objects.none()
        return self.filter(Q(person__user=user) | Q(person__in=served.order_by().values("person")))

    def overlapping(self, first_day: Any, last_day: Any) -> "AbsenceQuerySet":
        return self.filter(starts_on__lte=last_day, ends_on__gte=first_day)


class Absence(models.Model):
    """Days on which a person is away from her post; why is known to her and her personnel office alone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind of absence"), max_length=10, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Read by the personnel office and the person alone.")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        db_table = "directory_absence"
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["person", "ends_on"], name="absence_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_days",
                violation_error_message=_("The last day lies before the first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"
