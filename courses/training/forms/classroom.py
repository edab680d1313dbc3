"""Materials, announcements, questions, needs and groups of a class."""

import zipfile
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.models import ClassMaterial, ClassNeeds, Session, TimetableSlot

PDF, PNG, JPEG, ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
# What may be handed out, and how such a file begins: a name alone proves nothing.
KINDS = {"pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG, "docx": ZIP, "xlsx": ZIP, "pptx": ZIP, "txt": b""}
PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
CASE_FACTS = _("No facts of a case, no names of parties: nothing that belongs into a file.")


def check_file(file: Any) -> None:
    """Of an allowed kind, by name and by content, and not too large."""
    ending = file.name.rpartition(".")[2].lower()
    if ending not in KINDS:
        raise ValidationError(
            _("Files of this kind are not taken. Allowed: %(kinds)s."), params={"kinds": ", ".join(KINDS)}
        )
    if file.size > settings.CLASS_MATERIAL_BYTES:
        most = settings.CLASS_MATERIAL_BYTES // 1024 // 1024
        raise ValidationError(_("The file is larger than %(most)s MB."), params={"most": most})
    if not is_what_it_says(file, ending):
        raise ValidationError(
            _("The content does not fit the name: this is no “.%(ending)s” file."), params={"ending": ending}
        )


def is_what_it_says(file: Any, ending: str) -> bool:
    start = file.read(8)
    file.seek(0)
    if ending == "txt":
        return b"\0" not in file.read(4096) and not file.seek(0)
    if not start.startswith(KINDS[ending]):
        return False
    if ending not in PARTS:
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith(PARTS[ending]) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)


class MaterialForm(forms.ModelForm):
    class Meta:
        model = ClassMaterial
        fields = ["title", "slot", "file", "link"]

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.session = session
        self.fields["slot"].queryset = session.slots.all()  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("PDF, Word, Excel, PowerPoint, picture or text.")

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            check_file(file)
            self.instance.file_name, self.instance.file_size = file.name[-160:], file.size
        return file

    def clean_link(self) -> str:
        link = self.cleaned_data.get("link") or ""
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError(_("A link begins with https://."))
        return link


class AnnouncementForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("of an announcement", "Title"), max_length=80)
    text = forms.CharField(
        label=pgettext_lazy("of an announcement", "Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class QuestionForm(forms.Form):
    slot = forms.ModelChoiceField(TimetableSlot.objects.none(), label=_("Half-day"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("to the lecturers", "Question"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=CASE_FACTS,
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = session.slots.all()  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    answer = forms.CharField(
        label=pgettext_lazy("to a question", "Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_for_class = forms.BooleanField(label=_("The whole class may read it, without the asker's name"), required=False)


class NeedsForm(forms.ModelForm):
    """What food and access say of health or belief is sensitive: kept with a consent of its own alone (PIPL 29)."""

    agreed = forms.BooleanField(
        label=_("I agree that this is kept to arrange lodging, food and access, and for nothing else"), required=False
    )

    class Meta:
        model = ClassNeeds
        fields = ["lodging", "diet", "access"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].initial = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        agreed = data.pop("agreed", False)
        if any(data.values()) and not agreed:
            raise ValidationError(_("Tick that you agree, or leave the fields empty: without it nothing is kept."))
        return data


class DealForm(forms.Form):
    number = forms.IntegerField(label=_("Number of groups"), min_value=1, max_value=60)
