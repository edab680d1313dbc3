"""The plan of a class and its seats."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Course
from courses.training.enums import Mode, Side
from courses.training.forms.common import DateInput
from courses.training.models import PlanLine, Session
from courses.training.queries.plans import lines_to_run
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of


class SessionForm(forms.ModelForm):
    """The plan of a class. One host is always of the organiser's own house."""

    ip_seats = forms.IntegerField(label=_("Seats of the IP administrations"), min_value=0, max_value=2000, initial=0)
    proc_seats = forms.IntegerField(label=_("Seats of the procuratorates"), min_value=0, max_value=2000, initial=0)
    pool_seats = forms.IntegerField(label=_("Seats of the common pool"), min_value=0, max_value=2000, initial=0)

    class Meta:
        model = Session
        fields = [
            "plan_line",
            "unplanned_reason",
            "number",
            "title",
            "mode",
            "sending_side",
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
            "report_in_days",
            "leaving_days",
            "grade",
            "budget",
            "audience",
            "takes_applications",
            "direct_entry",
            "course",
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
        self.fields["course"] = forms.ModelChoiceField(
            Course.objects.live().editable_by(user) | Course.objects.filter(pk=self.instance.course_id),
            required=False,
            label=self.fields["course"].label,
            help_text=self.fields["course"].help_text,
        )
        own = Q(pk__in=lines_to_run(user).order_by().values("pk")) | Q(pk=self.instance.plan_line_id)
        self.fields["plan_line"] = forms.ModelChoiceField(
            PlanLine.objects.filter(own).select_related("plan").order_by("-plan__year", "number"),
            required=False,
            label=self.fields["plan_line"].label,
            empty_label=_("none: added with a reason"),
        )
        for name in ("report_in_days", "leaving_days"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Counted by the fee standard, at most as the rule allows.")
        for name in ("opens_at", "closes_at"):
            self.fields[name].required = True
            self.fields[name].help_text = _("Beijing time")
        if self.instance.pk:
            for block in self.instance.blocks.plain():
                self.fields[f"{block.side}_seats"].initial = block.seats

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("report_in_days", "leaving_days"):
            data[name] = data.get(name) or 0
        hosts = [h for h in (data.get("ip_host"), data.get("proc_host")) if h]
        own = scopes_of(self.user, RoleCode.ORGANISER)
        if hosts and not any(host.path.startswith(path) for host in hosts for path in own):
            self.add_error(None, _("One of the hosts has to be an agency for which you are the organiser."))
        if data.get("mode") == Mode.JOINT and len(hosts) == 1:
            self.add_error(
                "proc_host" if data.get("ip_host") else "ip_host",
                _("A jointly organised class needs a host of each side: name the partner or choose another mode."),
            )
        if data.get("direct_entry") and not data.get("takes_applications"):
            self.add_error("direct_entry", _("Direct application is for classes to which people apply themselves."))
        opens, starts = data.get("closes_at"), data.get("starts_on")
        if opens and starts and opens.date() > starts:
            self.add_error("closes_at", _("Enrolment has to close before the class starts."))
        return data

    def seats(self) -> dict[str, int]:
        return {side: self.cleaned_data[f"{side}_seats"] for side in Side}
