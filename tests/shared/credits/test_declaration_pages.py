"""Pages of outside training: what may be uploaded, who sees it, whose turn it is."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shared.credits.actions import approve_for_unit, refuse_declaration
from shared.credits.enums import Category
from shared.credits.models import CreditEntry, Declaration
from shared.directory.enums import RoleCode
from tests.factories.credits import JUNIOR, person_of
from tests.factories.directory import AgencyFactory, member
from tests.shared.credits.conftest import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "june")]


def picture(kind):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, kind)
    return stream.getvalue()


@pytest.fixture
def form(fields):
    def filled(name="证书.pdf", content=PDF, **changes):
        values = {key: value for key, value in fields(**changes).items() if value is not None}
        return {**values, "proof": SimpleUploadedFile(name, content)}

    return filled


@pytest.mark.parametrize(
    ("name", "content"),
    [("证书.pdf", PDF), ("证书.PNG", picture("PNG")), ("a.jpg", picture("JPEG")), ("a.jpeg", picture("JPEG"))],
)
def test_she_declares_with_a_proof_of_each_kind(client, trainee, form, name, content):
    client.force_login(trainee.user)

    response = client.post(reverse("credits:declare"), form(name, content))

    declaration = Declaration.objects.get()
    assert response["Location"] == reverse("credits:declaration", args=[declaration.pk])
    assert declaration.proof_name == name
    assert declaration.proof.read() == content
    assert f"/{name}" not in declaration.proof.name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("证书.pdf", b"<html>", "不是可读取的"),
        ("证书.pdf", b"%PDF-1.7 cut off", "不是可读取的"),
        ("证书.png", picture("PNG")[:40], "不是可读取的"),
        ("证书.png", picture("JPEG"), "不是可读取的"),
        ("证书.exe", b"MZ", "不是可读取的"),
        ("证书.svg", b"<svg onload=alert(1)>", "不是可读取的"),
        ("证书", PDF, "不是可读取的"),
        ("大.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024) + b"%%EOF", "超过 10 MB"),
    ],
)
def test_a_file_that_is_no_proof_is_refused_with_a_sentence(client, trainee, form, name, content, words):
    client.force_login(trainee.user)

    response = client.post(reverse("credits:declare"), form(name, content))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hours": None}, "学时或天数"),
        ({"hours": Decimal(-1)}, "大于零"),
        ({"ends_on": dt.date(2026, 5, 10)}, "早于开始日期"),
        ({"ends_on": dt.date(2026, 7, 1)}, "尚未结束"),
        ({"category": Category.ONLINE_SELF_STUDY}, ""),
        ({"title": ""}, ""),
    ],
)
def test_what_cannot_be_declared_is_refused_with_a_sentence(client, trainee, form, changes, words):
    client.force_login(trainee.user)

    response = client.post(reverse("credits:declare"), form(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Declaration.objects.exists()


def test_the_proof_reaches_those_who_may_see_it_and_nobody_else(client, declared, unit, province, trainee, hr, office):
    declaration = declared()
    sister = AgencyFactory(parent=province)
    readers = [trainee.user, hr, office, member(unit, RoleCode.UNIT_LEADER), member(province, RoleCode.UNIT_HR)]
    strangers = [
        member(sister, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER, RoleCode.TRAINING_PLANNER),
        member(unit, RoleCode.TRAINEE, RoleCode.ORGANISER, RoleCode.CLASS_HEAD),
        member(unit, RoleCode.SYSTEM_ADMIN),
    ]
    urls = [reverse(f"credits:{name}", args=[declaration.pk]) for name in ("declaration", "proof")]

    def answers(user):
        client.force_login(user)
        return {client.get(url).status_code for url in urls}

    assert [answers(user) for user in readers] == [{200}] * 5
    assert [answers(user) for user in strangers] == [{404}] * 3
    client.logout()
    assert client.get(urls[1]).status_code == 302
    assert client.get(f"/media/{declaration.proof.name}").status_code == 404


def test_the_proof_is_a_download_and_never_a_page(client, declared, trainee):
    client.force_login(trainee.user)

    response = client.get(reverse("credits:proof", args=[declared().pk]))

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == PDF


@pytest.mark.parametrize(
    ("who", "step", "status", "state"),
    [
        ("hr", "unit", 302, "unit_approved"),
        ("office", "unit", 403, "submitted"),
        ("trainee", "unit", 403, "submitted"),
        ("hr", "office", 403, "submitted"),
        ("office", "office", 403, "submitted"),
        ("hr", "withdraw", 403, "submitted"),
        ("trainee", "withdraw", 302, "withdrawn"),
        ("hr", "refuse", 302, "refused"),
        ("trainee", "refuse", 403, "submitted"),
        ("office", "refuse", 403, "submitted"),
        ("hr", "nothing", 404, "submitted"),
    ],
)
def test_each_step_is_for_whose_turn_it_is(client, declared, trainee, hr, office, who, step, status, state):
    declaration = declared()
    client.force_login({"hr": hr, "office": office, "trainee": trainee.user}[who])

    response = client.post(reverse("credits:declaration-step", args=[declaration.pk, step]), {"reason": "理由"})

    assert response.status_code == status
    assert Declaration.objects.get().state == state


def test_the_second_click_on_approve_is_answered_with_a_sentence(client, declared, hr, office):
    declaration = approve_for_unit(declared(), by=hr)
    url = reverse("credits:declaration-step", args=[declaration.pk, "office"])
    client.force_login(office)
    client.post(url)

    response = client.post(url, follow=True)

    assert response.status_code == 200
    assert "只有本单位已审核的申报才能认定" in response.content.decode()
    assert CreditEntry.objects.count() == 1


def test_the_desk_lists_exports_and_hides(client, declared, hr, trainee):
    declared()
    stranger = declared(person_of(JUNIOR, user=True), title="外单位的申报")
    client.force_login(hr)
    url = reverse("credits:declaration-desk")

    page = client.get(url).content.decode()
    none = client.get(url, {"state": "posted"})
    sheet = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")

    assert trainee.name in page
    assert stranger.title not in page + sheet
    assert "全国商业秘密保护研修班" in sheet
    assert list(none.context["page"]) == []


def test_what_she_writes_is_no_formula_in_the_sheet(client, declared, hr):
    declared(title="=HYPERLINK(1)", organiser="+cmd|' /C calc'!A0")
    client.force_login(hr)

    answer = client.get(reverse("credits:declaration-desk"), {"format": "csv"})

    sheet = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert ("'=HYPERLINK(1)" in sheet, ",=HYPERLINK" in sheet, ",+cmd" in sheet) == (True, False, False)


def test_the_desk_is_for_officers(client, trainee):
    client.force_login(trainee.user)

    assert client.get(reverse("credits:declaration-desk")).status_code == 403


def test_her_own_list_shows_where_each_stands(client, declared, trainee, hr):
    refuse_declaration(declared(), by=hr, reason="证明材料不清晰")
    client.force_login(trainee.user)

    page = client.get(reverse("credits:declarations")).content.decode()

    assert "未通过" in page
    assert "证明材料不清晰" in page


@pytest.mark.parametrize("name", ["declaration-desk", "declarations"])
def test_lists_ask_as_much_for_one_as_for_three(client, declared, trainee, hr, name, django_assert_max_num_queries):
    client.force_login(hr if name == "declaration-desk" else trainee.user)
    declared(title="第一")
    client.get(reverse(f"credits:{name}"))
    counts = []

    for titles in ([], ["第二", "第三"]):
        for title in titles:
            declared(title=title)
        with django_assert_max_num_queries(25) as asked:
            client.get(reverse(f"credits:{name}"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
