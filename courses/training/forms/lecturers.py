"""Inviting, answering, confirming hours and fee."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Half, TeacherSide
from courses.training.forms.common import DateInput, offer
from courses.training.models import Session, TaughtHalf, TeachingInvitation, TimetableSlot
from courses.training.queries.lecturers import person_behind, place_of


class SlotChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.day:%Y-%m-%d} {obj.get_half_display()} · {obj.topic}"


def slot_choice(session: Session) -> SlotChoice:
    return SlotChoice(session.slots.order_by("day", "half"), label=_("Half-days"), widget=forms.CheckboxSelectMultiple)


class InvitationForm(forms.ModelForm):
    """Somebody of the directory is found by her e-mail; anybody else needs a name and an employer."""

    email = forms.EmailField(
        label=_("E-mail of the lecturer"),
        help_text=_("People of the directory are found by it, with their agency and side."),
    )

    class Meta:
        model = TeachingInvitation
        fields = ["email", "outside_name", "outside_employer", "title_level", "topic", "message"]
        help_texts = {
            "outside_name": _("Only for somebody from outside."),
            "outside_employer": _("Only for somebody from outside."),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"] = slot_choice(session)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person = person_behind(data.get("email", ""))
        if person:
            self.instance.person = person
            self.instance.agency, self.instance.side = place_of(person)
            data["outside_name"] = data["outside_employer"] = ""
        elif not data.get("outside_name"):
            self.add_error(
                "outside_name", _("Nobody in the directory has this e-mail: give the name of somebody from outside.")
            )
        else:
            self.instance.side, self.instance.outside_email = TeacherSide.OUTSIDE, data.get("email", "")
        return data


class SlotsForm(forms.Form):
    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"] = slot_choice(session)

    def chosen(self) -> list[TimetableSlot]:
        return list(self.cleaned_data["slots"])


class AnswerForm(forms.Form):
    """Yes, no, or another time."""

    ANSWERS = [("accept", _("I accept")), ("decline", _("I decline")), ("propose", _("I propose another time"))]
    answer = forms.ChoiceField(
        label=pgettext_lazy("to an invitation", "Your answer"), choices=ANSWERS, widget=forms.RadioSelect
    )
    day = forms.DateField(label=_("Proposed day"), required=False, widget=DateInput(format="%Y-%m-%d"))
    half = forms.ChoiceField(label=_("Proposed half-day"), required=False, choices=[("", "—"), *Half.choices])
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == "propose" and not (data.get("day") and data.get("half")):
            self.add_error("day", _("Say which day and half-day you propose."))
        return data


class CodeForm(forms.Form):
    code = forms.RegexField(
        label=_("Code from the e-mail"),
        regex=r"^\d{6}$",
        error_messages={"invalid": _("The code has six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class HoursForm(forms.Form):
    """Hours by half-day, and the fee an hour; without a fee the matter is closed."""

    has_fee = forms.BooleanField(
        label=_("A lecture fee is paid"),
        required=False,
        initial=True,
        help_text=_("Officials who teach as part of their own duty get none."),
    )
    per_hour = forms.DecimalField(
        label=_("Yuan per hour, after tax"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    is_raised = forms.BooleanField(label=_("Raised with the leader's written approval"), required=False)
    raise_number = forms.CharField(label=_("Number of the approval"), max_length=60, required=False)
    raise_leader = forms.CharField(label=_("Leader who approved"), max_length=60, required=False)
    raise_on = forms.DateField(label=_("Day of the approval"), required=False, widget=DateInput(format="%Y-%m-%d"))

    def __init__(self, *args: Any, halves: list[TaughtHalf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.halves = halves
        for half in halves:
            self.fields[f"hours_{half.pk}"] = forms.DecimalField(
                label=_("%(half)s: hours taught") % {"half": half.slot},
                min_value=0,
                max_digits=4,
                decimal_places=1,
                initial=half.hours if half.hours is not None else half.slot.hours,
                help_text="" if half.counts else _("Held together with another class: paid there, not here."),
            )
        self.order_fields([*(f"hours_{half.pk}" for half in halves), *self.fields])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("has_fee") and data.get("per_hour") is None and "per_hour" not in self.errors:
            self.add_error("per_hour", _("Give the fee an hour, or take the tick away."))
        return data

    def hours(self) -> dict[int, Decimal]:
        return {half.pk: self.cleaned_data[f"hours_{half.pk}"] for half in self.halves}


class FeeFilterForm(forms.Form):
    STATES = [
        ("", _("all")),
        ("confirmed", _("to approve")),
        ("fee_approved", _("to pay")),
        ("paid", _("paid")),
    ]
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    session = forms.CharField(label=_("Class"), max_length=60, required=False)


class FeesForm(forms.Form):
    """Fees ticked in the finance officer's list, each at the sum she saw, and what becomes of them."""

    chosen = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick at least one fee."),
            "invalid_choice": _("A fee has changed since you opened the list. Look at it again, then decide."),
        }
    )
    verb = forms.ChoiceField(choices=[("approve", ""), ("return", ""), ("pay", "")])
    reason = forms.CharField(max_length=300, required=False)
    paid_on = forms.DateField(required=False)

    def __init__(self, *args: Any, allowed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", [(ticket, ticket) for ticket in allowed])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verb") == "pay" and not data.get("paid_on"):
            self.add_error("paid_on", _("Say on which day it was paid."))
        return data
