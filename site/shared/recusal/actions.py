"""The engine's one door: check, waive, step back, declare. Subjects and facts are registered by the apps that own them.

check = recusal.check(task, person, by=user)
if check.hard: …                             # the sentences of what blocks; the matter is closed to the person
if queries.open_hints(check): …              # an officer waives them, with a reason
queries.substitutes(task, people, load=…)    # who could take over
"""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Person, Posting
from shared.recusal.enums import BarSource, Severity
from shared.recusal.models import Bar, Check, Declaration, Finding, Waiver
from shared.recusal.queries import Found, facts_about, judged
from shared.recusal.subjects import Fact, Subject, subject_of
from shared.regulations.queries import limit

LABELS = {
    "recusal.check": gettext_lazy("Checked for recusal"),
    "recusal.waive": gettext_lazy("Hint waived"),
    "recusal.step_back": gettext_lazy("Stepped back from a matter"),
    "recusal.declare": gettext_lazy("Relation declared"),
    "recusal.amend": gettext_lazy("Declaration amended"),
    "recusal.end": gettext_lazy("Declaration ended"),
    "recusal.read": gettext_lazy("Declaration of a relation read"),
}


@transaction.atomic
def check(instance: models.Model, person: Person, *, by: Any, says_none: bool = False) -> Check:
    """Look at `person` in this matter, keep what was seen, close the matter to her where a rule blocks.

    `says_none`: she has declared at this moment that nothing ties her to it (C4). Raises LookupError for a model
    that is not registered. It never refuses: look at `hard` and at `queries.open_hints(check)`.
    """
    subject, day = subject_of(instance), timezone.localdate()
    facts = facts_about(subject, [person.pk], day)[person.pk]
    found = judged(subject, facts, day)
    row = Check.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.pk,
        subject_label=subject.label[:120],
        agency=subject.agency,
        person=person,
        asked_by=by,
        says_none=says_none,
        facts=frozen(subject, person, facts, found, day),
    )
    Finding.objects.bulk_create(finding(row, *pair) for pair in found)
    keep_bar(row, is_blocked=any(rule.severity == Severity.HARD for rule, _fact in found))
    record("recusal.check", row, by=by, findings=[rule.code for rule, _fact in found])
    return row


def frozen(subject: Subject, person: Person, facts: list[Fact], found: list[Found], day: dt.date) -> dict[str, Any]:
    """The facts as they were, so that the result can be explained when posts and rules have changed."""
    units = Posting.objects.valid_on(day).filter(person=person).values_list("agency__code", flat=True)
    return {
        "day": day.isoformat(),
        "units": sorted(units),
        "parties": [party.code for party in subject.parties],
        "concerned": [someone.pk for someone in subject.concerned],
        "leads": [someone.pk for someone in subject.leads],
        "facts": [
            {"kind": str(fact.kind), "key": fact.key, "until": fact.until.isoformat() if fact.until else ""}
            for fact in facts
        ],
        "rules": [{"code": rule.code, "row": rule.pk, "severity": rule.severity} for rule, _fact in found],
    }


def finding(row: Check, rule: Any, fact: Fact) -> Finding:
    return Finding(
        check_row=row,
        kind=fact.kind,
        severity=rule.severity,
        fact_key=fact.key,
        params=dict(fact.params),
        rule_code=rule.code,
        rule_label=rule.label,
        source=rule.source,
        waived_by_role=rule.waived_by,
    )


def keep_bar(row: Check, *, is_blocked: bool) -> None:
    """Close the matter to the person, or open it again where a rule had closed it and its facts are gone."""
    about = {"subject_kind": row.subject_kind, "subject_id": row.subject_id, "person": row.person}
    if is_blocked:
        facts = {"agency": row.agency, "check_row": row}
        Bar.objects.get_or_create(**about, source=BarSource.RULE, lifted_at=None, defaults=facts)
    else:
        Bar.objects.in_force().filter(**about, source=BarSource.RULE).update(lifted_at=timezone.now())


@transaction.atomic
def waive(hint: Finding, *, reason: str, by: Any) -> Waiver:
    """Let a hint stand aside, for as long as `recusal.waiver_days` of the place says. What blocks is never waived."""
    seen, today = hint.check_row, timezone.localdate()
    if hint.severity != Severity.HINT:
        raise NotAllowedNow(_("What blocks cannot be waived. Choose another person."))
    if not reason.strip():
        raise NotAllowedNow(_("A hint is waived with a reason."))
    region = seen.agency.region
    days = limit("recusal.waiver_days", on=today, jurisdiction=region.code if region else "")
    waiver, is_new = Waiver.objects.get_or_create(
        subject_kind=seen.subject_kind,
        subject_id=seen.subject_id,
        person=seen.person,
        rule_code=hint.rule_code,
        fact_key=hint.fact_key,
        expires_on=today + dt.timedelta(days=int(days)),
        defaults={"agency": seen.agency, "finding": hint, "reason": reason.strip()[:300], "waived_by": by},
    )
    if is_new:
        record("recusal.waive", waiver, by=by, reason=waiver.reason, check=seen.pk, rule=hint.rule_code)
    return waiver


@transaction.atomic
def step_back(instance: models.Model, person: Person, *, kind: str, by: Any) -> Declaration:
    """The person leaves a matter and says by which kind of relation; from now on it is closed to her (C4, C6)."""
    subject = subject_of(instance)
    about = {"subject_kind": subject.kind, "subject_id": subject.pk, "person": person}
    row = Declaration.objects.create(kind=kind, valid_from=timezone.localdate(), **about)
    Bar.objects.get_or_create(**about, source=BarSource.SELF, lifted_at=None, defaults={"agency": subject.agency})
    record("recusal.step_back", row, by=by, relation=str(kind))
    return row


@transaction.atomic
def declare(person: Person, *, kind: str, by: Any, **facts: Any) -> Declaration:
    """A person's own word: the other unit or person, from which day to which."""
    row = Declaration.objects.create(person=person, kind=kind, **facts)
    record("recusal.declare", row, by=by, relation=str(kind))
    return row


@transaction.atomic
def amend(declaration: Declaration, *, by: Any, **facts: Any) -> Declaration:
    """Put a new wording in the place of the old one, which is kept."""
    standing = Declaration.objects.standing().filter(pk=declaration.pk, subject_id=None)
    if not standing.update(replaced_at=timezone.now()):
        raise NotAllowedNow(_("This declaration has been amended already, or belongs to one matter. Look at the list."))
    row = Declaration.objects.create(person=declaration.person, replaces=declaration, **facts)
    record("recusal.amend", row, by=by, relation=str(row.kind))
    return row


@transaction.atomic
def end_declaration(declaration: Declaration, *, last_day: dt.date, by: Any) -> Declaration:
    """The relation is over: it counts on for as long as its rule says."""
    if last_day > timezone.localdate() or (declaration.valid_from and last_day < declaration.valid_from):
        raise NotAllowedNow(_("The last day lies between the first day and today."))
    if not Declaration.objects.standing().filter(pk=declaration.pk, valid_to=None).update(valid_to=last_day):
        raise NotAllowedNow(_("This declaration has ended already."))
    declaration.valid_to = last_day
    record("recusal.end", declaration, by=by, last_day=last_day.isoformat())
    return declaration


@transaction.atomic
def read_declaration(declaration: Declaration, *, by: Any) -> Declaration:
    """Somebody else reads it: that stands on record and is shown to the person."""
    if declaration.person.user_id != by.pk:
        record("recusal.read", declaration, by=by)
    return declaration
