"""Certificates as somebody sees them who should not: guessed codes, other agencies, reasons that tell too much."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from courses.certificates import actions
from courses.certificates.forms import CheckForm
from courses.certificates.models import Certificate, JoinedCertificates
from courses.certificates.views.public import GUESSES
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.courses.certificates.test_certificates import CompletedClass
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def klass():
    return CompletedClass()


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    cache.clear()
    yield
    cache.clear()


def guess(client, times, **extra):
    return [client.get(f"/certificates/2222-2222-2222-{n + 2000:04}/", **extra).status_code for n in range(times)]


@time_machine.travel("2026-12-01T02:00:00Z", tick=False)
def test_whoever_guesses_codes_is_stopped_and_gets_no_further_with_a_good_one(client, klass):
    good = actions.issue_certificate(klass.done, by=klass.organiser).get_absolute_url()

    assert guess(client, GUESSES - 1) == [404] * (GUESSES - 1)
    assert client.get(good).status_code == 200
    assert guess(client, 2) == [404, 429]

    stopped = client.get(good)
    assert stopped.status_code == 429
    assert "请等待 10 分钟" in stopped.content.decode()
    assert "林" not in stopped.content.decode()
    assert client.get(good, REMOTE_ADDR="198.51.100.7").status_code == 200, "another network goes on"
    with time_machine.travel("2026-12-01T02:10:01Z", tick=False):
        assert client.get(good).status_code == 200


def test_looking_at_good_certificates_counts_for_nothing(client, klass):
    good = actions.issue_certificate(klass.done, by=klass.organiser).get_absolute_url()

    assert {client.get(good).status_code for _look in range(GUESSES + 5)} == {200}


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [
        ("----", False),
        ("会议", False),
        ("7K2M-9QXA-2345", False),
        ("7K2M-9QXA-2345-67891", False),
        ("7k2m 9qxa 2345 6789", True),
        ("７Ｋ２Ｍ－９ＱＸＡ－２３４５－６７８９", True),
    ],
)
def test_what_is_no_code_gets_a_sentence_and_never_an_error(client, typed, is_good):
    answer = client.get(reverse("certificates:check-form"), {"code": typed})

    if is_good:
        assert answer.headers["Location"] == "/certificates/7K2M-9QXA-2345-6789/"
    else:
        assert answer.status_code == 200
        assert "核验码共 16 位字母和数字" in answer.content.decode()


def test_the_form_says_how_many_characters_were_typed():
    assert CheckForm({"code": "7K2M-9QXA-234"}).errors["code"] == [
        "核验码共 16 位字母和数字，您输入了 11 位，请对照证书核对。"
    ]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("林晓", "林某"),
        ("欧阳震华", "欧某某"),
        ("阿依夏木古丽·吐尔逊江", "阿某某"),
        ("𠅤明", "𠅤某"),
        ("Nurmuhammat Abdurahman", "N***"),
    ],
)
def test_the_masked_name_hides_how_long_the_name_is(name, masked):
    assert Certificate(name=name).masked_name == masked


def test_a_reason_that_names_the_person_is_refused(klass):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)

    for act in (actions.revoke_certificate, actions.reissue_certificate):
        with pytest.raises(NotAllowedNow, match="请不要写入本人姓名"):
            act(certificate, reason="林晓姓名有误", by=klass.organiser)

    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_a_stranger_gets_nothing_by_address_whatever_the_certificate_is(client, klass):
    """Each address of a certificate and of its class, for visitors, strangers and officers of other agencies."""
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)
    of_one = [reverse(f"certificates:{name}", args=[certificate.code]) for name in ("download", "revoke", "reissue")]
    names = ("session", "session-zip", "session-pdf", "session-pdf-make", "issue", "choose")
    of_class = [reverse(f"certificates:{name}", args=[klass.session.slug]) for name in names]
    elsewhere = AgencyFactory()
    strangers = [member(elsewhere, role) for role in RoleCode]

    for url in of_one + of_class:
        assert client.get(url).headers.get("Location", "").startswith("/accounts/login/"), url
        assert client.post(url).headers.get("Location", "").startswith("/accounts/login/"), url
    for stranger in strangers:
        client.force_login(stranger)
        for url in of_one:
            assert client.get(url).status_code == client.post(url, {"reason": "x"}).status_code == 404, url
        for url in of_class:
            assert client.get(url).status_code in {403, 404, 405}, url
            assert client.post(url).status_code in {403, 404, 405}, url

    certificate.refresh_from_db()
    assert certificate.state == "valid"
    assert not JoinedCertificates.objects.exists()


@pytest.mark.parametrize("ending", ["revoked", "replaced", "expired"])
def test_the_public_page_of_a_void_paper_says_so_to_everybody_and_names_nobody(client, klass, ending):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)
    if ending == "revoked":
        actions.revoke_certificate(certificate, reason="登记有误", by=klass.organiser)
    elif ending == "replaced":
        actions.reissue_certificate(certificate, reason="证书遗失", by=klass.organiser)
    else:
        Certificate.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))

    answer = client.get(certificate.get_absolute_url())
    page = answer.content.decode()

    assert {"revoked": "已撤销", "replaced": "作废", "expired": "已过期"}[ending] in page
    assert '<span class="chip ok">' not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for secret in ("林晓", klass.unit.name, klass.organiser.name, klass.done.person.email):
        assert secret not in page


def test_papers_are_kept_by_no_cache_on_the_way(client, klass):
    certificate = actions.render_certificate(actions.issue_certificate(klass.done, by=klass.organiser))
    client.force_login(klass.organiser)

    for url in (
        reverse("certificates:download", args=[certificate.code]),
        reverse("certificates:session-zip", args=[klass.session.slug]),
    ):
        assert client.get(url).headers["Cache-Control"] == "private, no-store", url


def test_no_paper_is_made_of_a_certificate_that_is_void(client, klass):
    certificate = actions.issue_certificate(klass.done, by=klass.organiser)
    actions.revoke_certificate(certificate, reason="登记有误", by=klass.organiser)
    client.force_login(klass.organiser)

    page = client.get(reverse("certificates:session", args=[klass.session.slug])).content.decode()
    asked = client.get(reverse("certificates:download", args=[certificate.code]), follow=True).content.decode()

    assert "生成中" not in page
    assert "该证书已作废，不再生成 PDF。" in asked
    certificate.refresh_from_db()
    assert not certificate.file
