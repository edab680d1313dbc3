"""Names of the elements of WordprocessingML, and small steps through its tree."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
OFF = {"0", "false", "off", "none"}


def local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def value(node: etree._Element | None, path: str, default: str = "") -> str:
    """The `w:val` of the element at `path` ("pPr/pStyle")."""
    if node is None:
        return default
    found = node.find("/".join(f"{W}{step}" for step in path.split("/")))
    return default if found is None else found.get(f"{W}val", default)


def number(text: str, default: int = 0) -> int:
    """What an attribute counts; the default where it is no number, or one that no document needs."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def has(node: etree._Element | None, path: str) -> bool | None:
    """Is a switch such as `w:b` on? None where it is not set."""
    if node is None:
        return None
    found = node.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}val", "1") not in OFF
