"""What is measured of the seat contract: promotion after many withdrawals, the cut-off, many processes at once."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable, Container
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState, Side
from courses.training.models import Enrolment, SeatBlock, Session
from portal.bench.load import drive, post
from portal.bench.volume import cookies_of, forget_rush, new_session
from shared.accounts.models import User
from shared.directory.enums import System
from shared.directory.models import Agency, Person

SEATED, IN_LINE, AT_ONCE = 200, 300, 50
CLASSES, UNUSED = 500, 5
PROCESSES, OPERATIONS = 8, 100


def figures(port: int, only: Container[str], say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, measure in (("promotion", partial(promotion, port)), ("cut_off", cut_off), ("soak", soak)):
        if name not in only:
            continue
        found[name] = measure()
        say(f"{name}: {found[name]}")
    return found


def bench_people(number: int) -> list[Person]:
    people = Person.objects.filter(user__username__startswith="B").order_by("pk").select_related("user")
    return list(people.prefetch_related("postings__agency")[:number])


def entry(session: Session, person: Person, by: User, **fields: Any) -> Enrolment:
    agency = person.postings.all()[0].agency
    return Enrolment(session=session, person=person, agency=agency, side=agency.side, put_forward_by=by, **fields)


def agencies() -> tuple[Agency, Agency]:
    first = {s: Agency.objects.filter(system=s).order_by("pk").first() for s in (System.IP_ADMIN, System.PROCURATORATE)}
    ip, proc = first.values()
    if ip is None or proc is None:
        raise LookupError("Agencies of both sides come first.")
    return ip, proc


def promotion(port: int) -> dict[str, Any]:
    """Two hundred people withdraw at once on their own page; the clock stops when every freed seat is filled."""
    session = new_session("PROM-1", *agencies(), 910, SessionState.ENROLLING)
    session.save()
    pool = SeatBlock.objects.create(session=session, side=Side.POOL, seats=SEATED, taken=0)
    people = bench_people(SEATED + IN_LINE)
    by, now = User.objects.get(person=people[0]), timezone.now()
    seated = [entry(session, p, by, block=pool, state=EnrolmentState.CONFIRMED) for p in people[:SEATED]]
    waiting = [
        entry(session, p, by, state=EnrolmentState.WAITLISTED, waitlisted_at=now + dt.timedelta(milliseconds=n))
        for n, p in enumerate(people[SEATED:])
    ]
    Enrolment.objects.bulk_create([*seated, *waiting])
    SeatBlock.objects.filter(pk=pool.pk).update(taken=len(seated))
    cookies = cookies_of([person.user for person in people[:SEATED] if person.user])
    requests = [
        post("127.0.0.1", f"/training/enrolments/{row.pk}/withdraw/", cookie, "a" * 32)
        for row, cookie in zip(seated, cookies, strict=True)
    ]
    begun = time.perf_counter()
    answers = drive(port, requests, connections=AT_ONCE, good=302)
    passed = time.perf_counter() - begun
    withdrawn = Enrolment.objects.filter(session=session, state=EnrolmentState.WITHDRAWN).count()
    promoted = Enrolment.objects.filter(session=session, state=EnrolmentState.ACCEPTED)
    by_rule = set(promoted.values_list("pk", flat=True)) == {row.pk for row in waiting[: len(seated)]}
    result = {"seconds": round(passed, 2), "withdrawn": withdrawn, "promoted": promoted.count(), "by_rule": by_rule}
    result |= {"p95_ms": answers.p95_ms, "errors": answers.errors}
    forget_rush(session)
    return result


def leaf_of(people: list[Person]) -> Agency:
    """A unit far down the tree: seats of its own are open to few."""
    return max((p.postings.all()[0].agency for p in people), key=lambda agency: len(agency.path))


def cut_off() -> dict[str, Any]:
    """Five hundred classes whose cut-off has just passed: unused seats move, two people of each waitlist move up."""
    ip, proc = agencies()
    sessions = Session.objects.bulk_create(
        new_session(f"CUT-{n:04}", ip, proc, 1200 + n, SessionState.ENROLLING) for n in range(CLASSES)
    )
    plain = SeatBlock.objects.bulk_create(
        SeatBlock(session=s, side=side, seats=0) for s in sessions for side in (Side.IP, Side.POOL)
    )
    past = timezone.now() - dt.timedelta(seconds=5)
    people = [p for p in bench_people(60) if p.postings.all()[0].agency.side == Side.IP]
    by, unit = User.objects.get(person=people[0]), leaf_of(people)
    SeatBlock.objects.bulk_create(
        SeatBlock(session=b.session, side=b.side, agency=unit, parent=b, seats=UNUSED, returns_at=past)
        for b in plain
        if b.side == Side.IP
    )
    strangers = [p for p in people if p.postings.all()[0].agency_id not in {unit.pk, ip.pk}][:2]
    Enrolment.objects.bulk_create(
        entry(s, p, by, state=EnrolmentState.WAITLISTED, waitlisted_at=past) for s in sessions for p in strangers
    )
    begun = time.perf_counter()
    moved = actions.return_all_unused_seats()
    passed = time.perf_counter() - begun
    rows = Enrolment.objects.filter(session__in=[s.pk for s in sessions])
    promoted = rows.filter(state=EnrolmentState.ACCEPTED).count()
    again = actions.return_all_unused_seats()
    rows.delete()
    SeatBlock.objects.filter(session__in=[s.pk for s in sessions], parent__isnull=False).delete()
    Session.objects.filter(pk__in=[s.pk for s in sessions]).update(state=SessionState.CANCELLED)
    return {"seconds": round(passed, 1), "classes": CLASSES, "moved": moved, "promoted": promoted, "moved_again": again}


def soak() -> dict[str, Any]:
    """Real processes mix every act that moves a seat; afterwards nothing may be wrong."""
    one_process("set-up").communicate()
    start = time.time() + 8
    begin = [f"--operations={OPERATIONS}", f"--start={start}"]
    workers = [one_process("work", f"--share={share}", *begin) for share in range(PROCESSES)]
    answers = [said_by(worker) for worker in workers]
    passed = time.time() - start
    errors = sorted({key for answer in answers for key in answer if key.startswith("ERROR")})
    wrong = said_by(one_process("look"))
    return {
        "processes": PROCESSES,
        "operations": sum(sum(answer.values()) for answer in answers),
        "seconds": round(passed, 1),
        "violations": sum(abs(number) for number in wrong.values()),
        "errors": len(errors),
        **({"first_error": errors[0]} if errors else {}),
    }


def one_process(*command: str) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603  ourselves
        [sys.executable, str(settings.REPO / "manage.py"), "soak", *command],
        stdout=subprocess.PIPE,
        text=True,
    )


def said_by(process: subprocess.Popen) -> dict[str, int]:
    out, _errors = process.communicate()
    return json.loads(out.splitlines()[-1])
