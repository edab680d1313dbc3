"""Two units of both sides with their officers, and secondments between them in any state."""

import datetime as dt
from dataclasses import dataclass

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from exchanges.secondments.enums import BEFORE_OFFICE, Kind, Paper, State
from exchanges.secondments.enums.papers import BROUGHT_BY
from exchanges.secondments.models import FiledPaper, Post, Secondment
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, RegionFactory, member


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    host_agency = factory.SubFactory(AgencyFactory, proc=True)
    title = "专利专业岗"
    kind = Kind.CONCURRENT_ASSISTANT
    opens_on = dt.date(2026, 11, 1)
    closes_on = dt.date(2026, 12, 31)


class SecondmentFactory(DjangoModelFactory):
    class Meta:
        model = Secondment

    number = factory.Sequence(lambda n: f"SEC-{n + 5000}")
    home_org = factory.SubFactory(AgencyFactory)
    host_org = factory.SubFactory(AgencyFactory, proc=True)
    person = factory.SubFactory(PersonFactory)
    kind = Kind.CONCURRENT_ASSISTANT
    position = "专利专业岗"
    starts_on = dt.date(2026, 1, 1)
    ends_on = dt.date(2027, 12, 31)
    state = State.ACTIVE


@dataclass
class Parties:
    """`home` and `host` with an officer each, the home's HR, and the person with her account."""

    home: Agency
    host: Agency
    home_officer: User
    host_officer: User
    hr: User
    user: User

    def secondment(self, state: str = State.PLANNED, **facts) -> Secondment:
        person = None if state == State.PLANNED else self.user.person
        if state not in {*BEFORE_OFFICE, State.REJECTED, State.DECLINED}:
            facts.setdefault("pledge_signed_on", dt.date(2026, 1, 1))
        facts.setdefault("person", person)
        return SecondmentFactory(home_org=self.home, host_org=self.host, state=state, **facts)


def parties() -> Parties:
    region = RegionFactory()
    home = AgencyFactory(name="浙江省知识产权局", region=region)
    host = AgencyFactory(proc=True, name="浙江省人民检察院", region=region)
    return Parties(
        home=home,
        host=host,
        home_officer=member(home, RoleCode.SECONDMENT_OFFICER, name="方静"),
        host_officer=member(host, RoleCode.SECONDMENT_OFFICER, name="郑岩"),
        hr=member(home, RoleCode.UNIT_HR, name="何敏"),
        user=member(home, RoleCode.TRAINEE, name="周晓"),
    )


def colleague(agency: Agency, **facts):
    """Another person of `agency`, without an account."""
    person = PersonFactory(**facts)
    PostingFactory(person=person, agency=agency)
    return person


def scan(name: str = "材料.pdf", text: str = "") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, f"%PDF-1.4\n{text}\n%%EOF\n".encode(), content_type="application/pdf")


def endorsement(kind: str = Kind.CONCURRENT_ASSISTANT) -> dict:
    """What the home unit says and adds when it puts a name forward."""
    paper = Paper.LOAN_FORM if kind == Kind.LOAN else Paper.RECOMMENDATION
    return {"note": "政治可靠，业务熟练，同意推荐。", "papers": {paper: scan()}}


def brought(secondment: Secondment, *papers: str) -> Secondment:
    """Papers that lie in the file already; nothing is stored for them."""
    for paper in papers:
        facts = {"paper": paper, "side": sorted(BROUGHT_BY[paper])[0], "digest": "0" * 64, "given_at": timezone.now()}
        FiledPaper.objects.create(secondment=secondment, file=f"secondments/papers/{paper}.pdf", **facts)
    return secondment
