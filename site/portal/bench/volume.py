"""Fills an empty site with as many people and classes as one asks for, in bulk. All invented."""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as LoginSession
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from courses.training.enums import Half, Mode, SessionState, Side
from courses.training.models import Enrolment, SeatBlock, Session, TimetableSlot
from portal.middleware.sign_in_rules import FACTOR_MISSING, LAST_ACTIVE
from shared.accounts.models import User
from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.directory.names import pinyin_key

BATCH = 2000
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
STATES = [SessionState.ENROLLING, SessionState.IN_PROGRESS, SessionState.COMPLETED, SessionState.COMPLETED]


def grow(count: int) -> None:
    """Bring the number of people and of classes up to `count` each."""
    hosts = list(Agency.objects.filter(system__in=[System.IP_ADMIN, System.PROCURATORATE]).order_by("pk"))
    ip = [a for a in hosts if a.system == System.IP_ADMIN]
    proc = [a for a in hosts if a.system == System.PROCURATORATE]
    for start in range(User.objects.filter(username__startswith="B").count(), count, BATCH):
        add_people(range(start, min(start + BATCH, count)), ip, proc)
    for start in range(Session.objects.filter(number__startswith="B-").count(), count, BATCH):
        add_sessions(range(start, min(start + BATCH, count)), ip, proc)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_people(numbers: range, ip: list[Agency], proc: list[Agency]) -> None:
    """Every second person serves on the other side."""
    names = [f"{NAMES[n % len(NAMES)]}{NAMES[n // 7 % len(NAMES)]}{NAMES[n // 31 % len(NAMES)]}" for n in numbers]
    users = User.objects.bulk_create(
        User(username=f"B{n:06}", name=name, email=f"b{n:06}@bench.example", password="!")  # noqa: S106  none
        for n, name in zip(numbers, names, strict=True)
    )
    people = Person.objects.bulk_create(
        Person(user=user, name=user.name, name_pinyin=pinyin_key(user.name), email=user.email) for user in users
    )
    places = [(ip if n % 2 else proc)[n // 2 % len(ip if n % 2 else proc)] for n in numbers]
    pairs = list(zip(people, places, strict=True))
    Posting.objects.bulk_create(Posting(person=p, agency=a, department="法规处", post="干部") for p, a in pairs)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=person.user, role=RoleCode.TRAINEE, agency=agency) for person, agency in pairs
    )


def add_sessions(numbers: range, ip: list[Agency], proc: list[Agency]) -> None:
    sessions = Session.objects.bulk_create(
        new_session(f"B-{n:06}", ip[n % len(ip)], proc[n % len(proc)], n % 700 - 500, STATES[n % 4]) for n in numbers
    )
    SeatBlock.objects.bulk_create(
        [SeatBlock(session=s, side=side, seats=seats) for s in sessions for side, seats in seats_of(120).items()]
    )
    TimetableSlot.objects.bulk_create(
        [
            TimetableSlot(
                session=session,
                day=session.starts_on + dt.timedelta(days=day),
                half=half,
                starts_at=dt.time(9),
                ends_at=dt.time(12),
                topic=f"电子数据取证与保全（{day + 1}）",
                lecturer="陈示例",
                hours=3.5,
            )
            for session in sessions
            for day in range(3)
            for half in (Half.AM, Half.PM)
        ]
    )


def new_session(number: str, ip: Agency, proc: Agency, day: int, state: SessionState) -> Session:
    now = timezone.now()
    first = timezone.localdate() + dt.timedelta(days=day)
    return Session(
        number=number,
        slug=number.lower(),
        title=f"商业秘密案件证据规则同堂培训班（{number}）",
        mode=Mode.JOINT,
        ip_host=ip,
        proc_host=proc,
        organiser="国家检察官学院分院",
        venue="杭州 · 示例教室",
        region=ip.region,
        starts_on=first,
        ends_on=first + dt.timedelta(days=2),
        opens_at=now - dt.timedelta(days=3),
        closes_at=now + dt.timedelta(days=30),
        hours=21,
        days=3,
        state=state,
        direct_entry=True,
    )


def seats_of(total: int) -> dict[Side, int]:
    pool = total // 6
    return {Side.IP: (total - pool) // 2, Side.PROC: (total - pool) // 2, Side.POOL: pool}


def rush_session(number: str, seats: int) -> Session:
    """A class of its own for one rush, open and empty."""
    ip, proc = (Agency.objects.filter(system=s).order_by("pk").first() for s in (System.IP_ADMIN, System.PROCURATORATE))
    if ip is None or proc is None:
        raise LookupError("Agencies of both sides come first.")
    session = new_session(number, ip, proc, 900, SessionState.ENROLLING)
    session.save()
    SeatBlock.objects.bulk_create(SeatBlock(session=session, side=k, seats=n) for k, n in seats_of(seats).items())
    return session


def forget_rush(session: Session) -> None:
    """Free the people for the next rush: nobody sits in two classes on the same days."""
    Enrolment.objects.filter(session=session).delete()


def cookies_of(users: list[User]) -> list[str]:
    """Sign every user in without a password form; return the Cookie headers.

    The sessions are those of people who have just opened a page: nobody presses a button without having seen it.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    expires = timezone.now() + dt.timedelta(days=1)
    rows = []
    for user in users:
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            LAST_ACTIVE: int(timezone.now().timestamp()),
            FACTOR_MISSING: False,
        }
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        rows.append(LoginSession(session_key=key, session_data=store.encode(data), expire_date=expires))
    LoginSession.objects.bulk_create(rows)
    return [f"{settings.SESSION_COOKIE_NAME}={row.session_key}" for row in rows]
