"""Real processes under the supervisor of `make demo`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.management.commands.demo import refuse_taken_port
from portal.postgres import free_port

SUPERVISOR = Path(__file__).parents[2] / "site/portal/supervisor.py"
LIVE_ON = "import time\nprint('up', flush=True)\ntime.sleep(600)"


@pytest.fixture
def supervise(tmp_path):
    """Start the supervisor with the commands; all it started is gone in the end."""
    started = []

    def begin(**commands):
        plan = {"commands": commands, "ready_url": "http://127.0.0.1:1/", "welcome": "never"}
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", str(SUPERVISOR), str(tmp_path / "plan.json")], stdout=log, stderr=log
            )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def python(script):
    return [sys.executable, "-S", "-c", script]


def children(process):
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_when_the_supervisor_ends(supervise, tmp_path, number):
    supervisor = supervise(web=python(LIVE_ON), worker=python(LIVE_ON))
    wait_for(lambda: (tmp_path / "log").read_text().count("up") == 2)
    pids = children(supervisor)

    supervisor.send_signal(number)
    supervisor.wait(20)

    wait_for(lambda: all(is_gone(pid) for pid in pids))


@pytest.mark.processes
def test_a_killed_process_starts_again(supervise, tmp_path):
    supervisor = supervise(worker=python(LIVE_ON))
    wait_for(lambda: "up" in (tmp_path / "log").read_text())

    os.kill(children(supervisor)[0], signal.SIGKILL)

    wait_for(lambda: (tmp_path / "log").read_text().count("worker | up") == 2)
    assert "starts again" in (tmp_path / "log").read_text()


@pytest.mark.processes
def test_all_end_when_one_cannot_start(supervise, tmp_path):
    supervisor = supervise(web=python("raise SystemExit('no port')"), worker=python(LIVE_ON))

    code = supervisor.wait(20)

    assert code == 1
    assert "no port" in (tmp_path / "log").read_text()


def test_demo_refuses_a_taken_port_with_a_sentence():
    import socket

    from django.core.management.base import CommandError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="make demo PORT="):
            refuse_taken_port("127.0.0.1", taken.getsockname()[1])
    refuse_taken_port("127.0.0.1", free_port())
