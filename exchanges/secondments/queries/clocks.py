"""Steps that a rule gives a last day: what the desk shows as due and what is escalated when the day is over."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from exchanges.secondments.enums import Party, State
from exchanges.secondments.models import Secondment
from shared.regulations.queries import Deadlines


@dataclass(frozen=True)
class Clock:
    """`code` names the DeadlineRule; it counts from the day `begins` in one of `states`; `party` has to act."""

    code: str
    states: frozenset[str]
    begins: Callable[[Secondment], dt.date | None]
    party: str


CLOCKS = [
    Clock(
        "secondment.decide",
        frozenset({State.CONSENTED}),
        lambda s: None if s.host_decided_on else s.consented_on,
        Party.HOST,
    ),
    Clock("secondment.sign", frozenset({State.CONSENTED}), lambda s: s.host_decided_on, Party.HOME),
    Clock("secondment.letter", frozenset({State.APPROVED}), lambda s: s.pledge_signed_on, Party.HOST),
    Clock("secondment.appraise", frozenset({State.ENDED, State.TERMINATED}), lambda s: s.last_day, Party.HOST),
]
CLOCKED: set[str] = set().union(*(clock.states for clock in CLOCKS))


@dataclass(frozen=True)
class Running:
    """A clock that runs on a secondment: the rule in words, the last day, and who has to act."""

    code: str
    label: str
    due: dt.date
    party: str


def running(secondment: Secondment, rules: Deadlines) -> Running | None:
    """The clock that runs on this secondment now; None where no rule is in force or none counts."""
    for clock in CLOCKS:
        begins = clock.begins(secondment) if secondment.state in clock.states else None
        if begins is None:
            continue
        rule = rules.rule(clock.code, on=begins, jurisdiction=secondment.jurisdiction)
        due = rules.due(clock.code, start=begins, jurisdiction=secondment.jurisdiction)
        if rule and due:
            return Running(clock.code, rule.label, due, clock.party)
    return None
