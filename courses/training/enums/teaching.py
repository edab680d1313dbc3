from django.db import models
from django.utils.translation import gettext_lazy as _


class TeachingState(models.TextChoices):
    """Rule book 8.4, as far as a lecture in a class goes."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("waiting for an answer")
    NEGOTIATING = "negotiating", _("proposes another time")
    ACCEPTED = "accepted", _("has accepted")
    DECLINED = "declined", _("has declined")
    EXPIRED = "expired", _("not answered in time")
    DELIVERED = "delivered", _("lecture given")
    CONFIRMED = "confirmed", _("hours confirmed")
    FEE_APPROVED = "fee_approved", _("fee approved")
    PAID = "paid", _("fee paid")
    CLOSED = "closed", _("invitation closed")
    CANCELLED = "cancelled", _("cancelled")


T = TeachingState
TEACHING_TRANSITIONS: dict[TeachingState, set[TeachingState]] = {
    T.DRAFT: {T.SENT, T.CANCELLED},
    T.SENT: {T.SENT, T.ACCEPTED, T.DECLINED, T.NEGOTIATING, T.EXPIRED, T.CANCELLED},
    T.NEGOTIATING: {T.SENT, T.CANCELLED},
    T.EXPIRED: {T.SENT, T.CANCELLED},
    T.ACCEPTED: {T.SENT, T.DELIVERED, T.CANCELLED},
    T.DELIVERED: {T.CONFIRMED},
    T.CONFIRMED: {T.FEE_APPROVED, T.DELIVERED, T.CLOSED},
    T.FEE_APPROVED: {T.PAID},
    T.PAID: {T.CLOSED},
}
# While these hold, the half-days of the invitation are spoken for.
LIVE_TEACHING = frozenset(T) - {T.DECLINED, T.EXPIRED, T.CANCELLED}
AGREED_TEACHING = frozenset({T.ACCEPTED, T.DELIVERED, T.CONFIRMED, T.FEE_APPROVED, T.PAID, T.CLOSED})
OPEN_TEACHING = frozenset({T.DRAFT, T.SENT, T.NEGOTIATING})
FEE_STATES = frozenset({T.CONFIRMED, T.FEE_APPROVED, T.PAID, T.CLOSED})
TEACHING_TONES = {
    T.ACCEPTED: "ok",
    T.DELIVERED: "ok",
    T.CONFIRMED: "ok",
    T.FEE_APPROVED: "ok",
    T.PAID: "ok",
    T.NEGOTIATING: "warn",
    T.EXPIRED: "warn",
    T.DECLINED: "bad",
    T.CANCELLED: "bad",
}


class TeacherSide(models.TextChoices):
    """Where a lecturer comes from."""

    IP = "ip", _("IP administrations")
    PROC = "proc", _("procuratorates")
    OUTSIDE = "outside", _("from outside")
