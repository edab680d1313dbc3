from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.credits.enums import DECLARABLE, EventKind
from shared.credits.models import CareerEvent, Declaration, HourRequirement
from shared.credits.queries import units_in_scope
from shared.directory.models import Agency
from shared.media.forms import ACCEPTED, check_scan, safe_name
from shared.regulations.queries import limit, rows_of

EARLIEST, LATEST = 2000, 2100
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def any_of(choices: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("all")), *choices]


def requirement_choices() -> list[tuple[str, str]]:
    return any_of({rule.code: rule.label for rule in rows_of(HourRequirement)}.items())


class UnitForm(forms.Form):
    """A unit by its name or code, among those for which the user is the training office."""

    unit = forms.CharField(label=gettext_lazy("Unit (name or code)"), required=False, max_length=120)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_unit(self) -> Agency | None:
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        units = units_in_scope(self.user)
        unit = units.filter(code__iexact=text).first() or units.filter(name=text).first()
        unit = unit or units.filter(name__icontains=text).first()
        if unit is None:
            raise forms.ValidationError(_("No unit of yours has this name or code."))
        return unit


class PeopleFilter(UnitForm):
    q = forms.CharField(label=gettext_lazy("Name, pinyin or initials"), required=False, max_length=60)
    requirement = forms.ChoiceField(label=gettext_lazy("Requirement"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Met or not"),
        required=False,
        choices=any_of([("unmet", gettext_lazy("not met")), ("met", gettext_lazy("all met"))]),
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=EARLIEST, max_value=LATEST)
    field_order = ["q", "unit", "requirement", "status", "year"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = requirement_choices()  # type: ignore[attr-defined]


class YearEndForm(UnitForm):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=EARLIEST, max_value=LATEST)
    format = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[("xlsx", gettext_lazy("XLSX, two sheets")), ("json", "JSON")],
    )
    field_order = ["year", "unit", "format"]


class TranscriptForm(forms.Form):
    first_year = forms.IntegerField(label=gettext_lazy("From year"), min_value=EARLIEST, max_value=LATEST)
    last_year = forms.IntegerField(label=gettext_lazy("To year"), min_value=EARLIEST, max_value=LATEST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_year") and data.get("last_year") and data["last_year"] < data["first_year"]:
            raise forms.ValidationError(_("The last year lies before the first year."))
        return data


class EventForm(forms.ModelForm):
    class Meta:
        model = CareerEvent
        fields = ["kind", "happened_on", "document", "hours", "days"]
        widgets = {"happened_on": DATE}
        help_texts = {
            "document": gettext_lazy("Number of the decision, where there is one."),
            "hours": gettext_lazy("Only for a promotion with training still owed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = EventKind.choices  # type: ignore[attr-defined]


class DeclarationForm(forms.ModelForm):
    """Outside training with its proof: a PDF or a picture, looked at by its content and not by its name."""

    class Meta:
        model = Declaration
        fields = ["title", "organiser", "place", "starts_on", "ends_on", "hours", "days", "category", "proof"]
        widgets = {
            "starts_on": DATE,
            "ends_on": DATE,
            "proof": forms.FileInput(attrs={"accept": ACCEPTED}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(c.value, c.label) for c in DECLARABLE]  # type: ignore[attr-defined]
        self.largest = int(limit("credits.proof_megabytes", on=timezone.localdate()))
        self.fields["hours"].help_text = _("Hours or days as the proof says; what is missing is converted by policy.")
        self.fields["proof"].help_text = _(
            "A certificate or letter as PDF, JPG or PNG, at most %(n)s MB. Nothing classified may be uploaded."
        ) % {"n": self.largest}

    def clean_proof(self) -> UploadedFile:
        proof: UploadedFile = self.cleaned_data["proof"]
        check_scan(proof, self.largest)
        return proof

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("hours") and not data.get("days") and not {"hours", "days"} & set(self.errors):
            self.add_error("hours", _("Give the hours or the days, greater than zero."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first day."))
        return data

    def values(self) -> dict[str, Any]:
        """What the action takes: the fields, and the name under which the proof came."""
        name = safe_name(self.cleaned_data["proof"], 120)
        return {**{field: self.cleaned_data[field] for field in self.Meta.fields}, "proof_name": name}
