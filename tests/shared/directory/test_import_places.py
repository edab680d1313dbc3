"""Regions, agencies and clusters: trees in any order, with dates and successors."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command

from shared.directory.importers import AgencyImporter, ClusterMemberImporter
from shared.directory.models import Agency, Cluster, ClusterMembership, Region
from shared.directory.queries import agencies_in, members_on, memberships_of
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory
from tests.shared.directory.conftest import DEMO

pytestmark = pytest.mark.django_db
HEADER = "code,name_zh,name_en,system,level,region_code,parent_code,valid_from,valid_to,successor_code,note"


def agencies_sheet(*rows: str):
    return run_import(AgencyImporter(), "\n".join([HEADER, *rows]).encode(), "agencies.csv")


def test_the_sheets_of_the_demo_come_in_whole_and_change_nothing_the_second_time():
    counts = []
    for _ in range(2):
        for name in ("regions", "agencies", "clusters"):
            out = io.StringIO()
            call_command(f"import_{name}", str(DEMO / f"{name}.csv"), stdout=out)
            counts.append(json.loads(out.getvalue().splitlines()[-1]))

    assert [c["created"] for c in counts] == [103, 143, 98, 0, 0, 0]
    assert {c["updated"] + c["repaired"] + c["refused"] for c in counts} == {0}
    assert (Region.objects.count(), Agency.objects.count()) == (103, 143)
    assert (Cluster.objects.count(), ClusterMembership.objects.count()) == (11, 87)


def test_a_dry_run_of_clusters_reads_the_members_too_and_writes_nothing():
    call_command("import_regions", str(DEMO / "regions.csv"), stdout=io.StringIO())
    call_command("import_agencies", str(DEMO / "agencies.csv"), stdout=io.StringIO())
    out = io.StringIO()

    call_command("import_clusters", str(DEMO / "clusters.csv"), "--dry-run", stdout=out)

    assert json.loads(out.getvalue().splitlines()[-1])["created"] == 98
    assert not Cluster.objects.exists()


def test_a_unit_may_stand_before_the_body_above_it():
    batch = agencies_sheet(
        "I3,科,,ip_admin,county,,I2,,,,", "I2,处,,ip_admin,prefecture,,I1,,,,", "I1,局,,ip_admin,province,,,,,,"
    )

    assert batch.counts()["created"] == 3
    assert list(Agency.objects.order_by("path").values_list("path", flat=True)) == ["I1/", "I1/I2/", "I1/I2/I3/"]


def test_a_moved_body_takes_its_units_along():
    rows = ["I1,局,,ip_admin,province,,,,,,", "I2,处,,ip_admin,prefecture,,I1,,,,", "I3,科,,ip_admin,county,,I2,,,,"]
    agencies_sheet(*rows, "P1,院,,procuratorate,province,,,,,,")

    batch = agencies_sheet("I2,处,,ip_admin,prefecture,,P1,,,,")

    assert batch.counts()["updated"] == 1
    assert Agency.objects.get(code="I3").path == "P1/I2/I3/"


def test_saving_a_moved_agency_moves_its_units_too():
    top, other = AgencyFactory(code="A"), AgencyFactory(code="B")
    unit = AgencyFactory(code="C", parent=top)
    AgencyFactory(code="D", parent=unit)

    unit.parent = other
    unit.save()

    assert Agency.objects.get(code="D").path == "B/C/D/"


def test_a_renamed_unit_keeps_its_past_and_has_a_successor():
    agencies_sheet(
        "I20,复审委员会,,ip_admin,national,,,2001-11-01,2019-02-13,I21,",
        "I21,复审部,,ip_admin,national,,,2019-02-14,,,",
    )

    old = Agency.objects.get(code="I20")
    assert (old.name, old.successor.name) == ("复审委员会", "复审部")
    assert (old.is_valid_on(dt.date(2019, 2, 13)), old.is_valid_on(dt.date(2019, 2, 14))) == (True, False)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["I1,局,,ip_admin,province,,X9,,,,"], [(2, "unknown_parent")]),
        (["I1,局,,ip_admin,province,999999,,,,,"], [(2, "unknown_region")]),
        (["I1,局,,ip_admin,province,,,,,X9,"], [(2, "unknown_successor")]),
        (["I1,局,,ip_admin,province,,I1,,,,"], [(2, "circle")]),
        (
            ["I1,局,,ip_admin,province,,I2,,,,", "I2,处,,ip_admin,province,,I1,,,,"],
            [(2, "circle"), (3, "circle")],
        ),
        (["I1,局,,ip,province,,,,,,", "I2,处,,ip_admin,city,,I1,,,,"], [(2, "bad_system"), (3, "bad_level")]),
        (["I1,局,,ip,province,,,,,,", "I2,处,,ip_admin,county,,I1,,,,"], [(2, "bad_system"), (3, "unknown_parent")]),
        (["I1,局,,ip_admin,province,,,2020-01-02,2020-01-01,,"], [(2, "ends_before_start")]),
        (["I1,局,,ip_admin,province,,,,,,", "I1,局,,ip_admin,province,,,,,,"], [(3, "duplicate_code")]),
        (["I 1,局,,ip_admin,province,,,,,,"], [(2, "bad_code")]),
        (["I1,=局,,ip_admin,province,,,,,,"], [(2, "formula_injection")]),
    ],
)
def test_what_hangs_in_the_air_is_refused(rows, faults):
    batch = agencies_sheet(*rows)

    assert [(f.row, f.fault) for f in batch.faults] == faults


def test_a_member_of_nothing_is_refused(agencies):
    rows = "cluster_code,member_type,member_code,scope,valid_from,valid_to,certainty\n"
    rows += "NONE,region,330000,whole,,,\nG60,region,999999,whole,,,\nG60,agency,330000,whole,,,\nG60,town,330000,,,,\n"

    batch = run_import(ClusterMemberImporter(), rows.encode(), "m.csv")

    found = [(f.row, f.fault) for f in batch.faults]
    assert found == [(2, "unknown_cluster"), (3, "unknown_member"), (4, "unknown_member"), (5, "bad_member_type")]


@pytest.mark.parametrize(
    ("day", "present", "count"),
    [
        ("2023-12-31", True, 4),
        ("2024-05-01", False, 3),
        ("2025-01-01", True, 4),
        ("2026-06-30", True, 4),
        ("2026-07-01", False, 0),
        ("2022-05-31", False, 0),
    ],
)
def test_members_are_those_of_the_day(agencies, day, present, count):
    members = members_on(Cluster.objects.get(code="EXAMPLE_LINK"), dt.date.fromisoformat(day))

    assert (any(m.region.code == "420100" for m in members), len(members)) == (present, count)


def test_a_cluster_of_provinces_brings_their_cities_along(agencies):
    day = dt.date(2026, 5, 1)
    delta = Cluster.objects.get(code="YANGTZE_DELTA")
    hangzhou = Agency.objects.get(code="I330100")

    assert hangzhou in agencies_in(delta, day)
    assert not agencies_in(delta, day).filter(code="I440000").exists()
    assert delta in [m.cluster for m in memberships_of(hangzhou, day)]


def test_a_membership_that_ends_is_mended_and_a_repeated_row_refused(agencies):
    rows = "cluster_code,member_type,member_code,scope,valid_from,valid_to,certainty\n"
    rows += "EXAMPLE_LINK,region,420100,whole,2025-01-01,2026-01-31,FICTITIOUS\n" * 2

    batch = run_import(ClusterMemberImporter(), rows.encode(), "m.csv")

    again = ClusterMembership.objects.get(region__code="420100", valid_from="2025-01-01")
    assert [(f.row, f.fault) for f in batch.faults] == [(3, "duplicate_row")]
    assert batch.counts()["updated"] == 1
    assert again.valid_to == dt.date(2026, 1, 31)
