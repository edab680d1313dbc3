"""The limits that regulations set for a term. Each refusal names its rule and the source of the rule."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.kinds import check_kind, check_prolonging, day_text
from exchanges.secondments.enums import APPOINTED, OVER, PROLONGING, ChangeKind, Decision
from exchanges.secondments.models import Secondment, TermChange, kind_rule, kinds_of_family
from exchanges.secondments.queries.lengths import last_day_within
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Person
from shared.regulations.models import DeadlineRule, LimitRule
from shared.regulations.queries import add_months, deadline, in_force, limit_rule


def check_term(secondment: Secondment, *, starts_on: dt.date, ends_on: dt.date) -> None:
    """One term may not exceed the limit of its kind where the host lies."""
    code = kind_rule(secondment.kind, on=starts_on, jurisdiction=secondment.jurisdiction).term_limit
    rule = limit_rule(code, on=starts_on, jurisdiction=secondment.jurisdiction)
    last = last_day_within(starts_on, int(rule.value))
    if ends_on > last:
        raise NotAllowedNow(
            _(
                "A term as %(kind)s that begins on %(start)s may last until %(last)s at most: %(rule)s, "
                "%(months)s months (source: %(source)s). Choose an earlier last day."
            )
            % {
                "kind": secondment.get_kind_display(),
                "start": day_text(starts_on),
                "last": day_text(last),
                **rule_words(rule),
            }
        )


def family_limit(secondment: Secondment, what: str, *, on: dt.date) -> LimitRule | None:
    """A limit that only some kinds have, or have only in some places."""
    where = secondment.jurisdiction
    family = kind_rule(secondment.kind, on=on, jurisdiction=where).family
    return in_force(LimitRule, on, where, f"secondment.{family}_{what}")


def rule_words(rule: LimitRule) -> dict[str, str]:
    return {"rule": rule.label, "months": f"{rule.value:.0f}", "source": rule.source}


def check_total(secondment: Secondment, person: Person, *, starts_on: dt.date, ends_on: dt.date) -> None:
    """Kinds that obey a total and a waiting period (loans: rule book 1.2)."""
    if total := family_limit(secondment, "total_months", on=starts_on):
        last = last_day_within(starts_on, int(total.value))
        if ends_on > last:
            raise NotAllowedNow(
                _(
                    "With this the term would last beyond %(last)s altogether: %(rule)s, %(months)s months "
                    "(source: %(source)s). Choose an earlier last day or end the term."
                )
                % {"last": day_text(last), **rule_words(total)}
            )
    if pause := family_limit(secondment, "pause_months", on=starts_on):
        check_pause(secondment, person, starts_on=starts_on, rule=pause)


def check_pause(secondment: Secondment, person: Person, *, starts_on: dt.date, rule: LimitRule) -> None:
    same = kinds_of_family(secondment.kind_rule.family)
    earlier = Secondment.objects.filter(person=person, kind__in=same, state__in=OVER).exclude(pk=secondment.pk)
    ends = [term.last_day for term in earlier if term.last_day < starts_on]
    free = add_months(max(ends), int(rule.value)) if ends else starts_on
    if free > starts_on:
        raise NotAllowedNow(
            _(
                "%(person)s returned from a %(kind)s on %(end)s and can serve in another from %(free)s: %(rule)s, "
                "%(months)s months (source: %(source)s). Choose a later first day or another person."
            )
            % {
                "person": person.name,
                "kind": secondment.get_kind_display(),
                "end": day_text(max(ends)),
                "free": day_text(free),
                **rule_words(rule),
            }
        )


def check_overlap(secondment: Secondment, person: Person, *, starts_on: dt.date, ends_on: dt.date) -> None:
    """Locks the person, then looks: two offices that appoint her at the same second do so one after the other.

    Full-time terms exclude one another; nobody serves two terms at once in the same unit.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    others = (
        Secondment.objects.filter(person=person, state__in=APPOINTED)
        .exclude(pk=secondment.pk)
        .overlapping(starts_on, ends_on)
        .select_related("host_org")
    )
    for other in others:
        if (secondment.is_full_time and other.is_full_time) or other.host_org_id == secondment.host_org_id:
            raise NotAllowedNow(
                _(
                    "%(person)s already serves %(number)s (%(kind)s at %(host)s) from %(start)s to %(end)s. "
                    "Two such terms may not overlap: change the dates or choose another person."
                )
                % {
                    "person": person.name,
                    "number": other.number,
                    "kind": other.get_kind_display(),
                    "host": other.host_org,
                    "start": day_text(other.starts_on),
                    "end": day_text(other.last_day),
                }
            )


