import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.imports.importers import Importer
from shared.imports.sheets import MAX_BYTES, MAX_ROWS

PART = re.compile(r"(\d{1,7})(?:\s*[-–—~至]\s*(\d{1,7}))?")


class UploadForm(forms.Form):
    sheet = forms.FileField(
        label=gettext_lazy("Sheet"),
        widget=forms.ClearableFileInput,
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def __init__(self, *args: Any, importer: Importer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].widget.attrs["accept"] = importer.accept
        self.fields["sheet"].help_text = str(importer.accepted)

    def clean_sheet(self) -> UploadedFile:
        sheet: UploadedFile = self.cleaned_data["sheet"]
        if (sheet.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split the sheet."))
        return sheet


class TakeOverForm(forms.Form):
    """All valid rows, or the rows written down and those marked in the table."""

    scope = forms.ChoiceField(
        choices=[("all", gettext_lazy("all valid rows")), ("chosen", gettext_lazy("only these rows"))]
    )
    rows = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only: set[int] | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == "chosen":
            marked = self.data.getlist("row") if hasattr(self.data, "getlist") else []
            self.only = parse_rows(data.get("rows", "")) | {int(r) for r in marked if r.isdecimal() and len(r) < 8}
            if not self.only:
                raise forms.ValidationError(_("No row was chosen: mark rows or write their numbers, such as 3-40, 52."))
        return data


def parse_rows(text: str) -> set[int]:
    """`3-40, 52` → the numbers meant; raises ValidationError naming the part that is no row."""
    rows: set[int] = set()
    for part in re.split(r"[,，、;；\s]+", re.sub(r"\s*[-–—~至]\s*", "-", text.strip())):
        if not part:
            continue
        match = PART.fullmatch(part)
        if not match:
            raise forms.ValidationError(_("“%(part)s” is not a row number.") % {"part": part[:20]})
        first, last = int(match[1]), int(match[2] or match[1])
        if last > MAX_ROWS + 100:
            raise forms.ValidationError(_("There is no row %(row)d.") % {"row": last})
        rows.update(range(first, last + 1))
    return rows
