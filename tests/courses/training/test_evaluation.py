import datetime as dt

import pytest
from django.db import models
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.training import actions
from courses.training.enums import EnrolmentState, Mark, RoundState, SessionState
from courses.training.models import (
    Attendance,
    Enrolment,
    EvaluationPart,
    EvaluationRemark,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
)
from courses.training.queries import all_parts, evaluation_results, parts_for
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Person
from tests.factories.directory import PersonFactory, PostingFactory, UserFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


class AskedClass:
    """A class of eight whose teaching has ended: all attended the first lecture, four the second."""

    def __init__(self, people=8, second=4):
        today = timezone.localdate()
        self.session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=today, ends_on=today, seats=(20, 9, 9))
        self.planner = member(self.session.ip_host, RoleCode.TRAINING_PLANNER)
        self.organiser = member(self.session.ip_host, RoleCode.ORGANISER)
        self.first = SlotFactory(
            session=self.session, topic="第一讲", lecturer_person=PersonFactory(user=UserFactory())
        )
        self.second = SlotFactory(
            session=self.session, half="pm", starts_at=dt.time(14), ends_at=dt.time(17), topic="第二讲"
        )
        self.people = [self.someone(place, place < second) for place in range(people)]
        self.absent = seated(self.session, state=EnrolmentState.ATTENDING, person=self.person())
        for slot in (self.first, self.second):
            self.mark(self.absent, slot, Mark.ABSENT)
        actions.start_questionnaire(self.session.ip_host, title="标准问卷", by=self.planner)
        actions.end_teaching(self.session, by=self.organiser)
        self.round = EvaluationRound.objects.get()

    def person(self):
        return PostingFactory(agency=self.session.ip_host, person=PersonFactory(user=UserFactory())).person

    def someone(self, place, came_twice):
        enrolment = seated(self.session, state=EnrolmentState.ATTENDING, person=self.person())
        self.mark(enrolment, self.first, Mark.PRESENT)
        self.mark(enrolment, self.second, Mark.PRESENT if came_twice else Mark.EXCUSED)
        return enrolment

    def mark(self, enrolment, slot, mark):
        Attendance.objects.create(enrolment=enrolment, slot=slot, mark=mark, recorded_by=self.organiser)

    def ticket(self, enrolment):
        return EvaluationTicket.objects.select_related("enrolment__person", "round").get(enrolment=enrolment)

    def answer(self, enrolment, choice=0, words="很好"):
        ticket = self.ticket(enrolment)
        answers = {
            (part.pk, question.pk): choice if question.options else words
            for part, questions in parts_for(ticket)
            for question in questions
        }
        actions.answer_evaluation(ticket, answers=answers, by=enrolment.person.user)

    def close(self):
        self.round.refresh_from_db()
        actions.close_evaluation(self.round, by=None)
        return evaluation_results(self.round, all_parts(self.round))


@pytest.fixture
def klass():
    return AskedClass()


def reached(model, seen):
    """Every model to which a chain of foreign keys leads."""
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model not in seen:
            seen.add(field.related_model)
            reached(field.related_model, seen)
    return seen


@pytest.mark.parametrize("model", [EvaluationTally, EvaluationRemark])
def test_no_chain_of_keys_leads_from_an_answer_to_who_gave_it(model):
    own = {field.name for field in model._meta.concrete_fields if field.is_relation}

    assert own == {"part", "question"}
    assert {Enrolment, EvaluationTicket} & reached(model, set()) == set()
    assert not [
        f for m in (Enrolment, EvaluationTicket, Person) for f in m._meta.get_fields() if f.related_model is model
    ]


@pytest.mark.parametrize("model", [EvaluationTally, EvaluationRemark, EvaluationTicket, EvaluationPart])
def test_no_answer_knows_a_time(model):
    times = [f.name for f in model._meta.get_fields() if isinstance(f, models.DateField | models.TimeField)]

    assert times == []


def keys_there():
    return [set(model.objects.values_list("pk", flat=True)) for model in (EvaluationTally, EvaluationPart)]


def test_counters_and_tickets_stand_there_before_the_first_answer(klass):
    before = (
        set(EvaluationTally.objects.values_list("pk", flat=True)),
        set(EvaluationPart.objects.values_list("pk", flat=True)),
    )

    klass.answer(klass.people[3], choice=2)

    after = (
        set(EvaluationTally.objects.values_list("pk", flat=True)),
        set(EvaluationPart.objects.values_list("pk", flat=True)),
    )
    assert after == before
    assert klass.round.tickets.count() == 8


def test_keys_of_remarks_follow_no_order():
    klass = AskedClass(people=8, second=0)
    for place, enrolment in enumerate(klass.people):
        klass.answer(enrolment, words=f"意见{place}")

    general = EvaluationRemark.objects.filter(part__slot=None)
    written = [remark.text for remark in general.order_by("key")]
    shown = {r.text for r in general}

    assert shown == {f"意见{place}" for place in range(8)}
    assert min(general.values_list("key", flat=True)) > 10**6
    keys = set(general.values_list("key", flat=True))
    klass.close()
    assert keys.isdisjoint(general.values_list("key", flat=True)), "closing deals the places anew"
    assert len(written) == 8


def test_an_answer_leaves_no_trace_in_audit_or_notices(klass):
    somebody = klass.people[0]
    entries, notices = ModelLogEntry.objects.count(), somebody.person.user.notices.count()

    klass.answer(somebody)

    assert ModelLogEntry.objects.count() == entries
    assert somebody.person.user.notices.count() == notices


