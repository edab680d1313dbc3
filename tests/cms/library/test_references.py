"""What a sentence refers to, to the item: `mark@2019:57.1.2` is item 2 of paragraph 1 of article 57 of that version."""

import datetime as dt
import time

import pytest

from cms.library.provisions import KnownLaw, KnownVersion, Register, find_references
from cms.library.provisions.numerals import article_name, read_number
from cms.library.provisions.references import Standing


def version(year, first, articles):
    return KnownVersion(year, dt.date.fromisoformat(first), year, f"{year}", articles)


MARK_ARTICLES = {(n, 0): [0] for n in range(1, 74)} | {
    (10, 0): [8, 0],
    (13, 0): [0, 0, 0],
    (14, 0): [5, 0, 0, 0, 0],
    (57, 0): [7],
    (60, 0): [0, 0, 3],
    (63, 0): [0, 0, 0, 0, 0],
}
MARK = KnownLaw(
    "mark",
    "中华人民共和国商标法",
    ["商标法"],
    [
        version(2019, "2019-11-01", MARK_ARTICLES),
        version(2013, "2014-05-01", {key: shape for key, shape in MARK_ARTICLES.items() if key < (70, 0)}),
    ],
)
CRIME = KnownLaw("crime", "中华人民共和国刑法", [], [version(2020, "2021-03-01", {
    **{(n, 0): [0] for n in range(213, 221)}, (217, 0): [6], (219, 0): [3, 0, 0], (219, 1): [0],
})])  # fmt: skip
RULES = KnownLaw(
    "rules", "中华人民共和国商标法实施条例", [], [version(2014, "2014-05-01", {(3, 0): [0], (4, 0): [0, 0]})]
)
SECRETS = KnownLaw("secrets", "中华人民共和国保守国家秘密法", ["保密法"], [version(2024, "2024-05-01", {(5, 0): [0]})])
JUDGES = KnownLaw(
    "judges",
    "最高人民法院、最高人民检察院关于办理侵犯知识产权刑事案件具体应用法律若干问题的解释（二）",
    [],
    [version(2007, "2007-04-05", {(1, 0): [0], (3, 0): [4, 0]})],
)
TWINS = [
    KnownLaw(slug, title, ["同名规定"], [version(2020, "2020-01-01", {(1, 0): [0]})])
    for slug, title in [("one", "甲地同名规定"), ("two", "乙地同名规定")]
]
REGISTER = Register([MARK, CRIME, RULES, SECRETS, JUDGES, *TWINS])
TODAY = dt.date(2026, 6, 1)


def named(reference):
    place = reference.place
    number, suffix = place.article
    parts = "".join(f".{part}" for part in (place.paragraph, place.item) if part)
    return f"{place.law}@{place.version}:{number}{f'-{suffix}' if suffix else ''}{parts}"


def found(text, **kwargs):
    kwargs.setdefault("day", TODAY)
    return " ".join(named(reference) for reference in find_references(text, REGISTER, **kwargs))


