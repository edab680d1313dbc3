from cms.release.actions.emergencies import (
    approve_emergency_afterwards,
    ask_for_emergency,
    authorise_emergency,
    take_down_overdue,
)
from cms.release.actions.launching import launch_release, release_now, warn_of_lacking
from cms.release.actions.planning import (
    add_page,
    cancel_release,
    confirm_release,
    move_release,
    plan_release,
    remove_page,
    reword_release,
)
from cms.release.actions.previewing import (
    give_preview,
    mail_preview_code,
    note_visit,
    open_preview,
    withdraw_preview,
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
    void_routes_with_file,
)
from cms.release.actions.signing import invite_signer, mail_code, open_link, refuse_to_sign, sign, sign_by_link
from cms.release.actions.wording import clear_words

__all__ = [
    "add_page",
    "approve_emergency_afterwards",
    "ask_for_emergency",
    "ask_superior",
    "authorise_emergency",
    "begin_step",
    "cancel_release",
    "clear_words",
    "confirm_release",
    "decide",
    "found_page",
    "give_preview",
    "invite_signer",
    "launch_release",
    "mail_code",
    "mail_preview_code",
    "mark_urgent",
    "move_release",
    "note_visit",
    "open_link",
    "open_preview",
    "open_route",
    "plan_release",
    "recall",
    "refuse_to_sign",
    "release_now",
    "release_route",
    "remove_page",
    "reword_release",
    "sign",
    "sign_by_link",
    "take_down_overdue",
    "take_step",
    "void_route",
    "void_routes_with",
    "void_routes_with_file",
    "warn_of_lacking",
    "withdraw_preview",
]
