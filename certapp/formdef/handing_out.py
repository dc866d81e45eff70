"""What of a record leaves the office: all but the fields that the form keeps inside."""

from certapp.formdef.form import Form, Group
from certapp.model.record import Row, Value


def handed_out_record(form: Form, record: Row) -> Row:
    """`record` without its kept fields: what is attached to the PDF, digested, and committed to by the code."""
    return _handed_out(form.root, record)


def _handed_out(group: Group, row: Row) -> Row:
    kept = {field.id for field in group.fields if field.kept}
    values: dict[str, Value] = {name: value for name, value in row.items() if name not in kept}
    for inner in group.groups:
        if inner.id in values:
            values[inner.id] = tuple(_handed_out(inner, each) for each in row.rows(inner.id))
    return Row(values)
