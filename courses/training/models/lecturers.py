"""Lecturers of a class: invited with topic and half-days, their answer, their hours and fee."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import (
    AGREED_TEACHING,
    FEE_STATES,
    TEACHING_TONES,
    Half,
    TeacherSide,
    TeachingState,
    TitleLevel,
)
from courses.training.models.sessions import Session, hosted_below
from courses.training.models.timetable import TimetableSlot
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person
from shared.directory.permissions import scopes_of


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """The lecturer once it has been sent, the hosts of the class, and their finance office once hours stand."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = Q(person__user=user) & ~Q(state=TeachingState.DRAFT)
        hosted = Q(session__in=Session.objects.hosted_by(user).order_by().values("pk"))
        return self.filter(own | hosted | self.money_of(user))

    @staticmethod
    def money_of(user: Any) -> Q:
        paths = scopes_of(user, RoleCode.FINANCE)
        return hosted_below(paths, "session__") & Q(state__in=sorted(str(s) for s in FEE_STATES))

    def with_people(self) -> "InvitationQuerySet":
        return self.select_related("session__ip_host", "session__proc_host", "session__region", "person", "agency")


class TeachingInvitation(models.Model):
    """Somebody of either side or from outside is asked to teach in a class."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    side = models.CharField(_("side"), max_length=8, choices=TeacherSide)
    outside_name = models.CharField(_("name"), max_length=60, blank=True)
    outside_email = models.EmailField(_("e-mail"), blank=True)
    outside_employer = models.CharField(_("employer"), max_length=120, blank=True)
    title_level = models.CharField(_("title level"), max_length=12, choices=TitleLevel)
    topic = models.CharField(_("topic"), max_length=200)
    message = models.TextField(_("message to the lecturer"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=TeachingState, default=TeachingState.DRAFT)
    answer_by = models.DateField(_("answer until"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(_("remark of the lecturer"), max_length=300, blank=True)
    proposed_day = models.DateField(_("proposed day"), null=True, blank=True)
    proposed_half = models.CharField(_("proposed half-day"), max_length=2, choices=Half, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        db_table = "training_invitation"
        verbose_name = _("invitation to teach")
        verbose_name_plural = _("invitations to teach")
        ordering = ["session", "pk"]
        indexes = [models.Index(fields=["state", "answer_by"], name="invitation_by_answer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, outside_name="", outside_email="")
                | (Q(person=None, side=TeacherSide.OUTSIDE) & ~Q(outside_name="") & ~Q(outside_email="")),
                name="lecturer_known_or_outside",
                violation_error_message=_("Name a person of the directory, or somebody from outside with an e-mail."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.topic}"

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.outside_name

    @property
    def employer(self) -> str:
        return self.agency.name if self.agency else self.outside_employer

    @property
    def is_agreed(self) -> bool:
        return self.state in AGREED_TEACHING

    @property
    def state_tone(self) -> str:
        return TEACHING_TONES.get(TeachingState(self.state), "")

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()


class OfInvitationQuerySet(models.QuerySet):
    """Rows that are as visible as the invitation they belong to."""

    def visible_to(self, user: Any) -> "OfInvitationQuerySet":
        return self.filter(invitation__in=TeachingInvitation.objects.visible_to(user))


class TaughtHalf(models.Model):
    """One half-day of an invitation; the organiser confirms how many hours were taught in it."""

    invitation = models.ForeignKey(TeachingInvitation, on_delete=models.CASCADE, related_name="halves")
    slot = models.ForeignKey(TimetableSlot, on_delete=models.CASCADE, related_name="taught")
    hours = models.DecimalField(_("hours taught"), max_digits=4, decimal_places=1, null=True, blank=True)

    objects = OfInvitationQuerySet.as_manager()

    class Meta:
        db_table = "training_taught_half"
        verbose_name = _("half-day of a lecturer")
        verbose_name_plural = _("half-days of lecturers")
        ordering = ["slot__day", "slot__half"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "slot"], name="taught_half_once"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0),
                name="taught_hours_not_negative",
                violation_error_message=_("Hours are not negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.slot)

    @property
    def counts(self) -> bool:
        """A lecture that combines two classes is paid in one of them only (H4)."""
        return self.slot.merged_into_id is None


class LectureFee(models.Model):
    """What a lecturer is to be paid, after tax; the cap and its source are kept as they stood. No bank account."""

    invitation = models.OneToOneField(TeachingInvitation, on_delete=models.CASCADE, related_name="fee")
    hours = models.DecimalField(_("hours paid"), max_digits=5, decimal_places=1)
    per_hour = models.DecimalField(_("yuan per hour, after tax"), max_digits=8, decimal_places=2)
    cap = models.DecimalField(_("cap per hour"), max_digits=8, decimal_places=2)
    cap_source = models.CharField(_("source of the cap"), max_length=300)
    is_raised = models.BooleanField(_("raised with the leader's written approval"), default=False)
    raise_number = models.CharField(_("number of the leader's written approval"), max_length=60, blank=True)
    raise_leader = models.CharField(_("leader who approved"), max_length=60, blank=True)
    raise_on = models.DateField(_("day of the approval"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = OfInvitationQuerySet.as_manager()

    class Meta:
        db_table = "training_lecture_fee"
        verbose_name = _("lecture fee")
        verbose_name_plural = _("lecture fees")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("confirmed_by")),
                name="fee_approved_by_another",
                violation_error_message=_("Whoever confirmed the hours does not approve the fee."),
            ),
            models.CheckConstraint(
                condition=Q(is_raised=False) | (~Q(raise_number="") & ~Q(raise_leader="") & Q(raise_on__isnull=False)),
                name="raised_fee_has_approval",
                violation_error_message=_("A raised fee needs the leader's written approval: number, name and day."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0, per_hour__gte=0),
                name="fee_not_negative",
                violation_error_message=_("Hours and fee are not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation} {self.amount}"

    @property
    def amount(self) -> Decimal:
        return self.hours * self.per_hour

    @property
    def ticket(self) -> str:
        """What a tick in the finance officer's list stands for: this fee at this sum, not what it became since."""
        return f"{self.invitation_id}-{self.amount.normalize():f}"


class AnswerLink(models.Model):
    """The personal link of a lecturer without an account; link and code are kept as hashes only."""

    invitation = models.OneToOneField(TeachingInvitation, on_delete=models.CASCADE, related_name="link")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("valid until"))
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = OfInvitationQuerySet.as_manager()

    class Meta:
        db_table = "training_answer_link"
        verbose_name = _("link to answer an invitation")
        verbose_name_plural = _("links to answer an invitation")

    def __str__(self) -> str:
        return f"{self.invitation_id}"

    def is_open_at(self, moment: dt.datetime) -> bool:
        return moment < self.expires_at
