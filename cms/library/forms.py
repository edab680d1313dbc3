import base64
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.library.docx import Picture
from cms.library.enums import WordKind
from cms.library.models import Withdrawal
from cms.library.queries import public_page_at
from shared.accounts.models import User
from shared.directory.models import Agency

SHOWN_IN_PREVIEW = 2_000_000


class WordFileForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of page"), choices=WordKind.choices)
    file = forms.FileField(label=_("Word file (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}))


class WaiverForm(forms.Form):
    reason = forms.CharField(label=_("Reason why it may stand"), max_length=300)


class WithdrawalForm(forms.ModelForm):
    """What readers are told at the address; the page that takes its place is given by its own address."""

    address = forms.CharField(
        label=_("Address of the page that takes its place"),
        required=False,
        help_text=_("For example /cases/case-2/. Empty where nothing takes its place."),
    )

    class Meta:
        model = Withdrawal
        fields = ["said_title", "reason", "ending", "text_is_public"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "ending": forms.RadioSelect}

    at = forms.DateTimeField(
        label=_("Time of withdrawal"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Beijing time. Empty: at once. The page stays public until then, and goes at that minute."),
    )

    field_order = ["said_title", "reason", "address", "ending", "text_is_public", "at"]

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address and public_page_at(address) is None:
            raise forms.ValidationError(_("No public page has this address."))
        return address

    @property
    def said(self) -> dict[str, Any]:
        """What the action is given."""
        kept = dict(self.cleaned_data)
        address, _at = kept.pop("address"), kept.pop("at")
        return kept | {"replacement": public_page_at(address) if address else None}


def day_field(label: Any, **terms: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **terms)


class LookDateForm(forms.Form):
    due_on = day_field(_("Look at this again by"))


class LookedForm(forms.Form):
    note = forms.CharField(
        label=_("What you looked at, and that it is still right"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_on = day_field(_("Look at it next by"), required=False, help_text=_("Empty: no next date."))


class FormedForm(forms.Form):
    formed_on = day_field(_("Formed or changed on"))


class ReadersForm(forms.Form):
    """An agency, an account or both, to be put on the list of those who may read a draft."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label="—", help_text=_("Of either side.")
    )
    account = forms.CharField(
        label=_("Account"),
        max_length=254,
        required=False,
        help_text=_("Staff number, e-mail address, or a name that one account alone bears."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.valid_on()  # type: ignore[attr-defined]

    def clean_account(self) -> User | None:
        text = self.cleaned_data["account"].strip()
        if not text:
            return None
        found = list(User.objects.filter(Q(email__iexact=text) | Q(username=text) | Q(name=text), is_active=True)[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("Several accounts bear this name: write the staff number."))
        if not found:
            raise forms.ValidationError(_("No account in use has this staff number, e-mail address or name."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Name an agency or an account."))
        return data

    @property
    def named(self) -> list[Any]:
        return [one for one in self.cleaned_data.values() if one]


class DraftForm(forms.Form):
    """The title, and a text alternative for every picture that came without one."""

    title = forms.CharField(label=_("Title"), max_length=255)

    def __init__(self, *args: Any, pictures: list[Picture], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [at for at, picture in enumerate(pictures) if not picture.alt]
        self.previews: dict[str, str] = {}
        for at in self.asked:
            self.fields[f"alt_{at}"] = forms.CharField(
                label=_("Text alternative: %(name)s") % {"name": pictures[at].caption or pictures[at].name},
                help_text=_(
                    "What the picture shows, for those who cannot see it. It can be written later in the draft."
                ),
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.previews[f"alt_{at}"] = data_address(pictures[at])

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with the picture it asks about."""
        return [(field, self.previews.get(field.name, "")) for field in self]

    @property
    def alternatives(self) -> dict[int, str]:
        found = {at: self.cleaned_data[f"alt_{at}"] for at in self.asked}
        return {at: text for at, text in found.items() if text}


def data_address(picture: Picture) -> str:
    """The picture inside the page: it is in no library yet."""
    if len(picture.data) > SHOWN_IN_PREVIEW:
        return ""
    kind = picture.name.rsplit(".", 1)[-1].replace("jpg", "jpeg")
    return f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}"
