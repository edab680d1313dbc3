import fcntl
import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real

from portal import catalogues

PASSWORD = "tongtang-demo-2026"  # noqa: S105  printed on purpose
TONGTANG_DATA = ["db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "media", "queue", "queue-control", "demo-seeded"]


class Command(BaseCommand):
    help = "The whole product on this machine with believable data: web, worker and beat in one terminal."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="forget all data and begin anew")

    def handle(self, *args: Any, host: str, port: int, reset: bool, **options: Any) -> None:
        self.begun = time.monotonic()
        hold_the_lock()
        refuse_taken_port(host, port)
        if reset:
            self.forget()
        self.prepare()
        # by name: a passkey belongs to a name, never to a number
        name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104  only compared
        address = f"http://{name}:{port}"
        self.become_supervisor(host, port, address)

    def forget(self) -> None:
        if not settings.DATABASE_URL.startswith("sqlite"):
            raise CommandError("RESET=1 empties the demo's own SQLite only; empty another database yourself.")
        for name in TONGTANG_DATA:
            path = settings.VAR / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for name in ("media", "queue", "queue-control"):
            (settings.VAR / name).mkdir()

    def prepare(self) -> None:
        """Catalogues, tables, rules and, once, the demo's data."""
        self.say("Message catalogues")
        for app in catalogues.our_apps():
            catalogues.compile_catalogue(app)
        # what this process read before they were compiled
        trans_real._translations = {}  # type: ignore[attr-defined]
        self.say("Database")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_regulations", verbosity=0)
        seeded = Path(settings.VAR / "demo-seeded")
        if not seeded.exists() and "seed" in get_commands():
            self.say("Demo data: agencies, people, classes, secondments, publications (about a minute, once)")
            call_command("seed")
            drop_letters_of_the_past()
            seeded.touch()

    def become_supervisor(self, host: str, port: int, address: str) -> None:
        """Give this process over to the supervisor of web, worker and beat: it needs none of what is loaded here."""
        self.say("Starting web, worker and beat")
        (settings.VAR / "beat-schedule").unlink(missing_ok=True)
        python = [sys.executable, "-W", "ignore::UserWarning"]  # the demo may run as root; Celery would lament
        celery = [*python, "-m", "celery", "--app", "portal", "--quiet"]
        gunicorn = [*python, "-m", "gunicorn", "--config", str(settings.REPO / "deploy/gunicorn.py")]
        quiet = ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        plan = {
            "commands": {
                "web": [*gunicorn, "--bind", f"{host}:{port}", "--access-logfile=/dev/null", "portal.wsgi"],
                # The clock lives in the worker and shares its memory; apart it would load the whole product once more.
                "worker": [*celery, "worker", "--beat", "--concurrency=1", *quiet],
            },
            "ready_url": f"{address}/-/ready",
            "welcome": self.welcome(address),
        }
        plan_file = settings.VAR / "demo-plan.json"
        plan_file.write_text(json.dumps(plan), encoding="utf-8")
        os.environ.update(
            PYTHONPATH=os.pathsep.join([str(settings.REPO / "site"), str(settings.REPO)]),
            PYTHONUNBUFFERED="1",
            BASE_URL=address,
            TONGTANG_DEMO="1",
        )
        supervisor = str(settings.REPO / "site/portal/supervisor.py")
        os.execv(sys.executable, [sys.executable, "-P", supervisor, str(plan_file)])  # noqa: S606

    def welcome(self, address: str) -> str:
        from portal.demo.accounts import demo_accounts  # noqa: PLC0415  models are not loaded when commands are listed

        with translation.override("zh-hans"):
            accounts = [f"  {a.email:<26} {a.roles}" for a in demo_accounts()]
        connection.close()
        lines = [
            "",
            f"  同堂 Tongtang answers at {address}/  (web, worker and beat up in {{seconds}} s)",
            *([f"  Sign in at {address}/accounts/login/ with the password {PASSWORD}:", *accounts] if accounts else []),
            "  Ctrl-C stops everything; the data stay. `make demo RESET=1` begins anew.",
            "",
        ]
        return "\n".join(lines)

    def say(self, step: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self.begun:5.1f} s] {step} …")
        self.stdout.flush()


def drop_letters_of_the_past() -> None:
    """The seed tells a year's history; nobody waits for its e-mails."""
    from shared.jobs.enums import JobState  # noqa: PLC0415  models are not loaded when commands are listed
    from shared.jobs.models import Job  # noqa: PLC0415

    Job.objects.filter(task="notices.send_emails", state=JobState.QUEUED).update(state=JobState.DONE)


def hold_the_lock() -> None:
    """One demo per folder: the kernel keeps the lock until this process ends, however it ends."""
    lock = os.open(settings.VAR / "demo.lock", os.O_CREAT | os.O_RDWR, 0o600)
    os.set_inheritable(lock, True)  # the supervisor that this process becomes holds it on
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CommandError("The demo already runs from this folder. Stop it first (Ctrl-C in its terminal).") from error


def refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        hint = "Choose another, for example: make demo PORT=8123"
        raise CommandError(f"Port {port} of {host} cannot be used ({error.strerror}). {hint}") from error
