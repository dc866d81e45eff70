"""What can be printed: a character in none of the program's fonts is told while it can still be mended."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from certapp.formdef.form import Form, Group
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.walking import at_path, joined, rows_with_paths
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row, Text, Value


def require_legible(text: str) -> None:
    """Every character of `text` can be printed. Refusal GLYPH_MISSING with the character's name."""
    from certapp.document.fonts import font_runs  # loads the fonts

    for line in text.splitlines():
        for _ in font_runs(line, 0, len(line), "Regular"):
            pass


def illegible(form: Form, record: Row, memory: Memory = NO_MEMORY) -> Iterator[Finding]:
    """A finding for each printed field that holds a character no font has."""
    yield from _illegible(replace(form.root, groups=()), record)
    for group in form.root.groups:
        for index, row in enumerate(record.rows(group.id)):
            found = memory.of_row("legible", row, (), partial(_illegible, group, row))
            yield from at_path(found, f"{group.id}[{index}]")


def _illegible(top: Group, record: Row) -> list[Finding]:
    found = []
    for group, row, where in rows_with_paths(top, record):
        for field in group.fields:
            if not field.printed or field.kind not in {"text", "multilingual"}:
                continue
            try:
                for words in _words(row.get(field.id, ())):
                    require_legible(words)
            except Refusal as refusal:
                found.append(Finding(refusal.code, joined(where, field.id), Weight.APPLICATION, refusal.params))
    return found


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif isinstance(value, Text):
        yield from value.all()
    elif isinstance(value, str):
        yield value
