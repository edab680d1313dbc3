"""What happens to an expert's record: kept by managers of pools, by herself, by two offices together."""

from shared.experts.actions.bases import save_base
from shared.experts.actions.experts import change_expert, register_expert, restore_expert, withdraw_expert
from shared.experts.actions.pools import add_member, end_membership, save_pool
from shared.experts.actions.qualifications import (
    confirm_qualification,
    drop_availability,
    drop_qualification,
    enter_qualification,
    state_availability,
)
from shared.experts.actions.recommendations import (
    accept_recommendation,
    decline_recommendation,
    recommend_expert,
    take_back_recommendation,
)

__all__ = [
    "accept_recommendation",
    "add_member",
    "change_expert",
    "confirm_qualification",
    "decline_recommendation",
    "drop_availability",
    "drop_qualification",
    "end_membership",
    "enter_qualification",
    "recommend_expert",
    "register_expert",
    "restore_expert",
    "save_base",
    "save_pool",
    "state_availability",
    "take_back_recommendation",
    "withdraw_expert",
]
