"""A published paper as data for the typesetter: what the page says, in runs of text instead of HTML."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from lxml import html as lxml_html
from wagtail.models import Page

from cms.blocks.charts import chart_digest, drawn
from cms.blocks.figures import described, said_of
from cms.blocks.footnotes import MARKER
from cms.blocks.models import DrawnChart
from cms.blocks.numbering import NAMED, REFERENCE, Numbers, anchor_of
from cms.blocks.tables import table_rows
from cms.library.models import WhitePaperChapterPage, WhitePaperPage
from cms.library.models.translations import mark_of
from cms.release.models import Signature
from cms.release.queries import numbers_of
from shared.documents.queries import seal_of
from shared.media.cleaning import UncleanError, cleaned

Run = dict[str, Any]
LOOKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "sup", "sub": "sub"}
WIDEST = "max-2000x2000"


class PictureMissingError(Exception):
    """The file of a picture is gone; str() says which."""


def nothing() -> None:
    """Nobody wants to know how far it is."""


def paper_book(
    paper: WhitePaperPage,
    pages: list[Any] | None = None,
    *,
    signatures: Iterable[Signature] = (),
    before_drawing: Callable[[], None] = nothing,
) -> dict[str, Any]:
    """The paper with these chapters, the live ones where none are given. Pictures are bytes; each has its alternative.

    Under the text stand the seals of the agencies whose `signatures` are given, as they were on the day of signing.
    `before_drawing` is called when the text is there and charts and pictures begin. Raises PictureMissingError.
    """
    with translation.override(paper.locale.language_code):
        if pages is None:
            pages = list(WhitePaperChapterPage.objects.child_of(paper).live().order_by("path"))
        inside = {page.pk: f"chapter-{at}" for at, page in enumerate(pages, 1)}
        numbers = paper.numbers(pages)
        chapters = [Chapter(page, inside, numbers) for page in pages]
        before_drawing()
        with ThreadPoolExecutor(1) as pen:  # the drawing engine works beside what Python does meanwhile
            charts = Charts(chapters, pen)
            book = bound(paper, pages, chapters) | {"issuers": issuers(paper, signatures)}
            for chapter in chapters:
                chapter.draw_pictures()
            charts.put()
        return book


class Charts:
    """The charts of a paper: those drawn when it was sent to review are there, the others are drawn meanwhile."""

    def __init__(self, chapters: list["Chapter"], pen: Executor) -> None:
        said = [(data, said_of(value)) for chapter in chapters for data, value in chapter.figures()]
        self.figures = [(data, chart_digest(one), one) for data, one in said if one]
        self.svgs = DrawnChart.objects.svgs(digest for _data, digest, _one in self.figures)
        missing = {digest: one for _data, digest, one in self.figures if digest not in self.svgs}
        self.drawings: dict[str, Future[str]] = {digest: pen.submit(drawn, one) for digest, one in missing.items()}

    def put(self) -> None:
        """Into the book, and away for the next time."""
        new = {digest: drawing.result() for digest, drawing in self.drawings.items()}
        DrawnChart.objects.keep(new)
        for data, digest, _one in self.figures:
            data["image"] = (self.svgs | new)[digest].encode()


def bound(paper: WhitePaperPage, pages: list[Any], chapters: list["Chapter"]) -> dict[str, Any]:
    """What stands on the cover, the chapters, the chronicle."""
    return {
        **about(paper),
        "subtitle": paper.subtitle,
        "translation": translation_words({mark_of(page) for page in [paper, *pages]}),
        "summary": paper.summary,
        "period": " — ".join(str(day) for day in (paper.period_start, paper.period_end) if day),
        "edition": paper.edition,
        "document_number": paper.document_number,
        "authors": [name_of(i.agency) for i in paper.issuers.all()],
        "chapters": [chapter.data for chapter in chapters],
        "chronicle": [{"date": event.printed_date, "text": event.text} for event in paper.chronicle.all()],
    }


def issuers(paper: WhitePaperPage, signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    """The issuing agencies, each with its document number and its seal where there is one; never an empty string."""
    numbers, seals = numbers_of(paper), {row.agency_id: seal_under(row) for row in signatures if row.agency}
    found = []
    for issuer in paper.issuers.all():
        said = {"number": numbers.get(issuer.agency_id), "seal": seals.get(issuer.agency_id)}
        kept = {key: value for key, value in said.items() if value}
        found.append({"name": name_of(issuer.agency), "side": issuer.agency.side, **kept})
    return found


def seal_under(signature: Signature) -> bytes | None:
    """The seal that the agency had on the day of its signature."""
    day = timezone.localdate(signature.signed_at)
    seal = seal_of(signature.agency, day) if signature.agency else None
    if seal is None:
        return None
    try:
        with seal.image.open("rb") as file:
            return file.read()
    except OSError as fault:
        message = _("The picture of the seal of %(agency)s cannot be read. Put it in again.")
        raise PictureMissingError(message % {"agency": signature.agency}) from fault


def translation_words(marks: set[str]) -> str:
    """What the cover of a translated paper says where any page of it is unreviewed or outdated."""
    if "machine" in marks:
        return _("Parts were translated by machine and have not been reviewed. The Chinese text is authoritative.")
    if "outdated" in marks:
        return _("The Chinese text of some parts has changed since. The Chinese text is authoritative.")
    return ""


def about(page: Any) -> dict[str, Any]:
    return {
        "title": page.title,
        "published_on": page.published_on or timezone.localdate(page.last_published_at or timezone.now()),
        "url": address(page),
        "words": {
            "contents": _("Contents"),
            "chronicle": _("Chronicle of events"),
            "table": pgettext("label before its number", "Table"),
            "figure": pgettext("label before its number", "Figure"),
            "unit": _("Unit"),
            "period": _("Period"),
            "scope": _("Scope"),
            "cutoff": _("Cut-off"),
            "source": _("Source"),
            "note": pgettext("below a table", "Note"),
            "edition": _("Edition"),
            "seal": pgettext("of an agency, printed under a text", "Seal"),
            "published": _("Published on"),
            "online": _("This text is also a web page"),
        },
    }


def address(page: Page) -> str:
    """Where the page stands for the public, whatever host name the site's row has."""
    path = page.get_url() or ""
    return f"{settings.BASE_URL}{path}" if path.startswith("/") else path


