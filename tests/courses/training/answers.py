"""One of many processes that send everybody's answers at the same moment; run as `python -m … COMMAND …`."""

import datetime as dt
import json
import os
import sys
from collections import Counter

PEOPLE = 12


def set_up():
    """A class whose evaluation is open, in tables without the history of migrations."""
    from tests.courses.training.rush import set_up as make_tables

    make_tables()
    from django.utils import timezone

    from courses.training import actions
    from courses.training.enums import EnrolmentState, SessionState
    from courses.training.models import Attendance
    from shared.directory.enums import RoleCode
    from tests.factories.directory import PersonFactory, PostingFactory, UserFactory, member
    from tests.factories.training import SessionFactory, SlotFactory, seated

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
    from courses.training import actions
    from courses.training.models import EvaluationTicket
    from courses.training.queries import parts_for
    from shared.audit.actions import NotAllowedNow

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
    from django.db.models import Sum

    from courses.training.models import EvaluationPart, EvaluationRemark, EvaluationTally, EvaluationTicket

    tallies = EvaluationTally.objects.values("part", "question").annotate(all=Sum("count"))
    return {
        "tickets": EvaluationTicket.objects.filter(has_answered=True).count(),
        "answers": sorted({row["all"] for row in tallies}),
        "parts": sorted(set(EvaluationPart.objects.values_list("answers", flat=True))),
        "remarks": EvaluationRemark.objects.count(),
    }


if __name__ == "__main__":
    sys.path[:0] = ["site", "."]
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    from tests.courses.training.rush import wait_for

    command, *rest = sys.argv[1:]
    if command == "send":
        wait_for(rest[-1])
    found = {"set-up": set_up, "send": send_all, "look": look}[command]()
    sys.stdout.write(json.dumps(found) + "\n")
