from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.blocks.figures import KINDS, StatFigureBlock
from cms.blocks.sheets import Layout, RawSheet, cut, headings_in_one
from cms.blocks.sheets.reading import place
from cms.blocks.tables import WHEN_FIGURES, StatTableBlock, grid

NEEDED_FOR_FIGURE = ("unit", "period", "cutoff", "scope", "source", "note")


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet (.xlsx or .csv)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"})
    )


class RangeForm(forms.Form):
    """What the editor confirms: the range, its header rows, the unit, and what the table is to become."""

    first_row = forms.IntegerField(label=_("First row (the first header row)"), min_value=1)
    last_row = forms.IntegerField(label=_("Last row"), min_value=1)
    first_column = forms.ChoiceField(label=_("First column"))
    last_column = forms.ChoiceField(label=_("Last column"))
    header_rows = forms.IntegerField(label=_("Header rows"), min_value=1, max_value=4)
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("Without a number: it is counted."))
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    period = forms.CharField(label=_("Period"), max_length=60, required=False, help_text=WHEN_FIGURES)
    cutoff = forms.DateField(
        label=_("Cut-off date"), required=False, widget=forms.DateInput({"type": "date"}), help_text=WHEN_FIGURES
    )
    scope = forms.CharField(label=_("Scope"), max_length=120, required=False, help_text=WHEN_FIGURES)
    note = forms.CharField(label=_("Footnote"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))
    source = forms.CharField(label=_("Source of the figures"), max_length=250, required=False, help_text=WHEN_FIGURES)
    kind = forms.ChoiceField(
        label=_("It becomes"),
        choices=[("table", _("a table")), ("figure", _("a statistical figure (chart and table)"))],
    )
    chart = forms.ChoiceField(label=_("Kind of chart"), choices=KINDS, required=False)
    over = forms.ChoiceField(label=_("Place in the text"), required=False)
    left_open: list[str] = []  # what the draft still lacks for its review

    def __init__(self, *args: Any, sheet: RawSheet, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        width = max(len(row) for row in sheet.rows)
        letters = [(str(at), place(1, at)[:-1]) for at in range(width)]
        for name in ("first_column", "last_column"):
            self.fields[name].choices = letters  # type: ignore[attr-defined]
        self.fields["over"].choices = [("", _("at the end of the text")), *places]  # type: ignore[attr-defined]

    @staticmethod
    def start(layout: Layout) -> dict[str, Any]:
        return {
            "first_row": layout.top + 1,
            "last_row": layout.bottom + 1,
            "first_column": str(layout.left),
            "last_column": str(layout.right),
            "header_rows": layout.header_rows,
            "title": layout.title[:120],
            "unit": layout.unit,
            "note": layout.note[:400],
            "source": layout.source[:250],
            "period": layout.period,
            "cutoff": layout.cutoff,
            "scope": layout.scope,
            "kind": "table",
            "chart": "bar",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        layout = self.layout()
        if layout.bottom < layout.top or layout.right < layout.left or layout.top >= len(self.sheet.rows):
            raise ValidationError(_("The range ends before it begins, or lies outside the sheet."))
        self.cut = cut(self.sheet, layout)
        if self.cut.faults:
            raise ValidationError(self.cut.faults)
        self.check_kind(data)
        if not self.errors:
            self.check_block()
        return data

    def check_kind(self, data: dict[str, Any]) -> None:
        if data.get("over") and data["over"].partition(":")[0] != data["kind"]:
            self.add_error("over", _("A table replaces a table, and a figure a figure."))
        for name in NEEDED_FOR_FIGURE if data["kind"] == "figure" else ():
            if not data.get(name):
                self.add_error(name, _("A statistical figure needs this."))

    def layout(self) -> Layout:
        data = self.cleaned_data
        columns = int(data["first_column"]), int(data["last_column"])
        return Layout(
            data["first_row"] - 1, data["last_row"] - 1, *columns, data["header_rows"], unit=data.get("unit") or ""
        )

    def value(self) -> dict[str, Any]:
        """The block as the stream stores it."""
        data = self.cleaned_data
        about = {name: data.get(name) or "" for name in ("unit", "period", "scope", "note", "source")}
        about["cutoff"] = data["cutoff"].isoformat() if data.get("cutoff") else ""
        if data["kind"] == "table":
            table = self.cut.grid(data["header_rows"])
            return {**about, "caption": data["title"], "grid": table, "header_rows": data["header_rows"]}
        rows = headings_in_one(self.cut, data["header_rows"])
        about |= {"title": data["title"], "kind": data["chart"] or "bar", "source_url": "", "alt": ""}
        return {**about, "grid": grid(rows)}

    def check_block(self) -> None:
        """What the editor's own form would refuse is refused here already, but for headings: those she edits there."""
        block = StatTableBlock() if self.cleaned_data["kind"] == "table" else StatFigureBlock()
        try:
            block.clean(block.to_python(self.value()))
        except ValidationError as error:
            for name, fault in (getattr(error, "block_errors", None) or {"": error}).items():
                messages = [str(message) for message in getattr(fault, "messages", [fault])]
                if name == "unit" and self.cleaned_data["unit"] and self.cleaned_data["kind"] == "table":
                    self.left_open = messages
                    continue
                self.add_error(name if name in self.fields else None, messages)
