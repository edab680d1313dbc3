"""A matter that any test can be about: a region stands for the file, the test says whom it concerns."""

import pytest

from shared.directory.enums import RoleCode
from shared.directory.models import Region
from shared.recusal import subjects
from shared.recusal.subjects import Subject, SubjectKind, register_subject
from tests.factories.directory import AgencyFactory, RegionFactory, member


class Matter:
    """`open(parties=…, concerned=…)` makes a file led by `agency`; its officer waives hints."""

    def __init__(self):
        self.agency = AgencyFactory(proc=True, region=RegionFactory())
        self.officer = member(self.agency, RoleCode.SECONDMENT_OFFICER)
        self.about = {}

    def open(self, **facts):
        region = RegionFactory(code=f"99{len(self.about):04}", name="卷宗")
        self.about[region.pk] = facts
        return region

    def describe(self, region):
        return Subject("matter", region.pk, "甲事项", self.agency, **self.about[region.pk])


@pytest.fixture
def matter(regulations):
    made = Matter()
    register_subject(SubjectKind("matter", "事项", Region, made.describe, (RoleCode.SECONDMENT_OFFICER,)))
    yield made
    subjects.KINDS.pop("matter")
