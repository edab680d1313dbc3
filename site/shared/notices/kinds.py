"""What the platform can tell a person. Each app registers its kinds in `apps.py:ready()`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class NoticeKind:
    """`subject` and `body` are gettext_lazy strings with %(name)s places, filled from the notice's params."""

    code: str
    label: str | Promise
    subject: str | Promise
    body: str | Promise
    email_by_default: bool = True


KINDS: dict[str, NoticeKind] = {}


def register(*kinds: NoticeKind) -> None:
    for kind in kinds:
        KINDS[kind.code] = kind
