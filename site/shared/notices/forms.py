from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import KINDS
from shared.notices.queries import language_of, wishes_of

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
