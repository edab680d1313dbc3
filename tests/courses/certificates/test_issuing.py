"""Templates, seals, many at once, and what becomes of a paper later."""

import datetime as dt
import io
import zipfile

import pytest
import segno
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from courses.certificates import actions
from courses.certificates.models import Certificate, CertificateTemplate, SessionCertificates, TemplateVersion
from courses.certificates.models.templates import check_placeholders
from courses.certificates.queries import certificate_data, check_address, progress_of
from courses.certificates.tasks import issue, issue_after_completion, render_all
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.documents.models import Seal
from tests.courses.certificates.test_certificates import CompletedClass
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def klass():
    return CompletedClass()


def png(alpha=0, size=400, blue=40):
    stream = io.BytesIO()
    Image.new("RGBA", (size, size), (160, 40, blue, alpha)).save(stream, "PNG")
    return stream.getvalue()


def design(klass, **look):
    template = CertificateTemplate(agency=klass.ip, name="标准模板", is_default=True)
    fields = {"headline": "结业证书", "body": "{name}参加“{title}”，{dates}，共{hours}学时。\n\n特发此证。"} | look
    return actions.save_template(template, version=TemplateVersion(**fields), by=klass.organiser)


def test_an_issued_certificate_keeps_its_version(klass):
    template = design(klass)
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)

    actions.save_template(template, version=TemplateVersion(headline="培训证书", body="{name}"), by=klass.organiser)

    data = certificate_data(Certificate.objects.get(pk=certificate.pk))
    assert (template.current.number, certificate.version.number) == (2, 1)
    assert (data["headline"], data["body"]) == (
        "结业证书",
        ["林晓参加“商业秘密案件证据规则同堂培训班”，2026年10月20日至2026年10月22日，共22学时。", "特发此证。"],
    )


def test_what_is_filled_in_is_never_read_as_a_placeholder(klass):
    design(klass, body="{title}")
    klass.session.title = "{name}培训班"
    klass.session.save()

    certificate = actions.issue_certificate(type(klass.done).objects.get(pk=klass.done.pk), by=klass.organiser)

    assert certificate_data(certificate)["body"] == ["{name}培训班"]


@pytest.mark.parametrize("text", ["{nome}", "{name.password}", "{name", "name}", "{}"])
def test_a_placeholder_that_cannot_be_filled_in_is_refused_by_the_form(text):
    with pytest.raises(ValidationError):
        check_placeholders(text)


def test_two_seals_stand_on_the_paper_with_their_words(klass):
    design(klass)
    for host, blue in ((klass.ip, 200), (klass.proc, 40)):
        image = ContentFile(png(alpha=120, blue=blue), name="seal.png")
        Seal.objects.create(agency=host, image=image, valid_from=dt.date(2026, 1, 1), added_by=klass.organiser)
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)

    actions.render_certificate(certificate)

    reader = PdfReader(Certificate.objects.get().file)
    assert len(reader.pages) == 1
    assert [bool(host.get("seal")) for host in certificate_data(certificate)["hosts"]] == [True, True]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.pages[0].images) >= 2


def test_a_seal_that_was_not_valid_on_the_day_is_not_used(klass):
    image = ContentFile(png(), name="seal.png")
    Seal.objects.create(
        agency=klass.ip, image=image, valid_from=timezone.localdate() + dt.timedelta(days=1), added_by=klass.organiser
    )

    certificate = actions.issue_certificate(klass.done, by=klass.organiser)

    assert "seal" not in certificate_data(certificate)["hosts"][0]


def test_the_qr_code_holds_the_address_of_the_check(klass):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)

    expected = segno.make(check_address(certificate), error="m").svg_inline(border=0).encode()

    assert certificate_data(certificate)["qr"] == expected
    assert check_address(certificate).endswith(f"/certificates/{certificate.code}/")


def test_a_new_certificate_takes_the_place_of_a_wrong_one(client, klass):
    old = actions.issue_certificate(klass.done, by=klass.organiser)
    klass.done.person.name = "林筱"
    klass.done.person.save()

    new = actions.reissue_certificate(old, reason="姓名登记有误", by=klass.organiser)

    old.refresh_from_db()
    page = client.get(old.get_absolute_url()).content.decode()
    assert (old.state, new.state, new.name, new.replaces) == ("replaced", "valid", "林筱", old)
    assert len({s.number for c in (old, new) for s in c.serials.all()}) == 4
    assert "姓名登记有误" in page
    assert "作废" in page
    assert new.code not in page, "a lost paper leads nobody to the new one"
    assert new.number not in page
    client.force_login(klass.organiser)
    assert new.code in client.get(old.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowedNow):
        actions.reissue_certificate(old, reason="再次", by=klass.organiser)


def test_an_expired_certificate_says_until_when_it_was_valid(client, klass):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Certificate.objects.update(valid_until=yesterday)

    page = client.get(certificate.get_absolute_url()).content.decode()

    assert "已过期" in page
    assert yesterday.isoformat() in page


