"""Rooms, and booking one by hand."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Half
from courses.training.forms.common import DateInput
from courses.training.models import Room
from courses.training.models.sessions import HOST_ROLES
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of

LONGEST_SERIES = dt.timedelta(days=370)


class RoomForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ["agency", "name", "place", "seats", "is_online", "is_closed"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Agency.objects.none()
        for path in scopes_of(user, *HOST_ROLES):
            own = own | Agency.objects.valid_on().filter(path__startswith=path)
        self.fields["agency"] = forms.ModelChoiceField(own.distinct(), label=self.fields["agency"].label)


class BookingForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DateInput(format="%Y-%m-%d"))
    half = forms.ChoiceField(label=_("Half-day"), choices=Half.choices)
    purpose = forms.CharField(label=_("What for"), max_length=120)
    until = forms.DateField(
        label=_("Every week until"),
        required=False,
        widget=DateInput(format="%Y-%m-%d"),
        help_text=_("Leave empty for this one half-day."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, until = data.get("day"), data.get("until")
        if day and day < timezone.localdate():
            self.add_error("day", _("This day is past."))
        if day and until and not day <= until <= day + LONGEST_SERIES:
            self.add_error("until", _("A weekly booking ends after its first day and within a year."))
        return data
