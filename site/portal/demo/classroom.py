"""The class in progress of the demo as it looks from inside: groups, materials, announcements, questions, leave."""

import datetime as dt
from typing import Any

from django.db.models import Sum

from courses.training import actions
from courses.training.actions import classroom
from courses.training.enums import EnrolmentState, Mark, SessionState
from courses.training.models import Attendance, ClassMaterial, Enrolment, LeaveRequest, Session
from courses.training.queries import leave_limit
from portal.demo.training import Cast, enrol, posting_of

RUNNING = "TT-ZJ-003"
TALK = [
    ("报到与教室安排", "上午 8:00 起在一楼大厅报到；课程在三楼同堂示范教室。没有带手机的学员由班主任人工登记出勤。"),
    ("分组讨论要求", "第二天下午分组讨论，请各组推选一名发言人，围绕地理标志专用标志使用管理准备三个问题。"),
]
LINKS = [
    ("地理标志产品保护办法（官方页面）", "https://www.cnipa.gov.cn/"),
    ("课前阅读：协同保护机制文件汇编（示例）", "https://e.example/reading"),
]
QUESTIONS = [
    (
        "行政查处阶段制作的现场笔录，移送后还需要补做哪些工作才能作为刑事证据使用？",
        "重点核对制作主体、程序和见证人签名，移送时附执法音像清单；缺项由原单位补充说明，不能以复印件代替。",
        True,
    ),
    ("讲义第 12 页的流程图能否提供可编辑的版本？", "课后发给你本人。", False),
    ("地理标志与普通商标并存时，权利边界如何说明？", "", False),
]
NEEDS = [("", "清真餐", ""), ("单间（夜间需使用医疗设备）", "", ""), ("", "", "请安排一楼座位，使用助行器")]


def seed(world: Any) -> None:
    """Once: a class that already has groups stays as it is."""
    session = Session.objects.with_hosts().filter(number=RUNNING, state=SessionState.IN_PROGRESS).first()
    if session is None or session.groups.exists():
        return
    cast = Cast(world.today)
    enrol(session, posting_of(cast, "trainee"), EnrolmentState.ATTENDING, cast)
    head, organiser = cast.user("classhead"), cast.user("organiser")
    people = list(
        Enrolment.objects.filter(session=session, state=EnrolmentState.ATTENDING).select_related(
            "person", "person__user"
        )
    )
    mark_newcomers(session, world.today, head)
    groups = classroom.deal_groups(session, number=4, by=head)
    for group in groups:
        group.leader = group.members.order_by("pk")[0].enrolment
        group.save(update_fields=["leader"])
    for title, text in TALK:
        classroom.announce(session, title=title, text=text, by=head)
    for title, link in LINKS:
        classroom.add_material(ClassMaterial(session=session, title=title, link=link), by=organiser)
    ask_and_answer(session, people, organiser)
    for enrolment, (lodging, diet, access) in zip(people, NEEDS, strict=False):
        classroom.state_needs(enrolment, lodging=lodging, diet=diet, access=access, by=head)
    ask_for_leave(session, people, head, organiser)


def mark_newcomers(session: Session, today: dt.date, head: Any) -> None:
    """Whoever has no mark yet was there on the days before today."""
    past = list(session.slots.filter(day__lt=today))
    for enrolment in session.enrolments.filter(state=EnrolmentState.ATTENDING):
        marked = set(enrolment.attendance.values_list("slot", flat=True))
        rows = [
            Attendance(enrolment=enrolment, slot=slot, mark=Mark.PRESENT, recorded_by=head)
            for slot in past
            if slot.pk not in marked
        ]
        Attendance.objects.bulk_create(rows)


def ask_and_answer(session: Session, people: list[Enrolment], organiser: Any) -> None:
    for asker, (text, answer, is_for_class) in zip(people[3:], QUESTIONS, strict=False):
        question = classroom.ask_lecturers(asker, text=text, by=organiser)
        if answer:
            classroom.answer_question(question, answer=answer, is_for_class=is_for_class, by=organiser)


def ask_for_leave(session: Session, people: list[Enrolment], head: Any, organiser: Any) -> None:
    """One person has leave near the limit, one request waits for the class head, one is refused."""
    ahead = list(session.slots.filter(attendance__isnull=True).order_by("day", "half"))
    if len(ahead) < 2 or len(people) < 6:
        return
    taken = Attendance.objects.filter(enrolment=people[5], mark=Mark.EXCUSED).aggregate(hours=Sum("slot__hours"))
    if (taken["hours"] or 0) + ahead[0].hours <= leave_limit(session):
        first = request(people[5], ahead[0], "参加本单位专项执法部署会")
        actions.approve_leave(first, by=head)
    request(people[4], ahead[1], "复诊，已预约专家号")
    third = request(people[3], ahead[1], "处理个人事务")
    actions.refuse_leave(third, reason="当日为分组案例研讨，请另行安排。", by=head)


def request(enrolment: Enrolment, slot: Any, reason: str) -> LeaveRequest:
    return actions.ask_for_leave(enrolment, slots=[slot.pk], reason=reason, by=enrolment.person.user)
