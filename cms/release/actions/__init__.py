from cms.release.actions.emergencies import (
    approve_emergency_afterwards,
    ask_for_emergency,
    authorise_emergency,
    take_down_overdue,
)
from cms.release.actions.releasing import found_page, release_route
from cms.release.actions.routing import (
    ask_superior,
    begin_step,
    decide,
    mark_urgent,
    open_route,
    recall,
    take_step,
    void_route,
    void_routes_with,
)
from cms.release.actions.signing import invite_signer, mail_code, refuse_to_sign, sign, sign_by_link

__all__ = [
    "approve_emergency_afterwards",
    "ask_for_emergency",
    "ask_superior",
    "authorise_emergency",
    "begin_step",
    "decide",
    "found_page",
    "invite_signer",
    "mail_code",
    "mark_urgent",
    "open_route",
    "recall",
    "refuse_to_sign",
    "release_route",
    "sign",
    "sign_by_link",
    "take_down_overdue",
    "take_step",
    "void_route",
    "void_routes_with",
]
