"""Tables as CSV that a spreadsheet opens without harm: no cell is ever taken for a formula."""

import codecs
import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets begin a formula with, in their full-width forms too (OWASP, CSV Injection)."""


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, UTF-8 with its mark, which spreadsheets need to read other scripts.

    A cell that would begin a formula gets an apostrophe before it: what comes from foreign papers is text.
    """
    return codecs.BOM_UTF8 + b"".join(map(_line, rows))


class CsvReport:
    """A table that is written row by row, however long it becomes."""

    def __init__(self, stream: io.BufferedWriter, file: Path) -> None:
        self._stream, self._file = stream, file
        self._write(codecs.BOM_UTF8)

    def add(self, row: Sequence[str]) -> None:
        """One more row, as in `csv_file`. Refusal OUTPUT_NOT_WRITABLE."""
        self._write(_line(row))

    def _write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except OSError as problem:
            raise _not_writable(self._file, problem) from None


@contextmanager
def csv_report(path: Path) -> Iterator[CsvReport]:
    """A table at `path`, there under its name only when it is whole. Refusal OUTPUT_NOT_WRITABLE."""
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        stream = beside.open("xb")
    except (OSError, ValueError) as problem:
        raise _not_writable(path, problem) from None
    try:
        with stream:
            yield CsvReport(stream, path)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as problem:
        raise _not_writable(path, problem) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _not_writable(path: Path, problem: Exception) -> Refusal:
    return Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=str(problem))


def _line(row: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([as_text(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")  # a name of a file may hold what is no character


def as_text(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
