"""Course, module, lesson: what is learned, in which order."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from courses.catalogue.blocks import LESSON, StreamField
from courses.catalogue.enums import AUTHORS, STAGE_ORDER, Audience, Language, LessonKind, Stage
from courses.catalogue.files import VIDEO_TYPES, check_captions, check_document, check_video, lesson_path
from courses.catalogue.models.review import (
    DESK_ROLES,
    Reviewed,
    ReviewedForm,
    ReviewedQuerySet,
    owned_below,
    paths_of,
)
from courses.catalogue.parts import faults_of, parts_of
from shared.directory.models import Agency

SIDES = {"ip": "ip_agency", "proc": "proc_agency"}


class CourseQuerySet(ReviewedQuerySet):
    def open_to(self, user: Any) -> "CourseQuerySet":
        """Published courses that need no class around them, for the staff of the user's side."""
        if not user.is_authenticated:
            return self.none()
        posted = Agency.objects.filter(postings__person__user_id=user.pk, postings__valid_to=None)
        sides = {agency.side for agency in posted}
        return self.filter(live=True, audience__in=[Audience.ALL, *sides] if sides else [])

    def visible_to(self, user: Any) -> "CourseQuerySet":
        """What is open to her, and what she writes or reviews; who is in a class is asked of learning."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(Q(pk__in=self.open_to(user).values("pk")) | owned_below(paths_of(user, DESK_ROLES)))


def asked_before(courses: Iterable[int]) -> dict[int, set[int]]:
    """What each of these courses asks for, as it is published and as it is being written."""
    found: dict[int, set[int]] = {pk: set() for pk in courses}
    links = Course.requires.through.objects.filter(from_course__in=found).values_list("from_course", "to_course")
    for course, earlier in links:
        found[course].add(earlier)
    drafts = Course.objects.filter(pk__in=found).select_related("latest_revision")
    for draft in drafts:
        if draft.latest_revision:
            found[draft.pk].update(draft.latest_revision.content.get("requires", []))
    return found


def circle_from(course: int | None, earlier: Iterable[int]) -> list[int]:
    """The way from the earlier courses back to this one, or nothing: one look at the tables for each step away."""
    ways = {pk: [pk] for pk in earlier}
    step = list(ways)
    while course and step and course not in ways:
        further: list[int] = []
        for pk, found in asked_before(step).items():
            for before in sorted(found - ways.keys()):
                ways[before] = [*ways[pk], before]
                further.append(before)
        step = further
    return ways.get(course, []) if course else []


def circle_sentence(course: "Course", earlier: Iterable["Course"]) -> str:
    way = circle_from(course.pk, [before.pk for before in earlier])
    if not way:
        return ""
    titles = Course.objects.in_bulk(way)
    words = " → ".join(f"“{titles[pk].title}”" for pk in way)
    return gettext(
        "A circle: “%(course)s” → %(way)s. Nobody could begin; take “%(first)s” out, or what it asks for."
    ) % {
        "course": course.title,
        "way": words,
        "first": titles[way[0]].title,
    }


class CourseForm(ReviewedForm):
    """One owner is of the author's own house; the other is of the other side, when there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        own = paths_of(user, AUTHORS) if user else []
        near = Q(level__in=["national", "province"]) | Q(
            pk__in=[self.instance.ip_agency_id, self.instance.proc_agency_id]
        )
        for path in own:
            near |= Q(path__startswith=path)
        for name, system in (("ip_agency", "ip_admin"), ("proc_agency", "procuratorate")):
            if name in self.fields:
                field = self.fields[name]
                field.queryset = Agency.objects.filter(near, system=system).order_by("code")
        if "requires" in self.fields and user:
            seen = Course.objects.visible_to(user).exclude(pk=self.instance.pk)
            named = Course.objects.filter(pk__in=self.initial.get("requires") or [])
            self.fields["requires"].queryset = (seen | named).distinct().order_by("title", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        owners = [a for a in (cleaned.get("ip_agency"), cleaned.get("proc_agency")) if a]
        own = tuple(paths_of(self.for_user, DESK_ROLES)) if self.for_user else ()
        if self.for_user and not self.for_user.is_superuser and not any(a.path.startswith(own) for a in owners if own):
            self.add_error("ip_agency", gettext("One owner has to be an agency that you write for."))
        if circle := circle_sentence(self.instance, cleaned.get("requires") or []):
            self.add_error("requires", circle)
        return cleaned


class Course(Reviewed):
    """What is learned around a class or by itself, owned by agencies of one side or of both."""

    title = models.CharField(pgettext_lazy("of a course", "title"), max_length=120)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("Letters, digits and hyphens: the end of its address.")
    )
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("What one can do afterwards, in two sentences.")
    )
    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.CHINESE)
    ip_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the IP administrations"),
    )
    proc_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the procuratorates"),
    )
    audience = models.CharField(_("open to"), max_length=6, choices=Audience, default=Audience.CLASS)
    is_sequential = models.BooleanField(
        _("in order"), default=True, help_text=_("Each lesson opens when the one before it is done.")
    )

    requires = ParentalManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="opens",
        verbose_name=_("courses completed before"),
        help_text=_("Earlier courses that a learner has to complete before this one opens to her."),
    )

    objects = CourseQuerySet.as_manager()

    base_form_class = CourseForm
    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("language"),
        MultiFieldPanel([FieldPanel("ip_agency"), FieldPanel("proc_agency")], heading=_("Owners")),
        FieldPanel("audience"),
        FieldPanel("is_sequential"),
        FieldPanel("requires", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ip_agency__isnull=False) | Q(proc_agency__isnull=False),
                name="course_has_owner",
                violation_error_message=_("A course has at least one owner."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:course", args=[self.slug])

    @property
    def whole(self) -> "Course":
        return self

    @property
    def owners(self) -> list[Agency]:
        return [agency for agency in (self.ip_agency, self.proc_agency) if agency]

    @property
    def is_shared(self) -> bool:
        return bool(self.ip_agency_id and self.proc_agency_id)

    def sides_of(self, user: Any, roles: Any) -> set[str]:
        """The sides of this course's owners for which the user holds one of the roles."""
        held = tuple(paths_of(user, roles))
        owners = {side: getattr(self, name) for side, name in SIDES.items()}
        return {side for side, agency in owners.items() if held and agency and agency.path.startswith(held)}

    def parts(self) -> list[Reviewed]:
        if not self.pk:
            return []
        modules = list(Module.objects.filter(course=self).select_related("course"))
        lessons = list(Lesson.objects.filter(module__course=self).select_related("module__course"))
        return [*modules, *lessons, *parts_of(self)]

    def faults(self) -> list[str]:
        if not self.pk:
            return [gettext("A course needs modules and lessons: save the draft and add them.")]
        drafts = [part.get_latest_revision_as_object() for part in self.parts()]
        lessons = [draft for draft in drafts if isinstance(draft, Lesson)]
        found = [f"{draft}：{fault}" for draft in drafts for fault in draft.faults()]
        if not lessons:
            found.append(gettext("A course needs at least one lesson."))
        elif all(lesson.kind != LessonKind.QUIZ for lesson in lessons):
            found.append(gettext("A course needs a quiz: it is completed by passing it, never by time."))
        if circle := circle_sentence(self, self.requires.all()):
            found.append(circle)
        return found


class ModuleQuerySet(ReviewedQuerySet):
    to_course = "course__"

    def visible_to(self, user: Any) -> "ModuleQuerySet":
        return self.filter(course__in=Course.objects.visible_to(user))


class Module(Reviewed):
    """A part of a course, before, during or after the class."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules", verbose_name=_("course"))
    title = models.CharField(pgettext_lazy("of a course", "title"), max_length=120)
    stage = models.CharField(_("when"), max_length=6, choices=Stage, default=Stage.BEFORE)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    summary = models.TextField(_("summary"), max_length=300, blank=True)

    objects = ModuleQuerySet.as_manager()

    panels = [
        FieldPanel("course", widget=forms.Select),
        FieldPanel("title"),
        FieldPanel("stage"),
        FieldPanel("position"),
        FieldPanel("summary"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["course", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.course} · {self.title}" if self.course_id else self.title

    @property
    def whole(self) -> Course | None:
        return self.course if self.course_id else None

    @property
    def place(self) -> tuple[int, int, int]:
        return STAGE_ORDER[Stage(self.stage)], self.position, self.pk


class LessonQuerySet(ReviewedQuerySet):
    to_course = "module__course__"

    def visible_to(self, user: Any) -> "LessonQuerySet":
        return self.filter(module__course__in=Course.objects.visible_to(user))

    def shown(self) -> "LessonQuerySet":
        """What learners see: published, in a published module."""
        return self.filter(live=True, module__live=True)


class LessonForm(ReviewedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lessons = Lesson.objects.none()
        if self.instance.pk:
            lessons = Lesson.objects.filter(module__course=self.instance.module.course_id).exclude(pk=self.instance.pk)
        if "requires" in self.fields:
            self.fields["requires"].queryset = lessons.select_related("module")


class Lesson(Reviewed):
    """Something to read, to look at or to answer."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("module"))
    title = models.CharField(pgettext_lazy("of a course", "title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=LessonKind, default=LessonKind.TEXT)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=0,
        help_text=_("As the author estimates it, for the credit policy. Nobody's time is measured."),
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = StreamField(LESSON, verbose_name=_("text"), blank=True)
    document = models.FileField(
        _("document"), upload_to=lesson_path, blank=True, validators=[check_document], max_length=200
    )
    video = models.FileField(
        _("video (MP4 or WebM)"), upload_to=lesson_path, blank=True, validators=[check_video], max_length=200
    )
    captions = models.FileField(
        _("captions (WebVTT)"), upload_to=lesson_path, blank=True, validators=[check_captions], max_length=200
    )
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("Everything said and shown, to be read instead.")
    )
    requires = ParentalManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="opens",
        verbose_name=_("done before"),
        help_text=_("Lessons of the same course that have to be done before this one opens."),
    )

    objects = LessonQuerySet.as_manager()

    base_form_class = LessonForm
    panels = [
        FieldPanel("module", widget=forms.Select),
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("position"),
        FieldPanel("minutes"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("document"),
        MultiFieldPanel([FieldPanel("video"), FieldPanel("captions"), FieldPanel("transcript")], heading=_("Video")),
        FieldPanel("requires", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["module", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:lesson", args=[self.module.course.slug, self.pk])

    @property
    def whole(self) -> Course | None:
        return self.module.course if self.module_id else None

    @property
    def place(self) -> tuple[int, int, int, int, int]:
        return (*self.module.place, self.position, self.pk)

    @property
    def video_type(self) -> str:
        return VIDEO_TYPES.get(PurePath(self.video.name or "").suffix, "") if self.video else ""

    @property
    def document_name(self) -> str:
        return PurePath(self.document.name or "").name if self.document else ""

    def faults(self) -> list[str]:
        """Without text no text lesson, without captions and transcript no video."""
        wanted: dict[str, list[tuple[Any, str]]] = {
            LessonKind.TEXT: [(self.body, gettext("A text lesson needs its text."))],
            LessonKind.DOCUMENT: [(self.document, gettext("A document lesson needs its document."))],
            LessonKind.VIDEO: [
                (self.video, gettext("A video lesson needs its video.")),
                (self.captions, gettext("A video needs captions (WebVTT) before it is published.")),
                (self.transcript.strip(), gettext("A video needs its transcript before it is published.")),
            ],
        }
        found = [fault for value, fault in wanted.get(self.kind, []) if not value]
        if self.pk and self.kind == LessonKind.QUIZ:
            found += faults_of(self)
        return found
