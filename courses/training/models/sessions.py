"""A joint class and the approvals of its plan."""

import datetime as dt
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import (
    BEFORE_START,
    INTERNAL_STATES,
    STATE_TONES,
    Mode,
    SessionState,
    Side,
    TrainingGrade,
)
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Posting, Region
from shared.directory.permissions import scopes_of

HOST_ROLES = (RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER, RoleCode.CLASS_HEAD)
# Said by what is not public, so that a list in the order of days walks the index of days and stops after a page.
IS_SETTLED = ~Q(state__in=sorted(str(s) for s in INTERNAL_STATES))
IS_PUBLIC = IS_SETTLED & Q(is_internal=False)
UNIT_ROLES = (RoleCode.UNIT_HR, RoleCode.UNIT_LEADER)


def hosted_below(paths: list[str], prefix: str = "") -> Q:
    """Sessions with a host in one of these agency subtrees; `prefix` leads to the session."""
    found = Q(pk__in=[])
    for path in paths:
        for host in ("ip_host", "proc_host"):
            found |= Q(**{f"{prefix}{host}__path__startswith": path})
    return found


def validate_networks(text: str) -> None:
    """Each line is a network in CIDR notation, or one address."""
    for line in text.split():
        try:
            ip_network(line, strict=False)
        except ValueError:
            raise ValidationError(
                _("“%(line)s” is no network: write it like 203.0.113.0/24."), params={"line": line}
            ) from None


def may_join(user: Any) -> Q:
    """What is public, and the internal lectures for the agencies where this user has a post today."""
    posts = Posting.objects.valid_on().filter(person__user=user.pk, agency__path__startswith=OuterRef("agency__path"))
    named = InternalAudience._default_manager.filter(Exists(posts)).values("session")
    return IS_PUBLIC | (IS_SETTLED & Q(is_internal=True, pk__in=named))


class SessionQuerySet(models.QuerySet):
    def public(self) -> "SessionQuerySet":
        return self.filter(IS_PUBLIC)

    def hosted_by(self, user: Any, *roles: str) -> "SessionQuerySet":
        """Sessions whose organiser, planner or class head this user is, or who holds one of `roles` there."""
        return self.filter(hosted_below(scopes_of(user, *(roles or HOST_ROLES))))

    def open_to(self, user: Any) -> "SessionQuerySet":
        """What this signed-in user may apply for."""
        return self.filter(may_join(user))

    def visible_to(self, user: Any) -> "SessionQuerySet":
        """Everyone sees what has been approved; drafts and plans under review only their hosts.

        An internal lecture is seen by its hosts and by people of the agencies it names.
        """
        if not user.is_authenticated:
            return self.public()
        if user.is_superuser:
            return self
        paths = scopes_of(user, *HOST_ROLES)
        return self.filter(may_join(user) | hosted_below(paths)) if paths else self.filter(may_join(user))

    def with_hosts(self) -> "SessionQuerySet":
        return self.select_related("ip_host", "proc_host", "region")


def free_slug(number: str) -> str:
    """What an address can hold of a number; numbers that differ in other signs alone get a count."""
    start = slugify(number)[:30].strip("-_") or "class"
    taken = {"new", *Session.objects.filter(slug__startswith=start).values_list("slug", flat=True)}
    counted = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return start if start not in taken else next(slug for slug in counted if slug not in taken)


