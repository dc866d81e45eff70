"""What can be printed: a character in none of the program's fonts is told while it can still be mended."""

from collections.abc import Iterator

from certapp.formdef.form import Form
from certapp.formdef.walking import joined, rows_with_paths
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row, Text, Value


def require_legible(text: str) -> None:
    """Every character of `text` can be printed. Refusal GLYPH_MISSING with the character's name."""
    from certapp.document.fonts import font_runs  # loads the fonts

    for line in text.splitlines():
        for _ in font_runs(line, 0, len(line), "Regular"):
            pass


def illegible(form: Form, record: Row) -> Iterator[Finding]:
    """A finding for each printed field that holds a character no font has."""
    for group, row, where in rows_with_paths(form.root, record):
        for field in group.fields:
            if not field.printed or field.kind not in {"text", "multilingual"}:
                continue
            try:
                for words in _words(row.get(field.id, ())):
                    require_legible(words)
            except Refusal as refusal:
                yield Finding(refusal.code, joined(where, field.id), Weight.APPLICATION, refusal.params)


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif isinstance(value, Text):
        yield from value.all()
    elif isinstance(value, str):
        yield value
