"""The limits that regulations set for a term. Each refusal names its rule and the source of the rule."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchanges.secondments.enums import APPOINTED, OVER, PROLONGING, TERM_LIMITS, ChangeKind, Decision, Kind
from exchanges.secondments.models import Secondment, TermChange
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Person
from shared.regulations.models import LimitRule
from shared.regulations.queries import add_months, deadline, deadline_rule, limit_rule


def day_text(day: dt.date) -> str:
    return date_format(day, "Y-m-d")


def last_day_within(starts_on: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months; the end of the month where that month is too short."""
    after = add_months(starts_on, months)
    return after if after.day < starts_on.day else after - dt.timedelta(days=1)


def check_term(secondment: Secondment, *, starts_on: dt.date, ends_on: dt.date) -> None:
    """One term may not exceed the limit of its kind where the host lies."""
    rule = limit_rule(TERM_LIMITS[secondment.kind], on=starts_on, jurisdiction=secondment.jurisdiction)
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


def rule_words(rule: LimitRule) -> dict[str, str]:
    return {"rule": rule.label, "months": f"{rule.value:.0f}", "source": rule.source}


def check_loan(secondment: Secondment, person: Person, *, starts_on: dt.date, ends_on: dt.date) -> None:
    """Loans obey a total and a waiting period (rule book 1.2)."""
    if secondment.kind != Kind.LOAN:
        return
    total = limit_rule("secondment.loan_total_months", on=starts_on, jurisdiction=secondment.jurisdiction)
    last = last_day_within(starts_on, int(total.value))
    if ends_on > last:
        raise NotAllowedNow(
            _(
                "With this the loan would last beyond %(last)s: %(rule)s, %(months)s months "
                "(source: %(source)s). Choose an earlier last day or end the loan."
            )
            % {"last": day_text(last), **rule_words(total)}
        )
    pause = limit_rule("secondment.loan_pause_months", on=starts_on, jurisdiction=secondment.jurisdiction)
    check_pause(secondment, person, starts_on=starts_on, rule=pause)


def check_pause(secondment: Secondment, person: Person, *, starts_on: dt.date, rule: LimitRule) -> None:
    earlier = Secondment.objects.filter(person=person, kind=Kind.LOAN, state__in=OVER).exclude(pk=secondment.pk)
    ends = [loan.last_day for loan in earlier if loan.last_day < starts_on]
    free = add_months(max(ends), int(rule.value)) if ends else starts_on
    if free > starts_on:
        raise NotAllowedNow(
            _(
                "%(person)s returned from a loan on %(end)s and can be lent again from %(free)s: %(rule)s, "
                "%(months)s months (source: %(source)s). Choose a later first day or another person."
            )
            % {"person": person.name, "end": day_text(max(ends)), "free": day_text(free), **rule_words(rule)}
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
    check_term(secondment, **dates)
    check_loan(secondment, person, **dates)
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


def check_loan_notice(secondment: Secondment) -> None:
    """The extension of a loan is filed some working days before its end."""
    if secondment.kind != Kind.LOAN:
        return
    end, where = secondment.ends_on, secondment.jurisdiction
    latest = deadline("secondment.loan_extension", start=end, jurisdiction=where, before=True)
    if timezone.localdate() > latest:
        rule = deadline_rule("secondment.loan_extension", on=end, jurisdiction=where)
        raise NotAllowedNow(
            _(
                "The extension of this loan had to be filed by %(latest)s: %(rule)s, %(days)s working days before "
                "the end (source: %(source)s). The loan ends on %(end)s."
            )
            % {
                "latest": day_text(latest),
                "rule": rule.label,
                "days": rule.amount,
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
    begins = secondment.ends_on + dt.timedelta(days=1)
    loan_or_renewal = secondment.kind == Kind.LOAN or change.kind == ChangeKind.RENEWAL
    check_term(
        secondment,
        starts_on=begins if loan_or_renewal else current_term_start(secondment),
        ends_on=change.new_end,
    )
    check_loan(secondment, secondment.person, starts_on=secondment.starts_on, ends_on=change.new_end)
    check_overlap(secondment, secondment.person, starts_on=begins, ends_on=change.new_end)
