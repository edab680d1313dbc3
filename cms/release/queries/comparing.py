"""What differs between two frozen texts of a page, in the words of Wagtail's comparison, to the Chinese character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from wagtail.admin.compare import TextDiff
from wagtail.models import Revision

from cms.release.models import Route
from cms.release.queries.routes import items_of

RUN = re.compile(r'(?:[^<>]|<span class="(?:deletion|addition)">[^<]*</span>)+')
PART = re.compile(r'<span class="(deletion|addition)">([^<]*)</span>|([^<>]+)')
MARKED = re.compile(r'class="[^"]*\b(?:addition|deletion)"')
WORDS = re.compile(r"[0-9A-Za-z]+(?:[.,][0-9]+)*%?|.", re.DOTALL)
LIKE = 0.4  # below this share of common signs two passages are two passages, not one that was changed
LONG = 4_000_000  # signs times signs


@dataclass(frozen=True)
class Difference:
    """A field with both texts in one: what was left out and what came in are marked in it."""

    label: str
    words: str

    @property
    def is_beside_words(self) -> bool:
        """The words are the same: links, formats, pictures or settings differ."""
        return not MARKED.search(self.words)


def comparison_of(
    route: Route, request: Any, *, earlier: Route | None = None
) -> list[tuple[str, list[Difference] | None]]:
    """Per page what differs between the frozen revision and the public one, or that of an earlier route.

    None stands for a page that was not there: everything on it is new.
    """
    read = {item.page_id: item.revision for item in items_of(earlier)} if earlier else {}
    found: list[tuple[str, list[Difference] | None]] = []
    for item in items_of(route):
        page = item.page.specific_class.objects.get(pk=item.page_id)
        before = read.get(page.pk) if earlier else page.live_revision if page.live else None
        if before is None:
            found.append((item.revision.as_object().title, None))
        elif before.pk != item.revision_id:
            found.append((item.revision.as_object().title, list(differences(page, before, item.revision, request))))
    return found


def differences(page: Any, before: Revision, after: Revision, request: Any) -> Iterator[Difference]:
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    old, new = before.as_object(), after.as_object()
    for compare in panel.get_comparison():
        one = compare(old, new)
        if one.has_changed():
            yield Difference(str(one.field_label()), refined(conditional_escape(one.htmldiff())))


def refined(html: str) -> str:
    """Wagtail tells words by their spaces, so that one changed character marks a whole Chinese sentence as another."""
    return mark_safe(RUN.sub(lambda run: changed_signs(run[0]), html))  # noqa: S308  escaped before


def changed_signs(run: str) -> str:
    """A run of text with its marks, marked anew; as it was where little of it stayed."""
    parts = [(kind or "equal", unescape(marked or plain)) for kind, marked, plain in PART.findall(run)]
    old, new = (
        WORDS.findall("".join(words for kind, words in parts if kind != left)) for left in ("addition", "deletion")
    )
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old == new or len(old) * len(new) > LONG or matcher.ratio() < LIKE:
        return run
    changes: list[tuple[str, str]] = []
    for act, i, j, k, m in matcher.get_opcodes():
        if act == "equal":
            changes.append(("equal", "".join(old[i:j])))
        else:
            changes += [("deletion", "".join(old[i:j]))] * (i < j) + [("addition", "".join(new[k:m]))] * (k < m)
    return TextDiff(changes).to_html()
