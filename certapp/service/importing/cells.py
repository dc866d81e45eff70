"""A cell's words as the value of a field: numbers, days, codes in any spelling that can be read in one way only."""

import re
from datetime import date
from functools import lru_cache

from certapp.formdef import aat
from certapp.formdef.form import Field, Form
from certapp.formdef.kinds import KINDS, KindError, shown
from certapp.formdef.standards import language_meant

Plain = str | bool | int | list[str]

_WHOLE_TEXT = frozenset({"title", "bibliography", "related_objects"})
"""Fields of several values in which a semicolon belongs to the words: only line breaks part them."""
_YES = frozenset(["yes", "y", "true", "1", "x", "oui", "sí", "si", "да", "نعم", "是", "ja"])
_NO = frozenset(["no", "n", "false", "0", "non", "нет", "لا", "否", "nein"])
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.'")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")


def value_of(words: str, field: Field, form: Form) -> Plain:
    """What the draft keeps for the cell `words`, checked by the field's kind.

    Raises:
        KindError: it cannot be read as what the field asks for.
    """
    if field.many:
        parts = re.split(r"\n" if field.id in _WHOLE_TEXT else r"[;\n；؛]", words)
        return [str(_one(part.strip(), field, form)) for part in parts if part.strip()]
    return _one(words.strip(), field, form)


def number_of(words: str) -> str:
    """A number with a point, as the record keeps decimals. KindError where it is none, or could be two."""
    text = re.sub(r"[\s\u00a0\u202f'’]", "", words.translate(_DIGITS))
    if re.fullmatch(r"\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(,\d{3})+\.\d+", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(\.\d{3})+,\d+", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2},\d{3}", text):
        raise KindError("LIST_NUMBER_IN_TWO_WAYS", typed=shown(words))
    elif re.fullmatch(r"\d+,\d+", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise KindError("LIST_NOT_A_NUMBER", typed=shown(words))
    return text


def _one(words: str, field: Field, form: Form) -> str | bool | int:
    value = _read(words, field, form)
    KINDS[field.kind].parse(value, field, form)
    return value


def _read(words: str, field: Field, form: Form) -> str | bool | int:
    match field.kind:
        case "decimal":
            return number_of(words)
        case "integer" | "year":
            text = words.translate(_DIGITS).replace("\u2212", "-")
            if not re.fullmatch(r"-?\d{1,10}(\.0+)?", text):
                raise KindError("LIST_NOT_A_NUMBER", typed=shown(words))
            return int(text.split(".")[0])
        case "boolean":
            known = words.casefold()
            if known not in _YES | _NO:
                raise KindError("LIST_NOT_YES_OR_NO", typed=shown(words))
            return known in _YES
        case "date":
            return day_in(words)
        case "code":
            return _code(words, field.code_list, form)
        case "language":
            return language_meant(words) or words
        case "aat":
            return aat.concept(words) or words
        case _:
            return words


def day_in(words: str) -> str:
    """A day as lists write it, in ISO 8601. KindError where it is none, or could be two."""
    text = words.translate(_DIGITS)
    if _ISO.fullmatch(text):
        return text[:10]
    if found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _SLASHED.fullmatch(text):
        day, month, year = map(int, found.groups())
        if month > 12:  # only an American order makes sense
            day, month = month, day
        elif day <= 12 and day != month:
            raise KindError("LIST_DAY_IN_TWO_WAYS", typed=shown(words))
    else:
        raise KindError("LIST_NOT_A_DAY", typed=shown(words))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise KindError("LIST_NOT_A_DAY", typed=shown(words)) from None


def _code(words: str, code_list: str, form: Form) -> str:
    known = _spellings(_Known(form), code_list)
    for spelling in (words, re.sub(r"[.\s]", "", words)):  # 9705.10 is 970510
        if found := known.get(spelling.casefold()):
            return found
    raise KindError("LIST_CODE_NOT_KNOWN", typed=shown(words))


class _Known:
    """A form that can be a key: two forms of one digest know the same words."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash(self.form.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.form.digest == self.form.digest


@lru_cache(maxsize=64)
def _spellings(known: _Known, code_list: str) -> dict[str, str]:
    """Every code by itself and by its name in each language; a name that two codes share is none's."""
    codes = known.form.code_lists.get(code_list, ())
    by_name: dict[str, set[str]] = {}
    for code in codes:
        for language in known.form.words:
            by_name.setdefault(known.form.code_name(code_list, code, language).casefold(), set()).add(code)
    named = {name: next(iter(found)) for name, found in by_name.items() if len(found) == 1}
    return {**named, **{code.casefold(): code for code in codes}}
