"""The tripartite agreement: written from the record, signed by all on one text, void when the term changes (B8)."""

import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import Kind, Party, State
from exchanges.secondments.models import FiledPaper, PaperSignature, Secondment
from exchanges.secondments.queries.paper_texts import printed
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import colleague, parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def consented(p, **facts):
    days = {"starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2027, 11, 30), "host_decided_on": TODAY}
    return p.secondment(State.CONSENTED, kind=Kind.EXCHANGE_POST, duties="办理 100% 的案件", **days | facts)


def drawn_up(p, **facts):
    return actions.draw_up_agreement(consented(p, **facts), side=Party.HOST, by=p.host_officer)


def url(s):
    return reverse("secondments:tripartite", args=[s.number])


def sign(client, user, s):
    client.force_login(user)
    form = client.get(url(s)).context["form"]
    return client.post(url(s), {"seen": form.initial["seen"], "agreed": "on"}, follow=True) if form else None


def test_the_agreement_is_written_from_the_record_and_in_force_with_the_third_signature(client, p, run_jobs):
    s = consented(p)
    with pytest.raises(NotAllowedNow, match="三方协议"):
        actions.sign_as_home(s, by=p.home_officer)
    client.force_login(p.host_officer)
    client.post(url(s))
    states = []

    for user in (p.user, p.host_officer, p.home_officer):
        sign(client, user, s)
        states.append(s.papers.get().state)
    run_jobs()

    row = s.papers.get()
    assert states == ["open", "open", "on_file"]
    assert {x.digest for x in row.signatures.all()} == {row.digest}
    for words in (
        "浙江省知识产权局",
        "浙江省人民检察院",
        "周晓",
        "2026年12月1日",
        "办理 100% 的案件",
        "仍由派出单位负责",
        "保密",
    ):
        assert words in row.text
    with row.file.open() as kept:
        pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(kept.read())).pages)
    pdf = pdf.replace("\n", "").replace(" ", "")
    for name in (p.user.name, p.host_officer.name, p.home_officer.name, row.number, row.digest):
        assert name in pdf
    assert actions.sign_as_home(Secondment.objects.get(pk=s.pk), by=p.home_officer).state == State.APPROVED


def test_each_side_signs_once_and_only_what_it_has_read(p):
    row = drawn_up(p)

    with pytest.raises(NotAllowedNow, match="重新阅读"):
        actions.sign_agreement(row, side=Party.HOST, seen="0" * 64, by=p.host_officer)
    actions.sign_agreement(row, side=Party.HOST, seen=row.digest, by=p.host_officer)
    with pytest.raises(NotAllowedNow, match="已经签署"):
        actions.sign_agreement(row, side=Party.HOST, seen=row.digest, by=p.host_officer)

    assert list(row.signatures.values_list("side", "signed_by")) == [("host", p.host_officer.pk)]


def test_a_change_of_the_term_makes_the_signatures_void_and_the_agreement_is_drawn_up_anew(client, p):
    row = drawn_up(p)
    s = row.secondment
    actions.sign_agreement(row, side=Party.HOST, seen=row.digest, by=p.host_officer)
    Secondment.objects.filter(pk=s.pk).update(ends_on=dt.date(2027, 10, 31))
    client.force_login(p.user)

    page = client.get(url(s))
    answer = client.post(url(s), {"seen": row.digest, "agreed": "on"}, follow=True)
    client.force_login(p.hr)
    client.post(url(s))

    row.refresh_from_db()
    new = s.papers.get(state="open")
    assert "签署无效" in page.content.decode()
    assert page.context["form"] is None
    assert "原签署无效，请重新拟定" in answer.content.decode()
    assert (row.state, row.ended_why) == ("void", "任期已变更，签署无效。")
    assert (new.signatures.count(), "2027年10月31日" in new.text, new.side) == (0, True, "home")


def test_an_agreement_signed_by_all_does_not_serve_a_term_that_has_changed_since(p):
    row = drawn_up(p)
    for side, user in ((Party.HOME, p.hr), (Party.HOST, p.host_officer), (Party.PERSON, p.user)):
        actions.sign_agreement(row, side=side, seen=row.digest, by=user)
    Secondment.objects.filter(pk=row.secondment_id).update(position="别的岗位")

    with pytest.raises(NotAllowedNow, match="三方协议"):
        actions.sign_as_home(Secondment.objects.get(pk=row.secondment_id), by=p.home_officer)


def test_it_is_drawn_up_once_while_the_record_stays_and_only_where_the_kind_asks_for_it(p):
    row = drawn_up(p)
    with pytest.raises(NotAllowedNow, match="已经拟定"):
        actions.draw_up_agreement(row.secondment, side=Party.HOME, by=p.hr)
    loan = p.secondment(State.CONSENTED, kind=Kind.LOAN)
    with pytest.raises(NotAllowedNow, match="不要求三方协议"):
        actions.draw_up_agreement(loan, side=Party.HOST, by=p.host_officer)
    early = p.secondment(State.UNDER_REVIEW, kind=Kind.EXCHANGE_POST)
    with pytest.raises(NotAllowedNow, match="本人同意之后"):
        actions.draw_up_agreement(early, side=Party.HOST, by=p.host_officer)

    assert FiledPaper.objects.count() == 1


def test_who_has_not_signed_is_asked_and_everybody_is_told(client, p):
    row = drawn_up(p)
    actions.sign_agreement(row, side=Party.HOST, seen=row.digest, by=p.host_officer)
    names = ("host_officer", "home_officer", "hr", "user")

    asked = {name: [todo.title for todo in queries.todos(getattr(p, name))] for name in names}
    waiting = {name for name, titles in asked.items() if "签署三方协议" in titles}

    assert waiting == {"home_officer", "hr", "user"}
    assert queries.todos(member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)) == []
    told = Notice.objects.filter(kind="secondment.agreement_drawn_up").values_list("user", flat=True)
    assert set(told) == {getattr(p, name).pk for name in names}


def test_strangers_do_not_find_it_and_parties_cannot_do_what_the_page_does_not_offer(client, p):
    row = drawn_up(p)
    s = row.secondment
    client.force_login(member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER))
    stranger = client.get(url(s)).status_code
    client.force_login(p.user)
    draws = client.post(url(s)).status_code  # the person signs, she does not draw up
    unread = client.post(url(s), {"seen": row.digest}).status_code

    assert (stranger, draws, unread) == (404, 404, 422)
    assert not PaperSignature.objects.exists()


def test_the_host_records_the_signature_of_somebody_without_an_account(client, p):
    row = drawn_up(p, person=colleague(p.home))

    first, second = (sign(client, p.host_officer, row.secondment) for _n in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert set(row.signatures.values_list("side", "signed_by")) == {
        ("host", p.host_officer.pk),
        ("person", p.host_officer.pk),
    }
    assert sign(client, p.host_officer, row.secondment) is None


def test_page_and_pdf_say_whose_signature_by_hand_was_recorded_and_by_whom(client, p):
    row = drawn_up(p, person=colleague(p.home, name="纪书航"))
    for _n in range(2):
        sign(client, p.host_officer, row.secondment)
    row.refresh_from_db()

    text = client.get(url(row.secondment)).content.decode()
    lines = [item["text"] for item in printed(row)["paragraphs"] if "登记" in item["text"]]

    assert "纪书航 · 纸质签署，由接收单位登记 · " in text
    assert text.count("纸质签署") == 1  # not the host's own signature
    assert lines == [f"本人：纪书航 书面签署，由 {p.host_officer.name} 于 2026-11-23 10:00 登记。"]
