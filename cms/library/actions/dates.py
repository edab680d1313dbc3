"""Review-by dates (E14) and the term of disclosure (N37), kept beside the page: no release is needed."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.library.emails import tell_disclosure, tell_look_again
from cms.library.models import Disclosure, LookAgain
from cms.library.permissions import can_keep_dates, must_disclose
from cms.library.queries import next_look
from shared.audit.actions import NotAllowedNow, record
from shared.regulations.queries import Deadlines, deadline

LABELS = {
    "library.look.set": gettext_lazy("Date to look again set"),
    "library.look.done": gettext_lazy("Looked at again: still right"),
    "library.look.clear": gettext_lazy("Date to look again taken away"),
    "library.disclosure.set": gettext_lazy("Day of formation entered"),
}
FARTHEST = dt.timedelta(days=3660)


@transaction.atomic
def set_look_again(page: Any, *, due_on: dt.date, by: Any) -> LookAgain:
    """Set or move the day; one that the calendar has passed, or that nobody will see, is refused."""
    require_keeper(page, by)
    require_ahead(due_on)
    if not page.live:
        raise NotAllowedNow(_("This page is not public."))
    row, made = LookAgain.objects.open().get_or_create(page_id=page.pk, defaults=stamped(page, by, due_on=due_on))
    if not made:
        LookAgain.objects.open().filter(pk=row.pk).update(due_on=due_on, set_by=by)
    record("library.look.set", page, by=by, due=due_on.isoformat())
    return row


@transaction.atomic
def clear_look_again(page: Any, *, by: Any) -> None:
    require_keeper(page, by)
    if LookAgain.objects.open().filter(page=page.pk).delete()[0]:
        record("library.look.clear", page, by=by)


@transaction.atomic
def looked_again(page: Any, *, note: str, next_on: dt.date | None, by: Any) -> LookAgain:
    """Still right, says an editor, and when the next look is due; the page itself is not touched."""
    require_keeper(page, by)
    row = LookAgain.objects.open().filter(page=page.pk).first()
    if row is None:
        raise NotAllowedNow(_("No look at this page is due: set a date first."))
    if not note.strip():
        raise NotAllowedNow(_("Say what you looked at, and that it is still right."))
    if next_on is not None:
        require_ahead(next_on)
    done = {"ended_at": timezone.now(), "note": note.strip(), "looked_by": by}
    if not LookAgain.objects.open().filter(pk=row.pk).update(**done):
        raise NotAllowedNow(_("Somebody else has just done this."))
    if next_on is not None:
        LookAgain.objects.create(page_id=page.pk, **stamped(page, by, due_on=next_on))
    record("library.look.done", page, by=by, note=note.strip(), due=next_on.isoformat() if next_on else "")
    row.refresh_from_db()
    return row


@transaction.atomic
def set_formed_on(page: Any, formed_on: dt.date, *, by: Any) -> Disclosure:
    """Start the clock of 20 working days, or set it right; it stops when the page is released."""
    require_keeper(page, by)
    if not must_disclose(page):
        raise NotAllowedNow(_("Only what an administrative organ issues has a term of disclosure."))
    if formed_on > timezone.localdate():
        raise NotAllowedNow(_("The day of formation lies ahead."))
    due = deadline("publishing.disclosure", start=formed_on)
    days = {"formed_on": formed_on, "due_on": due}
    row, made = Disclosure.objects.open().get_or_create(page_id=page.pk, defaults=stamped(page, by, **days))
    if not made:
        Disclosure.objects.open().filter(pk=row.pk).update(set_by=by, **days)
    record("library.disclosure.set", page, by=by, formed=formed_on.isoformat(), due=due.isoformat())
    return row


def stamped(page: Any, by: Any, **days: Any) -> dict[str, Any]:
    return {"set_by": by, "agencies": "".join(f"|{path}" for path in page.agency_paths()), **days}


def require_keeper(page: Any, by: Any) -> None:
    if not can_keep_dates(by, page):
        raise NotAllowedNow(_("An editor or section head of the page's agencies keeps its dates."))


def require_ahead(day: dt.date) -> None:
    today = timezone.localdate()
    if not today < day <= today + FARTHEST:
        raise NotAllowedNow(_("Choose a day after today, within ten years."))


def begin_dates(page: Any) -> None:
    """A release meets the term of disclosure, and begins the interval of the kind where no date is set."""
    Disclosure.objects.open().filter(page=page.pk).update(ended_at=timezone.now())
    due = next_look(page)
    if due is not None:
        LookAgain.objects.open().get_or_create(page_id=page.pk, defaults=stamped(page, None, due_on=due))


def remind_of_dates() -> int:
    """The latest reminder that is due of each date; the key of the notice lets each person hear of it once."""
    today, rules = timezone.localdate(), Deadlines("lookagain.remind_")
    sent = 0
    for row in LookAgain.objects.open().filter(page__live=True).select_related("page"):
        stage = latest(rules, row.due_on, today)
        sent += tell_look_again(row, stage) if stage else 0
    ahead = Deadlines("publishing.disclosure_remind")
    for term in Disclosure.objects.open().select_related("page"):
        stage = "over" if term.is_overdue(today) else latest(ahead, term.due_on, today)
        sent += tell_disclosure(term, stage) if stage else 0
    return sent


def latest(rules: Deadlines, due_on: dt.date, today: dt.date) -> str:
    """The code of the reminder whose day came last, today included; '' before the first."""
    days = {rule.code: rules.due(rule.code, start=due_on, before=True) for rule in rules.rules}
    return max(((day, code) for code, day in days.items() if day and day <= today), default=(None, ""))[1]
