from exchanges.secondments.views.agreements import (
    agreement_act,
    agreement_detail,
    agreement_list,
    agreement_propose,
)
from exchanges.secondments.views.applications import (
    application_decide,
    application_list,
    application_withdraw,
    post_apply,
)
from exchanges.secondments.views.appraisals import appraisal
from exchanges.secondments.views.checklists import checklist, checklist_tick, checklist_untick
from exchanges.secondments.views.desk import access_log, desk, due_list, export, mine, secondment_detail, timeline
from exchanges.secondments.views.files import personnel_file, statistics
from exchanges.secondments.views.kinds import kinds
from exchanges.secondments.views.overview import balance, expiring, roster
from exchanges.secondments.views.panels import panel, panel_name
from exchanges.secondments.views.papers import paper, paper_file, papers
from exchanges.secondments.views.posts import plan, post_detail, post_list, post_open, post_recommend
from exchanges.secondments.views.remarks import remark
from exchanges.secondments.views.returns import report
from exchanges.secondments.views.steps import take_step
from exchanges.secondments.views.tripartite import tripartite

__all__ = [
    "access_log",
    "agreement_act",
    "agreement_detail",
    "agreement_list",
    "agreement_propose",
    "application_decide",
    "application_list",
    "application_withdraw",
    "appraisal",
    "balance",
    "checklist",
    "checklist_tick",
    "checklist_untick",
    "desk",
    "due_list",
    "expiring",
    "export",
    "kinds",
    "mine",
    "panel",
    "panel_name",
    "paper",
    "paper_file",
    "papers",
    "personnel_file",
    "plan",
    "post_apply",
    "post_detail",
    "post_list",
    "post_open",
    "post_recommend",
    "remark",
    "report",
    "roster",
    "secondment_detail",
    "statistics",
    "take_step",
    "timeline",
    "tripartite",
]
