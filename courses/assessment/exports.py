"""A bank as a file that the importers, and Moodle, read again."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from courses.assessment.gift import write_gift
from courses.assessment.models import Question, QuestionBank
from courses.assessment.moodle_xml import write_moodle_xml
from courses.assessment.parsed import Option, Parsed, joined_category
from shared.ui.tables import Column

BANK_COLUMNS = [
    Column(gettext_lazy("Question bank"), "title"),
    Column(gettext_lazy("Kept by"), "agency.name"),
    Column(gettext_lazy("Questions"), "size"),
]
GIFT, XML = "gift", "xml"
TYPES = {GIFT: "text/plain; charset=utf-8", XML: "application/xml; charset=utf-8"}


def parsed_of(question: Question, bank: QuestionBank) -> Parsed | None:
    """A question as a file would have said it."""
    version = question.current
    if version is None:
        return None
    return Parsed(
        0,
        name=question.name,
        kind=version.kind,
        text=version.text,
        category=joined_category(bank.title, question.category),
        feedback=version.feedback,
        options=[Option(o["text"], float(o["fraction"]), o["feedback"]) for o in version.options],
        tags=list(question.tags),
        is_case_sensitive=version.is_case_sensitive,
        is_retired=question.is_retired,
        marks=float(version.marks),
        hint=version.hint,
    )


def written(bank: QuestionBank, kind: str) -> bytes:
    """The whole bank; GIFT cannot say that a question is retired, so it leaves these out."""
    rows = bank.questions.select_related("current").order_by("category", "name")
    questions: Iterable[Parsed] = filter(None, (parsed_of(question, bank) for question in rows))
    if kind == XML:
        return write_moodle_xml(questions)
    return write_gift(parsed for parsed in questions if not parsed.is_retired).encode()


def bank_response(bank: QuestionBank, kind: str) -> HttpResponse:
    response = HttpResponse(written(bank, kind), content_type=TYPES[kind])
    name = f"{bank.title}.{'gift' if kind == GIFT else 'moodle.xml'}"
    response["Content-Disposition"] = content_disposition_header(True, name.replace("/", "／")) or "attachment"
    return response
