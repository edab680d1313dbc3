from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("Report"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "What you did, what you learned, what you suggest. No case facts: what the platform knows stands below."
        ),
    )
