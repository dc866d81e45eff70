"""What can be printed: a character in none of the program's fonts is told while it can still be mended."""

from collections.abc import Iterator

from certapp.formdef.form import Form, Group
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row, Text, Value


def require_legible(text: str) -> None:
    """Every character of `text` can be printed. Refusal GLYPH_MISSING with the character's name."""
    from certapp.document.fonts import font_runs  # loads the fonts

    for line in text.splitlines():
        for _ in font_runs(line, 0, len(line), "Regular"):
            pass


def illegible(form: Form, record: Row) -> tuple[Finding, ...]:
    """A finding for each printed field that holds a character no font has."""
    return tuple(_illegible(form.root, record, ""))


def _illegible(group: Group, row: Row, where: str) -> Iterator[Finding]:
    for field in group.fields:
        if field.printed and field.kind in {"text", "multilingual"}:
            for words in _words(row.get(field.id, ())):
                try:
                    require_legible(words)
                except Refusal as refusal:
                    path = f"{where}.{field.id}" if where else field.id
                    yield Finding(refusal.code, path, Weight.APPLICATION, refusal.params)
                    break
    for inner in group.groups:
        for index, each in enumerate(row.rows(inner.id)):
            at = f"{where}.{inner.id}[{index}]" if where else f"{inner.id}[{index}]"
            yield from _illegible(inner, each, at)


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif isinstance(value, Text):
        yield from value.all()
    elif isinstance(value, str):
        yield value
