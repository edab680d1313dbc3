"""The file of a term: papers that units bring, texts that are signed or issued here (B2, N24, E25)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.secondments.enums import REFUSED, Paper, Party, Step
from exchanges.secondments.enums.papers import BROUGHT_BY, SEVERAL, PaperState
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment, digest_of_text, text_of
from exchanges.secondments.queries.paper_texts import appraisal_form, dismissal, letter, printed, seal_of
from exchanges.secondments.queries.papers import lacking, lacking_words, rules_of, texts_to_sign
from shared.audit.actions import NotAllowedNow, record
from shared.audit.behalf import absent_behind
from shared.directory.models import Agency
from shared.documents.actions import typeset
from shared.documents.numbers import document_number, issuer_mark, next_number
from shared.jobs.actions import later
from shared.media.forms import safe_name
from shared.media.models import digest_of
from shared.regulations.queries import add_months

LABELS = {
    "secondments.paper.file": gettext_lazy("Paper put into the file"),
    "secondments.paper.void": gettext_lazy("Papers of the term void"),
}


def check_papers(secondment: Secondment, step: str) -> None:
    """A step for which the kind asks papers waits until they are in the file."""
    rules = lacking(secondment, step)
    if rules:
        raise NotAllowedNow(
            _("“%(step)s” waits for papers that are not in the file of the term: %(papers)s. Source: %(source)s.")
            % {
                "step": Step(step).label,
                "papers": lacking_words(rules),
                "source": rules[0].source,
            }
        )


@transaction.atomic
def file_paper(secondment: Secondment, *, paper: str, file: Any, side: str, by: Any, **said: Any) -> FiledPaper:
    """A unit brings a paper; of those that a file holds once, it takes the place of the one before it."""
    check_bringing(secondment, paper, side)
    row = FiledPaper(
        secondment=secondment,
        paper=paper,
        side=side,
        given_by=by,
        given_for=absent_behind(by),
        digest=digest_of(file),
        file_name=safe_name(file, 120),
        **said,
    )
    row.valid_until = earliest(row.valid_until, until_by_rule(secondment, paper))
    if paper not in SEVERAL:
        end_papers(secondment.papers.current().filter(paper=paper), PaperState.REPLACED)
    row.file.save(row.file_name, file, save=False)
    insert(row)
    record("secondments.paper.file", secondment, by=by, reason=str(row), document=row.number, digest=row.digest)
    return row


def check_bringing(secondment: Secondment, paper: str, side: str) -> None:
    if side not in BROUGHT_BY.get(paper, set()):
        raise NotAllowedNow(
            _("The %(paper)s is not brought by the %(unit)s.")
            % {
                "paper": Paper(paper).label,
                "unit": Party(side).label,
            }
        )
    if secondment.state in REFUSED:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": secondment.get_state_display()}
        )


def rule_of(secondment: Secondment, paper: str) -> PaperRule | None:
    return next((rule for rule in rules_of(secondment) if rule.paper == paper), None)


def until_by_rule(secondment: Secondment, paper: str) -> Any:
    """The last day on which a paper given today holds, where its rule says so."""
    rule = rule_of(secondment, paper)
    return add_months(timezone.localdate(), rule.valid_months) if rule and rule.valid_months else None


def earliest(*days: Any) -> Any:
    return min((day for day in days if day), default=None)


def insert(row: FiledPaper) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        drop_file(row)
        raise NotAllowedNow(
            _("Somebody else changed this a moment ago. Look at its present state and try again.")
        ) from error


def end_papers(rows: Any, state: str, why: str = "") -> int:
    return rows.update(state=state, ended_at=timezone.now(), ended_why=why)


@contextmanager
def filing(secondment: Secondment, given: Mapping[str, Any], *, side: str, by: Any, **said: Any) -> Iterator[None]:
    """Papers and the step that they come with: both or neither, and no file left lying behind."""
    stored: list[FiledPaper] = []
    try:
        with transaction.atomic():
            for paper, file in given.items():
                stored.append(file_paper(secondment, paper=paper, file=file, side=side, by=by, **said))
            yield
    except BaseException:
        for row in stored:
            drop_file(row)
        raise


def drop_file(row: FiledPaper) -> None:
    """Of a paper that has not come into the file."""
    if row.file.name:
        row.file.storage.delete(row.file.name)


def void_papers(secondment: Secondment, *, by: Any, why: str) -> None:
    """What was signed or brought for a term that does not come about has no force."""
    if end_papers(secondment.papers.current(), PaperState.VOID, why[:300]):
        record("secondments.paper.void", secondment, by=by, reason=why)


def freeze_signed(secondment: Secondment, *, seen: str | None, by: Any) -> list[FiledPaper]:
    """Keep the texts that the person signs, as she has read them. `seen` is the seal of the page she read."""
    texts = texts_to_sign(secondment)
    if seen is not None and seen != seal_of([content for _rule, content in texts]):
        raise NotAllowedNow(_("The text has changed since you opened the page. Read it again and sign it then."))
    return [
        freeze(
            secondment,
            rule.paper,
            content,
            side=Party.PERSON,
            by=by,
            valid_until=until_by_rule(secondment, rule.paper),
        )
        for rule, content in texts
    ]


def freeze(
    secondment: Secondment, paper: str, content: dict[str, Any], *, side: str, by: Any, **more: Any
) -> FiledPaper:
    """Keep a text with its digest as it is now; nothing alters it afterwards."""
    row = FiledPaper(
        secondment=secondment,
        paper=paper,
        side=side,
        title=content["title"][:120],
        number=content.get("number", ""),
        content=content,
        digest=digest_of_text(text_of(content)),
        given_by=by,
        given_for=absent_behind(by),
        **more,
    )
    insert(row)
    return row


def issue(secondment: Secondment, paper: str, content: dict[str, Any], *, by: Any) -> FiledPaper:
    """Freeze what a numbered paper of the host says; its PDF is made by a job."""
    end_papers(secondment.papers.on_file().filter(paper=paper), PaperState.REPLACED)
    row = freeze(secondment, paper, content, side=Party.HOST, by=by)
    later("secondments.typeset_paper", paper_id=row.pk)
    return row


def take_number(host: Agency, word: str, series: str) -> str:
    """The next number of the host's series of the year; given back with the transaction if that fails."""
    year = timezone.localdate().year
    return document_number(f"{issuer_mark(host)}{word}", year, next_number(f"{series}:{host.code}:{year}"))


