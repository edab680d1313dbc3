"""The plan of a year, its needs and lines."""

import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.training.enums import Mode, PlanState
from courses.training.models import AnnualPlan, PlanLine, TrainingNeed
from tests.factories.directory import AgencyFactory, UserFactory


class AnnualPlanFactory(DjangoModelFactory):
    class Meta:
        model = AnnualPlan

    year = factory.LazyFunction(lambda: timezone.localdate().year + 1)
    ip_office = factory.SubFactory(AgencyFactory)
    proc_office = factory.SubFactory(AgencyFactory, proc=True)
    state = PlanState.DRAWING_UP
    needs_due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=20))
    called_by = factory.SubFactory(UserFactory)


class TrainingNeedFactory(DjangoModelFactory):
    class Meta:
        model = TrainingNeed

    plan = factory.SubFactory(AnnualPlanFactory, state=PlanState.COLLECTING)
    agency = factory.LazyAttribute(lambda need: need.plan.ip_office)
    topic = "商业秘密案件证据规则"
    audience = "执法办案人员"
    people = 12
    reason = "案件量上升，取证口径不一。"
    submitted_by = factory.SubFactory(UserFactory)


class PlanLineFactory(DjangoModelFactory):
    """Sixty persons for five days, exactly at the ceiling of the third grade."""

    class Meta:
        model = PlanLine

    plan = factory.SubFactory(AnnualPlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "商业秘密案件证据规则同堂培训班"
    mode = Mode.JOINT
    ip_host = factory.LazyAttribute(lambda line: line.plan.ip_office)
    proc_host = factory.LazyAttribute(lambda line: line.plan.proc_office)
    quarter = 2
    month = 5
    days = Decimal(5)
    ip_seats = 25
    proc_seats = 25
    pool_seats = 10
    budget = Decimal(165_000)
