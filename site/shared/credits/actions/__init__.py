from shared.credits.actions import declarations, events, exports, posting, transcripts
from shared.credits.actions.declarations import (
    approve_for_office,
    approve_for_unit,
    declare_training,
    refuse_declaration,
    withdraw_declaration,
)
from shared.credits.actions.events import enter_event, remove_event
from shared.credits.actions.exports import record_export
from shared.credits.actions.posting import post_hours
from shared.credits.actions.transcripts import issue_transcript

LABELS = {**posting.LABELS, **events.LABELS, **declarations.LABELS, **transcripts.LABELS, **exports.LABELS}

__all__ = [
    "LABELS",
    "approve_for_office",
    "approve_for_unit",
    "declare_training",
    "enter_event",
    "issue_transcript",
    "post_hours",
    "record_export",
    "refuse_declaration",
    "remove_event",
    "withdraw_declaration",
]
