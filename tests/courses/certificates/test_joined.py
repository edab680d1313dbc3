"""All certificates of a class in one PDF (A26)."""

import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from courses.certificates import actions
from courses.certificates.models import Certificate, JoinedCertificates, TemplateVersion
from courses.certificates.queries import joined_data, joined_of, papers_to_join
from courses.certificates.tasks import join
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.jobs.models import Job
from tests.courses.certificates.test_certificates import CompletedClass
from tests.courses.certificates.test_issuing import design
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def klass():
    found = CompletedClass()
    for name in ("程立", "王小明"):
        found.enrol(name, "completed")
    return found


def made(klass):
    """Issued, asked for and joined, as organiser and worker do it."""
    actions.issue_certificates(klass.session, by=klass.organiser)
    return actions.join_certificates(actions.ask_for_joined(klass.session, by=klass.organiser))


def pages_of(file):
    return [page.extract_text().replace("\n", "") for page in PdfReader(file).pages]


def test_every_valid_certificate_stands_on_its_own_page_in_the_order_of_the_list(klass):
    actions.issue_certificates(klass.session, by=klass.organiser)
    first, void, third = Certificate.objects.order_by("number")
    actions.revoke_certificate(void, by=klass.organiser, reason="登记有误")

    joined = actions.join_certificates(actions.ask_for_joined(klass.session, by=klass.organiser))

    pages = pages_of(joined.file)
    assert len(pages) == 2
    for page, certificate in zip(pages, (first, third), strict=True):
        assert certificate.name in page
        assert certificate.number in page
        assert certificate.code in page
    assert void.code not in "".join(pages)


def test_the_file_is_tagged_and_its_bookmarks_are_the_names(klass):
    reader = PdfReader(made(klass).file)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "结业证书：商业秘密案件证据规则同堂培训班"
    names = list(Certificate.objects.order_by("number").values_list("name", flat=True))
    assert [entry.title for entry in reader.outline] == names


def test_papers_in_two_languages_stand_in_one_file(klass):
    design(klass, language="en", headline="Certificate", body="{name} took part, {dates}.", shows_date=True)
    actions.issue_certificate(klass.done, by=klass.organiser)
    template = Certificate.objects.get().version.template
    actions.save_template(
        template, version=TemplateVersion(headline="结业证书", body="{name}参加，{dates}。"), by=klass.organiser
    )

    english, *chinese = pages_of(made(klass).file)

    assert "20 October 2026 to 22 October 2026" in english
    assert "Scan or visit to check" in english
    assert all("2026年10月20日至2026年10月22日" in page.replace(" ", "") for page in chinese)
    assert all("扫码或登录网址核验" in page for page in chinese)


def test_it_is_made_once_and_anew_after_a_change_and_the_old_file_goes(klass):
    joined = made(klass)
    before = joined.file.name

    join(klass.session.pk)

    joined.refresh_from_db()
    assert joined.file.name == before
    actions.revoke_certificate(Certificate.objects.first(), by=klass.organiser, reason="登记有误")
    assert not joined_of(klass.session).is_current
    actions.ask_for_joined(klass.session, by=klass.organiser)
    join(klass.session.pk)
    joined.refresh_from_db()
    assert joined.file.name != before
    assert len(PdfReader(joined.file).pages) == 2
    assert not default_storage.exists(before)
    assert joined_of(klass.session).is_current


def test_of_two_workers_one_file_stays(klass, monkeypatch):
    actions.issue_certificates(klass.session, by=klass.organiser)
    actions.ask_for_joined(klass.session, by=klass.organiser)
    monkeypatch.setattr("courses.certificates.actions.typeset", lambda *a, **k: b"%PDF-1.7")
    one, two = (JoinedCertificates.objects.select_related("session").get() for _worker in range(2))

    actions.join_certificates(one)
    actions.join_certificates(two)

    kept = JoinedCertificates.objects.get()
    assert one.file.name == two.file.name == kept.file.name
    held = set(Certificate.objects.values_list("file", flat=True))
    stored = {f"certificates/{name}" for name in default_storage.listdir("certificates")[1]}
    assert kept.file.name in stored - held


