import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cms.blocks.figures import StatFigureBlock
from cms.blocks.tables import StatTableBlock, grid
from cms.blocks.units import figure_columns, is_total, total_fault, unit_of, without_unit
from tests.factories.cms import figure, table


@pytest.mark.parametrize(
    ("headings", "unit"),
    [
        (["线索（件）"], "件"),
        (["建议移送", "人"], "人"),
        (["案件数"], "件"),
        (["人数"], "人"),
        (["参训人次"], "人次"),
        (["占比(%)"], "%"),
        (["撤案率"], "%"),
        (["Hours"], "Hours"),
        (["Person-times"], "Person-times"),
        (["检察机关通报"], ""),
        (["法人"], ""),
    ],
)
def test_unit_is_read_from_a_heading(headings, unit):
    assert unit_of(*headings) == unit


@pytest.mark.parametrize(
    ("name", "expected"),
    [("合计", True), ("合　计", True), ("总计（件）", True), ("Total", True), ("合计划", False), ("", False)],
)
def test_total_is_known_by_its_name(name, expected):
    assert is_total(name) is expected


def test_total_column_of_cases_and_persons_is_refused():
    data = grid([["年份", "线索（件）", "线索（人）", "合计"], ["2021", "280", "306", "586"]])

    with override("zh-hans"):
        fault = total_fault(data, 1)

    assert fault == "“合计”把不同单位（人、件）相加。件数与人数不得相加，请删去。"


@pytest.mark.parametrize(
    ("rows", "header_rows", "unit", "is_refused"),
    [
        ([["地区", "检察机关通报", "知识产权部门通报", "合计"], ["北京", "1", "2", "3"]], 1, "件", False),
        ([["年份", "线索（件）", "线索（人）", "合计（件）"], ["2021", "1", "2", "1"]], 1, "", False),
        ([["年份", "件", "人"], ["2021", "1", "2"], ["合计", "1", "2"]], 1, "", False),
        (
            [["指标", "数值", "单位"], ["逮捕", "7646", "件"], ["逮捕", "13486", "人"], ["合计", "21132", ""]],
            1,
            "",
            True,
        ),
        ([["项目", "数量"], ["线索（件）", "1"], ["线索（人）", "2"], ["合计", "3"]], 1, "", True),
        ([["项目", "数量"], ["线索（件）", "1"], ["小计", "1"]], 1, "", False),
        ([["地区", "期数", "参训", "合计"], ["北京", "1", "2", "3"]], 1, "期、人次", True),
        ([["类别", "案件数", "占比", "合计"], ["刑事", "1", "100%", "1"]], 1, "", False),
    ],
)
def test_totals_add_up_one_unit(rows, header_rows, unit, is_refused):
    assert bool(total_fault(grid(rows), header_rows, unit)) is is_refused


def test_total_of_merged_headings_is_judged_by_the_whole_column():
    rows = [["年份", "移送", "", "合计"], ["", "件", "人", ""], ["2021", "280", "306", "586"]]

    assert total_fault(grid(rows, spans=[(0, 1, 1, 2), (0, 3, 2, 1), (0, 0, 2, 1)]), 2)


def cleaned(block, made, **changes):
    return block.clean(block.to_python({**made["value"], **changes}))


def test_table_that_sums_cases_and_persons_is_refused():
    data = grid([["年份", "线索（件）", "线索（人）", "合计"], ["2021", "280", "306", "586"]])

    with pytest.raises(ValidationError) as refusal:
        cleaned(StatTableBlock(), table(), grid=data)

    assert list(refusal.value.block_errors) == ["grid"]


@pytest.mark.parametrize("missing", ["unit", "period", "cutoff", "scope", "source"])
def test_table_of_figures_is_refused_without_what_explains_it(missing):
    with pytest.raises(ValidationError) as refusal:
        cleaned(StatTableBlock(), table(), **{missing: ""})

    assert list(refusal.value.block_errors) == [missing]


@pytest.mark.parametrize(
    ("rows", "header_rows", "unit", "columns"),
    [
        ([["姓名", "单位"], ["周某某", "示例省人民检察院"]], 1, "", []),
        (
            [["序号", "法律", "条文", "施行年份"], ["1", "商标法", "67", "2019"], ["2", "专利法", "68", "2021"]],
            1,
            "",
            [],
        ),
        ([["房间", "电话"], ["1208", "5551208"]], 1, "", []),
        ([["环节", "期限"], ["受理", "3日"], ["审查", "7日"]], 1, "", []),
        ([["编号", "文号"], ["甲", "007"]], 1, "", []),
        ([["事项", "截止"], ["报名", "2026-03-01"]], 1, "", []),
        ([["年份", "立案"], ["2021", "330"]], 1, "", ["立案"]),
        ([["年份", "立案"], ["2021", "2012"]], 1, "件", ["立案"]),
        ([["指标", "数值", "单位"], ["民事案件", "约45万", "件"], ["满意度", "82.36", "分"]], 1, "", ["数值"]),
        ([["地区", "配备"], ["北京", "12名"], ["天津", "—"]], 1, "", ["配备"]),
        ([["地区", "线索"], ["北京", "484件558人"]], 1, "", ["线索"]),
        ([["年份", "移送", ""], ["", "件", "人"], ["2021", "280", "306"]], 2, "", ["移送·件", "移送·人"]),
        ([["立案"], ["330"]], 1, "", ["立案"]),
        ([["北京", "330"]], 0, "", ["第2列"]),
    ],
)
def test_statistic_is_known_by_its_data(rows, header_rows, unit, columns):
    data = grid(rows, spans=[(0, 1, 1, 2)] if header_rows == 2 else [])

    with override("zh-hans"):
        assert list(figure_columns(data, header_rows, unit)) == columns


