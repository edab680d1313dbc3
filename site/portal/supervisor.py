"""Runs several processes as one terminal program: `python supervisor.py PLAN.json`.

Their lines come out in one stream. One that is killed starts again; one that cannot start ends all; Ctrl-C ends all.
It loads nothing but the standard library, so that watching costs no memory.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE = 10  # seconds for a process to end by itself
QUICK_END = 15  # a process that gives up sooner than this cannot start at all
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen] = {}
        self.started_at: dict[str, float] = {}
        self.is_ending = False

    def start(self, name: str) -> None:
        """Start the process; every line it prints appears behind its name."""
        process = subprocess.Popen(  # noqa: S603  our own commands
            self.commands[name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,  # Ctrl-C reaches this process alone, which ends the others in order
            preexec_fn=end_with_parent,  # noqa: PLW1509  the only way to leave no orphan after kill -9
        )
        self.processes[name] = process
        self.started_at[name] = time.monotonic()
        threading.Thread(target=self._pass_on, args=(name, process), daemon=True).start()

    def run(self, ready_url: str, welcome: str) -> int:
        """Keep every process going until a signal comes or one cannot start; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)
        begun = time.monotonic()
        for name in self.commands:
            self.start(name)
        while not self.is_ending:
            if not self._all_alive():
                self.end()
                return 1
            if welcome and answers(ready_url):
                say(welcome.replace("{seconds}", f"{time.monotonic() - begun:.0f}"))
                welcome = ""
            time.sleep(0.2)
        self.end()
        return 0

    def _all_alive(self) -> bool:
        """Start again what has ended; False when something ended right after its start."""
        for name, process in self.processes.items():
            if process.poll() is None:
                continue
            was_killed = process.returncode < 0
            if not was_killed and time.monotonic() - self.started_at[name] < QUICK_END:
                say(f"{name} could not start (code {process.returncode}); the others end too.")
                return False
            say(f"{name} has ended (code {process.returncode}) and starts again.")
            self._signal(process, signal.SIGKILL)
            self.start(name)
        return True

    def end(self) -> None:
        """Ask every process to end, then insist. Queued work is in the database: nothing is lost."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for name, process in self.processes.items():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                say(f"{name} takes its time; it is stopped now.")
            self._signal(process, signal.SIGKILL)
            process.wait()

    def _signal(self, process: subprocess.Popen, number: int) -> None:
        """Reach the process's whole group: what it started itself must not stay behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)

    def _note(self, *_arguments: object) -> None:
        self.is_ending = True

    def _pass_on(self, name: str, process: subprocess.Popen) -> None:
        for line in process.stdout or ():
            say(f"{name:<6} | {line.rstrip()}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  our own address
            return response.status == 200
    except OSError:
        return False


def main() -> int:
    end_with_parent()
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return Supervisor(plan["commands"]).run(plan["ready_url"], plan["welcome"])


if __name__ == "__main__":
    sys.exit(main())
