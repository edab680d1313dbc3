"""Invitations to teach: who is asked, who may answer, what each answer changes, and who sees what."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.training import actions
from courses.training.actions.lecturers import (
    accept_invitation,
    cancel_invitation,
    decline_invitation,
    draw_up_invitation,
    expire_invitations,
    propose_time,
    send_invitation,
)
from courses.training.enums import SessionState, TeacherSide, TeachingState, TitleLevel
from courses.training.models import TeachingInvitation
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.ui.todos import todos_for
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, member
from tests.factories.training import InvitationFactory, SessionFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
T = TeachingState


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def organiser(session):
    return member(session.ip_host, RoleCode.ORGANISER)


def draft(session, organiser, **fields):
    slot = SlotFactory(session=session, lecturer="")
    person = PostingFactory(agency=session.proc_host).person
    known = {"person": person, "agency": session.proc_host, "side": TeacherSide.PROC, **fields}
    invitation = TeachingInvitation(title_level=TitleLevel.SENIOR, topic="证据规则", **known)
    return draw_up_invitation(session, invitation=invitation, slots=[slot], by=organiser)


@time_machine.travel("2026-09-23 02:00+00:00")
def test_answer_is_due_after_five_working_days(organiser, session):
    invitation = draft(session, organiser)

    send_invitation(invitation, by=organiser)

    # 25 to 27 September is the mid-autumn holiday, 1 to 7 October the national one; 20 September was made up.
    assert invitation.answer_by == dt.date(2026, 10, 8) or invitation.answer_by == dt.date(2026, 10, 9)
    assert invitation.state == T.SENT


def test_lecturer_with_an_account_is_told_and_finds_it_among_her_tasks(organiser, session, run_jobs):
    lecturer = member(session.proc_host)
    invitation = draft(session, organiser, person=lecturer.person)

    send_invitation(invitation, by=organiser)
    run_jobs()

    assert Notice.objects.get(user=lecturer).kind == "training.invited"
    assert [todo.url for todo in todos_for(lecturer)] == [reverse("training:teaching-answer", args=[invitation.pk])]


def test_acceptance_puts_name_and_side_into_the_timetable():
    invitation = InvitationFactory()

    accept_invitation(invitation, by=invitation.person.user)

    slot = invitation.session.slots.get()
    assert (slot.lecturer, slot.lecturer_side) == (invitation.person.name, "ip")
    assert slot.lecturer_person == invitation.person


def test_second_lecturer_of_a_half_day_stands_beside_the_first():
    first = InvitationFactory()
    second = InvitationFactory(session=first.session, slots=[first.halves.get().slot])

    accept_invitation(first, by=first.person.user)
    accept_invitation(second, by=second.person.user)

    assert first.session.slots.get().lecturer == f"{first.person.name}、{second.person.name}"


def test_proposal_goes_to_the_organiser_who_asks_again_for_another_half_day(organiser, session):
    invitation = InvitationFactory(session=session)
    other = SlotFactory(session=session, half="pm", lecturer="")

    day = session.starts_on
    propose_time(invitation, day=day, half="pm", note="上午有庭审", by=invitation.person.user)
    todo = [t for t in todos_for(organiser) if "另" in str(t.title) or "another" in str(t.title)]
    send_invitation(invitation, slots=[other], by=organiser)

    assert len(todo) == 1
    assert invitation.state == T.SENT
    assert invitation.proposed_day is None
    assert [half.slot for half in invitation.halves.all()] == [other]


def test_answer_counts_to_the_end_of_the_last_day_in_beijing():
    last = dt.date(2026, 11, 27)
    in_time, too_late = InvitationFactory(answer_by=last), InvitationFactory(answer_by=last)

    with time_machine.travel("2026-11-27 15:59:59+00:00"):
        accept_invitation(in_time, by=None)
    with time_machine.travel("2026-11-27 16:00:00+00:00"), pytest.raises(NotAllowedNow, match="2026-11-27"):
        accept_invitation(too_late, by=None)

    assert in_time.state == T.ACCEPTED


def test_unanswered_invitation_expires_after_its_last_day():
    invitation = InvitationFactory(answer_by=dt.date(2026, 11, 27))

    with time_machine.travel("2026-11-27 15:59:59+00:00"):
        early = expire_invitations()
    with time_machine.travel("2026-11-27 16:00:01+00:00"):
        late, again = expire_invitations(), expire_invitations()

    invitation.refresh_from_db()
    assert (early, late, again) == (0, 1, 0)
    assert invitation.state == T.EXPIRED


@pytest.mark.parametrize("state", [T.ACCEPTED, T.DECLINED, T.EXPIRED, T.CANCELLED, T.PAID, T.CLOSED, T.NEGOTIATING])
def test_only_an_invitation_that_waits_can_be_answered(state):
    invitation = InvitationFactory(state=state)

    with pytest.raises(NotAllowedNow):
        accept_invitation(invitation, by=invitation.person.user)
    with pytest.raises(NotAllowedNow):
        decline_invitation(invitation, by=invitation.person.user)


def test_cancelling_takes_the_name_out_of_the_timetable(organiser, session):
    invitation = InvitationFactory(session=session)
    accept_invitation(invitation, by=None)

    with pytest.raises(NotAllowedNow):
        cancel_invitation(invitation, reason=" ", by=organiser)
    cancel_invitation(invitation, reason="课程调整", by=organiser)

    assert session.slots.get().lecturer == ""


def test_cancelled_class_cancels_its_invitations(organiser, session):
    sent, drafted = InvitationFactory(session=session), draft(session=SessionFactory(), organiser=organiser)

    actions.cancel(session, reason="统一调整", by=organiser)

    sent.refresh_from_db()
    drafted.refresh_from_db()
    assert (sent.state, drafted.state) == (T.CANCELLED, T.DRAFT)


def test_half_day_with_an_open_invitation_stays_in_the_timetable(organiser, session):
    InvitationFactory(session=session)

    with pytest.raises(NotAllowedNow):
        actions.arrange_timetable(session, slots=[], by=organiser)


def test_invitation_needs_half_days_of_its_own_class(organiser, session):
    invitation = TeachingInvitation(
        side="outside", outside_name="甲", outside_email="a@b.example", title_level="senior", topic="一"
    )

    with pytest.raises(NotAllowedNow), transaction.atomic():
        draw_up_invitation(session, invitation=invitation, slots=[SlotFactory()], by=organiser)


def test_class_starts_only_with_a_lecturer_who_has_accepted(organiser):
    session = SessionFactory(state=SessionState.CONFIRMED, starts_on=timezone.localdate())
    invitation = InvitationFactory(session=session)
    invitation.halves.get().slot.save()

    with pytest.raises(NotAllowedNow):
        actions.start(session, by=organiser)
    accept_invitation(invitation, by=None)
    actions.start(session, by=organiser)

    assert session.state == SessionState.IN_PROGRESS


def test_database_refuses_a_lecturer_who_is_nobody(session, organiser):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeachingInvitation.objects.create(
            session=session, side="ip", title_level="senior", topic="一", invited_by=organiser
        )


def test_organiser_invites_by_e_mail_from_either_side_and_from_outside(client, session, organiser):
    slot = SlotFactory(session=session, lecturer="")
    colleague = PostingFactory(agency=session.proc_host).person
    client.force_login(organiser)
    url = reverse("training:invite", args=[session.slug])
    data = {"title_level": "senior", "topic": "证据规则", "slots": [slot.pk]}

    client.post(url, data | {"email": colleague.email.upper(), "send": "1"})
    client.post(url, data | {"email": "prof@college.example", "outside_name": "章文博"})
    nameless = client.post(url, data | {"email": "nobody@college.example"})

    assert list(TeachingInvitation.objects.order_by("pk").values_list("side", "state")) == [
        ("proc", "sent"),
        ("outside", "draft"),
    ]
    assert "outside_name" in nameless.context["form"].errors


@pytest.mark.parametrize(
    ("role", "status"), [(RoleCode.TRAINEE, 404), (RoleCode.UNIT_HR, 404), (RoleCode.CLASS_HEAD, 200)]
)
def test_invitation_is_open_to_those_who_hold_the_class(client, session, role, status):
    invitation = InvitationFactory(session=session, outside=True)
    client.force_login(member(session.proc_host, role))

    assert client.get(reverse("training:invitation", args=[invitation.pk])).status_code == status


def test_class_head_may_look_but_not_act_and_sees_no_address(client, session):
    invitation = InvitationFactory(session=session, outside=True)
    client.force_login(member(session.ip_host, RoleCode.CLASS_HEAD))

    page = client.get(reverse("training:invitation", args=[invitation.pk])).content.decode()

    assert invitation.outside_email not in page
    for name in ("invitation-send", "invitation-cancel", "invitation-hours"):
        assert client.post(reverse(f"training:{name}", args=[invitation.pk])).status_code == 403
    assert client.get(reverse("training:invite", args=[session.slug])).status_code == 403


def test_organiser_of_another_house_finds_nothing(client):
    invitation = InvitationFactory()
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))

    assert client.get(reverse("training:invitation", args=[invitation.pk])).status_code == 404
    assert client.post(reverse("training:invitation-cancel", args=[invitation.pk])).status_code == 404


def test_lecturer_answers_on_her_own_page_and_nobody_elses(client):
    mine, theirs = InvitationFactory(), InvitationFactory()
    drafted = InvitationFactory(person=mine.person, state=T.DRAFT)
    client.force_login(mine.person.user)

    client.post(reverse("training:teaching-answer", args=[mine.pk]), {"answer": "accept"})

    mine.refresh_from_db()
    assert mine.state == T.ACCEPTED
    assert client.get(reverse("training:teaching-answer", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("training:teaching-answer", args=[drafted.pk])).status_code == 404
    assert client.get(reverse("training:teaching")).context["rows"].count() == 1


def test_proposal_without_a_day_is_asked_for(client):
    invitation = InvitationFactory()
    client.force_login(invitation.person.user)

    page = client.post(reverse("training:teaching-answer", args=[invitation.pk]), {"answer": "propose"})

    assert "day" in page.context["form"].errors


def test_public_page_shows_name_and_side_and_nothing_else_of_a_lecturer(client, session):
    invitation = InvitationFactory(session=session, outside=True, title_level=TitleLevel.NATIONAL)
    InvitationFactory(session=session, person=PersonFactory(name="未答复者"), slots=[invitation.halves.get().slot])
    accept_invitation(invitation, by=None)

    page = client.get(session.get_absolute_url()).content.decode()

    assert "章文博" in page
    assert "示例大学法学院" in page
    for hidden in (invitation.outside_email, "未答复者", str(invitation.get_title_level_display())):
        assert hidden not in page


def test_list_costs_the_same_with_one_and_with_three_rows(client, session, organiser, django_assert_num_queries):
    InvitationFactory(session=session)
    client.force_login(organiser)
    url = reverse("training:lecturers", args=[session.slug])
    client.get(url)

    with django_assert_num_queries(7):
        client.get(url)
    InvitationFactory(session=session, outside=True, slots=[session.slots.get()])
    InvitationFactory(session=session, slots=[session.slots.get()])
    with django_assert_num_queries(7):
        client.get(url)
    assert client.get(url, {"format": "xlsx"}).status_code == 200


def test_lecturer_without_an_account_gets_a_letter_with_a_link(organiser, session, run_jobs):
    fields = {"person": None, "agency": None, "side": "outside"}
    invitation = draft(session, organiser, **fields, outside_name="章文博", outside_email="zhang@college.example")

    send_invitation(invitation, by=organiser)
    run_jobs()

    assert mail.outbox[-1].to == ["zhang@college.example"]
    assert "/training/answer/" in mail.outbox[-1].body


def test_moved_days_ask_everybody_again_and_end_what_was_held_together(organiser):
    session = SessionFactory(state=SessionState.CLOSED, closes_at=None)
    invitation = InvitationFactory(session=session)
    accept_invitation(invitation, by=None)
    other = SlotFactory(merged_into=session.slots.get())
    day = session.starts_on + dt.timedelta(days=14)

    actions.postpone(session, starts_on=day, ends_on=day + dt.timedelta(days=1), reason="场地检修", by=organiser)

    invitation.refresh_from_db()
    other.refresh_from_db()
    assert (invitation.state, other.merged_into) == (T.SENT, None)
    assert invitation.halves.get().slot.day == day
