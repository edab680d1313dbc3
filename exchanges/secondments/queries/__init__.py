"""What the pages read, by subject."""

from exchanges.secondments.queries.applications import application_todos
from exchanges.secondments.queries.appraisals import (
    PartRow,
    appraisal_items,
    appraisal_shares,
    closed_rounds,
    merged,
    part_rows,
    running_round,
    sides_awaited,
    visible_parts,
)
from exchanges.secondments.queries.balance import balances, terms_served, years_of
from exchanges.secondments.queries.checklists import Listed, checklist_todos, checklists, open_items
from exchanges.secondments.queries.clocks import CLOCKED, Running, running
from exchanges.secondments.queries.conflicts import conflicts_of
from exchanges.secondments.queries.desk import agencies_of, desk_agency, figures, filtered, regions_of, stands_in_for
from exchanges.secondments.queries.due import due_items, due_secondments, todos
from exchanges.secondments.queries.engagements import terms_on
from exchanges.secondments.queries.expiring import expiring
from exchanges.secondments.queries.kinds import kind_card, kind_cards, regions_with_rules, to_confirm
from exchanges.secondments.queries.panels import (
    criteria_of,
    criteria_text,
    panel_candidates,
    panel_todos,
    posting_of,
    score_rows,
)
from exchanges.secondments.queries.paper_texts import fits, seal_of
from exchanges.secondments.queries.papers import (
    Folder,
    asks_for_agreement,
    folder,
    may_bring,
    paper_todos,
    papers_to_bring,
    papers_to_nominate,
    side_to_sign,
    texts_to_sign,
    tripartite_of,
)
from exchanges.secondments.queries.record import history, route
from exchanges.secondments.queries.remarks import (
    least_remarks,
    peers_to_ask,
    remark_counts,
    remark_todos,
    remarks_of,
)
from exchanges.secondments.queries.requirements import own_standing, requirements_found
from exchanges.secondments.queries.returns import Brought, brought, ledger_outcomes, report_of, report_todos
from exchanges.secondments.queries.roster import assistants_of, clusters_of, roster
from exchanges.secondments.queries.steps import (
    eligible_people,
    pending_change,
    pending_changes,
    possible_steps,
    side_to_agree,
    steps_now,
)
from exchanges.secondments.queries.timeline import Window, lanes

__all__ = [
    "CLOCKED",
    "Brought",
    "Folder",
    "Listed",
    "PartRow",
    "Running",
    "Window",
    "agencies_of",
    "application_todos",
    "appraisal_items",
    "appraisal_shares",
    "asks_for_agreement",
    "assistants_of",
    "balances",
    "brought",
    "checklist_todos",
    "checklists",
    "closed_rounds",
    "clusters_of",
    "conflicts_of",
    "criteria_of",
    "criteria_text",
    "desk_agency",
    "due_items",
    "due_secondments",
    "eligible_people",
    "expiring",
    "figures",
    "filtered",
    "fits",
    "folder",
    "history",
    "kind_card",
    "kind_cards",
    "lanes",
    "least_remarks",
    "ledger_outcomes",
    "may_bring",
    "merged",
    "open_items",
    "own_standing",
    "panel_candidates",
    "panel_todos",
    "paper_todos",
    "papers_to_bring",
    "papers_to_nominate",
    "part_rows",
    "peers_to_ask",
    "pending_change",
    "pending_changes",
    "possible_steps",
    "posting_of",
    "regions_of",
    "regions_with_rules",
    "remark_counts",
    "remark_todos",
    "remarks_of",
    "report_of",
    "report_todos",
    "requirements_found",
    "roster",
    "route",
    "running",
    "running_round",
    "score_rows",
    "seal_of",
    "side_to_agree",
    "side_to_sign",
    "sides_awaited",
    "stands_in_for",
    "steps_now",
    "terms_on",
    "terms_served",
    "texts_to_sign",
    "to_confirm",
    "todos",
    "tripartite_of",
    "visible_parts",
    "years_of",
]
