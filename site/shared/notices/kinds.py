"""What the platform can tell a person. Each app registers its kinds in `apps.py:ready()`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class NoticeKind:
    """`subject` and `body` are gettext_lazy strings with %(name)s places, filled from the notice's params.

    `choices` names places whose param is a code, with the labels of the codes: each reader reads her own language.
    """

    code: str
    label: str | Promise
    subject: str | Promise
    body: str | Promise
    email_by_default: bool = True
    choices: Mapping[str, Mapping[str, str | Promise]] = field(default_factory=dict)

    def fill(self, words: str | Promise, params: Mapping[str, Any]) -> str:
        """`words` in the reader's language with its places filled; a place without a value shows as “…”."""
        said = {name: labels[params[name]] for name, labels in self.choices.items() if params.get(name) in labels}
        return str(words) % Places({**params, **said})


class Places(dict[str, Any]):
    """A notice of last year must still be readable after its kind got a new place."""

    def __missing__(self, name: str) -> str:
        return "…"


KINDS: dict[str, NoticeKind] = {}


def register(*kinds: NoticeKind) -> None:
    for kind in kinds:
        KINDS[kind.code] = kind
