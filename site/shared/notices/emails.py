from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from shared.notices.models import Notice
from shared.notices.queries import language_of


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
