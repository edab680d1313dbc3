"""Ways to narrow a list, such as that of cases: each value with how many pages it has beside the other choices."""

from collections import Counter, defaultdict
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.library.enums import IpSubject, Procedure
from cms.library.models import schemes
from cms.library.models.listing import chosen
from shared.directory.models import ClusterMembership

# name in the address, label, column of the case
FACETS: list[tuple[str, Any, str]] = [
    ("scheme", _("Kind"), "scheme"),
    ("subject", _("IP subject"), "ip_subject"),
    ("procedure", _("Procedure"), "procedure"),
    ("cause", _("Charge or cause"), "cause"),
    ("field", _("Technical field"), "technical_field"),
    ("cluster", _("Cooperation cluster"), "region__code"),
    ("region", _("Region"), "region__code"),
    ("agency", _("Agency"), "agency__code"),
    ("year", _("Year"), "year"),
    ("batch", _("Batch"), "batch"),
]
ALSO = {"agency": "joint_issuers__agency__code"}  # where else a case has values of the facet
COLUMNS = list(dict.fromkeys(column for _name, _label, column in FACETS))
Row = dict[str, Any]


class Facet:
    """`values` are (value, label, number of pages); `value` is the chosen one."""

    def __init__(self, name: str, label: Any, column: str, members: dict[str, set[str]] | None = None) -> None:
        self.name, self.label, self.column, self.members = name, label, column, members
        self.value = ""
        self.values: list[tuple[str, str, int]] = []

    def values_of(self, row: Row) -> set[str]:
        held = "" if row[self.column] is None else str(row[self.column])
        if self.members is None:
            return ({held} | row.get(f"also_{self.name}", set())) - {""}
        return {cluster for cluster, regions in self.members.items() if held in regions}

    def narrow(self, rows: Any) -> Any:
        """Those that have the chosen value."""
        if self.members is not None:
            return rows.filter(region__code__in=sorted(self.members[self.value]))
        if self.name in ALSO:
            either = Q(**{self.column: self.value}) | Q(**{ALSO[self.name]: self.value})
            return rows.filter(pk__in=rows.model.objects.filter(either).values("pk"))
        return rows.filter(**{self.column: self.value})

    def count(self, rows: list[Row], labels: dict[str, str]) -> None:
        counts: Counter[str] = Counter()
        for row in rows:
            for value in self.values_of(row):
                counts[value] += row["n"]
        if self.value:
            counts[self.value] += 0
        labelled = [value for value in labels if value in counts]
        order = [*labelled, *sorted(counts.keys() - set(labelled), reverse=self.name == "year")]
        self.values = [(value, labels.get(value, value), counts[value]) for value in order]


def facets_of(request: HttpRequest, cases: models.QuerySet) -> list[Facet]:
    """All facets with their chosen values; three queries, however many cases and facets there are."""
    rows, agencies = rows_of(cases)
    members, clusters = regions_of_clusters()
    kinds, batches = schemes.labels()
    labels: dict[str, dict[str, str]] = {
        "scheme": kinds,
        "subject": {value: str(text) for value, text in IpSubject.choices},
        "procedure": {value: str(text) for value, text in Procedure.choices},
        "cluster": clusters,
        "region": named(rows, "region__code", "region__name"),
        "agency": dict(sorted({**named(rows, "agency__code", "agency__name"), **agencies}.items())),
        "batch": batches,
    }
    facets = [Facet(name, label, column, members if name == "cluster" else None) for name, label, column in FACETS]
    return narrowed(request, facets, rows, labels)


def rows_of(cases: models.QuerySet) -> tuple[list[Row], dict[str, str]]:
    """A row for each case, with the agencies that publish it jointly; and what those are called."""
    also = {"also": F("joint_issuers__agency__code"), "also_name": F("joint_issuers__agency__name")}
    rows: dict[int, Row] = {}
    names: dict[str, str] = {}
    for found in cases.order_by().values("pk", *COLUMNS, "region__name", "agency__name", **also):
        row = rows.setdefault(found["pk"], {**found, "n": 1, "also_agency": set()})
        if found["also"]:
            row["also_agency"].add(found["also"])
            names[found["also"]] = found["also_name"]
    return list(rows.values()), names


def narrowed(
    request: HttpRequest, facets: list[Facet], rows: list[Row], labels: dict[str, dict[str, str]]
) -> list[Facet]:
    """The facets that have values, with what is chosen; `n` of a row is how many pages share its values."""
    for facet in facets:
        facet.value = chosen(request, facet.name, {value for row in rows for value in facet.values_of(row)})
    for facet in facets:
        others = [other for other in facets if other is not facet and other.value]
        matching = [row for row in rows if all(other.value in other.values_of(row) for other in others)]
        facet.count(matching, labels.get(facet.name, {}))
    return [facet for facet in facets if facet.values]


def named(rows: list[Row], code: str, name: str) -> dict[str, str]:
    return {row[code]: row[name] for row in sorted(rows, key=lambda row: str(row[code])) if row[code]}


def regions_of_clusters() -> tuple[dict[str, set[str]], dict[str, str]]:
    """The regions that belong to each cluster today, and what the clusters are called."""
    members: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    held = ClusterMembership.objects.valid_on().exclude(region=None)
    for code, name, name_en, region in held.order_by("cluster__code").values_list(
        "cluster__code", "cluster__name", "cluster__name_en", "region__code"
    ):
        members[code].add(region)
        names[code] = (name_en if get_language() == "en" else "") or name
    return dict(members), names