class Session(models.Model):
    """A joint class of both sides: who hosts it, when, where, with how many seats for whom."""

    number = models.CharField(_("session number"), max_length=30, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(pgettext_lazy("of a class", "title"), max_length=200)
    mode = models.CharField(_("mode"), max_length=16, choices=Mode)
    proc_host = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_as_proc",
        verbose_name=_("host of the procuratorates"),
    )
    ip_host = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_as_ip",
        verbose_name=_("host of the IP administrations"),
    )
    organiser = models.CharField(_("organised by"), max_length=120, blank=True)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("region")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens_at = models.DateTimeField(_("enrolment opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("enrolment closes at"), null=True, blank=True)
    hours = models.DecimalField(_("credit hours"), max_digits=6, decimal_places=1)
    days = models.DecimalField(_("days"), max_digits=5, decimal_places=1)
    grade = models.CharField(_("training grade"), max_length=1, choices=TrainingGrade, default=TrainingGrade.THIRD)
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    plan_line = models.ForeignKey(
        "training.PlanLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("line of the annual plan"),
    )
    unplanned_reason = models.CharField(_("why it is not in the annual plan"), max_length=300, blank=True)
    budget = models.DecimalField(_("budget (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    report_in_days = models.DecimalField(_("days to report in"), max_digits=3, decimal_places=1, default=0)
    leaving_days = models.DecimalField(_("days to leave"), max_digits=3, decimal_places=1, default=0)
    sending_side = models.CharField(
        _("sending side"),
        max_length=4,
        choices=[(Side.IP, Side.IP.label), (Side.PROC, Side.PROC.label)],
        blank=True,
        help_text=_("In a cross-attendance class: the side that sends its people to the other."),
    )
    state = models.CharField(_("state"), max_length=12, choices=SessionState, default=SessionState.DRAFT)
    takes_applications = models.BooleanField(
        _("people apply themselves"),
        default=True,
        help_text=_("Without this only units nominate their people."),
    )
    direct_entry = models.BooleanField(
        _("direct application"),
        default=False,
        help_text=_("Trainees apply themselves; their units have agreed beforehand. Seats are given at once."),
    )
    is_online = models.BooleanField(
        _("live online class"),
        default=False,
        help_text=_("Presence is confirmed by half-day from the list of participants; nothing is measured."),
    )
    venue_networks = models.TextField(
        _("networks of the venue"),
        blank=True,
        validators=[validate_networks],
        help_text=_("One network a line, like 203.0.113.0/24. Empty: the code works from anywhere."),
    )
    is_lecture = models.BooleanField(
        _("single lecture"), default=False, help_text=_("One half-day that stands alone, without a class around it.")
    )
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("Seen only by signed-in people of the agencies named.")
    )
    internal_for = models.ManyToManyField(
        Agency,
        through="InternalAudience",
        blank=True,
        related_name="+",
        verbose_name=_("agencies whose people see it"),
    )
    has_rules = models.BooleanField(_("asks something of those who join"), default=False, editable=False)
    notice_number = models.CharField(_("number of the call-up notice"), max_length=60, blank=True)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    notes = models.CharField(_("notes"), max_length=300, blank=True)
    course = models.ForeignKey(
        "catalogue.Course",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("course around the class"),
        help_text=_("What participants learn before, during and after the class."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint class")
        verbose_name_plural = _("joint classes")
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["starts_on", "id"], name="session_by_day"),
            models.Index(fields=["state", "starts_on", "id"], name="session_by_state"),
            models.Index(fields=["state", "closes_at", "id"], name="session_by_closing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="session_window",
                violation_error_message=_("Enrolment closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, days__gt=0),
                name="session_has_hours",
                violation_error_message=_("A class has hours and days greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(ip_host__isnull=False) | Q(proc_host__isnull=False),
                name="session_has_host",
                violation_error_message=_("A class has at least one host."),
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.JOINT) | Q(ip_host__isnull=False, proc_host__isnull=False),
                name="joint_session_has_both",
                violation_error_message=_(
                    "A jointly organised class needs a host of each side: name the partner or choose another mode."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or free_slug(self.number)
        super().save(*args, **kwargs)

    @property
    def is_public(self) -> bool:
        """As `SessionQuerySet.public` has it."""
        return not self.is_internal and self.state not in INTERNAL_STATES

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.slug])

    @property
    def hosts(self) -> list[Agency]:
        return [host for host in (self.ip_host, self.proc_host) if host]

    @cached_property
    def active_officers(self) -> list[Any]:
        """Who has been appointed to run this class."""
        return list(self.officers.filter(ended_at=None).select_related("person"))

    @property
    def days_paid(self) -> Decimal:
        """Teaching, reporting in and leaving: the days that the fee standard counts."""
        return self.days + self.report_in_days + self.leaving_days

    @property
    def state_tone(self) -> str:
        """The colour that goes with the word of the state."""
        return STATE_TONES.get(SessionState(self.state), "bad" if self.state == SessionState.CANCELLED else "")

    @property
    def lies_ahead(self) -> bool:
        return self.state in BEFORE_START

    def is_open_at(self, now: dt.datetime | None = None) -> bool:
        """Can people be put forward at this moment? The closing second itself still counts."""
        now = (now or timezone.now()).replace(microsecond=0)
        return (
            self.state == SessionState.ENROLLING
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now <= self.closes_at)
        )


class OfSessionQuerySet(models.QuerySet):
    """Rows that are as visible as the session they belong to."""

    def visible_to(self, user: Any) -> "OfSessionQuerySet":
        return self.filter(session__in=Session.objects.visible_to(user))


class InternalAudience(models.Model):
    """An internal lecture is seen by the people of this agency and of the units below it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_internal_audience"
        constraints = [models.UniqueConstraint(fields=["session", "agency"], name="internal_audience_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.agency_id}"


class PlanApproval(models.Model):
    """The training office of one host has approved the plan (A9: both must)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="approvals")
    side = models.CharField(_("side"), max_length=4, choices=Side)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_plan_approval"
        verbose_name = _("approval of the plan")
        verbose_name_plural = _("approvals of the plan")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "side"],
                name="plan_approved_once",
                violation_error_message=_("This side has already approved the plan."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.side}"
