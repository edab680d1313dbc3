"""The index follows what happens, and a pass that was broken off goes on."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from courses.training.models import Session
from shared.audit.actions import NotAllowedNow, record
from shared.directory.enums import RoleCode
from shared.search import actions
from shared.search.actions import rebuild
from shared.search.models import Entry, Rebuild, TokenCount
from shared.search.sources import SOURCES, Source, plain_text
from tests.factories.cms import chapter, paper
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.laws import import_laws
from tests.factories.release import put_live
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_published_page_is_found_and_an_unpublished_one_is_dropped(titles, write_case, commits):
    page = write_case("光刻案", "光刻胶配方。", live=False)
    with commits():
        put_live(page)
    assert titles("光刻胶") == ["光刻案"]

    page.refresh_from_db()
    with commits():
        page.unpublish()
    assert not Entry.objects.filter(source="case").exists()


def test_a_new_text_replaces_the_old_one_in_the_token_index(titles, write_case, commits):
    page = write_case("光刻案", "光刻胶配方。", live=False)
    with commits():
        put_live(page)
    page.refresh_from_db()
    page.title = "蚀刻案"
    for section in page.sections:
        section.value["text"].source = "<p>蚀刻气体。</p>"
    with commits():
        page.save_revision()
        put_live(page)

    assert titles("蚀刻气体") == ["蚀刻案"]
    assert titles("光刻胶配方") == []


def test_a_chapter_moves_with_its_paper(commits, indexed):
    of = paper(AgencyFactory(), slug="old", live=True, title="白皮书")
    page = chapter(of, live=True, slug="one")
    indexed()
    assert Entry.objects.get(source="chapter", object_id=page.pk).url == "/white-papers/old/one/"

    of.refresh_from_db()
    of.slug = "new"
    with commits():
        of.save_revision()
        put_live(of)
    assert Entry.objects.get(source="chapter", object_id=page.pk).url == "/white-papers/new/one/"


def test_an_act_on_a_class_brings_its_entry_up_to_date_once_it_has_committed(titles, commits):
    with commits():
        session = SessionFactory(title="旧题培训班", region=RegionFactory())
        record("training.session.draft", session, by=None)
    with commits():
        Session.objects.filter(pk=session.pk).update(
            title="新题培训班", starts_on=dt.date(2027, 5, 1), ends_on=dt.date(2027, 5, 2)
        )
        record("training.session.revise", session, by=None)
        assert titles("旧题培训班") == ["旧题培训班"]

    assert titles("新题培训班") == ["新题培训班"]
    entry = Entry.objects.get(source="session")
    assert (entry.year, entry.region.code, entry.object_id) == (2027, "330000", session.pk)


def test_an_imported_law_is_found_with_its_articles(titles, commits):
    with commits():
        import_laws("example-mark-law-2019.md")

    assert Entry.objects.filter(source="law").count() == 1
    assert Entry.objects.filter(source="article").count() > 3


def test_what_has_not_changed_is_not_written_again(django_assert_num_queries, write_case, indexed):
    page = write_case("不变案", "内容。")
    indexed()

    rows = type(page).objects.filter(pk=page.pk)
    assert actions.index_rows("case", rows) == 0


def test_an_index_that_fails_does_not_undo_the_act(monkeypatch, commits):
    monkeypatch.setattr(actions, "entry_of", lambda source, row: 1 / 0)

    with commits():
        session = SessionFactory()
        record("training.session.draft", session, by=None)

    assert Session.objects.filter(pk=session.pk).exists()


def test_a_pass_finds_everything_counts_it_and_drops_what_has_gone(write_case, titles):
    gone = write_case("旧案", "旧内容。")
    rebuild()
    Entry.objects.create(source="unknown", object_id=1, title="x", url="/x/")
    type(gone).objects.filter(pk=gone.pk).update(live=False)
    write_case("新案", "新内容。")

    run = rebuild()

    assert not run.is_open
    assert not Entry.objects.filter(source="unknown").exists()
    assert list(Entry.objects.filter(source="case").values_list("title", flat=True)) == ["新案"]
    assert TokenCount.objects.get(token="#entries").entries == Entry.objects.count()
    assert TokenCount.objects.get(token="新案").entries == 1
    assert not TokenCount.objects.filter(token="旧案").exists()


def test_a_broken_pass_goes_on_where_it_stopped(write_case, monkeypatch):
    for number in range(5):
        write_case(f"第{number}案")
    monkeypatch.setattr(actions, "CHUNK", 2)
    real, seen = SOURCES["case"], []

    def describe(page):
        if len(seen) == 4:
            raise KeyboardInterrupt
        seen.append(page.title)
        return real.describe(page)

    monkeypatch.setitem(SOURCES, "case", Source("case", real.label, real.rows, describe, real.visible, real.follows))
    with pytest.raises(KeyboardInterrupt):
        rebuild()
    assert Rebuild.objects.get().done >= 4
    monkeypatch.setitem(SOURCES, "case", real)
    again = []
    monkeypatch.setattr(actions, "write", lambda entries, kept=actions.write: (again.extend(entries), kept(entries)))

    run = rebuild()

    assert [e.title for e in again if e.source == "case"] == ["第4案"]
    assert Rebuild.objects.get() == run
    assert Entry.objects.filter(source="case").count() == 5


def test_a_second_process_that_takes_the_pass_over_stops_the_first(write_case, monkeypatch):
    write_case("案")
    run = Rebuild.objects.create(source="case", last_id=0)
    Rebuild.objects.filter(pk=run.pk).update(last_id=10**9)

    with pytest.raises(NotAllowedNow):
        actions.next_chunk(run, SOURCES["case"])
    assert not Entry.objects.exists()


def test_there_is_one_open_pass_at_most():
    Rebuild.objects.create()

    with pytest.raises(IntegrityError):
        Rebuild.objects.create()


def test_the_command_says_how_far_it_has_come(write_case, capsys):
    write_case("案")

    call_command("rebuild_search")

    assert capsys.readouterr().out.splitlines()[-1].isdigit()


def test_long_texts_are_cut_and_html_becomes_lines(write_case, titles, indexed):
    page = write_case("长案", "证据规则。" * 13_000)
    indexed()

    assert len(Entry.objects.get(object_id=page.pk, source="case").text) == actions.LONGEST
    html = "<h2>一、标题</h2><p>《<a href='/x/'>商标法</a>》第一条<br>甲&amp;乙</p><svg><text>图</text></svg>"
    assert plain_text(html) == "一、标题\n《商标法》第一条\n甲&乙"


def test_the_token_index_answers_by_tokens(write_case, indexed):
    write_case("案", "罕见词汇。")
    indexed()

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH '\"罕见\"'")
        else:
            cursor.execute("SELECT id FROM search_entry WHERE string_to_array(tokens, ' ') @> ARRAY['罕见']")
        found = [row[0] for row in cursor.fetchall()]
    assert found == [Entry.objects.get(source="case").pk]


def test_everybody_is_found_by_her_unit_too(titles, indexed):
    agency = AgencyFactory(name="浙江省知识产权局")
    hr = member(agency, RoleCode.UNIT_HR, name="安宁")
    indexed()

    assert titles("浙江省知识产权局", hr, source="person") == ["安宁"]
