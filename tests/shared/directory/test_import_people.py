"""People come in by sheet: every fault by row and column, and nothing twice."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shared.directory.enums import RoleCode
from shared.directory.importers import PeopleImporter
from shared.directory.models import Person, Posting, Rank
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, member
from tests.shared.directory.conftest import DEMO

DATA = Path(__file__).parents[2] / "data"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agencies")]


def import_people(*args) -> dict:
    out = io.StringIO()
    call_command("import_people", *map(str, args), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def sheet(*rows: str) -> bytes:
    header = "姓名,单位代码,部门,职务,职级,性别,出生年月,邮箱,手机,专业领域,入职日期"
    return "\n".join([header, *rows]).encode()


def test_the_messy_sheet_gives_exactly_the_expected_faults(tmp_path):
    report = tmp_path / "report.csv"

    counts = import_people(DATA / "people-messy.xlsx", "--report", report)

    with (DATA / "people-messy.expected.csv").open(encoding="utf-8", newline="") as lines:
        expected = [list(row.values()) for row in csv.DictReader(lines)]
    with report.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["row", "column", "fault", "action", "value_in_file", "value"]
    assert [[v.removeprefix("'") for v in row.values()] for row in rows] == expected
    assert counts == {"read": 300, "created": 283, "updated": 0, "repaired": 24, "refused": 17}
    assert Person.objects.count() == 283
    assert not Person.objects.filter(name__startswith="=").exists()


def test_the_clean_sheet_has_no_fault_and_changes_nothing_the_second_time():
    first = import_people(DEMO / "people.xlsx")
    second = import_people(DEMO / "people.xlsx")

    assert first == {"read": 2000, "created": 2000, "updated": 0, "repaired": 0, "refused": 0}
    assert second == {"read": 2000, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert Posting.objects.count() == 2000


def test_a_dry_run_counts_and_writes_nothing():
    counts = import_people(DATA / "people-messy.xlsx", "--dry-run")

    assert counts["created"] == 283
    assert not Person.objects.exists()


def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"%PDF-1.7 \x00")

    with pytest.raises(CommandError, match=r"XLSX"):
        import_people(tmp_path / "x.xlsx")


def test_another_unit_closes_the_posting_and_opens_a_new_one():
    row = "单晓,{},法规处,科长,一级主任科员,女,1980-02,shan@unit.example,16900000001,专利,2005-07-01"
    run_import(PeopleImporter(), sheet(row.format("I330000")), "a.csv")

    batch = run_import(PeopleImporter(), sheet(row.format("I330100")), "a.csv")

    old, new = Posting.objects.order_by("pk")
    assert batch.counts()["updated"] == 1
    assert (old.agency.code, old.valid_to is None) == ("I330000", False)
    assert (new.agency.code, new.valid_to) == ("I330100", None)
    assert (new.valid_from - old.valid_to).days == 1
    assert Person.objects.get().name_pinyin == "shan xiao"


ROW = "单晓,{agency},法规处,{post},一级主任科员,女,1980-02,shan@unit.example,{mobile},专利,2005-07-01"


def test_changed_facts_are_mended_in_place_while_the_unit_stays():
    run_import(PeopleImporter(), sheet(ROW.format(agency="I330000", post="科长", mobile="16900000001")), "a.csv")

    batch = run_import(
        PeopleImporter(), sheet(ROW.format(agency="I330000", post="处长", mobile="16900000002")), "a.csv"
    )

    posting = Posting.objects.get()
    assert batch.counts()["updated"] == 1
    assert (posting.post, posting.valid_to, posting.person.mobile) == ("处长", None, "16900000002")


def test_a_unit_mended_on_the_day_it_was_written_leaves_no_history():
    for agency in ("I330000", "I330100", "I330300"):
        run_import(PeopleImporter(), sheet(ROW.format(agency=agency, post="科长", mobile="16900000001")), "a.csv")

    assert list(Posting.objects.order_by("pk").values_list("agency__code", flat=True)) == ["I330000", "I330300"]


@pytest.mark.parametrize(
    ("agency", "fault", "action"),
    [
        ("i330000", "code_case", "repair"),
        ("国家知识产权局专利复审委员会", "unit_has_ended", "refuse"),
        ("I000020", "unit_has_ended", "refuse"),
        ("无此单位", "unknown_unit", "refuse"),
        ("同名局", "ambiguous_unit", "refuse"),
    ],
)
def test_an_agency_is_known_by_code_or_by_one_name(agency, fault, action):
    AgencyFactory(code="X1", name="同名局")
    AgencyFactory(code="X2", name="同名局")

    batch = run_import(PeopleImporter(), sheet(ROW.format(agency=agency, post="科长", mobile="16900000001")), "a.csv")

    assert [(f.fault, f.action) for f in batch.faults] == [(fault, action)]


@pytest.mark.usefixtures("regulations")
def test_the_series_of_a_rank_is_that_of_the_one_list():
    Rank.objects.create(series="enforcement", name="见习主办", position=12, source="试行办法")
    ranks = ["见习主办", "县处级正职", "副研究员", "某某"]
    agency = AgencyFactory(code="X330100")

    run_import(
        PeopleImporter(),
        sheet(*[f"王一二,{agency.code},,,{rank},,,p{n}@x.example,,," for n, rank in enumerate(ranks)]),
        "a.csv",
    )

    found = dict(Posting.objects.filter(rank__in=ranks).values_list("rank", "rank_series"))
    assert found == {"见习主办": "enforcement", "县处级正职": "civil_servant", "副研究员": "title", "某某": "other"}


def test_a_changed_fact_keeps_old_and_new_value_and_who_may_read_it(client):
    agency = AgencyFactory(code="X330100")
    officer, trainee = member(agency, RoleCode.UNIT_HR, name="许文静"), member(agency, RoleCode.TRAINEE, name="林晓")
    leader, email = member(agency, RoleCode.UNIT_LEADER), trainee.person.email
    rows = [f"林晓,X330100,法规处,科长,,女,1990-0{n},{email},,{field}," for n, field in ((1, "商标"), (2, "专利"))]
    for row in rows:
        run_import(PeopleImporter(), sheet(row), "staff.csv", by=officer)

    def told(reader):
        client.force_login(reader)
        return client.get(f"/directory/people/{trainee.person.pk}/").context["changes"]

    assert [(c.who, c.field, c.old, c.new) for c in told(trainee)[:2]] == [
        (officer.name, "出生年月", "1990-01", "1990-02"),
        (officer.name, "专业领域", "商标", "专利"),
    ]
    assert {c.field for c in told(trainee)} - {c.field for c in told(leader)} == {"出生年月"}