def test_she_answers_once_and_a_second_time_counts_nothing(klass):
    klass.answer(klass.people[0], choice=0)
    counted = list(EvaluationTally.objects.values_list("pk", "count"))

    with pytest.raises(NotAllowedNow, match="一次"):
        klass.answer(klass.people[0], choice=3)

    assert list(EvaluationTally.objects.values_list("pk", "count")) == counted


def test_a_wrong_answer_leaves_neither_counts_nor_a_used_ticket(klass):
    with pytest.raises(NotAllowedNow):
        klass.answer(klass.people[0], choice=9)

    assert not klass.ticket(klass.people[0]).has_answered
    assert sum(EvaluationTally.objects.values_list("count", flat=True)) == 0


def test_only_those_who_attended_are_asked_and_only_about_lectures_they_heard(klass):
    once, twice = klass.ticket(klass.people[7]), klass.ticket(klass.people[0])

    assert not EvaluationTicket.objects.filter(enrolment=klass.absent).exists()
    assert [str(part) for part, _questions in parts_for(once)] == ["全班", "第一讲"]
    assert [str(part) for part, _questions in parts_for(twice)] == ["全班", "第一讲", "第二讲"]


def test_nothing_is_shown_before_the_round_closes(klass):
    for enrolment in klass.people:
        klass.answer(enrolment)

    assert evaluation_results(klass.round, all_parts(klass.round)) == []


@pytest.mark.parametrize(("answers", "is_shown"), [(4, False), (5, True)])
def test_a_group_smaller_than_the_rule_shows_neither_numbers_nor_words(klass, answers, is_shown):
    for enrolment in klass.people[8 - answers :]:
        klass.answer(enrolment)

    whole, first, second = klass.close()

    assert (whole.is_shown, first.is_shown, second.is_shown) == (is_shown, is_shown, False)
    assert [r.text for q in second.questions for r in q.remarks] == []


def test_a_lecture_heard_by_few_cannot_be_found_by_subtraction(klass):
    for enrolment in klass.people:
        klass.answer(enrolment)

    whole, first, second = klass.close()

    shown = {q.question.pk for q in whole.questions}
    assert not second.is_shown
    assert shown.isdisjoint({q.question.pk for q in first.questions}), "no question of a lecture is added up anywhere"


def test_a_question_few_have_answered_stays_hidden_within_a_part_that_is_shown(klass):
    for place, enrolment in enumerate(klass.people):
        ticket = klass.ticket(enrolment)
        part, questions = parts_for(ticket)[0]
        asked = questions[:1] if place else questions[:2]
        actions.answer_evaluation(ticket, answers={(part.pk, q.pk): 1 for q in asked}, by=enrolment.person.user)

    whole, *_rest = klass.close()

    assert [(q.total, [c.count for c in q.counts]) for q in whole.questions[:2]] == [(8, [0, 8, 0, 0]), (0, [])]


def test_an_evaluation_is_asked_once_and_never_twice(klass):
    klass.close()

    assert actions.open_evaluation(klass.session, by=klass.organiser) is None
    with pytest.raises(NotAllowedNow):
        actions.plan_evaluation(klass.session, questionnaire=klass.round.questionnaire, by=klass.organiser)


def test_it_closes_by_the_calendar_after_the_days_of_the_rule(klass, time_machine):
    assert klass.round.closes_on == timezone.localdate() + dt.timedelta(days=7)
    time_machine.move_to(timezone.now() + dt.timedelta(days=7))
    assert actions.close_due_evaluations() == 0
    time_machine.move_to(timezone.now() + dt.timedelta(days=1))

    assert actions.close_due_evaluations() == 1
    klass.round.refresh_from_db()
    assert klass.round.state == RoundState.CLOSED


def test_one_reminder_goes_to_those_who_have_not_answered(klass, time_machine, run_jobs):
    run_jobs()
    klass.answer(klass.people[0])
    time_machine.move_to(timezone.now() + dt.timedelta(days=5))

    assert (actions.remind_of_evaluations(), actions.remind_of_evaluations()) == (1, 0)
    run_jobs()

    kinds = [list(e.person.user.notices.values_list("kind", flat=True)) for e in klass.people[:2]]
    assert [sorted(k) for k in kinds] == [
        ["training.evaluation"],
        ["training.evaluation", "training.evaluation_reminder"],
    ]


def test_results_certificates_and_hours_do_not_wait_for_it(klass):
    actions.settle_results(klass.session, by=klass.organiser)
    actions.conclude(klass.session, by=klass.organiser)
    actions.complete_session(klass.session, by=klass.organiser)

    klass.round.refresh_from_db()
    assert (klass.session.state, klass.round.state) == (SessionState.COMPLETED, RoundState.OPEN)
    klass.answer(klass.people[0])


def test_concluding_closes_what_nobody_is_still_asked(klass):
    for enrolment in klass.people:
        klass.answer(enrolment)
    actions.settle_results(klass.session, by=klass.organiser)

    actions.conclude(klass.session, by=klass.organiser)

    klass.round.refresh_from_db()
    assert klass.round.state == RoundState.CLOSED


def test_a_class_may_do_without(klass):
    other = SessionFactory(state=SessionState.IN_PROGRESS, ip_host=klass.session.ip_host)

    actions.plan_evaluation(other, questionnaire=None, by=klass.organiser)

    assert actions.open_evaluation(other, by=klass.organiser) is None
