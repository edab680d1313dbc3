"""The lists of arrival and return: laid down once by the acts that begin and end a term, ticked off by each party."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models import ChecklistItem, ChecklistRule, Secondment, checklist_of
from shared.audit.actions import NotAllowedNow, record
from shared.audit.behalf import absent_behind
from shared.regulations.queries import shift, special_days


def lay_down(secondment: Secondment, phase: str) -> None:
    """Write the items of a list, counted from the first or the last day; a second call adds nothing.

    Nothing is due before the day on which the list is laid down, and a letter that comes late counts from its own day.
    """
    today, special = timezone.localdate(), special_days()
    start = secondment.last_day if phase == Phase.RETURN else max(secondment.starts_on, today)
    rules = checklist_of(secondment.kind, phase, on=start, jurisdiction=secondment.jurisdiction)
    ChecklistItem.objects.bulk_create(
        (
            item_of(rule, secondment, due_on=max(shift(start, rule.amount, rule.basis, special), today))
            for rule in rules
        ),
        ignore_conflicts=True,
    )


def item_of(rule: ChecklistRule, secondment: Secondment, **facts: Any) -> ChecklistItem:
    return ChecklistItem(
        secondment=secondment,
        phase=rule.phase,
        item=rule.item,
        title=rule.label,
        party=rule.party,
        source=rule.source,
        **facts,
    )


@transaction.atomic
def tick(item: ChecklistItem, *, by: Any) -> ChecklistItem:
    """This is done: who says so, when, and for whom a deputy says it."""
    check_running(item)
    mark = {"ticked_at": timezone.now(), "ticked_by": by, "ticked_for": absent_behind(by)}
    if not ChecklistItem.objects.filter(pk=item.pk, ticked_at=None).update(**mark):
        item.refresh_from_db()
        raise NotAllowedNow(already_done(item))
    keep(item, mark)
    record("secondments.checklist.tick", item.secondment, by=by, reason=item.title, item=item.item)
    return item


@transaction.atomic
def untick(item: ChecklistItem, *, by: Any) -> ChecklistItem:
    """It was ticked off by mistake and is open again."""
    check_running(item)
    clear = {"ticked_at": None, "ticked_by": None, "ticked_for": None}
    if not ChecklistItem.objects.filter(pk=item.pk, ticked_at__isnull=False).update(**clear):
        raise NotAllowedNow(_("This item is open already."))
    keep(item, clear)
    record("secondments.checklist.untick", item.secondment, by=by, reason=item.title, item=item.item)
    return item


def keep(item: ChecklistItem, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(item, name, value)


def check_running(item: ChecklistItem) -> None:
    if not item.is_running:
        raise NotAllowedNow(
            _("This list no longer counts: the state is now “%(state)s”.")
            % {"state": item.secondment.get_state_display()}
        )


def already_done(item: ChecklistItem) -> str:
    if item.ticked_at is None or item.ticked_by is None:
        return _("Somebody else changed this a moment ago. Look at its present state and try again.")
    return _("%(name)s has already ticked this off on %(day)s.") % {
        "name": item.ticked_by.name,
        "day": date_format(timezone.localtime(item.ticked_at), "Y-m-d H:i"),
    }
