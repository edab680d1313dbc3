"""From the open need to the letter of appointment."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.checklists import lay_down
from exchanges.secondments.actions.limits import check_all, check_not_over
from exchanges.secondments.actions.panels import check_panel
from exchanges.secondments.actions.papers import (
    check_papers,
    filing,
    freeze_signed,
    issue_appointment,
    take_number,
    void_papers,
)
from exchanges.secondments.actions.posts import check_eligible, check_needs_no_agreement, check_open
from exchanges.secondments.actions.requirements import check_requirements, keep_checks
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import TRANSITIONS, Party, State, Step
from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models import Agreement, Post, Secondment, find_kind, region_of
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency, Person
from shared.documents.numbers import next_number


def next_secondment_number() -> str:
    """The next free number; imported sheets bring numbers of their own, which are skipped."""
    while True:
        number = f"SEC-{next_number('secondments'):04}"
        if not Secondment.objects.filter(number=number).exists():
            return number


@transaction.atomic
def plan_secondment(host_org: Agency, *, home_org: Agency, by: Any, **facts: Any) -> Secondment:
    """Open a need towards one home unit, without naming a person yet."""
    check_needs_no_agreement(facts["kind"], host=host_org, home=home_org, on=facts["starts_on"])
    facts["legal_basis"] = facts.get("legal_basis") or basis_of(facts["kind"], host_org, facts["starts_on"])
    secondment = Secondment.objects.create(
        number=next_secondment_number(), host_org=host_org, home_org=home_org, state=State.PLANNED, **facts
    )
    record("secondments.plan", secondment, by=by)
    tell(secondment, "planned", Party.HOME)
    return secondment


def basis_of(kind: str, host_org: Agency, starts_on: dt.date, agreement: Agreement | None = None) -> str:
    """The agreement, or the legal basis that the kind stands on at the host, where nobody has named another."""
    if agreement:
        return agreement.legal_basis or agreement.title
    rule = find_kind(kind, on=starts_on, jurisdiction=region_of(host_org))
    return rule.legal_basis if rule else ""


@transaction.atomic
def recommend(
    secondment: Secondment,
    *,
    person: Person,
    by: Any,
    note: str = "",
    confirmed: bool = False,
    papers: Mapping[str, Any] | None = None,
) -> Secondment:
    """The home unit puts a name forward with its endorsement and papers, and confirms what the record does not show."""
    secondment.person = person
    check_all(secondment, person)
    check_endorsed(note)
    found = check_requirements(secondment.post, person, on=secondment.starts_on)
    keep_checks(secondment, found, confirmed=confirmed)
    with filing(secondment, papers or {}, side=Party.HOME, by=by, note=note):
        check_papers(secondment, Step.RECOMMEND)
        move_state(
            secondment,
            State.RECOMMENDED,
            transitions=TRANSITIONS,
            action="secondments.recommend",
            by=by,
            reason=note,
            person=person,
        )
    tell(secondment, "recommended", Party.HOST)
    return secondment


def check_endorsed(note: str) -> None:
    if not note.strip():
        raise NotAllowedNow(
            _("A recommendation carries the endorsement of the home unit. Write in a sentence why it puts her forward.")
        )


@transaction.atomic
def recommend_for_post(
    post: Post, *, person: Person, home_org: Agency, starts_on: dt.date, ends_on: dt.date, by: Any, **said: Any
) -> Secondment:
    """Answer an open post with a name before it closes; `said` is the endorsement, its papers, what is confirmed."""
    check_open(post)
    check_eligible(post, home_org)
    secondment = Secondment.objects.create(
        number=next_secondment_number(),
        post=post,
        host_org=post.host_agency,
        home_org=home_org,
        kind=post.kind,
        position=post.title,
        duties=post.duties,
        legal_basis=basis_of(post.kind, post.host_agency, starts_on, post.agreement),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return recommend(secondment, person=person, by=by, **said)


@transaction.atomic
def begin_examination(secondment: Secondment, *, by: Any, note: str = "") -> Secondment:
    """The host takes the recommendation up and asks the person's consent."""
    check_papers(secondment, Step.EXAMINE)
    move_state(
        secondment, State.UNDER_REVIEW, transitions=TRANSITIONS, action="secondments.examine", by=by, reason=note
    )
    tell(secondment, "consent_asked", Party.PERSON, Party.HOME)
    return secondment


@transaction.atomic
def reject_recommendation(secondment: Secondment, *, reason: str, by: Any) -> Secondment:
    move_state(secondment, State.REJECTED, transitions=TRANSITIONS, action="secondments.reject", by=by, reason=reason)
    void_papers(secondment, by=by, why=reason)
    tell(secondment, "rejected", Party.HOME, Party.PERSON, reason=reason)
    return secondment


@transaction.atomic
def give_consent(secondment: Secondment, *, by: Any) -> Secondment:
    move_state(
        secondment,
        State.CONSENTED,
        transitions=TRANSITIONS,
        action="secondments.consent",
        by=by,
        consented_on=timezone.localdate(),
    )
    tell(secondment, "consented", Party.HOST, Party.HOME)
    return secondment


