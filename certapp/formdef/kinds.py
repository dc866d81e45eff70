"""The kinds of field: what may be typed, the typed value, its JSON Schema.

A kind refuses with a `KindError` (a finding code and its parameters), never with another exception.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certapp.formdef import aat
from certapp.formdef.form import Field, Form
from certapp.model.record import Text, Value

Schema = dict[str, object]

MAX_LANGUAGES = 12
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")  # BCP 47: language, script, region
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FILE_NAME = re.compile(r'(?!\.\.?$)[^/\\:*?"<>|\x00-\x1f]{1,120}')
_YEARS = range(-5_000_000_000, 3000)  # geological ages are negative
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d")  # several scripts cannot be written without them


class KindError(Exception):
    """A typed thing that is not what the field asks for: a finding's code and parameters."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Kind:
    """One kind of field: `parse` takes what JSON holds, `schema` says the same as JSON Schema (draft 2020-12)."""

    parse: Callable[[object, Field, Form], Value]
    schema: Callable[[Field, Form], Schema]


def shown(raw: object) -> str:
    """What was typed, as a finding may quote it: its beginning, nothing invisible; of a list only that it is one."""
    if isinstance(raw, list | dict):
        return "{…}" if isinstance(raw, dict) else "[…]"
    words = raw[:40] if isinstance(raw, str) else str(raw)[:40]
    return "".join(character if character.isprintable() else "\ufffd" for character in words)


def clean_text(raw: object, max_length: int, multiline: bool) -> str:
    """`raw` as text: NFC, no control, private or unassigned characters, none that turns the reading direction.

    Such characters make a name look like another name on screen and paper (Trojan Source; UTS 39).
    """
    if not isinstance(raw, str):
        raise KindError("TEXT_EXPECTED")
    if len(raw) > 4 * max_length:  # before any work is done on it
        raise KindError("TEXT_TOO_LONG", length=len(raw), most=max_length)
    text = unicodedata.normalize("NFC", raw).strip()
    if multiline:
        text = text.replace("\r\n", "\n")
    for character in "" if text.isascii() and text.isprintable() else text:
        if multiline and character == "\n":
            continue
        if character in _BIDI_CONTROLS or (
            unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and character not in _JOINERS
        ):
            raise KindError("CHARACTER_NOT_ALLOWED", character=f"U+{ord(character):04X}")
    if not set(text) - _JOINERS - {" "}:  # nothing anybody could see
        raise KindError("TEXT_EMPTY")
    if len(text) > max_length:
        raise KindError("TEXT_TOO_LONG", length=len(text), most=max_length)
    return text


def _text(raw: object, field: Field, form: Form) -> Value:
    return clean_text(raw, field.max_length, field.multiline)


def _text_schema(field: Field, form: Form) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": field.max_length}


def _multilingual(raw: object, field: Field, form: Form) -> Value:
    if not isinstance(raw, dict):
        return Text.of(clean_text(raw, field.max_length, field.multiline))
    if not raw or len(raw) > MAX_LANGUAGES:
        raise KindError("LANGUAGES_EXPECTED", most=MAX_LANGUAGES)
    words: dict[str, str] = {}
    for language, text in raw.items():
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            raise KindError("LANGUAGE_UNKNOWN", language=shown(language))
        words[language] = clean_text(text, field.max_length, field.multiline)
    return Text.of(words)


def _multilingual_schema(field: Field, form: Form) -> Schema:
    text = _text_schema(field, form)
    by_language = {
        "type": "object",
        "propertyNames": {"pattern": f"^{_LANGUAGE.pattern}$"},
        "additionalProperties": text,
        "minProperties": 1,
        "maxProperties": MAX_LANGUAGES,
    }
    return {"anyOf": [text, by_language]}


def _code(raw: object, field: Field, form: Form) -> Value:
    if not isinstance(raw, str) or raw not in form.code_lists[field.code_list]:
        raise KindError("CODE_UNKNOWN", typed=shown(raw), list=field.code_list)
    return raw


def _code_schema(field: Field, form: Form) -> Schema:
    return {"enum": list(form.code_lists[field.code_list])}


def _date(raw: object, field: Field, form: Form) -> Value:
    if not isinstance(raw, str) or not _ISO_DATE.fullmatch(raw):
        raise KindError("DATE_EXPECTED", typed=shown(raw))
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise KindError("DATE_IMPOSSIBLE", typed=raw) from None


def _boolean(raw: object, field: Field, form: Form) -> Value:
    if not isinstance(raw, bool):
        raise KindError("YES_NO_EXPECTED")
    return raw


def _integer(raw: object, field: Field, form: Form) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise KindError("NUMBER_EXPECTED", typed=shown(raw))
    if not 0 <= raw <= 1_000_000_000:
        raise KindError("NUMBER_OUT_OF_RANGE", typed=shown(raw))
    return raw


def _year(raw: object, field: Field, form: Form) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise KindError("YEAR_EXPECTED", typed=shown(raw))
    if raw not in _YEARS:
        raise KindError("NUMBER_OUT_OF_RANGE", typed=shown(raw))
    return raw


def _decimal(raw: object, field: Field, form: Form) -> Value:
    if not isinstance(raw, str) or not _DECIMAL.fullmatch(raw):
        raise KindError("DECIMAL_EXPECTED", typed=shown(raw))
    value = Decimal(raw)
    if raw.startswith("-") or (value == 0 and field.attributes.get("positive")):
        raise KindError("NUMBER_NOT_POSITIVE", typed=raw)
    return value


def _decimal_schema(field: Field, form: Form) -> Schema:
    above_zero = r"(?=.*[1-9])" if field.attributes.get("positive") else ""
    return {"type": "string", "pattern": rf"^{above_zero}[0-9]{{1,15}}(\.[0-9]{{1,6}})?$"}


def _matching(pattern: re.Pattern[str], code: str) -> Kind:
    """A text of fixed form."""

    def parse(raw: object, field: Field, form: Form) -> Value:
        if not isinstance(raw, str) or not pattern.fullmatch(raw):
            raise KindError(code, typed=shown(raw))
        return clean_text(raw, 255, multiline=False)

    return Kind(parse, lambda field, form: {"type": "string", "pattern": f"^{pattern.pattern}$"})


KINDS: dict[str, Kind] = {
    "text": Kind(_text, _text_schema),
    "multilingual": Kind(_multilingual, _multilingual_schema),
    "code": Kind(_code, _code_schema),
    "date": Kind(_date, lambda field, form: {"type": "string", "format": "date", "pattern": f"^{_ISO_DATE.pattern}$"}),
    "boolean": Kind(_boolean, lambda field, form: {"type": "boolean"}),
    "integer": Kind(_integer, lambda field, form: {"type": "integer", "minimum": 0, "maximum": 1_000_000_000}),
    "year": Kind(
        _year,
        lambda field, form: {"type": "integer", "minimum": _YEARS.start, "maximum": _YEARS.stop - 1},
    ),
    "decimal": Kind(_decimal, _decimal_schema),
    "language": _matching(_LANGUAGE, "LANGUAGE_UNKNOWN"),
    "sha256": _matching(_SHA256, "DIGEST_EXPECTED"),
    "uuid": _matching(_UUID, "UUID_EXPECTED"),
    "aat": _matching(aat.URI, "AAT_EXPECTED"),
    "file": _matching(_FILE_NAME, "FILE_NAME_EXPECTED"),
}
