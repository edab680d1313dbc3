"""What can be wrong with a row of secondments, in words."""

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "bad_number_code": _("a number is written SEC- and four to six digits"),
    "duplicate_number": _("this number stands further up: the earlier row is kept"),
    "bad_kind": _("not a kind of secondment"),
    "bad_state": _("not a state of a secondment"),
    "bad_direction": _("neither 行政到检察 nor 检察到行政"),
    "direction_differs": _("the direction follows from the two units"),
    "bad_reason": _("not a reason of early termination"),
    "bad_grade": _("not one of the four legal grades"),
    "bad_change": _("neither renewal, extension nor early return"),
    "bad_decision": _("neither 是, 否 nor 待定"),
    "unknown_person": _("no person has this e-mail address"),
    "person_name_differs": _("the person with this e-mail address has another name"),
    "same_unit": _("home unit and host unit are the same"),
    "extension_before_end": _("the extended last day lies before the last day"),
    "overlapping_term": _("this person already serves a term that excludes this one"),
    "unknown_secondment": _("no secondment has this number"),
    "not_a_party": _("this unit is neither home unit nor host unit"),
    "asked_too_late": _("asked after the end of the term: refused (rule H18)"),
    "second_pending": _("another change of this term still waits for a decision"),
    "state_kept": _("somebody has acted here since: state and dates stay as they are"),
}
