"""The papers of a term: what lies in its file, what a step still lacks, and who brings it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exchanges.secondments.enums import ChangeKind, Paper, Party, State, Step
from exchanges.secondments.enums.papers import (
    BROUGHT_BY,
    CURRENT_PAPERS,
    MADE_BY_THE_STEP,
    NOMINATING,
    SIGNED_HERE,
    PaperState,
    parties_bringing,
)
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment, papers_of, region_of
from exchanges.secondments.permissions import parties_of
from exchanges.secondments.queries.paper_texts import fits, undertaking
from exchanges.secondments.queries.steps import pending_change, possible_steps
from shared.directory.models import Agency
from shared.ui.todos import Todo

SHOWN = 20


def rules_of(secondment: Secondment) -> list[PaperRule]:
    """The papers that its kind asks for where the host lies, as it was in force on the first day."""
    return papers_of(secondment.kind, on=secondment.starts_on, jurisdiction=secondment.jurisdiction)


def papers_to_sign(secondment: Secondment) -> list[PaperRule]:
    """What the person signs before the letter; where the rules ask for nothing, the pledge all the same."""
    found = [rule for rule in rules_of(secondment) if rule.paper in SIGNED_HERE]
    return found or [PaperRule(code=secondment.kind, paper=Paper.PLEDGE, step=Step.LETTER)]


def lacking(secondment: Secondment, step: str, rows: Iterable[FiledPaper] | None = None) -> list[PaperRule]:
    """The papers that this step waits for and that are not in the file, or no longer hold."""
    rows = list(secondment.papers.all() if rows is None else rows)
    today, change = timezone.localdate(), pending_change(secondment) if step == Step.AGREE else None
    have = {row.paper for row in rows if row.holds_on(today) and counts(row, change) and fits(row, secondment)}
    if secondment.pledge_signed_on and not any(row.paper in SIGNED_HERE for row in rows):
        have |= set(SIGNED_HERE)  # signed before the platform kept the texts, or on record in an office's sheet
    if step == Step.AGREE and (change is None or change.kind != ChangeKind.RENEWAL):
        have.add(Paper.RENEWAL_FORM)
    return [rule for rule in rules_of(secondment) if rule.step == step and rule.paper not in have | MADE_BY_THE_STEP]


def counts(row: FiledPaper, change: Any) -> bool:
    """A form of an earlier renewal does not serve this one."""
    if row.paper != Paper.RENEWAL_FORM or change is None:
        return True
    return timezone.localtime(row.given_at).date() >= change.asked_on


def papers_to_bring(secondment: Secondment, step: str, sides: set[str]) -> list[PaperRule]:
    """What the step lacks and one of `sides` can add with it."""
    return [rule for rule in lacking(secondment, step) if BROUGHT_BY.get(rule.paper, set()) & sides]


def papers_to_nominate(kind: str, host: Agency, *, on: dt.date) -> list[PaperRule]:
    """What the home unit adds to a recommendation for a post of `host`."""
    rows = papers_of(kind, on=on, jurisdiction=region_of(host))
    return [rule for rule in rows if rule.step == Step.RECOMMEND and rule.paper in NOMINATING]


def may_bring(user: Any, secondment: Secondment) -> list[str]:
    """The papers of its kind that the user can put into the file, in the name of her unit."""
    sides, known = parties_of(user, secondment), {rule.paper for rule in rules_of(secondment)} | {Paper.OTHER}
    return [paper for paper, parties in BROUGHT_BY.items() if paper in known and parties & sides]


def texts_to_sign(secondment: Secondment) -> list[tuple[PaperRule, dict[str, Any]]]:
    return [(rule, undertaking(secondment, rule)) for rule in papers_to_sign(secondment)]


@dataclass(frozen=True)
class Folder:
    """The file of a term as its page shows it: what is in it, and what the next steps lack."""

    rows: list[FiledPaper]
    lacks: list[PaperRule]

    @property
    def has_agreement(self) -> bool:
        return any(row.paper == Paper.TRIPARTITE and row.content for row in self.rows)

    @property
    def current(self) -> list[FiledPaper]:
        return [row for row in self.rows if row.state in CURRENT_PAPERS]

    @property
    def earlier(self) -> list[FiledPaper]:
        return [row for row in self.rows if row.state not in CURRENT_PAPERS]


def asks_for_agreement(secondment: Secondment) -> bool:
    """Whether the parties sign an agreement now: its kind asks for one and the person has consented."""
    return secondment.state == State.CONSENTED and any(rule.paper == Paper.TRIPARTITE for rule in rules_of(secondment))


def folder(secondment: Secondment) -> Folder:
    rows = list(secondment.papers.select_related("given_by", "given_for"))
    for row in rows:
        row.secondment = secondment
    lacks = [rule for step in possible_steps(secondment) for rule in lacking(secondment, step, rows)]
    return Folder(rows, lacks)


def lacking_words(rules: Iterable[PaperRule]) -> str:
    """Each paper with who brings it."""
    comma = pgettext("between papers", ", ")
    return comma.join(
        _("%(paper)s (%(who)s)") % {"paper": rule.get_paper_display(), "who": bringers(rule.paper)} for rule in rules
    )


def bringers(paper: str) -> str:
    either = pgettext("between parties", " or ")
    return either.join(str(party.label) for party in Party if party in parties_bringing(paper))


def tripartite_of(secondment: Secondment) -> FiledPaper | None:
    """The agreement that lies before the parties or that all three have signed."""
    rows = secondment.papers.current().filter(paper=Paper.TRIPARTITE, content__isnull=False)
    return rows.prefetch_related("signatures__signed_by", "signatures__signed_for").first()


def side_to_sign(user: Any, row: FiledPaper) -> str:
    """The side for which the user can still sign; '' where hers has, or where it is no longer open."""
    if row.state != PaperState.OPEN:
        return ""
    signed = {signature.side for signature in row.signatures.all()}
    mine = parties_of(user, row.secondment)
    return next((party for party in Party if party in mine and party not in signed), "")


def paper_todos(user: Any) -> list[Todo]:
    """Agreements that wait for the user's signature."""
    rows = FiledPaper.objects.visible_to(user).filter(state=PaperState.OPEN).prefetch_related("signatures")
    parts = ["secondment__person", "secondment__home_org", "secondment__host_org"]
    return [
        Todo(
            title=_("Sign the tripartite agreement"),
            url=reverse("secondments:tripartite", args=[row.secondment.number]),
            note=f"{row.secondment.person} · {row.secondment.host_org}",
            due=row.secondment.starts_on,
            action_label=_("Sign the agreement"),
        )
        for row in rows.select_related(*parts)[:SHOWN]
        if side_to_sign(user, row)
    ]
