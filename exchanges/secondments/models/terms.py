import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import (
    IN_OFFICE,
    REFUSED,
    Direction,
    Grade,
    Kind,
    State,
    TerminationReason,
)
from exchanges.secondments.models.kinds import (
    ASSISTANT,
    KindRule,
    is_full_time_kind,
    kind_rule,
    kinds_of_family,
    region_of,
)
from exchanges.secondments.models.posts import Post
from exchanges.secondments.models.scopes import home_scope, host_scope
from shared.directory.enums import System
from shared.directory.models import Agency, Person


class SecondmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SecondmentQuerySet":
        """Secondment officers of home or host, the unit HR of home, and the person herself. Nobody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person__user=user) | home_scope(user) | host_scope(user)).without_conflict(user)

    def without_conflict(self, user: Any) -> "SecondmentQuerySet":
        """Without those whose panel the user has left for a conflict: their file is shut to her (B4)."""
        blocked = Secondment.objects.filter(panel__members__user_id=user.pk, panel__members__blocked_on__isnull=False)
        return self.exclude(pk__in=blocked.order_by().values("pk"))

    def managed_by(self, user: Any) -> "SecondmentQuerySet":
        """What the user works on as an officer of either side, without what concerns only herself."""
        return self.filter(home_scope(user) | host_scope(user)).without_conflict(user)

    def of_person(self, user: Any) -> "SecondmentQuerySet":
        return self.filter(person__user=user)

    def in_office(self) -> "SecondmentQuerySet":
        return self.filter(state__in=IN_OFFICE)

    def assistants(self, day: dt.date) -> "SecondmentQuerySet":
        """Terms of prosecutor assistants that have begun."""
        return self.filter(kind__in=kinds_of_family(ASSISTANT), starts_on__lte=day)

    def matching(self, q: str) -> "SecondmentQuerySet":
        """Each word of `q` must be found: in the name, its pinyin or initials, the expertise, the post."""
        found = self
        for word in q.split():
            found = found.filter(
                Q(person__name__icontains=word)
                | Q(person__name_search__contains=word.lower().replace("ü", "v"))
                | Q(person__expertise__icontains=word)
                | Q(position__icontains=word)
            )
        return found

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
    is_full_time = models.BooleanField(_("full-time"), default=False, editable=False)
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

    # Facts of the personnel record whose old and new value the log keeps (features B13); free text stays out of it.
    audited_fields = (
        "person",
        "home_org",
        "host_org",
        "kind",
        "position",
        "starts_on",
        "ends_on",
        "term_number",
        "consented_on",
        "host_decided_on",
        "home_signed_on",
        "pledge_signed_on",
        "letter_number",
        "letter_issued_on",
        "suspended_on",
        "terminated_on",
        "termination_reason",
        "grade",
        "appraised_on",
        "cases_joined",
        "questions_answered",
    )

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
                condition=Q(state__in=[str(s) for s in IN_OFFICE], is_full_time=True),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new term is full-time if its kind is; the constraints below stand on that column."""
        if self._state.adding:
            self.is_full_time = is_full_time_kind(self.kind, on=self.starts_on, host=lambda: self.host_org)
        super().save(*args, **kwargs)

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
    def kind_rule(self) -> KindRule:
        """What this kind asks where the host lies, as it was in force on the first day."""
        return kind_rule(self.kind, on=self.starts_on, jurisdiction=self.jurisdiction)

    @property
    def jurisdiction(self) -> str:
        """Whose local rules hold: those of the host's region."""
        return region_of(self.host_org)


class PartQuerySet(models.QuerySet):
    """Rows that belong to a secondment are seen by those who see the secondment."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(secondment__in=Secondment.objects.visible_to(user).values("pk"))
