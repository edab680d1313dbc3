"""Figures: pictures with a text for those who cannot see them, and statistics that say what they count."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.charts import chart_said, chart_svg
from cms.blocks.fields import NameBlock
from cms.blocks.tables import GridBlock, number, table_rows
from cms.blocks.units import SEVERAL_UNITS, bare, is_total, total_fault, unit_of

KINDS = [
    ("bar", _("bars")),
    ("line", _("lines")),
    ("stacked", _("stacked bars")),
    ("share", _("shares of a whole")),
]
PARTS_OF_A_WHOLE = {"stacked", "share"}

Numbers = Sequence[Sequence[float | None]]


class PictureBlock(blocks.StructBlock):
    """A picture in the text. The number (图 1) is counted through the paper, charts and pictures together."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Text alternative"),
        max_length=400,
        help_text=_("What the picture shows, for those who cannot see it. Required; figures belong into it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)
    source = blocks.CharBlock(label=_("Source of the figures"), required=False, max_length=250)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=400)
    label = NameBlock()

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "blocks/picture.html"


class StatFigureBlock(blocks.StructBlock):
    """A statistic as a chart, a table and files. It cannot be saved without unit, period, cut-off, scope, source, note.

    First row of the grid: heading of the categories, then one heading per series. First column: the categories.
    """

    title = blocks.CharBlock(label=_("Title"), max_length=120, help_text=_("Without a number: it is counted."))
    kind = blocks.ChoiceBlock(
        label=_("Kind of chart"),
        choices=KINDS,
        default="bar",
    )
    grid = GridBlock(label=_("Data"))
    unit = blocks.CharBlock(
        label=_("Unit"),
        max_length=10,
        help_text=_("One unit: 件, 人, 人次, 万元, %. Cases and persons are never mixed."),
    )
    period = blocks.CharBlock(label=_("Period"), max_length=60, help_text=_("For example 2021—2023年."))
    cutoff = blocks.DateBlock(label=_("Cut-off date"))
    scope = blocks.CharBlock(label=_("Scope"), max_length=120, help_text=_("Whose figures these are."))
    source = blocks.CharBlock(label=_("Source of the figures"), max_length=250)
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)
    note = blocks.CharBlock(
        label=_("Footnote"),
        max_length=400,
        help_text=_("What is counted and what is not: how the figures were gathered, rounded, or changed since."),
    )
    alt = blocks.CharBlock(
        label=_("Text alternative"),
        required=False,
        max_length=400,
        help_text=_("Leave empty to have it written from the data."),
    )
    label = NameBlock()

    class Meta:
        label = _("Statistical figure")
        icon = "order"
        template = "blocks/stat_figure.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rows = table_rows(value["grid"], 1)
        return {
            **super().get_context(value, parent_context),
            "head": rows[:1],
            "rows": rows[1:],
            "svg": chart(value),
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {"unit": unit_fault(cleaned), "grid": grid_fault(cleaned)}
        found = {name: ValidationError(message) for name, message in errors.items() if message}
        if found:
            raise blocks.StructBlockValidationError(block_errors=found)
        return cleaned


def unit_fault(value: Any) -> Any:
    if SEVERAL_UNITS.search(value.get("unit") or ""):
        return _("A figure has one unit. Make one figure for cases and another for persons.")
    rows = (value.get("grid") or {}).get("data") or [[]]
    series, categories = rows[0][1:], [row[0] for row in rows[1:] if row]
    if value.get("kind") not in PARTS_OF_A_WHOLE:
        return None
    own = unit_of(value.get("unit") or "")
    units = {unit for heading in [*series, *categories] if (unit := unit_of(heading or ""))}
    if len(units | ({own} if own and units else set())) > 1:
        return _("Cases and persons are never added up: the series of this chart have different units.")
    return None


def grid_fault(value: Any) -> Any:
    rows = (value.get("grid") or {}).get("data") or []
    if len(rows) < 2 or len(rows[0]) < 2:
        return _("A figure needs a row of headings, a column of categories and at least one number.")
    try:
        numbers = [[number(cell or "") for cell in row[1:]] for row in rows[1:]]
    except ValueError as fault:
        return _("“%(cell)s” is not a number.") % {"cell": str(fault).split(": ")[-1].strip("'")}
    if not any(n is not None for row in numbers for n in row):
        return _("A figure needs a row of headings, a column of categories and at least one number.")
    if value.get("kind") in PARTS_OF_A_WHOLE and any(map(is_total, [*rows[0][1:], *(row[0] for row in rows[1:])])):
        return _("A total is no part of the whole: leave it out of a chart of stacked bars or shares.")
    return (
        total_fault(value.get("grid"), 1)
        or names_fault(rows, numbers)
        or parts_fault(value.get("kind") or "", rows, numbers)
    )


def names_fault(rows: Sequence[Sequence[Any]], numbers: Numbers) -> Any:
    """Rows or columns of one name that hold figures: charts draw them over each other, stacked bars add them up."""
    named = (
        zip([row[0] for row in rows[1:]], numbers, strict=True),
        zip(rows[0][1:], zip_longest(*numbers), strict=False),
    )
    for pairs in named:
        names = Counter(bare(name) for name, own in pairs if any(n is not None for n in own))
        if twice := [name for name, times in names.items() if times > 1]:
            return _(
                "“%(name)s” stands at several rows or columns, which a chart would draw over each other. "
                "Give each its own name."
            ) % {"name": twice[0] or "—"}
    return None


def parts_fault(kind: str, rows: Sequence[Sequence[Any]], numbers: Numbers) -> Any:
    """Parts below nothing, and shares of nothing: of the column where it stands alone, else of each row."""
    if kind not in PARTS_OF_A_WHOLE:
        return None
    wholes = [(row[0], own) for row, own in zip(rows[1:], numbers, strict=True)]
    for name, parts in wholes:
        if any(n is not None and n < 0 for n in parts):
            return _("“%(name)s” holds a negative figure, which is no part of a whole. Choose bars or lines.") % {
                "name": name or "—"
            }
    if len(rows[0]) == 2:
        wholes = [(rows[0][1], [n for own in numbers for n in own])]
    for name, parts in wholes if kind == "share" else ():
        known = [n for n in parts if n is not None]
        if known and not sum(known):
            return _("The parts of “%(name)s” add up to 0, so that no shares can be drawn.") % {"name": name or "—"}
    return None


def described(figure: Mapping[str, Any]) -> str:
    """The text alternative of a chart: the editor's own, else the data in words."""
    if figure.get("alt"):
        return str(figure["alt"])
    rows = (figure.get("grid") or {}).get("data") or [[]]
    unit = figure.get("unit", "")
    series = [
        gettext("%(series)s: %(values)s")
        % {"series": heading, "values": "，".join(f"{row[0]} {row[i]}{unit}" for row in rows[1:] if row[i])}
        for i, heading in enumerate(rows[0][1:], 1)
    ]
    return f"{figure.get('title', '')}。" + "；".join(series)


def chart(figure: Mapping[str, Any]) -> str:
    """The figure as SVG, or nothing while its data is still incomplete."""
    return chart_svg(**drawing_of(figure)) if has_numbers(figure) else ""


def said_of(figure: Mapping[str, Any]) -> str:
    """What the chart is drawn from, in the language of now; '' while the data is still incomplete."""
    return chart_said(**drawing_of(figure)) if has_numbers(figure) else ""


def drawing_of(figure: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[cell or "" for cell in row] for row in figure["grid"]["data"]]
    return {
        "kind": figure["kind"],
        "rows": rows,
        "numbers": [[number(cell) for cell in row[1:]] for row in rows[1:]],
        "unit": figure.get("unit") or "",
        "title": figure.get("title") or "",
        "description": described(figure),
    }


def has_numbers(figure: Mapping[str, Any]) -> bool:
    """Can a chart be drawn, or is the data still incomplete (a draft)?"""
    rows = (figure.get("grid") or {}).get("data") or []
    try:
        return any(number(c or "") is not None for row in rows[1:] for c in row[1:])
    except ValueError:
        return False
