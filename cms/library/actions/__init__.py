from cms.library.actions.anonymising import replace_findings, waive_finding
from cms.library.actions.attachments import forget_files, gather_files, note_files, read_anew, read_file
from cms.library.actions.dates import (
    clear_look_again,
    looked_again,
    remind_of_dates,
    set_formed_on,
    set_look_again,
)
from cms.library.actions.editions import ask_for_edition, ask_for_edition_of_route, draw_paper, make_edition
from cms.library.actions.expiring import call_off_withdrawal, plan_withdrawal, withdraw_due
from cms.library.actions.files import collection_for, collections_for, make_room
from cms.library.actions.importing import Imported, import_white_paper
from cms.library.actions.importing_cases import import_case
from cms.library.actions.laws import LawImport, import_statute, note_correction, relink
from cms.library.actions.leaving_out import leave_out, take_in
from cms.library.actions.links import check_links_of, check_public_links
from cms.library.actions.numbering import renumber
from cms.library.actions.pictures import clean_pictures
from cms.library.actions.publishing import (
    after_release,
    end_workflow,
    follow_route,
    make_ahead,
    missing_files,
    publish_reviewed,
    submit_for_review,
)
from cms.library.actions.translating import begin_translation, pair_translation, set_translation_state
from cms.library.actions.uploading import keep_word_file, make_draft
from cms.library.actions.withdrawing import withdraw_page

__all__ = [
    "Imported",
    "LawImport",
    "after_release",
    "ask_for_edition",
    "ask_for_edition_of_route",
    "begin_translation",
    "call_off_withdrawal",
    "check_links_of",
    "check_public_links",
    "clean_pictures",
    "clear_look_again",
    "collection_for",
    "collections_for",
    "draw_paper",
    "end_workflow",
    "follow_route",
    "forget_files",
    "gather_files",
    "import_case",
    "import_statute",
    "import_white_paper",
    "keep_word_file",
    "leave_out",
    "looked_again",
    "make_ahead",
    "make_draft",
    "make_edition",
    "make_room",
    "missing_files",
    "note_correction",
    "note_files",
    "pair_translation",
    "plan_withdrawal",
    "publish_reviewed",
    "read_anew",
    "read_file",
    "relink",
    "remind_of_dates",
    "renumber",
    "replace_findings",
    "set_formed_on",
    "set_look_again",
    "set_translation_state",
    "submit_for_review",
    "take_in",
    "waive_finding",
    "withdraw_due",
    "withdraw_page",
]
