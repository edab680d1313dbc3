"""Charts that Word draws from numbers: the numbers are read back, so that the site draws them itself."""

from lxml import etree

from cms.library.docx.names import A, C, local, number
from cms.library.docx.opening import Package
from cms.library.docx.structure import Chart

KINDS = {"lineChart": "line", "pieChart": "share", "doughnutChart": "share", "barChart": "bar", "areaChart": "stacked"}
MOST_POINTS = 500
STACKED = {"stacked", "percentStacked"}


def read_chart(package: Package, name: str) -> Chart | None:
    """The chart with its cached numbers; None where the file keeps none or the kind is unknown."""
    root = package.xml(name)
    plot = next((node for node in root.iter() if f"{local(node)}" in KINDS and node.tag.startswith(C)), None)
    if plot is None:
        return None
    series = [one for one in plot.findall(f"{C}ser") if points(one.find(f"{C}val"))]
    if not series:
        return None
    return Chart(kind=kind_of(plot), rows=rows_of(series), caption=title_of(root))


def kind_of(plot: etree._Element) -> str:
    grouping = plot.find(f"{C}grouping")
    is_stacked = grouping is not None and grouping.get("val") in STACKED
    return "stacked" if is_stacked else KINDS[local(plot)]


def rows_of(series: list[etree._Element]) -> list[list[str]]:
    """First row: headings of the series. First column: categories, of whichever series names most."""
    columns = [points(one.find(f"{C}val")) for one in series]
    categories = max((points(one.find(f"{C}cat")) for one in series), key=len)
    length = max(len(categories), *(max(column) + 1 for column in columns))
    head = ["", *(heading(one, at) for at, one in enumerate(series, 1))]
    body = [
        [categories.get(at, str(at + 1)), *(column.get(at, "") for column in columns)] for at in range(min(length, 500))
    ]
    return [head, *body]


def heading(one: etree._Element, at: int) -> str:
    named = points(one.find(f"{C}tx"))
    direct = one.findtext(f"{C}tx/{C}v")
    return named.get(0) or direct or str(at)


def points(holder: etree._Element | None) -> dict[int, str]:
    """Cached values by their index."""
    if holder is None:
        return {}
    found = {}
    for point in holder.iter(f"{C}pt"):
        index = number(point.get("idx", ""), MOST_POINTS)
        if index < MOST_POINTS:
            found[index] = tidy(point.findtext(f"{C}v") or "")
    return found


def tidy(text: str) -> str:
    """`33805.0` as `33805`."""
    return text[:-2] if text.endswith(".0") and text[:-2].lstrip("-").isdigit() else text


def title_of(root: etree._Element) -> str:
    title = root.find(f"{C}chart/{C}title")
    return "" if title is None else "".join(title.itertext(f"{A}t")).strip()