@transaction.atomic
def decline(secondment: Secondment, *, by: Any, reason: str = "") -> Secondment:
    move_state(secondment, State.DECLINED, transitions=TRANSITIONS, action="secondments.decline", by=by, reason=reason)
    void_papers(secondment, by=by, why=reason or _("The person declined."))
    tell(secondment, "declined", Party.HOST, Party.HOME)
    return secondment


@transaction.atomic
def decide_to_appoint(secondment: Secondment, *, by: Any, document: str = "") -> Secondment:
    """The host's leadership decides; the home unit signs afterwards."""
    check_panel(secondment)
    if secondment.person:
        check_all(secondment, secondment.person)
    check_papers(secondment, Step.DECIDE)
    today = timezone.localdate()
    undecided = Secondment.objects.filter(pk=secondment.pk, state=State.CONSENTED, host_decided_on=None)
    if not undecided.update(host_decided_on=today):
        raise NotAllowedNow(
            _("The host decides once, after the person has consented; the state is now “%(state)s”.")
            % {"state": secondment.get_state_display()}
        )
    secondment.host_decided_on = today
    tell(secondment, "decided", Party.HOME)
    record("secondments.decide", secondment, by=by, document=document)
    return secondment


@transaction.atomic
def decide_not_to_appoint(secondment: Secondment, *, reason: str, by: Any) -> Secondment:
    move_state(
        secondment, State.NOT_APPROVED, transitions=TRANSITIONS, action="secondments.not_approve", by=by, reason=reason
    )
    void_papers(secondment, by=by, why=reason)
    tell(secondment, "not_approved", Party.HOME, Party.HOST, Party.PERSON, reason=reason)
    return secondment


@transaction.atomic
def sign_as_home(secondment: Secondment, *, by: Any) -> Secondment:
    """The home unit's signature completes the decision: the appointment is approved and its place taken."""
    if secondment.state == State.CONSENTED and not secondment.host_decided_on:
        raise NotAllowedNow(_("The home unit signs after the host has decided. The host's decision is still missing."))
    if secondment.person:
        check_all(secondment, secondment.person)
    check_papers(secondment, Step.SIGN)
    move_state(
        secondment,
        State.APPROVED,
        transitions=TRANSITIONS,
        action="secondments.sign",
        by=by,
        home_signed_on=timezone.localdate(),
    )
    take_place(secondment)
    tell(secondment, "approved", Party.PERSON, Party.HOST)
    return secondment


def take_place(secondment: Secondment) -> None:
    if secondment.post_id is None:
        return
    free = Post.objects.filter(pk=secondment.post_id, taken__lt=F("headcount") - F("given_back"))
    if not free.update(taken=F("taken") + 1):
        raise NotAllowedNow(
            _("All places of the post “%(post)s” are filled. Decide not to appoint, or ask for a larger headcount.")
            % {"post": secondment.post}
        )


@transaction.atomic
def sign_pledge(secondment: Secondment, *, by: Any, seen: str | None = None) -> Secondment:
    """The performance pledge and secrecy undertaking, signed before the letter is issued and frozen as they were read.

    `seen` is the seal of the texts that the page has shown; where they have changed since, nothing is signed.
    """
    today = timezone.localdate()
    unsigned = Secondment.objects.filter(pk=secondment.pk, state=State.APPROVED, pledge_signed_on=None)
    if not unsigned.update(pledge_signed_on=today):
        raise NotAllowedNow(
            _("The pledge is signed once, between approval and letter; the state is now “%(state)s”.")
            % {"state": secondment.get_state_display()}
        )
    secondment.pledge_signed_on = today
    rows = freeze_signed(secondment, seen=seen, by=by)
    tell(secondment, "pledge_signed", Party.HOST)
    record("secondments.pledge", secondment, by=by, digests=[row.digest for row in rows])
    return secondment


@transaction.atomic
def issue_letter(secondment: Secondment, *, by: Any) -> Secondment:
    """Number the letter of appointment; with it the term is in force."""
    today = timezone.localdate()
    if secondment.state == State.APPROVED and not secondment.pledge_signed_on:
        raise NotAllowedNow(
            _(
                "The letter of appointment is issued after the person has signed the performance pledge and secrecy "
                "undertaking (rule book 8.3). Ask her to sign it on her own page."
            )
        )
    check_papers(secondment, Step.LETTER)
    check_not_over(secondment.ends_on)
    number = take_number(secondment.host_org, "聘", "secondment-letter")
    enter_office(secondment, by=by, letter_number=number, letter_issued_on=today)
    issue_appointment(secondment, number=number, by=by)
    lay_down(secondment, Phase.ARRIVAL)
    tell(secondment, "letter_issued", Party.PERSON, Party.HOME, letter=secondment.letter_number)
    return secondment


def enter_office(secondment: Secondment, *, by: Any, **changes: Any) -> None:
    """ACTIVE, unless a constraint says that she already serves a term that excludes this one."""
    try:
        with transaction.atomic():
            move_state(secondment, State.ACTIVE, transitions=TRANSITIONS, action="secondments.letter", by=by, **changes)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("%(person)s already serves a term that excludes this one. It has to end first.")
            % {"person": secondment.person}
        ) from error
