"""What leaves joint training as a file."""

from courses.training.exports.calendars import session_calendar
from courses.training.exports.fees import PAYMENT_COLUMNS, payment_pdf, payment_rows
from courses.training.exports.lists import (
    ROSTER_COLUMNS,
    SESSION_COLUMNS,
    UNIT_COLUMNS,
    attendance_columns,
    desk_columns,
    roster_pdf,
    roster_rows,
)

__all__ = [
    "PAYMENT_COLUMNS",
    "ROSTER_COLUMNS",
    "SESSION_COLUMNS",
    "UNIT_COLUMNS",
    "attendance_columns",
    "desk_columns",
    "payment_pdf",
    "payment_rows",
    "roster_pdf",
    "roster_rows",
    "session_calendar",
]
