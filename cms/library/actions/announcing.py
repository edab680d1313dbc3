"""Subscribers hear of a work when it is public for the first time; a correction is no news."""

from typing import Any

from cms.library.records import kind_of, topics
from cms.library.records.kinds import works
from shared.notices.actions import announce
from shared.notices.topics import Source

SOURCE = "library"


def announce_work(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Called by Wagtail for every page that goes live, in the transaction that publishes it."""
    kind = kind_of(instance)
    if kind is None or not kind.is_work or instance.first_published_at != instance.last_published_at:
        return
    record = kind.record(instance)
    slugs = [topic.slug for topic in kind.topics_of(instance)]
    announce(SOURCE, str(instance.pk), title=record.title, url=record.path, topics=slugs)


def topic_names() -> list[tuple[str, str]]:
    return [(topic.slug, str(topic.label)) for topic in topics()]


def is_public_work(key: str) -> bool:
    return any(kind.rows().filter(pk=key).exists() for kind in works())


LIBRARY = Source(SOURCE, topic_names, is_public_work)
