"""People with ranks, and what they earned."""

import datetime as dt
from decimal import Decimal

from shared.credits.actions import post_hours
from shared.credits.enums import Category
from shared.directory.enums import RankSeries
from shared.directory.models import Person
from tests.factories.directory import PersonFactory, PostingFactory, UserFactory

JUNIOR = (RankSeries.CIVIL_SERVANT, "四级主任科员")
SENIOR = (RankSeries.CIVIL_SERVANT, "四级调研员")
PROSECUTOR = (RankSeries.PROSECUTOR, "一级检察官")
SENIOR_PROSECUTOR = (RankSeries.PROSECUTOR, "四级高级检察官")


def person_of(series_and_rank=JUNIOR, *, user=False, **posting) -> Person:
    series, rank = series_and_rank
    person = PersonFactory(user=UserFactory() if user else None)
    PostingFactory(person=person, rank_series=series, rank=rank, **posting)
    return person


def earn(person, hours=22, days=3, *, on=dt.date(2026, 6, 3), source=None, **values):
    earn.count += 1
    values = {"category": Category.OFF_JOB, "title": "商业秘密案件证据规则同堂培训班", "by": None, **values}
    return post_hours(
        person,
        hours=None if hours is None else Decimal(str(hours)),
        days=None if days is None else Decimal(str(days)),
        source=source or f"test:{earn.count}",
        occurred_on=on,
        **values,
    )


earn.count = 0
