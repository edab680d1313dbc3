"""The payment list of lecture fees, as a sheet and as PDF."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courses.training.models import TeachingInvitation
from shared.documents.actions import typeset
from shared.ui.tables import Column

PAYMENT_COLUMNS = [
    Column(gettext_lazy("Lecturer"), 0),
    Column(gettext_lazy("Side"), 1),
    Column(gettext_lazy("Employer"), 2),
    Column(gettext_lazy("Title level"), 3),
    Column(gettext_lazy("Class"), 4),
    Column(gettext_lazy("Half-days"), 5),
    Column(gettext_lazy("Hours paid"), 6),
    Column(gettext_lazy("Yuan per hour, after tax"), 7),
    Column(gettext_lazy("Sum, after tax (yuan)"), 8),
    Column(gettext_lazy("Leader's approval"), 9),
    Column(gettext_lazy("State"), 10),
]


def payment_rows(invitations: Iterable[TeachingInvitation]) -> Iterator[list[Any]]:
    """One row per fee and the sums at the foot; bank accounts are not kept here."""
    hours = amount = Decimal(0)
    for row in invitations:
        fee = row.fee
        hours, amount = hours + fee.hours, amount + fee.amount
        yield [
            row.name,
            row.get_side_display(),
            row.employer,
            row.get_title_level_display(),
            f"{row.session.number} {row.session.title}",
            "、".join(str(half.slot) for half in row.halves.all()),
            fee.hours,
            fee.per_hour,
            fee.amount,
            f"{fee.raise_number} {fee.raise_leader}".strip(),
            row.get_state_display(),
        ]
    yield [_("Total"), "", "", "", "", "", hours, "", amount, "", ""]


def payment_pdf(invitations: list[TeachingInvitation], *, by: Any) -> bytes:
    """The payment list as PDF/UA, for signature."""
    *rows, total = [[str(cell) for cell in row] for row in payment_rows(invitations)]
    language = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    data = {
        "title": _("Payment list of lecture fees"),
        "heads": [str(column.heading) for column in PAYMENT_COLUMNS],
        "rows": rows,
        "total": total,
        "made": _("Made on %(day)s by %(name)s") % {"day": timezone.localdate().isoformat(), "name": str(by)},
        "signatures": [_("Made by"), _("Checked by"), _("Approved by")],
    }
    return typeset("training/payment_list", data, lang=language)
