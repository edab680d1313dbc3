import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared.accounts.models import User
from shared.search.models import Entry
from shared.search.queries import Filters, search


class Command(BaseCommand):
    help = "Search as the public does, or as somebody with an account; prints the ranked ids."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--as", dest="username", default="", help="what this account may see")
        parser.add_argument("--kind", default="", help="only this source, for example article")
        parser.add_argument("--limit", type=int, default=50)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, query: str, username: str, kind: str, limit: int, **options: Any) -> None:
        user = User.objects.filter(username=username).first() if username else AnonymousUser()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        found = search(query, user, Filters(source=kind))
        entries = Entry.objects.in_bulk(found.ids[:limit])
        rows = [
            {
                "rank": at + 1,
                "id": f"{e.source}:{e.object_id}",
                "score": round(score, 4),
                "title": e.title,
                "url": e.url,
            }
            for at, (pk, score) in enumerate(zip(found.ids[:limit], found.scores, strict=False))
            if (e := entries.get(pk))
        ]
        if options["json"]:
            text = json.dumps(
                {"query": query, "whole": found.whole, "total": found.total, "hits": rows}, ensure_ascii=False
            )
            self.stdout.write(text)
            return
        for row in rows:
            self.stdout.write(f"{row['rank']:>3}  {row['score']:>9.3f}  {row['id']:<16} {row['title']}")
