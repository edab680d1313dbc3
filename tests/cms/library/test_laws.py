"""Statutes read into laws, and the texts that rest on them."""

import datetime as dt
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from cms.library.actions import import_statute, relink
from cms.library.enums import LawKind
from cms.library.models import CasePage, Citation, Law, LawArticle, LawVersion, WhitePaperChapterPage
from cms.library.provisions import StatuteFault, article_name, paragraphs_of, read_statute, shape_of
from tests.factories.cms import block, case, chapter, paper
from tests.factories.directory import AgencyFactory
from tests.factories.laws import LAWS, import_laws
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db
RULES = "一、依照《中华人民共和国示例标志法》第三条第一款第（二）项、第三条之一。"


def command(folder, *args):
    out = StringIO()
    call_command("import_laws", str(folder), *args, stdout=out)
    lines = out.getvalue().splitlines()
    return json.loads(lines[-1]), lines


def statute(text, name="invented-law-2020.md"):
    return read_statute(text.encode(), name)


def faults(text, name="invented-law-2020.md"):
    with pytest.raises(StatuteFault) as caught:
        statute(text, name)
    return caught.value.faults


# The import


def test_folder_becomes_laws_versions_and_articles():
    counts, lines = command(LAWS)

    assert counts == {
        "read": 6, "created": 6, "updated": 0, "unchanged": 0, "refused": 0, "articles": 6 + 6 + 3 + 9 + 7 + 9,
        "linked": 6 + 6 + 3 + 9 + 7 + 9,
    }  # fmt: skip
    assert Law.objects.count() == 5
    assert {v.year: v.articles.count() for v in LawVersion.objects.filter(law__slug="example-mark-law")} == {
        2013: 6,
        2019: 6,
    }
    assert any("The file says no date" in line or "没有写明日期" in line for line in lines)


@pytest.mark.parametrize("name", [f.name for f in LAWS.glob("*.md") if f.name != "README.md"])
def test_articles_are_those_of_the_file(name):
    text = (LAWS / name).read_text()
    begins = [line.split()[0] for line in text.splitlines() if line.startswith("第") and "条" in line.split()[0]]

    read = read_statute(text.encode(), name)

    assert [article_name(*article.key) for article in read.articles] == begins


def test_second_run_changes_nothing(django_assert_max_num_queries):
    command(LAWS)
    before = list(LawArticle.objects.order_by("pk").values())

    counts, _lines = command(LAWS)

    assert counts == {
        "read": 6, "created": 0, "updated": 0, "unchanged": 6, "refused": 0, "articles": 40, "linked": 0,
    }  # fmt: skip
    assert list(LawArticle.objects.order_by("pk").values()) == before


def test_dry_run_says_the_same_and_writes_nothing():
    counts, _lines = command(LAWS, "--dry-run")

    assert counts["created"] == 6
    assert not Law.objects.exists()


def test_what_the_file_says_of_a_law():
    import_laws()

    law = Law.objects.get(slug="example-mark-rules")
    newest = LawVersion.objects.get(law__slug="example-mark-law", year=2019)

    assert (law.kind, law.issuing_body) == (LawKind.REGULATION, "国务院")
    assert law.versions.get().document_number == "国务院令第9001号"
    assert (newest.adopted_on, newest.effective_on) == (dt.date(2019, 4, 23), dt.date(2019, 11, 1))
    assert newest.law.names == ["标志法", "示标法"]
    assert Law.objects.get(slug="punitive-damages-interpretation").issuing_body == "最高人民法院"


def test_newer_version_keeps_the_older_with_its_text():
    import_laws("example-mark-law-2013.md")
    import_laws("example-mark-law-2019.md")

    old, new = [
        LawArticle.objects.get(version__year=year, number=3, suffix=0).text.split("\n")[1] for year in (2013, 2019)
    ]

    assert old == "（一）未经许可使用相同标志的；"
    assert new == "（一）未经许可使用相同或者近似标志的；"


def test_corrected_text_of_the_same_version_is_updated_in_place(tmp_path):
    import_laws("example-mark-law-2019.md")
    article = LawArticle.objects.get(number=1)
    text = (LAWS / "example-mark-law-2019.md").read_text().replace("为了举例，", "为了举例和更正，")
    (tmp_path / "example-mark-law-2019.md").write_text(text.replace("第五条 本法自2002年1月1日起施行。", ""))

    counts, lines = command(tmp_path)

    article.refresh_from_db()
    assert counts["updated"] == 1
    assert "articles 0 new, 1 changed, 1 removed, 4 as before" in lines[0]
    assert article.text == "为了举例和更正，制定本法。"
    assert "为了举例和更正" in article.html


