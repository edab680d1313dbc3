"""A real worker process, killed in the midst of its work."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.processes import shared_database

REPO = Path(__file__).parents[3]
JOBS = 20


class Machine:
    """The product on one machine: its database, its queue, its worker."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.url = shared_database(var)
        self.environment = {
            **os.environ,
            "TONGTANG_VAR": str(var),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PYTHONPATH": f"{REPO / 'site'}{os.pathsep}{REPO}",
        }
        self.workers: list[subprocess.Popen] = []

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, str(REPO / "manage.py"), *arguments]
        subprocess.run(command, env=self.environment, cwd=REPO, check=True, capture_output=True, timeout=600)

    def start_worker(self) -> subprocess.Popen:
        options = ["--concurrency=1", "--include=tests.shared.jobs.examples", "--without-gossip", "--without-mingle"]
        with (self.var / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "portal", "worker", *options],
                env=self.environment,
                cwd=REPO,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def stop(self) -> None:
        for worker in self.workers:
            try:
                os.killpg(worker.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            worker.wait(10)

    def rows(self, statement: str) -> list:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30)) as database:
                return database.execute(statement).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def wait_until(self, statement: str, seconds: int = 60) -> None:
        """Wait until the statement's single figure is true."""
        end = time.monotonic() + seconds
        while not self.rows(statement)[0][0]:
            assert time.monotonic() < end, (self.var / "worker.log").read_text()[-4000:]
            time.sleep(0.1)


@pytest.fixture
def machine(tmp_path, transactional_db):
    machine = Machine(tmp_path)
    yield machine
    machine.stop()


@pytest.mark.processes
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_job_is_done_once_when_the_worker_is_killed_with_twenty_queued(machine):
    machine.manage(
        "shell",
        "-c",
        "from tests.shared.jobs import examples\n"
        "from shared.jobs.actions import later\n"
        "from shared.directory.models import Region\n"
        f"for n in range({JOBS}):\n"
        "    region = Region.objects.create(code=n, name=n, level='province')\n"
        "    later('examples.stroke', region_id=region.pk, seconds='0.2')\n",
    )
    first = machine.start_worker()
    machine.wait_until("SELECT count(*) >= 3 FROM jobs_job WHERE state = 'done'")
    machine.wait_until("SELECT count(*) = 1 FROM jobs_job WHERE state = 'running'")

    os.killpg(first.pid, signal.SIGKILL)
    first.wait(10)
    done_before = machine.rows("SELECT count(*) FROM jobs_job WHERE state = 'done'")[0][0]
    machine.start_worker()
    machine.wait_until(f"SELECT count(*) = {JOBS} FROM jobs_job WHERE state = 'done'")

    assert 3 <= done_before < JOBS
    assert machine.rows("SELECT DISTINCT name_en FROM directory_region") == [("x",)]
    assert machine.rows("SELECT max(attempts) FROM jobs_job") == [(2,)]
