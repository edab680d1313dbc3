from typing import Any

from django import forms

from courses.training.enums import Mark


class MarkForm(forms.Form):
    """One half-day: a mark for each person who has one, and the mark that was there when the page was made."""

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for enrolment in people:
            name = str(enrolment.person)
            self.fields[f"mark-{enrolment.pk}"] = forms.ChoiceField(label=name, choices=Mark.choices, required=False)
            seen = forms.ChoiceField(label=name, choices=[("", ""), *Mark.choices], required=False)
            self.fields[f"seen-{enrolment.pk}"] = seen

    def marks(self) -> dict[int, str]:
        return self.starting("mark-")

    def seen(self) -> dict[int, str]:
        return self.starting("seen-")

    def starting(self, prefix: str) -> dict[int, str]:
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith(prefix) and value}
        return {int(name.removeprefix(prefix)): value for name, value in found.items()}
