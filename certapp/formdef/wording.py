"""A value in words: how a field, a row, a group reads on paper and on screen."""

import re
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from certapp.formdef.form import Field, Form, Group
from certapp.model.record import Row, Text, Value

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FILLED = "\ue000"
"""Stands for the words of a field while a line is tidied, so that nobody's words are; no typed text can hold it."""
_CODE_AND_WORDS = frozenset({"HS_CODE"})
"""Lists whose code is itself read at the border, so that it stands before its words."""
_CODE_ALONE = frozenset({"CURRENCY"})
"""Lists whose code is what everybody writes."""


def languages_of(record: Row) -> tuple[str, ...]:
    """The languages a certificate is printed in, first the one it is completed in."""
    wanted = (record.text("primary_language"), record.text("second_language"))
    return tuple(language for language in wanted if language)


def words_of(form: Form, field: Field, value: "Value | None", languages: tuple[str, ...]) -> str:
    """`value` of `field` as it reads on paper; codes in words of the first language, '' where it is not filled."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(words_of(form, field, item, languages) for item in value)
    language = languages[0] if languages else "en"
    match value:
        case bool():
            return form.title("text", "yes" if value else "no", language)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Text():
            return " / ".join(_in_languages(value, languages))
        case str() if field.kind == "code" and field.code_list not in _CODE_ALONE:
            name = form.code_name(field.code_list, value, language)
            return f"{value} {name}" if field.code_list in _CODE_AND_WORDS and name != value else name
        case _:
            return str(value)


def row_words(form: Form, group: Group, row: Row, languages: tuple[str, ...]) -> str:
    """One row of a group by its template; lines and brackets of fields that are not filled fall away."""
    template = group.template or "; ".join(f"{{{field.id}}}" for field in group.fields if field.printed)
    words = {field.id: words_of(form, field, row.get(field.id), languages) for field in group.fields if field.printed}
    lines = []
    for line in template.strip("\n").split("\n"):
        named = _PLACEHOLDER.findall(line)
        filled = [words[name] for name in named if words.get(name)]
        bare = _tidy(_PLACEHOLDER.sub(lambda found: _FILLED if words.get(found[1]) else "", line))
        if _FILLED in bare or not named:
            pieces = bare.split(_FILLED)
            lines.append("".join(part for pair in zip_longest(pieces, filled, fillvalue="") for part in pair))
    return "\n".join(line for line in lines if line)


def group_words(form: Form, group: Group, rows: tuple[Row, ...], languages: tuple[str, ...]) -> str:
    """All rows of a group that the paper shows, a row a line."""
    shown = [row for row in rows if not any(row.get(name) in values for name, values in group.unprinted_rows.items())]
    return "\n".join(filter(None, (row_words(form, group, row, languages) for row in shown)))


def _in_languages(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages first, then the others: nothing that was declared is kept from the paper."""
    known = dict(text.by_language)
    wanted = [known[language] for language in languages if language in known]
    return tuple(dict.fromkeys((*wanted, *text.all())))


def _tidy(line: str) -> str:
    """`line` without what an empty field leaves behind: '( )', '(, ', ', ,', a lone colon, double blanks."""
    line = re.sub(r"\([\s,;:]*\)", "", line)
    line = re.sub(r"\([\s,;:]+", "(", line)
    line = re.sub(r"[\s,;:]+\)", ")", line)
    line = re.sub(r"(?:\s*[,;:])+", lambda found: next(sign for sign in ":;," if sign in found[0]), line)
    return re.sub(r"\s+", " ", line).strip(" ,;:")
