from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared.directory.models import Agency, Person
from shared.recusal.enums import DeclarationKind
from shared.recusal.models import Declaration


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **options
    )


class DeclarationForm(forms.Form):
    """What a person says of herself: no names of relatives and no details, only what a check needs."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of relation"), choices=DeclarationKind.choices)
    other_agency = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Code or full name: the unit where a relative works, or in which you have an interest."),
    )
    other_person = forms.CharField(
        label=gettext_lazy("Person on the platform"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Her e-mail address. Do not name people who are not on the platform."),
    )
    valid_from = day_field(pgettext_lazy("a relation", "Since"))
    valid_to = day_field(gettext_lazy("Until"), help_text=gettext_lazy("Empty while it lasts."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    @classmethod
    def initial_of(cls, row: Declaration) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "other_agency": row.other_agency.name if row.other_agency else "",
            "other_person": row.other_person.email if row.other_person else "",
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }

    def clean_other_agency(self) -> Agency | None:
        text = self.cleaned_data["other_agency"].strip()
        found = Agency.objects.filter(Q(code__iexact=text) | Q(name=text)).order_by("pk").first() if text else None
        if text and found is None:
            raise forms.ValidationError(_("No agency has this code or name."))
        return found

    def clean_other_person(self) -> Person | None:
        text = self.cleaned_data["other_person"].strip()
        found = Person.objects.filter(email__iexact=text).first() if text else None
        if text and found is None:
            raise forms.ValidationError(_("Nobody on the platform has this e-mail address. Name the unit instead."))
        if found == self.person and found is not None:
            raise forms.ValidationError(_("This is your own address."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("other_agency") or data.get("other_person")):
            self.add_error("other_agency", _("Name the unit or the person."))
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first day."))
        return data


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
