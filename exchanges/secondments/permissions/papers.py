from typing import Any

from exchanges.secondments.enums import REFUSED, Paper, Party, State
from exchanges.secondments.enums.papers import BROUGHT_BY
from exchanges.secondments.models import FiledPaper, Secondment
from exchanges.secondments.permissions import is_the_person, parties_of


def can_bring_papers(user: Any, secondment: Secondment) -> bool:
    """The officers of either unit, until the procedure has ended without an appointment."""
    return secondment.state not in REFUSED and bool({Party.HOME, Party.HOST} & parties_of(user, secondment))


def side_bringing(user: Any, secondment: Secondment, paper: str) -> str:
    """In whose name the user brings this paper; the home unit where she acts for both."""
    return next(iter(sorted(BROUGHT_BY.get(paper, set()) & parties_of(user, secondment))), "")


def is_confidential(user: Any, row: FiledPaper) -> bool:
    """Whether the person is told that this paper of hers has been read: her appraisal, by anybody but herself."""
    return row.paper == Paper.APPRAISAL_FORM and not is_the_person(user, row.secondment)


def can_draw_up(user: Any, secondment: Secondment) -> bool:
    """The officers of either unit, once the person has consented."""
    return secondment.state == State.CONSENTED and bool({Party.HOME, Party.HOST} & parties_of(user, secondment))


def side_drawing_up(user: Any, secondment: Secondment) -> str:
    return Party.HOST if Party.HOST in parties_of(user, secondment) else Party.HOME


def side_of_signature(user: Any, secondment: Secondment, side: str) -> str:
    """For whom the user acts: who records what somebody without an account has signed by hand acts for the host."""
    on_paper = side == Party.PERSON and not is_the_person(user, secondment)
    return Party.HOST if on_paper else side
