from typing import Any

from wagtail import hooks

from shared.audit.labels import LABELS


@hooks.register("register_log_actions")
def register_our_acts(actions: Any) -> None:
    for code, label in LABELS.items():
        actions.register_action(code, label, label)
