import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cms.blocks.faults import footnote_faults, stream_faults
from cms.blocks.figures import StatFigureBlock, described
from cms.blocks.rendering import render_stream
from cms.blocks.tables import GridBlock, grid, is_number, number, table_rows
from cms.library.models import WhitePaperChapterPage
from tests.factories.cms import block, figure, table

# A page asks for its content type, which no earlier test need have looked up.
pytestmark = pytest.mark.django_db


def cleaned(**changes):
    blocks = StatFigureBlock()
    return blocks.clean(blocks.to_python(figure(**changes)["value"]))


def chapter_of(*blocks, footnotes=()):
    return WhitePaperChapterPage(title="一、基本情况", body=list(blocks), footnotes=list(footnotes))


def note(mark, text="见附录。"):
    return block("footnote", {"mark": mark, "text": f"<p>{text}</p>"})


@pytest.mark.parametrize("missing", ["unit", "period", "cutoff", "scope", "source", "note", "title"])
def test_figure_is_refused_without_what_explains_it(missing):
    with pytest.raises(ValidationError) as refusal:
        cleaned(**{missing: ""})

    assert list(refusal.value.block_errors) == [missing]


@pytest.mark.parametrize("unit", ["件/人", "件、人", "件和人", "件，人次"])
def test_figure_has_one_unit(unit):
    with pytest.raises(ValidationError) as refusal:
        cleaned(unit=unit)

    assert list(refusal.value.block_errors) == ["unit"]


@pytest.mark.parametrize(("kind", "is_refused"), [("stacked", True), ("share", True), ("bar", False)])
def test_cases_and_persons_are_not_parts_of_one_whole(kind, is_refused):
    data = grid([["年份", "线索（件）", "线索（人）"], ["2021", "280", "306"]])

    if is_refused:
        with pytest.raises(ValidationError):
            cleaned(kind=kind, grid=data)
    else:
        assert cleaned(kind=kind, grid=data)["kind"] == "bar"


@pytest.mark.parametrize(
    "rows", [[["年份"]], [["年份", "立案"]], [["年份", "立案"], ["2021", "很多"]], [["年", "立案"], ["2021", ""]]]
)
def test_figure_without_numbers_is_refused(rows):
    with pytest.raises(ValidationError) as refusal:
        cleaned(grid=grid(rows))

    assert list(refusal.value.block_errors) == ["grid"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("1,155", 1155), ("95.9%", 95.9), ("33 805", 33805), ("—", None), ("", None), ("-3", -3)],
        *[("0", 0), ("0.5", 0.5), ("0 %", 0), ("95.9 ％", 95.9), ("123456789012345", 123456789012345), ("１２", 12)],
        ("1，155,000", 1155000),
    ],
)  # fmt: skip
def test_number_reads_a_cell(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *["nan", "inf", "约三百", "1.2.3", "12，13", "2021，2022", "12,13", "1,15", "1 2", "2021 2022", "12\n345"],
        *["1,155 000", "0012", "-007", "00", "0,123", "0 123", "007.5", "1e5", "1_000", "5%%", "+", ","],
        "1234567890123456",
    ],
)  # fmt: skip
def test_number_refuses_what_is_none(text):
    with pytest.raises(ValueError, match=r"."):
        number(text)

    assert not is_number(text)


def test_merged_cells_that_overlap_or_leave_the_grid_are_left_out_where_tables_come_in():
    spans = [(0, 0, 2, 2), (1, 1, 2, 2), (2, 0, 9, 1), (2, 2, 1, 1), (-1, 0, 2, 1), (9, 9, 2, 2)]
    made = grid([["甲", "", "乙"], ["", "", "丙"], ["丁", "1", "2"], ["", "3", "4"]], spans=spans)
    typed = {**made, "mergeCells": [dict.fromkeys(("row", "col"), 0), {"row": "x"}, *made["mergeCells"] * 2]}

    kept = [(m["row"], m["col"], m["rowspan"], m["colspan"]) for m in made["mergeCells"]]

    assert kept == [(0, 0, 2, 2), (2, 0, 2, 1)]
    assert GridBlock().clean(typed)["mergeCells"] == made["mergeCells"]
    assert [[c["text"] for c in row] for row in table_rows(typed, 1)] == [
        ["甲", "乙"],
        ["丙"],
        ["丁", "1", "2"],
        ["3", "4"],
    ]


