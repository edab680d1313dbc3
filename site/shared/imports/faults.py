"""What can be wrong with a cell, in words. Apps add their own codes in `apps.py:ready()` by `register_faults`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAULTS: dict[str, str | Promise] = {
    "control_character": gettext_lazy("contains control characters"),
    "invisible_character": gettext_lazy("invisible characters removed"),
    "line_break": gettext_lazy("line breaks inside the cell replaced by a space"),
    "too_long": gettext_lazy("longer than the field allows"),
    "formula_injection": gettext_lazy("begins with “=”: formulas are never computed"),
    "formula_injection_plus": gettext_lazy("begins with “+”: it could be read as a formula"),
    "formula_injection_minus": gettext_lazy("begins with “-”: it could be read as a formula"),
    "formula_injection_at": gettext_lazy("begins with “@”: it could be read as a formula"),
    "trailing_space": gettext_lazy("spaces at the end removed"),
    "leading_space": gettext_lazy("spaces at the beginning removed"),
    "ideographic_space": gettext_lazy("full-width spaces removed"),
    "space_inside": gettext_lazy("space inside the word removed"),
    "inner_space": gettext_lazy("space inside the name removed"),
    "middle_dot": gettext_lazy("dot between the parts of the name set to “·”"),
    "merged_cells": gettext_lazy("lower cell of a merged range: takes the value of the range"),
    "bad_email": gettext_lazy("not an e-mail address"),
    "email_case": gettext_lazy("e-mail address set in lower case"),
    "fullwidth_characters": gettext_lazy("full-width characters made half-width"),
    "fullwidth_digits": gettext_lazy("full-width digits made half-width"),
    "spaces_in_phone": gettext_lazy("spaces or hyphens in the number removed"),
    "bad_phone": gettext_lazy("not a telephone number"),
    "bad_date": gettext_lazy("not a date: write it as 2026-04-25"),
    "impossible_date": gettext_lazy("this day does not exist in the calendar"),
    "date_slash": gettext_lazy("date with slashes"),
    "date_dot": gettext_lazy("date with dots"),
    "date_cn": gettext_lazy("date in Chinese writing"),
    "date_compact": gettext_lazy("date without separators"),
    "date_short": gettext_lazy("date without leading zeros"),
    "excel_serial": gettext_lazy("day count of the spreadsheet instead of a date"),
    "future_birth": gettext_lazy("month of birth lies in the future"),
    "birth_cn": gettext_lazy("month in Chinese writing"),
    "birth_slash": gettext_lazy("month with a slash"),
    "birth_dot": gettext_lazy("month with a dot"),
    "birth_compact": gettext_lazy("month without a separator"),
    "birth_short": gettext_lazy("month without a leading zero"),
    "birth_with_day": gettext_lazy("the day of birth is not kept"),
    "bad_number": gettext_lazy("not a number"),
    "number_too_large": gettext_lazy("larger than the field can hold"),
    "too_precise": gettext_lazy("more decimal places than are kept"),
    "bad_choice": gettext_lazy("not one of the accepted values"),
    "duplicate_row": gettext_lazy("the same row stands further up: the earlier one is kept"),
    "ends_before_start": gettext_lazy("the last day lies before the first day"),
}


def register_faults(labels: Mapping[str, str | Promise]) -> None:
    FAULTS.update(labels)


def fault_label(code: str) -> str:
    """The fault in the reader's language; an unregistered code is shown as it is."""
    if code in FAULTS:
        return str(FAULTS[code])
    return str(_("empty, but needed")) if code.startswith("missing_") else code
