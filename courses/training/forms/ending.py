"""Who leaves a running class, how and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.models import Enrolment


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} · {obj.agency}"


class EndingForm(forms.Form):
    WAYS = [
        ("withdraw", _("withdrawn, at her own or her unit's wish")),
        ("dismiss", _("dismissed, for unapproved absence or breach of discipline")),
    ]
    enrolment = PersonField(Enrolment.objects.none(), label=_("Person"))
    way = forms.ChoiceField(
        label=pgettext_lazy("how a participation ends", "How"), choices=WAYS, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The person, her unit and the class head read it.")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = people  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        return {"dismissed": self.cleaned_data["way"] == "dismiss", "reason": self.cleaned_data["reason"]}
