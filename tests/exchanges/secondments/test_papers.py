"""The file of a term: what a step waits for, who brings a paper and who reads it (B2)."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.enums import Kind, Paper, Party, State
from exchanges.secondments.models import FiledPaper, PaperRule, RecordAccess, Secondment
from exchanges.secondments.queries.papers import lacking
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import SecondmentFactory, brought, endorsement, parties, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


def planned(p, **facts):
    return p.secondment(State.PLANNED, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2027, 5, 31), **facts)


def test_a_name_is_put_forward_with_an_endorsement_and_the_paper_of_its_kind_or_not_at_all(p):
    s, person = planned(p), {"person": p.user.person, "by": p.home_officer}

    with pytest.raises(NotAllowedNow, match="推荐须附派出单位意见"):
        actions.recommend(s, **person, papers=endorsement()["papers"])
    with pytest.raises(NotAllowedNow) as bare:
        actions.recommend(s, **person, note="同意推荐。")
    kept = Secondment.objects.get(pk=s.pk).state
    actions.recommend(s, **person, **endorsement())

    assert str(bare.value) == (
        "“推荐人员”所需材料尚未归档：推荐表（派出单位）。依据：实践中使用的名称（规则手册 1.3）。"
    )
    row = s.papers.get()
    assert (kept, s.state) == (State.PLANNED, State.RECOMMENDED)
    assert (row.paper, row.side, row.given_by, row.note) == (
        "recommendation",
        "home",
        p.home_officer,
        "政治可靠，业务熟练，同意推荐。",
    )
    assert row.digest == hashlib.sha256(scan().read()).hexdigest()


def test_a_refused_recommendation_leaves_neither_row_nor_file_behind(p):
    s = planned(p)
    Secondment.objects.filter(pk=s.pk).update(state=State.RECOMMENDED, person=p.user.person)  # somebody else was faster
    before = len(default_storage.listdir("secondments/papers")[1]) if default_storage.exists("secondments") else 0

    with pytest.raises(NotAllowedNow):
        actions.recommend(s, person=p.user.person, by=p.home_officer, **endorsement())

    assert not FiledPaper.objects.exists()
    assert len(default_storage.listdir("secondments/papers")[1]) == before


@pytest.mark.parametrize(
    ("state", "kind", "step", "act", "missing"),
    [
        (State.CONSENTED, Kind.CONCURRENT_ASSISTANT, "decide", actions.decide_to_appoint, "聘任决定（接收单位）"),
        (State.CONSENTED, Kind.LOAN, "decide", actions.decide_to_appoint, "借调函（接收单位）"),
        (State.CONSENTED, Kind.EXCHANGE_POST, "sign", actions.sign_as_home, "三方协议"),
        (State.APPROVED, Kind.LOAN, "letter", actions.issue_letter, "承诺书"),
    ],
)
def test_each_step_names_the_paper_that_it_waits_for(p, state, kind, step, act, missing):
    decided = TODAY if step == "sign" else None
    s = p.secondment(
        state,
        kind=kind,
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2027, 5, 1),
        pledge_signed_on=None,
        host_decided_on=decided,
    )

    with pytest.raises(NotAllowedNow, match=missing):
        act(s, by=p.host_officer)


def test_the_rows_decide_and_a_place_may_ask_for_less(p):
    s = p.secondment(State.CONSENTED, starts_on=dt.date(2026, 12, 1))
    local = {"code": s.kind, "label": "浙江：不另发聘任决定", "source": "地方规定", "jurisdiction": "330000"}
    PaperRule.objects.create(paper=Paper.DECISION, step="decide", is_needed=False, **local)

    assert actions.decide_to_appoint(s, by=p.host_officer).host_decided_on == TODAY


def test_a_paper_that_no_longer_holds_does_not_count_and_the_next_one_takes_its_place(p):
    PaperRule.objects.filter(paper=Paper.DECISION).update(valid_months=1)
    s = p.secondment(State.CONSENTED, starts_on=dt.date(2026, 12, 1))
    bring = {"paper": Paper.DECISION, "side": Party.HOST, "by": p.host_officer}
    first = actions.file_paper(s, file=scan(), **bring)
    until = first.valid_until

    with time_machine.travel("2026-12-24 10:00 +0800", tick=False):
        late = [rule.paper for rule in lacking(s, "decide")]
        second = actions.file_paper(s, file=scan(text="新"), valid_until=dt.date(2026, 12, 31), **bring)
        after = [rule.paper for rule in lacking(s, "decide")]

    first.refresh_from_db()
    assert (until, late, after) == (dt.date(2026, 12, 23), ["decision"], [])
    assert (first.state, second.state, second.valid_until) == ("replaced", "on_file", dt.date(2026, 12, 31))


def test_a_form_of_an_earlier_renewal_does_not_serve_the_next_one(p):
    s = p.secondment(State.ACTIVE, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31))
    with time_machine.travel("2025-12-01 10:00 +0800", tick=False):
        brought(s, Paper.RENEWAL_FORM)
    ask = {"side": Party.HOST, "by": p.host_officer}
    change = actions.propose_change(s, kind="renewal", new_end=dt.date(2027, 12, 31), **ask)

    with pytest.raises(NotAllowedNow, match="续聘审批表"):
        actions.agree_to_change(change, side=Party.HOME, by=p.home_officer)
    brought(s, Paper.RENEWAL_FORM)

    assert actions.agree_to_change(change, side=Party.HOME, by=p.home_officer).approved == "yes"


def test_an_earlier_return_asks_for_no_form_of_renewal(p):
    s = p.secondment(State.ACTIVE)
    ask = {"kind": "early_return", "new_end": dt.date(2026, 12, 31), "side": Party.HOST, "by": p.host_officer}

    change = actions.agree_to_change(actions.propose_change(s, **ask), side=Party.HOME, by=p.home_officer)

    assert change.approved == "yes"


def test_only_the_parties_read_a_paper(client, p):
    s = actions.sign_pledge(p.secondment(State.APPROVED, pledge_signed_on=None), by=p.user)
    row = s.papers.get(paper="pledge")
    other = member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER)
    colleague_trainee, planner = member(p.home, RoleCode.TRAINEE), member(p.home, RoleCode.TRAINING_PLANNER)
    answers = {}

    for name, user in {
        "person": p.user,
        "home": p.home_officer,
        "hr": p.hr,
        "host": p.host_officer,
        "other": other,
        "trainee": colleague_trainee,
        "planner": planner,
    }.items():
        client.force_login(user)
        urls = [row.get_absolute_url(), reverse("secondments:papers", args=[s.number])]
        answers[name] = {client.get(url).status_code for url in urls}

    seen = {name for name, statuses in answers.items() if statuses == {200}}
    assert seen == {"person", "home", "hr", "host"}
    assert {frozenset(statuses) for name, statuses in answers.items() if name not in seen} == {frozenset({404})}
    client.logout()
    assert client.get(row.get_absolute_url()).status_code == 302


def test_a_paper_is_found_under_its_own_term_only(client, p):
    own, row = p.secondment(State.ACTIVE), brought(SecondmentFactory(), Paper.OTHER).papers.get()
    client.force_login(p.host_officer)

    assert client.get(f"/secondments/{own.number}/papers/{row.pk}/file/").status_code == 404


FILE = {"paper": "other", "title": "政审材料", "number": "浙政〔2026〕3号", "valid_until": "2027-03-01"}


def test_officers_put_papers_into_the_file_and_the_person_does_not(client, p):
    s = p.secondment(State.ACTIVE)
    url = reverse("secondments:papers", args=[s.number])
    client.force_login(p.user)
    hers = client.post(url, {**FILE, "file": scan()}).status_code
    client.force_login(p.hr)

    answer = client.post(url, {**FILE, "file": scan("政审/../材料.pdf")}, follow=True)

    row = s.papers.get()
    assert (hers, answer.status_code) == (403, 200)
    assert (row.side, row.given_by, row.valid_until, row.number) == (
        "home",
        p.hr,
        dt.date(2027, 3, 1),
        "浙政〔2026〕3号",
    )
    assert "政审材料" in answer.content.decode()
    assert row.file.name.startswith("secondments/papers/")
    assert "材料" not in row.file.name


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"file": scan("材料.exe")}, "文件不是可读取的 PDF、JPG 或 PNG"),
        ({"file": scan(), "title": " "}, "请说明是什么材料"),
        ({"file": scan(), "valid_until": "2026-11-22"}, "该日期已过"),
        ({"file": ""}, "必需字段"),
        ({"file": scan(), "paper": "decision"}, "decision"),
        ({"file": scan(), "paper": "pledge"}, "pledge"),
    ],
)
def test_bad_input_of_a_paper_gets_a_sentence(client, p, said, words):
    s = p.secondment(State.ACTIVE)
    client.force_login(p.hr)

    answer = client.post(reverse("secondments:papers", args=[s.number]), {**FILE, **said})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not s.papers.exists()


def test_a_deputys_paper_names_for_whom(client, p):
    s = p.secondment(State.ACTIVE)
    deputy = member(p.host, RoleCode.TRAINEE, name="代班人")
    role = {"role": RoleCode.SECONDMENT_OFFICER, "agency": p.host, "deputy_for": p.host_officer}
    RoleAssignment.objects.create(user=deputy, valid_from=TODAY, valid_to=TODAY, **role)
    client.force_login(deputy)

    client.post(reverse("secondments:papers", args=[s.number]), {**FILE, "file": scan()})

    row = s.papers.get()
    assert (row.side, row.given_by, row.given_for) == ("host", deputy, p.host_officer)


def test_that_an_appraisal_form_was_read_is_told_to_the_person(client, p):
    row = brought(p.secondment(State.APPRAISED), Paper.APPRAISAL_FORM).papers.get()
    for user in (p.user, p.hr):
        client.force_login(user)
        client.get(row.get_absolute_url())

    assert list(RecordAccess.objects.values_list("reader", "what")) == [(p.hr.pk, "appraisals")]


def test_an_appraisal_is_frozen_as_a_form_whose_grade_no_list_shows(client, p):
    s = p.secondment(State.ENDED, ends_on=dt.date(2026, 11, 18))
    actions.appraise(s, grade="competent", opinion="善于沟通。", by=p.host_officer)
    row = s.papers.get()
    client.force_login(p.hr)
    lists = [client.get(url).content.decode() for url in (s.get_absolute_url(), f"/secondments/{s.number}/papers/")]
    logged = RecordAccess.objects.count()
    page = client.get(row.get_absolute_url()).content.decode()

    assert (str(row), row.side, row.digest) == (
        "考核鉴定表（期满）",
        "host",
        hashlib.sha256(row.text.encode()).hexdigest(),
    )
    assert "浙江省人民检察院：称职。善于沟通。" in page
    assert all("考核鉴定表（期满）" in shown and "善于沟通" not in shown for shown in lists)
    assert (logged, RecordAccess.objects.get().reader) == (0, p.hr)


def test_a_term_of_a_sheet_or_of_the_time_before_needs_no_text(p):
    s = p.secondment(State.APPROVED, starts_on=dt.date(2026, 12, 1), pledge_signed_on=TODAY)

    assert actions.issue_letter(s, by=p.host_officer).state == State.ACTIVE


def test_a_recommendation_for_a_post_and_an_endorsed_application_ask_for_the_same(client, p):
    from tests.factories.secondments import PostFactory

    post = PostFactory(host_agency=p.host, takes_applications=True, kind=Kind.LOAN)
    client.force_login(p.hr)
    days = {"starts_on": "2026-12-01", "ends_on": "2027-04-30"}
    application = actions.apply_for_post(post, person=p.user.person, home_org=p.home, statement="愿意", by=p.user)
    endorse = reverse("secondments:application-decide", args=[application.pk, "endorse"])

    bare = client.post(endorse, days)
    asked = list(bare.context["form"].errors)
    client.post(endorse, {**days, "note": "同意推荐。", "paper_loan_form": scan()})
    other = client.post(f"{post.get_absolute_url()}recommend/", {"person": p.user.person.pk, **days})

    assert (bare.status_code, asked) == (422, ["note", "paper_loan_form"])
    assert Secondment.objects.get().papers.get().paper == "loan_form"
    assert set(other.context["form"].errors) == {"note", "paper_loan_form"}


@pytest.mark.parametrize("url", ["/secondments/SEC-77/", "/secondments/SEC-77/papers/", "/secondments/"])
def test_three_papers_cost_what_one_costs(client, p, url, settings):
    settings.REGULATIONS_KEPT_SECONDS = 60

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    s = p.secondment(State.ACTIVE, number="SEC-77")
    client.force_login(p.host_officer)
    brought(s, Paper.OTHER)
    cost()
    one = cost()
    brought(s, Paper.OTHER, Paper.DECISION)
    FiledPaper.objects.update(given_by=p.hr)

    assert cost() == one <= 25
