"""The numbered call-up notice (E25, N24): given once, frozen, public to units; corrections and postponement."""

import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from courses.training import actions, emails
from courses.training.enums import EnrolmentState, NoticeType, SessionState, Side
from courses.training.models import CallUpNotice, SeatBlock, Session
from courses.training.queries.notices import clashes_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.documents.models import IssuerMark, NumberSeries
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 2)
FIRST = dt.date(2026, 12, 21)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(2), tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def organiser_of(session, side="ip"):
    return member(getattr(session, f"{side}_host"), RoleCode.ORGANISER)


def approved(**fields):
    return SessionFactory(state=SessionState.APPROVED, starts_on=FIRST, **fields)


def text_of(notice):
    with notice.file.open() as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_opening_gives_the_next_number_of_the_organisers_house_and_tells_its_units(run_jobs):
    session, second = approved(), None
    IssuerMark.objects.create(agency=session.ip_host, mark="示知")
    unit = AgencyFactory(parent=session.proc_host)
    hr, stranger = member(unit, RoleCode.UNIT_HR), member(AgencyFactory(), RoleCode.UNIT_HR)
    organiser = organiser_of(session)
    second = approved(ip_host=session.ip_host, proc_host=session.proc_host)

    for each in (session, second):
        actions.open_enrolment(each, contact="陈示例 0571-00000000", by=organiser)
    run_jobs()

    assert [s.notice_number for s in Session.objects.order_by("pk")] == ["示知培〔2026〕1号", "示知培〔2026〕2号"]
    assert Notice.objects.filter(kind="training.called_up", user=hr).count() == 2
    assert not Notice.objects.filter(user=stranger).exists()


def test_notice_pdf_says_who_what_when_and_how_many(run_jobs):
    session = approved(seats=(12, 10, 4), title="商业秘密案件证据规则同堂培训班", audience="办案一线人员")
    ip_unit = AgencyFactory(parent=session.ip_host, name="甲市知识产权局")
    block = session.blocks.get(side=Side.IP)
    SeatBlock.objects.filter(pk=block.pk).update(seats=9)
    SeatBlock.objects.create(session=session, side=Side.IP, agency=ip_unit, parent=block, seats=3)

    actions.open_enrolment(session, contact="陈示例", text="请自带笔记本电脑。", by=organiser_of(session))
    run_jobs()

    text = text_of(CallUpNotice.objects.get())
    for words in (
        session.ip_host.name,
        session.proc_host.name,
        "关于举办“商业秘密案件证据规则同堂培训班”的通知",
        f"{session.ip_host.code}〔2026〕1号",
        "甲市知识产权局",
        "2026年12月21日至2026年12月22日",
        "共26名，其中知识产权管理部门12名、检察机关10名、统筹名额4名",
        "办案一线人员",
        "每人每天550元以内",
        "请自带笔记本电脑。",
        "名额分配表",
        "回执",
        "陈示例",
        "2026年11月2日印发",
    ):
        assert words in text, words


def test_number_goes_back_when_the_opening_is_refused():
    session = approved()
    organiser = organiser_of(session)
    stale = Session.objects.get(pk=session.pk)
    actions.open_enrolment(session, by=organiser)

    with pytest.raises(NotAllowedNow):
        actions.open_enrolment(stale, by=organiser)

    assert NumberSeries.objects.get(key=f"notice:{session.ip_host.code}:2026").last == 1
    assert CallUpNotice.objects.count() == 1


def test_joint_class_opened_by_the_other_host_takes_that_hosts_number():
    session = approved()

    actions.open_enrolment(session, by=organiser_of(session, "proc"))

    assert session.notice_number == f"{session.proc_host.code}〔2026〕1号"


def test_corrected_notice_follows_a_change_of_quotas_and_keeps_the_old_one(run_jobs):
    session = approved()
    organiser = organiser_of(session)
    actions.open_enrolment(session, contact="陈示例", by=organiser)
    first = CallUpNotice.objects.get()

    with pytest.raises(NotAllowedNow, match="无需更正"):
        actions.correct_notice(session, by=organiser)
    actions.change_seats(session, seats={"ip": 7, "proc": 2, "pool": 1}, by=organiser)
    second = actions.correct_notice(session, by=organiser)
    run_jobs()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.type, second.replaces, second.version) == (NoticeType.CORRECTED, first, 2)
    assert first.content["quota"][0]["seats"] == 2
    assert second.content["contact"] == "陈示例"
    assert f"原通知（{first.number}）的有关内容已作调整" in text_of(second)
    assert "知识产权管理部门7名" in text_of(second)
    assert "知识产权管理部门2名" in text_of(first)


def test_notice_is_not_corrected_before_its_issue_or_once_the_class_runs():
    for state in (SessionState.APPROVED, SessionState.IN_PROGRESS):
        session = SessionFactory(state=state)
        with pytest.raises(NotAllowedNow):
            actions.correct_notice(session, text="地点变更", by=organiser_of(session))


