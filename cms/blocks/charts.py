"""Charts: one SVG drawn on the server for the page and for the PDF, with its words and its numbers in it."""

import hashlib
import itertools
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
FONT = "Noto Sans SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
INK, INK_2, LINE = "#1b2430", "#4b5768", "#dde2e8"
IP, PROC = "#1d5b8a", "#a3322b"
IP_BODIES = ("知识产权局", "知识产权部门", "知识产权管理", "知产局", "IP administration", "IP office")
OTHERS = ["#1d5b8a", "#8a5a00", "#5f6b7a", "#1f6f4a", "#14506b", "#7d4e7a"]
WIDTH, HEIGHT, BAR = 560, 240, 26
LONG_NAME, MANY = 7, 7
GAP, DIGIT = 0.45, 8  # of a category's width; pixels of a digit at the size of the numbers
DROPPED = {"class", "aria-hidden", "aria-roledescription", "role", "pointer-events", "aria-label", "style"}

Rows = Sequence[Sequence[str]]


def chart_svg(kind: str, rows: Rows, numbers: Rows | Any, *, unit: str, title: str, description: str) -> SafeString:
    """Draw `rows` (first row headings, first column categories) with their `numbers` as an accessible SVG."""
    said = chart_said(kind, rows, numbers, unit=unit, title=title, description=description)
    return mark_safe(drawn(said))  # noqa: S308  built from escaped parts by an XML library


def chart_said(kind: str, rows: Rows, numbers: Rows | Any, *, unit: str, title: str, description: str) -> str:
    """All that a chart is drawn from, as JSON."""
    return json.dumps([kind, rows, numbers, unit, title, description], ensure_ascii=False)


def chart_digest(said: str) -> str:
    """SHA-256 of what is drawn, how, and with which engine: the same digest, the same picture."""
    kind, rows, numbers, unit, *_words = json.loads(said)
    how = specification(kind, points_of(rows, numbers), list(rows[0][1:]), unit)
    return hashlib.sha256(json.dumps([said, how, version("vl-convert-python")]).encode()).hexdigest()


@lru_cache(maxsize=128)
def drawn(said: str) -> str:
    kind, rows, numbers, unit, title, description = json.loads(said)
    names = list(rows[0][1:])
    svg = converter().vegalite_to_svg(specification(kind, points_of(rows, numbers), names, unit))
    return finished(svg, title, description, hashlib.sha256(said.encode()).hexdigest()[:10])


def points_of(rows: Rows, numbers: Rows | Any) -> list[dict[str, Any]]:
    return [
        {"at": row[0], "of": heading, "n": value, "shown": row[i], "order": order}
        for order, (row, values) in enumerate(zip(rows[1:], numbers, strict=True))
        for i, (heading, value) in enumerate(zip(rows[0][1:], values, strict=True), 1)
        if value is not None
    ]


@cache
def converter() -> Any:
    """The drawing engine, loaded when the first chart is drawn: it costs a second and 70 MB."""
    import vl_convert  # noqa: PLC0415  see above

    vl_convert.register_font_directory(str(settings.FONTS))
    return vl_convert


def colours(names: Sequence[str]) -> list[str]:
    """Blue for the IP administrations, vermilion for the procuratorates, other colours for everything else.

    Where two series belong to one side, the colours of the sides would tell them apart no longer: none has them.
    """
    sides = list(map(side, names))
    if any(sides.count(colour) > 1 for colour in (IP, PROC)):
        sides = [""] * len(names)
    others = itertools.cycle(c for c in OTHERS if c != IP or not any(sides))
    return [colour or next(others) for colour in sides]


def side(name: str) -> str:
    """The colour of the side whose bodies the name of a series speaks of; '' for anything else (知识产权案件)."""
    if "检察" in name or "procurat" in name.lower():
        return PROC
    return IP if any(word in name for word in IP_BODIES) else ""


def specification(kind: str, points: list[dict], names: list[str], unit: str) -> dict[str, Any]:
    """The chart in Vega-Lite's grammar."""
    categories = list(dict.fromkeys(point["at"] for point in points))
    draw = {"line": line, "stacked": stacked, "share": share}.get(kind, bars)
    if kind == "share" and len(names) > 1:
        draw = stacked
    whole = draw(points, categories, names, kind == "share")
    return {
        "data": {"values": points},
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 4, "right": 12, "top": 8, "bottom": 4},
        "config": {
            "font": FONT,
            "background": None,
            "aria": False,
            "view": {"stroke": None},
            "axis": {
                "labelColor": INK_2,
                "titleColor": INK_2,
                "labelFontSize": 13,
                "titleFontSize": 12,
                "labelLimit": 260,
            },
            "legend": {"orient": "top", "title": None, "labelFontSize": 13, "labelColor": INK_2, "labelLimit": 300},
            "text": {"fontSize": 13, "color": INK_2},
        },
        **whole,
    }


def colour(names: list[str]) -> dict[str, Any]:
    scale = {"domain": names, "range": colours(names)}
    return {"field": "of", "type": "nominal", "scale": scale, "legend": None if len(names) == 1 else {}, "sort": None}


def across(categories: list[str]) -> dict[str, Any]:
    axis = {"labelAngle": 0, "title": None, "domainColor": LINE, "ticks": False, "labelPadding": 8}
    scale = {"paddingInner": GAP, "paddingOuter": 0.25}
    return {"field": "at", "type": "ordinal", "sort": None, "axis": axis, "scale": scale}


def along(categories: list[str]) -> dict[str, Any]:
    """Categories as points of a line, which have no width."""
    return {**across(categories), "scale": {"type": "point", "padding": 0.5}}


