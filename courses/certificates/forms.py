from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    code = forms.CharField(
        label=_("Check code"),
        max_length=40,
        help_text=_("The sixteen characters under the QR code, for example 7K2M-9QXA-…"),
    )

    def clean_code(self) -> str:
        """Accept the code as people type it: lower case, without hyphens, with spaces."""
        typed = "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
        return "-".join(typed[i : i + 4] for i in range(0, len(typed), 4))


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public check page shows it. Do not name the person or say anything about a case."),
    )
