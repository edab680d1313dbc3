import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.certificates.models import CertificateTemplate, SessionCertificates, TemplateVersion
from shared.documents.forms import PictureField

CODE_LENGTH = 16


class CheckForm(forms.Form):
    code = forms.CharField(
        label=_("Check code"),
        max_length=40,
        help_text=_("The sixteen characters under the QR code, for example 7K2M-9QXA-…"),
    )

    def clean_code(self) -> str:
        """Accept the code as people type it: lower case, without hyphens, with spaces, in wide characters."""
        written = unicodedata.normalize("NFKC", self.cleaned_data["code"]).upper()
        typed = "".join(c for c in written if c.isascii() and c.isalnum())
        if len(typed) != CODE_LENGTH:
            raise forms.ValidationError(
                _("A check code has %(length)d letters and figures, and %(count)d were typed. Compare with the paper.")
                % {"length": CODE_LENGTH, "count": len(typed)}
            )
        return "-".join(typed[i : i + 4] for i in range(0, len(typed), 4))


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public check page shows it. Do not name the person or say anything about a case."),
    )


class ChoiceForm(forms.ModelForm):
    class Meta:
        model = SessionCertificates
        fields = ["template", "valid_until", "is_automatic"]
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = offered  # type: ignore[attr-defined]
        self.fields["template"].empty_label = _("default of the host")  # type: ignore[attr-defined]


class TemplateForm(forms.ModelForm):
    class Meta:
        model = CertificateTemplate
        fields = ["agency", "name", "is_default"]

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class VersionForm(forms.ModelForm):
    emblem = PictureField(
        label=_("Picture at the top"),
        required=False,
        needs_transparency=False,
        help_text=_("PNG or plain SVG; at most 1 MB."),
    )

    class Meta:
        model = TemplateVersion
        fields = [
            "language",
            "headline",
            "body",
            "layout",
            "shows_date",
            "shows_code",
            "shows_seals",
            "shows_signatures",
            "emblem",
        ]
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}


class UnitFilterForm(forms.Form):
    """What the personnel office narrows its list by."""

    q = forms.CharField(label=_("Name, class or number"), required=False, max_length=60)
    year = forms.IntegerField(label=_("Year of issue"), required=False, min_value=2000, max_value=2100)
