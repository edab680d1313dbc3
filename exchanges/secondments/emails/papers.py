"""Who is told of what about the papers of a term."""

from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import NoticeKind

PAPER_NOTICES = [
    NoticeKind(
        "secondment.agreement_drawn_up",
        _("A tripartite agreement waits for signatures"),
        _("The agreement on the secondment of %(person)s to %(host)s waits for your signature"),
        _("%(number)s: home unit, host unit and person sign the same text. A change of the term makes it void."),
    ),
    NoticeKind(
        "secondment.agreement_signed",
        _("A tripartite agreement is signed by all"),
        _("All three parties have signed the agreement on the secondment of %(person)s"),
        _("%(number)s: the agreement stands in the file of the term."),
    ),
]
