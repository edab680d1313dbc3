"""Lists as sheets. No list carries a grade: appraisals are read one by one, and that is kept."""

from django.utils.translation import gettext_lazy as _

from exchanges.secondments.models import Secondment
from shared.ui.tables import Column


def name_of_person(secondment: Secondment) -> str:
    return secondment.person.name if secondment.person else ""


def direction_of(secondment: Secondment) -> str:
    return str(secondment.direction.label)


COLUMNS = [
    Column(_("Number"), "number"),
    Column(_("Person"), name_of_person),
    Column(_("Home unit code"), "home_org.code"),
    Column(_("Home unit"), "home_org.name"),
    Column(_("Host unit code"), "host_org.code"),
    Column(_("Host unit"), "host_org.name"),
    Column(_("Direction"), direction_of),
    Column(_("Kind"), Secondment.get_kind_display),
    Column(_("Position"), "position"),
    Column(_("State"), Secondment.get_state_display),
    Column(_("First day"), "starts_on"),
    Column(_("Last day"), "ends_on"),
    Column(_("Term number"), "term_number"),
    Column(_("Pledge signed on"), "pledge_signed_on"),
    Column(_("Ended early on"), "terminated_on"),
    Column(_("Reason of termination"), Secondment.get_termination_reason_display),
    Column(_("Appraised on"), "appraised_on"),
    Column(_("Cases joined"), "cases_joined"),
    Column(_("Questions answered"), "questions_answered"),
]


BALANCE_COLUMNS = [
    Column(_("Year"), "year"),
    Column(_("Unit code"), "agency.code"),
    Column(_("Unit"), "agency.name"),
    Column(_("Persons sent"), "sent_count"),
    Column(_("Persons hosted"), "hosted_count"),
    Column(_("Hosted less sent"), "difference"),
    Column(_("Terms begun, sent"), "begun_sent"),
    Column(_("Terms begun, hosted"), "begun_hosted"),
]
