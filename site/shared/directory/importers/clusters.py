"""Regional clusters and who belongs to them from when to when."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared.directory.importers.lookups import code_in
from shared.directory.importers.places import (
    DirectoryImporter,
    above_in,
    code,
    refuse_bad_periods,
    refuse_lost,
    refuse_repeated,
    save_tree,
)
from shared.directory.models import Agency, Cluster, ClusterMembership, Region
from shared.imports.cleaners import choice, date
from shared.imports.importers import Batch, Column, Record, Table

MEMBERS = {"region": "region", "agency": "agency", "地区": "region", "单位": "agency"}
SCOPES = {"whole": "whole", "part": "part", "全部": "whole", "部分": "part"}


class ClusterImporter(DirectoryImporter):
    kind = "clusters"
    label = _("Clusters")
    about = _("Regional clusters for cooperation, with their dates.")
    tables = (
        Table(
            "clusters",
            (
                Column("code", "协作片区代码", code, required=True, length=30, also=("code",)),
                Column("name", "名称", required=True, length=60, also=("name_zh",)),
                Column("name_en", "英文名称", length=120, also=("name_en",), expected=False),
                Column("parent", "上级代码", code, length=30, also=("parent",)),
                Column("valid_from", "启用日期", date, also=("valid_from",)),
                Column("valid_to", "停用日期", date, also=("valid_to",)),
                Column("certainty", "可靠程度", length=40, also=("certainty",), expected=False),
                Column("note", "备注", length=300, also=("note",), expected=False),
            ),
        ),
    )

    def check(self, batch: Batch) -> None:
        refuse_repeated(batch, "clusters")
        refuse_bad_periods(batch, "clusters")
        known = set(Cluster.objects.values_list("code", flat=True))
        refuse_lost(batch, "clusters", "parent", known, "unknown_parent", above_in(Cluster.objects.all()))

    def save(self, batch: Batch) -> None:
        names = ["name", "name_en", "valid_from", "valid_to", "certainty", "note"]
        save_tree(batch, Cluster, batch.valid(), names, {"parent": Cluster})


class ClusterMemberImporter(DirectoryImporter):
    kind = "cluster-members"
    label = _("Members of clusters")
    about = _("Regions and agencies that belong to a cluster, with dates; a member may leave and come back.")
    tables = (
        Table(
            "members",
            (
                Column(
                    "cluster",
                    "协作片区代码",
                    lambda value, batch: code_in("clusters", "unknown_cluster")(value, with_codes(batch)),
                    required=True,
                    also=("cluster_code",),
                ),
                Column("kind", "成员类型", choice("bad_member_type", MEMBERS), required=True, also=("member_type",)),
                Column("code", "成员代码", code, required=True, length=20, also=("member_code",)),
                Column("scope", "范围", choice("bad_scope", SCOPES), also=("scope",)),
                Column("valid_from", "加入日期", date, also=("valid_from",)),
                Column("valid_to", "退出日期", date, also=("valid_to",)),
                Column("certainty", "可靠程度", length=40, also=("certainty",), expected=False),
            ),
        ),
    )

    def describe(self, record: Record) -> str:
        return " · ".join(text for text in (record["cluster"], record["code"]) if text)

    def check(self, batch: Batch) -> None:
        refuse_bad_periods(batch, "members")
        found = with_codes(batch).found
        seen: set[tuple[Any, ...]] = set()
        for record in batch.valid():
            key = tuple(record[name] for name in ("cluster", "kind", "code", "valid_from"))
            if record["code"] not in found["regions" if record["kind"] == "region" else "agencies"]:
                batch.refuse(record, "code", "unknown_member")
            elif key in seen:
                batch.refuse(record, "code", "duplicate_row")
            seen.add(key)

    def save(self, batch: Batch) -> None:
        found = with_codes(batch).found
        rows = {(m.cluster_id, m.region_id, m.agency_id, m.valid_from): m for m in ClusterMembership.objects.all()}
        new, changed = [], []
        for record in batch.valid():
            row = self.build(record, found)
            old = rows.get((row.cluster_id, row.region_id, row.agency_id, row.valid_from))
            if old is None:
                new.append(row)
                batch.created(record)
            elif (old.valid_to, old.scope, old.certainty) != (row.valid_to, row.scope, row.certainty):
                old.valid_to, old.scope, old.certainty = row.valid_to, row.scope, row.certainty
                changed.append(old)
                batch.updated(record)
        ClusterMembership.objects.bulk_create(new, batch_size=500)
        ClusterMembership.objects.bulk_update(changed, ["valid_to", "scope", "certainty"], batch_size=500)

    def build(self, record: Record, found: dict[str, dict[str, int]]) -> ClusterMembership:
        is_region = record["kind"] == "region"
        return ClusterMembership(
            cluster_id=found["clusters"][record["cluster"]],
            region_id=found["regions"][record["code"]] if is_region else None,
            agency_id=None if is_region else found["agencies"][record["code"]],
            scope=record["scope"] or "whole",
            valid_from=record["valid_from"],
            valid_to=record["valid_to"],
            certainty=record["certainty"] or "",
        )


def with_codes(batch: Batch) -> Batch:
    """The codes a membership may point to, read once per file."""
    for name, model in (("clusters", Cluster), ("regions", Region), ("agencies", Agency)):
        batch.once(name, lambda model=model: dict(model.objects.values_list("code", "pk")))  # type: ignore[misc]
    return batch
