"""Who is told of what in a return report."""

from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import NoticeKind

RETURN_NOTICES = [
    NoticeKind(
        "secondment.report_handed_in",
        _("A return report was handed in"),
        _("%(person)s has handed in the return report"),
        _("%(number)s: the host confirms it or returns it with a reason."),
    ),
    NoticeKind(
        "secondment.report_returned",
        _("A return report came back"),
        _("%(host)s asks you to complete your return report"),
        _("%(number)s: reason: %(reason)s"),
    ),
    NoticeKind(
        "secondment.report_confirmed",
        _("A return report was confirmed"),
        _("%(host)s has confirmed the return report of %(person)s"),
        _("%(number)s: the report stands in the record and in the personnel file."),
    ),
]
