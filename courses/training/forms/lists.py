"""Filters of lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import EnrolmentState, Side
from courses.training.forms.common import offer
from shared.directory.models import Region

PERIODS = [
    ("", _("current and upcoming")),
    ("open", _("open for enrolment")),
    ("running", _("in progress")),
    ("past", _("past")),
    ("all", _("all")),
]
CLASS_KINDS = [("", _("classes and lectures")), ("class", _("classes")), ("lecture", _("single lectures"))]
HOST_SIDES = [("", _("any host")), (Side.IP, Side.IP.label), (Side.PROC, Side.PROC.label)]


class SessionFilterForm(forms.Form):
    """What the list of classes can be narrowed to; everything stands in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    period = forms.ChoiceField(label=pgettext_lazy("when", "Period"), choices=PERIODS, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a class", "Kind"), choices=CLASS_KINDS, required=False)
    host = forms.ChoiceField(label=_("Host"), choices=HOST_SIDES, required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    month = forms.RegexField(
        label=_("Month"),
        regex=r"^\d{4}-(0[1-9]|1[0-2])$",
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-12"}),
        error_messages={"invalid": _("Write the month as 2026-12.")},
    )
    free = forms.BooleanField(label=_("with free seats"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Region.objects.filter(level="province").values_list("code", "name")
        offer(self, "region", [("", _("anywhere")), *provinces])


class DeskFilterForm(forms.Form):
    q = forms.CharField(label=_("Name or unit"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *EnrolmentState.choices])
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("all")), *Side.choices])
