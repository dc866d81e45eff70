"""Keyboard layouts: what a scanner's keys give on a computer of another country, and the way back.

A scanner that types sends keys, not letters. Which letters they become is the computer's affair. The letters of a
signed code (A to Z, 2 to 7) lie on few keys, so the way back is one small table a layout: `resources/keyboards.toml`.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from certapp.paths import RESOURCES

LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "234567"
KEYS: Final = LETTERS + DIGITS + ";"
"""The keys by what is printed on them on a US keyboard. The last one bears the M of a French keyboard."""
US: Final = "en-US"
_LAM_ALEF, _LIGATURE = "\u0644\u0627", "\ufefb"
"""Some systems give two characters for the one Arabic key on B."""
NOTHING: Final = " "
"""In a layout: a key that gives no character by itself."""


@dataclass(frozen=True)
class Layout:
    """What `KEYS` give, alone and with Shift; `tag` is the language (BCP 47) that the layout is made for."""

    tag: str
    plain: str
    shifted: str

    def gives(self, key: str, *, shift: bool, caps: bool = False) -> str:
        """The character of a key of `KEYS`, '' where it gives none. Caps Lock turns Shift round on cased letters."""
        place = KEYS.index(key)
        alone, shifted = self.plain[place], self.shifted[place]
        cased = alone != shifted and (alone.upper() == shifted or shifted.lower() == alone)
        seen = shifted if shift is not (caps and cased) else alone
        if caps and not cased and len(seen.upper()) == 1:
            seen = seen.upper()  # "é" of a key that is no letter with two cases
        return seen.strip(NOTHING)

    def typed(self, text: str, *, caps: bool = False) -> str:
        """What appears when a US scanner types `text` (of `KEYS`): letters with Shift, digits without."""
        return "".join(self.gives(key, shift=key.isalpha(), caps=caps) for key in text)


@cache
def layouts() -> dict[str, Layout]:
    """All of them by tag, the US one first."""
    table = tomllib.loads((RESOURCES / "keyboards.toml").read_text("utf-8"))
    return {tag: Layout(tag, each["plain"], each["shifted"]) for tag, each in table.items()}


@cache
def ways_back(tag: str) -> tuple[dict[int, str], ...]:
    """Tables for `str.translate`, from what appeared to the keys; the likeliest first.

    Several, because letters and digits may each have come with or without Shift, as the scanner and Caps Lock have it.
    A character that two keys give is left out: it cannot be told.
    """
    layout = layouts()[tag]
    tables = []
    levels = (layout.plain, layout.shifted)
    for letters, digits in product((1, 0), (0, 1)):
        table = _table(
            _pairs(levels[letters], levels[digits]),
            _pairs(levels[1 - letters], levels[1 - digits]),  # where Caps Lock does not reach a key
        )
        if table not in tables:
            tables.append(table)
    return tuple(tables)


def put_right(text: str, openings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What a US scanner may have sent where `text` appeared: (layout's tag, text), each text once.

    Only what begins with one of `openings` is looked at further, and nothing is said twice.
    """
    seen: set[str] = set()
    longest = max(map(len, openings))
    for form in dict.fromkeys((text, text.replace(_LAM_ALEF, _LIGATURE))):
        for tag in layouts():
            for table in ways_back(tag):
                if not form[:longest].translate(table).startswith(openings):
                    continue
                keys = form.translate(table)
                if keys not in seen:
                    seen.add(keys)
                    yield tag, keys


def _pairs(letters: str, digits: str) -> list[tuple[str, str]]:
    """Characters with their keys, letters and digits each from a level of the layout."""
    shown = letters[: len(LETTERS)] + digits[len(LETTERS) : len(LETTERS + DIGITS)]
    return [(character, key) for character, key in zip(shown, LETTERS + DIGITS, strict=True) if character != NOTHING]


def _table(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> dict[int, str]:
    """What `first` says; of the rest what its letters are in the other case, and what `second` says."""
    given = {character for character, _key in first}
    whole = _single(first)
    turned = _single(
        (other, key)
        for character, key in whole.items()
        for other in {character.upper(), character.lower()} - given
        if len(other) == 1
    )
    left = _single((character, key) for character, key in second if character not in given)
    return {ord(character): key for character, key in (left | turned | whole).items()}


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    keys: dict[str, set[str]] = {}
    for character, key in pairs:
        keys.setdefault(character, set()).add(key)
    return {character: found.pop() for character, found in keys.items() if len(found) == 1}
