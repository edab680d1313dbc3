from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import KINDS
from shared.notices.queries import Wish, language_of, wishes_of
from shared.notices.topics import topics

NAMES = [("zh-hans", "简体中文"), ("en", "English")]


class DeliveryForm(forms.Form):
    """One box per kind of notice; the list on the site always shows all of them."""

    kinds = forms.MultipleChoiceField(
        label=_("Also by e-mail"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The list on this site always shows every notice."),
    )
    language = forms.ChoiceField(label=_("Language of e-mails"), choices=NAMES)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        wanted = [code for code, by_email in wishes_of(user).items() if by_email]
        kwargs["initial"] = {"kinds": wanted, "language": language_of(user)}
        super().__init__(*args, **kwargs)
        labels = sorted(((kind.code, str(kind.label)) for kind in KINDS.values()), key=lambda pair: pair[1])
        self.fields["kinds"].choices = labels  # type: ignore[attr-defined]

    @property
    def wishes(self) -> dict[str, bool]:
        return {code: code in self.cleaned_data["kinds"] for code in KINDS}


class SubscribeForm(forms.Form):
    """An address and the topics to follow."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Used for these e-mails alone, and erased when you leave."),
    )
    topics = forms.MultipleChoiceField(
        label=_("What you want to hear of"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one topic.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topics()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """One address, however it is written, is one subscriber."""
        return self.cleaned_data["email"].lower()

    @property
    def wish(self) -> Wish:
        return Wish(self.cleaned_data["email"], self.cleaned_data["topics"], get_language() or "")


class KeepForm(forms.Form):
    """The topics that a subscriber goes on following."""

    topics = forms.MultipleChoiceField(label=_("Topics to keep"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, followed: list[str], **kwargs: Any) -> None:
        kwargs["initial"] = {"topics": followed}
        super().__init__(*args, **kwargs)
        choices = [(code, label) for code, label in topics() if code in followed]
        self.fields["topics"].choices = choices  # type: ignore[attr-defined]
