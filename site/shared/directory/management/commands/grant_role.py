import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.actions import grant_role
from shared.directory.enums import RoleCode
from shared.directory.models import Agency


class Command(BaseCommand):
    help = "Grant a role: manage.py grant_role EMAIL_OR_STAFF_NUMBER ROLE AGENCY_CODE [--until YYYY-MM-DD]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="e-mail address or staff number")
        parser.add_argument("role", choices=RoleCode.values)
        parser.add_argument("agency", help="agency code")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="last day, as YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        account = options["account"]
        user = User.objects.filter(Q(email__iexact=account) | Q(username=account)).first()
        agency = Agency.objects.filter(code=options["agency"]).first()
        if user is None:
            raise CommandError(f"No account has the e-mail address or staff number {account}.")
        if agency is None:
            raise CommandError(f"No agency has the code {options['agency']}.")
        try:
            grant = grant_role(user, role=options["role"], agency=agency, by=None, valid_to=options["until"])
        except NotAllowedNow as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Granted: {grant}")
