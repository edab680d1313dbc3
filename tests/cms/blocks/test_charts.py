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


def test_two_series_are_told_apart_by_colour_though_both_speak_of_one_side():
    arrests, charges = colours(["审查逮捕侵犯知识产权犯罪", "审查起诉侵犯知识产权犯罪"])
    assert arrests != charges
    assert len(set(colours(["省检察院", "市检察院", "知识产权局"]))) == 3


@pytest.mark.parametrize(("years", "lies"), [(["2024年"], False), (["2023年", "2024年", "2025年"], True)])
def test_bars_of_three_series_lie_down_where_their_numbers_would_meet(years, lies):
    rows = [["年", "移送", "受理", "立案"], *([year, "33805", "12345", "23456"] for year in years)]

    svg = chart_svg("bar", rows, [[33805, 12345, 23456]] * len(years), unit="件", title="", description="")

    numbers = [n for n in etree.fromstring(svg).iter("{*}text") if "".join(n.itertext()) == "33805"]
    assert len(numbers) == len(years)
    assert {n.get("text-anchor") == "start" for n in numbers} == {lies}
