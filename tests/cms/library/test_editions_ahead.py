"""Editions made ahead of a release, and attempts that overtake one another."""

import datetime as dt
import io
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from cms.library.actions import ask_for_edition, ask_for_edition_of_route, editions, import_white_paper, make_edition
from cms.library.actions.editions import changed_since
from cms.library.enums import EditionStage, EditionState
from cms.library.models import PaperEdition, WhitePaperPage
from cms.release.actions import release_route
from cms.release.enums import Step
from shared.audit.actions import NotAllowedNow
from shared.jobs.models import Job
from shared.media.models import MediaImage
from tests.factories import cms as factories
from tests.factories.release import put_live, reviewed

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "data"
NOW = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)  # ten in the morning in Beijing
PLANNED = dt.date(2026, 12, 8)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def draft():
    page = factories.paper(slug="2026", title="协同保护白皮书（2026）")
    factories.chapter(page, factories.block("paragraph", "<p>头一版的文字。</p>"), slug="one")
    return page


@pytest.fixture
def public(draft, run_jobs):
    """A paper that is public, with its PDF."""
    release_route(reviewed(draft, parts=draft.parts()), by=None)
    run_jobs()
    return WhitePaperPage.objects.get(pk=draft.pk)


def route_of(page):
    return reviewed(page, parts=page.parts())


def rewrite(page, words, **changes):
    """A new draft of the chapter, and of the paper where `changes` say so."""
    part = page.parts()[0]
    part.body = [factories.block("paragraph", f"<p>{words}</p>")]
    part.save_revision()
    if changes:
        again = page.get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(again, name, value)
        again.save_revision()


def words_of(edition):
    edition.refresh_from_db()
    return words(edition.file.storage.open(edition.file.name).read())


def words(pdf):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def served(client):
    answer = client.get("/white-papers/2026/pdf/")
    return words(b"".join(answer.streaming_content)) if answer.status_code == 200 else ""


def test_edition_ahead_has_the_frozen_text_and_the_planned_day_and_nobody_gets_it(client, draft, run_jobs):
    route = route_of(draft)

    edition = ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    run_jobs()

    edition.refresh_from_db()
    assert (edition.state, edition.route, edition.published_on) == (EditionState.MADE, route, PLANNED)
    assert "头一版的文字。" in words_of(edition)
    assert "2026年12月8日" in words_of(edition)
    assert edition.revision_id == draft.get_latest_revision().pk
    assert edition.released_at is None
    assert draft.ready_edition() is None
    assert not PaperEdition.objects.visible_to(None).exists()
    assert client.get("/white-papers/2026/pdf/").status_code == 404


def test_edition_ahead_is_used_as_it_is_when_the_route_is_released(client, draft, run_jobs):
    route = route_of(draft)
    ahead = ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    run_jobs()
    ahead.refresh_from_db()

    with time_machine.travel(NOW + dt.timedelta(days=7)):
        release_route(route, by=None)
        run_jobs()

        edition = PaperEdition.objects.get()
        assert (edition.pk, edition.digest, edition.made_at) == (ahead.pk, ahead.digest, ahead.made_at)
        assert WhitePaperPage.objects.get().published_on == PLANNED
        assert not changed_since(edition)
        assert "2026年12月8日" in served(client)
        assert f"PDF 版（{edition.size / 1024:.1f}" in client.get("/white-papers/2026/").content.decode()
    assert Job.objects.filter(task="library.make_edition").count() == 1


def test_edition_ahead_is_made_anew_when_the_release_comes_on_another_day(draft, run_jobs):
    route = route_of(draft)
    ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    run_jobs()

    with time_machine.travel(NOW + dt.timedelta(days=8)):
        release_route(route, by=None)
        run_jobs()

    edition = PaperEdition.objects.get()
    assert "2026年12月9日" in words_of(edition)
    assert "2026年12月8日" not in words_of(edition)


def test_edition_ahead_is_made_anew_when_the_planned_day_changes(draft, run_jobs):
    route = route_of(draft)
    ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    run_jobs()

    ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    same = Job.objects.count()
    ask_for_edition_of_route(route, by=None, published_on=dt.date(2026, 12, 10))
    run_jobs()

    assert (same, Job.objects.count()) == (1, 2)
    assert "2026年12月10日" in words_of(PaperEdition.objects.get())


def test_edition_ahead_bears_the_papers_own_day_when_it_states_one(run_jobs):
    page = factories.paper(published_on=dt.date(2026, 11, 20))
    factories.chapter(page)

    edition = ask_for_edition_of_route(route_of(page), by=None, published_on=PLANNED)

    assert edition.published_on == dt.date(2026, 11, 20)


def test_readers_get_the_public_version_while_its_correction_waits(client, public, run_jobs):
    rewrite(public, "改正后的文字。", edition="1.1")
    route = route_of(public)
    ahead = ask_for_edition_of_route(route, by=None, published_on=PLANNED)
    run_jobs()

    before = served(client)
    release_route(route, by=None)
    after = served(client)

    assert "改正后的文字。" in words_of(PaperEdition.objects.get(pk=ahead.pk))
    assert ("头一版的文字。" in before, "改正后的文字。" in before) == (True, False)
    assert ("头一版的文字。" in after, "改正后的文字。" in after) == (False, True)
    assert public.ready_edition().pk == ahead.pk
    assert PaperEdition.objects.count() == 2


def test_readers_get_the_public_version_when_only_a_chapter_is_corrected(client, public, run_jobs):
    """The route then carries the very revision of the paper that is live."""
    rewrite(public, "改正后的文字。")
    route = route_of(public)
    ask_for_edition_of_route(route, by=None)
    run_jobs()

    before = served(client)
    release_route(route, by=None)

    assert "头一版的文字。" in before
    assert "改正后的文字。" in served(client)
    assert Job.objects.filter(task="library.make_edition").count() == 2


