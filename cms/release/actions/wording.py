"""The words of the release calendar: public before any page is, so they are looked at and cleared too (N12)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.emails import tell_words_wait
from cms.release.followers import faults_of_words
from cms.release.models import Release
from cms.release.permissions import may_clear_words
from shared.audit.actions import NotAllowedNow, record
from shared.media.classification import mark_in

LABELS = {"release.clear_words": gettext_lazy("Words of a release cleared for the calendar")}


def check_words(*texts: str) -> None:
    """Refuse what may stand in no public text: marks of classified matter, and what identifies people."""
    for text in texts:
        if mark := mark_in(text):
            raise NotAllowedNow(
                _("“%(mark)s” marks classified matter. Nothing classified may be entered here.") % {"mark": mark}
            )
        if faults := faults_of_words(text):
            raise NotAllowedNow(
                _("This may identify somebody: %(found)s. Leave it out; the calendar is public.")
                % {"found": " · ".join(faults)}
            )


def ask_for_clearing(release: Release) -> None:
    """Tell the secrecy officers of the lead agency of words that the calendar does not show yet."""
    if release.is_listed and release.uncleared_words:
        tell_words_wait(release)


@transaction.atomic
def clear_words(release: Release, *, seen: str, by: Any) -> Release:
    """The secrecy officer lets the calendar show the words as she has read them; `seen` is their seal."""
    fresh = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if not may_clear_words(by, fresh):
        raise NotAllowedNow(_("A secrecy officer of the lead agency clears the words, never who has entered them."))
    if seen != fresh.seal_of_words:
        raise NotAllowedNow(_("The words have been changed since you opened the page. Read them again."))
    kept = {"cleared_words": fresh.public_words, "cleared_by": by, "cleared_at": timezone.now()}
    Release.objects.filter(pk=fresh.pk).update(**kept, changed_at=timezone.now(), sequence=fresh.sequence + 1)
    release.refresh_from_db()
    record("release.clear_words", release, by=by, words=release.cleared_words)
    return release
