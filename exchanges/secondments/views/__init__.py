from exchanges.secondments.views.desk import access_log, desk, due_list, export, mine, secondment_detail, timeline
from exchanges.secondments.views.files import personnel_file, statistics
from exchanges.secondments.views.overview import balance, expiring, roster
from exchanges.secondments.views.posts import plan, post_detail, post_list, post_open, post_recommend
from exchanges.secondments.views.steps import take_step

__all__ = [
    "access_log",
    "balance",
    "desk",
    "due_list",
    "expiring",
    "export",
    "mine",
    "personnel_file",
    "plan",
    "post_detail",
    "post_list",
    "post_open",
    "post_recommend",
    "roster",
    "secondment_detail",
    "statistics",
    "take_step",
    "timeline",
]
