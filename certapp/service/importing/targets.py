"""Where a column can go: every field of an object that people fill, and each dimension as a column of its own."""

from dataclasses import dataclass

from certapp.formdef.form import Field, Form, Group

OBJECTS = "objects"
MEASUREMENTS = "measurements"
PHOTOGRAPHS = "photographs.file"


@dataclass(frozen=True)
class Target:
    """`id`: path of the field below the object; `measurements` for a whole line of them, `measurements.HEIGHT`."""

    id: str
    label: str
    field: Field | None = None
    group: Group | None = None
    """The small group that the field is in: its first row is meant."""
    dimension: str = ""


def targets_of(form: Form) -> dict[str, Target]:
    """Every target by its id, in the order of the form."""
    objects = form.root.member(OBJECTS)
    assert isinstance(objects, Group)
    found = [Target(field.id, form.label(field.path), field) for field in objects.fields if _typed(field)]
    for group in objects.groups:
        if group.id == MEASUREMENTS:
            found.append(Target(MEASUREMENTS, form.label(group.path), group=group))
            dimensions = form.code_lists["DIMENSION"]
            found += [
                Target(
                    f"{MEASUREMENTS}.{code}", _below(form, group, form.code_name("DIMENSION", code)), None, group, code
                )
                for code in dimensions
            ]
            continue
        found += [
            Target(f"{group.id}.{field.id}", _below(form, group, form.label(field.path)), field, group)
            for field in group.fields
            if _typed(field) and not (field.kind == "file" and field.attributes.get("attachment") != "photograph")
        ]
    return {target.id: target for target in found}


def _typed(field: Field) -> bool:
    return not field.by_program and not field.attributes.get("hidden")


def _below(form: Form, group: Group, words: str) -> str:
    return f"{form.label(group.path)} › {words}"
