"""Outside training: person → unit → training office above → one entry (rule book 2.2)."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from shared.audit.actions import NotAllowedNow
from shared.credits.actions import (
    approve_for_office,
    approve_for_unit,
    declare_training,
    refuse_declaration,
    withdraw_declaration,
)
from shared.credits.enums import Category, DeclarationState, Evidence
from shared.credits.models import CreditEntry, Declaration
from shared.credits.permissions import can_decide_for_office, can_decide_for_unit
from shared.credits.queries import decide_for_office, decide_for_unit, standings, todos
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.credits import JUNIOR, person_of
from tests.factories.directory import AgencyFactory, RoleAssignmentFactory, member

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def frozen(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-06-30T02:00:00Z", tick=False):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations", "frozen")]


@pytest.fixture
def province():
    return AgencyFactory(name="示例省知识产权局")


@pytest.fixture
def unit(province):
    return AgencyFactory(parent=province, name="示例市知识产权局")


@pytest.fixture
def trainee(unit):
    return person_of(JUNIOR, user=True, agency=unit)


@pytest.fixture
def hr(unit):
    return member(unit, RoleCode.UNIT_HR)


@pytest.fixture
def office(province):
    return member(province, RoleCode.TRAINING_PLANNER)


def fields(**changes):
    return {
        "title": "全国商业秘密保护研修班",
        "organiser": "示例大学",
        "place": "北京",
        "starts_on": dt.date(2026, 5, 11),
        "ends_on": dt.date(2026, 5, 15),
        "hours": Decimal(30),
        "days": None,
        "category": Category.OFF_JOB,
        **changes,
    }


@pytest.fixture
def declared(trainee):
    def declare(person=trainee, **changes):
        proof = {"proof": ContentFile(PDF, "证书.pdf"), "proof_name": "证书.pdf"}
        return declare_training(person, by=person.user, **{**fields(**changes), **proof})

    return declare


def told(user):
    return sorted(Notice.objects.filter(user=user).values_list("kind", flat=True))


def test_both_approvals_post_one_entry_with_its_own_source(declared, trainee, hr, office):
    declaration = declared()
    approve_for_unit(declaration, by=hr)
    approve_for_office(declaration, by=office)

    entry = CreditEntry.objects.get()
    assert (entry.person, entry.hours, entry.days) == (trainee, 30, 4)
    assert (entry.starts_on, entry.occurred_on) == (dt.date(2026, 5, 11), dt.date(2026, 5, 15))
    assert (entry.source, entry.evidence) == (f"credits:declaration:{declaration.pk}", Evidence.DECLARATION)
    declaration.refresh_from_db()
    assert (declaration.state, declaration.entry) == (DeclarationState.POSTED, entry)
    assert standings(trainee)[0].hours == 30
    assert (told(hr), told(office), told(trainee.user)) == (
        ["credits.declared"], ["credits.unit_approved"], ["credits.counted"],
    )  # fmt: skip


def test_a_replayed_approval_posts_once(declared, hr, office):
    declaration = approve_for_unit(declared(), by=hr)
    stale = Declaration.objects.get()
    approve_for_office(declaration, by=office)

    with pytest.raises(NotAllowedNow, match="刚才"):
        approve_for_office(stale, by=office)
    with pytest.raises(NotAllowedNow):
        approve_for_office(Declaration.objects.get(), by=office)

    assert CreditEntry.objects.count() == 1


def test_nobody_approves_her_own_nor_both_steps(declared, trainee, unit, province):
    both = member(unit, RoleCode.UNIT_HR)
    RoleAssignmentFactory(user=both, agency=province, role=RoleCode.TRAINING_PLANNER)
    RoleAssignmentFactory(user=trainee.user, agency=province, role=RoleCode.TRAINING_PLANNER)
    RoleAssignmentFactory(user=trainee.user, agency=unit, role=RoleCode.UNIT_LEADER)
    declaration = declared()

    with pytest.raises(NotAllowedNow, match="本人"):
        approve_for_unit(declaration, by=trainee.user)
    assert not can_decide_for_unit(trainee.user, declaration)
    approve_for_unit(declaration, by=both)
    with pytest.raises(NotAllowedNow, match="第二级"):
        approve_for_office(declaration, by=both)
    with pytest.raises(NotAllowedNow, match="本人"):
        approve_for_office(declaration, by=trainee.user)
    assert not can_decide_for_office(both, declaration)
    assert not can_decide_for_office(trainee.user, declaration)
    assert decide_for_office(both) == []
    assert not CreditEntry.objects.exists()


@pytest.mark.parametrize("columns", [["unit_by"], ["office_by"], ["unit_by", "office_by"]])
def test_the_database_refuses_what_the_rules_forbid(declared, hr, trainee, columns):
    declaration = declared()
    who = hr if len(columns) == 2 else trainee.user

    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(**dict.fromkeys(columns, who))
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(state=DeclarationState.POSTED)


def test_the_office_does_not_come_before_the_unit(declared, office):
    declaration = declared()

    with pytest.raises(NotAllowedNow):
        approve_for_office(declaration, by=office)
    assert not can_decide_for_office(office, declaration)


def test_a_refusal_needs_its_reason_and_leaves_the_training_free(declared, hr, trainee):
    declaration = declared()

    with pytest.raises(NotAllowedNow, match="理由"):
        refuse_declaration(declaration, by=hr, reason="  ")
    refuse_declaration(declaration, by=hr, reason="证明材料不清晰")
    again = declared()

    declaration.refresh_from_db()
    assert (declaration.state, declaration.refusal) == (DeclarationState.REFUSED, "证明材料不清晰")
    assert told(trainee.user) == ["credits.refused"]
    assert again.state == DeclarationState.SUBMITTED


def test_the_office_may_refuse_too(declared, hr, office):
    declaration = approve_for_unit(declared(), by=hr)

    refuse_declaration(declaration, by=office, reason="不属于培训")

    assert Declaration.objects.get().state == DeclarationState.REFUSED
    with pytest.raises(NotAllowedNow):
        approve_for_office(declaration, by=office)


def test_she_withdraws_until_it_is_posted(declared, trainee, hr, office):
    withdrawn = withdraw_declaration(declared(), by=trainee.user)
    posted = approve_for_office(approve_for_unit(declared(), by=hr), by=office)

    assert withdrawn.state == DeclarationState.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        withdraw_declaration(posted, by=trainee.user)


def test_the_same_training_is_declared_once(declared):
    declared()

    with pytest.raises(NotAllowedNow, match="已申报"):
        declared()
    assert Declaration.objects.count() == 1


def test_training_that_lies_ahead_or_has_no_unit_or_no_policy_is_refused(declared, trainee, hr, office):
    with pytest.raises(NotAllowedNow, match="尚未结束"):
        declared(ends_on=dt.date(2026, 7, 1))
    old = approve_for_unit(declared(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2)), by=hr)
    with pytest.raises(NotAllowedNow, match="折算办法"):
        approve_for_office(old, by=office)
    trainee.postings.all().delete()
    with pytest.raises(NotAllowedNow, match="任职单位"):
        declared()


def test_a_unit_at_the_top_is_decided_by_its_own_office(declared, province):
    person = person_of(JUNIOR, user=True, agency=province)
    hr, own = member(province, RoleCode.UNIT_LEADER), member(province, RoleCode.TRAINING_PLANNER)

    declaration = approve_for_unit(declared(person), by=hr)

    assert can_decide_for_office(own, declaration)
    assert decide_for_office(own) == [declaration]


def test_the_office_of_the_same_unit_gives_way_to_the_one_above(declared, unit, hr, office):
    beside = member(unit, RoleCode.TRAINING_PLANNER)
    declaration = approve_for_unit(declared(), by=hr)

    assert can_decide_for_office(office, declaration)
    assert not can_decide_for_office(beside, declaration)
    assert (decide_for_office(beside), decide_for_office(office)) == ([], [declaration])


def test_what_waits_is_on_the_start_page_of_whose_turn_it_is(declared, trainee, hr, office):
    declaration = declared()
    before = [len(todos(user)) for user in (trainee.user, hr, office)]
    approve_for_unit(declaration, by=hr)
    after = [len(todos(user)) for user in (trainee.user, hr, office)]

    assert (before, after) == ([0, 1, 0], [0, 0, 1])
    assert todos(office)[0].note == trainee.name
    assert list(decide_for_unit(hr)) == []


# --- pages ------------------------------------------------------------------------------------------------------------


def picture(kind):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, kind)
    return stream.getvalue()


def form(name="证书.pdf", content=PDF, **changes):
    values = {key: value for key, value in fields(**changes).items() if value is not None}
    return {**values, "proof": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(
    ("name", "content"),
    [("证书.pdf", PDF), ("证书.PNG", picture("PNG")), ("a.jpg", picture("JPEG")), ("a.jpeg", picture("JPEG"))],
)
def test_she_declares_with_a_proof_of_each_kind(client, trainee, name, content):
    client.force_login(trainee.user)

    response = client.post(reverse("credits:declare"), form(name, content))

    declaration = Declaration.objects.get()
    assert response["Location"] == reverse("credits:declaration", args=[declaration.pk])
    assert declaration.proof_name == name
    assert declaration.proof.read() == content
    assert name not in declaration.proof.name


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
def test_a_file_that_is_no_proof_is_refused_with_a_sentence(client, trainee, name, content, words):
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
def test_what_cannot_be_declared_is_refused_with_a_sentence(client, trainee, changes, words):
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


def test_the_desk_is_for_officers(client, trainee):
    client.force_login(trainee.user)

    assert client.get(reverse("credits:declaration-desk")).status_code == 403


def test_her_own_list_shows_where_each_stands(client, declared, trainee, hr):
    refuse_declaration(declared(), by=hr, reason="证明材料不清晰")
    client.force_login(trainee.user)

    page = client.get(reverse("credits:declarations")).content.decode()

    assert "未接受" in page
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
