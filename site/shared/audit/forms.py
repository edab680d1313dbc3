from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.queries import actions_in_use


class AuditFilterForm(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    action = forms.ChoiceField(label=gettext_lazy("Act"), required=False)
    who = forms.CharField(label=gettext_lazy("Who (name, e-mail or staff number)"), required=False, max_length=100)
    text = forms.CharField(label=gettext_lazy("Object"), required=False, max_length=100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["action"].choices = [("", _("all")), *actions_in_use()]  # type: ignore[attr-defined]
