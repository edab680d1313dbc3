from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.secondments.enums import (
    WITH_NEW_END,
    Grade,
    RequirementKind,
    Step,
    TerminationReason,
)
from exchanges.secondments.models import Post, Secondment
from shared.directory.models import Agency, Person

SHOWN_PEOPLE = 15
CONFIRMED = _("My unit confirms what the post or the kind asks and the record does not show.")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **options)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the act."""


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No case facts and no health details: the parties and the record see this sentence."),
    )


class DecisionForm(forms.Form):
    document = forms.CharField(label=_("Number of the decision"), required=False, max_length=60)


class ConsentForm(forms.Form):
    agreed = forms.BooleanField(label=_("I have read the post, the term and the duties and consent to the secondment."))


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Change"), choices=[(kind.value, kind.label) for kind in WITH_NEW_END])
    new_end = date_field(_("New last day"))
    note = forms.CharField(label=_("Reason"), required=False, max_length=300)


class AnswerForm(forms.Form):
    """The home unit's answer to an early end."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("to an early end", "Answer"),
        choices=[("yes", _("My unit agrees")), ("no", _("My unit objects"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where your unit objects. No case facts and no health details."),
    )


class TerminateForm(forms.Form):
    reason_code = forms.ChoiceField(label=_("Reason"), choices=TerminationReason.choices)
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)


class AppraiseForm(forms.Form):
    period = forms.CharField(label=_("Appraisal period"), max_length=20, help_text=_("For example 期满 or 2026年度."))
    grade = forms.ChoiceField(label=_("Appraisal grade"), choices=Grade.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("Opinion"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


def endorsement_field() -> forms.CharField:
    return forms.CharField(
        label=_("Endorsement of the home unit"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why your unit puts the person forward. The host unit and the person read it."),
    )


class PersonForm(forms.Form):
    """Choose one of the people found; `q` in the address narrows them."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), widget=forms.RadioSelect)
    note = endorsement_field()
    confirmed = forms.BooleanField(label=CONFIRMED, required=False)

    def __init__(self, *args: Any, people: Any, q: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        found = people
        if q:
            found = people.filter(Q(name__icontains=q) | Q(name_pinyin__icontains=q) | Q(expertise__icontains=q))
        self.q = q
        self.count, self.shown = found.count(), SHOWN_PEOPLE
        field.widget.choices = [(person.pk, person_label(person)) for person in found[:SHOWN_PEOPLE]]


def person_label(person: Any) -> str:
    posting = next(iter(person.current_postings), None)
    parts = [person.name, f"{posting.agency} {posting.department}".strip() if posting else "", person.expertise]
    return " · ".join(part for part in parts if part)


class PostRecommendForm(PersonForm):
    starts_on = date_field(_("First day"))
    ends_on = date_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day of the term lies before the first day."))
        return data


REQUIREMENT_FIELDS: dict[str, tuple[str, str]] = {
    "age": (RequirementKind.AGE, "number"),
    "service": (RequirementKind.SERVICE, "number"),
    "expertise": (RequirementKind.FIELD, "text"),
    "degree": (RequirementKind.DEGREE, "text"),
}


class PostForm(forms.ModelForm):
    batch_number = forms.IntegerField(
        label=_("Batch of the year"),
        min_value=1,
        required=False,
        help_text=_("Only under an agreement; empty means the first batch."),
    )
    age = forms.IntegerField(label=_("Age in full years at most"), min_value=18, max_value=99, required=False)
    service = forms.IntegerField(label=_("Years of service at least"), min_value=0, max_value=60, required=False)
    expertise = forms.CharField(label=_("Field of expertise asked for"), max_length=100, required=False)
    degree = forms.CharField(label=_("Degree asked for"), max_length=60, required=False)
    others = forms.CharField(
        label=_("Other requirements"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in each line. What the record does not show is confirmed by the home unit."),
    )

    class Meta:
        model = Post
        fields = [
            "host_agency",
            "department",
            "title",
            "field",
            "kind",
            "headcount",
            "duties",
            "agreement",
            "takes_applications",
            "opens_on",
            "closes_on",
        ]
        widgets = {
            "opens_on": DateInput(),
            "closes_on": DateInput(),
            "duties": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, agencies: Any, agreements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(self.fields)
        names.insert(names.index("agreement"), names.pop(names.index("batch_number")))
        self.order_fields(names)
        self.fields["host_agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What `open_post` takes."""
        asked = (*REQUIREMENT_FIELDS, "others", "batch_number")
        facts = {name: value for name, value in self.cleaned_data.items() if name not in asked}
        number = self.cleaned_data["batch_number"] or 1
        return {**facts, "batch_number": number, "requirements": self.requirements}

    @property
    def requirements(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        rows = [
            {"kind": kind, column: given[name]}
            for name, (kind, column) in REQUIREMENT_FIELDS.items()
            if given[name] not in (None, "")
        ]
        lines = [line.strip()[:200] for line in given["others"].splitlines() if line.strip()]
        return [*rows, *[{"kind": RequirementKind.OTHER, "text": line} for line in lines]]


class PlanForm(forms.ModelForm):
    class Meta:
        model = Secondment
        fields = ["host_org", "home_org", "kind", "position", "duties", "legal_basis", "starts_on", "ends_on"]
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "duties": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host_org"].queryset = hosts  # type: ignore[attr-defined]
        self.fields["home_org"].queryset = Agency.objects.valid_on()  # type: ignore[attr-defined]


STEP_FORMS: dict[str, type[forms.Form]] = {
    Step.EXAMINE: NoteForm,
    Step.REJECT: ReasonForm,
    Step.CONSENT: ConsentForm,
    Step.DECLINE: NoteForm,
    Step.DECIDE: DecisionForm,
    Step.NOT_APPROVE: ReasonForm,
    Step.PROPOSE: ProposeForm,
    Step.REFUSE_CHANGE: ReasonForm,
    Step.SUSPEND: ReasonForm,
    Step.RESUME: NoteForm,
    Step.TERMINATE: TerminateForm,
    Step.ANSWER_END: AnswerForm,
    Step.APPRAISE: AppraiseForm,
}
