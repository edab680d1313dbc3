"""Pieces of code in real processes of their own, all at the same moment, on one database that all of them see."""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

REPO = Path(__file__).parents[1]


def shared_database(folder: Path) -> str:
    """The address of a database that other processes see: PostgreSQL's own, or a copy of SQLite's in a file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
        return f"sqlite:///{folder / 'copy.sqlite3'}"
    return address_of(connection.settings_dict["NAME"])


def address_of(name: str) -> str:
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**connection.settings_dict) + name


@cache
def crew(vendor: str) -> subprocess.Popen:
    """The process that forks, for databases of this kind; it ends with the tests."""
    environment = {
        **os.environ,
        "DATABASE_URL": "sqlite://" if vendor == "sqlite" else address_of(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PYTHONPATH": f"{REPO / 'site'}{os.pathsep}{REPO}",
    }
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-m", "tests.crew"], env=environment, cwd=REPO, **pipes)
    atexit.register(process.kill)
    return process


def together(url: str, *codes: str) -> list[str]:
    """Run each piece of code in a process of its own, all at the same moment; return what each printed."""
    pipes = crew(connection.vendor)
    pipes.stdin.write(json.dumps({"url": url, "codes": codes}) + "\n")
    pipes.stdin.flush()
    answers = json.loads(pipes.stdout.readline())
    errors = [error for _printed, error in answers if error]
    assert not errors, "\n".join(errors)
    return [printed.strip() for printed, _error in answers]


def call(function: Any, *arguments: Any) -> str:
    """The code that calls a function of a module with these arguments and prints what it returns as JSON."""
    found = f"from {function.__module__} import {function.__name__} as act"
    return f"import json\n{found}\nprint(json.dumps(act(*{arguments!r})))"


def calls(url: str, *codes: str) -> list[Any]:
    """As `together`, for codes of `call`: what each function returned."""
    return [json.loads(printed.splitlines()[-1]) for printed in together(url, *codes)]
