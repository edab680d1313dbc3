"""Pieces of code in real processes of their own, all at the same moment, on one database."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

REPO = Path(__file__).parents[1]
START = """
import sys, django
django.setup()
from django.db import connection
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
"""


def shared_database(folder: Path) -> str:
    """The address of a database that other processes see: PostgreSQL's own, or a copy of SQLite's in a file."""
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
        return f"sqlite:///{folder / 'copy.sqlite3'}"
    return f"postgresql://{row['USER']}:{row['PASSWORD']}@{row['HOST']}:{row['PORT']}/{row['NAME']}"


def together(url: str, *codes: str) -> list[str]:
    """Run each piece of code in a process of its own, all at the same moment; return what each printed."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PYTHONPATH": f"{REPO / 'site'}{os.pathsep}{REPO}",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen([sys.executable, "-c", START + code], env=environment, cwd=REPO, **pipes) for code in codes
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120) for process in running]
    assert [error for _out, error in answers if "Traceback" in error] == []
    return [out.strip() for out, _error in answers]