def test_typesetting_twice_keeps_the_first_file(run_jobs):
    session = approved()
    actions.open_enrolment(session, by=organiser_of(session))
    run_jobs()
    notice = CallUpNotice.objects.get()
    name = notice.file.name

    actions.typeset_notice(notice)

    assert CallUpNotice.objects.get().file.name == name


def test_file_is_for_signed_in_people_and_the_page_says_being_made_until_it_is_there(client, run_jobs):
    session = approved()
    organiser = organiser_of(session)
    actions.open_enrolment(session, by=organiser)
    notice = CallUpNotice.objects.get()
    page = reverse("training:notices", args=[session.slug])

    signed_out = client.get(notice.get_absolute_url())
    client.force_login(member(AgencyFactory(), RoleCode.UNIT_HR))
    waiting = client.get(page).content.decode()
    early = client.get(notice.get_absolute_url())
    run_jobs()
    ready = client.get(page).content.decode()
    file = client.get(notice.get_absolute_url())

    assert signed_out.status_code == 302
    assert "生成中" in waiting
    assert early.status_code == 302
    assert "生成中" not in ready
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert "发出更正通知" not in ready


def test_notice_of_a_plan_under_review_is_404_for_strangers(client):
    session = SessionFactory(state=SessionState.PLAN_REVIEW)
    client.force_login(member(AgencyFactory(), RoleCode.UNIT_HR))

    assert client.get(reverse("training:notices", args=[session.slug])).status_code == 404


def test_only_organisers_issue_correct_and_postpone(client):
    session = approved()
    client.force_login(member(session.ip_host, RoleCode.TRAINING_PLANNER))

    assert client.post(reverse("training:notice-issue", args=[session.slug])).status_code == 403
    assert client.get(reverse("training:postpone", args=[session.slug])).status_code == 403

    client.force_login(organiser_of(session))
    client.post(reverse("training:notice-issue", args=[session.slug]), {"contact": "陈示例", "text": ""})

    session.refresh_from_db()
    assert session.state == SessionState.ENROLLING
    assert session.notices.get().content["contact"] == "陈示例"


def test_notice_pages_cost_the_same_for_one_paper_and_for_three(client, django_assert_max_num_queries):
    session = approved()
    organiser = organiser_of(session)
    actions.open_enrolment(session, by=organiser)
    client.force_login(organiser)
    page = reverse("training:notices", args=[session.slug])
    with django_assert_max_num_queries(25) as one:
        client.get(page)

    for n in range(2):
        actions.correct_notice(session, text=f"补充{n}", by=organiser)

    with django_assert_max_num_queries(len(one)):
        client.get(page)


def test_postponing_moves_days_and_timetable_keeps_seats_and_tells_everyone_once(run_jobs):
    session = approved(seats=(2, 2, 1))
    organiser = organiser_of(session)
    for day in (0, 1):
        SlotFactory(session=session, day=FIRST + dt.timedelta(days=day))
    actions.open_enrolment(session, by=organiser)
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    place = seated(session, person=trainee.person, state=EnrolmentState.CONFIRMED)
    lecturer = member(session.proc_host)
    waiting = member(session.proc_host, RoleCode.UNIT_HR)  # called up, has not nominated anybody yet
    partner = member(session.proc_host, RoleCode.TRAINING_PLANNER)
    session.slots.update(lecturer_person=lecturer.person)

    actions.postpone(
        session,
        starts_on=FIRST + dt.timedelta(days=1),
        ends_on=FIRST + dt.timedelta(days=2),
        reason="场地检修",
        by=organiser,
    )
    run_jobs()
    again = emails.tell_postponed(session, session.starts_on.isoformat())

    place.refresh_from_db()
    assert [slot.day.day for slot in session.slots.all()] == [22, 23]
    assert place.state == EnrolmentState.CONFIRMED
    told = Notice.objects.filter(kind="training.postponed")
    assert {n.user for n in told} == {hr, trainee, lecturer, organiser, waiting, partner}
    assert (told.count(), again) == (6, 0)
    paper = session.notices.first()
    assert (paper.type, paper.version) == (NoticeType.POSTPONED, 2)
    assert "原定于2026年12月21日至2026年12月22日" in text_of(paper)
    assert "因场地检修，延期举办" in text_of(paper)


@pytest.mark.parametrize(
    ("state", "first", "last", "words"),
    [
        (SessionState.IN_PROGRESS, 5, 6, "开班前一日"),
        (SessionState.DRAFT, 5, 6, "开班前一日"),
        (SessionState.ENROLLING, 0, 1, "2026-12-21"),
        (SessionState.ENROLLING, 5, 4, "早于"),
    ],
)
def test_postponing_is_refused_with_its_reason(state, first, last, words):
    session = SessionFactory(state=state, starts_on=FIRST)

    with pytest.raises(NotAllowedNow, match=words):
        actions.postpone(
            session,
            starts_on=FIRST + dt.timedelta(days=first),
            ends_on=FIRST + dt.timedelta(days=last),
            reason="场地检修",
            by=UserFactory(),
        )


