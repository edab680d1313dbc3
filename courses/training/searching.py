"""What the search finds of joint training: the classes, for those who may see them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.training.models import Session
from shared.search.sources import Found, Source


def session_found(session: Session) -> Found:
    hosts = "、".join(host.name for host in session.hosts)
    text = [session.number, hosts, session.organiser, session.venue, session.audience]
    return Found(
        session.title,
        "\n".join(filter(None, text)),
        session.get_absolute_url(),
        session.starts_on.year,
        session.region_id,
    )


def itself(session: Session) -> QuerySet:
    return Session.objects.filter(pk=session.pk)


SOURCES = [
    Source(
        "session",
        _("Joint classes"),
        Session.objects.with_hosts,
        session_found,
        Session.objects.visible_to,
        {Session: itself},
    )
]
