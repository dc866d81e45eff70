"""A record as it stands, for another thread: rows that did not change since are not copied again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

RawRow = dict[str, Any]


class Snapshots:
    """Copies of a record; two copies share each row of the record itself in which nothing changed between them.

    Whoever gets a copy only reads it. `changed` has to be called for every row that was changed.
    """

    def __init__(self, record: RawRow, same: Mapping[str, Any]) -> None:
        """`same`: a copy that there is already, which nobody changes."""
        self._record = record
        self._copies: dict[int, tuple[RawRow, RawRow]] = {}
        self._last: RawRow = {}
        for member, value in record.items():
            if _are_rows(value):
                self._copies.update((id(row), (row, kept)) for row, kept in zip(value, same[member], strict=True))

    def take(self) -> RawRow:
        """The record as it is now."""
        taken: RawRow = {}
        copies: dict[int, tuple[RawRow, RawRow]] = {}
        for member, value in self._record.items():
            if _are_rows(value):
                for row in value:
                    copies[id(row)] = self._copies.get(id(row)) or (row, copied(row))
                taken[member] = [copies[id(row)][1] for row in value]
            else:
                taken[member] = copied(value)
        self._copies = copies  # they hold their rows, so that no other can have its id
        return taken

    def changed(self, row: RawRow) -> None:
        """Something in this row is otherwise, wherever it stands in the record."""
        if row is self._record:
            return
        if any(row is each for each in self._rows()):  # the whole list may be gone through, row by row
            self._last = row
        elif not _holds(self._last, row):  # who types goes on in the same object
            self._last = next((each for each in self._rows() if _holds(each, row)), {})
        if self._last:
            self._copies.pop(id(self._last), None)
        else:  # it is nowhere, and may come back
            self._copies.clear()

    def all_changed(self, rows: Iterable[RawRow]) -> None:
        """The same of many rows, without a search for each."""
        at_the_top = {id(each) for each in self._rows()}
        for row in rows:
            if id(row) in at_the_top:
                self._copies.pop(id(row), None)
            else:
                self.changed(row)

    def _rows(self) -> Iterator[RawRow]:
        for value in self._record.values():
            yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
        yield from (row for row, _copied in self._copies.values())


def copied(value: Any) -> Any:
    """The same once more, for what is JSON: lists and maps are new, what cannot be changed is shared."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    if isinstance(value, list):
        return [copied(each) for each in value]
    return value


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _holds(above: RawRow, row: RawRow) -> bool:
    if above is row:
        return True
    lists = (value for value in above.values() if isinstance(value, list))
    return any(isinstance(each, dict) and _holds(each, row) for rows in lists for each in rows)
