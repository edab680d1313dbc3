"""What is measured of papers: a roster of ten thousand with results, five hundred certificates. Run in a process of
its own, so that its memory is the export's."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from courses.certificates.actions import ask_for_joined, issue_certificates, join_certificates, render_session
from courses.certificates.models import Certificate, JoinedCertificates
from courses.training.enums import EnrolmentState, Half, Mark, SessionState, Side
from courses.training.exports import ROSTER_COLUMNS, roster_rows
from courses.training.models import Assessment, Attendance, Enrolment, SeatBlock, Session, TimetableSlot
from portal.bench.seats import agencies, bench_people, entry
from portal.bench.volume import new_session
from shared.accounts.models import User
from shared.ui.tables import XLSX, table_bytes

ON_THE_ROSTER, CERTIFIED, HALF_DAYS = 10_000, 500, 4


def class_of(number: str, people: int, by: User) -> Session:
    """A class that is over: everybody completed, with attendance and a grade."""
    ip, proc = agencies()
    session = new_session(number, ip, proc, -40, SessionState.COMPLETED)
    session.save()
    block = SeatBlock.objects.create(session=session, side=Side.POOL, seats=people, taken=people)
    crowd = bench_people(people)
    Enrolment.objects.bulk_create(
        (entry(session, p, by, block=block, state=EnrolmentState.COMPLETED) for p in crowd), batch_size=2000
    )
    rows = list(Enrolment.objects.filter(session=session).values_list("pk", flat=True))
    days = [session.starts_on + dt.timedelta(days=n) for n in range(HALF_DAYS // 2)]
    slots = TimetableSlot.objects.bulk_create(
        TimetableSlot(
            session=session, day=day, half=half, starts_at=dt.time(9), ends_at=dt.time(12), topic="证据规则", hours=3.5
        )
        for day in days
        for half in Half
    )
    Attendance.objects.bulk_create(
        (Attendance(enrolment_id=pk, slot=s, mark=Mark.PRESENT, recorded_by=by) for pk in rows for s in slots),
        batch_size=5000,
    )
    Assessment.objects.bulk_create(
        (Assessment(enrolment_id=pk, grade="good", score=88, entered_by=by) for pk in rows), batch_size=5000
    )
    return session


def forget(session: Session) -> None:
    Certificate.objects.filter(enrolment__session=session).delete()
    JoinedCertificates.objects.filter(session=session).delete()
    Enrolment.objects.filter(session=session).delete()
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)


def megabytes() -> float:
    """The most this process has held. The kernel's ru_maxrss would count what its parent held when it was started."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def prepare() -> dict[str, Any]:
    """The class of the roster, made by a process whose memory does not count."""
    by = User.objects.get(person=bench_people(1)[0])
    return {"session": class_of("ROSTER-1", ON_THE_ROSTER, by).pk}


def roster() -> dict[str, Any]:
    session = Session.objects.with_hosts().filter(number="ROSTER-1").latest("pk")
    begun = time.perf_counter()
    sheet = table_bytes(ROSTER_COLUMNS, roster_rows(session), XLSX, "roster")
    seconds = time.perf_counter() - begun
    peak = megabytes()
    rows = Enrolment.objects.filter(session=session).count()
    forget(session)
    return {"seconds": round(seconds, 2), "rows": rows, "kilobytes": len(sheet) // 1024, "peak_mb": round(peak)}


def certificates() -> dict[str, Any]:
    """Issued, printed and joined in one PDF as the tasks do it, in one process."""
    by = User.objects.get(person=bench_people(1)[0])
    session = class_of("CERT-1", CERTIFIED, by)
    begun = time.perf_counter()
    issued = len(issue_certificates(session, by=by))
    printed = render_session(session)
    seconds, peak = time.perf_counter() - begun, megabytes()
    begun = time.perf_counter()
    joined = join_certificates(ask_for_joined(session, by=by))
    joining = time.perf_counter() - begun
    kilobytes = joined.file.size // 1024
    joined.file.delete(save=False)
    forget(session)
    return {
        "seconds": round(seconds, 1),
        "issued": issued,
        "printed": printed,
        "peak_mb": round(peak),
        "joining_seconds": round(joining, 1),
        "joined_kilobytes": kilobytes,
        "joined_peak_mb": round(megabytes()),
    }


PARTS = {"prepare-roster": prepare, "roster": roster, "certificates": certificates}
