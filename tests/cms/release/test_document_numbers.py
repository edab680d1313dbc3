"""Document numbers of papers and cases: one of each agency, settled when it signs, kept for good (N14, rules 8.6)."""

import datetime as dt
import hashlib
import io

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from PIL import Image
from pypdf import PdfReader
from wagtail.models import Locale, Page, PageLogEntry

from cms.library.actions import ask_for_edition_of_route
from cms.library.models import CaseIssuer, CasePage, PaperEdition, PaperIssuer, WhitePaperPage
from cms.library.records.sources import paper_record
from cms.pages.models import HomePage
from cms.release.actions import authorise_emergency, refuse_to_sign, release_route, sign, sign_by_link, void_route
from cms.release.enums import Step, VoidReason
from cms.release.models import DocumentNumber, EmergencyRelease, Signature
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.documents.actions import add_seal
from shared.documents.models import IssuerMark, NumberSeries, Seal
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import opened, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def agencies():
    found = [AgencyFactory(proc=True, name="示例市检察院"), AgencyFactory(name="示例市知识产权局")]
    for agency, mark in zip(found, ["例检", "例知"], strict=True):
        IssuerMark.objects.create(agency=agency, mark=mark)
    return found


@pytest.fixture
def issuers(agencies):
    return {agency.pk: member(agency, RoleCode.ISSUER) for agency in agencies}


def joint_paper(agencies, **fields):
    page = paper(**fields)
    page.issuers = [PaperIssuer(agency=agency, sort_order=at) for at, agency in enumerate(agencies)]
    page.save_revision()
    chapter(page, slug="one")
    return WhitePaperPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def joint_case(agencies, **fields):
    page = case(agency=agencies[0], **fields)
    page.joint_issuers = [CaseIssuer(agency=agency) for agency in agencies[1:]]
    page.save_revision()
    return page


def at_signing(page, agencies):
    return reviewed(page, parts=page.parts(), without={Step.SIGN}, agencies=agencies)


def signed(route, issuers, **numbers):
    """Every agency signs; `numbers` are those of the registers, by the place of the agency."""
    rows = list(route.signatures.select_related("agency", "route__page"))
    return [
        sign(row, by=issuers[row.agency_id], number=numbers.get(f"n{at}", "")).document for at, row in enumerate(rows)
    ]


def made_public(page, agencies, issuers, **numbers):
    route = at_signing(page, agencies)
    signed(route, issuers, **numbers)
    release_route(route, by=None)
    page.refresh_from_db()
    return page


def text_of(client, address):
    ContentType.objects.get_for_model(HomePage)  # kept by the process for all pages
    with CaptureQueriesContext(connection) as asked:
        text = client.get(address).content.decode()
    assert len(asked) <= 12
    return " ".join(text.split())


def test_each_agency_gives_the_next_number_of_its_own_series_of_the_year_when_it_signs(agencies, issuers):
    first, second = (signed(at_signing(joint_paper(agencies), agencies), issuers) for _n in range(2))
    third = signed(at_signing(joint_case(agencies), agencies), issuers)
    with time_machine.travel(dt.datetime(2026, 12, 31, 16, 1, tzinfo=dt.UTC)):  # a new year in Beijing
        fourth = signed(at_signing(joint_paper(agencies), agencies), issuers)

    assert [str(one) for one in first] == ["例检白〔2026〕1号", "例知白〔2026〕1号"]
    assert [str(one) for one in second] == ["例检白〔2026〕2号", "例知白〔2026〕2号"]
    assert [str(one) for one in third] == ["例检案〔2026〕1号", "例知案〔2026〕1号"]
    assert [str(one) for one in fourth] == ["例检白〔2027〕1号", "例知白〔2027〕1号"]
    assert PageLogEntry.objects.filter(action="release.sign").earliest("pk").data["number"] == "例检白〔2026〕1号"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("例检研〔2026〕第7号", "文号写法如例检案〔2026〕12号"),
        ("例检研〔2026〕07号", "文号写法如"),
        ("例检研[2026]7号", "文号写法如"),
        ("例检研（2026）7号", "文号写法如"),
        ("〔2026〕7号", "文号写法如"),
        ("例检研〔2026〕0号", "文号写法如"),
        ("13800138000〔2026〕7号", "文号写法如"),
        ("例检研〔2027〕7号", "年份尚未到来"),
        ("机密〔2026〕7号", "密级标志"),
        ("例检研〔2026〕6号", "已将例检研〔2026〕6号编给另一份文件"),
    ],
)
def test_number_of_the_register_that_cannot_be_is_refused_and_burns_none(agencies, issuers, wanted, sentence):
    signed(at_signing(joint_case(agencies), agencies), issuers, n0="例检研〔2026〕6号")
    route = at_signing(joint_case(agencies), agencies)
    row = route.signatures.first()

    with pytest.raises(NotAllowedNow, match=sentence):
        sign(row, by=issuers[agencies[0].pk], number=wanted)

    assert not Signature.objects.get(pk=row.pk).is_signed
    assert [str(one) for one in signed(route, issuers)] == ["例检案〔2026〕1号", "例知案〔2026〕2号"]


