"""The Object ID meter: how many categories of the Object ID standard (Getty 1999, now ICOM) an object's record fills.

Which field and which group belongs to which category is said in forms/ (`object_id`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from certapp.formdef.form import Form, Group

CATEGORIES: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")
"""Photographs; the nine categories of information; the description."""
NINE: Final = CATEGORIES[1:10]


@dataclass(frozen=True)
class Missing:
    """A category with nothing in it, and the id of the field or group of the object where it is filled."""

    category: str
    member: str


@dataclass(frozen=True)
class Meter:
    """How many of the nine categories of information are filled, and which are not."""

    filled: int
    missing: tuple[Missing, ...]
    of: int = len(NINE)


def meter(form: Form, item: Mapping[str, object]) -> Meter:
    """Of one object, typed or half typed (plain JSON or a Row); nothing of it is checked."""
    group = form.root.member("objects")
    if not isinstance(group, Group):
        return Meter(0, ())
    missing = tuple(Missing(each, _member(group, each)) for each in NINE if not _is_filled(group, item, each))
    return Meter(len(NINE) - len(missing), missing)


def _is_filled(group: Group, item: Mapping[str, object], category: str) -> bool:
    rows = [inner for inner in group.groups if inner.object_id == category]
    if any(item.get(inner.id) for inner in rows):
        return True
    fields = [field for field in group.fields if field.attributes.get("object_id") == category]
    if rows:  # "there are none" said outright fills it as well; that the object is in good condition does not
        return any(item.get(field.id) is True for field in fields)
    return any(item.get(field.id) not in (None, "", [], (), {}, False) for field in fields)


def _member(group: Group, category: str) -> str:
    rows = [inner.id for inner in group.groups if inner.object_id == category]
    fields = [field.id for field in group.fields if field.attributes.get("object_id") == category]
    return next(iter((*rows, *fields)), "")
