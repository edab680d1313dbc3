"""Real processes on one database: of two answers to an invitation one counts; of two who want a room one has it."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.training.models import RoomBooking, TeachingInvitation
from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.directory import member
from tests.factories.training import InvitationFactory, RoomFactory, SessionFactory
from tests.processes import shared_database, together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ANSWER = """
from courses.training.actions.lecturers import accept_invitation, decline_invitation
from courses.training.models import TeachingInvitation
from shared.audit.actions import NotAllowedNow
row = TeachingInvitation.objects.get(pk={pk})
try:
    {act}(row, by=None)
    print("done")
except NotAllowedNow:
    print("told")
"""
BOOK = """
import datetime as dt
from courses.training.actions.rooms import book_room
from courses.training.models import Room
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
try:
    book_room(Room.objects.get(pk={room}), day=dt.date(2099, 1, 5), half="am", purpose="{purpose}",
              until=dt.date(2099, 2, 2), by=User.objects.get(pk={user}))
    print("done")
except NotAllowedNow:
    print("told")
"""
CONFIRM = """
from decimal import Decimal
from courses.training.actions.fees import Terms, confirm_hours
from courses.training.models import TeachingInvitation
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
row = TeachingInvitation.objects.select_related("session__region", "person").get(pk={pk})
hours = {{half.pk: Decimal("2.5") for half in row.halves.all()}}
try:
    confirm_hours(row, hours=hours, terms=Terms(Decimal(100)), by=User.objects.get(pk={user}))
    print("done")
except NotAllowedNow:
    print("told")
"""
LOOK = """
from courses.training.models import RoomBooking, TeachingInvitation
print(TeachingInvitation.objects.get(pk={pk}).state, RoomBooking.objects.filter(room={room}).count(),
      RoomBooking.objects.filter(room={room}).values("purpose").distinct().order_by().count())
"""


def test_of_parallel_answers_and_bookings_one_counts(tmp_path):
    load_regulations()
    session = SessionFactory()
    invitation = InvitationFactory(session=session, answer_by=dt.date(2099, 1, 1))
    room, user = RoomFactory(agency=session.ip_host), member(session.ip_host, RoleCode.ORGANISER)
    url = shared_database(tmp_path)

    answers = together(
        url,
        *[
            ANSWER.format(pk=invitation.pk, act=act)
            for act in ("accept_invitation", "decline_invitation", "accept_invitation", "decline_invitation")
        ],
    )
    bookings = together(url, *[BOOK.format(room=room.pk, user=user.pk, purpose=f"用途{n}") for n in range(4)])
    found = together(url, LOOK.format(pk=invitation.pk, room=room.pk))[0].split()

    assert sorted(answers) == ["done", "told", "told", "told"]
    assert sorted(bookings) == ["done", "told", "told", "told"]
    assert found[0] in {"accepted", "declined"}
    assert found[1:] == ["5", "1"]
    assert TeachingInvitation.objects.exists()
    assert RoomBooking.objects.count() in {0, 5}  # SQLite's processes worked on a copy


def test_four_hours_of_a_half_day_hold_when_two_classes_confirm_at_once(tmp_path):
    load_regulations()
    day = timezone.localdate() - dt.timedelta(days=3)
    lecturer = InvitationFactory(session=SessionFactory(starts_on=day), state="accepted")
    other = InvitationFactory(session=SessionFactory(starts_on=day), state="accepted", person=lecturer.person)
    user = member(lecturer.session.ip_host, RoleCode.ORGANISER)
    url = shared_database(tmp_path)

    said = together(url, *[CONFIRM.format(pk=row.pk, user=user.pk) for row in (lecturer, other)])

    assert sorted(said) == ["done", "told"]
