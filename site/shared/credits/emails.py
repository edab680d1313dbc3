from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "credits.declared",
        _("A declaration of outside training waits for the unit"),
        _("Outside training declared by %(person)s: %(title)s"),
        _("%(person)s has declared “%(title)s” with its proof. Approve or refuse it for the unit."),
    ),
    NoticeKind(
        "credits.unit_approved",
        _("A declaration of outside training waits for the training office"),
        _("Approved by the unit: %(person)s, %(title)s"),
        _("The unit of %(person)s has approved the declaration of “%(title)s”. The training office above decides."),
    ),
    NoticeKind(
        "credits.counted",
        _("Outside training entered in my ledger"),
        _("Hours counted: %(title)s"),
        _("Your declaration of “%(title)s” has been approved twice and stands in your ledger."),
    ),
    NoticeKind(
        "credits.refused",
        _("A declaration of mine was refused"),
        _("Not counted: %(title)s"),
        _("Your declaration of “%(title)s” was refused. Reason: %(reason)s"),
    ),
]
