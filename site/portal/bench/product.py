"""The product in its production configuration, as one process tree that can be measured."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings

from portal.supervisor import end_with_parent

QUIET = ["--loglevel=ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Product:
    def __init__(
        self,
        port: int,
        server: str = "gunicorn",
        application: str = "portal.wsgi",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.port = port
        self.server = server
        self.application = application
        self.environment = environment or {}
        self.processes: list[subprocess.Popen] = []
        self.log = (settings.VAR / "bench.log").open("ab")

    def start_web(self) -> float:
        """Start the application server; return the seconds until its first page."""
        python = [sys.executable, "-m"]
        command = {
            "gunicorn": [
                *["gunicorn", "--config", str(settings.REPO / "deploy/gunicorn.py"), "--access-logfile=/dev/null"],
                *["--bind", f"127.0.0.1:{self.port}", self.application],
            ],
            "granian": [
                *["granian", "--interface", "wsgi", "--workers", "2", "--port", str(self.port), "--no-access-log"],
                f"{self.application}:application",
            ],
        }[self.server]
        begun = time.monotonic()
        self._start([*python, *command])
        while not self._answers():
            if self.processes[-1].poll() is not None or time.monotonic() - begun > 60:
                raise RuntimeError(f"The server did not start: see {self.log.name}.")
            time.sleep(0.05)
        return round(time.monotonic() - begun, 1)

    def start_worker_and_beat(self) -> None:
        celery = [sys.executable, "-m", "celery", "--app", "portal", "--quiet"]
        self._start([*celery, "worker", "--beat", "--concurrency=1", *QUIET])
        time.sleep(12)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()

    def megabytes(self) -> int:
        """Memory of all processes, shared pages counted once."""
        return round(sum(proportional_kilobytes(p) for root in self.processes for p in family(root.pid)) / 1024)

    def _start(self, command: list[str]) -> None:
        path = os.pathsep.join([str(settings.REPO / "site"), str(settings.REPO)])
        self.processes.append(
            subprocess.Popen(  # noqa: S603  our own commands
                command,
                env={**os.environ, **self.environment, "PYTHONPATH": path},
                stdout=self.log,
                stderr=self.log,
                preexec_fn=end_with_parent,  # noqa: PLW1509  leaves no orphan
            )
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False


def family(root: int) -> list[int]:
    """The process and all it started."""
    children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    return [root, *(p for child in children for p in family(int(child)))]


def proportional_kilobytes(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