def test_what_an_editor_corrected_stays():
    import_laws("example-mark-law-2019.md")
    Law.objects.update(aliases="标法")
    LawVersion.objects.update(effective_on=dt.date(2020, 1, 1), adopted_on=dt.date(2019, 5, 1))

    import_laws("example-mark-law-2019.md")

    assert Law.objects.get().names == ["标法"]
    assert LawVersion.objects.get().effective_on == dt.date(2020, 1, 1)


def test_the_same_version_from_another_source_is_the_same(tmp_path):
    import_laws("example-mark-law-2019.md")
    text = (LAWS / "example-mark-law-2019.md").read_text().replace("2019年11月1日 施行\n", "")
    (tmp_path / "example-mark-law-2019.md").write_text(text)

    counts, _lines = command(tmp_path)

    assert (counts["unchanged"], LawVersion.objects.count()) == (1, 1)


def test_extracts_of_one_law_complete_each_other(tmp_path):
    shutil.copy(LAWS / "civil-code-tort-damages.md", tmp_path)
    (tmp_path / "civil-code-persons.md").write_text("# 中华人民共和国民法典（节录：人）\n\n第十三条 自然人。\n")

    counts, _lines = command(tmp_path)

    law = Law.objects.get()
    assert (counts["created"], counts["updated"], law.slug) == (1, 1, "civil-code")
    assert law.versions.get().is_extract
    assert law.versions.get().articles.count() == 10


def test_paragraphs_items_and_headings_can_be_addressed():
    import_laws("example-mark-law-2019.md")

    article = LawArticle.objects.get(number=3, suffix=0)

    assert article.headings == ["第二章 保护", "第一节 范围"]
    assert article.shape == [2, 0]
    assert paragraphs_of(article.text)[0].items[1] == (2, "（二）销售带有前项标志的商品的：\n1．明知的；\n2．应知的。")
    assert 'id="a3-k1-x2"' in article.html
    assert LawArticle.objects.get(number=3, suffix=1).headings == ["第二章 保护", "第一节 范围"]


def test_items_without_a_paragraph_above_get_one():
    assert shape_of("（一）甲\n（二）乙\n丙") == [2, 0]


# Faults


def test_faults_name_file_and_line_and_nothing_of_the_file_is_taken(tmp_path):
    shutil.copy(LAWS / "example-mark-rules-2014.md", tmp_path)
    (tmp_path / "bad-law-2020.md").write_text(
        "# 坏法\n\n2020年13月1日 通过\n<!-- INFO END -->\n第二条 甲\n\n第一条 乙\n"
    )

    counts, lines = command(tmp_path)

    assert (counts["created"], counts["refused"]) == (1, 1)
    assert lines[0] == "bad-law-2020.md:3: 日历上没有 2020年13月1日 这一天。"
    assert lines[1] == "bad-law-2020.md:7: 第一条排在第 5 行的第二条之后：条文序号必须递增。"
    assert not Law.objects.filter(title="坏法").exists()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("第一条 甲\n", 1, "没有标题"),
        ("# 甲法\n\n无条文\n", 1, "没有条文"),
        ("# 甲法\n第一条 甲\n第一条 乙\n", 3, "必须递增"),
        ("# 甲法\n第一条 甲\n第三条 乙\n", 3, "中间的条文缺失"),
        ("# 甲法\n第一条 \n第二条 乙\n", 2, "没有正文"),
        ("# 甲法\n第二〇条 甲\n", 2, "不是条文序号"),
        ("# 甲法\n2020年2月30日 通过\n<!-- INFO END -->\n第一条 甲\n", 2, "2020年2月30日"),
        ("# 甲法\n2020年2月3日 通过\n<!-- INFO END -->\n第一条 自2020年2月31日起施行。\n", 4, "2月31日"),
    ],
)
def test_fault_has_its_line(text, line, words):
    found = faults(text)

    assert [at for at, said in found if words in said] == [line]


def test_file_that_is_no_text_is_refused():
    with pytest.raises(StatuteFault, match="UTF-8"):
        read_statute("# 甲法\n第一条 ".encode() + b"\xff\xfe", "a-2020.md")
    with pytest.raises(StatuteFault, match="2 MB"):
        read_statute(b"x" * 2_000_001, "a-2020.md")
    assert faults("# 甲法\n第一条 甲\n", "甲法.md")[0][1].startswith("文件名不能用作地址")


def test_extract_may_leave_articles_out():
    read = statute("# 甲法（节录：乙）\n第三条 甲\n第九条 乙\n")

    assert (read.title, [a.key for a in read.articles]) == ("甲法", [(3, 0), (9, 0)])