SENTENCES = [
    # names
    ("依照《商标法》第五十七条处理。", "mark@2019:57"),
    ("依照《中华人民共和国商标法》第五十七条处理。", "mark@2019:57"),
    ("依照《 商标法 》第五十七条处理。", "mark@2019:57"),
    ("依照《商标法》第57条处理。", "mark@2019:57"),
    ("依照《商标法》第 57 条处理。", "mark@2019:57"),
    ("依照《商标法》的第五十七条处理。", "mark@2019:57"),
    ("依照商标法第五十七条处理。", "mark@2019:57"),
    ("商标法第五十七条规定了侵权行为。", "mark@2019:57"),
    ("违反我国商标法第五十七条。", "mark@2019:57"),
    ("现行商标法第五十七条。", "mark@2019:57"),
    ("中华人民共和国商标法第五十七条。", "mark@2019:57"),
    ("《保密法》第五条、保密法第五条。", "secrets@2024:5 secrets@2024:5"),
    ("《商标法实施条例》第四条第二款", "rules@2014:4.2"),
    ("适用商标法实施条例第四条", "rules@2014:4"),
    (f"《{JUDGES.title}》第三条第一款第四项", "judges@2007:3.1.4"),
    (
        "《最高人民法院 最高人民检察院关于办理侵犯知识产权刑事案件具体应用法律若干问题的解释(二)》第一条",
        "judges@2007:1",
    ),
    (
        "最高人民法院《关于办理侵犯知识产权刑事案件具体应用法律若干问题的解释（二）》第一条",
        "judges@2007:1",
    ),
    (
        "《中华人民共和国商标法》（以下简称《标法》）第三条，标法第四条、《标法》第五条",
        "mark@2019:3 mark@2019:4 mark@2019:5",
    ),
    ("《中华人民共和国商标法》(以下简称标法)。\n根据标法第四条", "mark@2019:4"),
    # paragraphs and items
    ("《商标法》第五十七条第一项", "mark@2019:57.1.1"),
    ("《商标法》第五十七条第（一）项", "mark@2019:57.1.1"),
    ("《商标法》第五十七条（一）项", "mark@2019:57.1.1"),
    ("《商标法》第五十七条第一项、第二项", "mark@2019:57.1.1 mark@2019:57.1.2"),
    ("《商标法》第五十七条第一、二项", "mark@2019:57"),
    ("《商标法》第五十七条第（一）项、第（二）项和第（七）项", "mark@2019:57.1.1 mark@2019:57.1.2 mark@2019:57.1.7"),
    ("《商标法》第十条第一款第（二）项", "mark@2019:10.1.2"),
    ("《商标法》第十条第一款第（二）项第一目", "mark@2019:10.1.2"),
    ("《商标法》第60条第2款", "mark@2019:60.2"),
    ("《商标法》第六十条第三款第二项", "mark@2019:60.3.2"),
    ("《商标法》第六十条第二项", "mark@2019:60.3.2"),
    ("《商标法》第十三条第一款至第三款", "mark@2019:13.1 mark@2019:13.3"),
    ("《商标法》第十三条第二款、第三款", "mark@2019:13.2 mark@2019:13.3"),
    ("《商标法》第五十七条第九项", "mark@2019:57"),
    ("《商标法》第五十七条第三款", "mark@2019:57"),
    ("《商标法》第五十七条第九项、第二项", "mark@2019:57 mark@2019:57.1.2"),
    # lists and ranges
    ("《商标法》第十三条、第十四条第一款", "mark@2019:13 mark@2019:14.1"),
    ("《商标法》第十三条和第十四条第一款第五项", "mark@2019:13 mark@2019:14.1.5"),
    ("《商标法》第十三条第二款、第十四条以及第十五条", "mark@2019:13.2 mark@2019:14 mark@2019:15"),
    ("《商标法》第五十六条至第六十条", "mark@2019:56 mark@2019:60"),
    ("《商标法》第五十六条—第六十条", "mark@2019:56 mark@2019:60"),
    ("刑法第二百一十三条至第二百一十九条之一、第二百二十条", "crime@2020:213 crime@2020:219-1 crime@2020:220"),
    ("《刑法》第二百一十九条之一", "crime@2020:219-1"),
    ("《刑法》第219条之一、第217条第六项", "crime@2020:219-1 crime@2020:217.1.6"),
    ("《商标法》第五十七条、《刑法》第二百一十三条", "mark@2019:57 crime@2020:213"),
    ("《商标法》第五十七条和刑法第二百一十三条", "mark@2019:57 crime@2020:213"),
    # the law named before
    ("《商标法》第五十七条……同法第六十条", "mark@2019:57 mark@2019:60"),
    ("《商标法》修改后，该法第六十三条第一款提高了赔偿。", "mark@2019:63.1"),
    ("《商标法实施条例》已修订，该条例第三条不变。", "rules@2014:3"),
    (
        "商标法第五十七条与刑法第二百一十三条衔接；该法第二百一十四条另有规定。",
        "mark@2019:57 crime@2020:213 crime@2020:214",
    ),
    ("《商标法实施条例》已修订，该法第三条不变。", ""),
    ("《商标法》很重要。\n同法第六十条", ""),
    ("《商标法》和《广告法》不同，该法第三条", ""),
    # versions
    ("《商标法》（2013年修正）第五十七条", "mark@2013:57"),
    ("《商标法（2013修正）》第五十七条", "mark@2013:57"),
    ("《商标法》（2001年修正）第五十七条", ""),
    ("《商标法》（2013年修正）第七十三条", ""),
    # what is no reference
    ("《商标法》第七十四条", ""),
    ("《商标法》第七十四条、第七十三条", "mark@2019:73"),
    ("《广告法》第三条", ""),
    ("《广告法》第三条、第四条", ""),
    ("《欧盟商标条例》（以下简称商标法），商标法第三条", ""),
    ("日本商标法第三条、德国商标法第三条", ""),
    ("依照日本《商标法》第三条、第四条", ""),
    ("越南现行《商标法》第三条，同法第四条", ""),
    ("美国的《商标法》第三条和韩国《商标法》第四条", ""),
    ("我国台湾地区《商标法》第三条", ""),
    ("依照我国《商标法》第三条", "mark@2019:3"),
    ("中华人民共和国《商标法》第三条", "mark@2019:3"),
    ("原《商标法》第五十二条、第五十三条", ""),
    ("修改前的《商标法》第五十七条第一项", ""),
    ("当时有效的《商标法》第五十七条", ""),
    ("新修订的《商标法》第五十七条", "mark@2019:57"),
    ("依照2001年《商标法》第五十二条", ""),
    ("依照2013年《商标法》第五十七条第二项", "mark@2013:57.1.2"),
    ("依照2013年修正的《商标法》第五十七条", "mark@2013:57"),
    ("2015年《商标法》第五十七条", "mark@2013:57"),
    ("2019年，《商标法》第三条", "mark@2019:3"),
    ("2023年《商标法》（2013年修正）第三条", "mark@2013:3"),
    ("新商标法第五十七条与旧商标法第五十二条", ""),
    ("军人保密法第五条", ""),
    ("合同法第五十二条", ""),
    ("2013年商标法第五十七条", ""),
    ("《同名规定》第一条", ""),
    ("第五十七条规定了侵权行为。", ""),
    ("本法第三条、前款、前条、本条第一款", ""),
    ("合同第三条第二款约定，第一项任务已完成。", ""),
    ("《商标法》自施行以来成效明显，第五十七条尤其重要。", ""),
    ("《商标法》第零条、第条", ""),
]