def name_of(agency: Any) -> str:
    return (agency.name_en if translation.get_language() == "en" else "") or agency.name


class Texts:
    """Rich text as runs, with the footnotes of a chapter where they are referred to."""

    def __init__(self, notes: Mapping[str, str], inside: Mapping[int, str], prefix: str, numbers: Numbers) -> None:
        self.notes, self.inside, self.prefix, self.numbers = notes, inside, prefix, numbers
        self.used: set[str] = set()

    def paragraphs(self, source: str) -> list[list[Run]]:
        """The paragraphs of a rich text."""
        root = lxml_html.fragment_fromstring(source or "", create_parent="div")
        parts = [part for part in root if part.tag in {"p", "li", "h2", "h3", "h4"}] or [root]
        return [runs for part in parts if (runs := self.runs_of(part))]

    def runs_of(self, node: Any) -> list[Run]:
        return list(self.walk(node, {}))

    def line(self, text: str | None) -> list[Run]:
        """Plain text with footnote markers; blocks of older data may lack one."""
        return list(self.cut(text or "", {}))

    def walk(self, node: Any, look: Run) -> Iterator[Run]:
        yield from self.cut(node.text or "", look)
        for child in node:
            if child.tag == "br":
                yield {**look, "text": "\n"}
            elif isinstance(child.tag, str):
                yield from self.walk(child, look | self.look_of(child))
            yield from self.cut(child.tail or "", look)

    def look_of(self, node: Any) -> Run:
        if node.tag in LOOKS:
            return {LOOKS[node.tag]: True}
        if node.tag != "a":
            return {}
        identity = node.get("id", "")
        if node.get("linktype") != "page" or not identity.isdigit():
            return {"href": node.get("href", "")}
        if int(identity) in self.inside:
            return {"to": self.inside[int(identity)]}
        page = Page.objects.filter(pk=identity).first()
        return {"href": address(page) if page else ""}

    def cut(self, text: str, look: Run) -> Iterator[Run]:
        """Text and footnotes in turn; a note that is referred to again is referred to, not repeated."""
        for at, part in enumerate(MARKER.split(text)):
            if at % 2 and part in self.notes:
                key = f"{self.prefix}-note-{part}"
                is_first = part not in self.used
                self.used.add(part)
                yield {"key": key, "note": self.note(part)} if is_first else {"key": key}
            elif at % 2:
                yield {**look, "text": f"[^{part}]"}
            elif part:
                yield from self.referred(part, look)

    def referred(self, text: str, look: Run) -> Iterator[Run]:
        """Text and references in turn; a name that nothing has stays visible as it was written."""
        for at, part in enumerate(REFERENCE.split(text)):
            place = self.numbers.named.get(part) if at % 2 else None
            if place:
                yield {**look, "text": place.words, "to": key_of(place.anchor)}
            elif at % 2:
                yield {**look, "text": f"[#{part}]"}
            elif part:
                yield {**look, "text": part}

    def note(self, mark: str) -> list[Run]:
        plain = Texts({}, self.inside, self.prefix, self.numbers)
        lines = plain.paragraphs(self.notes[mark])
        return [run for at, line in enumerate(lines) for run in ([{"text": "\n"}] if at else []) + line]