def test_another_law_cannot_take_an_address():
    import_laws("example-mark-law-2019.md")

    with pytest.raises(Exception, match="另一部法律"):
        import_statute(statute("# 乙法\n第一条 甲\n", "example-mark-law-2019.md"), by=None)


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        command(tmp_path / "gone")


def test_version_is_not_in_force_before_it_is_adopted():
    import_laws("example-mark-law-2019.md")

    with pytest.raises(IntegrityError), transaction.atomic():
        LawVersion.objects.update(effective_on=dt.date(2019, 4, 22))


def test_where_only_the_year_is_known_the_text_counts_from_the_next():
    version = import_statute(
        statute("# 丙条例\n2011年1月8日 修订\n<!-- INFO END -->\n第一条 甲\n", "c-2013.md"), by=None
    ).version

    assert (version.adopted_on, version.starts_on) == (None, dt.date(2014, 1, 1))


# Texts that rest on them


def rows():
    return sorted((c.page.slug, str(c.article.version.year), c.article.slug, c.places) for c in Citation.objects.all())


def write_case(text=RULES, **fields):
    sections = [
        block("section", {"name": name, "text": f"<p>{text}</p>"})
        for name in ("基本案情", "检察机关履职情况", "典型意义")
    ]
    return case(sections=sections, **fields)


def test_case_cites_when_it_is_published_and_no_longer_when_unpublished():
    import_laws()
    page = write_case(slug="a")
    assert rows() == []

    put_live(page)
    assert rows() == [("a", "2019", "3", "第一款第二项"), ("a", "2019", "3-1", "")]

    CasePage.objects.get(pk=page.pk).unpublish()
    assert rows() == []


def test_revision_with_other_articles_replaces_the_rows():
    import_laws()
    page = write_case(slug="a", live=True)

    page.sections = [block("section", {"name": "基本案情", "text": "<p>《标志法》第一条</p>"})]
    page.save_revision()
    put_live(page)

    assert rows() == [("a", "2019", "1", "")]


def test_draft_of_a_live_case_changes_nothing():
    import_laws()
    page = write_case(slug="a", live=True)
    before = rows()

    page.sections = []
    page.save_revision()

    assert rows() == before


@pytest.mark.parametrize(("year", "cited"), [(2026, "2019"), (2018, "2013"), (2013, None)])
def test_case_means_the_law_of_its_day(year, cited):
    import_laws()

    write_case("《标志法》第一条", slug="a", year=year, live=True)

    assert [row[1] for row in rows()] == ([cited] if cited else [])


def test_chapter_cites_with_its_paper():
    import_laws()
    report = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(report, block("paragraph", "<p>《标志法》第一条至第三条</p>"), live=True, slug="basics")

    assert rows() == [("basics", "2019", "1", ""), ("basics", "2019", "2", ""), ("basics", "2019", "3", "")]
    assert Citation.objects.visible_to(None).count() == 3

    report.refresh_from_db()
    report.unpublish()
    assert Citation.objects.visible_to(None).count() == 0


def test_law_that_comes_later_is_linked_in_what_is_public():
    write_case(slug="a", live=True)
    report = paper(AgencyFactory(proc=True), live=True, slug="2025")
    part = chapter(report, block("paragraph", "<p>《标志法》第一条</p>"), live=True, slug="basics")
    assert rows() == []

    import_laws()

    assert [row[:3] for row in rows()] == [("a", "2019", "3"), ("a", "2019", "3-1"), ("basics", "2019", "1")]
    assert '<a class="law" href="/laws/example-mark-law/1/">' in WhitePaperChapterPage.objects.get(pk=part.pk).html
    assert "/laws/example-mark-law/3/#a3-k1-x2" in CasePage.objects.get(slug="a").drawn[0]["html"]
    assert sum(relink(by=None).values()) == 0


def test_link_to_the_newest_becomes_one_to_its_day_when_a_newer_version_comes():
    import_laws("example-mark-law-2013.md")
    write_case("《标志法》第一条", slug="a", year=2018, live=True)
    assert 'href="/laws/example-mark-law/1/"' in CasePage.objects.get().drawn[0]["html"]

    import_laws("example-mark-law-2019.md")

    assert 'href="/laws/example-mark-law/at/2014-05-01/1/"' in CasePage.objects.get().drawn[0]["html"]


def test_revision_keeps_the_text_without_links():
    import_laws()

    page = write_case(slug="a", live=True)

    assert "drawn" not in page.save_revision().content


def test_the_shipped_statutes_are_whole():
    shipped = Path(__file__).parents[3] / "site/portal/demo/data/laws"

    counts, _lines = command(shipped)

    assert (counts["created"], counts["refused"], counts["articles"]) == (3, 0, 73 + 9 + 7)
