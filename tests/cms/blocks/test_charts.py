import pytest
from lxml import etree

from cms.blocks.charts import chart_svg, colours

ROWS = [["年", "检察机关", "知识产权部门"], ["2024年", "655", "702"], ["2025年", "810", ""]]
NUMBERS = [[655, 702], [810, None]]


@pytest.mark.parametrize("kind", ["bar", "line", "stacked", "share"])
def test_chart_is_an_accessible_svg_with_its_numbers_and_no_inline_style(kind):
    svg = chart_svg(kind, ROWS, NUMBERS, unit="人次", title="规模 <b>", description="说明")

    root = etree.fromstring(svg)
    text = "".join(root.itertext())
    assert root.get("role") == "img"
    assert root[0].text == "规模 <b>"
    assert root[1].text == "说明"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert all(word in text for word in ["2024年", "2025年", "655", "702", "810", "检察机关", "知识产权部门"])
    assert not [n for n in root.iter() if {"style", "class"} & set(n.attrib)]
    assert "Noto Sans SC" in svg


def test_chart_of_shares_says_the_share():
    svg = chart_svg(
        "share", [["类", "件"], ["刑事", "75"], ["民事", "25"]], [[75], [25]], unit="件", title="", description=""
    )

    assert "75（75.0%）" in svg


def test_chart_lies_down_when_names_are_long():
    rows = [["单位", "件"], *([f"某某省某某市人民检察院{i}", str(i)] for i in range(1, 6))]

    svg = chart_svg("bar", rows, [[i] for i in range(1, 6)], unit="件", title="", description="")

    assert all(f"某某省某某市人民检察院{i}" in svg for i in range(1, 6))


def test_colours_stand_for_the_sides_and_never_for_something_else():
    assert colours(["检察机关", "知识产权部门"]) == ["#a3322b", "#1d5b8a"]
    assert "#a3322b" not in colours(list("甲乙丙丁戊己庚"))
    assert "#1d5b8a" not in colours(["检察机关", "公安机关"])
