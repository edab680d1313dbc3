"""What each audited act is called. Each app registers its own in `apps.py:ready()`; an unregistered act is refused."""

from django.utils.functional import Promise

LABELS: dict[str, str | Promise] = {}


def register(code: str, label: str | Promise) -> None:
    LABELS[code] = label
