from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.library.enums import TranslationState
from cms.library.models import ReviewedPage, WhitePaperPage
from cms.library.permissions import worked_on_by


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State of translation"), choices=TranslationState.choices)


class PairForm(forms.Form):
    """The Chinese page that one from Word translates, of the same kind and one that the user edits."""

    paper = forms.ModelChoiceField(label=_("Chinese page"), queryset=WhitePaperPage.objects.none())

    def __init__(self, *args: Any, model: type[ReviewedPage], language: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = model.objects.filter(locale__language_code="zh-hans").order_by("-pk")
        taken = model.objects.filter(locale__language_code=language).values("translation_key")
        free = pages.exclude(translation_key__in=taken)
        self.fields["paper"].queryset = free.filter(worked_on_by(user))  # type: ignore[attr-defined]
