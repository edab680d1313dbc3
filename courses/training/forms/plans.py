"""The plan of a year: its offices, a unit's need, a line."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.models import AnnualPlan, PlanLine, TrainingNeed
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of


class AnnualPlanForm(forms.ModelForm):
    """A new plan: one of the two offices is the planner's own."""

    class Meta:
        model = AnnualPlan
        fields = ["year", "ip_office", "proc_office"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        this_year = timezone.localdate().year
        self.fields["year"] = forms.IntegerField(
            label=self.fields["year"].label, min_value=this_year, max_value=this_year + 5, initial=this_year + 1
        )
        for name, system in (("ip_office", "ip_admin"), ("proc_office", "procuratorate")):
            offices = Agency.objects.valid_on().filter(system=system)
            self.fields[name] = forms.ModelChoiceField(offices, label=self.fields[name].label)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        offices = [office for office in (data.get("ip_office"), data.get("proc_office")) if office]
        own = tuple(scopes_of(self.user, RoleCode.TRAINING_PLANNER))
        if offices and not (own and any(office.path.startswith(own) for office in offices)):
            self.add_error(None, _("One of the two offices has to be an agency whose training you plan."))
        return data


class NeedForm(forms.ModelForm):
    """What a unit's people need to learn."""

    class Meta:
        model = TrainingNeed
        fields = ["agency", "topic", "audience", "people", "reason"]

    def __init__(self, *args: Any, units: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Agency.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["agency"] = forms.ModelChoiceField(
            known, label=_("Unit"), initial=units[0] if units else None, empty_label=None
        )
        self.fields["people"].widget.attrs["min"] = 1


class PlanLineForm(forms.ModelForm):
    """One class of the year."""

    class Meta:
        model = PlanLine
        fields = [
            "title",
            "mode",
            "ip_host",
            "proc_host",
            "quarter",
            "month",
            "days",
            "report_in_days",
            "leaving_days",
            "grade",
            "ip_seats",
            "proc_seats",
            "pool_seats",
            "audience",
            "budget",
            "needs",
        ]
        widgets = {"needs": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, needs: list[TrainingNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, system in (("ip_host", "ip_admin"), ("proc_host", "procuratorate")):
            agencies = Agency.objects.valid_on().filter(system=system)
            self.fields[name] = forms.ModelChoiceField(agencies, label=self.fields[name].label, required=False)
        months = [("", _("any month of the quarter")), *((n, n) for n in range(1, 13))]
        self.fields["month"] = forms.TypedChoiceField(
            choices=months, coerce=int, empty_value=None, required=False, label=self.fields["month"].label
        )
        for name in ("report_in_days", "leaving_days"):
            self.fields[name].help_text = _("Counted by the fee standard, at most as the rule allows.")
        known = TrainingNeed.objects.filter(pk__in=[need.pk for need in needs]).select_related("agency")
        self.fields["needs"] = NeedsField(
            known, label=_("Answers the needs"), required=False, widget=forms.CheckboxSelectMultiple
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not sum(data.get(f"{side}_seats") or 0 for side in ("ip", "proc", "pool")):
            self.add_error(None, _("The line has no seats yet: give at least one side seats."))
        return data


class NeedsField(forms.ModelMultipleChoiceField):
    """Needs as they stand on the page: topic, unit, people."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.topic} · {obj.agency} · {obj.people}"


class ApproveYearForm(forms.Form):
    """Which version of the plan the office has read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
