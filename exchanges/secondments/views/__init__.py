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
from exchanges.secondments.views.desk import desk, due_list, export, mine, secondment_detail
from exchanges.secondments.views.kinds import kinds
from exchanges.secondments.views.panels import panel, panel_name
from exchanges.secondments.views.posts import plan, post_detail, post_list, post_open, post_recommend
from exchanges.secondments.views.steps import take_step

__all__ = [
    "agreement_act",
    "agreement_detail",
    "agreement_list",
    "agreement_propose",
    "application_decide",
    "application_list",
    "application_withdraw",
    "desk",
    "due_list",
    "export",
    "kinds",
    "mine",
    "panel",
    "panel_name",
    "plan",
    "post_apply",
    "post_detail",
    "post_list",
    "post_open",
    "post_recommend",
    "secondment_detail",
    "take_step",
]
