from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared.accounts.models import User


class PanelForm(forms.Form):
    members = forms.ModelMultipleChoiceField(
        label=_("Members of the panel"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    criteria = forms.CharField(
        label=_("Criteria and weights"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One in each line, the weight in percent last. Together they make 100."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people  # type: ignore[attr-defined]

    def clean_criteria(self) -> list[tuple[str, int]]:
        rows = []
        for line in self.cleaned_data["criteria"].splitlines():
            label, _space, weight = line.strip().rstrip("%").strip().rpartition(" ")
            if line.strip() and not (label and weight.isdecimal()):
                raise forms.ValidationError(_("“%(line)s” does not end with a weight.") % {"line": line.strip()})
            if line.strip():
                rows.append((label.strip()[:60], int(weight)))
        return rows


class PanelMemberForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Further member"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    """Points for every criterion of one panel."""

    def __init__(self, *args: Any, criteria: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"c{criterion.pk}"] = forms.IntegerField(label=str(criterion), min_value=0, max_value=100)
        self.fields["remark"] = forms.CharField(
            label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        points = {int(name[1:]): value for name, value in given.items() if name[1:].isdecimal()}
        return {"points": points, "remark": given.get("remark", "")}


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you step back"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In general words, for example “relative”. From then on you no longer see the candidate's file."),
    )


class ConclusionForm(forms.Form):
    conclusion = forms.CharField(
        label=_("Conclusion"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
