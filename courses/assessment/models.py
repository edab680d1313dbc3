"""Banks of questions, quizzes drawn from them, and each person's attempts."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from courses.assessment.enums import DRAWN, AttemptState, Kind, MultipleRule
from courses.catalogue.enums import LessonKind
from courses.catalogue.models import (
    DESK_ROLES,
    Course,
    Lesson,
    Reviewed,
    ReviewedForm,
    ReviewedQuerySet,
    paths_of,
)
from shared.directory.models import Agency, Person


class BankQuerySet(models.QuerySet):
    def editable_by(self, user: Any) -> "BankQuerySet":
        """Banks of the agencies the user writes for."""
        if user.is_superuser:
            return self
        found = Q(pk__in=[])
        for path in paths_of(user, DESK_ROLES):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)

    def visible_to(self, user: Any) -> "BankQuerySet":
        """A bank holds its answers: its own authors see it, and other authors when it is shared; learners never."""
        if not user.is_authenticated:
            return self.none()
        own = self.editable_by(user)
        return own | self.filter(is_shared=True) if paths_of(user, DESK_ROLES) else own


class QuestionBank(models.Model):
    title = models.CharField(pgettext_lazy("of a question bank", "title"), max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by"))
    is_shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Authors of other agencies may draw from it.")
    )

    objects = BankQuerySet.as_manager()

    class Meta:
        db_table = "assessment_bank"
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "title"], name="bank_title_once")]

    def __str__(self) -> str:
        return self.title


class OfBankQuerySet(models.QuerySet):
    to_bank = "bank"

    def visible_to(self, user: Any) -> "OfBankQuerySet":
        return self.filter(**{f"{self.to_bank}__in": QuestionBank.objects.visible_to(user)})


class Question(models.Model):
    """One question under its name; what it says stands in its versions."""

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions")
    name = models.CharField(pgettext_lazy("of a question", "name"), max_length=120)
    category = models.CharField(_("category"), max_length=200, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No new paper is drawn from it; papers that have it keep it.")
    )
    current = models.ForeignKey(
        "assessment.QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfBankQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "name"]
        constraints = [models.UniqueConstraint(fields=["bank", "name"], name="question_name_once")]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(OfBankQuerySet):
    to_bank = "question__bank"


class QuestionVersion(models.Model):
    """What a question said from some day on. A version that stood in a paper is never changed."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("question"))
    options = models.JSONField(_("answers"), default=list, blank=True)
    feedback = models.TextField(_("feedback"), blank=True)
    hint = models.TextField(_("hints for marking"), blank=True)
    marks = models.DecimalField(_("marks"), max_digits=7, decimal_places=3, default=1)
    is_case_sensitive = models.BooleanField(_("case matters"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        db_table = "assessment_version"
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.question} {self.number}"

    @property
    def shown_options(self) -> list[dict[str, Any]]:
        """The answers in the reader's words: a file says “true”, a reader wants 正确."""
        words = {"true": pgettext("of a statement", "right"), "false": pgettext("of a statement", "wrong")}
        if self.kind != Kind.TRUE_FALSE:
            return self.options
        return [{**option, "text": words.get(option["text"], option["text"])} for option in self.options]


class QuizQuerySet(ReviewedQuerySet):
    to_course = "lesson__module__course__"

    def visible_to(self, user: Any) -> "QuizQuerySet":
        return self.filter(lesson__module__course__in=Course.objects.visible_to(user))


class DrawForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "bank" in self.fields and self.for_user:
            visible = QuestionBank.objects.visible_to(self.for_user)
            own = QuestionBank.objects.filter(pk=self.instance.bank_id)
            self.fields["bank"].queryset = visible | own


class DrawsPanel(InlinePanel):
    """Lines of a quiz, each with a form that offers the author's own banks only."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = DrawForm
        return options


class QuizForm(ReviewedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lesson" in self.fields:
            field = self.fields["lesson"]
            field.queryset = field.queryset.filter(kind=LessonKind.QUIZ).select_related("module__course")
            field.label_from_instance = lambda lesson: f"{lesson.module} · {lesson}"
        if "draws" in self.formsets:
            self.formsets["draws"].form_kwargs["for_user"] = self.for_user


class Quiz(Reviewed):
    """The questions of a quiz lesson: which are drawn, and what has to be reached."""

    lesson = models.OneToOneField(Lesson, on_delete=models.PROTECT, related_name="quiz", verbose_name=_("lesson"))
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=60, help_text=_("Share of the marks that has to be reached.")
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0: as many as are needed.")
    )
    is_shuffled = models.BooleanField(
        _("shuffled"), default=True, help_text=_("Questions and choices in random order.")
    )
    multiple_rule = models.CharField(
        _("multiple choice counts"), max_length=8, choices=MultipleRule, default=MultipleRule.EXACT
    )

    objects = QuizQuerySet.as_manager()

    base_form_class = QuizForm
    panels = [
        FieldPanel("lesson", widget=forms.Select),
        FieldPanel("pass_mark"),
        FieldPanel("attempts_allowed"),
        FieldPanel("is_shuffled"),
        FieldPanel("multiple_rule"),
        DrawsPanel("draws", label=_("Questions drawn"), heading=_("Questions drawn"), min_num=1),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["lesson"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1, pass_mark__lte=100),
                name="quiz_pass_mark",
                violation_error_message=_("The pass mark lies between 1 and 100 percent."),
            )
        ]

    def __str__(self) -> str:
        return gettext("Quiz of “%(lesson)s”") % {"lesson": self.lesson if self.lesson_id else ""}

    @property
    def whole(self) -> Course | None:
        return self.lesson.module.course if self.lesson_id else None

    def faults(self) -> list[str]:
        draws = list(self.draws.all())
        if not draws:
            return [gettext("A quiz needs at least one line of questions to draw.")]
        short = [(draw, draw.pool().count()) for draw in draws]
        return [
            gettext("%(draw)s: only %(there)d questions are there.") % {"draw": draw, "there": there}
            for draw, there in short
            if there < draw.number
        ]


class DrawQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DrawQuerySet":
        return self.filter(quiz__in=Quiz.objects.visible_to(user))


class QuizDraw(Orderable):
    """So many questions of one bank, of one category or tag if one is named."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="+", verbose_name=_("question bank"))
    category = models.CharField(_("category"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, blank=True, choices=[(k.value, k.label) for k in DRAWN])
    tag = models.CharField(_("tag"), max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(_("how many"), default=5)

    objects = DrawQuerySet.as_manager()

    base_form_class = DrawForm
    panels = [
        FieldPanel("bank", widget=forms.Select),
        FieldPanel("category"),
        FieldPanel("kind"),
        FieldPanel("tag"),
        FieldPanel("number"),
    ]

    class Meta(Orderable.Meta):
        db_table = "assessment_draw"
        verbose_name = _("questions drawn")
        verbose_name_plural = _("questions drawn")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="draw_at_least_one",
                violation_error_message=_("At least one question is drawn."),
            )
        ]

    def __str__(self) -> str:
        words = [str(self.bank), self.category, self.get_kind_display() if self.kind else "", self.tag]
        return f"{'／'.join(word for word in words if word)} × {self.number}"

    def pool(self) -> models.QuerySet[Question]:
        """The questions that can be drawn; an essay or a retired one is never among them."""
        kinds = [self.kind] if self.kind else list(DRAWN)
        rows = Question.objects.filter(bank=self.bank_id, is_retired=False, current__kind__in=kinds)
        if self.category:
            rows = rows.filter(category=self.category)
        if self.tag:
            # Not every database can look into JSON; a bank is small enough to be looked through.
            rows = rows.filter(pk__in=[pk for pk, tags in rows.values_list("pk", "tags") if self.tag in tags])
        return rows


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AttemptQuerySet":
        """An attempt is the learner's own; others learn at most whether she has passed."""
        return self.filter(person__user_id=user.pk) if user.is_authenticated else self.none()


class Attempt(models.Model):
    """One person's paper. Its seed, its versions and its rules are frozen, so that it can be rebuilt at any time."""

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("attempt"))
    seed = models.PositiveBigIntegerField()
    paper = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark in percent"))
    multiple_rule = models.CharField(max_length=8, choices=MultipleRule)
    state = models.CharField(_("state"), max_length=9, choices=AttemptState, default=AttemptState.OPEN)
    score = models.DecimalField(_("score in percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_passed = models.BooleanField(_("passed"), default=False)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["quiz", "person", "number"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "person", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["quiz", "person"], condition=Q(state=AttemptState.OPEN), name="one_open_attempt"
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN, score=None, submitted_at=None)
                | Q(state=AttemptState.SUBMITTED, score__isnull=False, submitted_at__isnull=False),
                name="submitted_has_score",
                violation_error_message=_("What is handed in has a score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.person_id} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def length(self) -> int:
        return len(self.paper)


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AnswerQuerySet":
        return self.filter(attempt__in=Attempt.objects.visible_to(user))


class AttemptAnswer(models.Model):
    """What was answered to one question of the paper: places of choices, or a text."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    place = models.PositiveSmallIntegerField()
    given = models.JSONField(default=list)
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        db_table = "assessment_answer"
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["attempt", "place"]
        constraints = [models.UniqueConstraint(fields=["attempt", "place"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.place}"
