import getpass
import json
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.accounts.actions import create_account


class Command(BaseCommand):
    help = "Open an account with an initial password that must be changed at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the initial password from standard input, not a prompt"
        )

    def handle(self, *args: Any, staff_number: str, name: str, email: str, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else getpass.getpass("Password: ")
        try:
            user = create_account(staff_number, name=name, email=email, password=password, by=None)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(json.dumps({"account": user.pk, "staff_number": user.username, "email": user.email}))
