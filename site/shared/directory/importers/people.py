"""The staff list: one row per person, identified by her e-mail address."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.audit.actions import field_changes
from shared.audit.actions import record as record_act
from shared.directory.enums import RankSeries
from shared.directory.importers.lookups import directory, open_agency_code
from shared.directory.models import Agency, Person, Posting
from shared.directory.permissions import can_import_people, people_import_scopes
from shared.directory.queries import ranks
from shared.imports.cleaners import birth_month, choice, date, email, person_name, phone
from shared.imports.enums import Outcome
from shared.imports.importers import Batch, Column, Importer, Record, Table

PERSON_FIELDS = ["name", "mobile", "gender", "birth_month", "expertise", "joined_on"]
POSTING_FIELDS = ["department", "post", "rank", "rank_series"]
CHUNK = 400


class PeopleImporter(Importer):
    kind = "people"
    label = _("People")
    about = _("Staff of your agencies. A person is recognised by the e-mail address; a new unit opens a new posting.")
    tables = (
        Table(
            "people",
            (
                Column("name", "姓名", person_name, required=True, length=60, also=("name",)),
                Column("agency", "单位代码", open_agency_code, required=True, also=("单位", "agency_code"), length=120),
                Column("department", "部门", length=60, also=("内设机构", "department")),
                Column("post", "职务", length=60, also=("post",)),
                Column("rank", "职级", length=40, also=("等级", "rank")),
                Column("gender", "性别", choice("bad_sex", {"男": "m", "女": "f"}), also=("gender",)),
                Column("birth_month", "出生年月", birth_month, also=("birth_month",)),
                Column("email", "邮箱", email, required=True, length=254, also=("电子邮箱", "电子邮件", "email")),
                Column("mobile", "手机", phone, also=("手机号", "手机号码", "mobile")),
                Column("expertise", "专业领域", also=("expertise",)),
                Column("joined_on", "入职日期", date, also=("joined_on",)),
            ),
            sheets=("人员", "报名人员"),
        ),
    )

    def may(self, user: Any) -> bool:
        return can_import_people(user)

    def describe(self, record: Record) -> str:
        return " · ".join(text for text in (record["name"], record["agency"], record["email"]) if text)

    def check(self, batch: Batch) -> None:
        """An address stands for one person: the earlier row is kept."""
        seen: set[str] = set()
        for record in batch.records["people"]:
            if record["email"] in seen:
                batch.refuse(record, "email", "duplicate_email")
            elif record["email"]:
                seen.add(record["email"])
        if batch.by is not None:
            refuse_others_people(batch)

    def save(self, batch: Batch) -> None:
        records = batch.valid()
        known = batch.once("ranks", ranks)
        for record in records:
            rank = known.get(record["rank"])
            record.values["rank_series"] = rank.series if rank else RankSeries.OTHER
        for start in range(0, len(records), CHUNK):
            save_chunk(records[start : start + CHUNK], batch)


def refuse_others_people(batch: Batch) -> None:
    """Whoever uploads reaches only the agencies in her charge, and nobody who serves elsewhere."""
    scopes = tuple(people_import_scopes(batch.by))
    agencies = directory(batch).by_code
    records = [r for r in batch.records["people"] if not r.refused]
    for record in records:
        if not agencies[record["agency"]].path.startswith(scopes):
            batch.refuse(record, "agency", "unit_out_of_scope")
    for chunk in chunks([r for r in records if not r.refused]):
        elsewhere = dict(
            Posting.objects.filter(valid_to=None, person__email__in=[r["email"] for r in chunk]).values_list(
                "person__email", "agency__path"
            )
        )
        for record in chunk:
            if not elsewhere.get(record["email"], "").startswith(scopes) and record["email"] in elsewhere:
                batch.refuse(record, "email", "person_of_other_unit")


def chunks(records: list[Record]) -> Iterator[list[Record]]:
    return (records[start : start + CHUNK] for start in range(0, len(records), CHUNK))


def save_chunk(records: list[Record], batch: Batch) -> None:
    known = {p.email: p for p in Person.objects.filter(email__in=[r["email"] for r in records])}
    new, changed, told = [], [], []
    for record in records:
        person = known.get(record["email"])
        values = {name: record[name] or ("" if name != "joined_on" else None) for name in PERSON_FIELDS}
        if person is None:
            person = known[record["email"]] = Person(email=record["email"], **values)
            new.append(person)
            batch.created(record)
        elif fields := field_changes(person, values):
            told.append((person, fields))
            for name, value in values.items():
                setattr(person, name, value)
            changed.append(person)
            batch.updated(record)
        if record.outcome != Outcome.SAME:
            person.set_name_keys()
    Person.objects.bulk_create(new)
    Person.objects.bulk_update(changed, [*PERSON_FIELDS, "name_pinyin", "name_search"])
    for person, fields in told:
        record_act("directory.person.change", person, by=batch.by, fields=fields)
    save_postings([(record, known[record["email"]]) for record in records], batch)


def save_postings(pairs: Iterable[tuple[Record, Person]], batch: Batch) -> None:
    """Another unit closes the posting and opens a new one; another post or rank in the same unit mends it."""
    pairs = list(pairs)
    agencies = directory(batch).by_code
    today = timezone.localdate()
    current = {p.person_id: p for p in Posting.objects.filter(valid_to=None, person__in=[p for _r, p in pairs])}
    opened, mended, closed, told = [], [], [], []
    for record, person in pairs:
        values = {name: record[name] or "" for name in POSTING_FIELDS} | {"agency_id": agencies[record["agency"]].pk}
        posting = current.get(person.pk)
        if posting is None:
            opened.append(Posting(person=person, **values))
        elif all(getattr(posting, name) == value for name, value in values.items()):
            continue
        elif posting.agency_id != values["agency_id"] and began_before(posting, today):
            posting.valid_to = today - dt.timedelta(days=1)
            closed.append(posting)
            opened.append(Posting(person=person, valid_from=today, **values))
        else:
            told.append((posting, posting_changes(posting, values, agencies[record["agency"]])))
            for name, value in values.items():
                setattr(posting, name, value)
            mended.append(posting)
        if record.outcome == Outcome.SAME:
            batch.updated(record)
    Posting.objects.bulk_update(closed, ["valid_to"])
    Posting.objects.bulk_update(mended, [*POSTING_FIELDS, "agency"])
    Posting.objects.bulk_create(opened)
    for posting, fields in told:
        record_act("directory.posting.change", posting, by=batch.by, fields=fields)


def posting_changes(posting: Posting, values: dict[str, Any], agency: Agency) -> dict[str, list[str]] | None:
    """Old and new value of what is mended; the agency by its name."""
    plain = {name: value for name, value in values.items() if name != "agency_id"}
    moved = {"agency": agency} if posting.agency_id != agency.pk else {}
    return field_changes(posting, plain | moved)


def began_before(posting: Posting, day: dt.date) -> bool:
    return posting.valid_from is None or posting.valid_from < day
