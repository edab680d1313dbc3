import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import EnrolmentState, Half, Mark, Mode, Side
from courses.training.models import Session, TimetableSlot
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Region
from shared.directory.permissions import scopes_of

PERIODS = [
    ("", _("current and upcoming")),
    ("open", _("open for enrolment")),
    ("running", _("in progress")),
    ("past", _("past")),
    ("all", _("all")),
]
HOST_SIDES = [("", _("any host")), (Side.IP, Side.IP.label), (Side.PROC, Side.PROC.label)]


def offer(form: forms.BaseForm, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Set what a choice field offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class SessionFilterForm(forms.Form):
    """What the list of classes can be narrowed to; everything stands in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    period = forms.ChoiceField(label=pgettext_lazy("when", "Period"), choices=PERIODS, required=False)
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


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class NoticeForm(forms.Form):
    notice_number = forms.CharField(label=_("Number of the call-up notice"), max_length=60, required=False)


class PeopleForm(forms.Form):
    """Persons or enrolments ticked in a list."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, required=True, error_messages={"required": _("Tick at least one person.")}
    )

    def __init__(self, *args: Any, allowed: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", [(pk, pk) for pk in allowed])


class DeskFilterForm(forms.Form):
    q = forms.CharField(label=_("Name or unit"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *EnrolmentState.choices])
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("all")), *Side.choices])


class SeatsForm(forms.Form):
    ip = forms.IntegerField(label=Side.IP.label, min_value=0, max_value=2000)
    proc = forms.IntegerField(label=Side.PROC.label, min_value=0, max_value=2000)
    pool = forms.IntegerField(label=Side.POOL.label, min_value=0, max_value=2000)

    def seats(self) -> dict[str, int]:
        return {side: self.cleaned_data[side] for side in Side}


class MarkForm(forms.Form):
    """One half-day: a mark for each person."""

    def __init__(self, *args: Any, people: list[Any], marks: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for enrolment in people:
            self.fields[f"mark-{enrolment.pk}"] = forms.ChoiceField(
                label=str(enrolment.person),
                choices=Mark.choices,
                initial=marks.get(enrolment.pk, Mark.PRESENT),
                widget=forms.RadioSelect,
            )

    def marks(self) -> dict[int, str]:
        return {int(name.removeprefix("mark-")): mark for name, mark in self.cleaned_data.items()}


class DateInput(forms.DateInput):
    input_type = "date"


class SessionForm(forms.ModelForm):
    """The plan of a class. One host is always of the organiser's own house."""

    ip_seats = forms.IntegerField(label=_("Seats of the IP administrations"), min_value=0, max_value=2000, initial=0)
    proc_seats = forms.IntegerField(label=_("Seats of the procuratorates"), min_value=0, max_value=2000, initial=0)
    pool_seats = forms.IntegerField(label=_("Seats of the common pool"), min_value=0, max_value=2000, initial=0)

    class Meta:
        model = Session
        fields = [
            "number",
            "title",
            "mode",
            "ip_host",
            "proc_host",
            "organiser",
            "venue",
            "region",
            "starts_on",
            "ends_on",
            "opens_at",
            "closes_at",
            "hours",
            "days",
            "grade",
            "audience",
            "direct_entry",
            "notes",
        ]
        widgets = {
            "starts_on": DateInput(format="%Y-%m-%d"),
            "ends_on": DateInput(format="%Y-%m-%d"),
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        agencies = Agency.objects.valid_on()
        self.fields["ip_host"] = forms.ModelChoiceField(
            agencies.filter(system="ip_admin"), required=False, label=self.fields["ip_host"].label
        )
        self.fields["proc_host"] = forms.ModelChoiceField(
            agencies.filter(system="procuratorate"), required=False, label=self.fields["proc_host"].label
        )
        for name in ("opens_at", "closes_at"):
            self.fields[name].required = True
            self.fields[name].help_text = _("Beijing time")
        if self.instance.pk:
            for block in self.instance.blocks.all():
                self.fields[f"{block.side}_seats"].initial = block.seats

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hosts = [h for h in (data.get("ip_host"), data.get("proc_host")) if h]
        own = scopes_of(self.user, RoleCode.ORGANISER)
        if hosts and not any(host.path.startswith(path) for host in hosts for path in own):
            self.add_error(None, _("One of the hosts has to be an agency for which you are the organiser."))
        if data.get("mode") == Mode.JOINT and len(hosts) == 1:
            self.add_error(
                "proc_host" if data.get("ip_host") else "ip_host",
                _("A jointly organised class needs a host of each side: name the partner or choose another mode."),
            )
        opens, starts = data.get("closes_at"), data.get("starts_on")
        if opens and starts and opens.date() > starts:
            self.add_error("closes_at", _("Enrolment has to close before the class starts."))
        return data

    def seats(self) -> dict[str, int]:
        return {side: self.cleaned_data[f"{side}_seats"] for side in Side}


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
