from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared.directory.forms import PeriodForm, any_of
from shared.directory.models import Person, Region
from shared.directory.queries import provinces
from shared.experts.enums import Origin, PoolKind, TitleLevel
from shared.experts.models import Expert, Pool, Qualification, ResearchBase, TechnicalField
from shared.experts.permissions import managed_paths
from shared.experts.queries import agencies_kept, pools_kept, pools_of_others, posting_of, serves_below
from shared.media.forms import ACCEPTED, check_scan, safe_name
from shared.regulations.queries import limit


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PoolChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.agency}"


class ExpertFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name, organisation or field"), required=False, max_length=60)
    field = forms.ModelChoiceField(
        TechnicalField.objects.all(),
        label=pgettext_lazy("of an expert", "Field"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    title_level = forms.ChoiceField(
        label=gettext_lazy("Title level"), required=False, choices=any_of(TitleLevel.choices)
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Pool for"), required=False, choices=any_of(PoolKind.choices))
    pool = PoolChoice(
        Pool.objects.select_related("agency"),
        label=gettext_lazy("Pool"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    available_on = forms.DateField(label=gettext_lazy("Available on"), required=False, widget=day_input())
    eligible = forms.BooleanField(label=gettext_lazy("only those who may be engaged"), required=False)
    withdrawn = forms.BooleanField(label=gettext_lazy("withdrawn records"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = any_of((r.code, str(r)) for r in provinces())  # type: ignore[attr-defined]
        if not managed_paths(user):
            del self.fields["withdrawn"]
        if not user.is_authenticated:
            del self.fields["available_on"], self.fields["eligible"]


class ExpertForm(forms.ModelForm):
    """The record as its office keeps it."""

    class Meta:
        model = Expert
        fields = [
            "outside_name",
            "outside_organisation",
            "outside_email",
            "outside_mobile",
            "region",
            "title",
            "title_level",
            "fields",
            "specialities",
            "visibility",
        ]
        widgets = {"fields": forms.CheckboxSelectMultiple}
        help_texts = {
            "outside_mobile": gettext_lazy("Seen by your office and the offices of her pools alone."),
            "title": gettext_lazy("As she holds it, like professor or senior engineer."),
            "specialities": gettext_lazy("In her own words, or a class of the IPC; found by the search."),
            "visibility": gettext_lazy(
                "Who finds her. Everybody: also visitors who are not signed in, on the list and in the search."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = provinces()  # type: ignore[attr-defined]
        if self.instance.person_id:
            for name in [name for name in self.fields if name.startswith("outside_")]:
                del self.fields[name]
        elif self.instance.pk:
            self.fields["outside_name"].required = self.fields["outside_organisation"].required = True

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.fields}


class RegistrationForm(ExpertForm):
    """Somebody of the directory is found by her e-mail; anybody else needs a name and an organisation."""

    agency = forms.ModelChoiceField(Expert.objects.none(), label=pgettext_lazy("a record", "Kept by"), empty_label=None)

    field_order = ["outside_email", "outside_name", "outside_organisation", "outside_mobile", "agency"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["agency"].queryset = agencies_kept(user)  # type: ignore[attr-defined]
        self.fields["outside_email"].help_text = _(
            "People of the directory are found by it, with their name and agency: leave the next fields empty then."
        )
        for name in ("outside_name", "outside_organisation"):
            self.fields[name].help_text = _("Only for somebody from outside.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        email = data.get("outside_email", "")
        person = Person.objects.filter(email__iexact=email).first() if email else None
        if person:
            self.take_person(person, data)
        elif email and (known := Expert.objects.visible_to(self.user).filter(outside_email__iexact=email).first()):
            text = _("%(name)s is already in the register, kept by %(agency)s.")
            self.add_error("outside_email", text % {"name": known.name, "agency": known.agency})
        else:
            for name in ("outside_name", "outside_organisation"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Nobody in the directory has this e-mail: fill this in."))
        return data

    def take_person(self, person: Person, data: dict[str, Any]) -> None:
        if not serves_below(person, managed_paths(self.user)):
            text = _("This person serves in an agency that is not in your charge: her own office registers her.")
            self.add_error("outside_email", text)
        elif Expert.objects.filter(person=person).exists():
            self.add_error("outside_email", _("This person is already in the register."))
        self.instance.person = person
        for name in ("outside_name", "outside_organisation", "outside_email", "outside_mobile"):
            data[name] = ""
        if not data.get("region"):
            data["region"] = province_of(person)

    def expert(self) -> Expert:
        """The new record, not saved yet."""
        self.instance.agency = self.cleaned_data["agency"]
        found: Expert = self.instance
        return found


def province_of(person: Person) -> Region | None:
    posting = posting_of(person)
    region = posting.agency.region if posting else None
    return provinces().filter(code=f"{region.code[:2]}0000").first() if region else None


class OwnForm(forms.ModelForm):
    """What she says of herself; the rest is kept by the office."""

    class Meta:
        model = Expert
        fields = ["specialities"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PoolForm(forms.ModelForm):
    class Meta:
        model = Pool
        fields = ["name", "kind", "agency", "required_kind", "valid_from", "valid_to"]
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        help_texts = {
            "required_kind": gettext_lazy("A member without a confirmed and valid one may not be engaged."),
            "valid_to": gettext_lazy("Last day; empty for no end."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_kept(user)  # type: ignore[attr-defined]
        self.fields["agency"].empty_label = None  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["agency"]


class BaseForm(forms.ModelForm):
    class Meta:
        model = ResearchBase
        fields = ["name", "host", "agency", "region", "topics", "valid_from", "valid_to"]
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        help_texts = {
            "host": gettext_lazy("The university, institute or court where it is."),
            "valid_to": gettext_lazy("Last day; empty for no end."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_kept(user)  # type: ignore[attr-defined]
        self.fields["agency"].empty_label = None  # type: ignore[attr-defined]
        self.fields["region"].queryset = provinces()  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["agency"]


class TermForm(forms.Form):
    valid_from = forms.DateField(label=gettext_lazy("First day"), widget=day_input(), initial=timezone.localdate)
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"), widget=day_input(), help_text=gettext_lazy("The last day still counts.")
    )


class MembershipForm(TermForm):
    pool = PoolChoice(Pool.objects.none(), label=gettext_lazy("Pool"))
    origin = forms.ChoiceField(
        label=gettext_lazy("How she came into the pool"),
        choices=[(o.value, o.label) for o in Origin if o != Origin.RECOMMENDED],
    )

    field_order = ["pool", "valid_from", "valid_to", "origin"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].queryset = pools_kept(managed_paths(user))  # type: ignore[attr-defined]


class QualificationForm(forms.ModelForm):
    """A qualification with its evidence, looked at by its content and not by its name."""

    class Meta:
        model = Qualification
        fields = ["kind", "name", "number", "issuer", "valid_from", "valid_to", "evidence"]
        widgets = {
            "valid_from": day_input(),
            "valid_to": day_input(),
            "evidence": forms.FileInput(attrs={"accept": ACCEPTED}),
        }
        help_texts = {"valid_to": gettext_lazy("Last day; empty for no end.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.largest = int(limit("experts.evidence_megabytes", on=timezone.localdate()))
        self.fields["evidence"].help_text = _(
            "A certificate or letter as PDF, JPG or PNG, at most %(n)s MB. Nothing classified may be uploaded."
        ) % {"n": self.largest}

    def clean_evidence(self) -> UploadedFile:
        evidence: UploadedFile = self.cleaned_data["evidence"]
        check_scan(evidence, self.largest)
        return evidence

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", _("The last day lies before the first day."))
        return data

    def values(self) -> dict[str, Any]:
        """What the action takes: the fields, and the name under which the evidence came."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**values, "evidence_name": safe_name(self.cleaned_data["evidence"], 120)}


class AvailabilityForm(PeriodForm):
    note = forms.CharField(
        label=pgettext_lazy("of an availability", "Note"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Read by everybody signed in who finds her, like mornings only."),
    )


class RecommendForm(forms.Form):
    pool = PoolChoice(Pool.objects.none(), label=gettext_lazy("Pool of another office"))
    reason = forms.CharField(
        label=pgettext_lazy("to recommend", "Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].queryset = pools_of_others(managed_paths(user))  # type: ignore[attr-defined]


class AcceptForm(TermForm):
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=300, required=False)
