"""A province, a unit in it, a trainee, the officers who decide, and a June day on which all of it happens."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile

from shared.credits.actions import declare_training
from shared.credits.enums import Category
from shared.directory.enums import RoleCode
from tests.factories.credits import JUNIOR, person_of
from tests.factories.directory import AgencyFactory, member

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def june(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-06-30T02:00:00Z", tick=False):
        yield


@pytest.fixture
def province():
    return AgencyFactory(name="示例省知识产权局")


@pytest.fixture
def unit(province):
    return AgencyFactory(parent=province, name="示例市知识产权局")


@pytest.fixture
def trainee(unit):
    return person_of(JUNIOR, user=True, agency=unit)


@pytest.fixture
def hr(unit):
    return member(unit, RoleCode.UNIT_HR)


@pytest.fixture
def office(province):
    return member(province, RoleCode.TRAINING_PLANNER)


@pytest.fixture
def signed_in(client):
    def as_(user):
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def fields():
    def values(**changes):
        return {
            "title": "全国商业秘密保护研修班",
            "organiser": "示例大学",
            "place": "北京",
            "starts_on": dt.date(2026, 5, 11),
            "ends_on": dt.date(2026, 5, 15),
            "hours": Decimal(30),
            "days": None,
            "category": Category.OFF_JOB,
            **changes,
        }

    return values


@pytest.fixture
def declared(trainee, fields):
    def declare(person=trainee, **changes):
        proof = {"proof": ContentFile(PDF, "证书.pdf"), "proof_name": "证书.pdf"}
        return declare_training(person, by=person.user, **{**fields(**changes), **proof})

    return declare
