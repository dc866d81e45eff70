"""Made-up values, fields and whole applications, by the form itself."""

import unicodedata
from datetime import date
from typing import Any

from hypothesis import strategies as st

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.kinds import KINDS

TAME = st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Sc"], max_codepoint=0x2FFF)
"""Characters that the parser and a length in a JSON Schema count alike."""


def words(most: int) -> st.SearchStrategy[str]:
    """Text without anything invisible, in NFC."""
    made = st.text(TAME, min_size=1, max_size=most).map(lambda text: unicodedata.normalize("NFC", text))
    return made.filter(lambda text: 1 <= len(text) <= most)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
"""Anything JSON can hold, and the lone surrogates and odd numbers it should not."""

languages = st.sampled_from(["en", "fr", "ar", "zh-Hant", "pt-BR", "grc", "sr-Latn-RS"])


def typed(field: Field, form: Form) -> st.SearchStrategy[Any]:
    """Values that `field` takes."""
    match field.kind:
        case "text":
            return words(min(field.max_length, 40))
        case "multilingual":
            each = words(min(field.max_length, 40))
            return each | st.dictionaries(languages, each, min_size=1, max_size=3)
        case "code":
            return st.sampled_from(form.code_lists[field.code_list])
        case "date":
            return st.dates(min_value=date(1000, 1, 1)).map(date.isoformat)
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(0, 1_000_000_000)
        case "year":
            return st.integers(-5_000_000_000, 2999)
        case "decimal":
            return st.decimals("0.000001", 10**15 - 1, places=6).map(lambda number: format(number, "f"))
        case "language":
            return languages
        case "sha256":
            return st.binary(min_size=32, max_size=32).map(bytes.hex)
        case "uuid":
            return st.uuids().map(str)
        case "aat":
            return st.integers(300_000_000, 300_999_999).map("http://vocab.getty.edu/aat/{}".format)
        case "file":
            return st.from_regex(r"[a-z0-9][a-z0-9 _-]{0,20}\.(jpg|png|pdf)", fullmatch=True)
    raise AssertionError(f"no made-up values for the kind {field.kind}")


def several(field: Field, form: Form) -> st.SearchStrategy[Any]:
    """As `typed`, and lists of them where the field takes several."""
    one = typed(field, form)
    return one | st.lists(one, min_size=1, max_size=min(3, field.most)) if field.many else one


@st.composite
def rows(draw: st.DrawFn, group: Group, form: Form) -> dict[str, Any]:
    """One row with some of its fields filled, at times with rows below it."""
    plain = [field for field in group.fields if "list_by" not in field.attributes]
    filled = draw(st.lists(st.sampled_from(plain), max_size=6, unique_by=lambda field: field.id))
    row = {field.id: draw(several(field, form)) for field in filled}
    if group.groups and draw(st.booleans()):
        inner = draw(st.sampled_from(group.groups))
        row[inner.id] = draw(st.lists(rows(inner, form), min_size=1, max_size=2))
    return row


def one_of_each_kind(form: Form) -> dict[str, Field]:
    """A field of every kind there is."""
    found = {field.kind: field for field in form.root.field_paths() if not field.many}
    assert set(found) == set(KINDS)
    return found
