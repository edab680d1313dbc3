from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Kind
from exchanges.secondments.forms.steps import CONFIRMED, DateInput, date_field, endorsement_field
from exchanges.secondments.models import Agreement
from shared.directory.models import Agency


class AgreementForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(label=_("Kinds"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Agreement
        fields = [
            "first",
            "second",
            "title",
            "legal_basis",
            "batches_per_year",
            "places_at_first",
            "places_at_second",
            "valid_from",
            "valid_until",
        ]
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["second"].queryset = Agency.objects.valid_on()  # type: ignore[attr-defined]


class ApplicationForm(forms.Form):
    statement = forms.CharField(
        label=_("Why you apply"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Your unit reads it; the host unit does not."),
    )


class EndorseForm(forms.Form):
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day"))
    note = endorsement_field()
    confirmed = forms.BooleanField(label=CONFIRMED, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day of the term lies before the first day."))
        return data
