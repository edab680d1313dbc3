"""OAI-PMH: a third-party client harvests us; what the protocol forbids is answered by its own codes."""

import datetime as dt
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import requests
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from sickle import Sickle
from wagtail.models import PageViewRestriction

from cms.library.enums import CaseScheme, IpSubject
from cms.library.records import harvest
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DAY = dt.datetime(2026, 4, 22, 2, 0, tzinfo=dt.UTC)


def published(page, at=DAY, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    if changes:
        page.save_revision()
    if changes or not page.live:
        put_live(page)
    type(page).objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def harvester(client, monkeypatch):
    """Sickle, whose requests go to the test client instead of the network."""

    def get(url, params=None, **kwargs):
        answer = client.get("/oai/", params)
        text = answer.content.decode()
        return SimpleNamespace(
            status_code=answer.status_code, text=text, content=answer.content, raise_for_status=lambda: None
        )

    monkeypatch.setattr(requests, "get", get)
    return Sickle(f"{settings.BASE_URL}/oai/")


def ask(client, query):
    return etree.fromstring(client.get(f"/oai/?{query if isinstance(query, str) else urlencode(query)}").content)


def code(client, query):
    [error] = ask(client, query).findall(f"{OAI}error")
    return error.get("code")


def identifier(page):
    return page.translation_key.urn


def titles(records):
    return [record.metadata["title"][0] for record in records]


def test_identify_declares_what_we_keep(harvester):
    published(case())

    about = harvester.Identify()

    assert about.repositoryName == settings.WAGTAIL_SITE_NAME
    assert (about.protocolVersion, about.deletedRecord) == ("2.0", "transient")
    assert about.granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert about.earliestDatestamp == "2026-04-22T02:00:00Z"
    assert about.baseURL == f"{settings.BASE_URL}/oai/"


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("同堂 <desk@ip.example>", "desk@ip.example"),
        ("tongtang@localhost", "postmaster@127.0.0.1"),
    ],
)
def test_address_of_the_administrator_has_the_form_of_the_schema(client, settings, sender, shown):
    settings.DEFAULT_FROM_EMAIL = sender
    settings.BASE_URL = "http://127.0.0.1:8000"

    assert ask(client, "verb=Identify").findtext(f"{OAI}Identify/{OAI}adminEmail") == shown


def test_library_harvests_papers_and_cases(harvester):
    agency = AgencyFactory(name="最高人民检察院")
    page = published(
        case(
            CaseScheme.GUIDING, case_number="检例第192号", agency=agency, keywords="商业秘密、侵权", title="甲<案>&乙"
        ),
        slug="jia",
        ip_subject=IpSubject.TRADE_SECRET,
        summary="要\n点",
    )
    white = published(paper(agency, document_number="〔2026〕1号"), DAY + dt.timedelta(hours=1))
    white.save()

    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))

    assert [record.header.identifier for record in found] == [identifier(page), identifier(white)]
    dublin = found[0].metadata
    assert dublin["title"] == ["甲<案>&乙"]
    assert dublin["creator"] == ["最高人民检察院"]
    assert dublin["subject"][:2] == ["商业秘密", "侵权"]
    assert dublin["description"] == ["要 点"]
    assert dublin["identifier"][1] == "检例第192号"
    assert (dublin["type"], dublin["language"]) == (["Text"], ["zh-Hans"])
    assert found[0].header.setSpecs == ["cases", "cases:guiding", "cases:subject-trade_secret"]
    assert found[0].header.datestamp == "2026-04-22T02:00:00Z"
    assert found[1].metadata["coverage"] == ["2025-01-01/2025-12-31"]


