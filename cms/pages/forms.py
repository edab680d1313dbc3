from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.library.enums import TranslationState
from cms.library.models import WhitePaperPage


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State of translation"), choices=TranslationState.choices)


class PairForm(forms.Form):
    """The Chinese paper that a paper from Word translates."""

    paper = forms.ModelChoiceField(label=_("Chinese paper"), queryset=WhitePaperPage.objects.none())

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = WhitePaperPage.objects.filter(locale__language_code="zh-hans").order_by("-pk")
        taken = WhitePaperPage.objects.filter(locale__language_code=language).values("translation_key")
        self.fields["paper"].queryset = papers.exclude(translation_key__in=taken)  # type: ignore[attr-defined]
