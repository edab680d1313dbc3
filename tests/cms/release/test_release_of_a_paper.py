"""A white paper in a release: chapters, figures and PDF become public at one instant, or none of them."""

import datetime as dt

import pytest
import time_machine
from pypdf import PdfReader

from cms.library.actions import submit_for_review
from cms.library.enums import EditionState
from cms.library.models import Dataset, PaperEdition, WhitePaperChapterPage
from cms.release.actions import add_page, confirm_release, launch_release, move_release, plan_release
from cms.release.enums import ReleaseState
from cms.release.models import Route
from cms.release.queries import lacking
from shared.directory.enums import RoleCode
from tests.factories.cms import chapter, figure, paper
from tests.factories.directory import member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
MINUTE = dt.datetime(2026, 4, 26, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MINUTE - dt.timedelta(days=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def release(agency, author, clock):
    return plan_release(title="白皮书发布", agency=agency, planned_at=MINUTE, by=author)


@pytest.fixture
def waiting(release, agency, author):
    """A paper with a chapter whose route is complete; its PDF has been asked for."""
    page = paper(agency, slug="2026", by=author)
    chapter(page, figure(), slug="basics", title="基本情况", by=author)
    add_page(release, page, by=author)
    submit_for_review(page, by=author)
    return agree(page, reviewers(agency))


def test_everything_is_there_at_the_minute_and_nothing_before(client, release, waiting, agency, run_jobs, clock):
    run_jobs()
    confirm_release(release, by=member(agency, RoleCode.SECTION_HEAD))
    run_jobs()
    addresses = ["/white-papers/2026/", "/white-papers/2026/basics/", "/white-papers/2026/pdf/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert not Dataset.objects.exists()
    assert lacking(release) == []

    clock.move_to(MINUTE)
    assert launch_release(release)

    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert Dataset.objects.get().title == "监督立案"
    edition = PaperEdition.objects.get()
    assert (edition.state, edition.published_on) == (EditionState.MADE, dt.date(2026, 4, 26))


def test_the_release_is_held_back_while_the_pdf_is_being_made(release, waiting, agency, clock):
    confirm_release(release, by=member(agency, RoleCode.SECTION_HEAD))

    clock.move_to(MINUTE)
    assert not launch_release(release)

    release.refresh_from_db()
    assert release.state == ReleaseState.HELD
    assert "PDF 还在制作" in release.held_reason
    assert not WhitePaperChapterPage.objects.live().exists()


def test_a_pdf_that_cannot_be_made_is_said_before_the_day(release, waiting, run_jobs):
    run_jobs()
    PaperEdition.objects.update(state=EditionState.FAILED, fault="没有字体含有这些字符：𬌗")

    (fault,) = lacking(release)
    assert "没有字体含有这些字符" in fault


def test_the_pdf_follows_another_day(release, waiting, author, run_jobs):
    run_jobs()
    move_release(release, to=MINUTE + dt.timedelta(days=2), reason="改期", by=author)
    assert len(lacking(release)) == 1
    run_jobs()

    assert lacking(release) == []
    edition = PaperEdition.objects.get(route=Route.objects.open().get())
    assert edition.published_on == dt.date(2026, 4, 28)
    with edition.file.open("rb") as file:
        assert "2026年4月28日" in PdfReader(file).pages[0].extract_text().replace(" ", "")
