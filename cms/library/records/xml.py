"""XML as bytes: UTF-8 with its declaration, texts escaped by the writer."""

import datetime as dt
from typing import Any

from lxml import etree

from cms.library.records.works import CONTROLS

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def child(parent: Any, name: str, text: Any = None, **attributes: str) -> Any:
    """Add an element, in its parent's namespace unless it names its own; what XML cannot carry is left out."""
    if not name.startswith("{"):
        name = f"{{{etree.QName(parent).namespace}}}{name}"
    element = etree.SubElement(parent, name, {key: CONTROLS.sub("", value) for key, value in attributes.items()})
    if text is not None:
        element.text = CONTROLS.sub("", str(text))
    return element


def written(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def moment(value: dt.datetime) -> str:
    """UTC to the second, as Atom, OAI-PMH and site maps write it."""
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
