"""Who may join, who is otherwise engaged: asked beforehand for a whole unit, and once more for each who tries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.training.enums import SEATED_STATES, EnrolmentState, RuleKind
from courses.training.models import EligibilityRule, Enrolment, SeatBlock, Session
from courses.training.queries.seats_open import blocks_open_to
from courses.training.requirements import COMPLETIONS
from shared.directory.engagements import Engagement, engagements_of
from shared.directory.models import Agency, Posting, Rank
from shared.directory.queries import ranks


@dataclass(frozen=True)
class Fitness:
    """What stands in the way of somebody joining, and what is merely good to know; whole sentences."""

    obstacles: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        return not self.obstacles


FIT = Fitness()


@dataclass(frozen=True)
class Records:
    """What rules look at beyond the posting: the list of ranks, and (number, title, course) of classes completed."""

    ranks: dict[str, Rank] = field(default_factory=dict)
    completed: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)


def rank_lies_between(known: dict[str, Rank], rank: str, one: str, other: str) -> bool:
    """Within one series, whichever end was named first; ranks of the same standing lie at the same place."""
    if not {rank, one, other} <= known.keys() or len({known[r].series for r in (rank, one, other)}) > 1:
        return False
    first, last = sorted((known[one].position, known[other].position))
    return first <= known[rank].position <= last


MEETS: dict[str, Callable[[EligibilityRule, Posting], bool]] = {
    RuleKind.SERIES: lambda rule, p: p.rank_series == rule.value,
    RuleKind.POST: lambda rule, p: rule.value in p.post,
    RuleKind.DEPARTMENT: lambda rule, p: rule.value in p.department,
    RuleKind.EXPERTISE: lambda rule, p: rule.value in p.person.expertise,
    RuleKind.SYSTEM: lambda rule, p: p.agency.system == rule.value,
    RuleKind.LEVEL: lambda rule, p: p.agency.level == rule.value,
}
ON_RECORD: dict[str, Callable[[Posting], str]] = {
    RuleKind.RANK: lambda p: p.rank,
    RuleKind.SERIES: lambda p: p.rank or p.get_rank_series_display(),
    RuleKind.POST: lambda p: p.post,
    RuleKind.DEPARTMENT: lambda p: p.department,
    RuleKind.PRIOR: lambda p: _("not completed"),
    RuleKind.EXPERTISE: lambda p: p.person.expertise,
    RuleKind.SYSTEM: lambda p: p.agency.get_system_display(),
    RuleKind.LEVEL: lambda p: p.agency.get_level_display(),
}


def rules_of(session: Session) -> list[EligibilityRule]:
    """No query for a class that asks nothing."""
    return list(EligibilityRule.objects.filter(session=session.pk).order_by("pk")) if session.has_rules else []


def records_for(rules: list[EligibilityRule], person_ids: list[int]) -> Records:
    """As much of it as these rules ask for."""
    asks_rank = any(rule.kind == RuleKind.RANK for rule in rules)
    words = [rule.value for rule in rules if rule.kind == RuleKind.PRIOR]
    return Records(ranks() if asks_rank else {}, completed_before(words, person_ids) if words else {})


def completed_before(words: list[str], person_ids: list[int]) -> dict[int, list[tuple[str, str, str]]]:
    wanted = Q(session__number__in=words)
    for word in words:
        wanted |= Q(session__title__icontains=word) | Q(session__course__title__icontains=word)
    rows = Enrolment.objects.filter(wanted, person__in=person_ids, state=EnrolmentState.COMPLETED).order_by()
    found: dict[int, list[tuple[str, str, str]]] = {}
    for person, *what in rows.values_list("person", "session__number", "session__title", "session__course__title"):
        found.setdefault(person, []).append((what[0], what[1], what[2] or ""))
    for provider in COMPLETIONS:
        for person, title in provider(words, person_ids):
            found.setdefault(person, []).append(("", "", title))
    return found


def meets(rule: EligibilityRule, posting: Posting, records: Records) -> bool:
    if rule.kind == RuleKind.RANK:
        return rank_lies_between(records.ranks, posting.rank.strip(), rule.value, rule.until)
    if rule.kind != RuleKind.PRIOR:
        return MEETS[rule.kind](rule, posting)
    word = rule.value.casefold()
    return any(
        rule.value == number or word in title.casefold() or word in course.casefold()
        for number, title, course in records.completed.get(posting.person_id, [])
    )


def unmet_rules(rules: list[EligibilityRule], posting: Posting, records: Records) -> list[str]:
    """One sentence for each family of rules of which none is met, with its source and what is on record."""
    families: dict[str, list[EligibilityRule]] = {}
    for rule in rules:
        families.setdefault(rule.family, []).append(rule)
    return [
        unmet_sentence(alternatives, posting)
        for alternatives in families.values()
        if not any(meets(rule, posting, records) for rule in alternatives)
    ]


def unmet_sentence(alternatives: list[EligibilityRule], posting: Posting) -> str:
    rule = _(" or ").join(rule.sentence for rule in alternatives)
    sources = "、".join(dict.fromkeys(rule.source for rule in alternatives if rule.source))
    actual = ON_RECORD[alternatives[0].kind](posting) or _("nothing")
    words = {"rule": rule, "source": sources, "actual": actual}
    if sources:
        return _("The class asks for: %(rule)s (%(source)s). On record: %(actual)s.") % words
    return _("The class asks for: %(rule)s. On record: %(actual)s.") % words


def seats_elsewhere(session: Session, person_ids: list[int]) -> dict[int, Enrolment]:
    """Who has a seat in another class on the same days (A12)."""
    rows = Enrolment.objects.filter(
        person__in=person_ids,
        state__in=[str(s) for s in SEATED_STATES],
        session__starts_on__lte=session.ends_on,
        session__ends_on__gte=session.starts_on,
    ).exclude(session=session.pk)
    return {row.person_id: row for row in rows.select_related("session").order_by("-session__starts_on", "-pk")}


def engaged_sentence(engagement: Engagement) -> str:
    return _("Otherwise engaged on these days: %(label)s (%(from)s to %(to)s).") % {
        "label": engagement.label,
        "from": engagement.starts_on.isoformat(),
        "to": engagement.ends_on.isoformat(),
    }


def seat_sentence(other: Enrolment) -> str:
    return _("Has a seat in “%(session)s” on the same days (%(from)s to %(to)s).") % {
        "session": other.session.title,
        "from": other.session.starts_on.isoformat(),
        "to": other.session.ends_on.isoformat(),
    }


def fitness_of(session: Session, postings: list[Posting]) -> dict[int, Fitness]:
    """Each person's obstacles and hints, with the same few queries for one person and for two hundred."""
    ids = [posting.person_id for posting in postings]
    rules = rules_of(session)
    records = records_for(rules, ids)
    elsewhere = seats_elsewhere(session, ids)
    engaged = engagements_of(ids, session.starts_on, session.ends_on)
    found = {}
    for posting in postings:
        obstacles = unmet_rules(rules, posting, records)
        if other := elsewhere.get(posting.person_id):
            obstacles.append(seat_sentence(other))
        days = engaged.get(posting.person_id, [])
        obstacles += [engaged_sentence(row) for row in days if row.is_blocking]
        found[posting.person_id] = Fitness(obstacles, [engaged_sentence(row) for row in days if not row.is_blocking])
    return found


def hints_for(session: Session, person_ids: list[int]) -> dict[int, list[str]]:
    """What an organiser should know of people who are enrolled: a term of service that covers the class."""
    days = engagements_of(person_ids, session.starts_on, session.ends_on)
    return {pk: [engaged_sentence(row) for row in rows] for pk, rows in days.items()}


def unit_block(blocks: Iterable[SeatBlock], agency: Agency) -> SeatBlock | None:
    """The seats set aside for this unit, or for the nearest body above it; None where the quota is not split."""
    return next((block for block in blocks_open_to(blocks, agency) if block.agency_id), None)


def is_above_quota(session: Session, agency: Agency, blocks: Iterable[SeatBlock]) -> bool:
    """Has the unit put forward as many people as seats are set aside for it? (A7) One query, where there is a quota."""
    block = unit_block(blocks, agency)
    if block is None or block.agency is None:
        return False
    within = Enrolment.objects.live().filter(session=session.pk, agency__path__startswith=block.agency.path)
    return within.filter(is_over_quota=False).count() >= block.seats
