from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shared.notices.models import Notice, Publication, Subscriber
from shared.notices.queries import CONFIRM_SECONDS, Wish, language_of, leave_token
from shared.notices.topics import labels


def notice_email(notice: Notice) -> EmailMultiAlternatives:
    """The notice as an e-mail in the reader's language, as text and as HTML."""
    with translation.override(language_of(notice.user)):
        context = {
            "notice": notice,
            "name": notice.user.get_full_name(),
            "address": settings.BASE_URL + reverse("notices:open", args=[notice.pk]) if notice.url else "",
            "settings_address": settings.BASE_URL + reverse("notices:settings"),
            "site_address": settings.BASE_URL,
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        message = EmailMultiAlternatives(
            subject=" ".join(notice.subject.split()),
            body=render_to_string("notices/email.txt", context),
            to=[notice.user.email],
        )
        message.attach_alternative(render_to_string("notices/email.html", context), "text/html")
    return message


def confirm_email(wish: Wish) -> EmailMultiAlternatives:
    """Asks the owner of the address whether it was really she; says the same to whoever subscribed before."""
    with translation.override(wish.language):
        names = labels()
        context = {
            "topics": [names[topic] for topic in wish.topics],
            "address": settings.BASE_URL + reverse("subscriptions:confirm", args=[wish.token()]),
            "days": CONFIRM_SECONDS // 86400,
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        subject = _("Please confirm your subscription")
        return both_forms(subject, "notices/email_confirm", context, wish.email)


def publications_email(subscriber: Subscriber, publications: Sequence[Publication]) -> EmailMultiAlternatives:
    """What is new in one e-mail, with a link that ends the subscription and the headers of RFC 8058."""
    with translation.override(subscriber.language):
        leave = settings.BASE_URL + reverse("subscriptions:leave", args=[leave_token(subscriber)])
        words = _("New: %(title)s") if len(publications) == 1 else _("%(count)d new publications: %(title)s …")
        subject = words % {"count": len(publications), "title": publications[0].title}
        rows = [{"title": p.title, "address": settings.BASE_URL + p.url} for p in publications]
        context = {"rows": rows, "leave": leave, "site_name": settings.WAGTAIL_SITE_NAME}
        message = both_forms(subject, "notices/email_publications", context, subscriber.email)
    message.extra_headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return message


def both_forms(subject: str, template: str, context: dict, to: str) -> EmailMultiAlternatives:
    """Text and HTML of the same message in the language that is switched on."""
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:200],
        body=render_to_string(f"{template}.txt", context),
        to=[to],
    )
    message.attach_alternative(render_to_string(f"{template}.html", context | {"subject": subject}), "text/html")
    return message
