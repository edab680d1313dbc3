"""Colleagues' remarks stay anonymous on every page, in the file and in the log (B11)."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import State
from exchanges.secondments.models import PeerAsked, PeerRemark
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import LimitRule
from tests.exchanges.secondments.test_appraisals import both, page_of
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
NAMES = ("沈昀", "陆衡", "纪南")
TEXTS = ("响应及时。", "善于归纳。", "乐于助人。")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-22 10:00 +0800", tick=False):
        yield


@pytest.fixture
def p():
    return parties()


@pytest.fixture
def running(p):
    term = p.secondment(State.ENDED, ends_on=dt.date(2026, 11, 18))
    return actions.begin_appraisal(term, period="期满", by=p.host_officer)


@pytest.fixture
def peers(p):
    return [member(p.host, name=name) for name in NAMES]


@pytest.fixture
def asked(p, running, peers):
    return actions.ask_peers(running, users=peers, by=p.host_officer)


def answer(asked, peers, count=3):
    for row, user, text in list(zip(asked, peers, TEXTS, strict=True))[:count]:
        actions.give_remark(row, text=text, by=user)


def test_no_row_ties_a_remark_to_its_author_or_to_a_time(asked, peers):
    answer(asked, peers)

    assert {field.name for field in PeerRemark._meta.concrete_fields} == {"id", "round", "text"}
    assert {field.name for field in PeerAsked._meta.concrete_fields} == {"id", "round", "user", "has_answered"}
    assert list(PeerRemark.objects.values_list("text", flat=True)) == sorted(TEXTS)


def test_pages_file_and_log_name_no_colleague(client, p, running, asked, peers):
    answer(asked, peers)
    both(p, running)
    pages = []
    for user in (p.user, p.hr, p.host_officer):
        pages.append(page_of(client, user, running.secondment, show="appraisals").content.decode())
        pages.append(client.get(running.secondment.get_absolute_url(), {"show": "appraisals"}).content.decode())
    file = client.get(f"/secondments/people/{running.secondment.person.pk}/file.json").content.decode()
    logged = ModelLogEntry.objects.filter(action="secondments.appraisal.remark")

    assert all(text in page for page in pages[::2] for text in TEXTS)
    assert json.loads(file)["terms"][0]["merged"][0]["remarks"] == sorted(TEXTS)
    assert not any(name in text for text in (*pages, file) for name in NAMES)
    assert [(row.user_id, sorted(row.data)) for row in logged] == [(None, ["period"])] * 3
    ids = {user.pk for user in peers}
    assert not ids & set(ModelLogEntry.objects.values_list("user", flat=True))


def test_remarks_are_shown_only_when_there_are_enough_to_hide_each_author(p, running, asked, peers):
    answer(asked, peers, count=2)
    two = queries.remarks_of(p.host_officer, running)
    LimitRule.objects.filter(code="secondment.appraisal_remarks").update(value=2)

    assert (two, queries.remarks_of(p.host_officer, running)) == ([], sorted(TEXTS[:2]))


def test_the_person_reads_them_after_the_result_and_never_who_was_asked(p, running, asked, peers):
    answer(asked, peers)
    stranger = member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER)
    readers = [p.user, p.home_officer, p.host_officer, stranger]

    before = [len(queries.remarks_of(user, running)) for user in readers]
    known = [PeerAsked.objects.visible_to(user).count() for user in [*readers, peers[0]]]
    both(p, running)
    after = [len(queries.remarks_of(user, running)) for user in readers]

    assert (before, known, after) == ([0, 3, 3, 0], [0, 0, 3, 0, 1], [3, 3, 3, 0])
    assert not Notice.objects.filter(kind="secondment.remark_asked", user=p.user).exists()


def test_a_colleague_answers_once_on_her_own_page_until_the_result_is_merged(client, p, running, asked, peers):
    page = reverse("secondments:remark", args=[asked[0].pk])
    client.force_login(peers[1])
    foreign = client.get(page).status_code
    client.force_login(peers[0])
    empty = client.post(page, {"text": " "}).status_code
    waits = len(queries.remark_todos(peers[0]))
    done = client.post(page, {"text": TEXTS[0]})["Location"]

    assert (foreign, empty, waits, done, client.get(page).status_code) == (404, 422, 1, reverse("start"), 404)
    assert queries.remark_todos(peers[0]) == []
    with pytest.raises(NotAllowedNow, match="已经答复"):
        actions.give_remark(asked[0], text="再次", by=peers[0])
    with pytest.raises(NotAllowedNow, match="已经答复"):
        actions.give_remark(asked[1], text="代写", by=peers[0])
    both(p, running)
    with pytest.raises(NotAllowedNow, match="考核已结束"):
        actions.give_remark(asked[1], text="迟到", by=peers[1])


def test_only_the_host_asks_and_only_its_own_people(client, p, running, peers):
    url = reverse("secondments:appraisal", args=[running.secondment.number])
    sent = {"act": "ask", "ask-users": [peers[0].pk]}
    refused = []
    for user in (p.user, p.home_officer):
        client.force_login(user)
        refused.append(client.post(url, sent).status_code)
    client.force_login(p.host_officer)
    client.post(url, sent)

    assert refused == [404, 404]
    assert list(PeerAsked.objects.values_list("user", flat=True)) == [peers[0].pk]
    for user in (p.user, p.hr, peers[0]):
        with pytest.raises(NotAllowedNow, match="接收单位同事"):
            actions.ask_peers(running, users=[user], by=p.host_officer)