def test_the_table_is_long_enough():
    assert len(SENTENCES) >= 60


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence_refers_to(text, expected):
    assert found(text) == expected


INSIDE = [
    ("违反本法第三条的", "mark@2019:3"),
    ("依照本法第五十七条第一项、第二项和第六十条", "mark@2019:57.1.1 mark@2019:57.1.2 mark@2019:60"),
    ("有第五十七条所列行为之一的，依照第六十条处理", "mark@2019:57 mark@2019:60"),
    ("依照《中华人民共和国刑法》第二百一十三条、第二百一十四条", "crime@2020:213 crime@2020:214"),
    ("依照民事诉讼法第五十条、第五十一条", ""),
    ("依照前条规定", "mark@2019:13"),
    ("依照前两条规定", "mark@2019:12"),
    ("依照前条第二款规定", "mark@2019:13.2"),
    ("本条第一款第五项", "mark@2019:14.1.5"),
    ("依照本章第十三条", "mark@2019:13"),
    ("认定前款所称驰名", ""),
    ("第一句。\n前款规定", "mark@2019:14.1"),
    ("第一句。\n前款第（三）项、第（五）项规定", "mark@2019:14.1.3 mark@2019:14.1.5"),
    ("一。\n二。\n前两款规定", "mark@2019:14.1"),
    ("一。\n二。\n目前条件下，本法院第三条", ""),
    ("以前条例为准，本条例第三条", ""),
]


@pytest.mark.parametrize(("text", "expected"), INSIDE)
def test_inside_a_law_the_law_itself_is_meant(text, expected):
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]

    standing = Standing(MARK, MARK.versions[0], (14, 0), tuple(starts))

    assert found(text, inside=standing) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2014-04-30", ""),
        ("2014-05-01", "mark@2013:57"),
        ("2019-10-31", "mark@2013:57"),
        ("2019-11-01", "mark@2019:57"),
    ],
)
def test_the_version_of_the_day_is_meant(day, expected):
    assert found("《商标法》第五十七条", day=dt.date.fromisoformat(day)) == expected


def test_version_without_a_day_counts_only_where_it_is_the_only_one():
    undated = KnownVersion(1, None, None, "undated", {(1, 0): [0]})
    alone = Register([KnownLaw("x", "甲法", [], [undated])])
    beside = Register([KnownLaw("x", "甲法", [], [version(2020, "2020-01-01", {(1, 0): [0]}), undated])])

    places = [
        [reference.place.version for reference in find_references("《甲法》第一条", register, day=day)]
        for register in (alone, beside)
        for day in (dt.date(2019, 1, 1), TODAY)
    ]

    assert places == [[1], [1], [], [2020]]


def test_without_a_day_the_newest_version_is_meant():
    assert found("《商标法》第七十三条", day=None) == "mark@2019:73"


def test_a_link_begins_with_the_name_and_ends_with_the_item():
    text = "因此，依照《商标法》第五十七条第一项、第二项处理。"

    spans = [text[r.start : r.end] for r in find_references(text, REGISTER)]

    assert spans == ["《商标法》第五十七条第一项", "第二项"]


def test_a_range_knows_the_articles_between():
    last = find_references("《商标法》第五十六条至第五十九条", REGISTER)[-1]

    assert last.between == ((57, 0), (58, 0))


@pytest.mark.parametrize(
    "hostile",
    [
        "《",
        "第",
        "一",
        "《商标法》",
        "《商标法》第五十七条、",
        "（以下简称",
        "第一款",
        "同法第一条",
        "前款",
        "《商标法》（以下简称甲）",
    ],
)
def test_time_grows_with_length_only(hostile):
    def seconds(times):
        text = hostile * times
        started = time.perf_counter()
        find_references(text, REGISTER)
        return time.perf_counter() - started

    short = min(seconds(2_000) for _round in range(3))

    assert seconds(16_000) < max(8 * short * 4, 0.5)


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("二十", 20), ("一百零五", 105), ("一百二十三", 123), ("一千一百八十五", 1185), ("57", 57),
     ("５７", 57), ("二〇", None), ("百", 100), ("零", None)],
)  # fmt: skip
def test_numbers_are_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("key", "name"),
    [((10, 0), "第十条"), ((15, 0), "第十五条"), ((105, 0), "第一百零五条"), ((110, 0), "第一百一十条"),
     ((219, 1), "第二百一十九条之一"), ((1005, 0), "第一千零五条"), ((1185, 0), "第一千一百八十五条")],
)  # fmt: skip
def test_names_are_written(key, name):
    assert article_name(*key) == name
