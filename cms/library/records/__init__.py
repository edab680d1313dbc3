"""A published work as others take it over: citation, feed entry, harvested record, linked data."""

from cms.library.records.kinds import KINDS, Kind, Topic, kind_of, register, topic_of, topics
from cms.library.records.works import Author, Record, WorkType

__all__ = [
    "KINDS",
    "Author",
    "Kind",
    "Record",
    "Topic",
    "WorkType",
    "kind_of",
    "register",
    "topic_of",
    "topics",
]
