"""Deterministic CBOR (RFC 8949 section 4.2.1), both ways, and nothing else of CBOR.

Every value has exactly one encoding here, and `decode` accepts only that one. So a signed text cannot be
written in two ways, and no parser further on ever meets a duplicate key, a float or an unfinished length.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NoReturn, TypeAlias

from certapp.model.errors import Refusal


@dataclass(frozen=True, slots=True)
class Part:
    """A long byte string where it lies: from `start` to `end` of `whole`."""

    whole: bytes
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def view(self) -> memoryview:
        """Its bytes, not copied."""
        return memoryview(self.whole)[self.start : self.end]


Item: TypeAlias = int | bytes | str | bool | Part | list["Item"] | dict[int | str, "Item"]

# What Unicode calls isolates and overrides: they make a name look other than it is (UAX #9).
_BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP, _SIMPLE = 0, 1, 2, 3, 4, 5, 7
_FALSE, _TRUE = 0xF4, 0xF5
_LONGER, _SHORT_TEXT, _LONGER_TEXT = 24, 0x60, 0x78
# The least value that needs an argument of 1, 2, 4, 8 bytes: a smaller one was not written the shortest way.
_LEAST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kind of file may hold.

    depth: containers within containers; size: bytes; text_keys: maps may have text keys beside integer
    ones; booleans: true and false occur; controls: the control characters that texts may hold;
    items: values in all. parts: byte strings of more bytes than this are given as a `Part`; 0: none are.
    """

    depth: int
    size: int
    text_keys: bool
    booleans: bool
    controls: str = ""
    items: int = 100_000
    parts: int = 0


CODE: Final = Limits(depth=4, size=8192, text_keys=False, booleans=False)
"""The code on the paper."""
LIST: Final = Limits(depth=6, size=16 << 20, text_keys=False, booleans=False)
"""Bulletins and packages, whose columns are byte strings."""
COLUMNS: Final = replace(LIST, parts=1 << 16)
"""The same without a copy of what is long: a bulletin of a million entries has 14 MB."""
RECORD: Final = Limits(depth=12, size=16 << 20, text_keys=True, booleans=True, controls="\n\t", items=1_000_000)
"""The full record attached to the document."""


def encode(item: Item) -> bytes:
    """The one encoding of `item`.

    ValueError where a number exceeds 64 bits or a text is not NFC: the program's own fault, not the user's.
    """
    out = bytearray()
    _write(item, out)
    return bytes(out)


def head_of_bytes(length: int) -> bytes:
    """What stands before a byte string of this length."""
    return _head(_BYTES, length)


def decode(data: bytes | Part, limits: Limits = CODE) -> Item:
    """The value whose encoding is exactly `data`.

    Refusal CODE_DAMAGED (detail=...) for all that `encode` would not have written or `limits` does not allow.
    """
    if len(data) > limits.size:
        _refuse("too long")
    kind = _PartReader if limits.parts else _Reader
    whole, start, end = (data.whole, data.start, data.end) if isinstance(data, Part) else (data, 0, len(data))
    reader = kind(whole, limits, start, end)
    try:
        item = reader.item(limits.depth)
    except IndexError:
        _refuse("ends early")
    if reader.at != reader.end:
        _refuse("trailing bytes")
    return item


def acceptable(text: str, controls: str = "") -> bool:
    """Whether `text` is NFC and free of control and direction-changing characters but those in `controls`."""
    if text.isascii() and text.isprintable():
        return True
    return unicodedata.is_normalized("NFC", text) and _unwelcome(controls)(text) is None


@cache
def _unwelcome(controls: str) -> Callable[[str], object]:
    kept = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in controls)
    return re.compile(f"[{re.escape(kept + _BIDI_CONTROLS)}]").search


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)


def _head(major: int, value: int) -> bytes:
    major <<= 5
    if value < 24:
        return bytes((major | value,))
    if value < 1 << 8:
        return bytes((major | 24, value))
    if value < 1 << 16:
        return bytes((major | 25,)) + value.to_bytes(2, "big")
    if value < 1 << 32:
        return bytes((major | 26,)) + value.to_bytes(4, "big")
    if value < 1 << 64:
        return bytes((major | 27,)) + value.to_bytes(8, "big")
    raise ValueError("a number of more than 64 bits")


