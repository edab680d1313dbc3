"""Inside a paragraph: runs of text, links, fields, footnote marks, pictures and charts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from lxml import etree

from cms.library.docx.charts import read_chart
from cms.library.docx.names import MC, A, C, M, R, V, W, has, local, value
from cms.library.docx.opening import Package, Relation
from cms.library.docx.pictures import read_picture
from cms.library.docx.structure import Chart, Picture, Run
from cms.library.docx.styles import Styles

SAFE_LINK = re.compile(r"^(?:https?|mailto):", re.IGNORECASE)
HYPERLINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]+)"')
REFERENCE = re.compile(r"^\s*(?:REF|PAGEREF|NOTEREF)\s+(\S+)")
DROPPED_FIELDS = ("TOC", "INDEX", "TOA", "PAGE ", "NUMPAGES", "PAGEREF")


@dataclass(frozen=True)
class Look:
    href: str = ""
    anchor: str = ""


@dataclass
class Field:
    """A field of Word: its instruction, then its last result."""

    instruction: str = ""
    in_result: bool = False

    @property
    def is_dropped(self) -> bool:
        return self.instruction.strip().upper().startswith(DROPPED_FIELDS)

    @property
    def look(self) -> Look:
        if match := HYPERLINK.search(self.instruction):
            target = match.group(1)
            return Look(href=target) if SAFE_LINK.match(target) else Look(anchor=target)
        match = REFERENCE.match(self.instruction)
        return Look(anchor=match.group(1)) if match else Look()


def unclosed_fields(root: etree._Element) -> set[etree._Element]:
    """The marks that begin a field which nothing ends: everything behind them would belong to it."""
    open_marks: list[etree._Element] = []
    for mark in root.iter(f"{W}fldChar"):
        if mark.get(f"{W}fldCharType") == "begin":
            open_marks.append(mark)
        elif mark.get(f"{W}fldCharType") == "end" and open_marks:
            open_marks.pop()
    return set(open_marks)


class Inline:
    """Reads paragraphs of one part; fields may reach across several of them."""

    def __init__(
        self, package: Package, relations: dict[str, Relation], styles: Styles, lose: Callable[[str, str], None]
    ) -> None:
        self.package, self.relations, self.styles, self.lose = package, relations, styles, lose
        self.fields: list[Field] = []
        self.runs: list[Run] = []
        self.objects: list[Picture | Chart] = []
        self.anchors: list[str] = []
        self.run_style: etree._Element | None = None
        self.paragraph: etree._Element | None = None
        self.unclosed: set[etree._Element] = set()
        self.handlers: dict[str, Callable[[etree._Element, Look], None]] = {
            "r": self.read_run,
            "hyperlink": self.read_link,
            "fldSimple": self.read_simple_field,
            "bookmarkStart": self.read_bookmark,
            "del": self.read_deleted,
            "moveFrom": self.read_deleted,
            "ins": self.read_inserted,
            "moveTo": self.read_inserted,
            "oMath": self.read_equation,
            "oMathPara": self.read_equation,
            "pPr": self.skip,
            "sdtPr": self.skip,
            "AlternateContent": self.read_alternative,
        }
        self.run_handlers: dict[str, Callable[[etree._Element, Look], None]] = {
            "t": lambda node, look: self.add(node.text or "", look),
            "tab": lambda node, look: self.add("\t", look),
            "br": self.read_break,
            "cr": lambda node, look: self.add("\n", look),
            "noBreakHyphen": lambda node, look: self.add("‑", look),
            "sym": self.read_symbol,
            "fldChar": self.read_field_mark,
            "instrText": self.read_instruction,
            "footnoteReference": lambda node, look: self.add_note(node.get(f"{W}id", ""), ""),
            "endnoteReference": lambda node, look: self.add_note(node.get(f"{W}id", ""), "e"),
            "commentReference": self.read_comment,
            "drawing": self.read_drawing,
            "pict": self.read_old_picture,
            "object": self.read_object,
            "AlternateContent": self.read_alternative,
            "ruby": self.read_ruby,
        }

    def read(self, paragraph: etree._Element) -> tuple[list[Run], list[Picture | Chart], list[str]]:
        """Runs, pictures and charts, and the names of the places in this paragraph."""
        self.runs, self.objects, self.anchors, self.paragraph = [], [], [], paragraph
        self.walk(paragraph, Look())
        return self.runs, self.objects, self.anchors

    def walk(self, node: etree._Element, look: Look) -> None:
        for child in node:
            self.handlers.get(local(child), self.walk)(child, look)

    def skip(self, node: etree._Element, look: Look) -> None:
        """Nothing to read here."""

    def read_run(self, run: etree._Element, look: Look) -> None:
        if self.is_hidden(run):
            if hidden := "".join(run.itertext(f"{W}t")).strip():
                self.lose("hidden", _("Hidden text was left out: “%(text)s”.") % {"text": hidden})
            self.read_field_marks(run)
            return
        self.run_style = run
        for child in run:
            if handler := self.run_handlers.get(local(child)):
                handler(child, look)

    def is_hidden(self, run: etree._Element) -> bool:
        """By itself, by its character style or by the style of its paragraph."""
        own = has(run, "rPr/vanish")
        if own is not None:
            return own
        named = [value(run, "rPr/rStyle"), value(self.paragraph, "pPr/pStyle")]
        said = (style.hidden for name in named for style in self.styles.chain(name))
        return next((hidden for hidden in said if hidden is not None), False)

    def add(self, text: str, look: Look) -> None:
        if not self.is_shown() or not text:
            return
        for outer in self.fields:
            if outer.in_result and outer.look != Look():
                look = outer.look
        run = Run(
            text,
            bold=self.switch("b"),
            italic=self.switch("i"),
            raised=self.raised(),
            href=look.href,
            anchor=look.anchor,
        )
        if self.runs and not self.runs[-1].note and self.runs[-1].look == run.look:
            self.runs[-1] = replace(self.runs[-1], text=self.runs[-1].text + text)
        else:
            self.runs.append(run)

    def is_shown(self) -> bool:
        return all(outer.in_result and not outer.is_dropped for outer in self.fields)

    def switch(self, name: str) -> bool:
        """Bold or italic, from the run or its character style; a paragraph's own look is no emphasis."""
        own = has(self.run_style, f"rPr/{name}")
        if own is not None:
            return own
        for style in self.styles.chain(value(self.run_style, "rPr/rStyle")):
            found = style.bold if name == "b" else style.italic
            if found is not None:
                return found
        return False

    def raised(self) -> str:
        found = value(self.run_style, "rPr/vertAlign")
        return {"superscript": "sup", "subscript": "sub"}.get(found, "")

    def add_note(self, identity: str, prefix: str) -> None:
        if self.is_shown():
            self.runs.append(Run(note=f"{prefix}{identity}"))

    def read_break(self, node: etree._Element, look: Look) -> None:
        if node.get(f"{W}type", "textWrapping") == "textWrapping":
            self.add("\n", look)

    def read_symbol(self, node: etree._Element, look: Look) -> None:
        code = node.get(f"{W}char", "")
        self.lose(
            "symbol",
            _("A symbol of the font %(font)s (code %(code)s) could not be kept.")
            % {"font": node.get(f"{W}font", "?"), "code": code},
        )

    def read_link(self, node: etree._Element, look: Look) -> None:
        relation = self.relations.get(node.get(f"{R}id", ""))
        if relation and SAFE_LINK.match(relation.target):
            look = Look(href=relation.target)
        elif relation:
            self.lose(
                "link", _("A link to “%(target)s” was left out, its text was kept.") % {"target": relation.target}
            )
        elif node.get(f"{W}anchor"):
            look = Look(anchor=node.get(f"{W}anchor", ""))
        self.walk(node, look)

    def read_simple_field(self, node: etree._Element, look: Look) -> None:
        self.fields.append(Field(node.get(f"{W}instr", ""), in_result=True))
        self.walk(node, look)
        self.fields.pop()

    def read_field_mark(self, node: etree._Element, look: Look) -> None:
        step = node.get(f"{W}fldCharType")
        if node in self.unclosed:
            self.lose("field", _("A field without an end was left out; the text behind it was kept."))
        elif step == "begin":
            self.fields.append(Field())
        elif step == "separate" and self.fields:
            self.fields[-1].in_result = True
        elif step == "end" and self.fields:
            self.fields.pop()

    def read_field_marks(self, node: etree._Element) -> None:
        """Where a field begins and ends counts, though its marks are hidden or were deleted."""
        for mark in node.iter(f"{W}fldChar"):
            self.read_field_mark(mark, Look())

    def read_instruction(self, node: etree._Element, look: Look) -> None:
        if self.fields:
            self.fields[-1].instruction += node.text or ""

    def read_bookmark(self, node: etree._Element, look: Look) -> None:
        self.anchors.append(node.get(f"{W}name", ""))

    def read_deleted(self, node: etree._Element, look: Look) -> None:
        if text := "".join(node.itertext(f"{W}t", f"{W}delText")).strip():
            self.lose("change", _("A tracked deletion was taken as accepted: “%(text)s”.") % {"text": text})
        self.read_field_marks(node)

    def read_inserted(self, node: etree._Element, look: Look) -> None:
        if text := "".join(node.itertext(f"{W}t")).strip():
            self.lose("change", _("A tracked insertion was taken as accepted: “%(text)s”.") % {"text": text})
        self.walk(node, look)

    def read_equation(self, node: etree._Element, look: Look) -> None:
        text = "".join(node.itertext(f"{M}t")).strip()
        self.lose("equation", _("An equation could not be kept: “%(text)s”.") % {"text": text})

    def read_comment(self, node: etree._Element, look: Look) -> None:
        self.lose("comment", _("A comment was left out."))

    def read_object(self, node: etree._Element, look: Look) -> None:
        self.lose("object", _("An embedded object could not be kept. Put in a picture or a table instead."))

    def read_ruby(self, node: etree._Element, look: Look) -> None:
        base = node.find(f"{W}rubyBase")
        if base is not None:
            self.walk(base, look)
        self.lose("ruby", _("A reading above characters was left out."))

    def read_alternative(self, node: etree._Element, look: Look) -> None:
        """Word's newest form where we know it, else the older one beside it."""
        choice, fallback = node.find(f"{MC}Choice"), node.find(f"{MC}Fallback")
        known = choice is not None and choice.get("Requires", "") in {"wps", "wpg", "wpc", "w14"}
        taken = choice if known or fallback is None else fallback
        if taken is not None:
            for child in taken:
                handler = self.run_handlers.get(local(child)) or self.handlers.get(local(child), self.walk)
                handler(child, look)

    def read_drawing(self, node: etree._Element, look: Look) -> None:
        found = [self.read_text_box(box) for box in node.iter(f"{W}txbxContent")]
        for frame in node.iter(f"{C}chart"):
            found.append(self.take_chart(node, frame))
        for blip in node.iter(f"{A}blip"):
            found.append(self.take_picture(blip, described(node)))
        if not found:
            self.lose("drawing", _("A drawing could not be kept. Save it as a picture and put that in its place."))

    def read_old_picture(self, node: etree._Element, look: Look) -> None:
        found = [self.read_text_box(box) for box in node.iter(f"{W}txbxContent")]
        for shape in node.iter(f"{V}imagedata"):
            holder = shape.getparent()
            found.append(self.take_picture(shape, holder.get("alt", "")))
        if not found:
            self.lose("drawing", _("A drawing could not be kept. Save it as a picture and put that in its place."))

    def read_text_box(self, box: etree._Element) -> bool:
        text = "".join(box.itertext(f"{W}t")).strip()
        if text:
            self.lose("textbox", _("A text box could not be kept. Its text was: “%(text)s”.") % {"text": text})
        return True

    def take_chart(self, drawing: etree._Element, frame: etree._Element) -> bool:
        relation = self.relations.get(frame.get(f"{R}id", ""))
        chart = None
        if relation and not relation.is_external and relation.target in self.package.names:
            chart = read_chart(self.package, relation.target)
        if chart is None:
            self.lose("chart", _("A chart could not be kept: its numbers are not in the file."))
            return True
        self.objects.append(replace(chart, alt=described(drawing)))
        return True

    def take_picture(self, blip: etree._Element, alt: str) -> bool:
        identity = blip.get(f"{R}embed") or blip.get(f"{R}id") or ""
        relation = self.relations.get(identity)
        if relation is None or relation.is_external or relation.target not in self.package.names:
            self.lose("picture", _("A picture that lies outside the file was not fetched. Put it into the document."))
            return True
        picture, fault = read_picture(self.package, relation.target)
        if picture is None:
            self.lose("picture", fault)
            return True
        self.objects.append(replace(picture, alt=alt.strip()))
        return True


def described(drawing: etree._Element) -> str:
    """The alternative text that Word keeps with a drawing."""
    for node in drawing.iter():
        if local(node) == "docPr":
            return (node.get("descr") or node.get("title") or "").strip()
    return ""
