"""Sessions of both sides with seats, people in them."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.training.enums import (
    EnrolmentState,
    Half,
    Mode,
    SessionState,
    Side,
    TeacherSide,
    TeachingState,
    TitleLevel,
)
from courses.training.models import (
    Enrolment,
    Room,
    SeatBlock,
    Session,
    TaughtHalf,
    TeachingInvitation,
    TimetableSlot,
)
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory


class SessionFactory(DjangoModelFactory):
    """Open for enrolment, thirty days ahead; `seats=(ip, proc, pool)`."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"TT-2026-{n:03}")
    title = factory.Sequence(lambda n: f"商业秘密案件证据规则同堂培训班（第{n}期）")
    mode = Mode.JOINT
    ip_host = factory.SubFactory(AgencyFactory)
    proc_host = factory.SubFactory(AgencyFactory, proc=True)
    organiser = "国家检察官学院分院"
    venue = "杭州 · 示例教室"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda s: s.starts_on + dt.timedelta(days=1))
    opens_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=5))
    hours = 14
    days = 2
    budget = 0
    unplanned_reason = "上级临时部署"
    state = SessionState.ENROLLING

    @factory.post_generation
    def seats(self, create, extracted, **kwargs):
        if create:
            for side, number in zip(Side, extracted or (2, 2, 1), strict=True):
                SeatBlock.objects.create(session=self, side=side, seats=number)


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = TimetableSlot

    session = factory.SubFactory(SessionFactory)
    day = factory.LazyAttribute(lambda s: s.session.starts_on)
    half = Half.AM
    starts_at = dt.time(8, 30)
    ends_at = dt.time(12)
    topic = "电子数据取证与保全"
    lecturer = "陈示例"
    hours = 3.5


class EnrolmentFactory(DjangoModelFactory):
    """Put forward and not decided yet; for seated states use `seated`."""

    class Meta:
        model = Enrolment

    session = factory.SubFactory(SessionFactory)
    agency = factory.LazyAttribute(lambda e: e.session.ip_host)
    person = factory.LazyAttribute(lambda e: PostingFactory(agency=e.agency).person)
    side = factory.LazyAttribute(lambda e: e.agency.side)
    put_forward_by = factory.SubFactory(UserFactory)
    state = EnrolmentState.NOMINATED
    waitlisted_at = factory.LazyAttribute(lambda e: timezone.now() if e.state == EnrolmentState.WAITLISTED else None)


def seated(session: Session, side: str = Side.IP, state: str = EnrolmentState.ACCEPTED, **fields) -> Enrolment:
    """Somebody on a seat of `side`, counted as the actions count it."""
    block = session.blocks.get(side=side)
    agency = session.proc_host if side == Side.PROC else session.ip_host
    block.taken += 1
    block.save()
    return EnrolmentFactory(session=session, agency=fields.pop("agency", agency), block=block, state=state, **fields)


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"第{n}教室")
    seats = 60


class InvitationFactory(DjangoModelFactory):
    """Sent to somebody with an account on the side of the IP administrations; `slots=[…]`, else one half-day."""

    class Meta:
        model = TeachingInvitation
        skip_postgeneration_save = True

    session = factory.SubFactory(SessionFactory)
    person = factory.LazyAttribute(
        lambda i: PostingFactory(agency=i.session.ip_host, person=PersonFactory(user=UserFactory())).person
    )
    agency = factory.LazyAttribute(lambda i: i.session.ip_host if i.person else None)
    side = factory.LazyAttribute(lambda i: TeacherSide.IP if i.person else TeacherSide.OUTSIDE)
    title_level = TitleLevel.SENIOR
    topic = "商业秘密的证据规则"
    state = TeachingState.SENT
    answer_by = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))
    invited_by = factory.SubFactory(UserFactory)

    class Params:
        outside = factory.Trait(
            person=None,
            outside_name="章文博",
            outside_email=factory.Sequence(lambda n: f"zhang{n}@college.example"),
            outside_employer="示例大学法学院",
        )

    @factory.post_generation
    def slots(self, create, extracted, **kwargs):
        for slot in extracted or [SlotFactory(session=self.session, lecturer="")]:
            TaughtHalf.objects.create(invitation=self, slot=slot)
