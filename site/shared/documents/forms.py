from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from shared.documents.models import Seal
from shared.documents.pictures import PictureError, check_picture


class PictureField(forms.FileField):
    """A PNG or SVG that may go onto official paper."""

    def __init__(self, *, needs_transparency: bool = True, **kwargs: Any) -> None:
        self.needs_transparency = needs_transparency
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not data:
            return file
        content = data.read()
        try:
            kind = check_picture(content, needs_transparency=self.needs_transparency)
        except PictureError as error:
            raise forms.ValidationError(str(error)) from error
        return ContentFile(content, name=f"picture.{kind}")  # the name on her disk is nobody's business


class SealForm(forms.ModelForm):
    image = PictureField(
        label=_("Picture"),
        help_text=_("PNG with a transparent ground, or plain SVG; at most 1 MB, 200 to 3000 pixels."),
    )

    class Meta:
        model = Seal
        fields = ["agency", "kind", "image", "signatory", "valid_from"]
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
