from shared.credits.views.declarations import (
    declaration,
    declaration_desk,
    declaration_step,
    declarations,
    declare,
    proof,
)
from shared.credits.views.ledger import own_ledger, person_ledger
from shared.credits.views.people import event_new, event_remove, people, year_end
from shared.credits.views.transcripts import transcript_file, transcript_new

__all__ = [
    "declaration",
    "declaration_desk",
    "declaration_step",
    "declarations",
    "declare",
    "event_new",
    "event_remove",
    "own_ledger",
    "people",
    "person_ledger",
    "proof",
    "transcript_file",
    "transcript_new",
    "year_end",
]
