from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.assessment.actions import LONGEST_ANSWER
from courses.assessment.enums import Kind
from courses.assessment.queries import Item


class AnswerForm(forms.Form):
    """One question: radio buttons, ticks or a line of text. An empty answer takes the answer back."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["given"] = self.field_of(item)

    @property
    def given_field(self) -> forms.BoundField:
        """The one field, where the page has no form around it."""
        return self["given"]

    def field_of(self, item: Item) -> forms.Field:
        if item.is_typed:
            widget = forms.TextInput(attrs={"autocomplete": "off"})
            return forms.CharField(
                label=_("Your answer"),
                required=False,
                max_length=LONGEST_ANSWER,
                initial=item.given or "",
                widget=widget,
            )
        choices = [(str(place), shown(item, text)) for place, text in item.choices]
        if item.takes_several:
            return forms.MultipleChoiceField(
                label=_("One or several answers"),
                required=False,
                choices=choices,
                initial=[str(place) for place in item.given],
                widget=forms.CheckboxSelectMultiple,
            )
        return forms.ChoiceField(
            label=_("One answer"),
            required=False,
            choices=choices,
            initial=str(item.given[0]) if item.given else None,
            widget=forms.RadioSelect,
        )

    def given(self) -> Any:
        value = self.cleaned_data["given"]
        if self.item.is_typed:
            return value
        chosen = value if isinstance(value, list) else [value] if value else []
        return [int(place) for place in chosen]


def shown(item: Item, text: str) -> str:
    if item.version.kind != Kind.TRUE_FALSE:
        return text
    return pgettext("of a statement", "right") if text == "true" else pgettext("of a statement", "wrong")
