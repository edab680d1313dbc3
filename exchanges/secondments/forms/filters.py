"""What narrows a list, in the address of its page."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Direction, Kind, State
from exchanges.secondments.forms.steps import date_field
from shared.directory.models import Agency, Region


class LongSelect(forms.Select):
    """A choice among hundreds, written in one go: a template for each option costs more than the rest of the desk."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = (option for _group, options, _index in widget["optgroups"] for option in options)
        rows = ((str(o["value"]), " selected" if o["selected"] else "", o["label"]) for o in options)
        inner = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html("<select{}>{}</select>", flatatt({"name": name, **widget["attrs"]}), inner)


class DeskFilterForm(forms.Form):
    """What stands in the desk's address; anything unknown in it is left out."""

    q = forms.CharField(label=_("Search name or number"), required=False, max_length=60)
    agency = forms.ModelChoiceField(
        label=_("Unit"), queryset=Agency.objects.none(), required=False, empty_label=_("all"), widget=LongSelect
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices])
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), required=False, empty_label=_("all"), widget=LongSelect
    )
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("all")), *Direction.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("current")),
            ("all", _("all")),
            ("in_office", _("all in office")),
            ("over", _("all ended")),
            *State.choices,
        ],
    )

    def __init__(self, *args: Any, agencies: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PlaceForm(forms.Form):
    """Where the rules are looked up: the officer's own region first."""

    region = forms.ModelChoiceField(
        label=_("Rules of"), queryset=Region.objects.none(), required=False, empty_label=_("nationwide rules")
    )

    def __init__(self, *args: Any, regions: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset, field.to_field_name = regions, "code"
        field.initial = own
        self.own = own
        if "region" not in self.data:
            self.data = {**self.data.dict(), "region": own} if hasattr(self.data, "dict") else {"region": own}

    @property
    def chosen(self) -> Any:
        return self.cleaned_data.get("region") if self.is_valid() else None

    @property
    def place(self) -> str:
        return self.chosen.code if self.chosen else ""


class RosterForm(forms.Form):
    """Which cluster, which field, on which days; anything unknown is left out."""

    q = forms.CharField(label=_("Field, name or post"), required=False, max_length=60)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    first_day = date_field(_("Needed from"), required=False)
    last_day = date_field(_("Needed until"), required=False)

    def __init__(self, *args: Any, clusters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clusters = {cluster.code: cluster for cluster in clusters}
        self.fields["cluster"].choices = [(code, str(found)) for code, found in self.clusters.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first day."))
        return data

    @property
    def asked(self) -> dict[str, Any]:
        """Cluster, words and days; the first cluster and today where nothing else is asked."""
        self.is_valid()
        data = self.cleaned_data
        first = data.get("first_day") or timezone.localdate()
        return {
            "cluster": self.clusters.get(data.get("cluster") or next(iter(self.clusters), "")),
            "q": data.get("q", ""),
            "first_day": first,
            "last_day": max(data.get("last_day") or first, first),
        }
