"""OAI-PMH 2.0: what is asked, and which pages answer it.

Withdrawn pages are announced as deleted as long as their row exists, which is what the protocol calls transient: a page
that an administrator has removed from the database altogether leaves no trace here.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import DateTimeField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from wagtail.models import Page, PageLogEntry

from cms.library.records.kinds import Kind, topics, works
from cms.library.records.works import CONTROLS, Record, key_of

BATCH = 100
PREFIX = "oai_dc"
SALT = "library.harvest"
EARLIEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # before anything was published with this product
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
WITHDRAWALS = ["wagtail.unpublish", "wagtail.unpublish.scheduled", "release.emergency.down"]
DAY, SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Verb → arguments it must have, arguments it may have.
VERBS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
}
LISTS = {"ListIdentifiers", "ListRecords"}


class HarvestError(Exception):
    """An error of the protocol: its code, and a sentence in English, the language of harvesters."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Item:
    """One page as the harvest sees it; without a record it was withdrawn."""

    identifier: str
    stamp: dt.datetime
    sets: tuple[str, ...]
    record: Record | None


@dataclass(frozen=True)
class Batch:
    items: list[Item]
    token: str
    total: int
    cursor: int


@dataclass(frozen=True)
class Asked:
    """The terms of a list and how far it has come: the moment and key of the last page sent."""

    since: str = ""
    until: str = ""
    set: str = ""
    after: str = ""
    after_pk: int = 0
    cursor: int = 0

    def token(self) -> str:
        return signing.dumps([*vars(self).values()], salt=SALT, compress=True)


