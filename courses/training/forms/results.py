from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Grade, Requirement
from courses.training.models import Assessment, Enrolment

PARTS = ("grade", "score", "has_paper", "note")


class GradesForm(forms.Form):
    """Grade, score, paper and note of everybody still without a result."""

    def __init__(self, *args: Any, people: list[Enrolment], known: dict[int, Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for enrolment in people:
            row = known.get(enrolment.pk)
            for part, field in fields_for(enrolment, row).items():
                self.fields[f"{part}-{enrolment.pk}"] = field

    def row(self, enrolment: Enrolment) -> list[forms.BoundField]:
        return [self[f"{part}-{enrolment.pk}"] for part in PARTS]

    def assessments(self) -> list[Assessment]:
        return [
            Assessment(enrolment=e, **{part: self.cleaned_data[f"{part}-{e.pk}"] for part in PARTS})
            for e in self.people
        ]


def fields_for(enrolment: Enrolment, row: Assessment | None) -> dict[str, forms.Field]:
    """The labels name the person, because in a table they are read aloud without their row."""
    name = enrolment.person.name
    return {
        "grade": forms.ChoiceField(
            label=_("Grade of %(name)s") % {"name": name},
            choices=[("", "—"), *Grade.choices],
            required=False,
            initial=row.grade if row else "",
        ),
        "score": forms.DecimalField(
            label=_("Score of %(name)s") % {"name": name},
            required=False,
            max_digits=5,
            decimal_places=1,
            min_value=0,
            initial=row.score if row else None,
        ),
        "has_paper": forms.BooleanField(
            label=_("Paper of %(name)s") % {"name": name}, required=False, initial=row.has_paper if row else False
        ),
        "note": forms.CharField(
            label=_("Note about %(name)s") % {"name": name},
            required=False,
            max_length=300,
            initial=row.note if row else "",
        ),
    }


class RulesForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("To complete this class it takes"), choices=Requirement.choices, widget=forms.CheckboxSelectMultiple
    )
    least_percent = forms.IntegerField(
        label=_("Attendance of at least so many per cent of the hours"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty: no more may be missed than the leave limit."),
    )