def test_table_rows_leave_out_what_a_span_covers():
    rows = table_rows(
        grid([["年份", "数量", ""], ["", "件", "人"], ["2021", "280", "306"]], spans=[(0, 0, 2, 1), (0, 1, 1, 2)]), 2
    )

    assert [[(c["text"], c["tag"], c["rowspan"], c["colspan"]) for c in row] for row in rows] == [
        [("年份", "th", 2, 1), ("数量", "th", 1, 2)],
        [("件", "th", 1, 1), ("人", "th", 1, 1)],
        [("2021", "th", 1, 1), ("280", "td", 1, 1), ("306", "td", 1, 1)],
    ]
    assert rows[0][1]["scope"] == "colgroup"
    assert rows[2][1]["is_number"]


def test_description_of_a_chart_says_its_numbers():
    with override("zh-hans"):
        words = described(figure()["value"])

    assert words == "监督立案。监督立案：2021 330件，2022 365件，2023 1155件"


def test_footnotes_are_numbered_in_order_of_appearance():
    page = chapter_of(
        block("paragraph", "<p>先引[^b]，再引[^a]，又引[^b]。</p>"), footnotes=[note("a", "甲"), note("b", "乙")]
    )

    html = render_stream(page.body, page.footnotes).html

    assert html.index('id="fnref-1"') < html.index('id="fnref-2"') < html.index('id="fnref-1-2"')
    assert html.index("乙") < html.index("甲")
    assert 'href="#fnref-1"' in html


def test_marker_without_note_stays_visible_and_is_a_fault():
    page = chapter_of(block("paragraph", "<p>引用[^9]。</p>"))

    with override("zh-hans"):
        faults = footnote_faults(page.body.get_prep_value(), page.footnotes.get_prep_value())

    assert "[^9]" in render_stream(page.body, page.footnotes).html
    assert faults == ["正文引用了不存在的脚注：9。"]


def test_mark_that_stands_twice_is_a_fault():
    page = chapter_of(block("paragraph", "<p>引用[^1]。</p>"), footnotes=[note("1"), note("1")])

    assert len(footnote_faults(page.body.get_prep_value(), page.footnotes.get_prep_value())) == 1


def test_markup_in_a_cell_is_text():
    page = chapter_of(table(grid=grid([["项目", "数量"], ["<b>甲</b>", "1"]])))

    html = render_stream(page.body).html

    assert "&lt;b&gt;甲&lt;/b&gt;" in html


def test_headings_are_kept_for_the_table_of_contents():
    page = chapter_of(block("heading", {"text": "（一）工作格局", "level": "2"}), figure(), table())

    drawn = render_stream(page.body, tables_before=2, figures_before=5)

    assert [(h["text"], h["level"]) for h in drawn.headings] == [("（一）工作格局", "2")]
    assert f'id="{drawn.headings[0]["id"]}"' in drawn.html
    assert "6" in drawn.html
    assert "<svg" in drawn.html


def test_drawn_page_has_no_inline_style():
    page = chapter_of(figure(kind="line"), table(), block("quote", {"text": "<p>引文</p>", "attribution": "某刊"}))

    assert "style=" not in render_stream(page.body).html


def test_faults_name_the_block_and_the_field():
    page = chapter_of(figure(unit="", cutoff=None))

    with override("zh-hans"):
        faults = stream_faults(page.body)

    assert len(faults) == 1
    assert "监督立案" in faults[0]
    assert "单位" in faults[0]
    assert "数据截止日期" in faults[0]


def test_faults_of_a_table_name_the_column_of_figures_once():
    page = chapter_of(table(period="", cutoff=None, scope=""))

    with override("zh-hans"):
        faults = stream_faults(page.body)

    assert faults == [
        "第 1 块（表格“立案监督情况”）：统计期间、数据截止日期、口径：“监督立案”一列是数字，统计表必须填写。"
    ]


def test_table_shows_what_it_says_of_its_figures():
    with override("zh-hans"):
        html = render_stream(chapter_of(table()).body).html

    assert "单位：件　统计期间：2021—2022年　口径：全国检察机关　截止：2022-12-31</span>" in html


def test_table_stored_before_it_had_a_period_looks_as_it_did():
    made = table(source="")
    for name in ("period", "cutoff", "scope"):
        del made["value"][name]

    with override("zh-hans"):
        html = render_stream(chapter_of(made).body).html

    assert '<br><span class="muted small">单位：件</span></figcaption>' in html
