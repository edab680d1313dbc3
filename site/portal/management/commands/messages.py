from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import catalogues


class Command(BaseCommand):
    help = "Message catalogues: `update` reads them out of the source, `compile` makes .mo files, `check` finds gaps."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("work", choices=["update", "compile", "check"])
        parser.add_argument("app", nargs="*", help="an app's name or label; default: all")

    def handle(self, *args: Any, work: str, app: list[str], **options: Any) -> None:
        try:
            chosen = catalogues.our_apps(app)
        except LookupError as error:
            raise CommandError(str(error)) from error
        for config in chosen if work == "update" else []:
            count, empty = catalogues.update(config)
            if count:
                self.stdout.write(f"{config.name}: {count} sentences, {empty} to translate")
        for config in chosen if work != "check" else []:
            catalogues.compile_catalogue(config)
        if work == "check":
            found = [fault for config in chosen for fault in catalogues.faults(config)]
            found += catalogues.conflicts(catalogues.our_apps())
            for fault in found:
                self.stdout.write(fault)
            if found:
                raise CommandError(f"{len(found)} faults. Fill them in the .po files; `messages update` adds new ones.")
            self.stdout.write("Every sentence is translated.")
