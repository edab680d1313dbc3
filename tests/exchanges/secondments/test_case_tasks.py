"""Per-case tasks: the check before anybody is asked, the steps, the record, substitutes (8.3a, N16, N17)."""

import datetime as dt
from decimal import Decimal

import pytest

from exchanges.secondments.actions import end_due_terms, terminate
from exchanges.secondments.actions import tasks as actions
from exchanges.secondments.enums.tasks import RUNNING, TASK_TRANSITIONS, TaskState
from exchanges.secondments.models import CaseTask, Secondment
from exchanges.secondments.queries.tasks import assistants_for, other_prosecutors, substitutes_for, task_totals
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Cluster, ClusterMembership
from shared.notices.models import Notice
from shared.recusal.actions import declare
from shared.recusal.models import Bar, Check, RecusalRule, Waiver
from shared.regulations.queries import forget
from tests.factories.case_tasks import bureau
from tests.factories.directory import AgencyFactory, member
from tests.factories.secondments import SecondmentFactory, colleague

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC))


@pytest.fixture
def b():
    return bureau()


def prepare(b, **facts):
    return actions.prepare_task(facts.pop("term", b.term), by=b.prosecutor, **b.facts(**facts))


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_an_assistant_without_ties_is_invited_at_once_with_a_numbered_letter(b):
    task = prepare(b, respondent_org=AgencyFactory())

    assert (task.state, task.number) == (TaskState.INVITED, "CT-0001")
    assert task.letter_number == f"{b.host.code}邀〔2026〕1号"
    assert told(b.p.user) == ["case_task.invited"]
    assert Check.objects.count() == 2  # the prosecutor and the assistant


def test_her_own_organ_as_a_party_blocks_before_she_is_asked(b):
    task = prepare(b, respondent_org=b.p.home)

    assert task.state == TaskState.BLOCKED
    assert (task.letter_number, task.invited_at, told(b.p.user)) == ("", None, [])
    finding = Check.objects.get(person=b.p.user.person).findings.get()
    assert (finding.rule_code, finding.severity) == ("recusal.own_organ", "hard")
    assert finding.words == "周晓所在单位浙江省知识产权局是当事机关。"
    assert list(CaseTask.objects.visible_to(b.p.user)) == []


def test_the_home_unit_of_the_term_counts_wherever_her_posting_stands(b):
    b.p.user.person.postings.all().delete()

    task = prepare(b, respondent_org=b.p.home)

    assert task.state == TaskState.BLOCKED
    assert Check.objects.get(person=b.p.user.person).findings.get().fact_key == f"term:SEC-0042:{b.p.home.code}"


def test_a_rule_changed_in_the_data_makes_a_hint_of_what_blocked(b):
    RecusalRule.objects.create(
        code="recusal.own_organ", label="x", source="y", test="own_organ", severity="hint", jurisdiction="330000"
    )
    forget(RecusalRule)

    assert prepare(b, respondent_org=b.p.home).state == TaskState.WAITING


def test_a_hint_waits_for_the_political_department_which_waives_it_with_a_reason(b):
    declare(b.p.user.person, kind="other", other_person=b.prosecutor.person, by=b.p.user)

    task = prepare(b)
    assert task.state == TaskState.WAITING
    assert (told(b.p.host_officer), told(b.p.user)) == (["case_task.waiting"], [])
    with pytest.raises(NotAllowedNow):
        actions.invite(task, by=b.prosecutor)
    with pytest.raises(NotAllowedNow, match="说明理由"):
        actions.waive_hints(task, reason=" ", by=b.p.host_officer)
    actions.waive_hints(task, reason="仅为校友", by=b.p.host_officer)
    actions.invite(task, by=b.prosecutor)

    assert (task.state, told(b.p.user)) == (TaskState.INVITED, ["case_task.invited"])
    assert Waiver.objects.get().reason == "仅为校友"
    assert actions.accept(task, by=b.p.user).state == TaskState.ACCEPTED
    with pytest.raises(NotAllowedNow, match="已接受"):
        actions.waive_hints(task, reason="x", by=b.p.host_officer)


def test_a_new_tie_between_check_and_answer_recuses_her(b):
    task = prepare(b)
    declare(b.p.user.person, kind="family", other_person=b.prosecutor.person, by=b.p.user)

    actions.accept(task, by=b.p.user)

    assert task.state == TaskState.RECUSED
    assert Check.objects.filter(says_none=True).count() == 1
    assert told(b.prosecutor) == told(b.p.host_officer) == ["case_task.recused"]
    assert list(CaseTask.objects.visible_to(b.p.user)) == []


