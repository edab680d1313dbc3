"""The index follows what happens: entry by entry after every act, and as a whole in a pass that can be broken off."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.actions import NotAllowedNow
from shared.search.models import Entry, Rebuild
from shared.search.sources import SOURCES, Source, touched_by
from shared.search.tokens import fold, tokens
from shared.search.vocabulary import gather_words

CHUNK = 250
LONGEST = 60_000  # characters of one entry; what is longer belongs into several
SHOWN = ("title", "text", "folded", "url", "year", "region_id")
KEPT = ["title", "text", "folded", "tokens", "length", "url", "year", "region"]

type Say = Callable[[str], Any]


def index_after(instance: models.Model) -> None:
    """Once the transaction has committed, bring up to date what an act on this instance may have changed.

    Robust: an index that cannot be written now must not turn a done act into an error; the nightly pass catches up.
    """
    for key, rows in touched_by(instance).items():
        transaction.on_commit(partial(index_rows, key, rows), robust=True)


@transaction.atomic
def index_rows(key: str, rows: models.QuerySet) -> int:
    """Write the entries of these rows where something has changed, drop those that no longer belong; return both."""
    source, ids = SOURCES[key], list(rows.order_by().values_list("pk", flat=True))
    held = held_entries(key, ids)
    wanted = [entry_of(source, row) for row in source.rows().filter(pk__in=ids)]
    changed = [e for e in wanted if e.object_id not in held or seen_of(held[e.object_id]) != seen_of(e)]
    write(changed)
    gone = held.keys() - {entry.object_id for entry in wanted}
    Entry.objects.filter(source=key, object_id__in=gone).delete()
    return len(changed) + len(gone)


def held_entries(key: str, ids: Iterable[int]) -> dict[int, Entry]:
    return {e.object_id: e for e in Entry.objects.filter(source=key, object_id__in=ids).defer("tokens")}


def seen_of(entry: Entry) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in SHOWN)


def entry_of(source: Source, row: Any) -> Entry:
    found = source.describe(row)
    text = found.text[:LONGEST]
    folded = fold(f"{found.title}\n{text}\n{found.keys}").strip()
    return Entry(
        source=source.key,
        object_id=row.pk,
        title=found.title[:300],
        text=text,
        folded=folded,
        tokens=" ".join(sorted(tokens(folded))),
        length=len(folded),
        url=found.url[:400],
        year=found.year,
        region_id=found.region_id,
    )


def write(entries: list[Entry]) -> None:
    Entry.objects.bulk_create(
        entries, batch_size=50, update_conflicts=True, unique_fields=["source", "object_id"], update_fields=KEPT
    )


def rebuild(*, say: Say = lambda line: None) -> Rebuild:
    """Go through everything that can be found, chunk by chunk; a pass that was broken off goes on where it stopped.

    The resume point is written together with each chunk. Raises NotAllowedNow when another process has taken the pass
    over.
    """
    run, is_new = Rebuild.objects.get_or_create(is_open=True)
    say(_("A new pass begins.") if is_new else _("Going on after %(done)s entries.") % {"done": run.done})
    keys = sorted(SOURCES)
    for key in keys[keys.index(run.source) if run.source in keys else 0 :]:
        while count := next_chunk(run, SOURCES[key]):
            say(f"{key} +{count} = {run.done}")
    finish(run)
    return run


def next_chunk(run: Rebuild, source: Source) -> int:
    """Index the next rows of a source and move the resume point with them; return how many rows there were."""
    last = run.last_id if run.source == source.key else 0
    rows = list(source.rows().filter(pk__gt=last).order_by("pk")[:CHUNK])
    entries = [entry_of(source, row) for row in rows]
    to = {"source": source.key, "last_id": rows[-1].pk if rows else last, "done": run.done + len(rows)}
    here = Rebuild.objects.filter(pk=run.pk, is_open=True, source=run.source, last_id=run.last_id)
    with transaction.atomic():
        if not here.update(**to):
            raise NotAllowedNow(_("Another process is rebuilding the index. Wait until it has finished."))
        write(entries)
    for name, value in to.items():
        setattr(run, name, value)
    return len(rows)


def finish(run: Rebuild) -> None:
    """Drop what no longer belongs, count the tokens, gather the words that may be offered."""
    for key, source in SOURCES.items():
        rows = source.rows().order_by().values("pk")
        Entry.objects.filter(source=key).exclude(object_id__in=rows).delete()
    Entry.objects.exclude(source__in=SOURCES).delete()
    count_tokens()
    gather_words(Entry.objects.visible_to(AnonymousUser()))
    Rebuild.objects.filter(pk=run.pk, is_open=True).update(finished_at=timezone.now(), is_open=False)
    run.refresh_from_db()
    Rebuild.objects.filter(is_open=False, pk__lt=run.pk - 20).delete()


def count_tokens() -> None:
    """In how many entries each token stands, for the weights; new texts count from the next time on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_tokencount")
        cursor.execute(COUNTED[connection.vendor])
        cursor.execute(
            "INSERT INTO search_tokencount(token, entries) SELECT '#entries', COUNT(*) FROM search_entry UNION ALL "
            "SELECT '#length', COALESCE(SUM(length), 0) FROM search_entry"
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('search_entry_tokens')")
        cursor.execute("ANALYZE search_entry")


COUNTED = {
    "sqlite": "INSERT INTO search_tokencount(token, entries) SELECT term, doc FROM search_entry_terms",
    "postgresql": (
        "INSERT INTO search_tokencount(token, entries) SELECT token, COUNT(*) FROM search_entry, "
        "unnest(string_to_array(tokens, ' ')) AS token WHERE token <> '' GROUP BY token"
    ),
}
