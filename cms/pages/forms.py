from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.library.enums import TranslationState
from cms.library.models import WhitePaperPage


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State of translation"), choices=TranslationState.choices)


class PairForm(forms.Form):
    """The Chinese paper that a paper from Word translates, one that the user edits."""

    paper = forms.ModelChoiceField(label=_("Chinese paper"), queryset=WhitePaperPage.objects.none())

    def __init__(self, *args: Any, language: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = WhitePaperPage.objects.filter(locale__language_code="zh-hans").order_by("-pk")
        taken = WhitePaperPage.objects.filter(locale__language_code=language).values("translation_key")
        free = papers.exclude(translation_key__in=taken)
        own = [paper.pk for paper in free if user.is_superuser or paper.is_in_scope_of(user)]
        self.fields["paper"].queryset = free.filter(pk__in=own)  # type: ignore[attr-defined]
