"""Questions of participants find those who can answer them."""

import pytest
from django.urls import reverse

from courses.training.actions import classroom as actions
from courses.training.models import TaughtHalf, TeachingInvitation
from courses.training.queries.questions import question_todos
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.courses.training.test_classroom import attending, lecturer_of, organiser_of, page_of, session  # noqa: F401
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def teaches(held, slot=None):
    user = lecturer_of(held)
    if slot:
        TaughtHalf.objects.create(invitation=TeachingInvitation.objects.get(person=user.person), slot=slot)
    return user


def test_a_question_reaches_who_teaches_the_half_day_and_the_organisers(client, session, run_jobs):  # noqa: F811
    morning = session.slots.get()
    of_the_morning, of_the_afternoon = (
        teaches(session, morning),
        teaches(session, SlotFactory(session=session, half="pm")),
    )
    organiser, elsewhere = organiser_of(session), member(AgencyFactory(), RoleCode.ORGANISER)
    asker = attending(session)
    client.force_login(asker.person.user)

    client.post(reverse("training:ask-lecturers", args=[session.slug]), {"text": "证据如何固定？", "slot": morning.pk})
    run_jobs()

    told = Notice.objects.filter(kind="training.asked")
    assert set(told.values_list("user", flat=True)) == {of_the_morning.pk, organiser.pk}
    todo = {user: [t.url for t in question_todos(user)] for user in (of_the_morning, of_the_afternoon, organiser)}
    assert list(todo.values()) == [[page_of(session)], [], [page_of(session)]]
    assert question_todos(elsewhere) == question_todos(asker.person.user) == []


def test_a_question_about_no_half_day_reaches_everybody_who_teaches_until_it_is_answered(client, session, run_jobs):  # noqa: F811
    asker, lecturers = attending(session), [teaches(session), teaches(session, session.slots.get())]
    question = actions.ask_lecturers(asker, text="整个班的问题", by=asker.person.user)
    run_jobs()
    assert set(Notice.objects.filter(kind="training.asked").values_list("user", flat=True)) == {u.pk for u in lecturers}
    assert [todo.url for todo in question_todos(lecturers[0])] == [page_of(session)]

    actions.answer_question(question, answer="见讲义", is_for_class=True, by=lecturers[1])

    assert question_todos(type(lecturers[0]).objects.get(pk=lecturers[0].pk)) == []


def test_a_lecturer_finds_the_page_of_the_class_from_her_teaching(client, session):  # noqa: F811
    lecturer, asked = teaches(session), lecturer_of(session, state="sent")
    own = TeachingInvitation.objects.get(person=lecturer.person)
    client.force_login(lecturer)

    pages = [reverse("training:teaching"), reverse("training:teaching-answer", args=[own.pk]), page_of(session)]

    for page in pages:
        assert page_of(session) in client.get(page).content.decode()
    client.force_login(asked)
    assert page_of(session) not in client.get(reverse("training:teaching")).content.decode()
