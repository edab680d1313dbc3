"""Pages of per-case tasks: who sees and does what, what never leaks, the letter, to-dos."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from exchanges.secondments.enums.tasks import TASK_STEPS, UNASKED, TaskState, TaskStep
from exchanges.secondments.models import CaseTask
from exchanges.secondments.permissions.tasks import can_take_task_step, parts_of
from exchanges.secondments.queries.tasks import task_steps_now, task_todos
from shared.audit.behalf import absent_behind
from shared.directory.enums import RoleCode
from shared.directory.models import RoleAssignment
from shared.recusal.actions import declare, step_back
from tests.factories.case_tasks import bureau
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC))


@pytest.fixture
def b():
    return bureau()


def seen_by(user):
    return set(CaseTask.objects.visible_to(user))


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"secondments:{name}", args=args), query)


def test_who_sees_a_task_in_which_state(b):
    tasks = {state: b.task(state, hours=1, alias=f"甲-{n}") for n, state in enumerate(TaskState)}
    everything, asked = set(tasks.values()), {task for state, task in tasks.items() if state not in UNASKED}
    joined = {tasks[s] for s in (TaskState.ACCEPTED, TaskState.WORKING, TaskState.OPINION, "confirmed", "closed")}

    assert seen_by(b.prosecutor) == seen_by(b.p.host_officer) == everything
    assert seen_by(b.p.user) == asked
    assert seen_by(b.p.home_officer) == seen_by(b.p.hr) == joined
    strangers = [member(b.host, role) for role in sorted(set(RoleCode) - {RoleCode.SECONDMENT_OFFICER})]
    strangers += [member(AgencyFactory(), RoleCode.SECONDMENT_OFFICER), UserFactory(is_superuser=True)]
    assert [user for user in strangers if seen_by(user)] == []


def test_an_officer_sees_nothing_of_a_task_of_her_own_before_she_is_asked(b):
    RoleAssignment.objects.create(user=b.p.user, role=RoleCode.SECONDMENT_OFFICER, agency=b.host)
    blocked, asked = b.task(TaskState.BLOCKED), b.task(TaskState.INVITED, alias="乙-1")

    assert seen_by(b.p.user) == {asked}
    assert (parts_of(b.p.user, blocked), parts_of(b.p.user, asked)) == (set(), {"person"})


@pytest.mark.parametrize("name", ["task", "task-letter", "task-step"])
def test_another_agencys_number_gives_404(client, b, name):
    task = b.task()
    args = [task.number, "withdraw"] if name == "task-step" else [task.number]
    others = [member(AgencyFactory(proc=True), RoleCode.SECONDMENT_OFFICER, RoleCode.SUPERVISING_PROSECUTOR)]
    others += [member(b.host, RoleCode.SUPERVISING_PROSECUTOR), b.p.hr]

    assert [page(client, user, name, *args).status_code for user in others] == [404, 404, 404]


def test_a_closed_matter_is_in_no_list_no_page_and_no_to_do(client, b):
    task = b.task(TaskState.WORKING, alias="丁-9")
    step_back(task, b.prosecutor.person, kind="other", by=b.prosecutor)

    assert page(client, b.prosecutor, "task", task.number).status_code == 404
    assert task.number not in page(client, b.prosecutor, "tasks").content.decode()
    assert task_todos(b.prosecutor) == []
    assert [todo.title for todo in task_todos(b.p.host_officer)] == ["为参与办案任务另定检察官"]


def test_which_organ_is_a_party_is_not_told_to_the_units_of_the_assistant(client, b):
    task = b.task(TaskState.ACCEPTED, respondent_org=AgencyFactory(name="独孤市知识产权局"))
    named = {u: "独孤市" in page(client, u, "task", task.number).content.decode() for u in (b.p.user, b.prosecutor)}

    assert all(named.values())
    assert "独孤市" not in page(client, b.p.home_officer, "task", task.number).content.decode()
    assert "独孤市" not in page(client, b.p.hr, "secondment", "SEC-0042").content.decode()
    letter = page(client, b.p.home_officer, "task-letter", task.number)
    assert "独孤市" not in PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()


def test_the_letter_has_its_number_and_comes_out_the_same_every_time(client, b):
    task = b.task(letter_number="浙检邀〔2026〕7号")

    first, second = (page(client, b.p.user, "task-letter", task.number) for _ in range(2))

    text = PdfReader(io.BytesIO(first.content)).pages[0].extract_text().replace("\n", "")
    assert "浙检邀〔2026〕7号" in text
    assert "参与办案邀请函" in text
    assert "周晓同志" in text
    assert "甲-3" in text
    assert "2026年12月1日至2026年12月20日" in text.replace(" ", "")
    assert first.content == second.content
    assert page(client, b.prosecutor, "task-letter", b.task(TaskState.BLOCKED, alias="乙-2").number).status_code == 404


STEPS = {
    TaskState.PREPARED: ({"withdraw"}, {"invite", "step-back", "withdraw"}, set()),
    TaskState.WAITING: ({"waive", "withdraw"}, {"step-back", "withdraw"}, set()),
    TaskState.BLOCKED: ({"withdraw"}, {"withdraw"}, set()),
    TaskState.INVITED: ({"withdraw"}, {"step-back", "withdraw"}, {"accept", "decline", "step-back"}),
    TaskState.ACCEPTED: ({"withdraw"}, {"step-back", "withdraw"}, {"begin", "step-back"}),
    TaskState.WORKING: ({"withdraw"}, {"step-back", "withdraw"}, {"submit", "step-back"}),
    TaskState.OPINION: (set(), {"confirm", "return", "step-back"}, {"step-back"}),
    TaskState.CONFIRMED: (set(), {"close"}, set()),
}


def test_each_part_can_take_its_own_steps(b):
    assert STEPS.keys() == TASK_STEPS.keys()
    for n, (state, (officer, prosecutor, person)) in enumerate(STEPS.items()):
        task = b.task(state, hours=1, alias=f"甲-{n}")
        users = (b.p.host_officer, b.prosecutor, b.p.user, b.p.home_officer)
        found = [set(map(str, task_steps_now(user, task))) for user in users]
        assert found == [officer, prosecutor, person, set()], state


def test_a_deputy_of_the_prosecutor_acts_for_her(b):
    task = b.task(TaskState.OPINION, hours=1)
    deputy = member(b.host)
    RoleAssignment.objects.create(
        user=deputy,
        role=RoleCode.SUPERVISING_PROSECUTOR,
        agency=b.host,
        deputy_for=b.prosecutor,
        valid_from=dt.date(2026, 11, 1),
        valid_to=dt.date(2026, 12, 1),
    )

    assert seen_by(deputy) == {task}
    assert can_take_task_step(deputy, task, TaskStep.CONFIRM)
    assert absent_behind(deputy) == b.prosecutor


@pytest.mark.parametrize(("step", "status"), [("invite", 403), ("confirm", 403), ("waive", 403), ("nonsense", 404)])
def test_a_step_of_another_part_is_refused(client, b, step, status):
    task = b.task()
    client.force_login(b.p.user)

    assert client.post(reverse("secondments:task-step", args=[task.number, step])).status_code == status
    task.refresh_from_db()
    assert task.state == TaskState.INVITED


def said(b, **facts):
    about = {"term": b.term.pk, "host_org": b.host.pk, "alias": "甲-3", "role": "evidence"}
    return {**about, "starts_on": "2026-12-01", "ends_on": "2026-12-20", **facts}


def test_the_prosecutor_asks_reads_why_it_stops_and_asks_somebody_else(client, b):
    new = reverse("secondments:task-new")
    client.force_login(b.prosecutor)
    assert "周晓" in client.get(new).content.decode()

    client.post(new, said(b, respondent_org=b.p.home.name))
    task = CaseTask.objects.get()
    text = page(client, b.prosecutor, "task", task.number).content.decode()

    assert task.state == TaskState.BLOCKED
    assert "周晓所在单位浙江省知识产权局是当事机关。" in text
    assert "本区域集群内没有无须回避的检察官助理。" in text
    assert [todo.title for todo in task_todos(b.prosecutor)] == ["另邀检察官助理参与办案"]
    begun = client.get(new, {"instead": task.number}).content.decode()
    assert 'value="甲-3"' in begun
    client.post(f"{new}?instead={task.number}", said(b))
    assert CaseTask.objects.get(replaces=task).state == TaskState.INVITED
    assert [todo.title for todo in task_todos(b.prosecutor)] == []
    assert [todo.title for todo in task_todos(b.p.user)] == ["答复参与办案邀请"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"alias": "（2026）浙01刑初1号"}, "疑似案号"),
        ({"alias": "330106199001"}, "疑似案号"),
        ({"alias": "机密-3"}, "不得填写涉密内容"),
        ({"alias": "某某公司案"}, "疑似当事人名称或案由"),
        ({"alias": "假冒商标案"}, "疑似当事人名称或案由"),
        ({"respondent_org": "无此机关"}, "没有使用该代码或名称的单位"),
        ({"ends_on": "2026-11-30"}, "早于"),
        ({"term": "999999"}, "选项"),
        ({"host_org": "OTHER"}, "选项"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(client, b, facts, words):
    client.force_login(b.prosecutor)
    other = {"OTHER": AgencyFactory(proc=True).pk}

    answer = client.post(reverse("secondments:task-new"), said(b, **{k: other.get(v, v) for k, v in facts.items()}))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CaseTask.objects.exists()


def test_only_prosecutors_open_tasks(client, b):
    for user in (b.p.user, b.p.host_officer, b.p.hr):
        assert page(client, user, "task-new").status_code == 403
    assert page(client, b.prosecutor, "task-new", instead="CT-9999").status_code == 404


def test_a_hint_is_waived_on_its_page_by_the_political_department(client, b):
    declare(b.p.user.person, kind="other", other_person=b.prosecutor.person, by=b.p.user)
    client.force_login(b.prosecutor)
    client.post(reverse("secondments:task-new"), said(b))
    task = CaseTask.objects.get()
    client.force_login(b.p.host_officer)
    url = reverse("secondments:task-step", args=[task.number, "waive"])

    assert "周晓申报了与" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "仅为校友"}).status_code == 302

    shown = page(client, b.p.host_officer, "task", task.number).content.decode()
    assert "仅为校友" in shown
    assert "仅为校友" not in page(client, b.p.hr, "secondment", "SEC-0042").content.decode()
    assert [todo.title for todo in task_todos(b.prosecutor)] == ["发出参与办案邀请"]


def test_the_person_declares_before_she_accepts_and_is_led_away_when_she_steps_back(client, b):
    task = b.task()
    client.force_login(b.p.user)
    accept = reverse("secondments:task-step", args=[task.number, "accept"])

    assert client.post(accept, {}).status_code == 422
    assert client.post(accept, {"agreed": "on"}).url == task.get_absolute_url()
    away = client.post(reverse("secondments:task-step", args=[task.number, "step-back"]), {"kind": "family"})
    assert away.url == reverse("secondments:tasks")
    assert client.get(task.get_absolute_url()).status_code == 404


def test_the_record_of_the_secondment_shows_cases_and_hours(client, b):
    b.task(TaskState.CONFIRMED)
    b.task(TaskState.CLOSED, alias="乙-1", hours=3)

    text = page(client, b.p.home_officer, "secondment", "SEC-0042").content.decode()

    assert "已确认参与办案 2 件，共 15.5 小时" in text
    assert "乙-1" in text


def test_the_list_costs_the_same_for_one_row_and_for_three(client, b, django_assert_max_num_queries):
    b.task()
    with django_assert_max_num_queries(25) as one:
        page(client, b.prosecutor, "tasks")
    for n in range(2):
        b.task(alias=f"乙-{n}")

    with django_assert_max_num_queries(len(one)):
        assert page(client, b.prosecutor, "tasks").content.decode().count("CT-70") >= 3


def test_a_task_page_stays_within_its_queries(client, b, django_assert_max_num_queries):
    client.force_login(b.prosecutor)
    client.post(reverse("secondments:task-new"), said(b, respondent_org=b.p.home.name))

    with django_assert_max_num_queries(25):
        assert client.get(CaseTask.objects.get().get_absolute_url()).status_code == 200
