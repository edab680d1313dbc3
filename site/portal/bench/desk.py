"""The desk of an officer who looks after thousands of terms: how long its pages take, and how many queries."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.secondments.enums import Kind, State
from exchanges.secondments.models import Secondment
from portal.bench.load import drive, get
from portal.bench.volume import BATCH, NAMES, cookies_of
from shared.accounts.models import User
from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.directory.names import pinyin_key

TERMS, SECONDS = 5000, 5
HOST = "127.0.0.1"
OFFICER = "BENCH-DESK"
PAGES = {
    "desk": "/secondments/",
    "by_region": "/secondments/?state=all&q=%E8%B5%B5",
    "table": "/secondments/?view=table&page=200",
    "due": "/secondments/due/",
    "timeline": "/secondments/timeline/?zoom=year",
    "balance": "/secondments/balance/",
    "expiring": "/secondments/expiring/",
    "roster": "/secondments/roster/",
}
STATES = [State.ACTIVE] * 12 + [State.APPRAISED] * 4 + [State.CONSENTED, State.RECOMMENDED, State.APPROVED, State.ENDED]


def measure(port: int) -> dict[str, dict[str, Any]]:
    """Milliseconds of each page, asked for by one person at a time, and its queries; the terms are made first."""
    root = top()
    add_terms(root)
    officer = the_officer(root)
    (cookie,) = cookies_of([officer])
    found = {}
    for name, path in PAGES.items():
        request = [get(HOST, path, cookie)]
        drive(port, request, connections=1, seconds=1)
        figures = drive(port, request, connections=1, seconds=SECONDS)
        found[name] = {
            "p50_ms": figures.p50_ms,
            "p95_ms": figures.p95_ms,
            "errors": figures.errors,
            "queries": queries_of(path, cookie),
        }
    return found


def queries_of(path: str, cookie: str) -> int:
    client = Client(headers={"host": HOST, "cookie": cookie})
    client.get(path)  # what the process looks up once
    with CaptureQueriesContext(connection) as counted:
        client.get(path)
    return len(counted)


def top() -> Agency:
    """The procuratorate with the most units below it."""
    hosts = Agency.objects.filter(system=System.PROCURATORATE)
    return max(hosts, key=lambda agency: hosts.filter(path__startswith=agency.path).count())


def the_officer(root: Agency) -> User:
    officer, is_new = User.objects.get_or_create(username=OFFICER, name="陈示例", email="desk@bench.example")
    if is_new:
        RoleAssignment.objects.create(user=officer, role=RoleCode.SECONDMENT_OFFICER, agency=root)
    return officer


def add_terms(root: Agency) -> None:
    """Bring the terms up to their number, each of another person; states and days are spread."""
    hosts = list(Agency.objects.filter(path__startswith=root.path).order_by("pk"))
    homes = list(Agency.objects.filter(system=System.IP_ADMIN).order_by("pk"))
    for start in range(Secondment.objects.filter(number__startswith="BENCH-").count(), TERMS, BATCH):
        numbers = range(start, min(start + BATCH, TERMS))
        people = Person.objects.bulk_create(new_person(n) for n in numbers)
        pairs = list(zip(numbers, people, strict=True))
        Posting.objects.bulk_create(Posting(person=p, agency=homes[n % len(homes)]) for n, p in pairs)
        Secondment.objects.bulk_create(
            new_term(n, p, homes[n % len(homes)], hosts[n // len(homes) % len(hosts)]) for n, p in pairs
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def new_person(n: int) -> Person:
    name = f"{NAMES[n % len(NAMES)]}{NAMES[n // 5 % len(NAMES)]}{NAMES[n // 29 % len(NAMES)]}"
    return Person(name=name, name_pinyin=pinyin_key(name), email=f"desk{n:05}@bench.example", expertise="专利、商标")


def new_term(n: int, person: Person, home: Agency, host: Agency) -> Secondment:
    today, state = timezone.localdate(), STATES[n % len(STATES)]
    over = state in {State.APPRAISED, State.ENDED}
    begins = today - dt.timedelta(days=n % 600 + (400 if over else 0))
    ends = today - dt.timedelta(days=n % 300 + 1) if over else today + dt.timedelta(days=n % 700 + 1)
    decided = state in {State.CONSENTED, State.APPROVED}
    return Secondment(
        number=f"BENCH-{n:05}",
        person=person,
        home_org=home,
        host_org=host,
        kind=list(Kind)[n % len(Kind)],
        position="专利专业岗",
        state=state,
        starts_on=begins,
        ends_on=ends,
        consented_on=today if decided else None,
        pledge_signed_on=None if state in {State.CONSENTED, State.RECOMMENDED} else begins,
    )
