"""What happens in a class besides teaching: groups, materials, announcements, questions, needs of its people."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import FINISHED_STATES, EnrolmentState, SessionState
from courses.training.models import (
    Announcement,
    ClassGroup,
    ClassMaterial,
    ClassNeeds,
    ClassQuestion,
    Enrolment,
    GroupMember,
    Session,
)
from shared.audit.actions import NotAllowedNow, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a class calls these acts.
LABELS = {
    "training.groups.arrange": gettext_lazy("Groups arranged"),
    "training.material.add": gettext_lazy("Material added"),
    "training.material.remove": gettext_lazy("Material removed"),
    "training.announcement.send": gettext_lazy("Announcement sent"),
    "training.question.ask": gettext_lazy("Question asked"),
    "training.question.answer": gettext_lazy("Question answered"),
    "training.needs.agree": gettext_lazy("Agreed that her needs are kept"),
    "training.needs.read": gettext_lazy("Needs of participants read"),
    "training.needs.forget": gettext_lazy("Needs of participants deleted"),
}
IN_GROUPS = [str(EnrolmentState.CONFIRMED), str(EnrolmentState.ATTENDING)]


def require_not_over(session: Session) -> None:
    if session.state in {*FINISHED_STATES, SessionState.CANCELLED}:
        raise NotAllowedNow(_("This class is over: “%(state)s”.") % {"state": session.get_state_display()})


@transaction.atomic
def deal_groups(session: Session, *, number: int, by: Any) -> list[ClassGroup]:
    """Deal everybody out anew over `number` groups, both sides and every unit spread over all of them."""
    require_not_over(session)
    people = list(
        Enrolment.objects.filter(session=session, state__in=IN_GROUPS).order_by(
            "side", "agency", "person__name_pinyin", "pk"
        )
    )
    if not 1 <= number <= max(len(people), 1):
        raise NotAllowedNow(_("Give a number of groups between 1 and %(most)s.") % {"most": max(len(people), 1)})
    session.groups.all().delete()
    names = [_("Group %(number)d") % {"number": place + 1} for place in range(number)]
    groups = [ClassGroup.objects.create(session=session, name=name) for name in names]
    rows = [GroupMember(group=groups[place % number], enrolment=each) for place, each in enumerate(people)]
    GroupMember.objects.bulk_create(rows)
    record("training.groups.arrange", session, by=by, groups=number, people=len(rows))
    return groups


@transaction.atomic
def arrange_groups(session: Session, *, places: dict[int, int | None], leaders: dict[int, int | None], by: Any) -> int:
    """Put people {enrolment: group} and name leaders {group: enrolment}; a leader is one of her group."""
    require_not_over(session)
    groups = {group.pk: group for group in session.groups.all()}
    known = set(Enrolment.objects.filter(session=session, state__in=IN_GROUPS).values_list("pk", flat=True))
    GroupMember.objects.filter(enrolment__in=[pk for pk in places if pk in known]).delete()
    rows = [GroupMember(group_id=g, enrolment_id=pk) for pk, g in places.items() if pk in known and g in groups]
    GroupMember.objects.bulk_create(rows)
    there = {row.enrolment_id: row.group_id for row in rows}
    for pk, group in groups.items():
        leader = leaders.get(pk)
        group.leader_id = leader if there.get(leader or 0) == pk else None
        group.save(update_fields=["leader"])
    record("training.groups.arrange", session, by=by, groups=len(groups), people=len(rows))
    return len(rows)


@transaction.atomic
def add_material(material: ClassMaterial, *, by: Any) -> ClassMaterial:
    """A file or a link for the people of the class."""
    require_not_over(material.session)
    material.added_by = by
    material.save()
    record("training.material.add", material, by=by, title=material.title, file=material.file_name)
    return material


@transaction.atomic
def remove_material(material: ClassMaterial, *, by: Any) -> Session:
    """Take it out; the file goes once the row is gone for good."""
    session, file = material.session, material.file
    record("training.material.remove", material, by=by, title=material.title, file=material.file_name)
    material.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(str(file.name)), robust=True)
    return session


@transaction.atomic
def announce(session: Session, *, title: str, text: str, by: Any) -> Announcement:
    """A word to everybody in the class, told to each once."""
    require_not_over(session)
    made = Announcement.objects.create(session=session, title=title.strip(), text=text.strip(), sent_by=by)
    record("training.announcement.send", made, by=by, title=made.title)
    later("training.tell_class", announcement_id=made.pk)
    return made


@transaction.atomic
def ask_lecturers(enrolment: Enrolment, *, text: str, slot: Any = None, by: Any) -> ClassQuestion:
    """A participant asks; those who teach and organise see it and are told."""
    require_not_over(enrolment.session)
    made = ClassQuestion.objects.create(session=enrolment.session, slot=slot, asker=enrolment, text=text.strip())
    record("training.question.ask", made, by=by)
    later("training.tell_asked", question_id=made.pk)
    return made


@transaction.atomic
def answer_question(question: ClassQuestion, *, answer: str, is_for_class: bool, by: Any) -> ClassQuestion:
    """Answer it to the asker, or to the whole class without her name; an answer can be bettered."""
    if not answer.strip():
        raise NotAllowedNow(_("Write the answer first."))
    question.answer, question.is_for_class = answer.strip(), is_for_class
    question.answered_by, question.answered_at = by, timezone.now()
    question.save(update_fields=["answer", "is_for_class", "answered_by", "answered_at"])
    record("training.question.answer", question, by=by, is_for_class=is_for_class)
    later("training.tell_asker", question_id=question.pk)
    return question


@transaction.atomic
def state_needs(enrolment: Enrolment, *, lodging: str, diet: str, access: str, by: Any) -> ClassNeeds | None:
    """She writes what she needs, changes it, or takes it back; the history keeps that she agreed, and no word of it."""
    require_not_over(enrolment.session)
    words = {"lodging": lodging.strip(), "diet": diet.strip(), "access": access.strip()}
    if not any(words.values()):
        ClassNeeds.objects.filter(enrolment=enrolment).delete()
        return None
    needs, is_new = ClassNeeds.objects.update_or_create(enrolment=enrolment, defaults=words)
    if is_new:
        record("training.needs.agree", enrolment, by=by)
    return needs


@transaction.atomic
def read_needs(session: Session, *, by: Any) -> list[ClassNeeds]:
    """The needs of everybody in the class; who read them stands in the history."""
    rows = ClassNeeds.objects.filter(enrolment__session=session).select_related(
        "enrolment__person", "enrolment__agency"
    )
    found = list(rows.order_by("enrolment__person__name_pinyin", "enrolment"))
    record("training.needs.read", session, by=by, people=len(found))
    return found


def forget_needs() -> int:
    """Delete the needs of classes that ended so many days ago as the rule says."""
    today = timezone.localdate()
    over = Session.objects.filter(enrolments__needs__isnull=False, ends_on__lt=today).distinct()
    due = [session for session in over.select_related("region") if today > last_day_of_needs(session)]
    return sum(forget_needs_of(session, by=None) for session in due)


def last_day_of_needs(session: Session) -> dt.date:
    return deadline(
        "training.needs_kept", start=session.ends_on, jurisdiction=session.region.code if session.region else ""
    )


@transaction.atomic
def forget_needs_of(session: Session, *, by: Any) -> int:
    number, _rows = ClassNeeds.objects.filter(enrolment__session=session).delete()
    record("training.needs.forget", session, by=by, people=number)
    return number
