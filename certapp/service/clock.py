"""The time, handed in so that tests can turn it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

EPOCH = date(1970, 1, 1)


def days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day so many days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def day_of_milliseconds(milliseconds: int) -> date:
    """The day, UTC, of a time in Unix milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()


def end_of_day(day: date) -> int:
    """The last second of a day, UTC, in Unix seconds."""
    return (days(day) + 1) * 86400 - 1


@dataclass(frozen=True)
class Clock:
    """Wall clock in Unix seconds, monotonic clock in seconds."""

    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic

    @property
    def seconds(self) -> int:
        """Now, in whole Unix seconds."""
        return int(self.wall())

    @property
    def milliseconds(self) -> int:
        """Now, in Unix milliseconds."""
        return int(self.wall() * 1000)

    @property
    def monotonic_ms(self) -> int:
        """Milliseconds of a clock that nobody sets."""
        return int(self.monotonic() * 1000)

    def standing(self) -> "Clock":
        """This clock as it is now, for what must be of one instant: a number's year and the entry that takes it."""
        wall, monotonic = self.wall(), self.monotonic()
        return Clock(lambda: wall, lambda: monotonic)

    @property
    def today(self) -> date:
        """Today, UTC."""
        return datetime.fromtimestamp(self.wall(), UTC).date()