@pytest.mark.parametrize(
    ("rows", "unit", "missing"),
    [
        ([["年份", "立案", "撤案率"], ["2021", "330", "95.9%"]], "", ["立案"]),
        ([["年份", "立案", "撤案率"], ["2021", "330", "95.9%"]], "件", []),
        ([["年份", "线索（件）", "培训学时", "人均（学时/人）"], ["2021", "1", "2", "3"]], "", []),
        ([["季度", "定期", "临时"], ["一", "1", "2"]], "次、项", ["定期", "临时"]),
        ([["年份", "件", "人"], ["2021", "1", "2"]], "件、人", []),
        ([["指标", "数值", "单位"], ["逮捕", "7646", "件"], ["起诉", "13486", ""]], "", ["数值"]),
        ([["指标", "2021年", "2022年"], ["逮捕（人）", "1", "2"]], "", []),
        ([["地区", "配备"], ["北京", "12名"], ["天津", "3"]], "", ["配备"]),
    ],
)
def test_every_column_of_figures_has_its_unit(rows, unit, missing):
    assert without_unit(grid(rows), 1, unit) == missing


def test_table_of_words_is_taken_without_period_and_source():
    about = {"unit": "", "period": "", "cutoff": None, "scope": "", "source": ""}
    data = grid([["法律", "条文"], ["商标法", "第六十七条"]])

    assert cleaned(StatTableBlock(), table(), grid=data, **about)["period"] == ""


@pytest.mark.parametrize("kind", ["stacked", "share"])
@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([["项目", "数量"], ["线索（件）", "280"], ["线索（人）", "306"]], "unit"),
        ([["年份", "线索（人）"], ["2021", "306"]], "unit"),  # the figure says 件
        ([["类别", "数量"], ["刑事", "18803"], ["民事", "1165"], ["合计", "19968"]], "grid"),
    ],
)
def test_parts_of_a_whole_have_one_unit_and_no_total(kind, rows, field):
    with pytest.raises(ValidationError) as refusal:
        cleaned(StatFigureBlock(), figure(), kind=kind, grid=grid(rows))

    assert list(refusal.value.block_errors) == [field]


def test_parts_of_one_unit_are_taken():
    data = grid([["类别", "案件数"], ["刑事", "18803"], ["民事", "1165"]])

    assert cleaned(StatFigureBlock(), figure(), kind="share", grid=data)["kind"] == "share"


@pytest.mark.parametrize(
    ("kind", "rows", "sentence"),
    [
        ("share", [["类别", "数"], ["刑事", "20"], ["民事", "-5"]], "“民事”中有负数"),
        ("stacked", [["年", "新收", "旧存"], ["2024年", "20", "-5"]], "“2024年”中有负数"),
        ("share", [["类别", "数"], ["刑事", "20"], ["刑事", "5"]], "“刑事”在多行或多列中出现"),
        ("bar", [["类别", "数"], ["刑事", "20"], [" 刑 事", "5"]], "“刑事”在多行或多列中出现"),
        ("line", [["类别", "数"], ["", "20"], ["", "5"]], "“—”在多行或多列中出现"),
        ("stacked", [["年", "新收", "新收"], ["2024年", "20", "5"]], "“新收”在多行或多列中出现"),
        ("share", [["类别", "案件"], ["刑事", "0"], ["民事", "0"]], "“案件”各部分之和为0"),
        ("share", [["年", "甲", "乙"], ["2024年", "1", "2"], ["2025年", "0", ""]], "“2025年”各部分之和为0"),
    ],
)
def test_parts_below_nothing_shares_of_nothing_and_doubled_names_are_refused(kind, rows, sentence):
    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        cleaned(StatFigureBlock(), figure(), kind=kind, grid=grid(rows))

    with override("zh-hans"):
        assert sentence in str(refusal.value.block_errors["grid"].message)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("bar", [["类别", "数"], ["刑事", "20"], ["民事", "-5"]]),
        ("line", [["类别", "数"], ["刑事", "0"], ["民事", "0"]]),
        ("stacked", [["年", "甲", "乙"], ["2024年", "1", "2"], ["2025年", "0", "0"]]),
        ("share", [["年", "甲", "乙"], ["2024年", "1", "2"], ["2025年", "", ""]]),
        ("bar", [["类别", "数"], ["", ""], ["刑事", "20"], ["", ""]]),
    ],
)
def test_figures_that_a_chart_can_draw_apart_are_taken(kind, rows):
    assert cleaned(StatFigureBlock(), figure(), kind=kind, grid=grid(rows))["kind"] == kind
