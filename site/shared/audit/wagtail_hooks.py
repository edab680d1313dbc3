from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from shared.audit.labels import DETAILS, LABELS


class InWords(LogFormatter):
    """The act with what its entry holds beyond the label, as our own histories tell it."""

    def format_message(self, log_entry: Any) -> str:
        said = DETAILS[log_entry.action](log_entry.data or {})
        return f"{self.label} · {said}" if said else str(self.label)


@hooks.register("register_log_actions")
def register_our_acts(actions: Any) -> None:
    for code, label in LABELS.items():
        if code in DETAILS:
            actions.register_action(code)(type("_InWords", (InWords,), {"label": label}))
        else:
            actions.register_action(code, label, label)
