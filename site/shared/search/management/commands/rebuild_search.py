from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared.audit.actions import NotAllowedNow
from shared.search.actions import rebuild


class Command(BaseCommand):
    help = "Bring the whole search index up to date; broken off, it goes on where it stopped when it is run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = rebuild(say=self.say)
        except NotAllowedNow as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say(f"{run.done}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
