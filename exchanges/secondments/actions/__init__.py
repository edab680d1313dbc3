"""Every change of a secondment, by the part of its life it belongs to."""

from exchanges.secondments.actions.accesses import note_access
from exchanges.secondments.actions.agreements import (
    agree_to_agreement,
    end_agreement,
    propose_agreement,
    refuse_agreement,
    remind_of_agreements,
)
from exchanges.secondments.actions.applications import (
    apply_for_post,
    endorse_application,
    refuse_application,
    withdraw_application,
)
from exchanges.secondments.actions.appointment import (
    begin_examination,
    decide_not_to_appoint,
    decide_to_appoint,
    decline,
    give_consent,
    issue_letter,
    plan_secondment,
    recommend,
    recommend_for_post,
    reject_recommendation,
    sign_as_home,
    sign_pledge,
)
from exchanges.secondments.actions.calendar import (
    end_due_terms,
    escalate_overdue_steps,
    send_due_reminders,
    warn_of_papers,
)
from exchanges.secondments.actions.checklists import tick, untick
from exchanges.secondments.actions.interruptions import answer_end, propose_suspension
from exchanges.secondments.actions.panels import add_member, close_panel, declare_conflict, hand_in, name_panel
from exchanges.secondments.actions.papers import file_paper, filing, typeset_paper
from exchanges.secondments.actions.posts import close_post, open_post
from exchanges.secondments.actions.remarks import ask_peers, give_remark
from exchanges.secondments.actions.returns import confirm_report, hand_in_report, return_report, save_report
from exchanges.secondments.actions.rounds import begin_appraisal, hand_in_part
from exchanges.secondments.actions.term import (
    agree_to_change,
    appraise,
    end_term,
    propose_change,
    refuse_change,
    resume,
    suspend,
    terminate,
)
from exchanges.secondments.actions.tripartite import draw_up_agreement, sign_agreement

__all__ = [
    "add_member",
    "agree_to_agreement",
    "agree_to_change",
    "answer_end",
    "apply_for_post",
    "appraise",
    "ask_peers",
    "begin_appraisal",
    "begin_examination",
    "close_panel",
    "close_post",
    "confirm_report",
    "decide_not_to_appoint",
    "decide_to_appoint",
    "declare_conflict",
    "decline",
    "draw_up_agreement",
    "end_agreement",
    "end_due_terms",
    "end_term",
    "endorse_application",
    "escalate_overdue_steps",
    "file_paper",
    "filing",
    "give_consent",
    "give_remark",
    "hand_in",
    "hand_in_part",
    "hand_in_report",
    "issue_letter",
    "name_panel",
    "note_access",
    "open_post",
    "plan_secondment",
    "propose_agreement",
    "propose_change",
    "propose_suspension",
    "recommend",
    "recommend_for_post",
    "refuse_agreement",
    "refuse_application",
    "refuse_change",
    "reject_recommendation",
    "remind_of_agreements",
    "resume",
    "return_report",
    "save_report",
    "send_due_reminders",
    "sign_agreement",
    "sign_as_home",
    "sign_pledge",
    "suspend",
    "terminate",
    "tick",
    "typeset_paper",
    "untick",
    "warn_of_papers",
    "withdraw_application",
]