def issue_appointment(secondment: Secondment, *, number: str, by: Any) -> FiledPaper:
    content = letter(secondment, number=number, on=timezone.localdate())
    return issue(secondment, Paper.LETTER, content, by=by)


def issue_dismissal(secondment: Secondment, *, by: Any) -> None:
    """The decision that ends an appointment early, for the kinds that know one."""
    if rule_of(secondment, Paper.DISMISSAL):
        number = take_number(secondment.host_org, "解聘", "secondment-dismissal")
        content = dismissal(secondment, number=number, on=timezone.localdate())
        issue(secondment, Paper.DISMISSAL, content, by=by)


def keep_appraisal(secondment: Secondment, *, period: str, side: str, by: Any) -> None:
    """The form of a period that has been appraised, frozen as the units have written it."""
    if rule_of(secondment, Paper.APPRAISAL_FORM):
        freeze(secondment, Paper.APPRAISAL_FORM, appraisal_form(secondment, period=period), side=side, by=by)


def typeset_paper(row: FiledPaper, *, by: Any = None) -> FiledPaper:
    """Typeset and store the PDF; what is stored already is left alone, so the task may run twice."""
    if row.file or not row.number or not row.content or row.state == PaperState.OPEN:
        return row
    pdf = ContentFile(typeset("documents/official", printed(row), made_at=row.given_at))
    row.file.save(f"{row.secondment.number}.pdf", pdf, save=False)
    row.file_digest = digest_of(row.file)
    kept = {"file": row.file.name, "file_name": f"{row.number}.pdf", "file_digest": row.file_digest}
    if not FiledPaper.objects.filter(pk=row.pk, file="").update(**kept):
        drop_file(row)
    return row
