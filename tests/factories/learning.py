"""Courses with lessons and quizzes, published as if their review had ended well, and banks of questions."""

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from courses.assessment.enums import Kind
from courses.assessment.models import Question, QuestionBank, QuestionVersion, Quiz, QuizDraw
from courses.catalogue.enums import Audience, LessonKind, Stage
from courses.catalogue.models import Course, Lesson, Module
from tests.factories.directory import AgencyFactory

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n本课讲证据的固定。\n"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 600


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"知识产权证据课程（{n}）")
    slug = factory.Sequence(lambda n: f"course-{n}")
    summary = "学完能够固定和审查证据。"
    ip_agency = factory.SubFactory(AgencyFactory)
    proc_agency = factory.SubFactory(AgencyFactory, proc=True)
    audience = Audience.CLASS
    live = True


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"单元{n}")
    stage = Stage.BEFORE
    position = factory.Sequence(lambda n: n % 30000)
    live = True


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    module = factory.SubFactory(ModuleFactory)
    title = factory.Sequence(lambda n: f"课时{n}")
    kind = LessonKind.TEXT
    position = factory.Sequence(lambda n: n % 30000)
    body = factory.LazyAttribute(
        lambda o: [("paragraph", "<p>先固定，后提取。</p>")] if o.kind == LessonKind.TEXT else []
    )
    live = True


class BankFactory(DjangoModelFactory):
    class Meta:
        model = QuestionBank

    title = factory.Sequence(lambda n: f"证据题库{n}")
    agency = factory.SubFactory(AgencyFactory)


def option(text: str, fraction: float = 0, feedback: str = "") -> dict:
    return {"text": text, "fraction": fraction, "feedback": feedback}


def question(bank: QuestionBank, kind: str = Kind.SINGLE, **fields) -> Question:
    """One question with its first version; the first choice is right."""
    options = {
        Kind.SINGLE: [option("三日", 100, "对。"), option("七日"), option("十日")],
        Kind.MULTIPLE: [option("清单", 50), option("笔录", 50), option("传闻", -100)],
        Kind.TRUE_FALSE: [option("true", 100), option("false")],
        Kind.SHORT: [option("检察意见", 100), option("意见书", 50)],
        Kind.ESSAY: [],
    }[Kind(kind)]
    number = bank.questions.count()
    found = Question.objects.create(
        bank=bank,
        name=fields.pop("name", f"Q{number:02}"),
        category=fields.pop("category", ""),
        tags=fields.pop("tags", []),
    )
    facts = {"text": f"第{number}题？", "options": options, "feedback": "见规定。"} | fields
    found.current = QuestionVersion.objects.create(question=found, number=1, kind=kind, **facts)
    found.save()
    return found


def quiz(lesson: Lesson | None = None, *, bank: QuestionBank | None = None, number: int = 2, **fields) -> Quiz:
    """A published quiz of single-choice questions."""
    lesson = lesson or LessonFactory(kind=LessonKind.QUIZ, title="结业测验")
    if bank is None:
        bank = BankFactory()
        for _n in range(number + 1):
            question(bank)
    made = Quiz.objects.create(lesson=lesson, live=True, **fields)
    QuizDraw.objects.create(quiz=made, bank=bank, number=number)
    return made


def video_lesson(**fields) -> Lesson:
    made = LessonFactory(kind=LessonKind.VIDEO, transcript="本课讲证据的固定。", **fields)
    made.video.save("lesson.mp4", ContentFile(MP4), save=False)
    made.captions.save("lesson.vtt", ContentFile(CAPTIONS.encode()), save=False)
    made.save()
    return made


def right_answers(attempt) -> list[list[int]]:
    """What a well-prepared person answers to each question of her paper (choices only)."""
    versions = QuestionVersion.objects.in_bulk([entry["version"] for entry in attempt.paper])
    return [
        [n for n, option in enumerate(versions[entry["version"]].options) if option["fraction"] > 0]
        for entry in attempt.paper
    ]


def course_with_quiz(**fields) -> tuple[Course, Lesson, Lesson, Quiz]:
    """A course of one text lesson and one quiz lesson behind it."""
    course = CourseFactory(**fields)
    module = ModuleFactory(course=course)
    text = LessonFactory(module=module, title="证据的固定", position=1, minutes=20)
    test = LessonFactory(module=module, title="结业测验", kind=LessonKind.QUIZ, position=2)
    return course, text, test, quiz(test)
