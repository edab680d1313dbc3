"""Cells as the office's sheet shows them: rounding, scales, sections, words; and what is not known is not guessed."""

import datetime as dt

import pytest
from django.utils.translation import override

from cms.blocks.sheets import cut, found_layout, read_tables
from cms.blocks.sheets.formats import shown
from tests.factories.files import sheet_with

MONEY = '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'
DAY, NIGHT = dt.date(2023, 11, 1), dt.datetime.fromisoformat("2023-11-01T00:05:07")


def read(*rows, formats):
    with override("zh-hans"):
        return read_tables(sheet_with(*rows, formats=formats), "a.xlsx").sheets[0]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (1234.5, "#,##0", "1,235"),
        (0.125, "0%", "13%"),
        (0.285, "0%", "29%"),
        (0.9765, "0.0%", "97.7%"),
        (1.005, "0.00", "1.01"),
        (2.4, '0.0"%"', "2.4%"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (1234567890.5, "General", "1234567891"),
        (0.00001234567, "General", "0.0000123457"),
        (1e15, "General", "1000000000000000"),
        (1e300, "0", "1" + "0" * 300),
    ],
)
def test_figure_is_rounded_half_away_from_zero_from_its_fifteen_digits(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567, "#,##0,", "1,235"),
        (12345.678, "0,.00", "12.35"),
        (12345678, '0.00,,"百万"', "12.35百万"),
        (123456, '0!.0,"万"', "12.3万"),
        (123456, '0\\.0,"万"', "12.3万"),
        (123456, '0"."0,"万"', "12.3万"),
        (450, '0!.0,"万"', "0.0万"),
        (123456, '0!.0000"万"', "12.3456万"),
        (1234567890, '0!.00,,"亿"', "12.35亿"),
        (13943210123, "000-0000-0000", "139-4321-0123"),
    ],
)
def test_commas_divide_and_a_literal_point_stands_among_the_digits(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (-5, "#,##0;(#,##0)", "(5)"),
        (0, "#,##0;(#,##0);-", "-"),
        (0, '+0.0;-0.0;"持平"', "持平"),
        (-3.4, '+0.0;-0.0;"持平"', "-3.4"),
        (1234.5, MONEY, " 1,234.50 "),
        (-1234.5, MONEY, " (1,234.50)"),
        (0, MONEY, " -   "),
        ("合计", MONEY, " 合计 "),
        ("甲", '0;-0;0;"第"@"号"', "第甲号"),
        ("甲", "#,##0;(#,##0);-", "甲"),
        (5, "@", "5"),
        (5, ";;;", ""),
        (-5, "[Red]0;[Blue]-0", "-5"),
        (150_000, '[>=10000]0!.0,"万";0', "15.0万"),
        (999, '[>=10000]0!.0,"万";0', "999"),
        (-5, '"¥"0', "-¥5"),
        (5, "[$¥-804]#,##0.00", "¥5.00"),
        (3, '"第"0\\号', "第3号"),
        (2024, 'General"年"', "2024年"),
        (5, "0,000", "0,005"),
        (0, "#,###", ""),
        (12.5, ".00", "12.50"),
        (1.5, "???.0#", "  1.5"),
        (33805, "#,##0.##", "33,805."),
    ],
)
def test_section_with_its_words_shows_the_cell(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (DAY, 'yyyy"年"m"月"d"日"', "2023年11月1日"),
        (DAY, "[$-804]yyyy/m/d;@", "2023/11/1"),
        (DAY, "yyyy", "2023"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二三年十一月一日"),
        (dt.date(2023, 12, 20), '[DBNum1]m"月"d"日"', "十二月二十日"),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023年11月1日"),
        (DAY, "yy-mm-dd aaaa", "23-11-01 星期三"),
        (NIGHT, "h:mm AM/PM", "12:05 AM"),
        (NIGHT, '上午/下午h"时"mm"分"', "上午12时05分"),
        (NIGHT, "mm:ss", "05:07"),
        (dt.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (dt.time(9, 5), "h:mm", "9:05"),
        (NIGHT, "General", "2023-11-01 00:05"),
    ],
)
def test_date_and_time_are_shown_part_by_part(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *[(0.5, "# ?/?"), (12345, "0.00E+00"), (12, "[DBNum1]0"), (45231, "aaaa"), (5, "e"), (1234567, "0.0,%\n")],
        *[(12345678, '#,##0!.0,"万"'), (1234567, '0"k",'), (-5, "[>=100]0;0"), (5, "[>=100]0"), (5, "0;0;0;@;0")],
        *[(5, '0"未完'), (5, "0.0.0"), (float("nan"), "0"), (-5, "0;"), ("甲", "0;0;0;yy"), (5, "General%")],
        *[(DAY, "d-mmm-yy"), (DAY, "[h]:mm"), (NIGHT, "mm:ss.0"), (dt.time(9), "yyyy"), (dt.timedelta(1), "General")],
    ],
)
def test_format_that_is_not_known_is_told_and_not_guessed(value, code):
    assert shown(value, code) == f"\ufffd[{code}]"


