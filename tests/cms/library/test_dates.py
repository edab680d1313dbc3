"""Review-by dates (E14) and the term of disclosure (N37)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.library.actions import (
    clear_look_again,
    looked_again,
    remind_of_dates,
    set_formed_on,
    set_look_again,
    submit_for_review,
)
from cms.library.models import CasePage, Disclosure, LookAgain
from cms.library.queries import due_dates, todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.queries import is_working_day
from tests.factories.cms import case, paper
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 11, 27)


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def on(time_machine):
    """Go to noon of a day."""
    return lambda day: time_machine.move_to(dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def public(agency, editor, on):
    on(DAY)
    return case(by=editor, agency=agency, live=True, title="到期案例")


def told(kind):
    return Notice.objects.filter(kind=kind).count()


def test_release_sets_the_date_by_the_interval_of_the_kind(public):
    row = LookAgain.objects.get(page=public.pk)

    assert row.due_on == dt.date(2028, 11, 27)
    assert row.set_by is None


def test_paper_is_looked_at_after_a_year(agency, editor, on):
    on(DAY)

    assert LookAgain.objects.get(page=paper(agency, by=editor, live=True).pk).due_on == dt.date(2027, 11, 27)


def test_correction_keeps_the_date_that_is_set(public, editor):
    set_look_again(public, due_on=dt.date(2027, 3, 1), by=editor)
    public.title = "改过"
    public.save_revision(user=editor)

    put_live(public)

    assert LookAgain.objects.get(page=public.pk).due_on == dt.date(2027, 3, 1)


def test_each_reminder_goes_out_once_though_the_task_runs_twice(public, editor, on):
    set_look_again(public, due_on=dt.date(2027, 3, 31), by=editor)
    counts = []

    for day in (dt.date(2027, 2, 28), dt.date(2027, 3, 1), dt.date(2027, 3, 24), dt.date(2027, 3, 31)):
        on(day)
        remind_of_dates()
        remind_of_dates()
        counts.append(told("library.look_again"))
    on(dt.date(2027, 4, 9))
    remind_of_dates()

    assert counts == [0, 1, 2, 3]
    assert told("library.look_again") == 3
    assert set(Notice.objects.filter(kind="library.look_again").values_list("user_id", flat=True)) == {editor.pk}


def test_only_the_latest_reminder_goes_out_after_days_without_a_run(public, editor, on):
    set_look_again(public, due_on=dt.date(2027, 3, 31), by=editor)
    on(dt.date(2027, 3, 30))

    remind_of_dates()

    assert told("library.look_again") == 1


def test_withdrawn_page_is_not_asked_about(public, editor, on):
    set_look_again(public, due_on=dt.date(2027, 3, 31), by=editor)
    CasePage.objects.get(pk=public.pk).unpublish()
    on(dt.date(2027, 3, 31))

    assert remind_of_dates() == 0
    assert due_dates(editor) == []


def test_look_says_still_right_and_sets_the_next_without_touching_the_page(public, editor):
    before = CasePage.objects.values_list("live_revision_id", "last_published_at").get(pk=public.pk)

    looked_again(public, note="逐条核对，法条仍然有效。", next_on=dt.date(2027, 5, 4), by=editor)

    done, ahead = LookAgain.objects.filter(page=public.pk).order_by("pk")
    assert (done.note, done.looked_by) == ("逐条核对，法条仍然有效。", editor)
    assert (ahead.due_on, ahead.ended_at) == (dt.date(2027, 5, 4), None)
    assert CasePage.objects.values_list("live_revision_id", "last_published_at").get(pk=public.pk) == before
    entry = PageLogEntry.objects.get(action="library.look.done")
    assert entry.data == {"note": "逐条核对，法条仍然有效。", "due": "2027-05-04"}


def test_look_without_a_next_date_leaves_none(public, editor):
    looked_again(public, note="已复核。", next_on=None, by=editor)

    assert not LookAgain.objects.open().exists()
    with pytest.raises(NotAllowedNow, match="没有待办的复核"):
        looked_again(public, note="再看。", next_on=None, by=editor)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 27), dt.date(2026, 1, 1), dt.date(2045, 1, 1)])
def test_date_lies_ahead_and_within_ten_years(public, editor, day):
    with pytest.raises(NotAllowedNow, match="十年之内"):
        set_look_again(public, due_on=day, by=editor)
    with pytest.raises(NotAllowedNow, match="十年之内"):
        looked_again(public, note="已复核。", next_on=day, by=editor)


def test_note_is_asked_for(public, editor):
    with pytest.raises(NotAllowedNow, match="写明复核了什么"):
        looked_again(public, note="  ", next_on=None, by=editor)


def test_draft_has_no_date_to_look_again(agency, editor):
    with pytest.raises(NotAllowedNow, match="没有公开"):
        set_look_again(case(by=editor, agency=agency), due_on=timezone.localdate() + dt.timedelta(days=9), by=editor)


def test_date_can_be_taken_away(public, editor):
    clear_look_again(public, by=editor)

    assert not LookAgain.objects.exists()


@pytest.mark.parametrize("who", ["issuer", "stranger", "superuser"])
def test_others_keep_no_dates(public, agency, who):
    people = {
        "issuer": lambda: member(agency, RoleCode.ISSUER),
        "stranger": lambda: member(AgencyFactory(), RoleCode.EDITOR),
        "superuser": lambda: UserFactory(is_superuser=True),
    }
    user = people[who]()

    for act in (
        lambda: set_look_again(public, due_on=dt.date(2027, 3, 1), by=user),
        lambda: clear_look_again(public, by=user),
        lambda: looked_again(public, note="已复核。", next_on=None, by=user),
        lambda: set_formed_on(public, DAY, by=user),
    ):
        with pytest.raises(NotAllowedNow, match="编辑或处室负责人"):
            act()


def test_page_has_one_open_date_at_most(public, editor):
    with pytest.raises(IntegrityError), transaction.atomic():
        LookAgain.objects.create(page_id=public.pk, due_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        LookAgain.objects.filter(page=public.pk).update(ended_at=timezone.now())


def test_term_is_twenty_working_days_over_the_spring_festival(agency, editor, on):
    on(dt.date(2026, 2, 10))
    page = case(by=editor, agency=agency)

    row = set_formed_on(page, dt.date(2026, 2, 10), by=editor)

    days = [dt.date(2026, 2, 10) + dt.timedelta(days=n) for n in range(1, 60)]
    assert row.due_on == [day for day in days if is_working_day(day)][19]


def test_change_of_the_day_moves_the_term_and_a_future_day_is_refused(agency, editor, on):
    on(DAY)
    page = case(by=editor, agency=agency)
    first = set_formed_on(page, dt.date(2026, 11, 2), by=editor)

    set_formed_on(page, dt.date(2026, 11, 9), by=editor)

    row = Disclosure.objects.get()
    assert (row.formed_on, row.due_on) == (dt.date(2026, 11, 9), first.due_on + dt.timedelta(days=7))
    with pytest.raises(NotAllowedNow, match="不能晚于今天"):
        set_formed_on(page, dt.date(2026, 11, 28), by=editor)


def test_what_a_procuratorate_alone_issues_has_no_term():
    agency = AgencyFactory(proc=True)
    by = member(agency, RoleCode.EDITOR)

    with pytest.raises(NotAllowedNow, match="行政机关"):
        set_formed_on(case(by=by, agency=agency), dt.date(2026, 11, 2), by=by)


def test_term_is_reminded_of_before_and_said_as_over_once_each_and_met_by_the_release(agency, editor, on):
    on(dt.date(2026, 11, 2))
    page = case(by=editor, agency=agency)
    due = set_formed_on(page, dt.date(2026, 11, 2), by=editor).due_on
    assert due == dt.date(2026, 11, 30)
    counts = []

    for day in (dt.date(2026, 11, 20), dt.date(2026, 11, 23), due, due + dt.timedelta(days=1)):
        on(day)
        remind_of_dates()
        remind_of_dates()
        counts.append(told("library.disclosure"))
    put_live(page)

    assert counts == [0, 1, 1, 2]
    assert Disclosure.objects.get().ended_at is not None
    assert due_dates(editor) == []


def test_desk_and_start_page_list_what_is_due_to_those_of_the_agency_alone(client, agency, editor, on):
    on(DAY)
    page = case(by=editor, agency=agency, title="待公开案例")
    set_formed_on(page, dt.date(2026, 11, 2), by=editor)
    stranger = member(AgencyFactory(), RoleCode.EDITOR)

    assert ["待公开案例" in str(todo.title) for todo in todos(editor)] == [True]
    assert list(todos(stranger)) == []
    client.force_login(editor)
    assert "待公开案例" in client.get(reverse("upkeep:pages")).content.decode()
    client.force_login(stranger)
    assert "待公开案例" not in client.get(reverse("upkeep:pages")).content.decode()


def test_list_of_dates_costs_the_same_with_one_and_with_three(agency, editor, on):
    on(DAY)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            due_dates(editor)
        return len(caught)

    set_formed_on(case(by=editor, agency=agency), dt.date(2026, 11, 2), by=editor)
    one = cost()
    for _ in range(2):
        set_formed_on(case(by=editor, agency=agency), dt.date(2026, 11, 2), by=editor)

    assert len(due_dates(editor)) == 3
    assert cost() == one


def test_editor_keeps_the_dates_on_their_page(client, public, editor):
    client.force_login(editor)
    step = lambda verb: reverse("library-dates-step", args=[public.pk, verb])  # noqa: E731

    client.post(step("look"), {"due_on": "2027-03-01"})
    bad = client.post(step("look"), {"due_on": "31.02.2027"}, follow=True)
    client.post(step("looked"), {"note": "已逐条复核。", "next_on": ""})
    client.post(step("formed"), {"formed_on": "2026-11-02"})

    assert bad.status_code == 200
    assert LookAgain.objects.get().due_on == dt.date(2027, 3, 1)
    assert LookAgain.objects.get().note == "已逐条复核。"
    assert Disclosure.objects.get().due_on == dt.date(2026, 11, 30)
    text = client.get(reverse("library-dates", args=[public.pk])).content.decode()
    assert "已逐条复核。" in text
    assert "第二十六条" in text
    assert client.post(step("unknown")).status_code == 404


def test_dates_of_a_page_are_for_its_agencies_alone(client, public):
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    answer = client.get(reverse("library-dates", args=[public.pk]))

    assert answer.status_code in {302, 404}
    client.post(reverse("library-dates-step", args=[public.pk, "clear"]))
    assert LookAgain.objects.open().exists()


def test_correction_under_review_needs_no_date(public, editor):
    public.title, public.change_note = "改过", "改了题目。"
    public.save_revision(user=editor)

    submit_for_review(public, by=editor)

    assert LookAgain.objects.open().count() == 1


def test_draft_with_a_term_of_disclosure_is_kept_with_it(admin_client, agency, editor, on):
    on(DAY)
    page = case(by=editor, agency=agency)
    set_formed_on(page, DAY, by=editor)

    admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert CasePage.objects.filter(pk=page.pk).exists()
    assert Disclosure.objects.open().filter(page=page.pk).exists()