def test_number_of_the_register_is_taken_as_given_and_the_series_goes_round_it(agencies, issuers):
    given = signed(at_signing(joint_case(agencies), agencies), issuers, n0=" 例检案〔2026〕 1号 ", n1="办发〔2026〕3号")
    then = signed(at_signing(joint_case(agencies), agencies), issuers)

    assert [str(one) for one in given] == ["例检案〔2026〕1号", "办发〔2026〕3号"]
    assert [str(one) for one in then] == ["例检案〔2026〕2号", "例知案〔2026〕1号"]


def test_form_sent_twice_and_signer_of_another_agency_take_no_number(agencies, issuers):
    route = at_signing(joint_case(agencies), agencies)
    mine, theirs = route.signatures.order_by("pk")
    sign(mine, by=issuers[agencies[0].pk])

    for row, number in [(mine, ""), (mine, "例检案〔2026〕9号"), (theirs, "")]:
        with pytest.raises(NotAllowedNow):
            sign(Signature.objects.get(pk=row.pk), by=issuers[agencies[0].pk], number=number)
    for role in (RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.SYSTEM_ADMIN):
        with pytest.raises(NotAllowedNow):
            sign(theirs, by=member(agencies[1], role), number="例知案〔2026〕9号")
    refuse_to_sign(theirs, comment="数据待核", by=issuers[agencies[1].pk])

    assert [str(one) for one in DocumentNumber.objects.all()] == ["例检案〔2026〕1号"]
    assert dict(NumberSeries.objects.values_list("key", "last")) == {f"typical-case:{agencies[0].code}:2026": 1}


def test_number_survives_a_void_route_and_may_be_replaced_until_the_page_is_public(agencies, issuers):
    page = joint_case(agencies)
    route = at_signing(page, agencies)
    before = signed(route, issuers)
    void_route(route, reason=VoidReason.RECALLED, by=None)

    again = at_signing(page, agencies)
    after = signed(again, issuers, n1="例知研〔2026〕4号")

    assert [one.pk for one in before] == [one.pk for one in after]
    assert [str(one) for one in after] == ["例检案〔2026〕1号", "例知研〔2026〕4号"]


