"""The StreamField that keeps block definitions out of migrations: a changed label is no change of schema."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class NameBlock(blocks.RegexBlock):
    """The name by which the text refers to a table, a figure or a heading."""

    def __init__(self, **kwargs: Any) -> None:
        words = _("The text refers to it as [#name], for example 见[#立案情况]; the reader sees its number.")
        kwargs.setdefault("regex", r"^[\w-]{1,30}$")
        kwargs.setdefault("label", _("Name for references"))
        kwargs.setdefault("help_text", words)
        kwargs.setdefault("required", False)
        kwargs.setdefault("error_messages", {"invalid": _("A name is made of letters, digits and hyphens only.")})
        super().__init__(**kwargs)