def _write(item: Item, out: bytearray) -> None:
    if isinstance(item, bool):
        out.append(_TRUE if item else _FALSE)
    elif isinstance(item, int):
        out += _head(_UINT, item) if item >= 0 else _head(_NINT, -1 - item)
    elif isinstance(item, str):
        if not unicodedata.is_normalized("NFC", item):
            raise ValueError("a text that is not NFC")
        raw = item.encode()
        out += _head(_TEXT, len(raw))
        out += raw
    elif isinstance(item, bytes):
        out += _head(_BYTES, len(item))
        out += item
    elif isinstance(item, list):
        out += _head(_ARRAY, len(item))
        for element in item:
            _write(element, out)
    elif isinstance(item, dict):
        out += _head(_MAP, len(item))
        for key, value in sorted((encode(key), value) for key, value in item.items()):
            out += key
            _write(value, out)
    else:
        raise TypeError(f"not a value of ours: {type(item).__name__}")


class _Reader:
    """Reads one item after another; an index past the end is the sign of a short input.

    Where `end` is before the end of `data` a short input leads past it, which `decode` sees.
    """

    __slots__ = ("at", "data", "end", "items", "limits")

    def __init__(self, data: bytes, limits: Limits, at: int, end: int) -> None:
        self.data = data
        self.limits = limits
        self.items = limits.items
        self.at = at
        self.end = end

    def item(self, depth: int) -> Item:
        """The item at `at`; `depth` containers may still be opened."""
        data, at = self.data, self.at
        first = data[at]
        if first < _LONGER:  # this and the next: what most records hold most of, the way below without its turns
            self.at = at + 1
            return first
        if _SHORT_TEXT <= first < _LONGER_TEXT:
            end = at + 1 + first - _SHORT_TEXT
            raw = data[at + 1 : end]
            if raw.isascii() and end <= self.end:
                text = raw.decode("ascii")
                if text.isprintable():
                    self.at = end
                    return text
        major = first >> 5
        if major == _SIMPLE:
            if not self.limits.booleans or first not in (_FALSE, _TRUE):
                _refuse("a kind of value that does not belong here")
            self.at += 1
            return first == _TRUE
        value = self._argument(first & 0x1F)
        if major == _UINT:
            return value
        if major == _NINT:
            return -1 - value
        if major == _BYTES:
            return self._bytes(value)
        if major == _TEXT:
            return self._text(value)
        if major == _ARRAY:
            self._open(value, depth)
            return [self.item(depth - 1) for _ in range(value)]
        if major == _MAP:
            self._open(2 * value, depth)
            return self._map(value, depth - 1)
        _refuse("a tag")

    def _argument(self, info: int) -> int:
        self.at += 1
        if info < 24:
            return info
        if info > 27:
            _refuse("an open-ended or reserved length")
        width = 1 << (info - 24)
        value = int.from_bytes(self._take(width), "big")
        if value < _LEAST[width]:
            _refuse("a number not written the shortest way")
        return value

    def _take(self, length: int) -> bytes:
        start = self.at
        end = start + length
        if end > self.end:
            _refuse("ends early")
        self.at = end
        return self.data[start:end]

    def _bytes(self, length: int) -> "bytes | Part":
        return self._take(length)

    def _text(self, length: int) -> str:
        try:
            text = self._take(length).decode()
        except UnicodeDecodeError:
            _refuse("a text that is not UTF-8")
        if not acceptable(text, self.limits.controls):
            _refuse("a text with control characters or not in composed form")
        return text

    def _open(self, items: int, depth: int) -> None:
        if depth == 0:
            _refuse("nested too deeply")
        self.items -= items
        if self.items < 0:
            _refuse("too many values")

    def _map(self, pairs: int, depth: int) -> dict[int | str, Item]:
        result: dict[int | str, Item] = {}
        previous, small = b"", -1
        for _ in range(pairs):
            start = self.at
            first = self.data[start]
            if small < first < _LONGER:  # keys of one byte are their own order, and come before all longer ones
                self.at = start + 1
                small, previous = first, self.data[start : start + 1]
                result[first] = self.item(depth)
                continue
            kind = first >> 5
            if kind > _NINT and not (kind == _TEXT and self.limits.text_keys):
                _refuse("a key of a kind that does not belong here")
            key = self.item(0)
            assert isinstance(key, int | str)
            written = self.data[start : self.at]
            if written <= previous:
                _refuse("keys out of order or twice")
            previous, small = written, _LONGER
            result[key] = self.item(depth)
        return result


class _PartReader(_Reader):
    """Copies nothing that is long."""

    __slots__ = ()

    def _bytes(self, length: int) -> bytes | Part:
        if length <= self.limits.parts:
            return self._take(length)
        start, end = self.at, self.at + length
        if end > self.end:
            _refuse("ends early")
        self.at = end
        return Part(self.data, start, end)
