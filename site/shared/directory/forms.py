from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared.accounts.models import User
from shared.directory.enums import AbsenceKind, Level, RankSeries, RoleCode, System
from shared.directory.models import Agency, RoleAssignment
from shared.directory.permissions import can_grant_roles
from shared.directory.queries import colleagues_for, provinces


def any_of(choices: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("all")), *choices]


class AgencyFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or code"), required=False, max_length=60)
    system = forms.ChoiceField(label=gettext_lazy("System"), required=False, choices=any_of(System.choices))
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=any_of(Level.choices))
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    ended = forms.BooleanField(label=gettext_lazy("with agencies that have ended"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = any_of((r.code, str(r)) for r in provinces())  # type: ignore[attr-defined]


class PersonFilter(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name, pinyin, initials or field of expertise"), required=False, max_length=60
    )
    agency = forms.CharField(label=gettext_lazy("Agency (name or code)"), required=False, max_length=120)
    system = forms.ChoiceField(label=gettext_lazy("System"), required=False, choices=any_of(System.choices))
    rank_series = forms.ChoiceField(
        label=gettext_lazy("Rank series"), required=False, choices=any_of(RankSeries.choices)
    )

    def clean_agency(self) -> Agency | None:
        text = self.cleaned_data["agency"].strip()
        if not text:
            return None
        agency = Agency.objects.filter(Q(code__iexact=text) | Q(name=text)).first()
        agency = agency or Agency.objects.filter(name__icontains=text).order_by("path").first()
        if agency is None:
            raise forms.ValidationError(_("No agency has this name or code."))
        return agency


class DayForm(forms.Form):
    """Which day a list of members is for."""

    on = forms.DateField(
        label=gettext_lazy("Members on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoleFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name, staff number or agency"), required=False, max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=any_of(RoleCode.choices))
    ended = forms.BooleanField(label=gettext_lazy("with roles that have ended"), required=False)


class GrantForm(forms.Form):
    account = forms.CharField(
        label=gettext_lazy("Account"), max_length=254, help_text=gettext_lazy("E-mail address or staff number.")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=lazy(lambda: RoleCode.choices, list)())
    agency = forms.CharField(
        label=gettext_lazy("Agency"),
        max_length=120,
        help_text=gettext_lazy("Code or full name. The role holds for this agency and everything below it."),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Last day; empty for no end."),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_account(self) -> User:
        text = self.cleaned_data["account"].strip()
        user = User.objects.filter(Q(email__iexact=text) | Q(username=text)).first()
        if user is None:
            raise forms.ValidationError(_("No account has this e-mail address or staff number."))
        return user

    def clean_agency(self) -> Agency:
        text = self.cleaned_data["agency"].strip()
        agency = Agency.objects.valid_on().filter(Q(code__iexact=text) | Q(name=text)).first()
        if agency is None:
            raise forms.ValidationError(_("No agency of today has this code or name."))
        if not can_grant_roles(self.by, agency):
            raise forms.ValidationError(_("This agency is not in your charge."))
        return agency

    def clean_valid_to(self) -> Any:
        day = self.cleaned_data["valid_to"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class AccountForm(forms.Form):
    """What an account needs beyond the roster."""

    staff_number = forms.CharField(
        label=gettext_lazy("Staff number"),
        max_length=32,
        help_text=gettext_lazy("She signs in with it or with her e-mail address."),
    )


class PeriodForm(forms.Form):
    """From one day to another, both counted."""

    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first day."))
        return data


class DeputyForm(PeriodForm):
    """Which of one's own roles, to whom, from when to when."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("My roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one role.")},
    )
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("Colleagues of the same agency or of the one above."),
    )

    field_order = ("roles", "deputy", "first_day", "last_day")

    def __init__(self, *args: Any, user: User, grants: list[RoleAssignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grants = {str(grant.pk): grant for grant in grants}
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (pk, f"{grant.get_role_display()} · {grant.agency}") for pk, grant in self.grants.items()
        ]
        nearby = User.objects.none()
        for grant in grants:
            nearby = nearby | colleagues_for(grant, user)
        self.fields["deputy"].queryset = nearby.distinct()  # type: ignore[attr-defined]

    def chosen(self) -> list[RoleAssignment]:
        return [self.grants[pk] for pk in self.cleaned_data["roles"]]


class AbsenceForm(PeriodForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of absence"), choices=lazy(lambda: AbsenceKind.choices, list)())
    note = forms.CharField(
        label=pgettext_lazy("of an absence", "Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Read by the personnel office and the person alone."),
    )

    field_order = ("kind", "first_day", "last_day", "note")


class RuleFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words of the row"), required=False, max_length=60)


class RuleEndForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("last day"), widget=forms.DateInput(attrs={"type": "date"}))


def rule_form(model: type[Model]) -> type[forms.ModelForm]:
    """Every column of a row of one table; the last day of a rule comes with its successor."""
    dates: dict[str, type[forms.Widget] | forms.Widget] = {
        name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("valid_from", "day")
    }
    return forms.modelform_factory(model, exclude=["valid_to"], widgets=dates)
