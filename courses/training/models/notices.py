"""The numbered papers of a class, and the officers of one class."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Duty, NoticeType, Side
from courses.training.models.sessions import OfSessionQuerySet, Session
from shared.directory.models import Person


class CallUpNoticeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CallUpNoticeQuerySet":
        """An official paper for the units: whoever is signed in and sees the class."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(session__in=Session.objects.visible_to(user))


class CallUpNotice(models.Model):
    """One issued paper. `content` is what it says, frozen on the day of issue; a later paper may replace it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notices")
    type = models.CharField(_("kind of paper"), max_length=10, choices=NoticeType)
    number = models.CharField(_("document number"), max_length=60, unique=True)
    version = models.PositiveSmallIntegerField(_("version"))
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    content = models.JSONField(editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    file = models.FileField(_("PDF"), upload_to="notices/", blank=True)

    objects = CallUpNoticeQuerySet.as_manager()

    class Meta:
        db_table = "training_notice"
        verbose_name = _("notice of a class")
        verbose_name_plural = _("notices of a class")
        ordering = ["session", "-version"]
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_type_display()}"

    def get_absolute_url(self) -> str:
        return reverse("training:notice-file", args=[self.pk])


class SessionOfficerQuerySet(OfSessionQuerySet):
    def of(self, user: Any) -> "SessionOfficerQuerySet":
        """The duties that this user has today."""
        return self.filter(person__user_id=user.pk, person__user__isnull=False, ended_at=None)


class SessionOfficer(models.Model):
    """A person runs this class, and by that no other."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="session_duties")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty)
    side = models.CharField(_("side"), max_length=4, choices=Side)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SessionOfficerQuerySet.as_manager()

    class Meta:
        db_table = "training_officer"
        verbose_name = _("officer of a class")
        verbose_name_plural = _("officers of a class")
        ordering = ["session", "duty", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "side"],
                condition=Q(duty="class_head", ended_at=None),
                name="one_class_head_per_side",
                violation_error_message=_("This side already has a class head in this class."),
            ),
            models.UniqueConstraint(
                fields=["session", "person", "duty"],
                condition=Q(ended_at=None),
                name="officer_once",
                violation_error_message=_("This person already has this duty in this class."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_duty_display()}"
