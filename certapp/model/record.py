"""The record: typed, frozen values by field id, the same in a draft, the register, the PDF and on screen.

Which fields there are is not said here but in forms/ (docs/forms.md tells how); this module only
knows what a value can be and how it is written as plain JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Text:
    """A text in one or several languages; the key '' stands for "as typed, no language said".

    In JSON: a string, or a map of BCP 47 tag to string.
    """

    by_language: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, words: str | Mapping[str, str]) -> "Text":
        """From its JSON form; by language tag, so that the same words are the same text wherever they were kept."""
        return cls((("", words),) if isinstance(words, str) else tuple(sorted(words.items())))

    def best(self, languages: tuple[str, ...] = ()) -> str:
        """The words in the first of `languages` there is, else the first there are."""
        known = dict(self.by_language)
        return next((known[language] for language in languages if language in known), self.by_language[0][1])

    def all(self) -> tuple[str, ...]:
        """The words in every language, without repetition, as written."""
        return tuple(dict.fromkeys(words for _, words in self.by_language))

    def __str__(self) -> str:
        return " / ".join(self.all())


Value: TypeAlias = "str | bool | int | Decimal | date | Text | Row | tuple[Value, ...]"


class Row(Mapping[str, Value]):
    """Frozen values by field id: the whole record, or one row of a repeating group."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = MappingProxyType(dict(values))

    def __getitem__(self, field: str) -> Value:
        return self._values[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values)))

    def __repr__(self) -> str:
        return f"Row({dict(self._values)!r})"

    def rows(self, group: str) -> "tuple[Row, ...]":
        """The rows of a repeating group; empty where there are none."""
        value = self.get(group, ())
        return tuple(item for item in value if isinstance(item, Row)) if isinstance(value, tuple) else ()

    def text(self, field: str, languages: tuple[str, ...] = ()) -> str:
        """A field's words in the first of `languages` there is; '' where it is not filled."""
        value = self.get(field)
        if isinstance(value, tuple):
            value = value[0] if value else None
        if isinstance(value, Text):
            return value.best(languages)
        return "" if value is None else str(value)

    def day(self, field: str) -> date | None:
        """A date field."""
        value = self.get(field)
        return value if isinstance(value, date) else None

    def with_values(self, **changes: Value) -> "Row":
        """The same with some values set."""
        return Row({**self._values, **changes})


Plain: TypeAlias = "str | bool | int | list[Plain] | dict[str, Plain]"


def plain(value: Value) -> Plain:
    """`value` as JSON (dates ISO 8601, decimals as typed): the inverse of reading it by the form."""
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Text():
            known = dict(value.by_language)
            return known[""] if set(known) == {""} else dict(known)
        case Row():
            return {field: plain(item) for field, item in value.items()}
        case _:
            return [plain(item) for item in value]


def plain_row(row: Row) -> dict[str, Plain]:
    """A whole record as a JSON object."""
    return {field: plain(value) for field, value in row.items()}


def as_written(stored: Mapping[str, Any]) -> Row:
    """A stored record as rows with its values as they are written, untyped: `plain_row` gives it back as it was."""
    return Row({field: _as_written(value) for field, value in stored.items()})


def _as_written(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(map(_as_written, value))
    return as_written(value) if isinstance(value, dict) else value
