"""Regions and agencies: trees whose rows may come in any order."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import Level, System
from shared.directory.models import Agency, Region, place_agencies
from shared.directory.permissions import can_administer_directory
from shared.imports.cleaners import Refused, choice, date
from shared.imports.importers import Batch, Column, Importer, Record, Table
from shared.imports.sheets import as_text

LEVELS = {value: value for value in Level.values} | {
    "国家级": Level.NATIONAL,
    "省级": Level.PROVINCE,
    "地市级": Level.PREFECTURE,
    "市级": Level.PREFECTURE,
    "区县级": Level.COUNTY,
    "县级": Level.COUNTY,
    "专门": Level.SPECIAL,
    "district": Level.COUNTY,
}
SYSTEMS = {value: value for value in System.values} | {
    "检察机关": System.PROCURATORATE,
    "知识产权管理部门": System.IP_ADMIN,
    "公安机关": System.POLICE,
    "人民法院": System.COURT,
    "其他": System.OTHER,
}


def code(value: Any, batch: Batch) -> Any:
    text = as_text(value)
    if not text.replace("_", "").replace("-", "").isalnum() or not text.isascii():
        raise Refused("bad_code")
    return text


class DirectoryImporter(Importer):
    """The frame of the directory: regions, agencies, clusters."""

    def may(self, user: Any) -> bool:
        return can_administer_directory(user)

    def describe(self, record: Record) -> str:
        return " · ".join(text for text in (record["code"], record["name"]) if text)


class RegionImporter(DirectoryImporter):
    kind = "regions"
    label = _("Regions")
    about = _("Administrative divisions by their six-digit code (GB/T 2260).")
    tables = (
        Table(
            "regions",
            (
                Column("code", "区划代码", code, required=True, length=12, also=("代码", "code")),
                Column("name", "名称", required=True, length=60, also=("name_zh",)),
                Column("name_en", "英文名称", length=120, also=("name_en",), expected=False),
                Column("level", "级别", choice("bad_level", LEVELS), required=True, also=("level",)),
                Column("parent", "上级代码", code, length=12, also=("parent", "parent_code")),
                Column("valid_from", "启用日期", date, also=("valid_from",), expected=False),
                Column("valid_to", "停用日期", date, also=("valid_to",), expected=False),
            ),
        ),
    )

    def check(self, batch: Batch) -> None:
        refuse_repeated(batch, "regions")
        refuse_bad_periods(batch, "regions")
        known = set(Region.objects.values_list("code", flat=True))
        refuse_lost(batch, "regions", "parent", known, "unknown_parent", above_in(Region.objects.all()))

    def save(self, batch: Batch) -> None:
        save_tree(
            batch, Region, batch.valid(), ["name", "name_en", "level", "valid_from", "valid_to"], {"parent": Region}
        )


class AgencyImporter(DirectoryImporter):
    kind = "agencies"
    label = _("Agencies")
    about = _("Organisations and their units: system, level, region, the body above, dates and successor.")
    tables = (
        Table(
            "agencies",
            (
                Column("code", "单位代码", code, required=True, length=20, also=("代码", "code")),
                Column("name", "单位名称", required=True, length=120, also=("名称", "name_zh")),
                Column("name_en", "英文名称", also=("name_en",), expected=False),
                Column("short_name", "简称", length=60, also=("short_name",), expected=False),
                Column("system", "系统", choice("bad_system", SYSTEMS), required=True, also=("system",)),
                Column("level", "级别", choice("bad_level", LEVELS), required=True, also=("level",)),
                Column("region", "区划代码", code, length=12, also=("region_code",)),
                Column("parent", "上级单位代码", code, length=20, also=("parent_code",)),
                Column("valid_from", "启用日期", date, also=("valid_from",), expected=False),
                Column("valid_to", "停用日期", date, also=("valid_to",), expected=False),
                Column("successor", "承继单位代码", code, length=20, also=("successor_code",), expected=False),
                Column("note", "备注", length=300, also=("note",), expected=False),
            ),
        ),
    )

    def check(self, batch: Batch) -> None:
        refuse_repeated(batch, "agencies")
        refuse_bad_periods(batch, "agencies")
        regions = set(Region.objects.values_list("code", flat=True))
        for record in batch.records["agencies"]:
            if not record.refused and record["region"] and record["region"] not in regions:
                batch.refuse(record, "region", "unknown_region")
        known = set(Agency.objects.values_list("code", flat=True))
        refuse_lost(batch, "agencies", "parent", known, "unknown_parent", above_in(Agency.objects.all()))
        refuse_lost(batch, "agencies", "successor", known, "unknown_successor", {})

    def save(self, batch: Batch) -> None:
        names = ["name", "name_en", "system", "level", "valid_from", "valid_to", "note"]
        names += ["short_name"] if "short_name" in next(batch.all()).values else []
        links = {"region": Region, "parent": Agency, "successor": Agency}
        save_tree(batch, Agency, batch.valid(), names, links)
        place_agencies()


# --- checks that need the whole sheet --------------------------------------------------------------------------------


def refuse_repeated(batch: Batch, table: str) -> None:
    seen: set[str] = set()
    for record in batch.records[table]:
        if record["code"] in seen:
            batch.refuse(record, "code", "duplicate_code")
        elif record["code"]:
            seen.add(record["code"])


def refuse_bad_periods(batch: Batch, table: str) -> None:
    for record in batch.records[table]:
        if record["valid_from"] and record["valid_to"] and record["valid_to"] < record["valid_from"]:
            batch.refuse(record, "valid_to", "ends_before_start")


def above_in(rows: models.QuerySet) -> dict[str, str]:
    """Code → code of the row above, as the database has it."""
    return {c: parent for c, parent in rows.values_list("code", "parent__code") if parent}


def refuse_lost(batch: Batch, table: str, key: str, known: set[str], fault: str, above: dict[str, str]) -> None:
    """Refuse rows that point to nothing, or in a circle; again while that leaves others lost."""
    while True:
        valid = [r for r in batch.records[table] if not r.refused]
        there = known | {r["code"] for r in valid}
        tree = above | {r["code"]: r[key] for r in valid}
        lost = [(r, fault) for r in valid if r[key] and r[key] not in there]
        lost += [(r, "circle") for r in valid if r[key] in there and runs_in_circle(r["code"], tree)]
        for record, found in lost:
            batch.refuse(record, key, found)
        if not lost:
            return


def runs_in_circle(start: str, above: dict[str, str]) -> bool:
    seen = {start}
    code = above.get(start)
    while code:
        if code in seen:
            return code == start
        seen.add(code)
        code = above.get(code)
    return False


# --- taking over -----------------------------------------------------------------------------------------------------


def save_tree(batch: Batch, model: Any, records: list[Record], names: list[str], links: dict[str, Any]) -> None:
    """Create what is new without its links, then set links and changed values: the order of rows does not matter."""
    rows = {row.code: row for row in model.objects.all()}
    new = [blank(model, record, names) for record in records if record["code"] not in rows]
    model.objects.bulk_create(new, batch_size=500)
    created = {row.code for row in new}
    rows |= {row.code: row for row in new}
    find = {key: rows if linked is model else by_code(linked) for key, linked in links.items()}
    changed = []
    for record in records:
        row = rows[record["code"]]
        if change(row, wanted(record, names, find)):
            changed.append(row)
        if record["code"] in created:
            batch.created(record)
        elif row in changed[-1:]:
            batch.updated(record)
    model.objects.bulk_update(changed, [*names, *links], batch_size=200)


def by_code(model: Any) -> dict[str, Any]:
    return {row.code: row for row in model.objects.all()}


def blank(model: Any, record: Record, names: Iterable[str]) -> Any:
    row = model(code=record["code"], **{name: stored(record[name], name) for name in names})
    if hasattr(row, "path"):
        row.path = f"{row.code}/"
    return row


def stored(value: Any, name: str) -> Any:
    return value if value is not None or name.startswith("valid_") else ""


def wanted(record: Record, names: Iterable[str], find: dict[str, dict[str, Any]]) -> dict[str, Any]:
    values = {name: stored(record[name], name) for name in names}
    values |= {f"{key}_id": rows[record[key]].pk if record[key] else None for key, rows in find.items()}
    return values


def change(row: Any, values: dict[str, Any]) -> bool:
    """Set what differs; say whether anything did."""
    differs = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differs.items():
        setattr(row, name, value)
    return bool(differs)
