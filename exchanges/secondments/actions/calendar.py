"""What the calendar does by itself each day: reminders before the end, release after it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from exchanges.secondments.actions.term import EVERYBODY, end_term
from exchanges.secondments.emails import tell
from exchanges.secondments.models import ReminderSent, Secondment
from shared.audit.actions import NotAllowedNow
from shared.regulations.queries import Deadlines

REMINDERS = "secondment.reminder_"
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
    rules = Deadlines(REMINDERS)
    ending = Secondment.objects.in_office().filter(ends_on__range=(today, today + FARTHEST)).with_parties()
    sent = 0
    for secondment in ending:
        code = latest_due(secondment, rules, today)
        sent += bool(code) and remind(secondment, code=code, today=today)
    return sent


def latest_due(secondment: Secondment, rules: Deadlines, today: dt.date) -> str:
    """The code of the reminder whose day came last, today included; '' before the first."""
    end, place = secondment.ends_on, secondment.jurisdiction
    codes = {rule.code for rule in rules.rules}
    days = {code: rules.due(code, start=end, jurisdiction=place, before=True) for code in codes}
    due = [(day, code) for code, day in days.items() if day and day <= today]
    return max(due)[1] if due else ""


@transaction.atomic
def remind(secondment: Secondment, *, code: str, today: dt.date) -> bool:
    """Send one reminder. The unique row decides between two runs at the same moment; the slower one sends nothing."""
    _row, is_first = ReminderSent.objects.get_or_create(
        secondment=secondment, rule_code=code, end_date=secondment.ends_on
    )
    if is_first:
        key = f"{code}:{secondment.pk}:{secondment.ends_on}"
        tell(secondment, "reminder", *EVERYBODY, key=key, days=(secondment.ends_on - today).days)
    return is_first