def test_who_cannot_be_printed_is_left_out_and_the_others_are_printed(klass):
    actions.issue_certificates(klass.session, by=klass.organiser)
    Certificate.objects.filter(name="程立").update(name="程\U000323af")

    joined = actions.join_certificates(actions.ask_for_joined(klass.session, by=klass.organiser))

    assert len(PdfReader(joined.file).pages) == 2
    assert joined_of(klass.session).is_current


def test_where_there_is_nothing_to_print_a_sentence_says_so(client, klass):
    url = reverse("certificates:session-pdf-make", args=[klass.session.slug])
    client.force_login(klass.organiser)

    page = client.post(url, follow=True).content.decode()

    assert "没有可打印的内容：本班没有有效证书，请先签发证书。" in page
    assert not Job.objects.exists()
    actions.issue_certificates(klass.session, by=klass.organiser)
    Certificate.objects.update(fault="没有字形")
    with pytest.raises(NotAllowedNow, match="都无法排印"):
        actions.ask_for_joined(klass.session, by=klass.organiser)


def test_more_than_one_file_can_hold_are_printed_from_the_zip(klass, monkeypatch):
    monkeypatch.setattr("courses.certificates.actions.IN_ONE_PDF", 2)
    actions.issue_certificates(klass.session, by=klass.organiser)

    with pytest.raises(NotAllowedNow, match=r"最多 2 份.*本班有 3 份"):
        actions.ask_for_joined(klass.session, by=klass.organiser)

    monkeypatch.setattr("courses.certificates.actions.IN_ONE_PDF", 3)
    assert actions.ask_for_joined(klass.session, by=klass.organiser).is_awaited


def test_a_fault_of_the_whole_file_is_written_on_the_page(client, klass, monkeypatch):
    actions.issue_certificates(klass.session, by=klass.organiser)
    actions.render_session(klass.session)
    klass.session.title = "培训班\U000323af"
    klass.session.save()

    joined = actions.join_certificates(actions.ask_for_joined(klass.session, by=klass.organiser))

    client.force_login(klass.organiser)
    page = client.get(reverse("certificates:session", args=[klass.session.slug])).content.decode()
    assert "U+323AF" in joined.fault
    assert "U+323AF" in page
    assert not joined.file


def test_only_organisers_of_the_hosts_make_and_take_it(client, klass, run_jobs):
    actions.issue_certificates(klass.session, by=klass.organiser)
    make = reverse("certificates:session-pdf-make", args=[klass.session.slug])
    take = reverse("certificates:session-pdf", args=[klass.session.slug])
    others = [
        klass.done.person.user,
        member(AgencyFactory(), RoleCode.ORGANISER),
        member(klass.unit, RoleCode.UNIT_HR),
        member(klass.ip, RoleCode.CLASS_HEAD),
    ]

    for user in others:
        client.force_login(user)
        assert [client.post(make).status_code, client.get(take).status_code] == [403, 403]
    client.logout()
    assert client.get(take).headers["Location"].startswith("/accounts/login/")
    assert not JoinedCertificates.objects.exists()

    client.force_login(klass.organiser)
    assert client.get(make).status_code == 405
    assert client.get(take).status_code == 302, "nothing is made yet"
    client.post(make)
    run_jobs()
    client.force_login(member(klass.proc, RoleCode.ORGANISER))
    answer = client.get(take)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages) == 3
    assert ModelLogEntry.objects.get(action="certificates.join").user == klass.organiser


def test_a_void_certificate_is_never_taken_with_an_older_file(client, klass):
    made(klass)
    actions.revoke_certificate(Certificate.objects.first(), by=klass.organiser, reason="登记有误")
    client.force_login(klass.organiser)

    answer = client.get(reverse("certificates:session-pdf", args=[klass.session.slug]), follow=True)

    assert "请先生成" in answer.content.decode()
    assert answer.redirect_chain


def test_the_data_of_many_papers_cost_the_queries_of_a_few(klass):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            joined_data(klass.session, papers_to_join(klass.session))
        return len(queries)

    made(klass)
    few = cost()
    for number in range(5):
        klass.enrol(f"学员{number}", "completed")
    made(klass)

    assert cost() == few
