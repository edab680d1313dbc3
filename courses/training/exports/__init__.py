"""What leaves joint training as a file."""

from courses.training.exports.calendars import session_calendar
from courses.training.exports.fees import PAYMENT_COLUMNS, payment_pdf, payment_rows

__all__ = [
    "PAYMENT_COLUMNS",
    "payment_pdf",
    "payment_rows",
    "session_calendar",
]
