"""Lists as sheets: what stands in a cell, that nothing computes, that length costs no memory."""

import csv
import datetime as dt
import io
import tracemalloc
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import gettext_lazy, override
from python_calamine import CalamineWorkbook

from shared.ui.tables import CSV, XLSX, Column, asked_format, inert, room_for, sheet_name, table_bytes, table_response


@dataclass
class Row:
    name: str
    born: dt.date | None = None
    at: dt.datetime | None = None
    hours: Decimal | int | float = 0
    is_there: bool = True


COLUMNS = [
    Column("姓名", "name"),
    Column("日期", "born"),
    Column("时间", "at"),
    Column("学时", lambda row: row.hours),
    Column("到课", "is_there"),
]
LIN = Row("林晓", dt.date(2026, 10, 8), dt.datetime(2026, 10, 7, 23, 30, 15, tzinfo=dt.UTC), Decimal("3.5"))


def as_sheet(rows, columns=COLUMNS, title="名册"):
    book = CalamineWorkbook.from_filelike(io.BytesIO(table_bytes(columns, rows, XLSX, title)))
    return book.get_sheet_by_index(0).to_python()


def as_lines(rows, columns=COLUMNS):
    return list(csv.reader(io.StringIO(table_bytes(columns, rows, CSV).decode("utf-8-sig"))))


def test_xlsx_holds_real_dates_numbers_and_beijing_time():
    with override("zh-hans"):
        rows = as_sheet([LIN])

    assert rows == [
        ["姓名", "日期", "时间", "学时", "到课"],
        ["林晓", dt.date(2026, 10, 8), dt.datetime.fromisoformat("2026-10-08T07:30:15"), 3.5, "是"],
    ]


def test_csv_holds_the_same_as_text_with_a_byte_order_mark():
    with override("zh-hans"):
        data = table_bytes(COLUMNS, [LIN, Row("王某", is_there=False)], CSV)

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "姓名,日期,时间,学时,到课",
        "林晓,2026-10-08,2026-10-08 07:30:15,3.5,是",
        "王某,,,0,否",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "＠a", "\r=1"])
def test_text_that_would_compute_stays_text(text):
    rows = [Row(text)]

    assert as_lines(rows)[1][0] == f"'{text}"
    assert as_sheet(rows)[1][0] == text


def test_a_formula_never_reaches_the_sheet():
    import zipfile

    with zipfile.ZipFile(io.BytesIO(table_bytes(COLUMNS, [Row('=HYPERLINK("http://x")')], XLSX))) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in part
    assert "hyperlink" not in part
    assert 'state="frozen"' in part


def test_numbers_are_no_text_and_get_no_apostrophe():
    assert as_lines([Row("甲", hours=-1)])[1][3] == "-1"
    assert as_sheet([Row("甲", hours=-1.5)])[1][3] == -1.5


@pytest.mark.parametrize("text", ["𠮷野䶮", "㐂喆", "Ünal Ä", "阿依古丽·买买提", "a\nb", '他说“好”,"是"'])
def test_rare_characters_come_through_both_formats(text):
    rows = [Row(text)]

    assert (as_sheet(rows)[1][0], as_lines(rows)[1][0]) == (text, text)


def test_what_no_sheet_can_hold_is_left_out():
    rows = [Row("a\x00b\x1bc"), Row("长" * 40_000)]

    assert [line[0] for line in as_sheet(rows)[1:]] == ["abc", "长" * 32_767]


def test_labels_and_headings_speak_the_readers_language():
    columns = [Column(gettext_lazy("yes"), 0), Column("n", 1)]

    with override("zh-hans"):
        assert as_lines([(gettext_lazy("no"), 1)], columns) == [["是", "n"], ["否", "1"]]


def test_an_empty_list_is_a_sheet_with_its_head():
    assert as_sheet([]) == [["姓名", "日期", "时间", "学时", "到课"]]
    assert as_lines([]) == [["姓名", "日期", "时间", "学时", "到课"]]


def test_rows_are_walked_once_and_never_gathered():
    """10,000 rows from a generator: what grows is the file alone."""
    columns = [Column("列", n) for n in range(10)]
    tracemalloc.start()

    data = table_bytes(columns, (("知识产权局", n, 1, 2, 3, 4, 5, 6, 7, "二〇二六") for n in range(10_000)), XLSX)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(data) > 100_000
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [("名册", 1, "名册"), ("a/b:c*[d]?", 1, "a b c  d"), ("长" * 40, 2, "长" * 27 + " 2"), ("", 1, "1")],
)
def test_the_name_of_a_sheet_is_one_that_excel_takes(title, number, name):
    assert sheet_name(title, number) == name


def test_room_counts_a_chinese_character_twice():
    assert (room_for("林晓"), room_for("ab"), room_for(dt.date(2026, 1, 1))) == (6, 4, 12)


@pytest.mark.parametrize(("fmt", "kind"), [(XLSX, "officedocument.spreadsheetml"), (CSV, "text/csv")])
def test_a_download_has_its_name_and_kind(fmt, kind):
    response = table_response("名册-2026", COLUMNS, [LIN], fmt)

    assert kind in response["Content-Type"]
    assert response["Content-Disposition"].endswith(f"2026.{fmt}")
    assert "%E5%90%8D%E5%86%8C" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert len(response.getvalue()) > 20


@pytest.mark.parametrize(
    ("query", "fmt"), [("format=csv", CSV), ("format=xlsx&q=1", XLSX), ("format=exe", ""), ("", "")]
)
def test_only_known_formats_are_asked_for(query, fmt):
    assert asked_format(QueryDict(query)) == fmt


def test_an_unknown_format_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="xlsx or csv"):
        table_bytes(COLUMNS, [], "pdf")


def test_inert_leaves_ordinary_text_alone():
    assert [inert(text) for text in ("林晓", "", "a=1", "3-5 日")] == ["林晓", "", "a=1", "3-5 日"]