def test_long_list_comes_in_parts_each_page_once(harvester, monkeypatch):
    monkeypatch.setattr(harvest, "BATCH", 2)
    pages = [published(case(title=f"第{n}案"), DAY + dt.timedelta(seconds=n // 2)) for n in range(5)]

    found = list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))

    assert [header.identifier for header in found] == [identifier(page) for page in pages]


def test_last_part_of_a_list_ends_with_an_empty_token(client, monkeypatch):
    monkeypatch.setattr(harvest, "BATCH", 2)
    for n in range(3):
        published(case(), DAY + dt.timedelta(seconds=n))

    first = ask(client, "verb=ListRecords&metadataPrefix=oai_dc").find(f"{OAI}ListRecords/{OAI}resumptionToken")
    rest = ask(client, {"verb": "ListRecords", "resumptionToken": first.text})
    last = rest.find(f"{OAI}ListRecords/{OAI}resumptionToken")

    assert dict(first.attrib) == {"completeListSize": "3", "cursor": "0"}
    assert (dict(last.attrib), last.text) == ({"completeListSize": "3", "cursor": "2"}, None)


def test_page_published_between_two_parts_is_not_lost(client, monkeypatch):
    monkeypatch.setattr(harvest, "BATCH", 1)
    first, second = published(case()), published(case(), DAY + dt.timedelta(seconds=1))
    token = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc").findtext(f".//{OAI}resumptionToken")

    published(first, DAY + dt.timedelta(days=1))
    seen = []
    while token:
        root = ask(client, {"verb": "ListIdentifiers", "resumptionToken": token})
        seen += [node.text for node in root.iter(f"{OAI}identifier")]
        token = root.findtext(f".//{OAI}resumptionToken")

    assert seen == [identifier(second), identifier(first)]


def test_sets_narrow_the_harvest(harvester):
    published(case(CaseScheme.LOCAL, ip_subject=IpSubject.PATENT, title="甲案"))
    published(case(title="乙案"))
    published(paper(title="白皮书"))

    names = {entry.setSpec: entry.setName for entry in harvester.ListSets()}

    assert names["white-papers"] == "白皮书"
    assert names["cases:subject-patent"] == "案例：专利"
    assert titles(harvester.ListRecords(metadataPrefix="oai_dc", set="cases:local")) == ["甲案"]
    assert titles(harvester.ListRecords(metadataPrefix="oai_dc", set="cases:subject-patent")) == ["甲案"]
    assert titles(harvester.ListRecords(metadataPrefix="oai_dc", set="white-papers")) == ["白皮书"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"from": "2026-04-22"}, ["甲", "乙"]),
        ({"until": "2026-04-22"}, ["甲"]),
        ({"from": "2026-04-22T02:00:00Z", "until": "2026-04-22T02:00:00Z"}, ["甲"]),
        ({"from": "2026-04-22T02:00:01Z"}, ["乙"]),
        ({"from": "2026-04-23", "until": "2026-04-23"}, ["乙"]),
    ],
)
def test_days_and_moments_narrow_the_harvest_both_ends_included(harvester, terms, expected):
    published(case(title="甲"), DAY + dt.timedelta(microseconds=700_000))
    published(case(title="乙"), DAY + dt.timedelta(hours=22, minutes=1))

    assert titles(harvester.ListRecords(metadataPrefix="oai_dc", **terms)) == expected


def test_withdrawn_page_is_announced_as_deleted_without_a_word_of_it(client, harvester):
    page = published(case(title="已撤下的题名"))
    page.unpublish()

    [record] = harvester.ListRecords(**{"metadataPrefix": "oai_dc", "from": "2026-04-23"})

    assert record.header.identifier == identifier(page)
    assert record.header.deleted
    assert "已撤下的题名" not in client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    assert harvester.GetRecord(identifier=identifier(page), metadataPrefix="oai_dc").header.deleted


def test_page_that_comes_back_is_no_longer_deleted(harvester):
    page = published(case())
    page.unpublish()
    published(page, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))

    assert not harvester.GetRecord(identifier=identifier(page), metadataPrefix="oai_dc").header.deleted


def test_drafts_chapters_and_restricted_pages_are_not_harvested(client):
    case(title="草稿")
    white = published(paper())
    published(chapter(white, title="一、章"))
    shut = published(case(title="不公开"))
    PageViewRestriction.objects.create(page=shut, restriction_type=PageViewRestriction.LOGIN)

    root = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc")

    assert [node.text for node in root.iter(f"{OAI}identifier")] == [identifier(white)]
    for page in (shut, case()):
        query = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier(page)}
        assert code(client, query) == "idDoesNotExist"


def test_format_of_records_is_dublin_core(harvester):
    page = published(case())

    [form] = harvester.ListMetadataFormats(identifier=identifier(page))

    assert form.metadataPrefix == "oai_dc"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=cases", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2099-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=abc&set=cases", "badArgument"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=urn:uuid:1", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=%07", "idDoesNotExist"),
    ],
)
def test_what_the_protocol_forbids_has_its_code(client, query, expected):
    published(case())

    assert code(client, query) == expected


def test_request_is_repeated_unless_it_was_wrong(client):
    good = ask(client, "verb=Identify").find(f"{OAI}request")
    bad = ask(client, "verb=Identify&x=1").find(f"{OAI}request")

    assert (dict(good.attrib), good.text) == ({"verb": "Identify"}, f"{settings.BASE_URL}/oai/")
    assert dict(bad.attrib) == {}


def test_arguments_may_come_as_a_form(client):
    client.handler.enforce_csrf_checks = True

    answer = client.post("/oai/", {"verb": "Identify"})

    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert etree.fromstring(answer.content).find(f"{OAI}Identify") is not None


def test_harvest_costs_the_same_with_one_record_and_three(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc")
        return len(queries)

    def add():
        published(case(agency=AgencyFactory()))
        published(paper(AgencyFactory())).save()

    add()
    cost()
    one = cost()
    add()
    add()

    assert cost() == one
    assert one <= 12


def test_works_in_two_languages_are_two_records(client):
    from wagtail.models import Locale, Page

    chinese, english = published(case()), case(slug="en")
    locale, _ = Locale.objects.get_or_create(language_code="en")
    Page.objects.filter(pk=english.pk).update(translation_key=chinese.translation_key, locale=locale)
    english = published(type(english).objects.get(pk=english.pk), DAY + dt.timedelta(seconds=1))

    names = [n.text for n in ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc").iter(f"{OAI}identifier")]

    assert names[0] == identifier(chinese)
    assert len(set(names)) == 2
    for name in names:
        root = ask(client, {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": name})
        assert root.findtext(f".//{OAI}identifier") == name


def test_last_day_there_is_is_taken_as_no_bound(client):
    published(case())

    answer = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc&until=9999-12-31")

    assert len(answer.findall(".//{*}header")) == 1
