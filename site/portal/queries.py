from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shared.directory.models import Posting

MORNING, NOON, AFTERNOON, EVENING = 5, 11, 13, 18


def greeting() -> str:
    """Good morning, by Beijing time."""
    hour = timezone.localtime().hour
    if MORNING <= hour < NOON:
        return _("good morning")
    if NOON <= hour < AFTERNOON:
        return _("good day")
    return _("good afternoon") if AFTERNOON <= hour < EVENING else _("good evening")


def member_frame(user: Any) -> dict[str, Any]:
    """Whose page it is: the person's present posting with its agency, or None for an account without a person."""
    postings = Posting.objects.valid_on().filter(person__user_id=user.pk).select_related("agency", "person")
    posting = postings.first()
    if posting:
        posting.person.user = user  # now `user.person` is at hand for the panels too
    return {"posting": posting, "member_name": posting.person.name if posting else user.get_full_name()}
