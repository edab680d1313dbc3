"""Classes that would earn a person the hours she still lacks, and the pages of what earned her the ones she has."""

from collections import defaultdict

from courses.training.enums import LIVE_STATES, SEATED_STATES, SessionState
from courses.training.models import EligibilityRule, Enrolment, SeatBlock, Session
from courses.training.queries.eligibility import records_for, unmet_rules
from courses.training.queries.seats import current_posting
from courses.training.queries.seats_open import blocks_open_to, with_free_seats
from shared.credits.enums import Category
from shared.credits.offers import Offer
from shared.credits.sources import keys_of
from shared.directory.engagements import engagements_of
from shared.directory.models import Person, Posting

LOOKED_AT, OFFERED = 60, 12


def category_of(session: Session) -> Category:
    """A lecture that stands alone is a lecture; everything else is a class."""
    return Category.LECTURE if session.is_lecture else Category.OFF_JOB


def class_offers(person: Person) -> list[Offer]:
    """Classes open for enrolment with a seat for her agency, no rule against her and nothing else on their days."""
    posting = current_posting(person=person)
    if posting is None or person.user is None:
        return []
    own = Enrolment.objects.filter(person=person, state__in=[str(s) for s in LIVE_STATES]).order_by()
    enrolling = Session.objects.visible_to(person.user).filter(state=SessionState.ENROLLING)
    candidates = with_free_seats(enrolling.exclude(pk__in=own.values("session"))).order_by("starts_on", "pk")
    sessions = [session for session in candidates[:LOOKED_AT] if session.is_open_at()]
    chosen = without_clashes(fitting(with_a_seat(sessions, posting), posting), person)
    return [
        Offer(s.title, s.get_absolute_url(), s.starts_on, s.hours, s.days, category_of(s), s.ends_on)
        for s in chosen[:OFFERED]
    ]


def with_a_seat(sessions: list[Session], posting: Posting) -> list[Session]:
    blocks: dict[int, list[SeatBlock]] = defaultdict(list)
    for block in SeatBlock.objects.with_scope().filter(session__in=sessions):
        blocks[block.session_id].append(block)
    return [s for s in sessions if any(block.free > 0 for block in blocks_open_to(blocks[s.pk], posting.agency))]


def fitting(sessions: list[Session], posting: Posting) -> list[Session]:
    """Without those that ask for something which she is not on record to have."""
    asking = [session for session in sessions if session.has_rules]
    rules: dict[int, list[EligibilityRule]] = defaultdict(list)
    if asking:
        for rule in EligibilityRule.objects.filter(session__in=asking).order_by("pk"):
            rules[rule.session_id or 0].append(rule)
    records = records_for([rule for found in rules.values() for rule in found], [posting.person_id])
    return [session for session in sessions if not unmet_rules(rules[session.pk], posting, records)]


def without_clashes(sessions: list[Session], person: Person) -> list[Session]:
    """Without those on whose days she has a seat elsewhere or is engaged: a click would only bring a refusal (A12)."""
    if not sessions:
        return []
    first, last = min(s.starts_on for s in sessions), max(s.ends_on for s in sessions)
    seats = Enrolment.objects.filter(
        person=person,
        state__in=[str(s) for s in SEATED_STATES],
        session__starts_on__lte=last,
        session__ends_on__gte=first,
    ).order_by()
    taken = list(seats.values_list("session__starts_on", "session__ends_on"))
    engaged = engagements_of([person.pk], first, last).get(person.pk, [])
    taken += [(row.starts_on, row.ends_on) for row in engaged if row.is_blocking]
    return [s for s in sessions if not any(begin <= s.ends_on and end >= s.starts_on for begin, end in taken)]


def enrolment_addresses(sources: list[str]) -> dict[str, str]:
    """The class behind each entry of the ledger, in one query."""
    keys = keys_of(sources)
    rows = Enrolment.objects.filter(pk__in=keys.values()).select_related("session").order_by()
    pages = {row.pk: row.session.get_absolute_url() for row in rows}
    return {source: pages[key] for source, key in keys.items() if key in pages}
