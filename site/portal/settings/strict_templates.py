"""In tests, a template of ours that shows a variable nobody gave fails, instead of showing nothing."""

import sys
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[3]
TOLERANT = {"default", "default_if_none"}


class MissingVariable(str):
    """Django's `string_if_invalid`, asked for its truth at the one place where a variable was not found.

    Wagtail's, allauth's and Django's own templates count on the empty string: they get it. The frame is looked at
    because Django hands over neither the template nor the filters that follow.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        asking = sys._getframe(1)
        if asking.f_code.co_qualname == "FilterExpression.resolve" and "ignore_failures" in asking.f_locals:
            complain(asking.f_locals["self"], asking.f_locals["context"])
        return False


def complain(expression: Any, context: Any) -> None:
    name = context.template.origin.name
    is_ours = name == "<unknown source>" or (name.startswith(str(REPO)) and ".venv" not in name)
    first_filter = expression.filters[0][0].__name__ if expression.filters else ""
    if is_ours and first_filter not in TOLERANT:
        raise LookupError(f"{name}: nobody gives {expression.token!r}.")
