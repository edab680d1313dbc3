from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Grade
from shared.accounts.models import User


class BeginAppraisalForm(forms.Form):
    period = forms.CharField(label=_("Appraisal period"), max_length=20, help_text=_("For example 期满 or 2026年度."))


class AppraisalPartForm(forms.Form):
    """A score for every item of the appraisal; a unit proposes a grade, the person writes her report."""

    def __init__(self, *args: Any, items: Any, is_unit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"i{item.pk}"] = forms.IntegerField(
                label=_("%(item)s, 0 to 100") % {"item": item}, min_value=0, max_value=100
            )
        if is_unit:
            self.fields["grade"] = forms.ChoiceField(
                label=_("Proposed grade"), choices=Grade.choices, widget=forms.RadioSelect
            )
        self.fields["opinion"] = forms.CharField(
            label=_("Opinion") if is_unit else _("Self-report"),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("No case facts and no health details: the parties and the record see this sentence."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = {int(name[1:]): value for name, value in data.items() if name[0] == "i" and name[1:].isdecimal()}
        return {"given": given, "grade": data.get("grade", ""), "opinion": data.get("opinion", "")}


class AskPeersForm(forms.Form):
    users = forms.ModelMultipleChoiceField(
        label=_("Colleagues to be asked"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Colleagues of the host unit who know her work. Who is asked is seen by your office alone."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = people  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("What you want to say about her work"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Do not name yourself, and no case facts and no health details. "
            "The units and the person read it without a name."
        ),
    )
