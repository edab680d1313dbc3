import json
import os
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import asdict
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string

from portal.postgres import embedded, free_port

GOALS = {"session_page": 150, "chapter": 150, "member_page": 120, "cached_chapter": 1000, "enrolment_rush": 150}
PARTS = [
    "pages",
    "cache",
    "rush",
    "promotion",
    "cut_off",
    "soak",
    "roster",
    "certificates",
    "pdf",
    "search",
    "desk",
    "memory",
]


class Command(BaseCommand):
    help = "Measure the product in its production configuration; prints a table and writes var/bench.json."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--server", choices=["gunicorn", "granian"], default="gunicorn")
        parser.add_argument("--seconds", type=float, default=10, help="how long each page is asked for")
        parser.add_argument("--volumes", type=int, nargs="+", default=[200, 20_000])
        parser.add_argument("--rushes", type=int, default=5, help="runs of the enrolment rush")
        parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="measure these parts alone")
        parser.add_argument(
            "--laws", default="", help="folder of Markdown statutes for the search; else the demo's few"
        )
        parser.add_argument("--part", default="", help="(internal) one measurement in a process of its own")
        parser.add_argument("--inside", action="store_true", help="(internal) the production settings are in force")

    def handle(self, *args: Any, inside: bool, part: str, **options: Any) -> None:
        if part:
            from portal.bench import papers, pdf, search  # noqa: PLC0415  reads models

            parts = {**papers.PARTS, "pdf": pdf.measure, "search": lambda: search.measure(options["laws"])}
            found = parts[part]()
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        if inside:
            self.measure(**options)
            return
        given = os.environ.get("DATABASE_URL")
        with nullcontext() if given else embedded(durable=True) as server:
            environment = {
                **os.environ,
                "DATABASE_URL": given or (server.url if server else ""),
                "DJANGO_SETTINGS_MODULE": "portal.settings.production",
                "TONGTANG_VAR": str(settings.VAR / "bench"),
                "SECRET_KEY": get_random_string(60),
                "ALLOWED_HOSTS": "127.0.0.1",
                "MFA_REQUIRED": "0",
                "PAGE_CACHE_SECONDS": "0",
            }
            command = [sys.executable, str(settings.REPO / "manage.py"), "bench", *sys.argv[2:], "--inside"]
            code = subprocess.run(command, check=False, env=environment).returncode  # noqa: S603  ourselves
        sys.exit(code)

    def measure(
        self, *, server: str, seconds: float, volumes: list[int], rushes: int, only: list[str], **options: Any
    ) -> None:
        from portal.bench import desk, seats, tasks  # noqa: PLC0415  reads models
        from portal.bench.product import Product  # noqa: PLC0415

        tasks.prepare(self.say)
        product = Product(free_port(), server)
        figures: dict[str, dict[str, Any]] = {"run": {"server": server, "volumes": volumes, "cores": os.cpu_count()}}
        try:
            figures["first_answer"] = {"seconds": product.start_web()}
            for volume in volumes:
                self.say(f"Filling up to {volume} people and classes")
                tasks.grow(volume)
                if "pages" in only:
                    self.measure_pages(product.port, volume, seconds, figures)
            figures["cost_ratio"] = tasks.cost_ratios(figures, volumes)
            if "cache" in only:
                self.measure_cache(server, seconds, figures)
            if "rush" in only:
                figures["enrolment_rush"] = tasks.rush(product.port, rushes, self.say)
                figures["bare_transaction"] = self.measure_bare(server, rushes)
            figures.update(seats.figures(product.port, only, self.say))
            self.measure_papers(only, figures)
            if "search" in only:
                figures["search"] = self.measure_search(options["laws"])
            if "desk" in only:
                figures["secondments"] = desk.measure(product.port)
                self.say(f"secondments: {figures['secondments']}")
            if "memory" in only:
                product.start_worker_and_beat()
                figures["memory"] = {"web_worker_beat_mb": product.megabytes()}
        finally:
            product.stop()
        self.report(figures)

    def measure_pages(self, port: int, volume: int, seconds: float, figures: dict[str, dict[str, Any]]) -> None:
        from portal.bench import tasks  # noqa: PLC0415  reads models

        for name, requests in tasks.pages(volume).items():
            tasks.drive(port, requests, connections=16, seconds=2)
            result = tasks.drive(port, requests, connections=16, seconds=seconds)
            figures.setdefault(name, {})[str(volume)] = asdict(result)
            self.say(f"{name}: {result.rps}/s")

    def measure_cache(self, server: str, seconds: float, figures: dict[str, dict[str, Any]]) -> None:
        from portal.bench import proxy, tasks  # noqa: PLC0415  reads models
        from portal.bench.product import Product  # noqa: PLC0415

        keeping = Product(free_port(), server, environment={"PAGE_CACHE_SECONDS": "600"})
        try:
            keeping.start_web()
            for name, requests in tasks.kept_pages().items():
                tasks.drive(keeping.port, requests, connections=16, seconds=2)
                figures[name] = asdict(tasks.drive(keeping.port, requests, connections=16, seconds=seconds))
                self.say(f"{name}: {figures[name]['rps']}/s")
            figures["proxy"] = proxy.measure(keeping.port, tasks.longest_chapter() or "/cases/", seconds)
            self.say(f"proxy: {figures['proxy']}")
        finally:
            keeping.stop()

    def measure_bare(self, server: str, runs: int) -> dict[str, Any]:
        from portal.bench import tasks  # noqa: PLC0415  reads models
        from portal.bench.product import Product  # noqa: PLC0415

        yardstick = Product(free_port(), server, "portal.bench.bare")
        try:
            yardstick.start_web()
            return tasks.bare_rush(yardstick.port, runs)
        finally:
            yardstick.stop()

    def measure_papers(self, only: list[str], figures: dict[str, dict[str, Any]]) -> None:
        if "roster" in only:
            self.one_process("prepare-roster")
        for part in [name for name in ("roster", "certificates", "pdf") if name in only]:
            figures[part] = self.one_process(part)
            self.say(f"{part}: {figures[part]}")

    def measure_search(self, laws: str) -> dict[str, Any]:
        """The search on both databases, each filled anew with the same, and how many of their answers are equal."""
        from portal.bench import search  # noqa: PLC0415  reads models

        figures: dict[str, Any] = {}
        with embedded(durable=True) as server, TemporaryDirectory() as folder:
            for vendor, address in {"sqlite": f"sqlite:///{folder}/search.sqlite3", "postgresql": server.url}.items():
                figures[vendor] = self.one_process("search", "--laws", laws, database=address)
        both = search.side_by_side(figures["sqlite"], figures["postgresql"])
        for vendor, found in figures.items():
            figures[vendor] = {name: value for name, value in found.items() if name not in {"answers", "held"}}
            self.say(f"search on {vendor}: {figures[vendor]}")
        self.say(f"search on both: {both}")
        return {**figures, "both": both}

    def one_process(self, part: str, *more: str, database: str = "") -> dict[str, Any]:
        command = [sys.executable, str(settings.REPO / "manage.py"), "bench", "--part", part, *more]
        environment = {**os.environ, **({"DATABASE_URL": database} if database else {})}
        answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603  ourselves
        return json.loads(answer.stdout.strip().splitlines()[-1])

    def report(self, figures: dict[str, dict[str, Any]]) -> None:
        path = settings.REPO / "var/bench.json"
        path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write("")
        for name, result in figures.items():
            rows = result.items() if all(isinstance(v, dict) for v in result.values()) else [("", result)]
            for volume, row in rows:
                text = "  ".join(f"{key} {value}" for key, value in row.items())
                goal = f"  (goal {GOALS[name]}/s)" if name in GOALS else ""
                self.stdout.write(f"{name:<16} {volume:>6}  {text}{goal}")
        self.stdout.write(f"\nWritten to {path}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
