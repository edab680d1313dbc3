import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from shared.audit.actions import record
from shared.audit.labels import LABELS, register
from shared.audit.permissions import can_read_audit_log
from shared.audit.queries import audit_rows, history_of, told
from shared.directory.enums import RoleCode
from shared.jobs.models import Job
from tests.factories.directory import AgencyFactory, UserFactory, member


@pytest.fixture(autouse=True)
def an_act(monkeypatch):
    from wagtail.log_actions import registry

    monkeypatch.setitem(LABELS, "examples.moved", "移交")
    registry.scan_for_actions()
    registry.register_action("examples.moved", "移交", "移交")


@pytest.fixture
def empty_log(db):
    """Setting up the site left entries of its own."""
    PageLogEntry.objects.all().delete()
    ModelLogEntry.objects.all().delete()


@pytest.fixture
def officer(empty_log):
    return UserFactory(name="林晓", email="lin@unit.example", username="S-lin")


@pytest.fixture
def auditor(empty_log):
    return member(AgencyFactory(), RoleCode.AUDIT_ADMIN)


def act(subject, by=None, days_ago=0, **data):
    record("examples.moved", subject, by=by, **data)
    entry = ModelLogEntry.objects.order_by("pk").last()
    ModelLogEntry.objects.filter(pk=entry.pk).update(timestamp=timezone.now() - dt.timedelta(days=days_ago))
    return entry


def test_register_names_an_act():
    register("examples.moved", "搬迁")

    assert LABELS["examples.moved"] == "搬迁"


def test_record_costs_one_statement(officer, django_assert_num_queries):
    job = Job.objects.create(task="examples.stroke")
    act(job, officer)

    with django_assert_num_queries(1):
        record("examples.moved", job, by=officer)


def test_record_refuses_an_act_without_a_name(officer):
    with pytest.raises(ValidationError, match=r"examples\.unknown"):
        record("examples.unknown", officer, by=officer)

    assert not ModelLogEntry.objects.exists()


def test_record_refuses_what_is_not_saved(officer):
    with pytest.raises(ValueError, match="has not been saved"):
        record("examples.moved", Job(task="examples.stroke"), by=officer)


def test_record_keeps_acts_on_pages_in_their_own_log(officer):
    page = Page.objects.first()

    record("examples.moved", page, by=officer, reason="轮到了")

    assert PageLogEntry.objects.get().page == page
    assert not ModelLogEntry.objects.exists()


def test_history_tells_states_in_words_newest_first(officer):
    job = Job.objects.create(task="examples.stroke")
    act(job, officer, days_ago=2, from_state="queued", to_state="running", reason="轮到了", document="〔2026〕1号")
    act(job, days_ago=1, from_state="running", to_state="no-such-state")

    second, first = history_of(job)

    assert (first.who, first.what, first.reason, first.document) == ("林晓", "移交", "轮到了", "〔2026〕1号")
    assert (first.from_state, first.to_state) == ("等待中", "执行中")
    assert (second.who, second.from_state, second.to_state) == ("系统", "执行中", "no-such-state")


def test_history_names_no_account_that_is_gone(officer):
    job = Job.objects.create(task="examples.stroke")
    act(job, officer)
    ModelLogEntry.objects.update(user_id=999_999)

    assert history_of(job)[0].who == "已删除的账号"


def test_history_panel_shows_what_happened(officer):
    job = Job.objects.create(task="examples.stroke")
    template = Template("{% load audit %}{% history_panel job %}")
    before = template.render(Context({"job": job}))
    act(job, officer, from_state="queued", to_state="running", reason="轮到了")

    after = template.render(Context({"job": job}))

    assert "尚无记录" in before
    assert all(word in after for word in ("林晓", "移交", "等待中", "执行中", "轮到了"))


def test_log_holds_acts_on_pages_and_on_other_objects(officer):
    act(officer, officer)
    PageLogEntry.objects.log_action(Page.objects.first(), "wagtail.publish", user=officer)

    entries = told(audit_rows())

    assert [e.action for e in entries] == ["wagtail.publish", "examples.moved"]


def test_log_costs_the_same_queries_with_one_row_and_with_three(officer, django_assert_num_queries):
    for _row in range(3):
        act(UserFactory(), UserFactory())
    told(audit_rows())

    with django_assert_num_queries(2):
        told(audit_rows()[:1])
    with django_assert_num_queries(2):
        told(audit_rows())


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"甲", "乙"}),
        ({"who": "林晓"}, {"甲"}),
        ({"who": "lin@unit.example"}, {"甲"}),
        ({"who": "S-lin"}, {"甲"}),
        ({"who": "nobody"}, set()),
        ({"action": "examples.moved"}, {"甲", "乙"}),
        ({"action": "wagtail.publish"}, set()),
        ({"text": "乙"}, {"乙"}),
        ({"since": -3}, {"甲"}),
        ({"until": -5}, {"乙"}),
        ({"since": -10, "until": -10}, {"乙"}),
    ],
)
def test_log_is_filtered(officer, filters, found):
    act(UserFactory(name="甲"), officer, days_ago=1)
    act(UserFactory(name="乙"), days_ago=10)
    days = {k: timezone.localdate() + dt.timedelta(days=v) for k, v in filters.items() if isinstance(v, int)}

    entries = told(audit_rows(**{**filters, **days}))

    assert {e.subject for e in entries} == found


def test_log_page_opens_for_the_audit_administrator(client, auditor, officer):
    act(officer, officer, reason="轮到了")
    client.force_login(auditor)

    page = client.get(reverse("audit:log"))
    faulty = client.get(reverse("audit:log"), {"since": "yesterday"})

    assert "轮到了" in page.content.decode()
    assert "轮到了" in faulty.content.decode()


@pytest.mark.parametrize("role", [r for r in RoleCode if r != RoleCode.AUDIT_ADMIN])
def test_log_page_is_closed_to_every_other_role(client, db, role):
    client.force_login(member(AgencyFactory(), role))

    assert client.get(reverse("audit:log")).status_code == 403
    assert client.get(reverse("audit:log-export")).status_code == 403


def test_log_page_is_closed_to_strangers(client, db):
    assert client.get(reverse("audit:log")).status_code == 302
    assert can_read_audit_log(AnonymousUser()) is False


def test_export_gives_the_filtered_rows_and_is_an_act_itself(client, auditor, officer):
    act(UserFactory(name="=HYPERLINK(1)"), officer, reason="甲")
    act(UserFactory(name="乙"), reason="乙")
    client.force_login(auditor)

    answer = client.get(reverse("audit:log-export"), {"who": "林晓"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "时间,操作人,操作,类别,对象,原状态,新状态,原因,文件"
    assert [line.split(",")[1:] for line in lines[1:]] == [
        ["林晓", "移交", str(officer._meta.verbose_name), "'=HYPERLINK(1)", "", "", "甲", ""]
    ]
    assert ModelLogEntry.objects.filter(action="audit.export", user=auditor, data__filters__who="林晓").exists()


def test_no_page_edits_or_deletes_an_entry():
    assert ModelLogEntry not in admin.site._registry
    assert PageLogEntry not in admin.site._registry
