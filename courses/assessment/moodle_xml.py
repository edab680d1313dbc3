"""Reads and writes Moodle XML. No document type, no entities, nothing from elsewhere."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from courses.assessment.enums import Kind
from courses.assessment.parsed import Option, Parsed, text_of_html
from shared.imports.sheets import SheetError

KINDS = {"truefalse": Kind.TRUE_FALSE, "shortanswer": Kind.SHORT, "essay": Kind.ESSAY}


def read_moodle_xml(data: bytes) -> list[Parsed]:
    """Every question with the line it begins on; raises SheetError when the file as a whole cannot be read."""
    root = parse(data)
    if root.tag != "quiz":
        raise SheetError(
            _("This XML is no Moodle question file: its first element is “%(tag)s”, not “quiz”.") % {"tag": root.tag}
        )
    category, questions = "", []
    for element in root.iterchildren("question"):
        parsed = Parsed(element.sourceline or 0)
        if element.get("type") == "category":
            category = words(parsed, element.find("category"), "category")
            continue
        parsed.category = category
        read_question(parsed, element)
        questions.append(parsed)
    return questions


def parse(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SheetError(
            _("The XML is broken at line %(line)d: %(reason)s")
            % {"line": error.lineno or 1, "reason": (error.msg or "").split("\n")[0]}
        ) from error
    if root.getroottree().docinfo.doctype or any(not isinstance(e.tag, str) for e in root.iter(etree.Entity)):
        raise SheetError(
            _("The file declares a document type or entities. That is not accepted; save it without them.")
        )
    return root


def words(parsed: Parsed, element: Any, part: str) -> str:
    """The text of `<name><text>…</text></name>`, or ''; elements in it would be lost, so they are refused."""
    found = element.find("text") if element is not None else None
    if found is None:
        return ""
    if len(found):
        parsed.refuse(part, "not_escaped")
    return (found.text or "").strip()


def rich(parsed: Parsed, element: Any, part: str) -> str:
    if element is None:
        return ""
    if element.find("file") is not None:
        parsed.refuse(part, "has_picture")
    source = words(parsed, element, part)
    return text_of_html(source, parsed, part) if element.get("format", "html") != "plain_text" else source


def read_question(parsed: Parsed, element: Any) -> None:
    parsed.name = words(parsed, element.find("name"), "name")
    parsed.kind = kind_of(element)
    if not parsed.kind:
        parsed.refuse("kind", "kind_not_taken")
        return
    parsed.text = rich(parsed, element.find("questiontext"), "text")
    parsed.feedback = rich(parsed, element.find("generalfeedback"), "feedback")
    parsed.tags = [words(parsed, node, "name") for node in element.iterfind("tags/tag")]
    if parsed.kind == Kind.SHORT:
        parsed.is_case_sensitive = element.findtext("usecase", "0").strip() == "1"
    parsed.is_retired = element.findtext("hidden", "0").strip() == "1"
    parsed.marks = number(parsed, element.findtext("defaultgrade", "1"), "bad_marks")
    if parsed.kind == Kind.ESSAY:
        parsed.hint = rich(parsed, element.find("graderinfo"), "hint")
    else:
        parsed.options = [option(parsed, answer) for answer in element.iterfind("answer")]


def kind_of(element: Any) -> str:
    if element.get("type") == "multichoice":
        single = element.findtext("single", "true").strip() in {"true", "1"}
        return Kind.SINGLE if single else Kind.MULTIPLE
    return KINDS.get(element.get("type") or "", "")


def option(parsed: Parsed, answer: Any) -> Option:
    fraction = number(parsed, answer.get("fraction", "0"), "bad_weight")
    # What is typed is compared letter by letter, so it is no HTML.
    typed = parsed.kind in {Kind.SHORT, Kind.TRUE_FALSE}
    text = words(parsed, answer, "answers") if typed else rich(parsed, answer, "answers")
    return Option(text, fraction, rich(parsed, answer.find("feedback"), "answers"))


def number(parsed: Parsed, text: str, code: str) -> float:
    try:
        value = float(text)
    except ValueError:
        parsed.refuse("answers", code)
        return 0.0
    if not -1000 <= value <= 1000:
        parsed.refuse("answers", code)
        return 0.0
    return value


# --- writing ---------------------------------------------------------------------------------------------------------

NAMES = {Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice"} | {kind: name for name, kind in KINDS.items()}


def write_moodle_xml(questions: Iterable[Parsed]) -> bytes:
    """Every text as plain text: no reader takes anything an author wrote for HTML."""
    root, category = etree.Element("quiz"), ""
    for parsed in questions:
        if parsed.category != category:
            category = parsed.category
            put(etree.SubElement(root, "question", type="category"), "category", category)
        write_question(etree.SubElement(root, "question", type=NAMES[Kind(parsed.kind)]), parsed)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def put(parent: Any, name: str, text: str, **attributes: str) -> Any:
    element = etree.SubElement(parent, name, **attributes)
    etree.SubElement(element, "text").text = text
    return element


def write_question(element: Any, parsed: Parsed) -> None:
    put(element, "name", parsed.name)
    put(element, "questiontext", parsed.text, format="plain_text")
    put(element, "generalfeedback", parsed.feedback, format="plain_text")
    etree.SubElement(element, "defaultgrade").text = f"{parsed.marks:.10g}"
    etree.SubElement(element, "hidden").text = str(int(bool(parsed.is_retired)))
    if parsed.kind in {Kind.SINGLE, Kind.MULTIPLE}:
        etree.SubElement(element, "single").text = "true" if parsed.kind == Kind.SINGLE else "false"
    if parsed.kind == Kind.SHORT:
        etree.SubElement(element, "usecase").text = str(int(bool(parsed.is_case_sensitive)))
    if parsed.kind == Kind.ESSAY:
        put(element, "graderinfo", parsed.hint or "", format="plain_text")
    for option in parsed.options:
        answer = put(element, "answer", option.text, fraction=f"{option.fraction:.10g}", format="plain_text")
        put(answer, "feedback", option.feedback, format="plain_text")
    if parsed.tags:
        tags = etree.SubElement(element, "tags")
        for tag in parsed.tags:
            put(tags, "tag", tag)
