"""A course around the trainee's next class: one side has written it, the other reviewed it; forty questions for it."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import TaskState
from xlsxwriter import Workbook

from courses.assessment.importers import QuestionImporter
from courses.assessment.models import QuestionBank, Quiz, QuizDraw
from courses.catalogue.actions import submit_for_review
from courses.catalogue.enums import LessonKind
from courses.catalogue.models import Course, Lesson, Module
from courses.learning.actions import mark_read
from courses.learning.queries import way_of
from courses.training.models import Session
from portal.demo.learning_texts import CAPTIONS, CHECKLIST, LESSONS, MODULES, SUMMARY, TRANSCRIPT
from shared.accounts.models import User
from shared.directory.models import Agency, Person
from shared.imports.importers import run_import

DATA = Path(__file__).parent / "data"
SLUG = "ip-evidence"
AROUND = "TT-ZJ-001"
BANK = "知识产权执法证据"
QUIZZES = {
    "随堂小测": (50, [("single", 3), ("truefalse", 2)]),
    "结业测验": (60, [("single", 5), ("multiple", 2), ("truefalse", 2), ("short", 1)]),
}


def seed(world: SimpleNamespace) -> None:
    """Import the questions, write and review the course, put it around the class; a second call changes nothing."""
    author, reviewer = (User.objects.get(username=f"D-{key}") for key in ("organiser", "organiser-p"))
    keeper = Agency.objects.get(code="I330000")
    for name in ("evidence-40.moodle.xml", "evidence-40.gift"):  # the second finds everything there already
        run_import(QuestionImporter(keeper), (DATA / name).read_bytes(), name)
    QuestionBank.objects.filter(title=BANK, agency=keeper).update(is_shared=True)
    if not Course.objects.filter(slug=SLUG).exists():
        publish(write_course(author, keeper), author, reviewer)
    course = Course.objects.get(slug=SLUG)
    Session.objects.filter(number=AROUND, course=None).update(course=course)
    begin(course)


def write_course(author: User, keeper: Agency) -> Course:
    course = Course(
        title="知识产权案件的证据：从现场到移送",
        slug=SLUG,
        summary=SUMMARY,
        ip_agency=keeper,
        proc_agency=Agency.objects.get(code="P330000"),
        live=False,
    )
    keep(course, author)
    modules = [
        keep(Module(course=course, stage=stage, title=title, summary=about, position=n, live=False), author)
        for n, (stage, title, about) in enumerate(MODULES, 1)
    ]
    for n, (place, kind, title, minutes, about, blocks) in enumerate(LESSONS, 1):
        facts = {"kind": kind, "title": title, "minutes": minutes, "summary": about, "position": n, "live": False}
        lesson = Lesson(module=modules[place], body=blocks, **facts)
        fill(lesson)
        keep(lesson, author)
        if kind == LessonKind.QUIZ:
            keep(quiz_of(lesson), author)
    return course


def keep[M: Any](subject: M, author: User) -> M:
    subject.save()
    subject.save_revision(user=author)
    return subject


def fill(lesson: Lesson) -> None:
    """The files of a lesson: a silent film of eight seconds, its captions, a sheet to take along."""
    if lesson.kind == LessonKind.VIDEO:
        lesson.transcript = TRANSCRIPT
        lesson.video.save("lesson.webm", ContentFile((DATA / "lesson.webm").read_bytes()), save=False)
        lesson.captions.save("lesson.vtt", ContentFile(CAPTIONS.encode()), save=False)
    if lesson.kind == LessonKind.DOCUMENT:
        lesson.document.save("电子数据固定清单.xlsx", ContentFile(checklist()), save=False)


def checklist() -> bytes:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("清单")
        for row, cells in enumerate(CHECKLIST):
            sheet.write_row(row, 0, cells)
        sheet.set_column(1, 2, 48)
    return made.getvalue()


def quiz_of(lesson: Lesson) -> Quiz:
    pass_mark, portions = QUIZZES[lesson.title]
    bank = QuestionBank.objects.get(title=BANK, agency__code="I330000")
    quiz = Quiz(lesson=lesson, pass_mark=pass_mark, live=False)
    quiz.draws = [
        QuizDraw(bank=bank, kind=kind, number=number, sort_order=n) for n, (kind, number) in enumerate(portions)
    ]
    return quiz


def publish(course: Course, author: User, reviewer: User) -> None:
    """The other side reads and agrees."""
    state = submit_for_review(course, by=author)
    task_state = TaskState.objects.get(workflow_state=state, status=TaskState.STATUS_IN_PROGRESS)
    task_state.task.specific.on_action(task_state, user=reviewer, action_name="approve")


def begin(course: Course) -> None:
    """The trainee has read the first lesson; everything else is before her."""
    person = Person.objects.get(user__username="D-trainee")
    way = way_of(person, course)
    if way.session and way.next and not way.done:
        mark_read(way.next.lesson, person=person, by=person.user)
