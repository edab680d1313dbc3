"""What a person has done. When she did it is known to the day; how long it took is not known at all."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Course, Lesson
from courses.learning.enums import How
from courses.training.models import Session
from shared.directory.models import Person


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OwnQuerySet":
        """Her own; an organiser learns from `learning.queries` who has passed, and nothing else."""
        return self.filter(person__user_id=user.pk) if user.is_authenticated else self.none()


class LessonDone(models.Model):
    """A lesson that somebody has marked as read, or a quiz that she has passed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="done")
    how = models.CharField(_("how"), max_length=6, choices=How)
    done_on = models.DateField(_("done on"), default=timezone.localdate)

    objects = OwnQuerySet.as_manager()

    class Meta:
        db_table = "learning_done"
        verbose_name = _("lesson done")
        verbose_name_plural = _("lessons done")
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="lesson_done_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id} {self.how}"


class CourseCompletion(models.Model):
    """Every quiz of the course has been passed; the hours this earned stand in the ledger."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class")
    )
    completed_on = models.DateField(_("completed on"), default=timezone.localdate)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)

    objects = OwnQuerySet.as_manager()

    class Meta:
        db_table = "learning_completion"
        verbose_name = _("completion of a course")
        verbose_name_plural = _("completions of courses")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="course_completed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"
