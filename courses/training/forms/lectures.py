"""A lecture that stands alone: one half-day, a short form."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Half, Mode
from courses.training.forms.common import DateInput
from courses.training.forms.timetable import MOST_HOURS, TIMES
from courses.training.models import Room, Session, TimetableSlot
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of


class LectureForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("of a class", "title"), max_length=200)
    lecturer = forms.CharField(
        label=_("Lecturer"),
        max_length=100,
        required=False,
        help_text=_("Leave empty to invite somebody on the lecturers' page."),
    )
    host = forms.ModelChoiceField(Agency.objects.none(), label=_("Host"))
    partner = forms.ModelChoiceField(Agency.objects.none(), label=_("Partner of the other side"), required=False)
    day = forms.DateField(label=_("Day"), widget=DateInput(format="%Y-%m-%d"))
    half = forms.ChoiceField(label=_("Half-day"), choices=Half.choices)
    starts_at = forms.TimeField(label=_("from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(
        label=pgettext_lazy("a time of day", "to"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    venue = forms.CharField(label=_("venue"), max_length=120, required=False)
    room = forms.ModelChoiceField(Room.objects.none(), label=_("room"), required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=5000)
    hours = forms.DecimalField(
        label=_("credit hours"), min_value=0, max_value=MOST_HOURS, max_digits=4, decimal_places=1
    )
    audience = forms.CharField(label=_("audience"), max_length=200, required=False)
    is_internal = forms.BooleanField(
        label=_("internal"), required=False, help_text=_("Seen only by signed-in people of the agencies named.")
    )
    internal_for = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_("Agencies whose people see it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With the units below them. None ticked: the hosts."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Agency.objects.none()
        for path in scopes_of(user, RoleCode.ORGANISER):
            own = own | Agency.objects.valid_on().filter(path__startswith=path)
        regions = [code[:2] for code in own.values_list("region__code", flat=True) if code]
        near = Agency.objects.valid_on().filter(region__code__regex=f"^({'|'.join(sorted(set(regions))) or '-'})")
        choices = {"host": own, "partner": near, "internal_for": near | own}
        for name, agencies in choices.items():
            self.fields[name].queryset = agencies.distinct()  # type: ignore[attr-defined]
        self.fields["room"].queryset = Room.objects.visible_to(user).filter(  # type: ignore[attr-defined]
            is_closed=False
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("day") and data["day"] <= timezone.localdate():
            self.add_error("day", _("Choose a day that lies ahead."))
        host, partner = data.get("host"), data.get("partner")
        if host and host.side not in {"ip", "proc"}:
            self.add_error("host", _("A host is an IP administration or a procuratorate."))
        if host and partner and {host.side, partner.side} != {"ip", "proc"}:
            self.add_error("partner", _("The partner is of the other side."))
        if data.get("hours") == 0:
            self.add_error("hours", _("Give the credit hours of this half-day."))
        starts, ends = self.times()
        if ends <= starts:
            self.add_error("ends_at", _("The half-day ends before it begins."))
        return data

    def times(self) -> tuple[dt.time, dt.time]:
        starts, ends = TIMES[Half(self.cleaned_data.get("half") or Half.AM)]
        return self.cleaned_data.get("starts_at") or starts, self.cleaned_data.get("ends_at") or ends

    def lecture(self) -> Session:
        """The session that the form describes; enrolment is open from now to the evening before."""
        data = self.cleaned_data
        hosts = {f"{agency.side}_host": agency for agency in (data["host"], data["partner"]) if agency}
        evening = dt.datetime.combine(
            data["day"] - dt.timedelta(days=1), dt.time(18), tzinfo=timezone.get_default_timezone()
        )
        return Session(
            title=data["title"],
            mode=Mode.INVITED_LECTURER,
            starts_on=data["day"],
            ends_on=data["day"],
            opens_at=min(timezone.now().replace(microsecond=0), evening - dt.timedelta(hours=1)),
            closes_at=evening,
            venue=data["venue"],
            region=data["host"].region,
            audience=data["audience"],
            hours=data["hours"],
            days=Decimal("0.5"),
            is_lecture=True,
            is_internal=data["is_internal"],
            **hosts,
        )

    def slot(self) -> TimetableSlot:
        data = self.cleaned_data
        starts, ends = self.times()
        return TimetableSlot(
            day=data["day"],
            half=data["half"],
            starts_at=starts,
            ends_at=ends,
            topic=data["title"],
            lecturer=data["lecturer"],
            hours=data["hours"],
            room=data["room"],
        )

    def named(self) -> list[Agency]:
        data = self.cleaned_data
        if not data["is_internal"]:
            return []
        return list(data["internal_for"]) or [agency for agency in (data["host"], data["partner"]) if agency]
