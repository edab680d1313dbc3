"""The register of laws for readers and editors, and the links that lead to it."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.library.book import paper_book
from cms.library.models import CasePage, Law, LawArticle, LawVersion, WhitePaperPage, law_register
from cms.library.provisions import find_references, link_html, unlinked
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.laws import import_laws

pytestmark = pytest.mark.django_db
LINK = '<a class="law" href="/laws/example-mark-law/{}">{}</a>'


@pytest.fixture
def laws():
    import_laws()


def linked(html):
    register = law_register()
    return link_html(html, lambda text: find_references(text, register), register)[0]


def write_case(slug, text="依照《标志法》第三条第一款第二项"):
    names = ("基本案情", "检察机关履职情况", "典型意义")
    return case(sections=[block("section", {"name": n, "text": f"<p>{text}</p>"}) for n in names], slug=slug, live=True)


# Links in HTML


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>《标志法》第一条。</p>", f"<p>{LINK.format('1/', '《标志法》第一条')}。</p>"),
        ("<p>标志法第三条第一项</p>", f"<p>{LINK.format('3/#a3-k1-x1', '标志法第三条第一项')}</p>"),
        (
            "<p>《标志法》<b>第一条</b></p>",
            f"<p>《标志法》<b>{LINK.format('1/', '第一条')}</b></p>",
        ),
        (
            '<p>《标志法》<sup class="fnref"><a id="fnref-1" href="#fn-1">1</a></sup>第一条</p>',
            '<p>《标志法》<sup class="fnref"><a id="fnref-1" href="#fn-1">1</a></sup>'
            f"{LINK.format('1/', '第一条')}</p>",
        ),
        (
            '<p><a href="https://example.org/">《标志法》</a>第一条</p>',
            f'<p><a href="https://example.org/">《标志法》</a>{LINK.format("1/", "第一条")}</p>',
        ),
        ('<p><a href="/x/">《标志法》第一条</a></p>', None),
        ("<h2>《标志法》第一条</h2>", None),
        ("<figcaption>《标志法》第一条</figcaption>", None),
        ('<svg viewBox="0 0 1 1"><text>《标志法》第一条</text></svg>', None),
        ('<img alt="《标志法》第一条">', None),
        ("<p>《标志法》</p><p>第一条</p>", None),
        ("<p>《标志法》第<b>一</b>条</p>", None),
        ("<p>《标志法》第九十九条</p>", None),
        ("<p>&quot;甲&quot;&#x27;&nbsp;乙</p>", None),
        (
            "<p>&lt;script&gt; &amp; 《标志法》第一条 &quot;x&quot;</p>",
            f'<p>&lt;script&gt; &amp; {LINK.format("1/", "《标志法》第一条")} "x"</p>',
        ),
        (
            "<td>《标志法》第一条、第二条</td>",
            f"<td>{LINK.format('1/', '《标志法》第一条')}、{LINK.format('2/', '第二条')}</td>",
        ),
    ],
)
def test_html_is_linked(laws, html, expected):
    assert linked(html) == (expected or html)


def test_links_are_made_anew_and_taken_away(laws):
    html = "<p>《标志法》第一条</p>"

    assert linked(linked(html)) == linked(html)
    assert unlinked(linked(html)) == html


def test_case_shows_links_and_escapes_its_text(client, laws):
    write_case("a", "依照《标志法》第一条，甲&lt;b&gt;乙")

    html = client.get("/cases/a/").content.decode()

    assert LINK.format("1/", "《标志法》第一条") in html
    assert "甲&lt;b&gt;乙" in html


def test_chapter_links_its_text_and_not_its_headings(client, laws):
    report = paper(AgencyFactory(proc=True), live=True, slug="2025")
    blocks = [
        block("heading", {"text": "《标志法》第一条", "level": "2"}),
        block("paragraph", "<p>《标志法》第二条[^1]</p>"),
    ]
    notes = [block("footnote", {"mark": "1", "text": "<p>《标志法》第三条</p>"})]
    chapter(report, *blocks, footnotes=notes, live=True, slug="basics")
    report.refresh_from_db()
    report.save()

    html = client.get("/white-papers/2025/basics/").content.decode()

    assert html.count('class="law"') == 2
    assert LINK.format("2/", "《标志法》第二条") in html
    assert LINK.format("3/", "《标志法》第三条") in html


def test_pdf_gets_the_text_unbroken(laws):
    report = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(report, block("paragraph", "<p>依照《标志法》第二条处理</p>"), live=True, slug="basics")

    book = paper_book(WhitePaperPage.objects.get(pk=report.pk))

    assert book["chapters"][0]["blocks"][0]["paragraphs"] == [[{"text": "依照《标志法》第二条处理"}]]


def test_article_of_a_law_links_to_its_own_law(laws):
    html = LawArticle.objects.get(version__year=2019, number=3, suffix=0).html
    rules = LawArticle.objects.get(version__law__slug="example-mark-rules", number=2).html

    assert LINK.format("2/#a2-k1-x2", "本法第二条第一款第（二）项") in html
    assert LINK.format("3/#a3-k1-x1", "前款第一项") in html
    assert LINK.format("3/#a3-k1-x1", "标志法第三条第一款第一项") in rules
    assert "1．明知的；<br>" not in html.split("a3-k1-x1")[0]


# Pages


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", 5),
        ("?kind=law", 3),
        ("?kind=interpretation", 1),
        ("?kind=nonsense", 5),
        ("?q=示例", 2),
        ("?q=示标法", 1),
        ("?q=示例&kind=regulation", 1),
        ("?q=没有这部法", 0),
    ],
)
def test_list_is_narrowed_by_kind_and_words(client, laws, query, titles):
    page = client.get(f"/laws/{query}")

    assert len(page.context["laws"]) == titles
    assert ("没有符合条件的法律法规" in page.content.decode()) == (titles == 0)


def test_empty_register_says_so(client):
    assert "尚未导入法律法规" in client.get("/laws/").content.decode()


def test_law_shows_contents_articles_and_versions(client, laws):
    html = client.get("/laws/example-mark-law/").content.decode()

    assert '<a href="#a3">第二章 保护</a>' in html
    assert '<a href="/laws/example-mark-law/3-1/">第三条之一</a>' in html
    assert "使用相同或者近似标志的" in html
    assert 'href="/laws/example-mark-law/at/2014-05-01/"' in html
    assert "自 2014-05-01 起，至 2019-11-01 前" in html


def test_older_version_has_an_address_of_its_own(client, laws):
    law = client.get("/laws/example-mark-law/at/2014-05-01/").content.decode()
    article = client.get("/laws/example-mark-law/at/2014-05-01/3/").content.decode()

    assert "旧文本" in law
    assert "使用相同标志的" in law
    assert "使用相同标志的" in article
    assert "文字不同" in article
    assert '<a href="/laws/example-mark-law/3/">查看最新文本</a>' in article


@pytest.mark.parametrize(
    "address",
    ["gone/", "example-mark-law/99/", "example-mark-law/3-9/", "example-mark-law/x/", "example-mark-law/003/",
     "example-mark-law/at/2000-01-01/", "example-mark-law/at/2014-05-01/99/", "example-mark-law/99999999999/"],
)  # fmt: skip
def test_what_is_not_there_answers_404(client, laws, address):
    assert client.get(f"/laws/{address}").status_code == 404


def test_article_lists_what_rests_on_it_and_never_a_draft(client, laws):
    write_case("public")
    draft = write_case("draft")
    CasePage.objects.get(pk=draft.pk).unpublish()
    report = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(report, block("paragraph", "<p>《标志法》第三条</p>"), live=True, slug="basics")
    hidden = paper(AgencyFactory(proc=True), live=False, slug="2026")
    chapter(hidden, block("paragraph", "<p>《标志法》第三条</p>"), live=True, slug="secret")

    html = client.get("/laws/example-mark-law/3/").content.decode()

    assert '<a href="/cases/public/">' in html
    assert "第一款第二项" in html
    assert '<a href="/white-papers/2025/basics/">' in html
    assert "/cases/draft/" not in html
    assert "2026/secret" not in html


def test_article_that_nothing_rests_on_says_so(client, laws):
    assert "还没有已公开的案例或白皮书引用本条" in client.get("/laws/example-mark-law/5/").content.decode()


def test_repealed_law_says_so_and_keeps_its_text(client, laws):
    Law.objects.filter(slug="punitive-damages-interpretation").update(repealed_on=dt.date(2025, 1, 1))

    assert "2025-01-01 废止" in client.get("/laws/punitive-damages-interpretation/1/").content.decode()


def test_pages_speak_english(client, laws):
    client.cookies["django_language"] = "en"

    assert "Cases and papers that rest on it" in client.get("/laws/example-mark-law/3/").content.decode()
    assert "older version" in client.get("/laws/example-mark-law/at/2014-05-01/").content.decode()


@pytest.mark.parametrize(
    "address", ["/laws/", "/laws/example-mark-law/", "/laws/example-mark-law/3/", "/cases/a/", "/laws/?q=法&kind=law"]
)
def test_public_page_costs_at_most_twelve_queries(client, laws, address, django_assert_max_num_queries):
    write_case("a")
    write_case("b")
    client.get("/cases/b/")  # a process knows the types of its pages, whichever tests ran before in it

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_article_costs_the_same_with_one_case_and_four(client, laws, django_assert_num_queries):
    write_case("a")
    client.get("/laws/example-mark-law/3/")
    with django_assert_num_queries(7) as first:
        client.get("/laws/example-mark-law/3/")

    for slug in "bcd":
        write_case(slug)
    with django_assert_num_queries(len(first)):
        assert client.get("/laws/example-mark-law/3/").content.decode().count('<span class="chip">案例</span>') == 4


# The editor

LISTS = [reverse(f"wagtailsnippets_library_{name}:list") for name in ("law", "lawversion", "lawarticle")]


def edit_law(client, law, **fields):
    data = {"aliases": law.aliases, "kind": law.kind, "issuing_body": law.issuing_body, "repealed_on": "", "note": ""}
    return client.post(reverse("wagtailsnippets_library_law:edit", args=[law.pk]), data | fields)


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.SECTION_HEAD])
@pytest.mark.parametrize("address", LISTS)
def test_editors_read_laws_in_the_editor(client, laws, role, address):
    client.force_login(member(AgencyFactory(proc=True), role))

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_list_of_the_editor_costs_the_same_with_more_rows(client, address, django_assert_max_num_queries):
    import_laws("example-mark-rules-2014.md")
    client.force_login(member(AgencyFactory(proc=True), RoleCode.EDITOR))
    client.get(address)
    with django_assert_max_num_queries(60) as first:
        client.get(address)
    import_laws("example-mark-law-2013.md", "example-mark-law-2019.md")

    with django_assert_max_num_queries(len(first)):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [RoleCode.ORGANISER, RoleCode.UNIT_HR])
@pytest.mark.parametrize("address", LISTS)
def test_others_do_not(client, laws, role, address):
    client.force_login(member(AgencyFactory(proc=True), role))

    assert client.get(address).status_code in {302, 403}


def test_editor_corrects_names_and_the_texts_follow(client, laws, run_jobs):
    write_case("a", "依照《标标法》第一条")
    law, editor = Law.objects.get(slug="example-mark-law"), member(AgencyFactory(proc=True), RoleCode.EDITOR)
    client.force_login(editor)

    answer = edit_law(client, law, aliases="标标法", title="别的名字")
    run_jobs()

    law.refresh_from_db()
    assert answer.status_code == 302
    assert (law.names, law.title) == (["标标法"], "中华人民共和国示例标志法")
    assert LINK.format("1/", "《标标法》第一条") in CasePage.objects.get(slug="a").drawn[0]["html"]
    assert ModelLogEntry.objects.filter(action="library.law.correct", user=editor).count() == 1


def test_editor_corrects_the_days_of_a_version(client, laws, run_jobs):
    write_case("a", "依照《标志法》第一条")
    version = LawVersion.objects.get(law__slug="example-mark-law", year=2019)
    client.force_login(member(AgencyFactory(proc=True), RoleCode.EDITOR))
    address = reverse("wagtailsnippets_library_lawversion:edit", args=[version.pk])
    days = {"adopted_on": "2019-04-23", "document_number": "", "source": "公报"}

    refused = client.post(address, {**days, "effective_on": "2019-04-22"})
    client.post(address, {**days, "effective_on": "2027-01-01"})
    run_jobs()

    assert "施行日期不能早于通过日期" in refused.content.decode()
    assert "/laws/example-mark-law/at/2014-05-01/1/" in CasePage.objects.get(slug="a").drawn[0]["html"]


def test_section_head_corrects_nothing(client, laws):
    law = Law.objects.get(slug="example-mark-law")
    client.force_login(member(AgencyFactory(proc=True), RoleCode.SECTION_HEAD))

    edit_law(client, law, aliases="别名")

    law.refresh_from_db()
    assert law.names == ["标志法", "示标法"]


@pytest.mark.parametrize("name", ["law", "lawversion", "lawarticle"])
def test_nobody_adds_or_deletes_by_hand(client, laws, name, admin_user):
    client.force_login(admin_user)
    model = {"law": Law, "lawversion": LawVersion, "lawarticle": LawArticle}[name]
    row, before = model.objects.first(), model.objects.count()

    added = client.get(reverse(f"wagtailsnippets_library_{name}:add"))
    client.post(reverse(f"wagtailsnippets_library_{name}:delete", args=[row.pk]))

    assert added.status_code in {302, 403}
    assert model.objects.count() == before


def test_text_of_an_article_is_read_and_not_edited(client, laws):
    article = LawArticle.objects.get(version__year=2019, number=1)
    client.force_login(member(AgencyFactory(proc=True), RoleCode.EDITOR))

    read = client.get(reverse("wagtailsnippets_library_lawarticle:inspect", args=[article.pk]))
    client.post(reverse("wagtailsnippets_library_lawarticle:edit", args=[article.pk]), {"text": "别的"})

    article.refresh_from_db()
    assert "为了举例，制定本法。" in read.content.decode()
    assert article.text == "为了举例，制定本法。"
