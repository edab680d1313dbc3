"""What each of many processes does that send everybody's answers at the same moment."""

import datetime as dt
from collections import Counter

from django.db.models import Sum
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState
from courses.training.models import Attendance, EvaluationPart, EvaluationRemark, EvaluationTally, EvaluationTicket
from courses.training.queries import parts_for
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.directory import PersonFactory, PostingFactory, UserFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

PEOPLE = 12


def set_up():
    """A class whose evaluation is open."""
    load_regulations()

    today = timezone.localdate()
    session = SessionFactory(
        number="ASKED", state=SessionState.IN_PROGRESS, starts_on=today, ends_on=today, seats=(20, 0, 0)
    )
    slot = SlotFactory(session=session, starts_at=dt.time(8))
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    for _place in range(PEOPLE):
        person = PostingFactory(agency=session.ip_host, person=PersonFactory(user=UserFactory())).person
        enrolment = seated(session, state=EnrolmentState.ATTENDING, person=person)
        Attendance.objects.create(enrolment=enrolment, slot=slot, mark="present", recorded_by=organiser)
    actions.start_questionnaire(session.ip_host, title="标准问卷", by=organiser)
    actions.end_teaching(session, by=organiser)


def send_all():
    """Everybody's answers from this process too, as a doubled click sends them."""
    told = Counter()
    for ticket in EvaluationTicket.objects.select_related("enrolment__person__user", "round"):
        answers = {
            (part.pk, question.pk): 1 if question.options else "意见"
            for part, questions in parts_for(ticket)
            for question in questions
        }
        try:
            actions.answer_evaluation(ticket, answers=answers, by=ticket.enrolment.person.user)
            told["counted"] += 1
        except NotAllowedNow:
            told["refused"] += 1
    return told


def look():
    tallies = EvaluationTally.objects.values("part", "question").annotate(all=Sum("count"))
    return {
        "tickets": EvaluationTicket.objects.filter(has_answered=True).count(),
        "answers": sorted({row["all"] for row in tallies}),
        "parts": sorted(set(EvaluationPart.objects.values_list("answers", flat=True))),
        "remarks": EvaluationRemark.objects.count(),
    }
