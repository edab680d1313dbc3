from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.models import Page

from cms.release.actions import void_routes_with_file
from cms.release.enums import PLANNERS
from cms.release.models import PreviewPass, Release, SigningLink
from cms.release.queries import NumberOffer, is_public_file, pages_to_add
from shared.directory.models import Agency, role_scopes
from shared.media.cleaning import UncleanError, cleaned

CODE = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})
MINUTE = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class InviteForm(forms.ModelForm):
    class Meta:
        model = SigningLink
        fields = ["name", "post", "email", "code_email"]


class CodeForm(forms.Form):
    code = forms.CharField(label=_("One-time code"), max_length=12, widget=CODE)


class AnswerForm(forms.Form):
    number = forms.CharField(label=_("Document number from your own register"), max_length=60, required=False)
    comment = forms.CharField(
        label=_("Comment, if you do not sign"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offer: NumberOffer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offer is None or offer.is_fixed:
            del self.fields["number"]
        elif offer.kept:
            self.fields["number"].help_text = _("Empty: it keeps %(number)s.") % {"number": offer.kept}
        else:
            words = _("Empty: the next number of the series %(series)s.")
            self.fields["number"].help_text = words % {"series": offer.series}


SUMMARY = forms.Textarea(attrs={"rows": 4})


class ReleaseWordsForm(forms.ModelForm):
    class Meta:
        model = Release
        fields = ["title", "summary", "contact", "is_listed"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"summary": SUMMARY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=str(self.instance.sequence)
            )

    def look_again(self) -> None:
        """Told of another's words, she may save hers over them."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(Release.objects.values_list("sequence", flat=True).get(pk=self.instance.pk))
        self.data = data


class ReleaseForm(ReleaseWordsForm):
    class Meta(ReleaseWordsForm.Meta):
        fields = ["title", "agency", "planned_at", *ReleaseWordsForm.Meta.fields[1:]]
        widgets: ClassVar[dict[str, forms.Widget]] = {"summary": SUMMARY, "planned_at": MINUTE}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = {path for role, path in role_scopes(user) if role in PLANNERS}
        own = Agency.objects.filter(path__in=scopes).order_by("path")
        agency = self.fields["agency"]
        agency.queryset, agency.required = own, True  # type: ignore[attr-defined]
        if own.count() == 1:
            agency.initial = own.first()


class MoveForm(forms.Form):
    to = forms.DateTimeField(label=_("new day and minute"), widget=MINUTE, help_text=_("Beijing time."))
    reason = forms.CharField(
        label=_("reason"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it in the release calendar."),
    )


class PageForm(forms.Form):
    page = forms.TypedChoiceField(label=_("page"), coerce=int)

    def __init__(self, *args: Any, user: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = [("", "—"), *pages_to_add(user, release)]  # type: ignore[attr-defined]

    def clean_page(self) -> Page:
        return Page.objects.get(pk=self.cleaned_data["page"])


class PreviewForm(forms.ModelForm):
    class Meta:
        model = PreviewPass
        fields = ["name", "organisation", "email", "reason"]


class ReadFileMixin:
    """What was read and cleared is never exchanged for something else under the same name."""

    cleaned_data: dict[str, Any]
    changed_data: list[str]
    instance: Any
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        if self.instance.pk and "file" in self.changed_data and is_public_file(self.instance):
            raise forms.ValidationError(
                _("This file is public. Upload the new one beside it, choose it in the page, and have that reviewed.")
            )
        return self.cleaned_data["file"]

    def clean_title(self) -> str:
        """Pages name their files by the titles that were read with them."""
        title = self.cleaned_data["title"]
        if self.instance.pk and "title" in self.changed_data and is_public_file(self.instance):
            raise forms.ValidationError(
                _("This file is public, and its title stands on the page. Upload it once more under the new title.")
            )
        return title

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit=commit)  # type: ignore[misc]  # a mixin: a model form saves
        if commit and {"file", "title"} & {*self.changed_data}:
            void_routes_with_file(saved, by=self.user)
        return saved


class DocumentForm(ReadFileMixin, BaseDocumentForm):
    pass


class WholeImageField(WagtailImageField):
    """A picture is stored without what its file says of people and places: it has to be readable for that."""

    def to_python(self, data: Any) -> Any:
        try:
            file = super().to_python(data)
            if file is not None:
                cleaned(file.read())
                file.seek(0)
        except (OSError, SyntaxError, ValueError, UncleanError):
            message = _("This picture cannot be read through. Save it anew as JPEG or PNG and upload that.")
            raise forms.ValidationError(message) from None
        return file


class ImageForm(ReadFileMixin, BaseImageForm):
    file = WholeImageField(label=_("File"), widget=forms.FileInput)