def test_number_is_kept_through_a_correction_and_never_changed_once_public(client, agencies, issuers):
    page = made_public(joint_case(agencies, slug="one"), agencies, issuers, n1="例知研〔2026〕4号")
    page.title, page.change_note = "更正后的案例", "更正标题。"
    page.save_revision()
    route = at_signing(page, agencies)
    row = route.signatures.order_by("pk").last()

    with pytest.raises(NotAllowedNow, match="已以例知研〔2026〕4号公布"):
        sign(row, by=issuers[agencies[1].pk], number="例知研〔2026〕5号")
    signed(route, issuers)
    release_route(route, by=None)

    now = text_of(client, "/cases/one/")
    earlier = client.get(f"/versions/{page.release_routes.order_by('pk').first().pk}/").content.decode()
    for text in (now, earlier):
        assert "联合发布 示例市检察院（例检案〔2026〕1号）、示例市知识产权局（例知研〔2026〕4号）" in text
        assert '<span class="small muted">例知研〔2026〕4号</span>' in text
    assert "更正后的案例" in now
    assert "更正后的案例" not in earlier
    kept = DocumentNumber.objects.filter(page=page.pk)
    for attempt in (
        lambda: kept.update(number="例检案〔2026〕9号"),
        lambda: kept.filter(agency=agencies[0]).update(agency=AgencyFactory()),
        lambda: kept._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_database_gives_no_number_twice_and_no_signature_the_number_of_another(agencies, issuers):
    first, second = joint_case(agencies), joint_case(agencies)
    number = signed(at_signing(first, agencies), issuers)[0]
    row = at_signing(second, agencies).signatures.first()

    for attempt in (
        lambda: DocumentNumber.objects.create(page=second, agency=agencies[0], number=str(number)),
        lambda: DocumentNumber.objects.create(page=first, agency=agencies[0], number="例检案〔2026〕9号"),
        lambda: Signature.objects.filter(pk=row.pk).update(document=number),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    DocumentNumber.objects.create(page=second, agency=agencies[1], number=str(number))  # another agency's


def test_paper_shows_its_numbers_on_every_page_and_is_cited_by_that_of_the_leading_agency(client, agencies, issuers):
    page = joint_paper(agencies, slug="numbered", document_number="旧文号")
    page.issuers.all()[0].part = "supporting"
    page.save_revision()

    made_public(page, agencies, issuers)

    text, inside = text_of(client, "/white-papers/numbered/"), text_of(client, "/white-papers/numbered/one/")
    assert "示例市检察院（例检白〔2026〕1号）" in strip_tags(text)
    assert '<span class="small muted">例知白〔2026〕1号</span>' in text
    for found in (text, inside):
        assert '示例市知识产权局</span> <span class="nowrap">例知白〔2026〕1号</span>' in found
        assert "旧文号" not in found.split("GB/T 7714")[0]
    assert paper_record(WhitePaperPage.objects.get(pk=page.pk)).number == "例知白〔2026〕1号"


def test_page_whose_agencies_have_given_none_shows_no_label(client):
    page = paper(AgencyFactory(), slug="plain", document_number="国知办发保字〔2021〕17号")
    chapter(page)
    release_route(reviewed(page, parts=WhitePaperPage.objects.get(pk=page.pk).parts()), by=None)
    page.refresh_from_db()
    alone = case(live=True, slug="alone", agency=AgencyFactory(name="某院"))

    text = text_of(client, "/white-papers/plain/")
    assert "| 国知办发保字〔2021〕17号" in text
    assert "（）" not in text + text_of(client, "/cases/alone/")
    assert paper_record(page).number == "国知办发保字〔2021〕17号"
    assert not DocumentNumber.objects.exists()
    assert alone.issued_by == [{"name": "某院", "name_en": "", "number": ""}]


def test_page_of_the_route_asks_the_signer_alone_and_keeps_what_was_settled(client, agencies, issuers):
    route = at_signing(joint_case(agencies), agencies)
    mine = route.signatures.first()
    address, field = f"/review/{route.pk}/", 'name="number"'
    client.force_login(member(agencies[0], RoleCode.SECTION_HEAD))
    assert field not in client.get(address).content.decode()

    client.force_login(issuers[agencies[0].pk])
    text = client.get(address).content.decode()
    client.post(f"{address}signatures/{mine.pk}/sign/", {"number": "例检案7号"})
    refused = client.get(address).content.decode()
    client.post(f"{address}signatures/{mine.pk}/sign/", {"number": "例检研〔2026〕7号"})

    assert text.count(field) == 1
    assert "按例检案〔2026〕顺次编号" in text
    assert "文号写法如例检案〔2026〕12号" in refused
    assert "发文字号 例检研〔2026〕7号" in client.get(address).content.decode()


def test_signer_without_an_account_gives_the_number_of_her_agency(
    joint, other, link, django_capture_on_commit_callbacks
):
    IssuerMark.objects.create(agency=other, mark="例知")
    mark = opened(link, django_capture_on_commit_callbacks)

    with pytest.raises(NotAllowedNow, match="文号写法如例知白〔2026〕12号"):
        sign_by_link(link, mark, number="7")
    assert str(sign_by_link(link, mark, number="例知〔2026〕7号").document) == "例知〔2026〕7号"


def test_signature_of_the_site_and_pages_of_other_kinds_have_no_number(agencies, issuers):
    nobody = at_signing(joint_case(agencies), [None])
    sign(nobody.signatures.get(), by=issuers[agencies[0].pk], number="例检案〔2026〕9号")

    assert not DocumentNumber.objects.exists()
    assert not NumberSeries.objects.exists()


def test_editions_of_one_paper_in_two_languages_bear_one_number(agencies, issuers):
    chinese, english = joint_paper(agencies, slug="both"), joint_paper(agencies, slug="both-en")
    locale = Locale.objects.get_or_create(language_code="en")[0]
    Page.objects.filter(pk=english.pk).update(translation_key=chinese.translation_key, locale=locale)
    english.translation_key, english.locale = chinese.translation_key, locale
    english.save_revision()

    first = made_public(english, agencies, issuers)
    second = made_public(chinese, agencies, issuers)

    assert [issuer["number"] for issuer in first.outline["issuers"]] == ["例检白〔2026〕1号", "例知白〔2026〕1号"]
    assert second.outline["issuers"] == first.outline["issuers"]
    assert set(DocumentNumber.objects.values_list("page", flat=True)) == {chinese.pk}


def pdf_of(edition):
    edition.refresh_from_db()
    return edition.file.storage.open(edition.file.name).read()


def words_on(page):
    return "".join(page.extract_text().split())


def stamp(agency, *, since):
    image = io.BytesIO()
    Image.new("RGBA", (240, 240), (200, 0, 0, 90)).save(image, "PNG")
    picture = ContentFile(image.getvalue(), name="seal.png")
    return add_seal(Seal(agency=agency, image=picture, valid_from=since), by=member(agency, RoleCode.SYSTEM_ADMIN))


def test_pdf_bears_both_numbers_and_the_seal_of_the_day_of_signing_and_its_digest_is_of_what_readers_get(
    client, agencies, issuers, run_jobs
):
    stamp(agencies[0], since=dt.date(2026, 12, 1))
    stamp(agencies[1], since=dt.date(2026, 12, 2))  # not yet in use when it signs
    page = joint_paper(agencies, slug="sealed")
    route = at_signing(page, agencies)
    signed(route, issuers)
    with time_machine.travel(dt.datetime(2026, 12, 8, 2, tzinfo=dt.UTC)):
        edition = ask_for_edition_of_route(route, by=None, published_on=dt.date(2026, 12, 8))
        run_jobs()
        ahead = pdf_of(edition)
        release_route(route, by=None)
        run_jobs()
        served = b"".join(client.get("/white-papers/sealed/pdf/").streaming_content)
        text = client.get("/white-papers/sealed/").content.decode()

    cover, *_between, last = PdfReader(io.BytesIO(served)).pages
    assert "例检白〔2026〕1号例知白〔2026〕1号" in words_on(cover)
    assert "示例市检察院例检白〔2026〕1号" in words_on(last)
    assert "示例市知识产权局例知白〔2026〕1号" in words_on(last)
    assert len(last.images) == 1
    assert served == ahead
    assert f"SHA-256 {hashlib.sha256(served).hexdigest()}" in text
    assert f"SHA-256 {route.digest}" in text  # of the text, beside the names of those who signed it


def test_pdf_of_a_paper_whose_agencies_gave_nothing_has_no_place_for_seals(agencies, run_jobs):
    page = joint_paper(agencies, slug="bare")
    release_route(reviewed(page, parts=page.parts()), by=None)
    run_jobs()

    *_before, last = PdfReader(io.BytesIO(pdf_of(PaperEdition.objects.get()))).pages
    assert "示例市检察院" not in words_on(last)


def test_emergency_has_no_number_and_says_so_until_its_agencies_sign_the_next_version(client, agencies, issuers):
    page = joint_case(agencies, slug="urgent")
    route = at_signing(page, agencies)
    other = member(agencies[0], RoleCode.ISSUER)
    asked = EmergencyRelease.objects.create(route=route, reason="急", requested_by=member(agencies[0], RoleCode.EDITOR))
    authorise_emergency(asked, by=other)
    first = text_of(client, "/cases/urgent/")
    page = CasePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    page.change_note = "补签。"
    page.save_revision()

    made_public(page, agencies, issuers)

    then = text_of(client, "/cases/urgent/")
    assert "紧急发布，下列机关尚未签署" in first
    assert "：示例市检察院、示例市知识产权局</p>" in first
    assert "〔2026〕" not in first
    assert "尚未签署" not in then
    assert "示例市检察院（例检案〔2026〕1号）、示例市知识产权局（例知案〔2026〕1号）" in then
