"""What is found, whom it concerns and who could take over. Nothing here changes anything."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from shared.directory.models import Agency, Person, RoleAssignment
from shared.recusal.enums import Severity
from shared.recusal.models import Bar, Check, Finding, RecusalRule, Waiver
from shared.recusal.subjects import PROVIDERS, Fact, Subject, kind_of, subject_of
from shared.regulations.models import places_of
from shared.regulations.queries import add_months, rows_of

type Found = tuple[RecusalRule, Fact]


def facts_about(subject: Subject, people: Iterable[int], day: dt.date | None = None) -> dict[int, list[Fact]]:
    """Everything the registered providers know of these people in this matter, by person."""
    ids = list(dict.fromkeys(people))
    found: dict[int, list[Fact]] = {pk: [] for pk in ids}
    for provider in PROVIDERS if ids else []:
        for fact in provider(subject, ids, day or timezone.localdate()):
            found[fact.person_id].append(fact)
    return found


def rule_for(subject: Subject, fact: Fact, day: dt.date) -> RecusalRule | None:
    """The rule for this kind of matter before the general one, the most local and newest; None: the fact is no bar."""
    places = places_of(subject.jurisdiction)
    rules = [
        rule
        for rule in rows_of(RecusalRule)
        if rule.test == fact.kind
        and rule.applies_to in ("", subject.kind)
        and rule.jurisdiction in places
        and rule.is_in_force(day)
    ]
    return max(rules, key=lambda r: (r.applies_to, r.jurisdiction, r.valid_from or dt.date.min), default=None)


def judged(subject: Subject, facts: Iterable[Fact], day: dt.date | None = None) -> list[Found]:
    """The facts that count, each with its rule; what ended longer ago than the rule says does not. Blocks first.

    What two providers know alike is found once.
    """
    day = day or timezone.localdate()
    found: dict[Any, Found] = {}
    for fact in sorted(facts, key=lambda fact: (fact.kind, fact.key)):
        rule = rule_for(subject, fact, day)
        if rule is not None and counts(rule, fact, day):
            found.setdefault((rule.pk, *sorted(fact.params.items())), (rule, fact))
    return sorted(found.values(), key=lambda pair: pair[0].severity != Severity.HARD)


def counts(rule: RecusalRule, fact: Fact, day: dt.date) -> bool:
    """A tie that ended counts for so many years, the last day included."""
    if fact.until is None or rule.years is None:
        return True
    return add_months(fact.until, 12 * rule.years) >= day


def blocked(subject: Subject, people: Sequence[int]) -> set[int]:
    """Who has a hard finding in this matter or is kept from it already."""
    hard = {
        pk
        for pk, facts in facts_about(subject, people).items()
        if any(rule.severity == Severity.HARD for rule, _fact in judged(subject, facts))
    }
    bars = Bar.objects.in_force().filter(subject_kind=subject.kind, subject_id=subject.pk, person__in=people)
    return hard | set(bars.values_list("person", flat=True))


def substitutes(
    instance: models.Model,
    candidates: Iterable[Person],
    *,
    load: Mapping[int, int] | None = None,
    preferred: Iterable[int] = (),
) -> list[Person]:
    """Those of `candidates` without a hard finding, in a fair order that anybody can repeat (N16).

    Preferred people stand first (the field fits), then those with the fewest tasks by `load`; who is equal stands by
    a number drawn from the matter and the person, so that no name has the first place everywhere.
    """
    subject, people, wanted = subject_of(instance), list(candidates), set(preferred)
    out = blocked(subject, [person.pk for person in people])
    load = load or {}
    free = {person.pk: person for person in people if person.pk not in out}
    return sorted(free.values(), key=lambda p: (p.pk not in wanted, load.get(p.pk, 0), lot(subject, p.pk), p.pk))


def lot(subject: Subject, pk: int) -> str:
    return blake2b(f"{subject.kind}:{subject.pk}:{pk}".encode(), digest_size=8).hexdigest()


def heads_for(instance: models.Model, agency: Agency, *roles: str) -> list[Person]:
    """Who could decide instead when the head is recused: holders of `roles` here and above, the nearest first (N16)."""
    subject = subject_of(instance)
    parts = agency.path.strip("/").split("/")
    paths = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    held = RoleAssignment.objects.valid_on().filter(
        role__in=roles, agency__path__in=paths, user__is_active=True, user__person__isnull=False
    )
    nearest: dict[int, int] = {}
    people: dict[int, Person] = {}
    for row in held.select_related("user__person", "agency"):
        person = row.user.person
        people[person.pk] = person
        nearest[person.pk] = max(nearest.get(person.pk, 0), len(row.agency.path))
    out = blocked(subject, list(people))
    free = [person for pk, person in people.items() if pk not in out]
    return sorted(free, key=lambda p: (-nearest[p.pk], lot(subject, p.pk), p.pk))


def open_to[Q: QuerySet](rows: Q, user: Any, kind: str) -> Q:
    """`rows` without the matters of `kind` that are closed to the user: for pages, lists and the search (C6)."""
    return rows.exclude(pk__in=Bar.objects.subjects(kind, user))


def last_check(instance: models.Model, person: Person) -> Check | None:
    """What the last check of this person in this matter found."""
    rows = Check.objects.about(kind_of(instance).code, instance.pk).filter(person=person)
    return rows.select_related("person", "agency").prefetch_related("findings").first()


def checks_of(instance: models.Model) -> QuerySet[Check]:
    """Every check of a matter, the newest first."""
    rows = Check.objects.about(kind_of(instance).code, instance.pk)
    return rows.select_related("person", "asked_by").prefetch_related("findings")


def told(checks: Iterable[Check]) -> list[Check]:
    """Checks of one kind of matter for a page: each finding with the waivers that cover it, as `covered`."""
    rows = list(checks)
    waivers = Waiver.objects.filter(
        subject_kind__in={row.subject_kind for row in rows}, subject_id__in={row.subject_id for row in rows}
    ).select_related("waived_by")
    by_fact: dict[Any, list[Waiver]] = {}
    for waiver in waivers if rows else []:
        key = (waiver.subject_kind, waiver.subject_id, waiver.person_id, waiver.rule_code, waiver.fact_key)
        by_fact.setdefault(key, []).append(waiver)
    for row in rows:
        for finding in row.findings.all():
            key = (row.subject_kind, row.subject_id, row.person_id, finding.rule_code, finding.fact_key)
            finding.covered = by_fact.get(key, [])  # type: ignore[attr-defined]
    return rows


def open_hints(check: Check) -> list[Finding]:
    """Hints that no waiver in force covers."""
    rows = Waiver.objects.in_force().filter(
        subject_kind=check.subject_kind, subject_id=check.subject_id, person=check.person_id
    )
    waived = set(rows.values_list("rule_code", "fact_key"))
    return [hint for hint in check.hints if (hint.rule_code, hint.fact_key) not in waived]
