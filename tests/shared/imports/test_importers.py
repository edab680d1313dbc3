"""An importer is columns and rules; the frame finds the header, counts, and keeps order."""

import csv
import io

import pytest

from shared.imports.cleaners import whole_number
from shared.imports.exports import inert, write_report
from shared.imports.importers import Column, Fault, Importer, Table, read_batch, run_import
from shared.imports.sheets import SheetError


class Fruit(Importer):
    kind = "fruit"
    label = "Fruit"
    tables = (
        Table(
            "fruit",
            (
                Column("name", "名称", required=True, also=("name",), length=10),
                Column("pieces", "数量", whole_number),
                Column("note", "备注", expected=False),
            ),
        ),
    )

    def save(self, batch):
        for record in batch.valid():
            batch.created(record)


def read(text: str, **kwargs):
    return read_batch(Fruit(), text.encode(), "x.csv", by=None, **kwargs)


def test_the_header_may_stand_below_a_title_and_columns_in_any_order():
    batch = read("水果登记表,,\n\n数量,颜色,name\n3,红,苹果\n,,\n4,,梨\n")

    assert [(r.row, r["name"], r["pieces"]) for r in batch.valid()] == [(4, "苹果", 3), (6, "梨", 4)]
    assert batch.unread == ["颜色"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("名称\n苹果", "第 1 行表头缺少以下列：数量"),
        ("颜色,大小\n红,大", "没有找到表头"),
        ("名称,名称,数量\n1,2,3", "出现了两次"),
        ("名称,数量\n", "没有数据行"),
    ],
)
def test_a_sheet_without_its_header_gets_one_sentence(text, words):
    with pytest.raises(SheetError, match=words):
        read(text)


def test_faults_are_named_by_row_and_column_and_the_rest_is_taken():
    batch = read("名称,数量\n苹果 ,x\n,2\n梨,3\n")
    Fruit().save(batch)

    assert batch.faults == [
        Fault(2, "名称", "trailing_space", "repair", "苹果 ", "苹果", "x"),
        Fault(2, "数量", "bad_number", "refuse", "x", "", "x"),
        Fault(3, "名称", "missing_name", "refuse", "", "", "x"),
    ]
    assert batch.counts() == {"read": 3, "created": 1, "updated": 0, "repaired": 0, "refused": 2}


@pytest.mark.django_db
def test_only_chosen_rows_are_taken():
    batch = run_import(Fruit(), "名称,数量\n苹果,1\n梨,2\n桃,3\n".encode(), "x.csv", only=[3, 99])

    assert [r["name"] for r in batch.valid()] == ["梨"]
    assert batch.counts() == {"read": 1, "created": 1, "updated": 0, "repaired": 0, "refused": 0}


def test_the_report_computes_nothing_in_a_spreadsheet():
    stream = io.StringIO()

    write_report(stream, [Fault(2, "名称", "formula_injection", "refuse", "=1+1", "")])

    assert list(csv.reader(io.StringIO(stream.getvalue())))[1] == [
        "2", "名称", "formula_injection", "refuse", "'=1+1", "",
    ]  # fmt: skip
    assert [inert(text) for text in ("@x", "-1", "+1", "\tx", "x=1")] == ["'@x", "'-1", "'+1", "'\tx", "x=1"]
