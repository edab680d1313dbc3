"""A published work as others take it over: citation, feed entry, harvested record, linked data."""

from cms.library.records.kinds import KINDS, Kind, Topic, kind_of, register, topic_of, topics
from cms.library.records.works import Author, Record, WorkType, in_language

__all__ = [
    "KINDS",
    "Author",
    "Kind",
    "Record",
    "Topic",
    "WorkType",
    "in_language",
    "kind_of",
    "register",
    "topic_of",
    "topics",
]
