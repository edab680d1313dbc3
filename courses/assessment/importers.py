"""Questions come in from GIFT and Moodle XML: the first part of a category is the bank, the rest the category in it."""

from dataclasses import asdict
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.assessment.enums import Kind
from courses.assessment.gift import read_gift
from courses.assessment.models import Question, QuestionBank, QuestionVersion
from courses.assessment.moodle_xml import read_moodle_xml
from courses.assessment.parsed import CONTROL, Parsed, check_all, in_one_line, split_category
from courses.assessment.permissions import can_import_questions
from courses.catalogue.enums import AUTHORS
from courses.catalogue.models import paths_of
from shared.directory.models import Agency
from shared.imports.importers import Batch, Column, Importer, Record, Table
from shared.imports.sheets import MAX_BYTES, SheetError, decode

MOST_QUESTIONS = 5_000
COLUMNS = (
    Column("name", "名称", required=True),
    Column("kind", "题型", required=True),
    Column("text", "题干", required=True),
    Column("answers", "答案"),
    Column("feedback", "反馈"),
    Column("hint", "评分提示"),
    Column("category", "分类"),
)
FAULTS = {
    "question_twice": gettext_lazy("the same name stands further up in this bank: the earlier question is kept"),
    "name_not_closed": gettext_lazy("the name begins with “::” and is never closed"),
    "not_a_question": gettext_lazy("there are no braces with answers"),
    "braces_do_not_match": gettext_lazy(
        "the braces around the answers do not match, or an empty line stands between them"
    ),
    "kind_not_taken": gettext_lazy(
        "this kind of question is not taken over: only choice, true/false, short answer, essay"
    ),
    "answer_without_sign": gettext_lazy("an answer begins with “=” or “~”"),
    "too_much_feedback": gettext_lazy("true/false has at most two feedbacks"),
    "bad_weight": gettext_lazy("the weight of an answer is no number between -100 and 100"),
    "bad_marks": gettext_lazy("the mark is no number"),
    "not_escaped": gettext_lazy("holds elements where text is expected; formatting stands in CDATA or is escaped"),
    "not_true_or_false": gettext_lazy("true/false has exactly the answers “true” and “false”, one of them with 100"),
    "tag_too_long": gettext_lazy("a tag has more than 60 characters"),
    "bad_html": gettext_lazy("the formatting cannot be read"),
    "has_picture": gettext_lazy("holds a picture, table or attachment, which would be lost"),
    "formatting_dropped": gettext_lazy("bold, italic and the like are dropped"),
    "empty_answer": gettext_lazy("one of the answers is empty"),
    "answer_twice": gettext_lazy("the same answer stands there twice"),
    "too_few_answers": gettext_lazy("a choice needs at least two answers"),
    "no_answers": gettext_lazy("there is no answer to compare with"),
    "no_right_answer": gettext_lazy("no answer is right"),
    "weights_not_whole": gettext_lazy("the weights of the right answers do not add up to 100"),
    "no_bank_agency": gettext_lazy("you write for no agency that could keep this bank"),
}


