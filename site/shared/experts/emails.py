from django.utils.translation import gettext_lazy as _

from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "experts.recommended",
        _("An expert is recommended to a pool of mine"),
        _("%(agency)s recommends %(expert)s"),
        _("%(agency)s recommends %(expert)s to the pool “%(pool)s”. Accept or decline; the answer stays on record."),
    ),
    NoticeKind(
        "experts.recommendation_answered",
        _("A recommendation of an expert was answered"),
        _("%(expert)s: the recommendation was answered"),
        _("The answer on %(expert)s for the pool “%(pool)s”: %(outcome)s."),
    ),
]
