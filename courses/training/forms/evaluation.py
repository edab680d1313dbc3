from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.training.enums import QuestionKind
from courses.training.models import EvaluationPart, EvaluationQuestion, Questionnaire, QuestionnaireItem
from shared.directory.models import Agency

SPARE = 3


class EvaluationForm(forms.Form):
    """The questions of every part this person may evaluate; none has to be answered."""

    def __init__(self, *args: Any, asked: list[tuple[EvaluationPart, list[EvaluationQuestion]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for part, questions in asked:
            for question in questions:
                self.fields[self.name_of(part, question)] = field_for(question)

    @staticmethod
    def name_of(part: EvaluationPart, question: EvaluationQuestion) -> str:
        return f"p{part.pk}-q{question.pk}"

    def groups(self) -> list[tuple[EvaluationPart, list[forms.BoundField]]]:
        return [(part, [self[self.name_of(part, q)] for q in questions]) for part, questions in self.asked]

    def answers(self) -> dict[tuple[int, int], int | str]:
        return {
            (part.pk, question.pk): self.cleaned_data[self.name_of(part, question)]
            for part, questions in self.asked
            for question in questions
        }


def field_for(question: EvaluationQuestion) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            label=question.text,
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("No names and nothing about a case, please."),
        )
    choices = [(str(place), label) for place, label in enumerate(question.options)]
    return forms.ChoiceField(label=question.text, required=False, choices=choices, widget=forms.RadioSelect)


class PlanEvaluationForm(forms.Form):
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(),
        label=_("Questionnaire"),
        required=False,
        empty_label=_("Do not ask this class"),
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].queryset = offered  # type: ignore[attr-defined]


class StartQuestionnaireForm(forms.Form):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    title = forms.CharField(label=_("Title"), max_length=100)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        only = list(agencies[:2])
        self.fields["agency"].initial = only[0] if len(only) == 1 else None


class QuestionnaireForm(forms.ModelForm):
    class Meta:
        model = Questionnaire
        fields = ["title", "is_default"]


class ItemForm(forms.ModelForm):
    """One question; without words it is left out."""

    class Meta:
        model = QuestionnaireItem
        fields = ["text", "scope", "kind", "choices"]
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        lines = [line for line in data.get("choices", "").splitlines() if line.strip()]
        if data.get("text") and data.get("kind") == QuestionKind.CHOICE and len(lines) < 2:
            self.add_error("choices", _("Give at least two answers to choose from, one to a line."))
        return data


def item_forms(questionnaire: Questionnaire, data: Any) -> list[ItemForm]:
    """A form for each question there is, and some empty ones for new questions."""
    rows = [*questionnaire.items.all(), *(QuestionnaireItem() for _place in range(SPARE))]
    return [ItemForm(data, instance=row, prefix=f"q{place}") for place, row in enumerate(rows)]


class HideForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
