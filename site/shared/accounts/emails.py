import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from shared.accounts.models import Activation

logger = logging.getLogger(__name__)


def send_activation(activation: Activation) -> None:
    """Mail the link to the account's own address; a mail server that is down is logged, and the link can be resent."""
    url = settings.BASE_URL + reverse("accounts:activate", args=[activation.token])
    words = {"user": activation.user, "url": url, "expires_at": activation.expires_at, "site_url": settings.BASE_URL}
    text = render_to_string("accounts/email/activation.txt", words)
    message = EmailMultiAlternatives(_("[Tongtang] Activate your account"), text, to=[activation.user.email])
    message.attach_alternative(render_to_string("accounts/email/activation.html", words), "text/html")
    try:
        message.send()
    except OSError:
        logger.exception("The activation mail to account %s could not be sent.", activation.user_id)
