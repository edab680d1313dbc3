from shared.credits.queries.closing import offers_closing
from shared.credits.queries.declarations import (
    decide_for_office,
    decide_for_unit,
    declaration_addresses,
    office_users,
    todos,
    unit_officers,
)
from shared.credits.queries.ledger import LedgerYear, ledger_years, with_addresses
from shared.credits.queries.people import (
    people_in_order,
    people_in_scope,
    people_matching,
    rows_of_people,
    units_in_scope,
)
from shared.credits.queries.standings import (
    Standing,
    grouped,
    posting_of,
    postings_on,
    rank_is_known,
    standings,
    standings_of,
)
from shared.credits.queries.tallies import people_chosen
from shared.credits.queries.words import missing_words, plain, reached_words, required_words

__all__ = [
    "LedgerYear",
    "Standing",
    "decide_for_office",
    "decide_for_unit",
    "declaration_addresses",
    "grouped",
    "ledger_years",
    "missing_words",
    "offers_closing",
    "office_users",
    "people_chosen",
    "people_in_order",
    "people_in_scope",
    "people_matching",
    "plain",
    "posting_of",
    "postings_on",
    "rank_is_known",
    "reached_words",
    "required_words",
    "rows_of_people",
    "standings",
    "standings_of",
    "todos",
    "unit_officers",
    "units_in_scope",
    "with_addresses",
]
