import pytest
from django.utils.translation import override

from cms.blocks.numbering import Text, bare_title, chinese, count_through, names_in, reference_faults
from cms.blocks.rendering import render_stream
from cms.library.models import WhitePaperChapterPage
from tests.factories.cms import block, figure, table

pytestmark = pytest.mark.django_db


def heading(text, level="2", label=""):
    return block("heading", {"text": text, "level": level, "label": label})


def drawn(*blocks, language="zh-hans"):
    with override(language):
        return render_stream(WhitePaperChapterPage(title="一、概况", body=list(blocks)).body)


@pytest.mark.parametrize(("number", "word"), [
    *[(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一")],
    *[(110, "一百一十"), (115, "一百一十五"), (200, "二百"), (999, "九百九十九"), (10000, "10000")],
])  # fmt: skip
def test_number_is_written_in_chinese(number, word):
    assert chinese(number) == word


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("一、基本情况", "zh-hans", ("基本情况", True)),
        ("（十二）工作格局", "zh-hans", ("工作格局", True)),
        ("1. 完善制度", "zh-hans", ("完善制度", True)),
        ("（1）统一数据", "zh-hans", ("统一数据", True)),
        ("前言", "zh-hans", ("前言", False)),
        ("2021—2023年数据", "zh-hans", ("2021—2023年数据", False)),
        ("3.5%的增长", "zh-hans", ("3.5%的增长", False)),
        ("1. Overview", "en", ("Overview", True)),
        ("1.2 National figures", "en", ("National figures", True)),
        ("(3) Notes", "en", ("Notes", True)),
        ("2023 in figures", "en", ("2023 in figures", False)),
        ("Preface", "en", ("Preface", False)),
    ],
)
def test_heading_is_numbered_when_it_begins_with_a_number(text, language, expected):
    assert bare_title(text, language) == expected


@pytest.mark.parametrize(
    ("title", "place", "expected"),
    [
        ("三、四类商标审查", 1, ("三、四类商标审查", False)),
        ("三、九类商标审查", 1, ("三、九类商标审查", False)),
        ("三、四类商标审查", 3, ("四类商标审查", True)),
        ("三、 四类商标审查", 1, ("四类商标审查", True)),
        ("十、百千万工程", 1, ("十、百千万工程", False)),
        ("一、二、三审程序", 2, ("一、二、三审程序", False)),
        ("二、一、二审案件", 1, ("一、二审案件", True)),
        ("三、二审案件", 1, ("二审案件", True)),
        ("二、十大典型案例", 1, ("十大典型案例", True)),
        ("三、五年规划", 1, ("五年规划", True)),
        ("一百零一、附则", 1, ("附则", True)),
    ],
)
def test_title_that_begins_with_a_list_of_numerals_stays_whole_unless_it_names_its_place(title, place, expected):
    assert bare_title(title, "zh-hans", place=place) == expected


def test_lists_at_the_beginning_of_titles_and_headings_are_shown_as_typed():
    first = Text([heading("（一）甲"), heading("一、二审案件办理情况"), heading("（三）乙")], "一、二审程序", "one")
    texts = [first, Text([], "三、四类商标", "two"), Text([], "三、展望", "three")]

    numbers = count_through(texts, "zh-hans")

    assert list(numbers.of.values()) == ["（一）甲", "一、二审案件办理情况", "（二）乙"]
    assert list(numbers.titles.values()) == ["一、二审程序", "三、四类商标", "二、展望"]


def test_hundredth_heading_has_its_number():
    numbers = count_through([Text([heading("（一）甲") for _n in range(101)])], "zh-hans")

    assert list(numbers.of.values())[98:] == ["（九十九）甲", "（一百）甲", "（一百零一）甲"]


def test_headings_are_counted_by_their_place_whatever_was_typed():
    page = drawn(
        heading("（九）甲"), heading("1. 乙", "3"), heading("7. 丙", "3"), heading("（三）丁", "4"),
        heading("附记"), heading("（一）戊"), heading("5. 己", "3"),
    )  # fmt: skip

    assert [h["text"] for h in page.headings] == ["（一）甲", "1. 乙", "2. 丙", "（1）丁", "附记", "（二）戊", "1. 己"]
    assert "（二）戊</h2>" in page.html


def test_chapters_and_headings_of_an_english_edition_are_counted_in_the_english_way():
    texts = [
        Text([heading("1.1 Why")], "Preface", "preface"),
        Text([heading("4.7 Organisation"), heading("9.9.9 Details", "3")], "7. Overview", "overview"),
        Text([heading("1.1 Leads")], "1. Cooperation", "cooperation"),
    ]

    numbers = count_through(texts, "en")

    assert list(numbers.titles.values()) == ["Preface", "1. Overview", "2. Cooperation"]
    assert list(numbers.of.values()) == ["1 Why", "1.1 Organisation", "1.1.1 Details", "2.1 Leads"]


def test_tables_and_figures_are_counted_through_the_chapters_and_found_by_name():
    first = Text([figure(label="甲图"), table(), figure()], "一、概况", "one")
    second = Text([table(label="乙表"), figure()], "五、展望", "two")

    with override("zh-hans"):
        numbers = count_through([first, second], "zh-hans")

    assert list(numbers.titles.values()) == ["一、概况", "二、展望"]
    assert [numbers.of[b["id"]] for b in [*first.blocks, *second.blocks]] == ["1", "1", "2", "2", "3"]
    assert (numbers.named["甲图"].words, numbers.named["乙表"].words) == ("图1", "表2")
    assert numbers.named["乙表"].chapter == "two"


def test_reference_follows_when_the_order_changes():
    words = block("paragraph", "<p>见[#立案]和[#趋势]。</p>")
    one, two = table(label="立案"), table(label="撤案")

    before = drawn(words, one, two, figure(label="趋势")).html
    after = drawn(words, two, one, figure(label="趋势")).html

    assert f'见<a class="ref" href="#table-{one["id"][:8]}">表1</a>和' in before
    assert f'见<a class="ref" href="#table-{one["id"][:8]}">表2</a>和' in after
    assert ">图1</a>。" in after


def test_reference_is_said_in_the_language_of_the_text():
    html = drawn(block("paragraph", "<p>See [#a].</p>"), table(label="a"), language="en").html

    assert ">Table 1</a>." in html


def test_reference_in_a_caption_is_no_markup_in_an_attribute_or_a_drawing():
    html = drawn(figure(title="对照[#a]"), table(label="a")).html

    assert html.count('<a class="ref"') == 1
    assert 'aria-label="对照表1"' in html
    assert "<title id" in html
    assert "对照表1</title>" in html


def test_reference_to_nothing_stays_visible_and_is_a_fault():
    blocks = [block("paragraph", "<p>见[#无]。</p>"), table(label="a"), figure(label="a")]

    with override("zh-hans"):
        numbers = count_through([Text(blocks)], "zh-hans")
        faults = reference_faults(numbers, names_in(blocks))

    assert "[#无]" in drawn(*blocks).html
    assert faults == ["正文提到的表、图不存在：无。", "这些引用名称出现不止一次：a。"]


def test_heading_can_be_referred_to():
    html = drawn(block("paragraph", "<p>参见[#格局]。</p>"), heading("（五）工作格局", label="格局")).html

    assert ">（一）工作格局</a>。" in html
