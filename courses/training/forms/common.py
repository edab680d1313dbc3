"""Small forms and parts that several pages share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def offer(form: forms.BaseForm, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Set what a choice field offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class PeopleForm(forms.Form):
    """Persons or enrolments ticked in a list."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, required=True, error_messages={"required": _("Tick at least one person.")}
    )

    def __init__(self, *args: Any, allowed: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", [(pk, pk) for pk in allowed])


class DateInput(forms.DateInput):
    input_type = "date"
