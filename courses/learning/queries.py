"""One learner's way through a course: what is done, what is next, what is locked and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.catalogue.enums import LessonKind, Stage
from courses.catalogue.models import Course, Lesson, Module
from courses.learning.enums import LEARNING_STATES, StepState
from courses.learning.models import CourseCompletion, LessonDone
from courses.learning.permissions import courses_to_learn
from courses.training.models import Enrolment, Session
from courses.training.queries.own import latest_enrolments
from shared.directory.models import Person
from shared.regulations.queries import limit
from shared.ui.todos import Todo


@dataclass
class Step:
    """One lesson as it stands to one person; `reason` says why it is locked."""

    lesson: Lesson
    state: str
    reason: str = ""

    @property
    def is_done(self) -> bool:
        return self.state == StepState.DONE

    @property
    def is_locked(self) -> bool:
        return self.state == StepState.LOCKED

    @property
    def state_label(self) -> str:
        return str(StepState(self.state).label)


@dataclass(frozen=True)
class Earlier:
    """A course that has to be completed first; without `is_open` she cannot take it by herself."""

    course: Course
    is_open: bool

    @property
    def reason(self) -> str:
        return _("first complete the course “%(course)s”") % {"course": self.course.title}


@dataclass
class Way:
    """A whole course as it stands to one person."""

    course: Course
    session: Session | None
    completion: CourseCompletion | None = None
    earlier: list[Earlier] = field(default_factory=list)
    modules: list[tuple[Module, list[Step]]] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [step for _module, steps in self.modules for step in steps]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if step.state == StepState.NEXT), None)

    @property
    def waits_for(self) -> str:
        """Why nothing can be done now, when nothing can."""
        return next((step.reason for step in self.steps if step.is_locked), "")

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def quizzes_open(self) -> list[Lesson]:
        return [s.lesson for s in self.steps if s.lesson.kind == LessonKind.QUIZ and not s.is_done]

    def step_of(self, lesson: Lesson) -> Step:
        return next(step for step in self.steps if step.lesson.pk == lesson.pk)

    def after(self, lesson: Lesson) -> Step | None:
        """The lesson that stands behind this one."""
        places = [step.lesson.pk for step in self.steps]
        following = self.steps[places.index(lesson.pk) + 1 :]
        return following[0] if following else None


def shown_lessons(course: Course) -> list[Lesson]:
    """The published lessons in their order."""
    rows = Lesson.objects.shown().filter(module__course=course).select_related("module__course")
    return sorted(rows.prefetch_related("requires"), key=lambda lesson: lesson.place)


def session_for(person: Person | None, course: Course) -> Session | None:
    """The latest class of this person that has the course around it."""
    if person is None:
        return None
    seats = Enrolment.objects.filter(person=person, session__course=course, state__in=LEARNING_STATES)
    enrolment = seats.select_related("session").order_by("-session__starts_on", "-pk").first()
    return enrolment.session if enrolment else None


def earlier_courses(person: Person | None, course: Course) -> list[Earlier]:
    """The published courses that still have to be completed before this one; one query where there are none."""
    if person is None:
        return []
    missing = list(course.requires.live().exclude(completions__person=person).order_by("title", "pk"))
    if not missing:
        return []
    open_ones = courses_to_learn(person.user) if person.user else Course.objects.none()
    ids = set(open_ones.filter(pk__in=[before.pk for before in missing]).values_list("pk", flat=True))
    found = [Earlier(before, before.pk in ids) for before in missing]
    return sorted(found, key=lambda earlier: not earlier.is_open)  # first what she can do herself


def way_of(person: Person | None, course: Course, *, today: dt.date | None = None) -> Way:
    """Everything about one person in one course, at the cost of six queries however long it is."""
    session = session_for(person, course)
    completion = CourseCompletion.objects.filter(person=person, course=course).first() if person else None
    # What is completed stays open, whatever its authors ask for later.
    way = Way(course, session, completion, [] if completion else earlier_courses(person, course))
    lessons = shown_lessons(course)
    done = LessonDone.objects.filter(person=person, lesson__in=lessons) if person else LessonDone.objects.none()
    done_ids = set(done.values_list("lesson", flat=True))
    shown = {lesson.pk: lesson for lesson in lessons}
    before: Lesson | None = None  # the first lesson that is not done yet
    has_next = False
    for lesson in lessons:
        step = step_for(lesson, done_ids, shown, before, way, today or timezone.localdate())
        if step.state == StepState.OPEN and not has_next:
            step.state, has_next = StepState.NEXT, True
        before = before or (None if step.is_done else lesson)
        if not way.modules or way.modules[-1][0].pk != lesson.module_id:
            way.modules.append((lesson.module, []))
        way.modules[-1][1].append(step)
    return way


def step_for(
    lesson: Lesson, done: set[int], shown: dict[int, Lesson], before: Lesson | None, way: Way, today: dt.date
) -> Step:
    if lesson.pk in done:
        return Step(lesson, StepState.DONE)
    reason = way.earlier[0].reason if way.earlier else not_yet(lesson.module, way.session, today)
    wanted = next((r for r in lesson.requires.all() if r.pk in shown and r.pk not in done), None)
    if not reason and wanted:
        reason = _("first finish “%(lesson)s”") % {"lesson": wanted.title}
    if not reason and way.course.is_sequential and before:
        reason = _("comes after “%(lesson)s”") % {"lesson": before.title}
    return Step(lesson, StepState.LOCKED if reason else StepState.OPEN, reason)


def not_yet(module: Module, session: Session | None, today: dt.date) -> str:
    """Around a class, its days decide when a module opens."""
    if session is None:
        return ""
    if module.stage == Stage.DURING and today < session.starts_on:
        return _("opens with the class on %(day)s") % {"day": date_format(session.starts_on)}
    if module.stage == Stage.AFTER and today < session.ends_on:
        return _("opens on the last day of the class, %(day)s") % {"day": date_format(session.ends_on)}
    return ""


def online_hours(course: Course, *, on: dt.date, jurisdiction: str = "") -> Decimal:
    """Credit hours of the whole course by the rows of the credit policy: lengths as stated, and each passed quiz."""

    def row(code: str) -> Decimal:
        return limit(f"online.{code}", on=on, jurisdiction=jurisdiction)

    total = Decimal(0)
    for lesson in shown_lessons(course):
        if lesson.kind == LessonKind.QUIZ:
            total += row("quiz_hours")
        elif lesson.minutes >= row("long_minutes"):
            total += row("long_hours")
        elif lesson.minutes > row("short_minutes"):
            total += row("middle_hours")
        elif lesson.minutes:
            total += row("short_hours")
    return total


def own_ways(user: Any, person: Person | None) -> list[Way]:
    """The courses she can learn, those under way first."""
    ways = [way_of(person, course) for course in courses_to_learn(user).order_by("title", "pk")[:30]]
    return sorted(ways, key=lambda way: way.completion is not None)


@dataclass(frozen=True)
class Passed:
    """One participant and which quizzes she has passed; no scores, no attempts, no times."""

    enrolment: Enrolment
    quizzes: list[tuple[Lesson, bool]]

    @property
    def has_all(self) -> bool:
        return all(passed for _lesson, passed in self.quizzes)


def participants(session: Session) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(session=session, state__in=LEARNING_STATES)
    return rows.select_related("person", "agency").order_by("person__name_pinyin", "pk")


def passed_by(session: Session, enrolments: Iterable[Enrolment]) -> list[Passed]:
    """For everybody in the class: which quizzes of its course are passed. In the order given, which is by name."""
    rows = list(enrolments)
    quizzes = (
        [lesson for lesson in shown_lessons(session.course) if lesson.kind == LessonKind.QUIZ] if session.course else []
    )
    done = LessonDone.objects.filter(lesson__in=quizzes, person__in=[row.person_id for row in rows])
    passed = set(done.values_list("person", "lesson"))
    return [Passed(row, [(quiz, (row.person_id, quiz.pk) in passed) for quiz in quizzes]) for row in rows]


def completed_courses(words: Iterable[str], person_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Who has completed a course with one of these words in its title: an earlier course that a class may ask for."""
    wanted = Q(pk__in=[])
    for word in words:
        wanted |= Q(course__title__icontains=word)
    rows = CourseCompletion.objects.filter(wanted, person__in=list(person_ids)).order_by("pk")
    return list(rows.values_list("person", "course__title"))


def missing_quizzes(session: Session) -> dict[int, list[str]]:
    """What still keeps a participant from the completion of the class, by enrolment."""
    if not session.course_id:
        return {}
    missing = {}
    for row in passed_by(session, participants(session)):
        open_ones = [quiz.title for quiz, passed in row.quizzes if not passed]
        if open_ones:
            missing[row.enrolment.pk] = [
                _("The quiz “%(quiz)s” has not been passed yet.") % {"quiz": q} for q in open_ones
            ]
    return missing


def todos(user: Any) -> list[Todo]:
    """Go on learning: courses of her classes that are not completed."""
    seats = [row for row in latest_enrolments(user) if row.state in LEARNING_STATES]
    if not seats:
        return []
    rows = Course.objects.live().filter(sessions__enrolments__in=[row.pk for row in seats])
    rows = rows.exclude(completions__person__user_id=user.pk)
    return [
        Todo(
            title=_("Go on learning: %(course)s") % {"course": course.title},
            url=course.get_absolute_url(),
            note=_("The course around your class: what is next stands on its page."),
            action_label=_("Go on"),
        )
        for course in rows.only("title", "slug").distinct()
    ]
