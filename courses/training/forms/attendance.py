from typing import Any

from django import forms

from courses.training.enums import Mark


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