def test_class_is_not_postponed_on_its_first_day_any_more():
    session = SessionFactory(state=SessionState.CONFIRMED, starts_on=FIRST)
    days = {"starts_on": FIRST + dt.timedelta(days=9), "ends_on": FIRST + dt.timedelta(days=10)}

    on_the_day = time_machine.travel(dt.datetime.combine(FIRST, dt.time(2), tzinfo=dt.UTC), tick=False)
    with on_the_day, pytest.raises(NotAllowedNow):
        actions.postpone(session, reason="场地检修", by=UserFactory(), **days)
    actions.postpone(session, reason="场地检修", by=UserFactory(), **days)

    assert Session.objects.get().starts_on == days["starts_on"]


def test_timetable_that_does_not_fit_is_redone_or_the_postponement_refused():
    session = SessionFactory(state=SessionState.CONFIRMED, starts_on=FIRST)
    SlotFactory(session=session, day=FIRST + dt.timedelta(days=1))
    later = FIRST + dt.timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(days=1)
    session.days = 1

    with pytest.raises(NotAllowedNow, match="2026-12-29"):
        actions.postpone(session, starts_on=later, ends_on=later, reason="场地检修", by=UserFactory())
    session.refresh_from_db()
    actions.postpone(session, starts_on=later, ends_on=later, reason="场地检修", keep_timetable=False, by=UserFactory())

    assert session.slots.count() == 0


def test_people_with_a_clash_on_the_new_days_are_listed_for_the_organiser(client):
    session = SessionFactory(starts_on=FIRST)
    other = SessionFactory(starts_on=FIRST + dt.timedelta(days=7))
    busy, free = seated(session), seated(session, side="proc")
    seated(other, person=busy.person)
    organiser = organiser_of(session)

    actions.postpone(
        session,
        starts_on=other.starts_on,
        ends_on=other.ends_on,
        reason="场地检修",
        by=organiser,
    )

    assert [(row["enrolment"], row["with"]) for row in clashes_of(session)] == [(busy, [other.title])]
    client.force_login(organiser)
    page = client.get(reverse("training:notices", args=[session.slug])).content.decode()
    assert busy.person.name in page
    assert free.person.name not in page


def test_cancelling_tells_units_lecturers_and_officers_too(run_jobs):
    session = SessionFactory(starts_on=FIRST)
    hr, trainee = member(session.ip_host, RoleCode.UNIT_HR), member(session.ip_host, RoleCode.TRAINEE)
    seated(session, person=trainee.person)
    lecturer = member(session.proc_host)
    SlotFactory(session=session, lecturer_person=lecturer.person)
    head = member(session.proc_host)
    partner, organiser = organiser_of(session, "proc"), organiser_of(session)
    actions.appoint_officer(session, person=head.person, duty="class_head", by=partner)

    actions.cancel(session, reason="与全省部署冲突", by=organiser)
    run_jobs()

    told = list(Notice.objects.filter(kind="training.cancelled").values_list("user", flat=True))
    assert sorted(told) == sorted(user.pk for user in (hr, trainee, lecturer, head, partner, organiser))


def test_same_form_sent_twice_issues_one_paper(client):
    session = approved(seats=(2, 2, 1))
    client.force_login(organiser_of(session))
    url = reverse("training:notice-issue", args=[session.slug])
    form = {"contact": "陈示例", "text": "请携带工作证件。"}

    for _n in range(2):
        client.post(url, form)
    first = session.notices.count()
    session.blocks.filter(side="ip").update(seats=3)
    for _n in range(2):
        client.post(url, {**form, "text": "名额调整。", "correct": "1"})

    assert (first, session.notices.count()) == (1, 2)


def test_reason_too_long_is_said_and_nothing_is_cancelled(client):
    session = SessionFactory(starts_on=FIRST)
    client.force_login(member(session.ip_host, RoleCode.TRAINING_PLANNER))
    url = reverse("training:session-step", args=[session.slug, "cancel"])

    answer = client.post(url, {"reason": "长" * 301}, follow=True)

    session.refresh_from_db()
    assert (answer.status_code, session.state) == (200, SessionState.ENROLLING)
    assert "300" in answer.content.decode()


@pytest.mark.parametrize("ahead", [dt.timedelta(minutes=-1), dt.timedelta(days=-3)])
def test_postponed_enrolment_closes_neither_in_the_past_nor_before_it_opens(ahead):
    session = SessionFactory(starts_on=FIRST, opens_at=timezone.now() + dt.timedelta(hours=1))
    later = FIRST + dt.timedelta(days=7)
    by = UserFactory()

    for closes in (timezone.now() + ahead, session.opens_at):
        with pytest.raises(NotAllowedNow):
            actions.postpone(
                session, starts_on=later, ends_on=later + dt.timedelta(days=1), closes_at=closes, reason="检修", by=by
            )


def test_class_is_not_postponed_into_fewer_days_than_it_counts():
    session = SessionFactory(starts_on=FIRST, days=2)
    later = FIRST + dt.timedelta(days=7)

    with pytest.raises(NotAllowedNow, match="2"):
        actions.postpone(session, starts_on=later, ends_on=later, reason="检修", keep_timetable=False, by=UserFactory())
