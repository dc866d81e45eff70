"""Tables as CSV that a spreadsheet opens without harm: no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets begin a formula with, in their full-width forms too (OWASP, CSV Injection)."""


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, UTF-8 with its mark, which spreadsheets need to read other scripts.

    A cell that would begin a formula gets an apostrophe before it: what comes from foreign papers is text.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_text(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell
