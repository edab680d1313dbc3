"""The papers of a term: what lies in its file, what a step still lacks, and who brings it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exchanges.secondments.enums import ChangeKind, Paper, Party, Step
from exchanges.secondments.enums.papers import (
    BROUGHT_BY,
    MADE_BY_THE_STEP,
    NOMINATING,
    SIGNED_HERE,
    PaperState,
    parties_bringing,
)
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment, papers_of, region_of
from exchanges.secondments.permissions import parties_of
from exchanges.secondments.queries.steps import pending_change, possible_steps
from shared.directory.models import Agency


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
    change = pending_change(secondment) if step == Step.AGREE else None
    have = {row.paper for row in rows if row.holds_on(timezone.localdate()) and counts(row, change)}
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
    """The papers that the user can put into the file, in the name of her unit."""
    sides = parties_of(user, secondment)
    return [paper for paper, parties in BROUGHT_BY.items() if parties & sides]


@dataclass(frozen=True)
class Folder:
    """The file of a term as its page shows it: what is in it, and what the next steps lack."""

    rows: list[FiledPaper]
    lacks: list[PaperRule]

    @property
    def current(self) -> list[FiledPaper]:
        return [row for row in self.rows if row.state == PaperState.ON_FILE]

    @property
    def earlier(self) -> list[FiledPaper]:
        return [row for row in self.rows if row.state != PaperState.ON_FILE]


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
