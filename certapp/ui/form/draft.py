"""The draft in the window: what is typed, held as JSON, and word of every change. No rule lives here."""

import dataclasses
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, Signal

from certapp.formdef.form import Field, Form, Group
from certapp.model.findings import Finding, Weight
from certapp.ui.form.history import Change, History, Step
from certapp.ui.form.snapshot import Snapshots, copied

RawRow = dict[str, Any]
"""A row as typed: right, wrong or half typed."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a row stands: the rows above it hold it; its path follows when rows are moved."""

    row: RawRow
    above: "Place | None" = None
    group: str = ""
    _seen_at: list[int] = dataclasses.field(default_factory=lambda: [0])
    """Where it stood when it was last asked: of many rows, it is looked for there first."""

    @property
    def path(self) -> str:
        """`objects[2].measurements[0]`, '' for the record itself."""
        if self.above is None:
            return ""
        rows, index = self.above.row.get(self.group), self._seen_at[0]
        if not (isinstance(rows, list) and index < len(rows) and rows[index] is self.row):
            rows = rows_in(self.above.row, self.group)
            index = next((index for index, row in enumerate(rows) if row is self.row), len(rows))
            self._seen_at[0] = index
        return joined(self.above.path, f"{self.group}[{index}]")


def joined(where: str, name: str) -> str:
    """A path one step further down."""
    return f"{where}.{name}" if where else name


