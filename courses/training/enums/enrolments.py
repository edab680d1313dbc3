from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrolmentState(models.TextChoices):
    """Rule book 8.2."""

    NOMINATED = "nominated", _("with the unit leader")
    SUBMITTED = "submitted", _("with the organiser")
    REFUSED = "refused", _("refused by the unit")
    WAITLISTED = "waitlisted", _("on the waitlist")
    ACCEPTED = "accepted", _("accepted, to be confirmed")
    DECLINED = "declined", _("declined by the organiser")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    ATTENDING = "attending", _("attending")
    NO_SHOW = "no_show", _("did not report in")
    EXPELLED = "expelled", _("dismissed")
    COMPLETED = "completed", _("course completed")
    NOT_PASSED = "not_passed", _("not passed")


# These end an enrolment without a place; the person may be put forward again.
VACATED_STATES = frozenset(
    {EnrolmentState.REFUSED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN, EnrolmentState.REPLACED}
)
LIVE_STATES = frozenset(EnrolmentState) - VACATED_STATES
PENDING_STATES = frozenset({EnrolmentState.NOMINATED, EnrolmentState.SUBMITTED, EnrolmentState.WAITLISTED})
SEATED_STATES = frozenset({EnrolmentState.ACCEPTED, EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING})
FINAL_STATES = frozenset(
    {
        *VACATED_STATES,
        EnrolmentState.NO_SHOW,
        EnrolmentState.EXPELLED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_PASSED,
    }
)
ON_THE_ROSTER = frozenset(
    {
        *SEATED_STATES,
        EnrolmentState.NO_SHOW,
        EnrolmentState.EXPELLED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_PASSED,
    }
)

ENROLMENT_TRANSITIONS: dict[EnrolmentState, set[EnrolmentState]] = {
    EnrolmentState.NOMINATED: {EnrolmentState.SUBMITTED, EnrolmentState.REFUSED, EnrolmentState.WITHDRAWN},
    EnrolmentState.SUBMITTED: {
        EnrolmentState.ACCEPTED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.DECLINED,
        EnrolmentState.WITHDRAWN,
    },
    EnrolmentState.WAITLISTED: {EnrolmentState.ACCEPTED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN},
    EnrolmentState.ACCEPTED: {EnrolmentState.CONFIRMED, EnrolmentState.WITHDRAWN, EnrolmentState.REPLACED},
    EnrolmentState.CONFIRMED: {
        EnrolmentState.ATTENDING,
        EnrolmentState.NO_SHOW,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.REPLACED,
    },
    EnrolmentState.ATTENDING: {
        EnrolmentState.WITHDRAWN,
        EnrolmentState.EXPELLED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_PASSED,
    },
}


class Origin(models.TextChoices):
    NOMINATED = "nominated", _("nominated by the unit")
    APPLIED = "applied", _("applied in person")
