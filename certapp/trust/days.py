"""Days in the verdict's words: seconds or days since 1970-01-01 as 2026-11-29 (UTC)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

DAY: Final = 86400
"""Seconds; also how far two honest clocks may differ."""

_EPOCH = date(1970, 1, 1)


def day_of(seconds: int) -> str:
    """The day of a time in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def iso_day(day: int) -> str:
    """The day so many days after 1970-01-01."""
    return (_EPOCH + timedelta(days=day)).isoformat()