def rows_in(row: RawRow, group: str) -> list[RawRow]:
    """The rows of a group; one that stood bare is put into a list, what is no row is passed over."""
    value = row.get(group)
    if isinstance(value, dict):
        value = row[group] = [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


class Draft(QObject):
    """The record being typed, its files by name and SHA-256, and its findings. The record handed in stays as it is."""

    edited = Signal()
    """Something was typed, added, removed or moved."""
    value_set = Signal(object, str)
    """A field of a row has another value: the row, the field's id."""
    many_set = Signal(str)
    """A field of many rows has another value; `value_set` and `restored` are told of those that are open."""
    rows_set = Signal(object, str)
    """The rows of a group are others or stand otherwise: the row above, the group's id."""
    removed = Signal(str, object)
    """A row was removed: what to say of it, and what to call to have it back."""
    restored = Signal(object, str)
    """Undo or redo changed a field: the row, the field's id; what shows it has to show it anew."""
    examined = Signal()
    """The findings are new, or are to be shown otherwise."""
    photographs_taken = Signal(object, int, list)
    """Photographs came for a row: the row, how many were taken in, a sentence for each that was not."""

    def __init__(
        self,
        form: Form,
        draft_id: str,
        record: Mapping[str, Any],
        files: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self.id = draft_id
        self.record: RawRow = copied(dict(record))
        self._snapshots = Snapshots(self.record, record)
        self.files = dict(files)
        self.amends = ""
        """The number of the application that it corrects."""
        self.place = ""
        """The path of the field in which somebody last typed."""
        self.findings: tuple[Finding, ...] = ()
        self.tried = False
        """Whether handing in was tried: then nothing that is missing is passed over in silence."""
        self.open_rows: dict[tuple[int, str], RawRow] = {}
        """The row of a group that has editors, by the identity of the row above and the group's id."""
        self.history = History()
        self._by_path: dict[str, list[Finding]] = {}
        self._below: dict[tuple[str, Weight], int] = {}
        self._touched: set[tuple[int, str]] = set()

    @property
    def root(self) -> Place:
        """The record as the place where all begins."""
        return Place(self.record)

    def snapshot(self) -> RawRow:
        """The record as it stands, to be read by another thread."""
        return self._snapshots.take()

    @property
    def primary_language(self) -> str:
        """The language in which texts are typed first."""
        language = self.record.get("primary_language")
        return language if isinstance(language, str) and language else "en"

    # Values

    def set_value(self, row: RawRow, field: str, value: object) -> None:
        """Keep what was typed; None empties the field."""
        if row.get(field) == value and type(row.get(field)) is type(value):
            return
        before, after = copied(row.get(field)), copied(value)
        self._put(row, field, value)
        back: Callable[[], None] = lambda: self._restore(row, field, before)  # noqa: E731
        again: Callable[[], None] = lambda: self._restore(row, field, after)  # noqa: E731
        self.history.note(lambda: self._label(row, field), Change(back, again, row, field), typed=True)

    def set_in_all(self, rows: Iterable[RawRow], field: str, value: object, words: str) -> None:
        """Give a field of many rows one value, as one step of undo called by `words`; None empties it."""
        after = [(row, value) for row in rows if row.get(field) != value or type(row.get(field)) is not type(value)]
        before = [(row, copied(row.get(field))) for row, _value in after]
        if after:
            self._put_in_all(after, field)
            back: Callable[[], None] = lambda: self._put_in_all(before, field)  # noqa: E731
            again: Callable[[], None] = lambda: self._put_in_all(after, field)  # noqa: E731
            self.history.note(lambda: words, Change(back, again, after[0][0], field))

    def _put_in_all(self, values: list[tuple[RawRow, object]], field: str) -> None:
        """Told once: hundreds of rows are changed, and few are seen."""
        for row, value in values:
            if value is None:
                row.pop(field, None)
            else:
                row[field] = copied(value)
            self.touch(row, field)
        self._snapshots.all_changed([row for row, _value in values])
        shown = {id(row) for row in self.open_rows.values()}
        for row in [row for row, _value in values if id(row) in shown] or [values[0][0]]:
            self.value_set.emit(row, field)
            self.restored.emit(row, field)
        self.many_set.emit(field)
        self.edited.emit()

    def _put(self, row: RawRow, field: str, value: object) -> None:
        if value is None:
            row.pop(field, None)
        else:
            row[field] = value
        self._snapshots.changed(row)
        self.touch(row, field)
        self.value_set.emit(row, field)
        self.edited.emit()

    def _restore(self, row: RawRow, field: str, value: object) -> None:
        self._put(row, field, copied(value))
        self.restored.emit(row, field)

    def touch(self, row: RawRow, field: str) -> None:
        """The user was at this field: from now on what is missing there is said."""
        self._touched.add((id(row), field))

    def was_touched(self, row: RawRow, field: str) -> bool:
        """Whether the user was at this field, or tried to hand in."""
        return self.tried or (id(row), field) in self._touched

    # Rows

    def add_row(self, above: RawRow, group: Group, row: RawRow | None = None, at: int | None = None) -> RawRow:
        """A row more, at the end or at a place; gives it."""
        rows = rows_in(above, group.id)
        new: RawRow = {} if row is None else row
        rows.insert(len(rows) if at is None else at, new)
        self._set_rows(above, group.id, rows)
        return new

    def add_copy(self, above: RawRow, group: Group, row: RawRow) -> RawRow:
        """A new row after `row` with the same words, photographs and papers; it gets an identifier of its own."""
        rows = rows_in(above, group.id)
        at = next((index for index, each in enumerate(rows) if each is row), len(rows) - 1)
        return self.add_row(above, group, _as_new(group, row), at + 1)

    def add_rows(self, above: RawRow, group: Group, rows: Iterable[RawRow]) -> None:
        """Many rows at the end, in one step."""
        self._set_rows(above, group.id, [*rows_in(above, group.id), *rows])

    def remove_rows(self, above: RawRow, group: Group, gone: list[RawRow], name: str) -> None:
        """Take rows out in one step; `removed` says how they come back, each to its place."""
        ids = {id(row) for row in gone}
        rows = rows_in(above, group.id)
        places = [(index, row) for index, row in enumerate(rows) if id(row) in ids]
        self._set_rows(above, group.id, [row for row in rows if id(row) not in ids])

        def back() -> None:
            now = rows_in(above, group.id)
            for index, row in places:
                now.insert(index, row)
            self._set_rows(above, group.id, now)

        self.removed.emit(name, back)

    def remove_row(self, above: RawRow, group: Group, row: RawRow, name: str) -> None:
        """Take a row out; `removed` says how it comes back."""
        self.remove_rows(above, group, [row], name)

    def move_row(self, above: RawRow, group: Group, row: RawRow, step: int) -> None:
        """Move a row up (-1) or down (+1), as far as that goes."""
        rows = rows_in(above, group.id)
        at = next(index for index, each in enumerate(rows) if each is row)
        to = min(max(at + step, 0), len(rows) - 1)
        if to != at:
            rows.insert(to, rows.pop(at))
            self._set_rows(above, group.id, rows)

    def _set_rows(self, above: RawRow, group: str, rows: list[RawRow]) -> None:
        before, after = rows_in(above, group), list(rows)
        back: Callable[[], None] = lambda: self._put_rows(above, group, list(before))  # noqa: E731
        again: Callable[[], None] = lambda: self._put_rows(above, group, list(after))  # noqa: E731
        self._put_rows(above, group, rows)
        self.history.note(lambda: self._label(above, group), Change(back, again, above, group))

    def _put_rows(self, above: RawRow, group: str, rows: list[RawRow]) -> None:
        if rows:
            above[group] = rows
        else:
            above.pop(group, None)
        self._snapshots.changed(above)
        self.rows_set.emit(above, group)
        self.edited.emit()

    # Back and again

    def together(self, words: str, *, typed: bool = False) -> AbstractContextManager[None]:
        """All changes made inside are one step of undo, called by these words; typing on belongs to it if `typed`."""
        return self.history.together(words, typed=typed)

    def undo(self) -> Step | None:
        """Take the last step back; None where there is none."""
        return self.history.undo()

    def redo(self) -> Step | None:
        """Do again what was taken back last; None where there is nothing."""
        return self.history.redo()

    def place_of(self, row: RawRow) -> str | None:
        """The path of a row where it stands now; None where it is not in the record."""
        return _path_of(self.record, row, "")

    def _label(self, row: RawRow, member: str) -> str:
        where = self.place_of(row)
        if where is None:
            return member
        path = re.sub(r"\[\d+\]", "", joined(where, member))
        return self.form.label(path)

    # Findings

    def set_findings(self, findings: tuple[Finding, ...]) -> None:
        """What is to be said of the record now."""
        self.findings = findings
        self._by_path = {}
        self._below = _counted_below(findings)
        for finding in findings:
            # A finding of one of several values is shown at the field, one of a row also where the row is.
            whole = finding.path[: finding.path.rindex("[")] if finding.path.endswith("]") else finding.path
            for path in dict.fromkeys((finding.path, whole)):
                self._by_path.setdefault(path, []).append(finding)
        self.examined.emit()

    def findings_at(self, path: str) -> tuple[Finding, ...]:
        """The findings of exactly this field or group."""
        return tuple(self._by_path.get(path, ()))

    def findings_below(self, path: str, *weights: Weight) -> int:
        """How many findings there are in a row or group and below it."""
        return sum(self._below.get((path, weight), 0) for weight in weights)


def _path_of(above: RawRow, row: RawRow, where: str) -> str | None:
    if above is row:
        return where
    for member, value in above.items():
        if isinstance(value, list):
            for index, each in enumerate(rows_in(above, member)):
                found = _path_of(each, row, joined(where, f"{member}[{index}]"))
                if found is not None:
                    return found
    return None


def is_typed(field: Field) -> bool:
    """Whether people fill this field: not the program, and it is not hidden."""
    return field.is_typed


def photograph_field(group: Group) -> Field | None:
    """The field of a group that names a photograph, if it is a group of photographs."""
    return next((field for field in group.fields if field.attributes.get("attachment") == "photograph"), None)


def _as_new(group: Group, row: RawRow) -> RawRow:
    kept = {field.id for field in group.fields if is_typed(field) and field.kind != "uuid"}
    new = {key: copied(value) for key, value in row.items() if key in kept}
    for inner in group.groups:
        if inner.id in row:
            new[inner.id] = [_as_new(inner, each) for each in rows_in(row, inner.id)]
    if any(field.id == "object_uuid" for field in group.fields):
        new["object_uuid"] = str(uuid.uuid4())
    return new


def _counted_below(findings: tuple[Finding, ...]) -> dict[tuple[str, Weight], int]:
    """How many findings of a weight there are at each path and below it."""
    counts: dict[tuple[str, Weight], int] = {}
    for finding in findings:
        for path in _above(finding.path):
            counts[path, finding.weight] = counts.get((path, finding.weight), 0) + 1
    return counts


@lru_cache(maxsize=20_000)
def _above(path: str) -> frozenset[str]:
    """A path and all above it: the same ones are asked for with every look at a record."""
    return frozenset({path, *(path[: match.start()] for match in _STEP_ENDS.finditer(path))})


_STEP_ENDS = re.compile(r"[.\[]")
