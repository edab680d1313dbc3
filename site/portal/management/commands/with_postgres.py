import argparse
import os
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.postgres import embedded


class Command(BaseCommand):
    help = "Run a command with DATABASE_URL naming a fresh PostgreSQL that lasts as long as the command."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("command_line", nargs=argparse.REMAINDER)

    def handle(self, *args: Any, command_line: list[str], **options: Any) -> None:
        with embedded() as server:
            environment = {**os.environ, "DATABASE_URL": server.url}
            code = subprocess.run(command_line, check=False, env=environment).returncode  # noqa: S603  the caller's own
        sys.exit(code)
