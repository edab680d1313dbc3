from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from shared.audit.actions import NotAllowedNow


def attempt(request: HttpRequest, act: Callable[..., Any], *args: Any, done: str, **values: Any) -> Any:
    """Do it and say so; a refusal becomes a sentence on the next page. Return what the action returned, or None."""
    try:
        result = act(*args, by=request.user, **values)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, done)
    return result
