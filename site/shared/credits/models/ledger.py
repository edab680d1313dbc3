from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shared.credits.enums import Category, EventKind, Evidence
from shared.directory.enums import RoleCode
from shared.directory.models import Posting
from shared.directory.permissions import scopes_of


class OfPersonQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OfPersonQuerySet":
        """The person herself and the training office where she is posted today; nobody else (H7)."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(person__user=user)
        places = Q()
        for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
            places |= Q(agency__path__startswith=path)
        if places:
            theirs = Posting.objects.valid_on().filter(places).order_by().values("person")
            scope |= Q(person__in=theirs)
        return self.filter(scope)


class CreditEntryQuerySet(OfPersonQuerySet):
    def of_year(self, year: int) -> "CreditEntryQuerySet":
        return self.filter(year=year)


class CreditEntry(models.Model):
    """Days and hours that one thing earned one person, under the policy in force then. Entries are never changed."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="credit_entries")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence, default=Evidence.ATTENDANCE)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    days = models.DecimalField(_("days"), max_digits=6, decimal_places=2)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    occurred_on = models.DateField(_("date"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=120, unique=True)
    title = models.CharField(_("earned by"), max_length=200)
    policy = models.ForeignKey("regulations.CreditPolicy", on_delete=models.PROTECT, related_name="+")
    policy_version = models.CharField(_("policy version"), max_length=40)
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    address = ""  # the page of what earned it, where a list has looked it up

    objects = CreditEntryQuerySet.as_manager()

    class Meta:
        db_table = "credits_entry"
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        ordering = ["-occurred_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "year"], name="credits_person_year"),
            models.Index(fields=["person", "occurred_on"], name="credits_person_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=0, days__gte=0),
                name="credits_not_negative",
                violation_error_message=_("Days and hours cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(category=Category.ONLINE_SELF_STUDY) | Q(evidence=Evidence.ASSESSMENT),
                name="self_study_is_assessed",
                violation_error_message=_("Online self-study counts from a passed assessment only."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(starts_on__lte=F("occurred_on")),
                name="credits_begin_before_end",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CareerEvent(models.Model):
    """A promotion or first appointment that asks for training once, entered by the training office."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="career_events")
    kind = models.CharField(_("event"), max_length=20, choices=EventKind)
    happened_on = models.DateField(_("date"))
    hours = models.DecimalField(_("hours still owed"), max_digits=7, decimal_places=2, null=True, blank=True)
    days = models.DecimalField(_("days still owed"), max_digits=6, decimal_places=2, null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        db_table = "credits_event"
        verbose_name = _("career event")
        verbose_name_plural = _("career events")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "happened_on"],
                name="career_event_once",
                violation_error_message=_("This event has already been entered."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.PROMOTED_LEADER)
                | Q(hours__isnull=False, hours__gt=0)
                | Q(days__isnull=False, days__gt=0),
                name="owed_training_has_amount",
                violation_error_message=_("Say how many hours or days of training are still owed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class Transcript(models.Model):
    """A numbered extract of the ledger on paper; the file stays as it was issued."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="transcripts")
    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("document number"), max_length=60, unique=True)
    first_year = models.PositiveSmallIntegerField(_("from year"))
    last_year = models.PositiveSmallIntegerField(_("to year"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_office = models.BooleanField(_("issued by the training office"), default=False)
    file = models.FileField(_("PDF"), upload_to="credits/transcripts/")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        db_table = "credits_transcript"
        verbose_name = _("transcript of hours")
        verbose_name_plural = _("transcripts of hours")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="transcript_years",
                violation_error_message=_("The last year lies before the first year."),
            )
        ]

    def __str__(self) -> str:
        return self.number
