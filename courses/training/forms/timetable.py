import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Half
from courses.training.forms.common import offer
from courses.training.models import TimetableSlot

TIMES = {Half.AM: (dt.time(8, 30), dt.time(12)), Half.PM: (dt.time(14), dt.time(17, 30))}


class SlotForm(forms.ModelForm):
    """One half-day; without a topic there is no class in it."""

    class Meta:
        model = TimetableSlot
        fields = ["starts_at", "ends_at", "topic", "lecturer", "lecturer_agency", "hours"]
        widgets = {
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, day: dt.date, half: Half, agencies: list[tuple[Any, Any]], **kwargs: Any) -> None:
        kwargs["prefix"] = f"{day:%Y%m%d}{half}"
        super().__init__(*args, **kwargs)
        self.instance.day, self.instance.half = day, half
        self.fields["topic"].required = False
        self.fields["hours"].required = False
        offer(self, "lecturer_agency", agencies)
        if not self.instance.pk:
            self.fields["starts_at"].initial, self.fields["ends_at"].initial = TIMES[half]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("topic") and not data.get("hours"):
            self.add_error("hours", _("Give the credit hours of this half-day."))
        return data