def test_readers_get_the_edition_before_until_that_of_the_new_text_is_made(client, public, run_jobs):
    rewrite(public, "改正后的文字。", edition="1.1")
    release_route(route_of(public), by=None)

    before = served(client)
    run_jobs()

    assert "头一版的文字。" in before
    assert "改正后的文字。" in served(client)


def test_edition_of_a_correction_without_one_ahead_is_the_one_of_the_same_revision(client, public, run_jobs):
    rewrite(public, "第二版的文字。")
    second = route_of(public)
    ask_for_edition_of_route(second, by=None)
    release_route(second, by=None)
    run_jobs()
    rewrite(public, "第三版的文字。")

    release_route(route_of(public), by=None)
    run_jobs()

    assert "第三版的文字。" in served(client)


def test_edition_ahead_goes_with_its_file_when_the_draft_is_edited(draft, run_jobs, django_capture_on_commit_callbacks):
    edition = ask_for_edition_of_route(route_of(draft), by=None)
    run_jobs()
    edition.refresh_from_db()
    name = edition.file.name

    with django_capture_on_commit_callbacks(execute=True):
        rewrite(draft, "又改了。")

    assert not PaperEdition.objects.exists()
    assert not default_storage.exists(name)


def test_edition_ahead_is_not_made_any_more_when_its_route_ended_before(draft, run_jobs):
    route = route_of(draft)
    edition = ask_for_edition_of_route(route, by=None)
    type(route).objects.filter(pk=route.pk).update(voided_at=timezone.now(), void_reason="recalled")

    make_edition(edition)

    assert not PaperEdition.objects.exists()


def test_edition_ahead_is_refused_when_the_route_lacks_a_step_or_has_ended(draft):
    with pytest.raises(NotAllowedNow, match="尚缺：保密审查"):
        ask_for_edition_of_route(reviewed(draft, parts=draft.parts(), without=[Step.SECRECY]), by=None)

    with pytest.raises(NotAllowedNow, match="已经结束"):
        ask_for_edition_of_route(factories.paper(live=True).release_routes.get(), by=None)


def test_edition_ahead_is_refused_for_a_page_that_is_no_paper():
    with pytest.raises(NotAllowedNow, match="白皮书"):
        ask_for_edition_of_route(reviewed(factories.case()), by=None)


def test_same_frozen_text_gives_the_same_bytes(draft, run_jobs):
    edition = ask_for_edition_of_route(route_of(draft), by=None, published_on=PLANNED)
    run_jobs()
    edition.refresh_from_db()
    digest = edition.digest
    PaperEdition.objects.update(state=EditionState.FAILED)

    ask_for_edition_of_route(edition.route, by=None, published_on=PLANNED)
    run_jobs()

    assert PaperEdition.objects.get().digest == digest


def test_text_that_changes_while_it_is_typeset_is_made_once_more(public, run_jobs, monkeypatch):
    """What the older attempt makes is thrown away, whichever of the two ends first."""
    real = editions.typeset
    files = len(default_storage.listdir("editions")[1])

    def meanwhile(*args, **kwargs):
        monkeypatch.setattr(editions, "typeset", real)
        rewrite(public, "更新的文字。")
        put_live(public.parts()[0])
        ask_for_edition(public, by=None)
        return real(*args, **kwargs)

    monkeypatch.setattr(editions, "typeset", meanwhile)
    ask_for_edition(public, by=None, anew=True)
    run_jobs()

    edition = PaperEdition.objects.get()
    assert (edition.state, edition.attempt) == (EditionState.MADE, 3)
    assert "更新的文字。" in words_of(edition)
    assert len(default_storage.listdir("editions")[1]) == files


def test_edition_that_got_stuck_can_be_asked_for_anew(public, run_jobs):
    ask_for_edition(public, by=None, anew=True)
    PaperEdition.objects.update(stage=EditionStage.TYPESETTING, stage_at=timezone.now() - dt.timedelta(minutes=4))
    jobs = Job.objects.count()

    PaperEdition.objects.update(made_of=editions.made_of_live(public))
    early = ask_for_edition(public, by=None)
    PaperEdition.objects.update(stage_at=timezone.now() - dt.timedelta(minutes=6))
    late = ask_for_edition(public, by=None)

    assert (early.is_stuck, early.attempt, Job.objects.count()) == (False, 2, jobs + 1)
    assert (late.stage, late.attempt) == (EditionStage.WAITING, 3)


def test_edition_that_waits_for_its_turn_is_asked_for_once(public):
    first = ask_for_edition(public, by=None, anew=True)
    again = ask_for_edition(public, by=None, anew=True)

    assert (first.attempt, again.attempt) == (2, 2)


def test_edition_of_a_revision_that_is_live_no_more_is_not_made_of_another(public, run_jobs):
    asked = ask_for_edition(public, by=None, anew=True)
    rewrite(public, "改正后的文字。", edition="1.1")
    release_route(route_of(public), by=None)

    make_edition(asked)

    asked.refresh_from_db()
    assert asked.state == EditionState.MADE
    assert "头一版的文字。" in words_of(PaperEdition.objects.get(pk=asked.pk))


def test_picture_whose_file_is_gone_is_named(run_jobs):
    page = import_white_paper((DATA / "white-paper.docx").read_bytes(), by=None).page
    picture = MediaImage.objects.first()
    picture.file.storage.delete(picture.file.name)

    edition = ask_for_edition_of_route(route_of(page), by=None)
    run_jobs()

    edition.refresh_from_db()
    assert edition.state == EditionState.FAILED
    assert f"“{picture.title}”" in edition.fault