def test_a_name_no_font_has_is_not_printed_and_the_organiser_reads_which_character(client, klass):
    klass.enrol("张\U000323af", "completed")

    issued = actions.issue_certificates(klass.session, by=klass.organiser)
    client.force_login(klass.organiser)
    page = client.get(reverse("certificates:session", args=[klass.session.slug])).content.decode()

    assert [c.name for c in issued] == ["林晓"]
    assert "U+323AF" in page


def test_a_certificate_that_cannot_be_printed_keeps_the_reason_instead_of_a_paper(klass):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)
    Certificate.objects.update(name="张\U000323af")

    actions.render_certificate(Certificate.objects.get(pk=certificate.pk))

    certificate.refresh_from_db()
    assert not certificate.file
    assert "U+323AF" in certificate.fault
    assert progress_of(klass.session).faulty == 1


def test_the_task_may_run_twice_and_be_stopped_anywhere(klass, monkeypatch):
    monkeypatch.setattr("courses.certificates.actions.typeset", lambda *a, **k: b"%PDF-1.7")
    monkeypatch.setattr("courses.certificates.actions.AT_ONCE", 2)
    people = [klass.enrol(f"学员{number}", "completed") for number in range(4)]
    actions.issue_portion(klass.session, people[:2], by=klass.organiser)  # and then the worker was killed

    counts = [issue(klass.session.pk, klass.organiser.pk), issue(klass.session.pk, klass.organiser.pk)]
    printed = [render_all(klass.session.pk), render_all(klass.session.pk)]

    assert counts == [3, 0]
    assert printed == [5, 0]
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"TT-2026-031-00{place}" for place in range(1, 6)]
    progress = progress_of(klass.session)
    assert (progress.earned, progress.issued, progress.printed, progress.is_finished) == (5, 5, 5, True)


def test_certificates_issue_themselves_where_the_class_has_chosen_so(klass):
    assert issue_after_completion(klass.session.pk) == 0
    choice = SessionCertificates(session=klass.session, is_automatic=True)

    actions.choose_certificates(choice, by=klass.organiser)

    assert issue_after_completion(klass.session.pk) == 1
    assert issue_after_completion(klass.session.pk) == 0


def test_all_papers_come_in_one_zip(client, klass, monkeypatch):
    monkeypatch.setattr("courses.certificates.actions.typeset", lambda *a, **k: b"%PDF-1.7")
    actions.issue_certificates(klass.session, by=klass.organiser)
    actions.render_session(klass.session)
    url = reverse("certificates:session-zip", args=[klass.session.slug])

    client.force_login(klass.organiser)
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(client.get(url).streaming_content)))

    assert bundle.namelist() == ["TT-2026-031-001.pdf"]
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    assert client.get(url).status_code == 403


def test_templates_are_for_the_training_office_that_owns_them(client, klass):
    template = design(klass)
    url = reverse("certificates:template", args=[template.pk])

    def status(user, address=url):
        client.force_login(user)
        return client.get(address).status_code

    planner = member(klass.ip, RoleCode.TRAINING_PLANNER)
    assert [status(u) for u in (planner, member(klass.proc, RoleCode.TRAINING_PLANNER), klass.organiser)] == [
        200,
        404,
        404,
    ]
    assert status(klass.organiser, reverse("certificates:templates")) == 403
    client.force_login(planner)
    pdf = client.get(reverse("certificates:preview", args=[template.pk, 1]))
    assert "示例" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    client.post(
        url,
        {
            "agency": klass.ip.pk,
            "name": "标准模板",
            "language": "en",
            "headline": "Certificate",
            "body": "{name}",
            "layout": "plain",
        },
    )
    assert template.current.language == "en"


def test_the_personnel_office_lists_its_own_people_only(client, klass):
    actions.issue_certificate(klass.done, by=klass.organiser)
    url = reverse("certificates:unit")

    def page(user, query=""):
        client.force_login(user)
        return client.get(url + query)

    hr = member(klass.unit, RoleCode.UNIT_HR)
    assert "林晓" in page(hr).content.decode()
    assert "林晓" not in page(member(AgencyFactory(), RoleCode.UNIT_HR)).content.decode()
    assert page(klass.organiser).status_code == 403
    assert "林晓" not in page(hr, "?q=别人").content.decode()
    assert "林晓" in b"".join(page(hr, "?format=csv").streaming_content).decode()


def test_the_list_of_a_unit_costs_the_same_with_one_and_with_three(client, klass):
    client.force_login(member(klass.unit, RoleCode.UNIT_HR))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("certificates:unit"))
        return len(queries)

    actions.issue_certificate(klass.done, by=klass.organiser)
    cost()
    one = cost()
    for number in range(2):
        actions.issue_certificate(klass.enrol(f"学员{number}", "completed"), by=klass.organiser)

    assert cost() == one
    assert one <= 20
