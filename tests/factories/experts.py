"""Experts, their pools, terms and proofs."""

import datetime as dt

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from shared.experts.enums import Origin, PoolKind, QualificationKind, Visibility
from shared.experts.models import Expert, Membership, Pool, Qualification
from tests.factories.directory import AgencyFactory, UserFactory

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class ExpertFactory(DjangoModelFactory):
    """Somebody from outside; with `person` somebody of the directory."""

    class Meta:
        model = Expert

    person = None
    agency = factory.SubFactory(AgencyFactory)
    outside_name = factory.Maybe("person", "", factory.Sequence(lambda n: f"钟毅{n}"))
    outside_organisation = factory.Maybe("person", "", "示例理工大学")
    visibility = Visibility.BOTH
    registered_by = factory.SubFactory(UserFactory)


class PoolFactory(DjangoModelFactory):
    class Meta:
        model = Pool

    name = factory.Sequence(lambda n: f"示例{n}技术调查官名录库")
    kind = PoolKind.INVESTIGATOR
    agency = factory.SubFactory(AgencyFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    expert = factory.SubFactory(ExpertFactory)
    pool = factory.SubFactory(PoolFactory)
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=30))
    valid_to = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=300))
    origin = Origin.INVITED
    added_by = factory.SubFactory(UserFactory)


class QualificationFactory(DjangoModelFactory):
    """Confirmed, without an end."""

    class Meta:
        model = Qualification

    expert = factory.SubFactory(ExpertFactory)
    kind = QualificationKind.TRAINING
    name = "技术调查官培训合格证书"
    issuer = "示例培训基地"
    evidence = factory.LazyFunction(lambda: ContentFile(PDF, "证书.pdf"))
    evidence_name = "证书.pdf"
    entered_by = factory.SubFactory(UserFactory)
    confirmed_by = factory.SubFactory(UserFactory)
    confirmed_at = factory.LazyFunction(timezone.now)
