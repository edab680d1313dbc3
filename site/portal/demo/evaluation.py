"""Evaluations of the demo: one closed with results, one open for the trainee. Answers are invented, nobody's own."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, Mark, QuestionKind, RoundState
from courses.training.models import (
    Attendance,
    Enrolment,
    EvaluationRound,
    EvaluationTicket,
    Questionnaire,
    SeatBlock,
    Session,
)
from courses.training.queries import parts_for
from shared.accounts.models import User
from shared.directory.models import Agency, Posting

CLOSED, OPEN = "TT-ZJ-004", "TT-ZJ-006"
REMARKS = [
    "证据规则一讲很实用，建议增加电子数据固定的实操时间。",
    "两家单位同堂讨论，很多口径当场就对上了。",
    "案例工作坊时间偏紧，建议再加半天。",
    "材料提前发放很好，便于带着问题来。",
    "希望下一期安排现场教学。",
]


def seed(world: SimpleNamespace) -> None:
    planner = User.objects.get(email="organiser@demo.example")
    agency = Agency.objects.get(code="I330000")
    if not Questionnaire.objects.filter(agency=agency).exists():
        actions.start_questionnaire(agency, title="同堂培训评估问卷（示例）", by=planner)
    for number in (CLOSED, OPEN):
        session = Session.objects.filter(number=number).first()
        if session and not EvaluationRound.objects.filter(session=session).exists():
            ask(session, planner)


def ask(session: Session, planner: User) -> None:
    if session.number == OPEN:
        seat_trainee(session, planner)
    round_ = actions.open_evaluation(session, by=planner)
    if round_ is None:
        return
    everybody = list(round_.tickets.select_related("enrolment__person__user", "round").order_by("pk"))
    others = [ticket for ticket in everybody if ticket.enrolment.person.name != "林晓"]
    for place, ticket in enumerate(others[:18] if session.number == CLOSED else others[:6]):
        answer(ticket, place)
    if session.number == CLOSED:
        actions.close_evaluation(round_, by=None)
        EvaluationRound.objects.filter(pk=round_.pk, state=RoundState.CLOSED).update(
            closes_on=session.ends_on + dt.timedelta(days=7)
        )


def answer(ticket: EvaluationTicket, place: int) -> None:
    """The same answers in every demo; people without an account answer as if they had one."""
    answers: dict[tuple[int, int], int | str] = {}
    for number, (part, questions) in enumerate(parts_for(ticket)):
        for turn, question in enumerate(questions):
            if question.kind == QuestionKind.TEXT:
                wants = part.slot_id is None and place < len(REMARKS)
                answers[part.pk, question.pk] = REMARKS[place] if wants else ""
            else:
                answers[part.pk, question.pk] = (place * 7 + turn * 3 + number) % 11 // 5
    actions.answer_evaluation(ticket, answers=answers, by=SimpleNamespace(pk=ticket.enrolment.person.user_id))


def seat_trainee(session: Session, planner: User) -> None:
    """The trainee has attended this class too, so that a questionnaire waits for her."""
    posting = (
        Posting.objects.valid_on().filter(person__user__email="trainee@demo.example").select_related("person").get()
    )
    block = SeatBlock.objects.filter(session=session, side="ip").order_by("pk")[0]
    SeatBlock.objects.filter(pk=block.pk).update(seats=block.seats + 1, taken=block.taken + 1)
    enrolment = Enrolment.objects.create(
        session=session,
        person=posting.person,
        agency=posting.agency,
        side="ip",
        block=block,
        state=EnrolmentState.ATTENDING,
        put_forward_by=planner,
        put_forward_at=timezone.now() - dt.timedelta(days=30),
    )
    Attendance.objects.bulk_create(
        Attendance(enrolment=enrolment, slot=slot, mark=Mark.PRESENT, recorded_by=planner)
        for slot in session.slots.all()
    )
