"""Asking for leave and answering."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.models import TimetableSlot
from courses.training.queries import LeaveAccount, in_hours


class HalfDays(forms.CheckboxSelectMultiple):
    """Half-days to tick; each says its hours, so that the sum can be shown while she chooses."""

    def __init__(self, hours: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hours = hours

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-hours"] = in_hours(self.hours[str(value)])
        return option


class LeaveForm(forms.Form):
    """Half-days and a reason. Above the limit she has to say that she knows what follows."""

    slots = forms.TypedMultipleChoiceField(
        label=_("Half-days"), coerce=int, error_messages={"required": _("Choose at least one half-day.")}
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Read by who decides and who runs the class. No case facts.")
    )
    knows = forms.BooleanField(
        label=_("I know that with this leave my participation ends"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, half_days: list[TimetableSlot], account: LeaveAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.hours = {str(slot.pk): slot.hours for slot in half_days}
        field = self.fields["slots"]
        field.widget = HalfDays(self.hours)
        field.choices = [(slot.pk, f"{slot} · {slot.topic}") for slot in half_days]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        more = sum((self.hours[str(pk)] for pk in data.get("slots", [])), Decimal(0))
        if more and self.account.passes(self.account.waiting + more):
            self.fields["knows"].widget = forms.CheckboxInput()
            if not data.get("knows"):
                words = {**self.account.words, "more": in_hours(self.account.waiting + more)}
                text = _(
                    "%(used)s hours of leave stand to your name, this makes %(more)s more; only %(allowed)s are "
                    "allowed. If it is approved, your participation ends. Tick below that you know, or choose less."
                )
                self.add_error("knows", forms.ValidationError(text, params=words))
        return data


class AnswerForm(forms.Form):
    """What the answer to a request says."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    knows = forms.BooleanField(label=pgettext_lazy("of leave", "The participation ends"), required=False)
