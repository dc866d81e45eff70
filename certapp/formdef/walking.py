"""Every row of a record with the group it belongs to and its path, from the top down."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from certapp.formdef.form import Group
from certapp.model.findings import Finding
from certapp.model.record import Row


def rows_with_paths(group: Group, row: Row, where: str = "") -> Iterator[tuple[Group, Row, str]]:
    """`row` of `group` itself and all rows below it; paths as findings have them: `objects[0].photographs[1]`."""
    yield group, row, where
    for inner in group.groups:
        for index, each in enumerate(row.rows(inner.id)):
            yield from rows_with_paths(inner, each, joined(where, f"{inner.id}[{index}]"))


def joined(where: str, name: str) -> str:
    """The path of `name` in the row at `where`; either may be ''."""
    return f"{where}.{name}" if where and name else name or where


def at_path(findings: Iterable[Finding], where: str) -> Iterator[Finding]:
    """Findings about a row and what is below it, said of the row at `where`."""
    for finding in findings:
        yield replace(finding, path=joined(where, finding.path))
