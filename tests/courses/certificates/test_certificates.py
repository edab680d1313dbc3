import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from courses.certificates.actions import (
    certificate_data,
    issue_certificate,
    issue_certificates,
    render_certificate,
    revoke_certificate,
)
from courses.certificates.models import Certificate
from courses.training.models import Enrolment, SeatBlock, Session
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member

pytestmark = pytest.mark.django_db


class CompletedClass:
    """A completed joint class with one person who completed it and one who did not."""

    def __init__(self):
        self.ip, self.proc = (
            AgencyFactory(code="I330000", name="示例省知识产权局"),
            AgencyFactory(proc=True, code="P330000"),
        )
        self.session = Session.objects.create(
            number="TT-2026-031",
            title="商业秘密案件证据规则同堂培训班",
            mode="joint",
            ip_host=self.ip,
            proc_host=self.proc,
            starts_on=dt.date(2026, 10, 20),
            ends_on=dt.date(2026, 10, 22),
            hours=Decimal(22),
            days=Decimal(3),
            state="completed",
        )
        self.block = SeatBlock.objects.create(session=self.session, side="ip", seats=5, taken=2)
        self.unit = AgencyFactory(parent=self.ip)
        self.organiser = member(self.ip, RoleCode.ORGANISER)
        self.done = self.enrol("林晓", "completed")
        self.failed = self.enrol("周楠", "not_passed")

    def enrol(self, name, state):
        person = PostingFactory(agency=self.unit, person=PersonFactory(name=name, user=UserFactory(name=name))).person
        return Enrolment.objects.create(
            session=self.session,
            person=person,
            agency=self.unit,
            side="ip",
            block=self.block,
            state=state,
            put_forward_by=self.organiser,
        )


@pytest.fixture
def klass():
    return CompletedClass()


def test_only_completed_people_get_a_certificate_and_each_once(klass):
    first = issue_certificates(klass.session, by=klass.organiser)
    again = issue_certificates(klass.session, by=klass.organiser)

    assert [c.name for c in first] == ["林晓"]
    assert again == []
    with pytest.raises(NotAllowedNow):
        issue_certificate(klass.failed, by=klass.organiser)


def test_a_joint_certificate_carries_a_serial_number_of_each_host(klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)

    year = certificate.issued_on.year
    assert certificate.number == "TT-2026-031-001"
    assert [s.number for s in certificate.serials.all()] == [f"I330000〔{year}〕1号", f"P330000〔{year}〕1号"]
    assert ModelLogEntry.objects.get(action="certificates.issue").user == klass.organiser
    assert klass.done.person.user.notices.get().kind == "certificates.issued"


def test_a_person_has_one_valid_certificate_of_a_class_and_a_new_one_after_revocation(klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)
    with pytest.raises(ValidationError):
        Certificate(**{**certificate_fields(certificate), "number": "X-1"}).full_clean()

    revoke_certificate(certificate, by=klass.organiser, reason="姓名有误")
    second = issue_certificates(klass.session, by=klass.organiser)[0]

    assert (certificate.state, second.number) == ("revoked", "TT-2026-031-002")
    with pytest.raises(NotAllowedNow):
        revoke_certificate(certificate, by=klass.organiser, reason="再次")
    with pytest.raises(NotAllowedNow, match="原因"):
        revoke_certificate(second, by=klass.organiser, reason="  ")


def certificate_fields(certificate):
    names = ["enrolment", "name", "title", "starts_on", "ends_on", "hours", "days", "issued_on", "issued_by"]
    return {name: getattr(certificate, name) for name in names}


def test_the_paper_has_both_hosts_the_full_name_and_a_qr_code_of_the_check_address(klass, settings):
    settings.BASE_URL = "https://tongtang.example"
    certificate = issue_certificate(klass.done, by=klass.organiser)

    data = certificate_data(certificate)

    assert (data["name"], data["hours"], data["days"]) == ("林晓", "22", "3")
    assert [(h["name"], h["side"]) for h in data["hosts"]] == [(klass.ip.name, "ip"), (klass.proc.name, "proc")]
    assert data["check_url"] == f"https://tongtang.example/certificates/{certificate.code}/"
    assert data["qr"].startswith(b"<svg")


def test_the_pdf_is_made_once_even_when_the_task_runs_twice(klass, monkeypatch):
    made = []
    monkeypatch.setattr("courses.certificates.actions.typeset", lambda *a, **k: made.append(a) or b"%PDF-1.7")
    certificate = issue_certificate(klass.done, by=klass.organiser)

    render_certificate(certificate)
    render_certificate(Certificate.objects.get())

    assert len(made) == 1
    assert Certificate.objects.get().file.read() == b"%PDF-1.7"


