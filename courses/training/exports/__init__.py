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
from courses.training.exports.offices import (
    NOTICE_COLUMNS,
    OFFICER_COLUMNS,
    QUESTIONNAIRE_COLUMNS,
    TEACHING_COLUMNS,
)

__all__ = [
    "NOTICE_COLUMNS",
    "OFFICER_COLUMNS",
    "PAYMENT_COLUMNS",
    "QUESTIONNAIRE_COLUMNS",
    "ROSTER_COLUMNS",
    "SESSION_COLUMNS",
    "TEACHING_COLUMNS",
    "UNIT_COLUMNS",
    "attendance_columns",
    "desk_columns",
    "payment_pdf",
    "payment_rows",
    "roster_pdf",
    "roster_rows",
    "session_calendar",
]
