import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.bench import soak


class Command(BaseCommand):
    help = "(internal to make bench and make test) One of many processes that move the seats of a class at random."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["set-up", "work", "look"])
        parser.add_argument("--share", type=int, default=0, help="which process this is")
        parser.add_argument("--operations", type=int, default=100)
        parser.add_argument("--start", type=float, default=0, help="the moment when all processes begin")

    def handle(self, *args: Any, part: str, share: int, operations: int, start: float, **options: Any) -> None:
        parts = {"set-up": soak.set_up, "work": lambda: soak.work(share, operations, start), "look": soak.look}
        self.stdout.write(json.dumps(parts[part](), ensure_ascii=False))
