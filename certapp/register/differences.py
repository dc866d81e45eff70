"""What the rows of one table say otherwise than those that the journal leads to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from certapp.register.connection import Connection, Row

NAMED_BY: Final = {"search": "number", "legacy": "number", "endorsement": "number", "task": "number"}
"""Where the columns that order a table say nothing to a person: the column that names what a row is about."""
_SHOWN: Final = {
    "search": ("rowid", "number", "application", "titles", "parties", "inventory"),
    "_sqlite_migrations": ("migration_set", "name"),
}
"""Columns that are compared, where not all are: what SQLite or a library keeps beside them may differ."""
_TOLD_EVERY: Final = 1000


@dataclass(frozen=True)
class Difference:
    """One row. `code`: STATE_LACKS, STATE_ADDED or STATE_DIFFERS, and then `columns`: those with another value."""

    code: str
    key: str
    columns: tuple[str, ...] = ()


def differences(
    found: Connection, expected: Connection, table: str, order: str, told: Callable[[int], object] = lambda more: None
) -> Iterator[Difference]:
    """Every row of `table` that is missing, put in or changed; `order`: the columns by which its rows are known.

    `told(n)`: so many more rows were looked at, now and then.
    """
    keys = [name.strip() for name in order.split(",")]
    shown = _SHOWN.get(table) or tuple(row[1] for row in expected.rows(f"PRAGMA table_info({table})"))
    names = (*keys, *shown)
    query = f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}"
    by = names.index(NAMED_BY[table]) if table in NAMED_BY else None
    for ours, theirs in _side_by_side(_counted(found.execute(query), told), expected.execute(query), len(keys)):
        row = ours or theirs
        assert row is not None
        key = " ".join(str(part) for part in row[: len(keys)])
        if by is not None:
            key = f"{row[by]} ({key})"
        if ours is None:
            yield Difference("STATE_LACKS", key)
        elif theirs is None:
            yield Difference("STATE_ADDED", key)
        else:
            pairs = zip(names, ours, theirs, strict=True)
            changed = dict.fromkeys(name for name, mine, said in pairs if not _same(mine, said))
            yield Difference("STATE_DIFFERS", key, tuple(changed))


def _side_by_side(found: Iterator[Row], expected: Iterator[Row], width: int) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows that are not the same on both sides, which are sorted by their first `width` columns; None: no such row."""
    ours, theirs = next(found, None), next(expected, None)
    while ours is not None or theirs is not None:
        if ours == theirs and [*map(type, ours or ())] == [*map(type, theirs or ())]:
            ours, theirs = next(found, None), next(expected, None)
            continue
        our_key, their_key = _key(ours, width), _key(theirs, width)
        first = min(key for key in (our_key, their_key) if key is not None)
        mine, said = (ours if our_key == first else None), (theirs if their_key == first else None)
        yield mine, said
        if mine is not None:
            ours = next(found, None)
        if said is not None:
            theirs = next(expected, None)


def _counted(rows: Iterator[Row], told: Callable[[int], object]) -> Iterator[Row]:
    count = 0
    for row in rows:
        yield row
        count += 1
        if count % _TOLD_EVERY == 0:
            told(_TOLD_EVERY)
    told(count % _TOLD_EVERY)


def _same(mine: object, said: object) -> bool:
    """Equal and of one kind: 5.0 is no 5, though Python takes them for the same."""
    return mine == said and type(mine) is type(said)


def _key(row: Row | None, width: int) -> tuple[Any, ...] | None:
    return None if row is None else row[:width]
