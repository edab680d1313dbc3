"""How long a term of so many months lasts."""

import datetime as dt

from shared.regulations.queries import add_months


def last_day_within(starts_on: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months; the end of the month where that month is too short."""
    after = add_months(starts_on, months)
    return after if after.day < starts_on.day else after - dt.timedelta(days=1)
