"""What participants say about a class and its lectures, kept so that no answer can be led back to a person.

Answers are counters that stand there before the first answer comes; remarks have random keys, which are also the place
where the database keeps them; a ticket says only that its holder has answered. None of them knows a time.
"""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import QuestionKind, QuestionScope, RoundState, Scale
from courses.training.models.enrolments import Enrolment
from courses.training.models.sessions import OfSessionQuerySet, Session
from courses.training.models.timetable import TimetableSlot
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of

QUESTIONNAIRE_ROLES = (RoleCode.TRAINING_PLANNER, RoleCode.ORGANISER)


def random_key() -> int:
    """A place nobody can foresee: neither the order nor the moment of writing can be read from it."""
    return secrets.randbelow(2**53 - 1) + 1


class QuestionnaireQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "QuestionnaireQuerySet":
        """The training office and the organisers of the agency it belongs to, or of an agency above it."""
        found = Q(pk__in=[])
        for path in scopes_of(user, *QUESTIONNAIRE_ROLES):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)


class Questionnaire(models.Model):
    """A set of questions that an agency uses for its classes; each use works on a copy."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="questionnaires", verbose_name=_("agency")
    )
    title = models.CharField(pgettext_lazy("of a questionnaire", "title"), max_length=100)
    is_default = models.BooleanField(
        _("used where nothing else is chosen"),
        default=False,
        help_text=_("Classes hosted by this agency are evaluated with it unless their organiser chooses otherwise."),
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["agency", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "title"],
                name="questionnaire_once",
                violation_error_message=_("This agency already has a questionnaire of this name."),
            ),
            models.UniqueConstraint(fields=["agency"], condition=Q(is_default=True), name="one_default_questionnaire"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """What is asked, of the whole class or of each lecture."""

    position = models.PositiveSmallIntegerField(pgettext_lazy("of a question", "position"), default=0)
    scope = models.CharField(
        pgettext_lazy("of a question", "about"), max_length=7, choices=QuestionScope, default=QuestionScope.CLASS
    )
    kind = models.CharField(
        pgettext_lazy("of a question", "kind"), max_length=6, choices=QuestionKind, default=QuestionKind.SCALE
    )
    text = models.CharField(pgettext_lazy("of a questionnaire", "question"), max_length=200)
    choices = models.TextField(
        _("answers to choose from"), max_length=1000, blank=True, help_text=_("One answer to a line.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        """The answers to choose from, in their order; none for a remark in words."""
        if self.kind == QuestionKind.SCALE:
            return [str(label) for label in Scale.labels]
        if self.kind == QuestionKind.CHOICE:
            return [line.strip() for line in self.choices.splitlines() if line.strip()]
        return []


class OfQuestionnaireQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OfQuestionnaireQuerySet":
        return self.filter(questionnaire__in=Questionnaire.objects.visible_to(user))


class QuestionnaireItem(Question):
    """One question of a questionnaire."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="items")

    objects = OfQuestionnaireQuerySet.as_manager()

    class Meta:
        db_table = "training_questionnaire_item"
        ordering = ["position", "pk"]


class EvaluationRound(models.Model):
    """The one evaluation of a class: planned, open for the days of the rule, closed for good."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="evaluation")
    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=_("questionnaire"),
    )
    state = models.CharField(_("state"), max_length=8, choices=RoundState, default=RoundState.PLANNED)
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    min_answers = models.PositiveSmallIntegerField(_("answers needed before anything is shown"), default=1)
    is_reminded = models.BooleanField(default=False)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_evaluation"
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "skipped"]) | Q(closes_on__isnull=False),
                name="open_round_has_its_last_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


class OfRoundQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OfRoundQuerySet":
        return self.filter(round__session__in=Session.objects.visible_to(user))


class EvaluationQuestion(Question):
    """A question as it was asked in this class: what happens to the questionnaire later changes nothing here."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.CASCADE, related_name="questions")

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        db_table = "training_eval_question"
        ordering = ["position", "pk"]


class EvaluationPart(models.Model):
    """What is evaluated: the class as a whole (no slot) or one lecture; and how many have said something about it."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.CASCADE, related_name="parts")
    slot = models.ForeignKey(TimetableSlot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.PositiveIntegerField(default=0)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        db_table = "training_eval_part"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "slot"], name="lecture_evaluated_once"),
            models.UniqueConstraint(fields=["round"], condition=Q(slot=None), name="class_evaluated_once"),
        ]

    def __str__(self) -> str:
        return self.slot.topic if self.slot else str(_("The class as a whole"))


class OfPartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OfPartQuerySet":
        return self.filter(part__round__session__in=Session.objects.visible_to(user))


class EvaluationTally(models.Model):
    """How many chose this answer. Written when the round opens; an answer only counts it up."""

    part = models.ForeignKey(EvaluationPart, on_delete=models.CASCADE, related_name="tallies")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.CASCADE, related_name="tallies")
    choice = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    objects = OfPartQuerySet.as_manager()

    class Meta:
        db_table = "training_eval_tally"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["part", "question", "choice"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.choice}: {self.count}"


class EvaluationRemark(models.Model):
    """What somebody wrote. Her words, and nothing that says when, in which order or by whom."""

    key = models.BigAutoField(primary_key=True, default=random_key)
    part = models.ForeignKey(EvaluationPart, on_delete=models.CASCADE, related_name="remarks")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.CASCADE, related_name="remarks")
    text = models.CharField(pgettext_lazy("of an evaluation", "remark"), max_length=500)
    hidden_reason = models.CharField(_("hidden because"), max_length=300, blank=True)

    objects = OfPartQuerySet.as_manager()

    class Meta:
        db_table = "training_eval_remark"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.text[:40]


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TicketQuerySet":
        """Her own only: who has answered is nobody else's business."""
        return self.filter(enrolment__person__user=user) if user.is_authenticated else self.none()

    def waiting(self) -> "TicketQuerySet":
        return self.filter(has_answered=False, round__state=RoundState.OPEN)


class EvaluationTicket(models.Model):
    """The right to answer once. It says that she has, not what and not when."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.CASCADE, related_name="tickets")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="evaluation_tickets")
    has_answered = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        db_table = "training_eval_ticket"
        constraints = [models.UniqueConstraint(fields=["round", "enrolment"], name="evaluated_once_each")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.enrolment_id}"