def check_all(secondment: Secondment, person: Person) -> None:
    """Everything a new term must satisfy."""
    check_not_over(secondment.ends_on)
    dates = {"starts_on": secondment.starts_on, "ends_on": secondment.ends_on}
    check_kind(secondment, person)
    check_term(secondment, **dates)
    check_total(secondment, person, **dates)
    check_overlap(secondment, person, **dates)


def check_not_over(end: dt.date) -> None:
    if timezone.localdate() > end:
        raise NotAllowedNow(_("The term ended on %(end)s already.") % {"end": day_text(end)})


def check_before_end(end: dt.date) -> None:
    """H18: both units agree before the term expires, or the release is automatic."""
    if timezone.localdate() > end:
        raise NotAllowedNow(
            _(
                "The term ended on %(end)s. A renewal or extension needs both units before that day; "
                "without it the release is automatic (rule H18). Begin a new recommendation instead."
            )
            % {"end": day_text(end)}
        )


def check_notice(secondment: Secondment) -> None:
    """Where the kind asks for it, a longer term is filed some days before the end (loans: ten working days)."""
    end, where = secondment.ends_on, secondment.jurisdiction
    code = f"secondment.{secondment.kind_rule.family}_extension"
    rule = in_force(DeadlineRule, end, where, code)
    if rule is None:
        return
    latest = deadline(code, start=end, jurisdiction=where, before=True)
    if timezone.localdate() > latest:
        raise NotAllowedNow(
            _(
                "A longer term had to be filed by %(latest)s: %(rule)s, %(amount)s %(unit)s before the end "
                "(source: %(source)s). The term ends on %(end)s."
            )
            % {
                "latest": day_text(latest),
                "rule": rule.label,
                "amount": rule.amount,
                "unit": rule.get_basis_display(),
                "source": rule.source,
                "end": day_text(end),
            }
        )


def current_term_start(secondment: Secondment) -> dt.date:
    """The first day of the present term: the day after the last renewal's old end, or the very first day."""
    renewed = secondment.term_changes.filter(kind=ChangeKind.RENEWAL, approved=Decision.APPROVED, old_end__isnull=False)
    last = renewed.order_by("-old_end").values_list("old_end", flat=True).first()
    return last + dt.timedelta(days=1) if last else secondment.starts_on


def check_change(secondment: Secondment, change: TermChange) -> None:
    """What a change of term must satisfy, asked when it is proposed and again when it is agreed."""
    check_before_end(secondment.ends_on)
    if change.kind not in PROLONGING:
        return
    if secondment.person is None:  # the constraint secondment_names_person forbids it
        raise NotAllowedNow(_("This secondment names no person yet."))
    check_prolonging(secondment, change.kind)
    begins = secondment.ends_on + dt.timedelta(days=1)
    is_new_term = secondment.kind_rule.extension_is_term or change.kind == ChangeKind.RENEWAL
    check_term(
        secondment,
        starts_on=begins if is_new_term else current_term_start(secondment),
        ends_on=change.new_end,
    )
    check_total(secondment, secondment.person, starts_on=secondment.starts_on, ends_on=change.new_end)
    check_overlap(secondment, secondment.person, starts_on=begins, ends_on=change.new_end)
