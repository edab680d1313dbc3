from typing import Any

from exchanges.secondments.enums import IN_OFFICE, STEP_PARTIES, Party, State
from exchanges.secondments.models import HOME_ROLES, HOST_ROLES, Agreement, Application, Secondment
from shared.directory.models import Agency
from shared.directory.permissions import acts_herself, has_role


def is_officer(user: Any) -> bool:
    """Does she work on secondments of any unit, as secondment officer or as HR?"""
    return has_role(user, *HOME_ROLES)


def can_see_roster(user: Any) -> bool:
    """Secondment officers share the roster of their clusters; what it shows names no reason and no grade."""
    return has_role(user, *HOST_ROLES)


def can_open_post(user: Any, agency: Agency | None = None) -> bool:
    return has_role(user, *HOST_ROLES, agency=agency)


def can_plan_secondment(user: Any, host_org: Agency | None = None) -> bool:
    return has_role(user, *HOST_ROLES, agency=host_org)


def can_recommend(user: Any, home_org: Agency | None = None) -> bool:
    return has_role(user, *HOME_ROLES, agency=home_org)


def can_import(user: Any) -> bool:
    return has_role(user, *HOST_ROLES)


def is_the_person(user: Any, secondment: Secondment) -> bool:
    return bool(secondment.person and secondment.person.user_id and secondment.person.user_id == user.pk)


def parties_of(user: Any, secondment: Secondment) -> set[str]:
    """The parties the user acts for. Nobody acts as an officer in her own case."""
    if is_the_person(user, secondment):
        return {Party.PERSON}
    parties: set[str] = set()
    if has_role(user, *HOME_ROLES, agency=secondment.home_org):
        parties.add(Party.HOME)
    if has_role(user, *HOST_ROLES, agency=secondment.host_org):
        parties.add(Party.HOST)
    if Party.HOST in parties and secondment.person and secondment.person.user_id is None:
        # Somebody without an account consents and signs on paper; the host keeps the record.
        parties.add(Party.PERSON)
    return parties


def can_take_step(user: Any, secondment: Secondment, step: str) -> bool:
    return bool(STEP_PARTIES[step] & parties_of(user, secondment))


def can_propose_agreement(user: Any, first: Agency | None = None) -> bool:
    return has_role(user, *HOST_ROLES, agency=first)


def can_answer_agreement(user: Any, agreement: Agreement) -> bool:
    return has_role(user, *HOST_ROLES, agency=agreement.second)


def can_end_agreement(user: Any, agreement: Agreement) -> bool:
    return any(has_role(user, *HOST_ROLES, agency=party) for party in (agreement.first, agreement.second))


def can_decide_application(user: Any, application: Application) -> bool:
    """The officers of the unit in whose name it would be recommended; nobody her own."""
    return application.person.user_id != user.pk and can_recommend(user, application.home_org)


def can_see_appraisals(user: Any, secondment: Secondment) -> bool:
    """The person, the personnel office of her home unit, and the host that appraises her."""
    return bool(parties_of(user, secondment))


def act_for_side(user: Any, secondment: Secondment, side: str) -> None:
    """From here on the user acts for `side`: the audit entry names whom she stands in for there, or nobody."""
    acts_herself(user)
    if side == Party.HOME:
        has_role(user, *HOME_ROLES, agency=secondment.home_org)
    elif side == Party.HOST:
        has_role(user, *HOST_ROLES, agency=secondment.host_org)


def can_run_panel(user: Any, secondment: Secondment) -> bool:
    """The host's officers, save the candidate."""
    return Party.HOST in parties_of(user, secondment)


def can_begin_appraisal(user: Any, secondment: Secondment) -> bool:
    """The officers of either unit, once the person is in office and until the record is closed."""
    is_due = secondment.state in {*IN_OFFICE, State.ENDED, State.TERMINATED}
    return is_due and bool({Party.HOME, Party.HOST} & parties_of(user, secondment))