def checked(values: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments; HarvestError for whatever the protocol does not allow."""
    verbs = values.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise HarvestError("badVerb", "The verb is missing, repeated or unknown.")
    if repeated := [name for name, given in values.items() if len(given) > 1]:
        raise HarvestError("badArgument", f"Given more than once: {', '.join(sorted(repeated))}.")
    verb, given = verbs[0], {name: CONTROLS.sub("", given[0]) for name, given in values.items() if name != "verb"}
    if verb in LISTS and "resumptionToken" in given:
        needed, allowed = {"resumptionToken"}, {"resumptionToken"}
    else:
        needed, allowed = VERBS[verb][0], VERBS[verb][0] | VERBS[verb][1]
    if wrong := given.keys() - allowed:
        raise HarvestError("badArgument", f"Not an argument of {verb} here: {', '.join(sorted(wrong))}.")
    if missing := needed - given.keys():
        raise HarvestError("badArgument", f"Missing for {verb}: {', '.join(sorted(missing))}.")
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise HarvestError("cannotDisseminateFormat", f"The only format is {PREFIX}.")
    return verb, given


def asked(given: Mapping[str, str]) -> Asked:
    """The terms of a list, from its arguments or from where it stopped."""
    if token := given.get("resumptionToken"):
        try:
            return Asked(*signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError) as fault:
            raise HarvestError("badResumptionToken", "This resumption token was not made here.") from fault
    since, until, spec = (given.get(name, "") for name in ("from", "until", "set"))
    if since and until and len(since) != len(until):
        raise HarvestError("badArgument", "from and until must have the same granularity.")
    first, last = moment(since, "from"), moment(until, "until", is_last=True)
    if first and last and first > last:
        raise HarvestError("badArgument", "from lies after until.")
    if "set" in given and spec not in {topic.spec for topic in topics()}:
        raise HarvestError("noRecordsMatch", "There is no such set; see ListSets.")
    return Asked(since, until, spec)


def moment(text: str, name: str, *, is_last: bool = False) -> dt.datetime | None:
    """A day or a second in UTC; the day of `until` is meant to its end."""
    if not text:
        return None
    form = "%Y-%m-%d" if DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ" if SECOND.fullmatch(text) else ""
    try:
        found = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC) if form else None
    except ValueError:
        found = None
    if found is None:
        raise HarvestError("badArgument", f"{name} is neither a day (YYYY-MM-DD) nor a moment ({GRANULARITY}).")
    span = dt.timedelta(days=1) if len(text) == len("YYYY-MM-DD") else dt.timedelta(seconds=1)
    if not is_last:
        return found
    try:
        return found + span - dt.timedelta(microseconds=1)
    except OverflowError:  # the last day there is
        return found


def harvested() -> QuerySet[Page]:
    """Pages that are public works, and pages that once were, each with the moment of its last change."""
    types = [ContentType.objects.get_for_model(kind.model).pk for kind in works()]
    left = PageLogEntry.objects.filter(page=OuterRef("pk"), action__in=WITHDRAWALS).values("page")
    gone = Subquery(left.annotate(at=Max("timestamp")).values("at"), output_field=DateTimeField())
    shown = Coalesce("last_published_at", "first_published_at", Value(EARLIEST), output_field=DateTimeField())
    rows = Page.objects.public().filter(Q(live=True) | Q(first_published_at__isnull=False), content_type__in=types)
    return rows.annotate(stamp=Greatest(shown, Coalesce(gone, Value(EARLIEST), output_field=DateTimeField())))


def in_set(rows: QuerySet[Page], spec: str) -> QuerySet[Page]:
    for kind in works():
        for topic in kind.topics:
            if topic.spec == spec:
                return rows.filter(pk__in=kind.model.objects.filter(topic.filter).values("pk"))
    return rows


def batch(terms: Asked) -> Batch:
    """The next pages by the moment of their change; nothing at all is an error of the protocol."""
    rows = in_set(harvested(), terms.set).order_by("stamp", "pk")
    first, last = moment(terms.since, "from"), moment(terms.until, "until", is_last=True)
    rows = rows.filter(**({"stamp__gte": first} if first else {}), **({"stamp__lte": last} if last else {}))
    total = rows.count()
    if terms.after:
        at = dt.datetime.fromisoformat(terms.after)
        rows = rows.filter(Q(stamp__gt=at) | Q(stamp=at, pk__gt=terms.after_pk))
    found = list(rows.select_related("locale")[: BATCH + 1])
    if not found:
        raise HarvestError("noRecordsMatch", "Nothing was published, changed or withdrawn by these terms.")
    shown = found[:BATCH]
    end: Any = shown[-1]
    ahead = Asked(terms.since, terms.until, terms.set, end.stamp.isoformat(), end.pk, terms.cursor + len(shown))
    token = ahead.token() if len(found) > BATCH else ""
    return Batch(items(shown), token, max(total, terms.cursor + len(shown)), terms.cursor)


def items(pages: list[Any]) -> list[Item]:
    """In the order given; two queries at most to a kind."""
    found: dict[int, Item] = {}
    stamps = {page.pk: page.stamp for page in pages}
    for kind in works():
        type_id = ContentType.objects.get_for_model(kind.model).pk
        own = [page.pk for page in pages if page.content_type_id == type_id]
        live = {page.pk: page for page in kind.rows().filter(pk__in=own)} if own else {}
        rest = [pk for pk in own if pk not in live]
        gone = kind.model.objects.filter(pk__in=rest).select_related("locale") if rest else []
        for page in [*live.values(), *gone]:
            found[page.pk] = item(kind, page, stamps[page.pk], is_public=page.pk in live)
    return [found[page.pk] for page in pages if page.pk in found]


def item(kind: Kind, page: Any, stamp: dt.datetime, *, is_public: bool) -> Item:
    sets = tuple(topic.spec for topic in kind.topics_of(page))
    return Item(identifier_of(page), stamp, sets, kind.record(page) if is_public else None)


def identifier_of(page: Any) -> str:
    return key_of(page, page.locale.language_code).urn


def found_by(identifier: str) -> Item:
    """The item of an identifier. That of a translation is made from what the page keeps: these are asked in turn."""
    try:
        key = uuid.UUID(identifier.removeprefix("urn:uuid:"))
    except ValueError:
        key = uuid.uuid4()
    is_first = Q(locale__language_code=settings.LANGUAGE_CODE)
    for page in harvested().filter(Q(translation_key=key) | ~is_first).select_related("locale").order_by("pk"):
        if identifier_of(page) == identifier:
            return items([page])[0]
    raise HarvestError("idDoesNotExist", "No public work has this identifier.")


def earliest() -> dt.datetime:
    """No change is older than this."""
    return harvested().aggregate(at=Min("stamp"))["at"] or EARLIEST
