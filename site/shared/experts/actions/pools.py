"""Pools and terms in them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, field_changes, record
from shared.experts.actions.experts import lock, require_somebody_else, save
from shared.experts.enums import PoolKind
from shared.experts.models import Expert, Membership, Pool
from shared.regulations.queries import add_months, limit

LABELS = {
    "experts.pool.open": gettext_lazy("Pool of experts opened"),
    "experts.pool.change": gettext_lazy("Pool of experts changed"),
    "experts.membership.add": gettext_lazy("Expert taken into a pool"),
    "experts.membership.end": gettext_lazy("Membership in a pool ended"),
}
TERMS = {PoolKind.INVESTIGATOR: "experts.term_months_investigator"}


@transaction.atomic
def save_pool(pool: Pool, *, by: Any) -> Pool:
    """Open a pool, or change what is said of it."""
    before = Pool.objects.filter(pk=pool.pk).first()
    save(pool)
    if before is None:
        record("experts.pool.open", pool, by=by, agency=pool.agency.code)
    else:
        changed = field_changes(before, {name: getattr(pool, name) for name in Pool.audited_fields})
        record("experts.pool.change", pool, by=by, fields=changed)
    return pool


@transaction.atomic
def add_member(
    expert: Expert, *, pool: Pool, valid_from: dt.date, valid_to: dt.date, origin: str, by: Any
) -> Membership:
    """Take her into a pool for a term; a further term follows the one before."""
    require_somebody_else(expert, by)
    lock(expert)
    check_term(pool, valid_from, valid_to)
    others = Membership.objects.filter(expert=expert, pool=pool, ended_at=None)
    last = others.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).order_by("-valid_to").first()
    if last:
        raise NotAllowedNow(
            _("She already stands in this pool until %(day)s: a new term begins after it.")
            % {"day": last.valid_to.isoformat()}
        )
    term = Membership(expert=expert, pool=pool, valid_from=valid_from, valid_to=valid_to, origin=origin, added_by=by)
    save(term)
    until = valid_to.isoformat()
    record("experts.membership.add", expert, by=by, pool=pool.name, origin=origin, until=until)
    return term


def check_term(pool: Pool, valid_from: dt.date, valid_to: dt.date) -> None:
    """Within the pool's own time, from today on, and no longer than the rule allows."""
    if valid_to < valid_from:
        raise NotAllowedNow(_("The last day lies before the first day."))
    if valid_to < timezone.localdate():
        raise NotAllowedNow(_("This term is over already."))
    if not pool.is_valid_on(valid_from) or not pool.is_valid_on(valid_to):
        raise NotAllowedNow(_("The pool is not in force during the whole term."))
    region = pool.agency.region
    code = TERMS.get(PoolKind(pool.kind), "experts.term_months")
    months = int(limit(code, on=valid_from, jurisdiction=region.code if region else ""))
    if valid_to >= add_months(valid_from, months):
        raise NotAllowedNow(_("A term in this pool lasts at most %(n)s months.") % {"n": months})


@transaction.atomic
def end_membership(term: Membership, *, reason: str, by: Any) -> Membership:
    """End a term at once, with its reason; the row stays as its history."""
    require_somebody_else(term.expert, by)
    if not reason.strip():
        raise NotAllowedNow(_("Give the reason: it stays on record."))
    end = {"ended_at": timezone.now(), "ended_by": by, "end_reason": reason.strip()[:300]}
    if not Membership.objects.standing().filter(pk=term.pk).update(**end):
        raise NotAllowedNow(_("This membership has already ended."))
    for name, value in end.items():
        setattr(term, name, value)
    record("experts.membership.end", term.expert, by=by, pool=term.pool.name, reason=term.end_reason)
    return term
