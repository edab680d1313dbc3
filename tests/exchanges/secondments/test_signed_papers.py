"""What the person signs is frozen as she read it; the letter of appointment is a numbered PDF of both units."""

import datetime as dt
import hashlib
import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from exchanges.secondments import actions
from exchanges.secondments.enums import Kind, Paper, Party, State
from exchanges.secondments.models import FiledPaper, PaperRule, Secondment
from shared.audit.actions import NotAllowedNow
from shared.documents.models import IssuerMark
from tests.factories.directory import AgencyFactory
from tests.factories.secondments import SecondmentFactory, brought, colleague, parties, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def approved(p, **facts):
    return p.secondment(State.APPROVED, **{"pledge_signed_on": None, "starts_on": dt.date(2026, 12, 1), **facts})


def step_url(s, step):
    return reverse("secondments:step", args=[s.number, step])


def sign(client, p, s, **said):
    client.force_login(p.user)
    page = client.get(step_url(s, "pledge"))
    seen = page.context["form"].initial["seen"]
    return page, client.post(step_url(s, "pledge"), {"seen": seen, "agreed": "on", **said})


def test_what_the_person_signs_is_frozen_as_she_read_it(client, p):
    s = approved(p)

    page, answer = sign(client, p, s)

    assert answer.status_code == 302
    pledge, secrecy = s.papers.get(paper="pledge"), s.papers.get(paper="secrecy")
    shown = page.content.decode()
    for row in (pledge, secrecy):
        assert row.digest == hashlib.sha256(row.text.encode()).hexdigest()
        assert (row.given_by, row.side, row.given_at.isoformat()) == (p.user, "person", "2026-11-23T02:00:00+00:00")
        assert all(item["text"] in shown for item in row.content["paragraphs"])
    assert secrecy.text.startswith("保密承诺书\n本人浙江省知识产权局周晓，")
    assert "2026年12月1日" in pledge.text
    s.refresh_from_db()
    assert s.pledge_signed_on == TODAY
    act = ModelLogEntry.objects.get(action="secondments.pledge")
    assert act.data["digests"] == [pledge.digest, secrecy.digest]


def test_nothing_is_signed_where_the_text_has_changed_since_it_was_read(client, p):
    s = approved(p)
    client.force_login(p.user)
    seen = client.get(step_url(s, "pledge")).context["form"].initial["seen"]
    PaperRule.objects.filter(code=s.kind, paper="pledge").update(wording="服从管理。\n\n廉洁履职。")

    late = client.post(step_url(s, "pledge"), {"seen": seen, "agreed": "on"})
    unread = client.post(step_url(s, "pledge"), {"seen": seen})
    _page, again = sign(client, p, s)

    assert (late.status_code, unread.status_code, again.status_code) == (422, 422, 302)
    assert "文本在您打开页面后已变更" in late.content.decode()
    paragraphs = [item["text"] for item in s.papers.get(paper="pledge").content["paragraphs"]]
    assert paragraphs[1:] == ["1. 服从管理。", "2. 廉洁履职。"]


def test_a_text_is_signed_once_and_stays_when_its_term_changes(p):
    s = approved(p)
    actions.sign_pledge(s, by=p.user)
    before = s.papers.get(paper="pledge").text

    with pytest.raises(NotAllowedNow, match="承诺书"):
        actions.sign_pledge(Secondment.objects.get(pk=s.pk), by=p.user)
    Secondment.objects.filter(pk=s.pk).update(position="别的岗位")

    assert s.papers.filter(paper="pledge").count() == 1
    assert FiledPaper.objects.get(secondment=s, paper="pledge").text == before


def test_the_host_records_what_somebody_without_an_account_has_signed_by_hand(client, p):
    s = approved(p, person=colleague(p.home))
    client.force_login(p.host_officer)
    seen = client.get(step_url(s, "pledge")).context["form"].initial["seen"]

    client.post(step_url(s, "pledge"), {"seen": seen, "agreed": "on"})

    row = s.papers.get(paper="pledge")
    assert (row.side, row.given_by, row.is_on_paper) == ("person", p.host_officer, True)
    assert "纸质签署，由接收单位登记" in client.get(row.get_absolute_url()).content.decode()
    assert "纸质签署，由接收单位登记" in client.get(row.secondment.get_absolute_url()).content.decode()


@pytest.mark.parametrize("act", ["reject", "decline", "not-approve"])
def test_papers_of_a_term_that_does_not_come_about_are_void(p, act):
    state = {"reject": State.RECOMMENDED, "decline": State.UNDER_REVIEW, "not-approve": State.CONSENTED}[act]
    s = brought(p.secondment(state), Paper.RECOMMENDATION)

    if act == "reject":
        actions.reject_recommendation(s, reason="不符合条件", by=p.host_officer)
    elif act == "decline":
        actions.decline(s, reason="不符合条件", by=p.user)
    else:
        actions.decide_not_to_appoint(s, reason="不符合条件", by=p.host_officer)

    row = s.papers.get()
    assert (row.state, row.ended_why, row.ended_at is not None) == ("void", "不符合条件", True)
    with pytest.raises(NotAllowedNow, match="状态"):
        actions.file_paper(s, paper=Paper.OTHER, file=scan(), side=Party.HOME, by=p.hr)


def test_the_letter_is_a_numbered_pdf_of_both_units(client, p, run_jobs):
    IssuerMark.objects.create(agency=p.host, mark="浙检政")
    s = actions.issue_letter(brought_to_the_letter(p), by=p.host_officer)
    run_jobs()

    row = s.papers.get(paper="letter")
    client.force_login(p.user)
    answer = client.get(reverse("secondments:paper-file", args=[s.number, row.pk]))

    reader = PdfReader(io.BytesIO(answer.getvalue()))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")
    assert (s.letter_number, row.number) == ("浙检政聘〔2026〕1号", "浙检政聘〔2026〕1号")
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)
    for words in ("浙江省人民检察院", "浙江省知识产权局", "聘书", "浙检政聘〔2026〕1号", "周晓同志", "专利专业岗"):
        assert words in text
    assert row.digest == hashlib.sha256(row.text.encode()).hexdigest()
    with row.file.open() as kept:
        assert row.file_digest == hashlib.sha256(kept.read()).hexdigest()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def brought_to_the_letter(p, **facts):
    s = approved(p, **facts)
    return actions.sign_pledge(s, by=s.person.user or p.host_officer)


def test_each_host_counts_its_own_letters(p):
    there = AgencyFactory(proc=True, code="P999")
    facts = {"home_org": p.home, "state": State.APPROVED, "starts_on": dt.date(2026, 12, 1), "pledge_signed_on": TODAY}

    numbers = [
        actions.issue_letter(SecondmentFactory(host_org=host, **facts), by=p.host_officer).letter_number
        for host in (p.host, there, there)
    ]

    assert numbers == [f"{p.host.code}聘〔2026〕1号", "P999聘〔2026〕1号", "P999聘〔2026〕2号"]


def test_the_decision_to_dismiss_is_made_for_the_kinds_that_know_one(p, run_jobs):
    assistant = p.secondment(State.ACTIVE)
    loan = p.secondment(State.ACTIVE, kind=Kind.LOAN, person=colleague(p.home), ends_on=dt.date(2026, 12, 31))
    for s in (assistant, loan):
        actions.terminate(s, reason_code="transfer", by=p.host_officer)
    run_jobs()

    row = assistant.papers.get(paper="dismissal")
    assert (row.number, bool(row.file), loan.papers.count()) == (f"{p.host.code}解聘〔2026〕1号", True, 0)
    assert "工作调动" in row.text
