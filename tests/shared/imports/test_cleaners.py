import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from shared.imports import cleaners
from shared.imports.cleaners import Refused, Repaired

DAY = dt.date(2009, 5, 25)


def clean(name, value):
    try:
        return getattr(cleaners, name)(value, None)
    except Refused as fault:
        return fault.code


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("date", "2009-05-25", DAY),
        ("date", DAY, DAY),
        ("date", dt.datetime(2009, 5, 25, 8, 0), DAY),  # noqa: DTZ001  sheets know no time zone
        ("date", "2009/5/25", Repaired(DAY, "date_slash")),
        ("date", "2009.05.25", Repaired(DAY, "date_dot")),
        ("date", "2009年5月25日", Repaired(DAY, "date_cn")),
        ("date", "20090525", Repaired(DAY, "date_compact")),
        ("date", 20090525.0, Repaired(DAY, "date_compact")),
        ("date", "2009-5-25", Repaired(DAY, "date_short")),
        ("date", 37737.0, Repaired(dt.date(2003, 4, 26), "excel_serial")),
        ("date", "1996-02-30", "impossible_date"),
        ("date", "2001-13-05", "impossible_date"),
        ("date", "1066-10-14", "impossible_date"),
        ("date", "去年", "bad_date"),
        ("date", 0.0, "bad_date"),
        ("birth_month", "1985-08", "1985-08"),
        ("birth_month", "1985年8月", Repaired("1985-08", "birth_cn")),
        ("birth_month", "1985/08", Repaired("1985-08", "birth_slash")),
        ("birth_month", "1985.8", Repaired("1985-08", "birth_dot")),
        ("birth_month", 198508.0, Repaired("1985-08", "birth_compact")),
        ("birth_month", "1985-8", Repaired("1985-08", "birth_short")),
        ("birth_month", "1985-08-12", Repaired("1985-08", "birth_with_day")),
        ("birth_month", dt.date(1985, 8, 1), Repaired("1985-08", "birth_with_day")),
        ("birth_month", "2031-05", "future_birth"),
        ("email", "a.b@unit.example", "a.b@unit.example"),
        ("email", "A.B@Unit.example", Repaired("a.b@unit.example", "email_case")),
        ("email", "ａ@unit.example", Repaired("a@unit.example", "fullwidth_characters")),
        ("email", "tang.xiayan", "bad_email"),
        ("phone", "16950165016", "16950165016"),
        ("phone", 16950165016.0, "16950165016"),
        ("phone", "169 5016-5016", Repaired("16950165016", "spaces_in_phone")),
        ("phone", "１６９５０１６５０１６", Repaired("16950165016", "fullwidth_digits")),
        ("phone", "0571-87654321", "0571-87654321"),
        ("phone", "12345", "bad_phone"),
        ("person_name", "欧阳 晓", Repaired("欧阳晓", "inner_space")),
        ("person_name", "买买提•艾山", Repaired("买买提·艾山", "middle_dot")),
        ("person_name", "John Smith", "John Smith"),
        ("whole_number", "３5", 35),
        ("whole_number", "3.5", "bad_number"),
        ("decimal", 6.5, Decimal("6.5")),
        ("decimal", "-1", "bad_number"),
        ("decimal", "NaN", "bad_number"),
        ("decimal", "x", "bad_number"),
    ],
)
def test_a_cell_is_taken_mended_or_refused(name, value, expected):
    with time_machine.travel("2026-11-22"):
        assert clean(name, value) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("法规处", "法规处"),
        ("法规处  ", Repaired("法规处", "trailing_space")),
        (" 法规处", Repaired("法规处", "leading_space")),
        ("　法规处　", Repaired("法规处", "ideographic_space")),
        ("法规\n处", Repaired("法规 处", "line_break")),
        ("法\u200b规处", Repaired("法规处", "invisible_character")),
        ("   ", ""),
    ],
)
def test_spaces_and_invisible_characters_are_mended(raw, expected):
    assert cleaners.safe_text(raw, 20) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("=1+1", "formula_injection"),
        (" =1+1", "formula_injection"),
        ("+SUM(1;2)", "formula_injection_plus"),
        ("-2+3", "formula_injection_minus"),
        ("@SUM(1)", "formula_injection_at"),
        ("a\x07b", "control_character"),
        ("a\u202eb", "control_character"),
        ("长" * 21, "too_long"),
    ],
)
def test_what_computes_hides_or_overflows_is_refused(raw, code):
    with pytest.raises(Refused, match=code):
        cleaners.safe_text(raw, 20)
