"""An editor sees how far a PDF edition is; one that was broken off, failed or got stuck comes about all the same."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cms.library.actions import ask_for_edition_of_route, editions, make_edition
from cms.library.enums import EditionStage, EditionState
from cms.library.models import PaperEdition, WhitePaperPage
from cms.library.tasks import make_paper_edition
from shared.directory.enums import RoleCode
from shared.jobs.models import Job
from tests.factories import cms as factories
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live, reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def draft(agency, editor):
    page = factories.paper(agency, by=editor, slug="2026")
    factories.chapter(page, factories.figure(), by=editor)
    return page


@pytest.fixture
def edition(draft):
    """Of a public paper; nobody has begun with it."""
    for part in draft.parts():
        put_live(part)
    put_live(draft)
    return PaperEdition.objects.get()


def page_of(client, paper, **headers):
    return client.get(reverse("library-editions", args=[paper.pk]), headers=headers).text


def files_kept():
    return len(default_storage.listdir("editions")[1]) if default_storage.exists("editions") else 0


def at(edition, stage, minutes=0):
    then = timezone.now() - dt.timedelta(minutes=minutes)
    PaperEdition.objects.filter(pk=edition.pk).update(stage=stage, stage_at=then)


def test_every_stage_is_written_before_it_begins(edition, monkeypatch):
    seen = []
    real = {name: getattr(editions, name) for name in ("paper_book", "typeset", "keep")}

    def watch(name):
        def told(*args, **kwargs):
            seen.append((name, PaperEdition.objects.get().stage))
            return real[name](*args, **kwargs)

        return told

    for name in real:
        monkeypatch.setattr(editions, name, watch(name))
    make_edition(edition)

    assert seen == [("paper_book", "text"), ("typeset", "typesetting"), ("keep", "storing")]
    assert PaperEdition.objects.get().state == EditionState.MADE


def test_stages_are_written_outside_a_transaction():
    assert make_paper_edition.atomic is False


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (EditionStage.WAITING, "第1步，共5步：排队等候"),
        (EditionStage.TEXT, "第2步，共5步：正在汇集文字"),
        (EditionStage.CHARTS, "第3步，共5步：正在绘制图表和图片"),
        (EditionStage.TYPESETTING, "第4步，共5步：正在排版"),
        (EditionStage.STORING, "第5步，共5步：正在保存文件"),
    ],
)
def test_editor_sees_the_step_and_the_page_asks_again_by_itself(client, editor, draft, edition, stage, words):
    client.force_login(editor)
    at(edition, stage)

    page = page_of(client, draft)
    part = page_of(client, draft, HX_Request="true")

    assert words in page
    assert f'max="5" value="{EditionStage.values.index(stage) + 1}"' in page
    assert 'hx-trigger="every 2s"' in page
    assert "刷新查看" in page
    assert words in part
    assert "<html" not in part


def test_page_asks_no_more_when_everything_is_made(client, editor, draft, edition, run_jobs):
    client.force_login(editor)
    run_jobs()

    part = page_of(client, draft, HX_Request="true")

    assert "hx-trigger" not in part
    assert reverse("library-edition-file", args=[draft.pk, edition.pk]) in part


def test_failed_edition_says_why_and_is_tried_again(client, editor, draft, edition, run_jobs, monkeypatch):
    client.force_login(editor)
    real = editions.typeset

    def fails(*args, **kwargs):
        raise editions.TypesettingError("第3页排不下。")

    monkeypatch.setattr(editions, "typeset", fails)
    run_jobs()
    failed = page_of(client, draft)
    monkeypatch.setattr(editions, "typeset", real)
    client.post(reverse("library-editions", args=[draft.pk]), {"edition": edition.pk})
    run_jobs()

    assert "第3页排不下。" in failed
    assert "重试" in failed
    assert "hx-trigger" not in failed
    assert PaperEdition.objects.get().state == EditionState.MADE


def test_edition_that_does_not_move_can_be_tried_again(client, editor, draft, edition):
    client.force_login(editor)
    at(edition, EditionStage.TYPESETTING, minutes=4)
    moving = page_of(client, draft)

    at(edition, EditionStage.TYPESETTING, minutes=6)
    stuck = page_of(client, draft)
    client.post(reverse("library-editions", args=[draft.pk]), {"edition": edition.pk})

    assert "重试" not in moving
    assert "重试" in stuck
    assert "hx-trigger" not in stuck
    edition.refresh_from_db()
    assert (edition.attempt, edition.stage) == (2, EditionStage.WAITING)
    assert Job.objects.filter(task="library.make_edition").count() == 2


def test_work_that_was_killed_half_way_is_done_by_the_next_worker(edition, monkeypatch):
    files = files_kept()
    real = editions.typeset

    def killed(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(editions, "typeset", killed)
    with pytest.raises(SystemExit):
        make_edition(edition)
    half = PaperEdition.objects.get()
    monkeypatch.setattr(editions, "typeset", real)
    make_edition(PaperEdition.objects.get())

    assert (half.state, half.stage) == (EditionState.QUEUED, EditionStage.TYPESETTING)
    assert PaperEdition.objects.get().state == EditionState.MADE
    assert files_kept() == files + 1


def test_of_two_workers_at_the_same_edition_one_file_stays(edition, monkeypatch):
    files = files_kept()
    real = editions.typeset

    def meanwhile(*args, **kwargs):
        monkeypatch.setattr(editions, "typeset", real)
        make_edition(PaperEdition.objects.get())
        return real(*args, **kwargs)

    monkeypatch.setattr(editions, "typeset", meanwhile)
    make_edition(edition)

    assert PaperEdition.objects.get().state == EditionState.MADE
    assert files_kept() == files + 1
    assert default_storage.exists(PaperEdition.objects.get().file.name)


def test_edition_made_ahead_is_shown_with_its_day_and_read_by_editors_alone(client, draft, editor, run_jobs):
    route = reviewed(draft, parts=draft.parts())
    ahead = ask_for_edition_of_route(route, by=editor, published_on=dt.date(2026, 12, 8))
    run_jobs()
    address = reverse("library-edition-file", args=[draft.pk, ahead.pk])

    signed_out = client.get(address)
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    stranger = client.get(address)
    client.force_login(editor)
    file = client.get(address)

    assert "2026-12-08" in page_of(client, draft)
    assert (signed_out.status_code, stranger.status_code in {302, 403}) == (302, True)
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert "no-store" in file["Cache-Control"]


def test_failed_edition_of_a_route_is_tried_again_from_the_frozen_text(client, draft, editor, run_jobs):
    route = reviewed(draft, parts=draft.parts())
    ahead = ask_for_edition_of_route(route, by=editor, published_on=dt.date(2026, 12, 8))
    PaperEdition.objects.update(state=EditionState.FAILED, fault="字体缺字。")
    client.force_login(editor)

    client.post(reverse("library-editions", args=[draft.pk]), {"edition": ahead.pk})
    run_jobs()

    ahead.refresh_from_db()
    assert (ahead.state, ahead.published_on, ahead.released_at) == (EditionState.MADE, dt.date(2026, 12, 8), None)


def test_no_edition_is_asked_for_a_draft_that_has_no_route(client, draft, editor):
    client.force_login(editor)

    answer = client.post(reverse("library-editions", args=[draft.pk]), {"edition": "x"}, follow=True)

    assert "白皮书发布后才会生成 PDF" in answer.text
    assert not PaperEdition.objects.exists()


def test_file_of_another_paper_is_not_found(client, draft, editor, edition, agency):
    other = factories.paper(agency, by=editor)
    client.force_login(editor)

    assert client.get(reverse("library-edition-file", args=[other.pk, edition.pk])).status_code == 404


def test_list_of_editions_costs_the_same_for_one_and_for_three(
    client, draft, editor, edition, django_assert_max_num_queries
):
    draft = edition.paper
    client.force_login(editor)
    page_of(client, draft)
    with django_assert_max_num_queries(40) as one:
        page_of(client, draft)

    for number in range(2):
        again = WhitePaperPage.objects.get(pk=draft.pk)
        again.subtitle = f"第{number}次"
        again.save_revision(user=editor)
        put_live(again)

    assert PaperEdition.objects.count() == 3
    with django_assert_max_num_queries(len(one)):
        page_of(client, draft)
