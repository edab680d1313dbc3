from exchanges.secondments.views.desk import desk, due_list, export, mine, secondment_detail
from exchanges.secondments.views.posts import plan, post_detail, post_list, post_open, post_recommend
from exchanges.secondments.views.steps import take_step

__all__ = [
    "desk",
    "due_list",
    "export",
    "mine",
    "plan",
    "post_detail",
    "post_list",
    "post_open",
    "post_recommend",
    "secondment_detail",
    "take_step",
]