def test_the_whole_way_to_the_record_of_the_secondment(b):
    task = prepare(b)

    actions.accept(task, by=b.p.user)
    actions.begin_work(task, by=b.p.user)
    actions.submit_opinion(task, hours=Decimal("8.5"), by=b.p.user)
    actions.give_back(task, by=b.prosecutor)
    assert (task.state, task.opinion_on) == (TaskState.WORKING, None)
    actions.submit_opinion(task, hours=Decimal("10"), by=b.p.user)
    actions.confirm_work(task, hours=Decimal("9.5"), by=b.prosecutor)
    actions.close_task(task, by=b.prosecutor)

    task.refresh_from_db()
    assert (task.state, task.hours) == (TaskState.CLOSED, Decimal("9.5"))
    assert (task.accepted_on, task.confirmed_on, task.closed_on) == (dt.date(2026, 11, 28),) * 3
    assert Secondment.objects.get(pk=b.term.pk).cases_joined == 1
    assert task_totals(b.term) == {"tasks": 1, "hours": Decimal("9.5")}
    assert told(b.prosecutor) == ["case_task.accepted", "case_task.opinion", "case_task.opinion"]
    assert told(b.p.user) == ["case_task.invited", "case_task.returned", "case_task.confirmed"]
    assert told(b.p.home_officer) == told(b.p.hr) == ["case_task.confirmed"]
    with pytest.raises(NotAllowedNow):
        actions.step_back(task, kind="other", by=b.p.user)
    assert not Bar.objects.exists()


@pytest.mark.parametrize("state", [TaskState.INVITED, *RUNNING])
def test_she_steps_back_at_any_time_and_the_matter_is_closed_to_her(b, state):
    task = b.task(state, hours=Decimal(3))

    actions.step_back(task, kind="interest", by=b.p.user)

    assert task.state == TaskState.RECUSED
    assert Bar.objects.get().source == "self"
    assert told(b.prosecutor) == told(b.p.host_officer) == ["case_task.recused"]
    assert list(CaseTask.objects.visible_to(b.p.user)) == []
    again = actions.prepare_task(b.term, by=b.prosecutor, replaces=task, **b.facts())
    assert again.state == TaskState.INVITED, "another matter is another file: its own check decides"


def test_accept_and_withdraw_at_the_same_moment_let_one_through(b):
    task = b.task()
    hers, theirs = CaseTask.objects.get(pk=task.pk), CaseTask.objects.get(pk=task.pk)

    actions.withdraw(theirs, by=b.prosecutor)
    with pytest.raises(NotAllowedNow, match="刚才"):
        actions.accept(hers, by=b.p.user)

    task.refresh_from_db()
    assert (task.state, task.accepted_on) == (TaskState.WITHDRAWN, None)
    assert told(b.p.user) == ["case_task.withdrawn"]
    assert not Check.objects.exists()


def test_an_unasked_person_hears_nothing_of_a_withdrawal(b):
    actions.withdraw(b.task(TaskState.BLOCKED), by=b.prosecutor)

    assert told(b.p.user) == []


@pytest.mark.parametrize("state", sorted(set(TaskState) - {TaskState.INVITED}))
def test_an_invitation_is_answered_while_it_stands(b, state):
    task = b.task(state, hours=Decimal(1))

    for act in (actions.accept, actions.decline):
        with pytest.raises(NotAllowedNow):
            act(task, by=b.p.user)
    assert TaskState.ACCEPTED not in TASK_TRANSITIONS.get(state, set())


def test_the_same_alias_is_asked_once_and_another_part_in_it_blocks(b):
    task = b.task(TaskState.ACCEPTED, number="CT-7777")

    with pytest.raises(NotAllowedNow, match="甲-3"):
        prepare(b)
    CaseTask.objects.filter(pk=task.pk).update(state=TaskState.CLOSED, hours=1)
    assert prepare(b).state == TaskState.INVITED
    CaseTask.objects.filter(state=TaskState.INVITED).update(state=TaskState.WITHDRAWN)
    other = prepare(b, role="court")
    assert other.state == TaskState.BLOCKED
    assert (
        Check.objects.filter(subject_id=other.pk, person=b.p.user.person).get().findings.get().params["other"]
        == "CT-7777"
    )


@pytest.mark.parametrize(
    "change", [{"state": "suspended"}, {"state": "ended"}, {"starts_on": dt.date(2026, 11, 29)}, {"kind": "loan"}]
)
def test_only_assistants_in_office_are_asked(b, change):
    Secondment.objects.filter(pk=b.term.pk).update(**change)
    b.term.refresh_from_db()

    with pytest.raises(NotAllowedNow):
        prepare(b)
    assert not CaseTask.objects.exists()


def test_a_task_begins_within_the_term_and_nobody_is_her_own_assistant(b):
    with pytest.raises(NotAllowedNow, match="2027-12-31"):
        prepare(b, starts_on=dt.date(2028, 1, 1), ends_on=dt.date(2028, 1, 2))
    with pytest.raises(NotAllowedNow, match="本人"):
        prepare(b, prosecutor=b.p.user.person)


def cluster_of(*agencies):
    cluster = Cluster.objects.create(code="YRD", name="长三角")
    for agency in agencies:
        ClusterMembership.objects.create(cluster=cluster, agency=agency)


def serving(host, home=None, position="专利专业岗", **person):
    home = home or AgencyFactory()
    return SecondmentFactory(person=colleague(home, **person), home_org=home, host_org=host, position=position)


