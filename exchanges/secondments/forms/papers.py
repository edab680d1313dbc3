from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from exchanges.secondments.enums import Paper
from exchanges.secondments.forms.steps import date_field
from exchanges.secondments.models import PaperRule
from shared.media.forms import ScanField
from shared.regulations.queries import limit

PREFIX = "paper_"


def scan_field(label: Any) -> ScanField:
    largest = int(limit("secondment.paper_megabytes", on=timezone.localdate()))
    help_text = _("PDF, JPG or PNG, at most %(n)s MB. Nothing classified may be uploaded.") % {"n": largest}
    return ScanField(label=label, largest=largest, help_text=help_text)


def ask_for_papers(form: forms.Form, rules: Iterable[PaperRule]) -> None:
    """A field for each paper that the step waits for and the reader can bring."""
    for rule in rules:
        form.fields[f"{PREFIX}{rule.paper}"] = scan_field(Paper(rule.paper).label)


def take_papers(form: forms.Form) -> dict[str, Any]:
    """The files given, by paper; what is left in the form is what the act takes."""
    names = [name for name in form.cleaned_data if name.startswith(PREFIX)]
    return {name.removeprefix(PREFIX): form.cleaned_data.pop(name) for name in names}


class SignForm(forms.Form):
    """The texts stand above it; `seen` tells whether they are still those that were read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = forms.BooleanField(label=gettext_lazy("I have read every text above and sign it."))


class PaperForm(forms.Form):
    """A paper for the file, with its number and last day where it has them."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"))
    title = forms.CharField(
        label=gettext_lazy("What it is"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Only where the paper is none of the kinds above. No health details and no case facts."),
    )
    number = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=60)
    valid_until = date_field(gettext_lazy("Valid until"), required=False)

    def __init__(self, *args: Any, papers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [(paper, Paper(paper).label) for paper in papers]  # type: ignore[attr-defined]
        self.fields["file"] = scan_field(pgettext_lazy("paper", "File"))

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over: a paper that no longer holds is not put into the file."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("paper") == Paper.OTHER and not data.get("title", "").strip():
            self.add_error("title", _("Say what paper it is."))
        return data
