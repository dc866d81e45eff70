"""What was found out about the rows of a record: remembered from one look at it to the next.

While a record is typed it is looked over again and again, and all its rows but one are as they were. Whoever asks names
everything that the answer depends on, so that an answer remembered is the answer that would be given anew.
"""

import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from certapp.model.record import Row

T = TypeVar("T")


class Memory:
    """Answers of this look and of the one before; what two looks did not ask for is forgotten.

    Of one form, and of one look at a time.
    """

    def __init__(self, give_way: Callable[[], None] = lambda: None) -> None:
        """`give_way` is called at every step of a look: it may wait while others need the machine."""
        self.give_way = give_way
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        """How many answers are known."""
        return len(self._before.keys() | self._now.keys())

    @contextmanager
    def look(self) -> Iterator[None]:
        """One look at the record. What it does not ask for is forgotten at its end; where it fails, nothing is."""
        yield
        self._before, self._now = self._now, {}

    def recall(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question, found anew where it was not asked in the last look. What it raises is not kept."""
        for known in (self._now, self._before):
            if question in known:
                found: T = known[question]
                break
        else:
            self.give_way()
            found = answer()
        self._now[question] = found
        return found

    def of_typed(self, question: str, raw: object, answer: Callable[[], T]) -> T:
        """What a row as typed comes to. `raw` is JSON; the same text is the same row."""
        return self.recall((question, json.dumps(raw, ensure_ascii=False)), answer)

    def of_row(self, question: str, row: Row, context: Hashable, answer: Callable[[], T]) -> T:
        """What is to be said of a row that was read with this memory: it is the same row as long as nothing changes.

        `context` is all else that the answer depends on.
        """
        kept, found = self.recall((question, id(row), context), lambda: (row, answer()))
        assert kept is row  # kept with the answer, so that no other row can have its id
        return found


class NoMemory(Memory):
    """Answers everything anew: for a record that is looked at once."""

    def recall(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer."""
        return answer()

    def of_typed(self, question: str, raw: object, answer: Callable[[], T]) -> T:
        """The answer; `raw` may be anything."""
        return answer()


NO_MEMORY = NoMemory()
