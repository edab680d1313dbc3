import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Half
from courses.training.forms.common import offer
from courses.training.models import TimetableSlot
from shared.directory.models import Agency

MOST_HOURS = 12  # half of a day has no more of them
TIMES = {Half.AM: (dt.time(8, 30), dt.time(12)), Half.PM: (dt.time(14), dt.time(17, 30))}


class SlotForm(forms.ModelForm):
    """One half-day; without a topic there is no class in it."""

    agency = forms.CharField(
        label=_("agency of the lecturer"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "agencies"}),
    )

    class Meta:
        model = TimetableSlot
        fields = ["starts_at", "ends_at", "topic", "hours", "lecturer", "agency", "room", "merged_into"]
        widgets = {
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(
        self,
        *args: Any,
        day: dt.date,
        half: Half,
        rooms: list[tuple[Any, Any]],
        others: list[TimetableSlot],
        agencies: dict[str, Agency],
        is_invited: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["prefix"] = f"{day:%Y%m%d}{half}"
        super().__init__(*args, **kwargs)
        self.instance.day, self.instance.half = day, half
        self.known = agencies
        self.fields["topic"].required = False
        self.fields["hours"].required = False
        offer(self, "room", [("", "—"), *rooms])
        offer(self, "merged_into", [("", "—"), *((slot.pk, slot.session.title) for slot in others)])
        if not others:
            del self.fields["merged_into"]
        if self.instance.lecturer_agency:
            self.fields["agency"].initial = self.instance.lecturer_agency.name
        # Whoever has accepted an invitation stands in the timetable by her own word.
        for name in ("lecturer", "agency"):
            self.fields[name].disabled = is_invited
        if not self.instance.pk:
            self.fields["starts_at"].initial, self.fields["ends_at"].initial = TIMES[half]

    def clean_agency(self) -> Agency | None:
        name = self.cleaned_data["agency"].strip()
        if not name or self.fields["agency"].disabled:
            return self.instance.lecturer_agency if name else None
        if name not in self.known:
            raise forms.ValidationError(
                _("No agency of this name or code is on record. Write its full name, or leave it empty.")
            )
        return self.known[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("topic") and not data.get("hours"):
            self.add_error("hours", _("Give the credit hours of this half-day."))
        elif data.get("hours") and not 0 < data["hours"] <= MOST_HOURS:
            self.add_error("hours", _("A half-day has more than 0 and at most %(most)d hours.") % {"most": MOST_HOURS})
        self.instance.lecturer_agency = data.get("agency")
        if "lecturer" in self.changed_data:
            self.instance.lecturer_person = None
        return data
