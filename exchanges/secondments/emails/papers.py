"""Who is told of what about the papers of a term and its interruptions."""

from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import NoticeKind

PAPER_NOTICES = [
    NoticeKind(
        "secondment.suspension_proposed",
        _("A suspension was proposed"),
        _("The suspension of %(person)s at %(host)s is proposed"),
        _("%(number)s: both units have to agree. Reason: %(reason)s"),
    ),
    NoticeKind(
        "secondment.end_answered",
        _("An early end was answered"),
        _("%(home)s has answered the early end of the term of %(person)s: %(answer)s"),
        _("%(number)s: the answer stands on record. %(reason)s"),
    ),
    NoticeKind(
        "secondment.paper_ends",
        _("A paper loses its force soon"),
        _("%(paper)s of %(person)s holds until %(until)s"),
        _("%(number)s, %(host)s: please bring a new one in time."),
    ),
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
