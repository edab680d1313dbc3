"""What is measured: pages without and with the page cache, and a rush for seats."""

from collections.abc import Callable
from importlib import import_module
from statistics import median
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from portal.bench.load import drive, get, post
from portal.bench.volume import cookies_of, forget_rush, grow, rush_session
from shared.accounts.models import User

__all__ = ["cost_ratios", "drive", "grow", "kept_pages", "pages", "prepare", "rush"]

HOST = "127.0.0.1"
PEOPLE, SEATS, CONNECTIONS = 500, 120, 50
ANSWERED = [EnrolmentState.ACCEPTED, EnrolmentState.WAITLISTED]


def prepare(say: Callable[[str], None]) -> None:
    """Tables, static files, rules, agencies and a white paper."""
    say("Setting up: tables, static files, rules, agencies, a white paper")
    for folder in ("queue", "queue-control", "media"):
        (settings.VAR / folder).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_regulations", verbosity=0)
    world = SimpleNamespace(today=timezone.localdate(), say=say)
    for area in ("people", "publishing"):
        import_module(f"portal.demo.{area}").seed(world)


def pages(volume: int) -> dict[str, list[bytes]]:
    """The requests of each page; people and classes spread over the whole volume."""
    sessions = Session.objects.public().order_by("pk").values_list("slug", flat=True)
    chosen = [f"/training/sessions/{slug}/" for slug in sessions[:: max(volume // 50, 1)]]
    members = list(User.objects.filter(username__startswith="B").order_by("pk")[:: max(volume // 200, 1)])
    found = {
        "session_page": [get(HOST, path) for path in chosen],
        "session_list": [get(HOST, "/training/")],
        "member_page": [get(HOST, "/my/", cookie) for cookie in cookies_of(members)],
    }
    chapter = longest_chapter()
    return {**found, "chapter": [get(HOST, chapter)]} if chapter else found


def kept_pages() -> dict[str, list[bytes]]:
    """Public pages that the page cache keeps."""
    found = {"cached_cases": [get(HOST, "/cases/")]}
    chapter = longest_chapter()
    return {**found, "cached_chapter": [get(HOST, chapter)]} if chapter else found


def longest_chapter() -> str:
    from cms.library.models import WhitePaperChapterPage  # noqa: PLC0415  used where a paper was seeded only

    chapters = list(WhitePaperChapterPage.objects.live())
    return max(chapters, key=lambda c: len(c.html)).relative_url(None) if chapters else ""


def cost_ratios(figures: dict[str, Any], volumes: list[int]) -> dict[str, float]:
    """How much dearer each page is with the largest volume than with the smallest."""
    small, large = str(min(volumes)), str(max(volumes))
    timed = {k: v for k, v in figures.items() if isinstance(v, dict) and isinstance(v.get(small), dict)}
    return {name: round(v[small]["rps"] / v[large]["rps"], 2) for name, v in timed.items()}


def rush(port: int, runs: int, say: Callable[[str], None]) -> dict[str, Any]:
    """500 people want 120 seats at once, again and again; afterwards seats and answers are counted in the database."""
    users = list(User.objects.filter(username__startswith="B").order_by("pk")[:PEOPLE])
    results = [one_rush(port, f"R-{run:03}", users) for run in range(runs)]
    for row in results:
        say(f"rush: {row}")
    return {
        "users": len(users),
        "seats": SEATS,
        "seats_taken": results[-1]["seats_taken"],
        "undecided": max(row["undecided"] for row in results),
        "rps": median(row["rps"] for row in results),
        "p50_ms": median(row["p50_ms"] for row in results),
        "p95_ms": median(row["p95_ms"] for row in results),
        "runs": runs,
        "runs_with_exactly_all_seats": sum(row["seats_taken"] == row["seated"] == SEATS for row in results),
        "worst_p95_ms": max(row["p95_ms"] for row in results),
    }


def bare_rush(port: int, runs: int) -> dict[str, Any]:
    """The same crowd before a view that does nothing but take the seat: what this machine gives today."""
    users = list(User.objects.filter(username__startswith="B").order_by("pk")[:PEOPLE])
    found = []
    for run in range(runs):
        session = rush_session(f"BARE-{run:03}", SEATS)
        path = f"/bare/{session.pk}/?agency={session.ip_host_id}"
        requests = [post(HOST, path, cookie, "a" * 32) for cookie in cookies_of(users)]
        found.append(drive(port, requests, connections=CONNECTIONS, good=302))
        forget_rush(session)
    return {
        "rps": median(row.rps for row in found),
        "p95_ms": median(row.p95_ms for row in found),
        "errors": sum(row.errors for row in found),
        "runs": runs,
    }


def one_rush(port: int, number: str, users: list[User]) -> dict[str, Any]:
    session = rush_session(number, SEATS)
    path = f"/training/sessions/{session.slug}/apply/"
    token = "a" * 32
    requests = [post(HOST, path, cookie, token) for cookie in cookies_of(users)]
    figures = drive(port, requests, connections=CONNECTIONS, good=302)
    rows = Enrolment.objects.filter(session=session)
    result = {
        "rps": figures.rps,
        "p50_ms": figures.p50_ms,
        "p95_ms": figures.p95_ms,
        "errors": figures.errors,
        "seats_taken": session.blocks.aggregate(taken=Sum("taken"))["taken"],
        "seated": rows.filter(state=EnrolmentState.ACCEPTED).count(),
        "undecided": len(users) - rows.filter(state__in=ANSWERED).values("person").distinct().count(),
    }
    forget_rush(session)
    return result
