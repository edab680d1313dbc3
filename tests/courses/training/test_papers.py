"""The printed papers of a class with sixty people, long names and long units: nothing is cut, covered or torn."""

import datetime as dt
import io

import pypdfium2
import pytest
from pypdf import PdfReader

from courses.training.exports.lists import post_and_rank
from courses.training.models import TimetableSlot
from courses.training.queries.papers import sheets_of, sign_in_sheet
from shared.directory.enums import RoleCode
from shared.documents.actions import typeset
from tests.factories.directory import member
from tests.factories.training import SessionFactory, seated

NAMES = ["欧阳震华", "王𠅤", "买买提·阿不都热合曼", "阿依夏木古丽·吐尔逊江·买合木提", "Nurmuhammat Abdurahman"]
UNITS = [
    "浙江省知识产权局",
    "杭州市滨江区市场监督管理局（知识产权局）",
    "中国（浙江）自由贸易试验区杭州片区知识产权保护中心（杭州高新区（滨江）知识产权综合服务中心）",
]
TITLE = "2026年长三角地区知识产权行政保护与刑事司法衔接暨商业秘密案件证据规则同堂培训班（第三期）"
PEOPLE = [
    {
        "name": NAMES[n % 5],
        "unit": UNITS[n % 3],
        "side": "ip",
        "side_word": "知识产权管理部门",
        "group": "第1组",
        "key": n,
    }
    for n in range(60)
]
HEAD = {
    "number": "TT-2026-031",
    "title": TITLE,
    "venue": "杭州市滨江区示范教室",
    "starts_on": "2026-11-23",
    "ends_on": "2026-11-27",
    "people": PEOPLE,
}


def half_days(count, first=dt.date(2026, 11, 23)):
    return [TimetableSlot(day=first + dt.timedelta(days=n // 2), half=["am", "pm"][n % 2]) for n in range(count)]


def texts_of(pdf):
    return [page.extract_text().replace("\n", "").replace(" ", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def boxes_of(pdf, text, page=0):
    """Where the text stands on the page: the first and the last character of each place, (left, bottom, right, top)."""
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[page].get_textpage()
        found, search = [], words.search(text)
        while hit := search.get_next():
            first, last = (words.get_charbox(place) for place in (hit[0], hit[0] + hit[1] - 1))
            found.append((first[0], last[1], last[2], first[3]))
        return found


def test_the_half_days_of_five_days_stand_on_one_sheet_and_no_day_is_torn_in_two():
    five = sheets_of(half_days(10))
    odd = sheets_of([half_days(2)[1], *half_days(11, dt.date(2026, 11, 24))])

    assert [len(sheet) for sheet in five] == [5]
    assert five[0][0] == {"day": "11-23 星期一", "halves": ["上午", "下午"]}
    assert [[len(day["halves"]) for day in sheet] for sheet in odd] == [[1, 2, 2, 2, 2], [2, 1]]
    assert sheets_of([]) == [[]]


@pytest.mark.django_db
@pytest.mark.usefixtures("regulations")
def test_page_and_paper_name_the_same_people_and_nobody_who_has_left(client):
    session = SessionFactory(state="in_progress", seats=(9, 0, 0))
    here = [seated(session, state=state) for state in ("accepted", "confirmed", "attending", "completed", "not_passed")]
    for state in ("no_show", "expelled", "withdrawn"):
        seated(session, state=state)
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))

    page = client.get(f"{session.get_absolute_url()}sign-in-sheet/")

    assert {row.pk for row in page.context["people"]} == {row.pk for row in here}
    assert {row["key"] for row in sign_in_sheet(session)["people"]} == {row.pk for row in here}


def test_the_sign_in_sheet_of_sixty_people_repeats_its_head_and_says_on_each_page_what_it_is():
    pages = texts_of(typeset("training/sign_in_sheet", {**HEAD, "sheets": sheets_of(half_days(10))}))

    assert len(pages) == 4
    for place, page in enumerate(pages, start=1):
        assert f"TT-2026-031{TITLE}签到表{place}/4" in page
        for word in ("序号", "姓名", "单位", "11-23星期一", "11-27星期五"):
            assert word in page
        assert page.count("上午") == page.count("下午") == 5
    whole = "".join(pages)
    for name in NAMES:
        assert whole.count(name.replace(" ", "")) == 12
    for unit in UNITS:
        assert whole.count(unit) == 20


def test_a_long_name_stays_in_its_column_and_its_row():
    pdf = typeset("training/sign_in_sheet", {**HEAD, "sheets": sheets_of(half_days(10))})

    (unit_begins, *_rest), *_others = boxes_of(pdf, UNITS[0])
    latin = boxes_of(pdf, "Nurmuhammat")
    assert len(latin) == 3
    assert all(right < unit_begins for _left, _bottom, right, _top in latin)
    (long, *_more), (below, *_after) = boxes_of(pdf, "阿依夏木"), boxes_of(pdf, "Nurmuhammat")
    (end, *_last) = boxes_of(pdf, "买合木提")
    assert long[3] > end[1] > below[3], "the row below begins under the end of the name"


def test_a_class_without_people_says_so_instead_of_an_empty_sheet():
    (page,) = texts_of(typeset("training/sign_in_sheet", {**HEAD, "people": [], "sheets": [[]]}))

    assert "尚无学员" in page


def test_badges_stand_eight_to_a_page_and_no_name_is_broken():
    pdf = typeset("training/badges", HEAD)

    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 8
    lines = pages[0].extract_text().splitlines()
    for name in NAMES:
        assert any(name in line for line in lines), name


def test_the_groups_name_leader_and_class_on_each_page():
    group = {"name": "第1组", "people": [{**person, "leads": person["key"] == 3} for person in PEOPLE]}

    pages = texts_of(typeset("training/group_list", {**HEAD, "groups": [group]}))

    assert len(pages) > 1
    assert all("姓名单位所属系统职责" in page and "TT-2026-031" in page for page in pages)
    assert "".join(pages).count("组长") == 1


def test_the_roster_repeats_its_head_and_breaks_no_word_of_a_side():
    rows = [
        [str(n + 1), p["name"], p["unit"], "四级高级检察官 知识产权检察办公室副主任", p["side_word"]]
        for n, p in enumerate(PEOPLE)
    ]
    data = {
        "title": "学员名册",
        "number": "TT-2026-031",
        "session": TITLE,
        "facts": ["TT-2026-031　杭州"],
        "heads": ["序号", "姓名", "单位", "职务职级", "占用名额"],
        "rows": rows,
        "made": "截至 2026-11-28",
    }

    pdf = typeset("training/roster", data)

    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 4
    for place, page in enumerate(texts_of(pdf), start=1):
        assert f"学员名册{place}/4" in page
        assert "序号姓名单位职务职级占用名额" in page
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    assert sum("知识产权管理部门" in line for line in lines) == 60
    (unit_begins, *_rest), *_others = boxes_of(pdf, UNITS[0])
    assert all(box[2] < unit_begins for box in boxes_of(pdf, "Nurmuhammat"))


@pytest.mark.parametrize(
    ("post", "rank", "expected"),
    [
        ("四级主任科员", "四级主任科员", "四级主任科员"),
        ("科长", "一级主任科员", "科长 一级主任科员"),
        ("", "科员", "科员"),
    ],
)
def test_a_post_that_is_called_like_the_rank_stands_once(post, rank, expected):
    assert post_and_rank(post, rank) == expected
