"""A value in words: how a field, a row, a group reads on paper and on screen."""

import re
from collections.abc import Iterable
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


BETWEEN_LANGUAGES = " / "
"""Parts the same words in several languages on one line."""
_SIGNS = {"ar": ((",", "،"), (";", "؛")), "zh": ((", ", "，"), ("; ", "；"))}
"""Commas and semicolons of a template as these languages write them."""
_SHORT = 70
"""Characters that a text may have in all its languages together to stand on one line."""


def words_of(
    form: Form,
    field: Field,
    value: "Value | None",
    languages: tuple[str, ...],
    codes_in: tuple[str, ...] = (),
) -> str:
    """`value` of `field` as it reads on paper, '' where it is not filled.

    Codes are put in words of each language of `codes_in`, or of the first of `languages` where that is empty.
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(words_of(form, field, item, languages, codes_in) for item in value)
    spoken = codes_in or languages[:1] or ("en",)
    match value:
        case bool():
            return in_each(form.title("text", "yes" if value else "no", language) for language in spoken)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Text():
            return _beside_or_below(_in_languages(value, languages))
        case str() if field.kind == "code" and field.code_list not in _CODE_ALONE:
            name = in_each(form.code_name(field.code_list, value, language) for language in spoken)
            return f"{value} {name}" if field.code_list in _CODE_AND_WORDS and name != value else name
        case _:
            return str(value)


def in_each(words: Iterable[str]) -> str:
    """The same words in several languages on one line; what reads alike in two of them stands once."""
    return BETWEEN_LANGUAGES.join(dict.fromkeys(words))


def row_words(form: Form, group: Group, row: Row, languages: tuple[str, ...], codes_in: tuple[str, ...] = ()) -> str:
    """One row of a group by its template; lines and brackets of fields that are not filled fall away.

    A row of several codes and numbers (a measurement) is said whole in each language: their words would alternate.
    """
    if len(codes_in) > 1 and _is_all_codes(group, row):
        return in_each(row_words(form, group, row, languages, (language,)) for language in codes_in)
    template = group.template or "; ".join(f"{{{field.id}}}" for field in group.fields if field.printed)
    words = {
        field.id: words_of(form, field, row.get(field.id), languages, codes_in)
        for field in group.fields
        if field.printed
    }
    spoken = next(iter(codes_in or languages), "")
    lines = []
    for line in template.strip("\n").split("\n"):
        named = _PLACEHOLDER.findall(line)
        filled = [words[name] for name in named if words.get(name)]
        bare = _tidy(_PLACEHOLDER.sub(lambda found: _FILLED if words.get(found[1]) else "", line))
        if _FILLED in bare or not named:
            pieces = _punctuated(bare, spoken).split(_FILLED)
            lines.append("".join(part for pair in zip_longest(pieces, filled, fillvalue="") for part in pair))
    return "\n".join(line for line in lines if line)


def _punctuated(bare: str, language: str) -> str:
    for sign, written in _SIGNS.get(language, ()):
        bare = bare.replace(sign, written)
    return bare


def _is_all_codes(group: Group, row: Row) -> bool:
    """Whether nothing in a row was typed in words, and more than one field of it has words of its own."""
    filled = [(field, value) for field in group.fields if field.printed and (value := row.get(field.id)) is not None]
    coded = [field for field, _ in filled if field.kind == "code" and field.code_list not in _CODE_ALONE]
    return len(coded) > 1 and all(field.kind == "code" or not isinstance(value, str | Text) for field, value in filled)


def group_words(
    form: Form, group: Group, rows: tuple[Row, ...], languages: tuple[str, ...], codes_in: tuple[str, ...] = ()
) -> str:
    """All rows of a group that the paper shows, a row a line."""
    shown = [row for row in rows if not any(row.get(name) in values for name, values in group.unprinted_rows.items())]
    return "\n".join(filter(None, (row_words(form, group, row, languages, codes_in) for row in shown)))


def _beside_or_below(words: tuple[str, ...]) -> str:
    """A text in several languages: short ones on one line, long ones each in a paragraph of its own direction."""
    beside = BETWEEN_LANGUAGES.join(words)
    return beside if len(beside) <= _SHORT else "\n".join(words)


def _in_languages(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages first, then the others: nothing that was declared is kept from the paper."""
    known = dict(text.by_language)
    wanted = [known[language] for language in languages if language in known]
    return tuple(dict.fromkeys((*wanted, *text.all())))


def _tidy(line: str) -> str:
    """`line` without what an empty field leaves behind: a dash, '( )', '(, ', ', ,', a lone colon, double blanks."""
    line = re.sub(rf"(?<!{_FILLED} )–|–(?! {_FILLED})", "", line)
    line = re.sub(r"\([\s,;:]*\)", "", line)
    line = re.sub(r"\([\s,;:]+", "(", line)
    line = re.sub(r"[\s,;:]+\)", ")", line)
    line = re.sub(r"(?:\s*[,;:])+", lambda found: next(sign for sign in ":;," if sign in found[0]), line)
    return re.sub(r"\s+", " ", line).strip(" ,;:")