def test_the_real_pdf_has_the_rare_character_of_a_name_in_its_text(klass):
    person = klass.done.person
    person.name = "欧阳𬍛"
    person.save()
    certificate = issue_certificate(Enrolment.objects.get(pk=klass.done.pk), by=klass.organiser)

    render_certificate(certificate)

    text = PdfReader(Certificate.objects.get().file).pages[0].extract_text()
    assert "欧阳𬍛" in text
    assert klass.ip.name in text.replace("\n", "")


def test_anyone_can_check_a_code_and_sees_the_name_masked_and_nothing_more(client, klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)

    page = client.get(certificate.get_absolute_url()).content.decode()

    assert "林某" in page
    assert "有效" in page
    for secret in ("林晓", klass.unit.name, klass.done.person.email, "/pdf/"):
        assert secret not in page


def test_a_revoked_certificate_says_so_with_its_reason(client, klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)
    revoke_certificate(certificate, by=klass.organiser, reason="学员姓名登记有误")

    page = client.get(certificate.get_absolute_url()).content.decode()

    assert "学员姓名登记有误" in page
    assert "已撤销" in page


@pytest.mark.parametrize("typed", ["{code}", "{lower}", "{bare}", " {spaced} "])
def test_the_code_is_found_however_it_is_typed(client, klass, typed):
    code = issue_certificate(klass.done, by=klass.organiser).code
    typed = typed.format(code=code, lower=code.lower(), bare=code.replace("-", ""), spaced=code.replace("-", " "))

    answer = client.get(reverse("certificates:check-form"), {"code": typed})

    assert answer.headers["Location"] == f"/certificates/{code}/"


def test_an_unknown_code_gets_a_sentence_and_404(client):
    answer = client.get("/certificates/AAAA-BBBB-CCCC-DDDD/")

    assert answer.status_code == 404
    assert "AAAA-BBBB-CCCC-DDDD" in answer.content.decode()


def test_only_holder_unit_and_hosts_may_download(client, klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)
    url = reverse("certificates:download", args=[certificate.code])

    def answer(user):
        client.force_login(user)
        return client.get(url).status_code

    may = [
        klass.done.person.user,
        klass.organiser,
        member(klass.unit, RoleCode.UNIT_HR),
        member(klass.proc, RoleCode.ORGANISER),
    ]
    may_not = [
        klass.failed.person.user,
        member(AgencyFactory(), RoleCode.ORGANISER),
        member(klass.unit, RoleCode.CLASS_HEAD),
    ]
    assert [answer(u) for u in may] == [302] * 4  # the PDF is being made: back to the page that says so
    assert [answer(u) for u in may_not] == [404] * 3


def test_only_organisers_of_the_hosts_issue_and_only_by_post(client, klass):
    url = reverse("certificates:issue", args=[klass.session.slug])

    def answer(user, method="post"):
        client.force_login(user)
        return getattr(client, method)(url).status_code

    assert answer(klass.done.person.user) == 403
    assert answer(member(AgencyFactory(), RoleCode.ORGANISER)) == 403
    assert answer(klass.organiser, "get") == 405
    assert Certificate.objects.count() == 0
    assert answer(klass.organiser) == 302
    assert Certificate.objects.count() == 1


def test_only_the_training_office_of_a_host_revokes(client, klass):
    certificate = issue_certificate(klass.done, by=klass.organiser)
    url = reverse("certificates:revoke", args=[certificate.code])

    def answer(user):
        client.force_login(user)
        return client.post(url, {"reason": "登记有误"}).status_code

    assert answer(klass.done.person.user) == 403
    assert answer(klass.organiser) == 403
    assert answer(member(AgencyFactory(), RoleCode.TRAINING_PLANNER)) == 404
    assert answer(member(klass.proc, RoleCode.TRAINING_PLANNER)) == 302
    certificate.refresh_from_db()
    assert certificate.state == "revoked"


def test_the_list_of_a_class_costs_the_same_with_one_and_with_three(client, klass):
    client.force_login(klass.organiser)
    url = reverse("certificates:session", args=[klass.session.slug])

    def cost(certificates):
        issue_certificates(klass.session, by=klass.organiser)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url).content.decode()
        assert page.count("TT-2026-031-00") == certificates
        return len(queries)

    client.get(url)  # the first page of a session also writes down that she came
    one = cost(1)
    klass.enrol("学员甲", "completed")
    klass.enrol("学员乙", "completed")

    assert cost(3) == one
    assert one <= 16
