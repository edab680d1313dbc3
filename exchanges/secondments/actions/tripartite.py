"""The agreement of home, host and person: drawn up from the record, signed by all three on the same text (B8)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.secondments.actions.papers import end_papers, freeze, rule_of, take_number
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import Paper, Party, State
from exchanges.secondments.enums.papers import PaperState
from exchanges.secondments.models import FiledPaper, PaperSignature, Secondment
from exchanges.secondments.queries.paper_texts import agreement, fits
from shared.audit.actions import NotAllowedNow, record
from shared.audit.behalf import absent_behind
from shared.jobs.actions import later

LABELS = {
    "secondments.tripartite.draw_up": gettext_lazy("Tripartite agreement drawn up"),
    "secondments.tripartite.sign": gettext_lazy("Tripartite agreement signed by one party"),
    "secondments.tripartite.complete": gettext_lazy("Tripartite agreement signed by all parties"),
}
EVERYBODY = (Party.PERSON, Party.HOME, Party.HOST)


@transaction.atomic
def draw_up_agreement(secondment: Secondment, *, side: str, by: Any) -> FiledPaper:
    """Lay the agreement before the parties, as the record says it today."""
    check_may_draw_up(secondment)
    old = secondment.papers.current().filter(paper=Paper.TRIPARTITE)
    if any(row.content and fits(row, secondment) for row in old):
        raise NotAllowedNow(_("The agreement is drawn up already and says what the record says."))
    end_papers(old, PaperState.VOID, _("The term has changed: the signatures are void."))
    content = agreement(secondment, number=take_number(secondment.host_org, "协", "secondment-agreement"))
    row = freeze(secondment, Paper.TRIPARTITE, content, side=side, by=by, state=PaperState.OPEN)
    tell(secondment, "agreement_drawn_up", *EVERYBODY)
    record("secondments.tripartite.draw_up", secondment, by=by, document=row.number, digest=row.digest)
    return row


def check_may_draw_up(secondment: Secondment) -> None:
    if secondment.state != State.CONSENTED:
        raise NotAllowedNow(
            _("The agreement is drawn up after the person has consented and before the home unit signs.")
        )
    if rule_of(secondment, Paper.TRIPARTITE) is None:
        raise NotAllowedNow(_("This kind of secondment asks for no tripartite agreement."))


def sign_agreement(row: FiledPaper, *, side: str, seen: str, by: Any) -> FiledPaper:
    """One party signs the text that it has read.

    Not one transaction: where the term has changed meanwhile, the signatures are void and stay so though this one is
    refused.
    """
    if row.state == PaperState.OPEN and not fits(row, row.secondment):
        why = _("The term has changed: the signatures are void.")
        end_papers(FiledPaper.objects.filter(pk=row.pk, state=PaperState.OPEN), PaperState.VOID, why)
        raise NotAllowedNow(
            _("The term has changed since the agreement was drawn up, so its signatures are void. Draw it up anew.")
        )
    with transaction.atomic():
        FiledPaper.objects.select_for_update(no_key=True).get(pk=row.pk)
        row.refresh_from_db(fields=["state"])
        check_signable(row, seen)
        put_signature(row, side, by)
        record("secondments.tripartite.sign", row.secondment, by=by, side=side, digest=row.digest)
        if PaperSignature.objects.filter(paper=row).count() == len(EVERYBODY):
            complete(row, by=by)
    return row


def check_signable(row: FiledPaper, seen: str) -> None:
    if row.state != PaperState.OPEN:
        raise NotAllowedNow(_("This agreement no longer waits for signatures."))
    if seen != row.digest:
        raise NotAllowedNow(_("The text has changed since you opened the page. Read it again and sign it then."))


def put_signature(row: FiledPaper, side: str, by: Any) -> None:
    signature = PaperSignature(paper=row, side=side, signed_by=by, signed_for=absent_behind(by), digest=row.digest)
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(_("This side has signed already.")) from error


def complete(row: FiledPaper, *, by: Any) -> None:
    """With the third signature the agreement is on file, and a job makes its PDF."""
    FiledPaper.objects.filter(pk=row.pk, state=PaperState.OPEN).update(state=PaperState.ON_FILE)
    row.state = PaperState.ON_FILE
    later("secondments.typeset_paper", paper_id=row.pk)
    tell(row.secondment, "agreement_signed", *EVERYBODY)
    record("secondments.tripartite.complete", row.secondment, by=by, document=row.number, digest=row.digest)