class Chapter:
    """A chapter with its blocks as data; its charts and pictures are drawn afterwards."""

    def __init__(self, page: WhitePaperChapterPage, inside: Mapping[int, str], numbers: Numbers) -> None:
        self.page, self.numbers = page, numbers
        self.key = inside[page.pk]
        notes = {note.value["mark"]: note.value["text"].source for note in page.footnotes}
        self.texts = Texts(notes, inside, self.key, numbers)
        self.blocks = [{"kind": block.block_type, **self.block(block)} for block in page.body]
        self.data = {"title": numbers.titles[page.slug], "key": self.key, "blocks": self.blocks}

    def figures(self) -> Iterator[tuple[dict[str, Any], Any]]:
        """The data of each statistical figure with what its chart is drawn from."""
        for block, data in zip(self.page.body, self.blocks, strict=True):
            if block.block_type == "figure":
                yield data, block.value

    def draw_pictures(self) -> None:
        for block, data in zip(self.page.body, self.blocks, strict=True):
            if block.block_type == "picture":
                data["image"] = picture_bytes(block.value["image"])

    def block(self, block: Any) -> dict[str, Any]:
        data = getattr(self, block.block_type)(block.value)
        if block.block_type not in NAMED:
            return data
        number = self.numbers.of.get(block.id or "", "")
        if block.block_type == "heading":
            data["text"] = number or data["text"]
        return {**data, "key": key_of(anchor_of(block.block_type, block.id or "")), "number": number}

    def paragraph(self, value: Any) -> dict[str, Any]:
        return {"paragraphs": self.texts.paragraphs(value.source)}

    def heading(self, value: Any) -> dict[str, Any]:
        return {"text": value["text"], "level": int(value["level"])}

    def items(self, value: Any) -> dict[str, Any]:
        rows = [
            {"paragraphs": self.texts.paragraphs(item["text"].source), "level": int(item["level"])}
            for item in value["items"]
        ]
        return {"is_ordered": bool(value["is_ordered"]), "items": rows}

    def quote(self, value: Any) -> dict[str, Any]:
        return {"paragraphs": self.texts.paragraphs(value["text"].source), "attribution": value["attribution"] or ""}

    def note(self, value: Any) -> dict[str, Any]:
        return {"title": value["title"] or "", "paragraphs": self.texts.paragraphs(value["text"].source)}

    def table(self, value: Any) -> dict[str, Any]:
        rows = table_rows(value["grid"], value["header_rows"])
        cells = self.cells(rows)
        split = value["header_rows"] or 0
        return {
            "caption": self.texts.line(value["caption"]),
            **facts_of(value),
            "columns": width(value),
            "head": cells[:split],
            "rows": cells[split:],
            **self.below(value),
        }

    def cells(self, rows: list[list[Run]]) -> list[list[Run]]:
        return [[{**cell, "runs": self.texts.line(cell["text"])} for cell in row] for row in rows]

    def below(self, value: Any) -> dict[str, Any]:
        return {"note": self.texts.line(value["note"]), "source": self.texts.line(value["source"])}

    def picture(self, value: Any) -> dict[str, Any]:
        return {
            "image": None,
            "alt": value["alt"] or "",
            "caption": self.texts.line(value["caption"]),
            **self.below(value),
        }

    def figure(self, value: Any) -> dict[str, Any]:
        """A statistical figure: its chart and, below it, the same numbers as a table."""
        alt = described(value)
        cells = self.cells(table_rows(value["grid"], 1))
        return {
            "columns": width(value),
            "head": cells[:1],
            "rows": cells[1:],
            "image": None,
            "alt": alt,
            "caption": self.texts.line(value["title"]),
            **facts_of(value),
            **self.below(value),
        }


def facts_of(value: Any) -> dict[str, Any]:
    """What a statistic says of itself above its numbers."""
    return {name: value[name] or "" for name in ("unit", "period", "scope")} | {"cutoff": value["cutoff"]}


def key_of(anchor: str) -> str:
    """The label of a block in the typeset text."""
    return f"at-{anchor}"


def width(value: Any) -> int:
    return max((len(row) for row in (value["grid"] or {}).get("data") or [[]]), default=0)


def picture_bytes(image: Any) -> bytes | None:
    if image is None:
        return None
    try:
        with image.get_rendition(WIDEST).file.open("rb") as file:
            return cleaned(file.read())
    except (OSError, UncleanError) as fault:
        message = _("The file of the picture “%(title)s” cannot be read. Put the picture in again.")
        raise PictureMissingError(message % {"title": image.title}) from fault
