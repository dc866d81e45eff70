"""The published JSON Schema of application.json, made from the same form that reads it."""

from certapp.formdef.form import Field, Form, Group, Need
from certapp.formdef.kinds import KINDS, Schema


def json_schema(form: Form, language: str = "en") -> Schema:
    """JSON Schema (draft 2020-12) of what an applicant hands in: every field but those the program fills."""
    schema = _group(form, form.root, language)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{form.id} {form.version}" + (f" ({form.profile})" if form.profile else ""),
        **schema,
    }


def _group(form: Form, group: Group, language: str) -> Schema:
    fields = [field for field in group.fields if not field.by_program]
    properties: Schema = {field.id: _field(form, field, language) for field in fields}
    for inner in group.groups:
        row = _group(form, inner, language)
        rows = {"type": "array", "items": row, "minItems": inner.rows_min, "maxItems": inner.rows_max}
        properties[inner.id] = {"anyOf": [row, rows], "title": form.label(inner.path, language)}
    required = [field.id for field in fields if field.need("A") is Need.MANDATORY and not field.default]
    required += [inner.id for inner in group.groups if inner.rows_min]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _field(form: Form, field: Field, language: str) -> Schema:
    one = KINDS[field.kind].schema(field, form)
    several = {"type": "array", "items": one, "maxItems": field.most}
    schema: Schema = {"anyOf": [one, several]} if field.many else dict(one)
    schema["title"] = form.label(field.path, language)
    if words := form.help(field.path, language):
        schema["description"] = words
    return schema