def test_the_roster_reaches_over_the_cluster_and_no_further(b):
    near, far = AgencyFactory(proc=True), AgencyFactory(proc=True)
    cluster_of(b.host, near)
    here, there, _out = serving(b.host, name="甲"), serving(near, expertise="电池"), serving(far)

    assert set(assistants_for(b.host)) == {b.term, here, there}
    assert list(assistants_for(b.host, "电池")) == [there]
    person = there.person
    person.name = "吕知秋"
    person.save()
    assert list(assistants_for(b.host, "lüzhiqiu")) == [there]
    assert prepare(b, term=there).state == TaskState.INVITED
    with pytest.raises(NotAllowedNow, match="集群"):
        prepare(b, term=_out, alias="乙-1")


def test_substitutes_fit_the_field_have_no_block_and_the_fewest_tasks(b):
    b.p.user.person.expertise = "电池、通信"
    b.p.user.person.save()
    organ = AgencyFactory()
    serving(b.host, name="闲", position="商标岗")
    busy = serving(b.host, name="忙", position="商标岗", expertise="通信")
    serving(b.host, name="合", position="商标岗", expertise="光学，通信")
    serving(b.host, home=organ, name="避")
    b.task(TaskState.WORKING, secondment=busy, alias="丙-1")
    task = b.task(TaskState.DECLINED, respondent_org=organ)

    found = [(s.person.name, s.running) for s in substitutes_for(task)]

    assert found == [("合", 0), ("忙", 1), ("闲", 0)]


def test_another_prosecutor_is_named_when_the_head_must_step_back(b):
    role = RoleCode.SUPERVISING_PROSECUTOR
    second, tied = member(b.host, role, name="宋诚"), member(b.host, role, name="陶然")
    declare(b.prosecutor.person, kind="interest", other_agency=b.p.home, by=b.prosecutor)
    declare(tied.person, kind="family", other_agency=b.p.home, by=tied)
    organ = AgencyFactory(parent=b.p.home, level="prefecture")

    task = prepare(b, respondent_org=organ)

    assert task.state == TaskState.PREPARED
    assert told(b.p.host_officer) == ["case_task.head_out"]
    assert list(CaseTask.objects.visible_to(b.prosecutor)) == []
    assert other_prosecutors(task) == [second.person]
    with pytest.raises(NotAllowedNow, match="另选"):
        actions.hand_over(task, prosecutor=tied.person, by=b.p.host_officer)
    stale = CaseTask.objects.get(pk=task.pk)
    actions.hand_over(task, prosecutor=second.person, by=b.p.host_officer)
    assert (task.state, task.prosecutor) == (TaskState.WAITING, second.person)  # her organ stands above the party
    assert told(second) == ["case_task.head_named"]
    with pytest.raises(NotAllowedNow, match="刚才"):
        actions.hand_over(stale, prosecutor=second.person, by=b.p.host_officer)


def test_a_prosecutor_steps_back_from_a_running_task_which_goes_on_with_another(b):
    second = member(b.host, RoleCode.SUPERVISING_PROSECUTOR)
    task = b.task(TaskState.WORKING)

    actions.step_back(task, kind="other", by=b.prosecutor)
    actions.hand_over(task, prosecutor=second.person, by=b.p.host_officer)

    assert (task.state, task.prosecutor) == (TaskState.WORKING, second.person)
    assert list(CaseTask.objects.visible_to(b.prosecutor)) == []
    assert list(CaseTask.objects.visible_to(second)) == [task]


def test_no_field_of_a_task_holds_more_of_a_case_than_an_alias(b):
    texts = {
        f.name: f.max_length
        for f in CaseTask._meta.concrete_fields
        if f.get_internal_type() in ("CharField", "TextField")
    }

    assert texts == {"number": 20, "alias": 20, "role": 16, "state": 10, "letter_number": 60}


@pytest.mark.parametrize("way", ["terminate", "end"])
def test_a_term_that_ends_takes_what_is_not_begun_and_leaves_what_is_begun_to_be_confirmed(b, way, time_machine):
    tasks = {state: b.task(state, alias=f"甲-{n}", hours=None if n < 8 else 2) for n, state in enumerate(TaskState)}
    if way == "end":
        time_machine.move_to(dt.datetime(2027, 12, 31, 16, 1, tzinfo=dt.UTC))
        assert end_due_terms() == 1
    else:
        terminate(b.term, reason_code="transfer", by=b.p.host_officer)

    after = {state: CaseTask.objects.get(pk=task.pk).state for state, task in tasks.items()}
    gone = {TaskState.PREPARED, TaskState.WAITING, TaskState.INVITED, TaskState.ACCEPTED}
    assert after == {state: TaskState.WITHDRAWN if state in gone else state for state in TaskState}
    told_person = [kind for kind in told(b.p.user) if kind.startswith("case_task")]
    assert told_person == ["case_task.withdrawn"] * 2 + ["case_task.term_over"] * 2
    assert sorted(told(b.prosecutor)) == ["case_task.lost"] * 4 + ["case_task.term_over"] * 2
    submitted = actions.submit_opinion(tasks[TaskState.WORKING], hours=Decimal("3.5"), by=b.p.user)
    assert actions.confirm_work(submitted, hours=Decimal("3.5"), by=b.prosecutor).state == TaskState.CONFIRMED
