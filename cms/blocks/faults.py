"""What still keeps a text from review, block by block, as sentences."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.blocks.footnotes import marks_in, texts


def stream_faults(stream: Any) -> list[str]:
    """One sentence per block that is incomplete or wrong."""
    faults = []
    for place, child in enumerate(stream, 1):
        try:
            child.block.clean(child.value)
        except ValidationError as error:
            faults.append(
                _("Block %(place)s, %(kind)s “%(name)s”: %(faults)s")
                % {
                    "place": place,
                    "kind": child.block.label,
                    "name": name_of(child.value),
                    "faults": said(child, error),
                }
            )
    return faults


def name_of(value: Any) -> str:
    for key in ("title", "caption", "text", "name", "mark"):
        if hasattr(value, "get") and value.get(key):
            return str(value.get(key))[:40]
    return ""


def said(child: Any, error: ValidationError) -> str:
    """The messages of a block's fields with the names the editor sees."""
    fields = getattr(error, "block_errors", None) or {}
    if not fields:
        return " ".join(getattr(error, "messages", [])) or str(error)
    labels = {name: str(block.label) for name, block in child.block.child_blocks.items()}
    by_message: dict[str, list[str]] = {}
    for name, fault in fields.items():
        by_message.setdefault(" ".join(getattr(fault, "messages", [str(fault)])), []).append(
            labels.get(str(name), name)
        )
    return "；".join(f"{'、'.join(names)}：{message}" for message, names in by_message.items())


def footnote_faults(body: Any, footnotes: Any) -> list[str]:
    """Every marker has its note, every mark stands once."""
    used = marks_in("\n".join(texts(body)))
    marks = [note["value"]["mark"] for note in footnotes]
    faults = []
    if missing := [mark for mark in used if mark not in marks]:
        faults.append(_("The text refers to footnotes that do not exist: %(marks)s.") % {"marks": "、".join(missing)})
    if twice := sorted({mark for mark in marks if marks.count(mark) > 1}):
        faults.append(_("These marks stand at several footnotes: %(marks)s.") % {"marks": "、".join(twice)})
    return faults
