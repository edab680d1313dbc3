"""What the calendar does by itself each day: reminders before the end, release after it, late steps go up."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from exchanges.secondments.actions.term import EVERYBODY, end_term
from exchanges.secondments.emails import superiors_of, tell
from exchanges.secondments.enums import BEFORE_OFFICE, IN_OFFICE, Kind, Party
from exchanges.secondments.models import HOST_ROLES, AppraisalRound, FiledPaper, ReminderSent, Secondment
from exchanges.secondments.queries import CLOCKED, Running, running
from shared.audit.actions import NotAllowedNow
from shared.regulations.queries import Deadlines

REMINDERS = re.compile(r"secondment\.reminder_(?P<number>\d+)(\.(?P<kind>\w+))?")
APPRAISE = "secondment.appraise"
PAPER_ENDS = "secondment.paper_ends"
LOAN_FILING = "secondment.loan_extension"
FARTHEST = dt.timedelta(days=400)  # no reminder rule reaches farther; keeps the daily look small


def end_due_terms() -> int:
    """Release everybody whose last day is over; running twice changes nothing. Return how many were released."""
    over = Secondment.objects.in_office().filter(ends_on__lt=timezone.localdate()).with_parties()
    released = 0
    for secondment in over:
        try:
            end_term(secondment)
        except NotAllowedNow:
            continue  # another run was faster, or the term was prolonged or terminated meanwhile
        released += 1
    return released


def send_due_reminders() -> int:
    """Send for each term the latest reminder that is due and not yet sent; return how many went out.

    After days without a run only the latest one goes out: three letters of one morning help nobody.
    """
    today = timezone.localdate()
    rules = Deadlines("secondment.")
    ending = Secondment.objects.in_office().filter(ends_on__range=(today, today + FARTHEST)).with_parties()
    sent = 0
    for secondment in ending:
        code = latest_due(secondment, rules, today)
        sent += bool(code) and remind(secondment, code=code, today=today)
    return sent


def codes_for(kind: str, rules: Deadlines) -> set[str]:
    """The reminders of a kind: those of all kinds, and its own, which take the place of a common one of that number."""
    common: dict[str, str] = {}
    own: dict[str, str] = {}
    for code in {rule.code for rule in rules.rules}:
        if match := REMINDERS.fullmatch(code):
            if match["kind"] is None:
                common[match["number"]] = code
            elif match["kind"] == kind:
                own[match["number"]] = code
    return set({**common, **own}.values())


def latest_due(secondment: Secondment, rules: Deadlines, today: dt.date) -> str:
    """The code of the reminder whose day came last, today included; '' before the first."""
    end, place = secondment.ends_on, secondment.jurisdiction
    codes = codes_for(secondment.kind, rules)
    days = {code: rules.due(code, start=end, jurisdiction=place, before=True) for code in codes}
    due = [(day, code) for code, day in days.items() if day and day <= today]
    return max(due)[1] if due else ""


@transaction.atomic
def remind(secondment: Secondment, *, code: str, today: dt.date) -> bool:
    """Send one reminder. The unique row decides between two runs at the same moment; the slower one sends nothing."""
    if not is_first(secondment, code, secondment.ends_on):
        return False
    key = f"{code}:{secondment.pk}:{secondment.ends_on}"
    facts: dict[str, Any] = {"key": key, "days": (secondment.ends_on - today).days}
    where = secondment.jurisdiction
    file_by = Deadlines(LOAN_FILING).due(LOAN_FILING, start=secondment.ends_on, jurisdiction=where, before=True)
    if secondment.kind == Kind.LOAN and file_by and file_by >= today:
        tell(secondment, "loan_reminder", *EVERYBODY, file_by=file_by.isoformat(), **facts)
    else:
        tell(secondment, "reminder", *EVERYBODY, **facts)
    return True


def is_first(secondment: Secondment, code: str, day: dt.date) -> bool:
    _row, is_new = ReminderSent.objects.get_or_create(secondment=secondment, rule_code=code, end_date=day)
    return is_new


def warn_of_papers() -> int:
    """Tell those who gave a paper that it loses its force soon, once; return how many warnings went out (B16)."""
    today, rules = timezone.localdate(), Deadlines(PAPER_ENDS)
    running_terms = Q(secondment__state__in=[*BEFORE_OFFICE, *IN_OFFICE])
    near = FiledPaper.objects.on_file().filter(running_terms, valid_until__range=(today, today + FARTHEST))
    parts = ["secondment__person__user", "secondment__home_org", "secondment__host_org__region"]
    sent = 0
    for row in near.select_related(*parts):
        where = row.secondment.jurisdiction
        first = (
            rules.due(PAPER_ENDS, start=row.valid_until, jurisdiction=where, before=True) if row.valid_until else None
        )
        sent += bool(first and first <= today) and warn_of(row)
    return sent


@transaction.atomic
def warn_of(row: FiledPaper) -> bool:
    until = row.valid_until
    if until is None or not is_first(row.secondment, f"{PAPER_ENDS}:{row.pk}", until):
        return False
    owner = Party.HOST if row.is_on_paper else row.side
    key = f"{PAPER_ENDS}:{row.pk}:{until}"
    tell(row.secondment, "paper_ends", owner, key=key, paper=str(row), until=until.isoformat())
    return True


def escalate_overdue_steps() -> int:
    """Tell the office above of each step whose day is over, once; return how many went up."""
    today, rules = timezone.localdate(), Deadlines("secondment.")
    sent = 0
    for secondment in Secondment.objects.filter(state__in=CLOCKED).with_parties():
        clock = running(secondment, rules)
        if clock and clock.due < today:
            sent += escalate(secondment, clock=clock)
    return sent


def late_party(secondment: Secondment, clock: Running) -> str:
    """Who has to act; of a running appraisal the unit whose part is missing, the host first."""
    if clock.code != APPRAISE:
        return clock.party
    rounds = AppraisalRound.objects.filter(secondment=secondment)
    sides = [side for side in (Party.HOST, Party.HOME) if rounds.awaiting(side).exists()]
    return sides[0] if sides else clock.party


@transaction.atomic
def escalate(secondment: Secondment, *, clock: Running) -> bool:
    """The superior office and the one that is late learn of it together, so that both know what the other knows."""
    if not is_first(secondment, clock.code, clock.due):
        return False
    party = late_party(secondment, clock)
    late = secondment.home_org if party == Party.HOME else secondment.host_org
    key = f"{clock.code}:{secondment.pk}:{clock.due}"
    facts = {"step": clock.label, "due": clock.due.isoformat(), "unit": late.name}
    tell(secondment, "overdue", party, also=superiors_of(late, HOST_ROLES), key=key, **facts)
    return True
