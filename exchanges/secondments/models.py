import datetime as dt
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import (
    FULL_TIME,
    IN_OFFICE,
    REFUSED,
    ChangeKind,
    Decision,
    Direction,
    Grade,
    Kind,
    PostState,
    State,
    TerminationReason,
)
from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, Person, role_scopes

HOME_ROLES = {RoleCode.SECONDMENT_OFFICER, RoleCode.UNIT_HR}
HOST_ROLES = {RoleCode.SECONDMENT_OFFICER}


def scope(field: str, user: Any, roles: set[RoleCode]) -> Q:
    """Rows whose agency `field` lies in a subtree for which the user holds one of `roles`."""
    condition = Q(pk__in=[])
    for path in {path for role, path in role_scopes(user) if role in roles}:
        condition |= Q(**{f"{field}__path__startswith": path})
    return condition


def home_scope(user: Any, prefix: str = "") -> Q:
    return scope(f"{prefix}home_org", user, HOME_ROLES)


def host_scope(user: Any, prefix: str = "") -> Q:
    return scope(f"{prefix}host_org", user, HOST_ROLES)


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PostQuerySet":
        """Open posts are seen by every officer who could fill them; closed ones by the host alone."""
        if not user.is_authenticated:
            return self.none()
        own = scope("host_agency", user, HOST_ROLES)
        if any(role in HOME_ROLES for role, _path in role_scopes(user)):
            own |= Q(state=PostState.OPEN)
        return self.filter(own)

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
                condition=Q(taken__lte=F("headcount")),
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
        return self.headcount - self.taken


class SecondmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SecondmentQuerySet":
        """Secondment officers of home or host, the unit HR of home, and the person herself. Nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person__user=user) | home_scope(user) | host_scope(user))

    def managed_by(self, user: Any) -> "SecondmentQuerySet":
        """What the user works on as an officer of either side, without what concerns only herself."""
        return self.filter(home_scope(user) | host_scope(user))

    def of_person(self, user: Any) -> "SecondmentQuerySet":
        return self.filter(person__user=user)

    def in_office(self) -> "SecondmentQuerySet":
        return self.filter(state__in=IN_OFFICE)

    def overlapping(self, starts_on: dt.date, ends_on: dt.date) -> "SecondmentQuerySet":
        """Terms that share at least one day with the period; a term ended early counts to that day."""
        return self.annotate(served_until=Coalesce("terminated_on", "ends_on")).filter(
            starts_on__lte=ends_on, served_until__gte=starts_on
        )

    def with_parties(self) -> "SecondmentQuerySet":
        return self.select_related("person", "home_org", "host_org", "host_org__region", "post")


class Secondment(models.Model):
    """One person of one unit serving in another for a term: three parties, a basis, a start and a return."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="secondments", verbose_name=_("open post")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="secondments", verbose_name=_("person")
    )
    home_org = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="secondments_sent", verbose_name=_("home unit")
    )
    host_org = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="secondments_hosted", verbose_name=_("host unit")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    position = models.CharField(_("position"), max_length=80)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    duties = models.TextField(_("duties"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    term_number = models.PositiveSmallIntegerField(_("term number"), default=1)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PLANNED)
    consented_on = models.DateField(_("consent given on"), null=True, blank=True)
    host_decided_on = models.DateField(_("host decided on"), null=True, blank=True)
    home_signed_on = models.DateField(_("home signed on"), null=True, blank=True)
    pledge_signed_on = models.DateField(_("pledge signed on"), null=True, blank=True)
    letter_number = models.CharField(_("letter of appointment"), max_length=60, blank=True)
    letter_issued_on = models.DateField(_("letter issued on"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    termination_reason = models.CharField(
        _("reason of termination"), max_length=12, choices=TerminationReason, blank=True
    )
    grade = models.CharField(_("appraisal grade"), max_length=12, choices=Grade, blank=True)
    appraised_on = models.DateField(_("appraised on"), null=True, blank=True)
    cases_joined = models.PositiveIntegerField(_("cases joined"), null=True, blank=True)
    questions_answered = models.PositiveIntegerField(_("questions answered"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = SecondmentQuerySet.as_manager()

    class Meta:
        db_table = "secondments_secondment"
        verbose_name = _("secondment")
        verbose_name_plural = _("secondments")
        ordering = ["ends_on", "number"]
        indexes = [
            models.Index(fields=["state", "ends_on"], name="secondment_state_end"),
            models.Index(fields=["host_org", "state"], name="secondment_host_state"),
            models.Index(fields=["home_org", "state"], name="secondment_home_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="secondment_term_order",
                violation_error_message=_("The last day of the term lies before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(home_org=F("host_org")),
                name="secondment_two_units",
                violation_error_message=_("Home unit and host unit must be two different units."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.PLANNED) | Q(person__isnull=False),
                name="secondment_names_person",
                violation_error_message=_("From the recommendation on, a secondment names its person."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.TERMINATED) | Q(terminated_on__isnull=False),
                name="secondment_terminated_on",
                violation_error_message=_("An early end needs its day."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[str(s) for s in IN_OFFICE], kind__in=[str(k) for k in FULL_TIME]),
                name="secondment_one_full_time",
                violation_error_message=_("This person already serves a full-time term."),
            ),
            models.UniqueConstraint(
                fields=["person", "host_org"],
                condition=Q(state__in=[str(s) for s in IN_OFFICE]),
                name="secondment_once_per_host",
                violation_error_message=_("This person already serves a term in this unit."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("secondments:secondment", args=[self.number])

    @property
    def state_tone(self) -> str:
        """The colour of the state's chip; the word says the same."""
        if self.state in {State.ACTIVE, State.APPRAISED, State.APPROVED}:
            return "ok"
        if self.state in {*REFUSED, State.TERMINATED}:
            return "bad"
        return "" if self.state in {State.PLANNED, State.ENDED} else "warn"

    @property
    def direction(self) -> Direction:
        pair = (System(self.home_org.system), System(self.host_org.system))
        return {
            (System.IP_ADMIN, System.PROCURATORATE): Direction.TO_PROCURATORATE,
            (System.PROCURATORATE, System.IP_ADMIN): Direction.TO_IP_ADMIN,
        }.get(pair, Direction.OTHER)

    @property
    def last_day(self) -> dt.date:
        """The day the term really ended or will end."""
        return self.terminated_on or self.ends_on

    @property
    def is_full_time(self) -> bool:
        return self.kind in FULL_TIME

    @property
    def jurisdiction(self) -> str:
        """Whose local rules hold: those of the host's region."""
        return self.host_org.region.code if self.host_org.region else ""


class PartQuerySet(models.QuerySet):
    """Rows that belong to a secondment are seen by those who see the secondment."""

    def visible_to(self, user: Any) -> "PartQuerySet":
        return self.filter(secondment__in=Secondment.objects.visible_to(user).values("pk"))


class TermChange(models.Model):
    """A renewal, an extension or an early return: asked by one side, agreed by both or refused (H18)."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="term_changes")
    kind = models.CharField(_("kind of change"), max_length=12, choices=ChangeKind)
    asked_on = models.DateField(_("asked on"))
    asked_by_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by unit")
    )
    old_end = models.DateField(_("old last day"))
    new_end = models.DateField(_("new last day"))
    approved = models.CharField(_("decision"), max_length=8, choices=Decision, default=Decision.PENDING)
    home_agreed_on = models.DateField(_("home unit agreed on"), null=True, blank=True)
    host_agreed_on = models.DateField(_("host unit agreed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_term_change"
        verbose_name = _("change of term")
        verbose_name_plural = _("changes of term")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secondment"],
                condition=Q(approved=Decision.PENDING),
                name="term_change_one_pending",
                violation_error_message=_("Another change of this term still waits for a decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.get_kind_display()}"

    @property
    def tone(self) -> str:
        return {Decision.APPROVED: "ok", Decision.PENDING: "warn"}.get(Decision(self.approved), "bad")


class Appraisal(models.Model):
    """What a unit says of the person's work in one period, in one of the four legal grades."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="appraisals")
    period = models.CharField(_("appraisal period"), max_length=20)
    by_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("appraised by unit")
    )
    grade = models.CharField(_("appraisal grade"), max_length=12, choices=Grade)
    opinion = models.TextField(_("opinion"), blank=True)
    appraised_on = models.DateField(_("appraised on"))

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_appraisal"
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")
        ordering = ["-appraised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secondment", "period", "by_agency"],
                name="appraisal_once",
                violation_error_message=_("This unit has already appraised this period."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.period}"


class ReminderSent(models.Model):
    """This reminder of this end has gone out: whoever inserts the row sends it, so it goes out once."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="reminders")
    rule_code = models.CharField(max_length=60)
    end_date = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_reminder_sent"
        constraints = [
            models.UniqueConstraint(fields=["secondment", "rule_code", "end_date"], name="reminder_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.rule_code}"
