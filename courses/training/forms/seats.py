"""The seat contract on paper: who may have how many, until when, and whence they come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Side
from courses.training.models import SeatBlock
from shared.directory.models import Agency, Region

MOST = 2000


class SeatsForm(forms.Form):
    ip = forms.IntegerField(label=Side.IP.label, min_value=0, max_value=MOST)
    proc = forms.IntegerField(label=Side.PROC.label, min_value=0, max_value=MOST)
    pool = forms.IntegerField(label=Side.POOL.label, min_value=0, max_value=MOST)

    def seats(self) -> dict[str, int]:
        return {side: self.cleaned_data[side] for side in Side}

    def terms(self) -> dict[str, Any]:
        return {"seats": self.seats()}


class CodeOrName(forms.CharField):
    """One row of a long list, by its code or its full name."""

    def __init__(self, model: Any, *, unknown: Any, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.model, self.unknown = model, unknown

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        rows = self.model.objects.valid_on()
        found = rows.filter(code=text).first() or rows.filter(name=text).first()
        if found is None:
            raise forms.ValidationError(self.unknown)
        return found


class BlockField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class Moment(forms.DateTimeField):
    """A time of day, Beijing time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help_text=_("Beijing time"), **kwargs)


def seats_field(label: Any = None, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label or pgettext_lazy("number of", "Seats"), min_value=least, max_value=MOST)


def agency_field(**kwargs: Any) -> CodeOrName:
    unknown = _("No agency in force has this code or name.")
    return CodeOrName(Agency, unknown=unknown, label=_("Agency (code or full name)"), **kwargs)


class OfSession(forms.Form):
    """A form about the blocks of one session; every field of blocks offers these and no others."""

    def __init__(self, *args: Any, blocks: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BlockField):
                field.queryset = blocks

    def terms(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AddBlockForm(OfSession):
    source = BlockField(SeatBlock.objects.none(), label=_("Cut out of"))
    seats = seats_field()
    agency = agency_field(required=False)
    region = CodeOrName(
        Region,
        unknown=_("No region in force has this code or name."),
        label=_("or region (code or full name)"),
        required=False,
    )
    returns_at = Moment(label=_("Unused seats return at"), required=False)


class MoveSeatsForm(OfSession):
    source = BlockField(SeatBlock.objects.none(), label=pgettext_lazy("seats moved", "From"))
    target = BlockField(SeatBlock.objects.none(), label=pgettext_lazy("seats moved", "To"))
    seats = seats_field()


class CutOffForm(OfSession):
    block = BlockField(SeatBlock.objects.none(), label=_("Seats of"))
    returns_at = Moment(label=_("Unused seats return at"), required=False)
    returns_to = BlockField(
        SeatBlock.objects.none(),
        label=_("They return to"),
        required=False,
        empty_label=_("where they were cut out, else the common pool"),
    )


class RemoveBlockForm(OfSession):
    block = BlockField(SeatBlock.objects.none(), label=_("Seats of"))


class ReserveForm(OfSession):
    """The unit's HR chooses among her units; the organiser names any unit."""

    agency = agency_field()
    seats = seats_field()
    until = Moment(label=_("Names by"), required=False)


class ReduceForm(OfSession):
    block = BlockField(SeatBlock.objects.none(), label=_("Reserved for"))
    seats = seats_field(_("Seats to keep"), least=0)