class QuestionImporter(Importer):
    """`agency` is named on the command line; on the page it is the agency that the author writes for."""

    kind = "questions"
    label = gettext_lazy("Questions (GIFT, Moodle XML)")
    about = gettext_lazy(
        "A GIFT text file or a Moodle XML file. The first part of a question's category names the bank, the rest its "
        "category there; a question that is there already gets a new version where it differs."
    )
    accept = ".gift,.txt,.xml"
    accepted = gettext_lazy("A GIFT file (text in UTF-8 or GB18030) or a Moodle XML file of at most 20 MB.")
    tables = (Table("questions", COLUMNS),)

    def __init__(self, agency: Agency | None = None) -> None:
        self.agency = agency

    def may(self, user: Any) -> bool:
        return can_import_questions(user)

    def read(self, data: bytes, file_name: str, batch: Batch) -> dict[str, list[Record]]:
        questions = read_questions(data)
        stem = in_one_line(CONTROL.sub("", PurePath(file_name).stem))[:120] or _("Questions")
        check_all(questions, stem)
        return {"questions": [self.record_of(parsed, stem, batch) for parsed in questions]}

    def record_of(self, parsed: Parsed, stem: str, batch: Batch) -> Record:
        path = split_category(parsed.category)
        record = Record(self.tables[0], "", parsed.line, headers={c.key: c.header for c in COLUMNS})
        record.values = {"name": parsed.name[:120], "bank": (path[0] if path else stem)[:120], "parsed": parsed}
        record.values["category"] = "/".join(path[1:])[:200]
        shown = {"name": parsed.name, "text": parsed.text, "kind": parsed.kind, "category": parsed.category}
        shown["answers"] = "；".join(option.text for option in parsed.options)
        record.in_file = {key: CONTROL.sub("□", value[:200]) for key, value in shown.items()}
        for part, code in parsed.faults:
            batch.refuse(record, part, code)
        for part, code in parsed.repairs:
            batch.repair(record, part, code, CONTROL.sub("□", str(getattr(parsed, part, ""))[:200]))
        return record

    def describe(self, record: Record) -> str:
        parsed = record["parsed"]
        kind = Kind(parsed.kind).label if parsed.kind else "—"
        return CONTROL.sub("□", f"{parsed.name or '—'} · {kind} · {parsed.text}"[:200])

    def check(self, batch: Batch) -> None:
        if self.keeper(batch) is None:
            for record in batch.valid():
                batch.refuse(record, "category", "no_bank_agency")

    def keeper(self, batch: Batch) -> Agency | None:
        """The agency that keeps a new bank."""
        return batch.once("keeper", lambda: self.agency or first_agency(batch.by))

    def banks(self, batch: Batch) -> QuerySet[QuestionBank]:
        """Where questions may go: the author's own banks, hers first."""
        if batch.by is None:
            return QuestionBank.objects.filter(agency=self.agency)
        return QuestionBank.objects.editable_by(batch.by)

    def save(self, batch: Batch) -> None:
        by_bank: dict[str, list[Record]] = {}
        for record in batch.valid():
            by_bank.setdefault(record["bank"], []).append(record)
        keeper = self.keeper(batch)
        if keeper is None:
            return
        for title, records in by_bank.items():
            rows = self.banks(batch).filter(title=title)
            bank = rows.filter(agency=keeper).first() or rows.order_by("pk").first()
            bank = bank or QuestionBank.objects.create(title=title, agency=keeper)
            there = {q.name: q for q in bank.questions.select_related("current")}
            for record in records:
                keep_question(bank, record, there.get(record["name"]), batch)


def read_questions(data: bytes) -> list[Parsed]:
    """Which of the two formats it is, the content tells."""
    if not data.strip(b"\x00 \r\n\t"):
        raise SheetError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise SheetError(_("The file is larger than %(size)d MB. Split it.") % {"size": MAX_BYTES // 1024 // 1024})
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<"):
        questions = read_moodle_xml(data)
    else:
        try:
            text = decode(data)
        except SheetError as error:
            raise SheetError(_("This is neither a GIFT text file nor Moodle XML.")) from error
        questions = read_gift(text)
    if not questions:
        raise SheetError(_("The file holds no question."))
    if len(questions) > MOST_QUESTIONS:
        raise SheetError(_("The file holds more than %(number)d questions. Split it.") % {"number": MOST_QUESTIONS})
    return questions


def first_agency(user: Any) -> Agency | None:
    paths = paths_of(user, AUTHORS) if user is not None else []
    return Agency.objects.filter(path__in=paths).order_by("path").first()


def content_of(parsed: Parsed, before: QuestionVersion | None) -> dict[str, Any]:
    """What a version says; what the format cannot say stays as it was."""
    hint = before.hint if parsed.hint is None and before else parsed.hint or ""
    marks = parsed.marks if parsed.marks is not None else (before.marks if before else 1)
    case = (
        parsed.is_case_sensitive if parsed.is_case_sensitive is not None else bool(before and before.is_case_sensitive)
    )
    return {
        "kind": str(parsed.kind),
        "text": parsed.text,
        "options": [asdict(option) for option in parsed.options],
        "feedback": parsed.feedback,
        "hint": hint,
        "marks": Decimal(str(marks)).quantize(Decimal("0.001")),
        "is_case_sensitive": case,
    }


def keep_question(bank: QuestionBank, record: Record, question: Question | None, batch: Batch) -> None:
    parsed, before = record["parsed"], question.current if question else None
    content = content_of(parsed, before)
    tags = parsed.tags or (question.tags if question else [])
    if question is None:
        question = Question.objects.create(
            bank=bank,
            name=record["name"],
            category=record["category"],
            tags=tags,
            is_retired=bool(parsed.is_retired),
        )
        batch.created(record)
    elif (question.category, question.tags) != (record["category"], tags):
        question.category, question.tags = record["category"], tags
        question.save(update_fields=["category", "tags"])
        batch.updated(record)
    if before is None or any(getattr(before, key) != value for key, value in content.items()):
        number = before.number + 1 if before else 1
        question.current = QuestionVersion.objects.create(
            question=question, number=number, written_by=batch.by, **content
        )
        question.save(update_fields=["current"])
        if before:
            batch.updated(record)