def room(points: list[dict]) -> dict[str, Any]:
    """Lengths that leave the numbers beside the longest bar their place."""
    most = max((point["n"] for point in points), default=0)
    return {**amount(), "scale": {"zero": True, "domainMax": most * 1.3}} if most > 0 else amount()


def amount(stack: Any = None) -> dict[str, Any]:
    """Lengths without an axis: every bar says its number."""
    return {"field": "n", "type": "quantitative", "axis": None, "stack": stack, "scale": {"zero": True}}


def is_lying(categories: list[str], names: list[str], longest: int = 0) -> bool:
    """Do the names, or numbers of `longest` characters over bars standing side by side, need the width of a line?"""
    bar = WIDTH / len(categories) * (1 - GAP) / len(names) if categories else WIDTH
    crowded = len(names) > 1 and longest * DIGIT > bar
    return crowded or len(categories) > MANY or (len(categories) > 3 and max(map(len, categories)) > LONG_NAME)


def bars(points: list[dict], categories: list[str], names: list[str], is_share: bool) -> dict[str, Any]:
    lying = is_lying(categories, names, max((len(point["shown"]) for point in points), default=0))
    place, length, offset = ("y", "x", "yOffset") if lying else ("x", "y", "xOffset")
    encoding = {place: across(categories), length: room(points) if lying else amount(), "color": colour(names)}
    if len(names) > 1:
        encoding[offset] = {"field": "of", "sort": names, "scale": {"domain": names}}
    label = {"type": "text", "align": "left", "dx": 4} if lying else {"type": "text", "baseline": "bottom", "dy": -4}
    words = {k: v for k, v in encoding.items() if k != "color"} | {"text": {"field": "shown"}}
    layers = [{"mark": {"type": "bar"}, "encoding": encoding}, {"mark": label, "encoding": words}]
    height = len(categories) * (len(names) * BAR + 10) if lying else HEIGHT
    return {"height": height, "layer": layers}


def stacked(points: list[dict], categories: list[str], names: list[str], is_share: bool) -> dict[str, Any]:
    lying = is_lying(categories, [""])
    place, length = ("y", "x") if lying else ("x", "y")
    stack = "normalize" if is_share else "zero"
    encoding = {
        place: across(categories),
        length: amount(stack),
        "color": colour(names),
        "order": {"field": "of", "sort": names},
    }
    words = {
        place: across(categories),
        length: {**amount(stack), "bandPosition": 0.5},
        "detail": {"field": "of", "sort": names},
        "order": {"field": "of", "sort": names},
        "text": {"field": "shown"},
    }
    bar, label = {"type": "bar"}, {"type": "text", "color": "#ffffff"}
    for point in points:
        whole = sum(p["n"] for p in points if is_share is False or p["at"] == point["at"])
        point["shown"] = point["shown"] if point["n"] * 12 * (1 if is_share else len(categories)) > whole else ""
    layers = [{"mark": bar, "encoding": encoding}, {"mark": label, "encoding": words}]
    return {"height": len(categories) * (BAR + 14) if lying else HEIGHT, "layer": layers}


def share(points: list[dict], categories: list[str], names: list[str], is_share: bool) -> dict[str, Any]:
    """Parts of one whole as lying bars, each with its number and its share: angles are hard to read."""
    whole = sum(point["n"] for point in points) or 1
    for point in points:
        point["shown"] = f"{point['shown']}（{point['n'] / whole:.1%}）"
    encoding = {"y": across(categories), "x": room(points), "color": colour(names)}
    words = {"y": across(categories), "x": room(points), "text": {"field": "shown"}}
    label = {"type": "text", "align": "left", "dx": 4}
    layers = [{"mark": {"type": "bar"}, "encoding": encoding}, {"mark": label, "encoding": words}]
    return {"height": len(categories) * (BAR + 12), "layer": layers}


def line(points: list[dict], categories: list[str], names: list[str], is_share: bool) -> dict[str, Any]:
    """Lines with a mark of its own shape per series, so that colour never speaks alone."""
    shape = {"field": "of", "sort": None, "scale": {"domain": names}, "legend": None if len(names) == 1 else {}}
    dash = {**shape, "legend": None}
    for category in categories:
        here = sorted((p for p in points if p["at"] == category), key=lambda point: point["n"])
        for point in here:
            point["low"] = len(here) > 1 and point is here[0]
    base = {"x": along(categories), "y": amount()}
    words = {**base, "text": {"field": "shown"}, "color": {**colour(names), "legend": None}}
    marks = {**base, "color": colour(names), "shape": shape}
    layers = [
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {**base, "color": colour(names), "strokeDash": dash}},
        {"mark": {"type": "point", "filled": True, "size": 60, "opacity": 1}, "encoding": marks},
        {"mark": {"type": "text", "dy": -14}, "encoding": words, "transform": [{"filter": "!datum.low"}]},
        {"mark": {"type": "text", "dy": 16}, "encoding": words, "transform": [{"filter": "datum.low"}]},
    ]
    return {"height": HEIGHT, "layer": layers}


def finished(svg: str, title: str, description: str, identity: str) -> str:
    """The drawing with title and description, without the library's classes and inline styles."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter():
        for name in DROPPED & set(node.attrib):
            del node.attrib[name]
    names = {"title": title, "desc": description}
    for at, (tag, text) in enumerate(names.items()):
        made = etree.Element(f"{SVG}{tag}", id=f"chart-{identity}-{tag}")
        made.text = text
        root.insert(at, made)
    root.set("role", "img")
    root.set("aria-labelledby", f"chart-{identity}-title chart-{identity}-desc")
    etree.cleanup_namespaces(root, keep_ns_prefixes=[])
    return etree.tostring(root, encoding="unicode")
