"""What was typed of late in the fields where people write the same again and again (`recent` in forms/)."""

from collections.abc import Iterator, Mapping
from typing import Final

from certapp.formdef.form import Form
from certapp.formdef.walking import rows_with_paths
from certapp.model.record import Row, Text, Value
from certapp.register.applications import application, application_lines
from certapp.service.office import Office

MOST_APPLICATIONS: Final = 20
MOST_VALUES: Final = 12


def recent_values(office: Office) -> Mapping[str, tuple[str, ...]]:
    """By the field's path, the values of the newest applications, the newest first, each once."""
    found: dict[str, dict[str, None]] = {}
    for line in application_lines(office.register, limit=MOST_APPLICATIONS):
        record = office.stored_record(application(office.register, line.number).record)
        for path, words in _said(office.form, record):
            known = found.setdefault(path, {})
            if len(known) < MOST_VALUES:
                known[words] = None
    return {path: tuple(known) for path, known in found.items()}


def _said(form: Form, record: Row) -> Iterator[tuple[str, str]]:
    for group, row, _where in rows_with_paths(form.root, record):
        for field in group.fields:
            if field.attributes.get("recent") and field.id in row:
                for words in _words(row[field.id]):
                    yield field.path, words


def _words(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    elif isinstance(value, Text):
        yield from value.all()
    else:
        yield str(value)
