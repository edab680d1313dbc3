from django import forms
from django.utils.translation import gettext_lazy as _

from cms.release.models import SigningLink


class InviteForm(forms.ModelForm):
    class Meta:
        model = SigningLink
        fields = ["name", "post", "email", "code_email"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    comment = forms.CharField(
        label=_("Comment, if you do not sign"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