def test_cell_in_an_unknown_format_keeps_its_range_from_being_taken():
    rows = [["年份", "立案", "率"], ["2021", 5, 0.5], ["2022", 6, 0.25], ["2023", 7, 0.5]]
    sheet = read(*rows, formats={(2, 2): "# ?/?", (3, 1): "0.00E+00", (0, 0): "0 ?/?"})

    layout = found_layout(sheet)
    with override("zh-hans"):
        fault = cut(sheet, layout).faults
        layout.bottom = 1
        without = cut(sheet, layout).faults

    assert (layout.header_rows, without) == (1, [])
    assert len(fault) == 1
    assert "C3 # ?/?、B4 0.00E+00" in fault[0]
    assert fault[0].startswith("这些单元格的数字格式")


@pytest.mark.parametrize(
    ("unit", "heading", "code", "is_taken"),
    [
        ("单位：元", "罚没金额", "#,##0,", False),
        ("单位：万元", "罚没金额", "#,##0,", False),
        ("单位：千元", "罚没金额", "#,##0,", True),
        ("单位：件", "罚没金额（千元）", "#,##0,", True),
        ("单位：千万元", "罚没金额", "#,##0,", False),
        ("单位：件", "千元以上案件", "#,##0,", False),
        ("单位：元", "千元", "#,##0,", True),
        ("单位：件", "万元以上案件", '0!.0,"万"', True),
        ("单位：万元", "罚没金额", "0!.0,", True),
        ("单位：十万元", "罚没金额", "0!.0,", False),
        ("单位：百万元", "罚没金额", "0.00,,", True),
        ("单位：元", "罚没金额", '#,##0,"千"', True),
        ("单位：万元", "罚没金额", '0!.0,"万"', False),
        ("单位：元", "罚没金额（万元）", '0!.0,"万"', False),
        ("单位：元", "罚没金额", '0!.0,"万"', True),
        ("单位：元", "罚没金额", '#,##0,"万"', False),
        ("单位：元", "Fines (thousand yuan)", "#,##0,", True),
    ],
)
def test_divided_figures_are_taken_only_where_something_names_the_scale(unit, heading, code, is_taken):
    sheet = read([unit, ""], ["年份", heading], ["2021", 1234567], formats={(2, 1): code})

    found = cut(sheet, found_layout(sheet))

    assert len(found.faults) == (0 if is_taken else 1)
    assert (found.rows[0], found.rows[1][1]) == (["年份", heading], shown(1234567, code))


def test_figures_with_the_word_of_their_scale_stand_as_the_sheet_shows_them():
    rows = [["年份", "人数"], ["2021", 123456], ["2022", 98765]]
    sheet = read(*rows, formats={(1, 1): '0!.0,"万"', (2, 1): '0!.0,"万"'})

    found = cut(sheet, found_layout(sheet))

    assert (found.rows[1:], found.faults) == ([["2021", "12.3万"], ["2022", "9.9万"]], [])


@pytest.mark.parametrize(
    ("value", "number", "text"),
    [
        (-1234.5, 37, "(1,235)"),
        (1234.5, 38, "1,235"),
        (1234.5, 39, "1,234.50"),
        (-0.5, 40, "(0.50)"),
        (0.5, 20, "12:00"),
    ],
)
def test_formats_that_a_file_names_by_their_number_alone_are_known(value, number, text):
    assert read([value], formats={(0, 0): number}).rows[0][0].strip() == text
