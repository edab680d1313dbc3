"""Charts and pictures are drawn when a paper is sent to review, and its PDF finds them."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.blocks import charts
from cms.blocks.models import DrawnChart
from cms.library import book
from cms.library.actions import submit_for_review
from cms.library.book import paper_book
from cms.library.models import WhitePaperChapterPage
from shared.directory.enums import RoleCode
from shared.jobs.models import Job
from tests.factories.cms import case, chapter, figure, paper
from tests.factories.directory import AgencyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def editor():
    return member(AgencyFactory(proc=True), RoleCode.EDITOR)


@pytest.fixture
def draft(editor):
    page = paper(editor.person.postings.get().agency, by=editor)
    chapter(page, figure(), figure(), by=editor)
    return page


def images(found):
    return [block["image"] for part in found["chapters"] for block in part["blocks"] if block["kind"] == "figure"]


def test_pdf_of_a_paper_under_review_draws_no_chart_again(draft, editor, run_jobs, monkeypatch):
    submit_for_review(draft, by=editor)
    run_jobs()
    monkeypatch.setattr(book, "drawn", lambda said: pytest.fail("drawn again"))

    first, second = images(paper_book(draft, draft.parts()))

    assert DrawnChart.objects.count() == 1  # the same figure twice is one chart
    assert first == second == DrawnChart.objects.get().svg.encode()
    assert first.startswith(b"<svg")


def test_changed_number_is_drawn_anew(draft, editor, run_jobs):
    submit_for_review(draft, by=editor)
    run_jobs()
    page = WhitePaperChapterPage.objects.get()
    page.body[0].value["grid"]["data"][1][1] = "4711"

    changed, same = images(paper_book(draft, [page]))

    assert b"4711" in changed
    assert b"4711" not in same
    assert DrawnChart.objects.count() == 2


def test_another_engine_or_look_is_another_picture(monkeypatch):
    said = charts.chart_said("bar", [["", "件"], ["2025年", "3"]], [[3.0]], unit="件", title="图", description="图")
    before = charts.chart_digest(said)
    monkeypatch.setattr(charts, "version", lambda name: "0")

    assert charts.chart_digest(said) != before
    monkeypatch.undo()
    monkeypatch.setattr(charts, "WIDTH", 561)
    assert charts.chart_digest(said) != before


def test_charts_of_long_ago_go(draft):
    DrawnChart.objects.create(digest="0" * 64, svg="<svg/>")
    DrawnChart.objects.update(drawn_at=timezone.now() - dt.timedelta(days=401))

    paper_book(draft, draft.parts())

    assert list(DrawnChart.objects.filter(digest="0" * 64)) == []
    assert DrawnChart.objects.count() == 1


def test_a_case_has_nothing_to_draw(editor):
    page = case(by=editor, agency=editor.person.postings.get().agency)

    submit_for_review(page, by=editor)

    assert not Job.objects.filter(task="library.draw_ahead").exists()
