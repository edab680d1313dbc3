"""Agencies of both sides, people in them, and accounts that hold roles."""

import factory
from factory.django import DjangoModelFactory

from shared.accounts.models import User
from shared.directory.enums import Level, RankSeries, RoleCode, System
from shared.directory.models import Agency, Person, Posting, Region, RoleAssignment


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"S{n:05}")
    name = factory.Sequence(lambda n: f"用户{n}")
    email = factory.LazyAttribute(lambda u: f"{u.username.lower()}@unit.example")

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or "correct horse")
        if create:
            self.save()


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "330000"
    name = "浙江省"
    level = Level.PROVINCE


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    class Params:
        proc = factory.Trait(
            system=System.PROCURATORATE,
            code=factory.Sequence(lambda n: f"P{n:06}"),
            name=factory.Sequence(lambda n: f"示例{n}市人民检察院"),
        )

    code = factory.Sequence(lambda n: f"I{n:06}")
    name = factory.Sequence(lambda n: f"示例{n}市知识产权局")
    system = System.IP_ADMIN
    level = Level.PROVINCE


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"周晓{n}")
    email = factory.Sequence(lambda n: f"person{n}@unit.example")


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    person = factory.SubFactory(PersonFactory)
    agency = factory.SubFactory(AgencyFactory)
    department = "法规处"
    rank_series = RankSeries.CIVIL_SERVANT
    rank = "四级主任科员"


class RoleAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = RoleCode.TRAINEE


def member(agency: Agency, *roles: str, **person) -> User:
    """An account with a person posted in `agency` and holding `roles` there."""
    user = UserFactory()
    PostingFactory(person=PersonFactory(user=user, email=user.email, **person), agency=agency)
    for role in roles:
        RoleAssignmentFactory(user=user, agency=agency, role=role)
    return user
