"""Who is told what in a class."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.training.enums import EnrolmentState
from courses.training.models import Announcement, ClassQuestion
from courses.training.queries.questions import people_asked
from shared.accounts.models import User
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.announcement",
        _("Announcement in a class"),
        _("%(session)s: %(title)s"),
        _("%(text)s"),
    ),
    NoticeKind(
        "training.asked",
        _("A question in a class"),
        _("A question to answer: %(session)s"),
        _("A participant asks (%(about)s): %(text)s Answer on the page of the class, to the asker or to everybody."),
    ),
    NoticeKind(
        "training.answered",
        _("Answer to a question in a class"),
        _("Your question has been answered: %(session)s"),
        _("%(answer)s"),
    ),
]
TOLD = [str(EnrolmentState.ACCEPTED), str(EnrolmentState.CONFIRMED), str(EnrolmentState.ATTENDING)]


def tell_class(announcement: Announcement) -> int:
    session = announcement.session
    to = User.objects.filter(person__enrolments__session=session, person__enrolments__state__in=TOLD).distinct()
    url = reverse("training:classroom", args=[session.slug])
    words = {"session": session.title, "title": announcement.title, "text": announcement.text}
    return notify("training.announcement", to=to, url=url, key=f"training.announcement:{announcement.pk}", **words)


def tell_asked(question: ClassQuestion) -> int:
    """Whoever teaches the half-day, else everybody who teaches in the class, and the organisers; not who asked."""
    words = {
        "session": question.session.title,
        "about": str(question.slot or _("the class as a whole")),
        "text": question.text,
    }
    url = reverse("training:classroom", args=[question.session.slug])
    return notify("training.asked", to=people_asked(question), url=url, key=f"training.asked:{question.pk}", **words)


def tell_asker(question: ClassQuestion) -> int:
    user = question.asker.person.user
    url = reverse("training:classroom", args=[question.session.slug])
    key = f"training.answered:{question.pk}"
    words = {"session": question.session.title, "answer": question.answer}
    return notify("training.answered", to=[user] if user else [], url=url, key=key, **words)
