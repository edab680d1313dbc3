"""What a class has besides its timetable: groups, materials, announcements, questions, needs of its people."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import ON_THE_ROSTER, EnrolmentState, TeachingState
from courses.training.models.enrolments import Enrolment
from courses.training.models.leave import run_by
from courses.training.models.lecturers import TeachingInvitation
from courses.training.models.sessions import Session
from courses.training.models.timetable import TimetableSlot
from shared.directory.enums import RoleCode

# Who is in the class: what the class alone may read is for these.
IN_CLASS = ON_THE_ROSTER - {EnrolmentState.ACCEPTED, EnrolmentState.NO_SHOW, EnrolmentState.EXPELLED}


# Who has agreed to teach reads the class's pages and answers its questions.
TEACHING_HERE = frozenset(
    {
        TeachingState.ACCEPTED,
        TeachingState.DELIVERED,
        TeachingState.CONFIRMED,
        TeachingState.FEE_APPROVED,
        TeachingState.PAID,
        TeachingState.CLOSED,
    }
)


class OfClassQuerySet(models.QuerySet):
    """Rows for the people of a class and those who run it, not for everybody who may see that it exists."""

    def visible_to(self, user: Any) -> "OfClassQuerySet":
        if not user.is_authenticated:
            return self.none()
        taken = Enrolment.objects.filter(person__user=user, state__in=[str(s) for s in IN_CLASS])
        teaches = TeachingInvitation.objects.filter(person__user=user, state__in=[str(s) for s in TEACHING_HERE])
        return self.filter(
            Q(session__in=taken.order_by().values("session"))
            | Q(session__in=run_by(user))
            | Q(session__in=teaches.order_by().values("session"))
        )


class ClassGroup(models.Model):
    """A discussion group of one class."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(pgettext_lazy("of a group", "name"), max_length=40)
    leader = models.ForeignKey(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("group leader")
    )

    objects = OfClassQuerySet.as_manager()

    class Meta:
        db_table = "training_group"
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "name"],
                name="group_name_once",
                violation_error_message=_("This class already has a group of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "GroupMemberQuerySet":
        return self.filter(group__in=ClassGroup.objects.visible_to(user))


class GroupMember(models.Model):
    """Somebody is in one group of her class, never in two."""

    group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="members")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="group_place")

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        db_table = "training_group_member"
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ["group", "pk"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.enrolment_id}"


class ClassMaterial(models.Model):
    """A file or a link for the people of one class."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    slot = models.ForeignKey(
        TimetableSlot,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("half-day"),
    )
    title = models.CharField(pgettext_lazy("of material", "title"), max_length=120)
    file = models.FileField(pgettext_lazy("material", "file"), upload_to="materials/%Y/", blank=True)
    file_name = models.CharField(max_length=160, blank=True, editable=False)
    file_size = models.PositiveIntegerField(default=0, editable=False)
    link = models.URLField(pgettext_lazy("material", "link"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = OfClassQuerySet.as_manager()

    class Meta:
        db_table = "training_material"
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["slot__day", "slot__half", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="material_file_or_link",
                violation_error_message=_("Give either a file or a link."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Announcement(models.Model):
    """A word to everybody in the class."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="announcements")
    title = models.CharField(pgettext_lazy("of an announcement", "title"), max_length=80)
    text = models.TextField(pgettext_lazy("of an announcement", "text"), max_length=2000)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = OfClassQuerySet.as_manager()

    class Meta:
        db_table = "training_announcement"
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(OfClassQuerySet):
    def visible_to(self, user: Any) -> "QuestionQuerySet":
        """What has been answered to the class is for the class; what has not, for the asker and those who answer."""
        if not user.is_authenticated:
            return self.none()
        teaches = TeachingInvitation.objects.filter(person__user=user, state__in=[str(s) for s in TEACHING_HERE])
        mine = Q(asker__person__user=user) | Q(session__in=run_by(user))
        mine |= Q(session__in=teaches.order_by().values("session"))
        in_class = super().visible_to(user).order_by()
        return self.filter(mine | Q(is_for_class=True, answered_at__isnull=False), pk__in=in_class)


class ClassQuestion(models.Model):
    """A question to the lecturers. The class reads the answer, never who asked."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    slot = models.ForeignKey(
        TimetableSlot,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("half-day"),
    )
    asker = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(pgettext_lazy("to the lecturers", "question"), max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(pgettext_lazy("to a question", "answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_for_class = models.BooleanField(_("the whole class may read it"), default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        db_table = "training_question"
        verbose_name = _("question to the lecturers")
        verbose_name_plural = _("questions to the lecturers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_answered",
                violation_error_message=_("An answer has its text and its time."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class NeedsQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NeedsQuerySet":
        """Herself, the organisers and the class head of this class; not the unit, not the planners."""
        if not user.is_authenticated:
            return self.none()
        run = run_by(user, RoleCode.ORGANISER, RoleCode.CLASS_HEAD)
        return self.filter(Q(enrolment__person__user=user) | Q(enrolment__session__in=run))


class ClassNeeds(models.Model):
    """What somebody needs for lodging, food and access. Deleted some days after the class, by rule."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="needs")
    lodging = models.CharField(_("lodging"), max_length=200, blank=True)
    diet = models.CharField(_("food"), max_length=200, blank=True)
    access = models.CharField(_("access"), max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NeedsQuerySet.as_manager()

    class Meta:
        db_table = "training_needs"
        verbose_name = _("needs of a participant")
        verbose_name_plural = _("needs of participants")

    def __str__(self) -> str:
        return str(self.enrolment_id)
