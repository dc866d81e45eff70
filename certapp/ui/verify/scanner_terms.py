"""Scanners in words: layouts of keyboards by their languages, what is wrong with one and how it is set right."""

from collections.abc import Iterator
from typing import Final

from certapp.formdef.standards import language_name
from certapp.model import language
from certapp.scan.examining import Examined
from certapp.scan.keyed import Understood
from certapp.scan.sheet_codes import MODULES_MM
from certapp.ui.common.words import _, ngettext

SLOW_MS: Final = 30
"""From key to key: a code of 700 characters takes more than twenty seconds."""
LONG_CODE: Final = 700
"""Characters of a code with three objects."""


def layout_words(found: Understood) -> str:
    """Which layout had to be put right, '' where none."""
    if found.computer:
        words = _("The keyboard of this computer is set to {language}; what the scanner sent was put right.")
        return words.format(language=layout_name(found.computer))
    if found.scanner:
        words = _("The scanner is set to a keyboard of {language}, this computer is not; what it sent was put right.")
        return words.format(language=layout_name(found.scanner))
    return ""


def layout_name(tag: str) -> str:
    """A layout by the language it is made for, in the language in use."""
    return language_name(tag, language.in_use())


def size_words(size: str) -> str:
    """A code of the test sheet by its size."""
    words = {
        "SMALL": _("{size} mm a module: smaller than on certificates"),
        "USUAL": _("{size} mm a module: as on certificates"),
        "LARGE": _("{size} mm a module: larger than on certificates"),
    }[size]
    return words.format(size=MODULES_MM[size])


def findings(examined: Examined) -> Iterator[tuple[bool, str]]:
    """What a scan of the test sheet says: whether it is well, and a sentence; with what helps where it is not."""
    yield from _characters(examined)
    yield from _layouts(examined)
    if examined.pace_ms is not None:
        yield from _keyboard(examined, examined.pace_ms)


def _characters(examined: Examined) -> Iterator[tuple[bool, str]]:
    if examined.whole:
        yield True, _("Every character arrived.")
    if examined.lost:
        words = ngettext(
            "{n} character was lost. Set a delay of 5 to 10 ms between characters in the scanner.",
            "{n} characters were lost. Set a delay of 5 to 10 ms between characters in the scanner.",
            examined.lost,
        )
        yield False, words.format(n=examined.lost)
    if examined.doubled:
        words = ngettext(
            "{n} character came twice. Set a delay of 5 to 10 ms between characters in the scanner.",
            "{n} characters came twice. Set a delay of 5 to 10 ms between characters in the scanner.",
            examined.doubled,
        )
        yield False, words.format(n=examined.doubled)
    if examined.changed:
        words = ngettext(
            "{n} character came as another. Set the scanner's keyboard to US, without change of upper and lower case.",
            "{n} characters came as others. Set the scanner's keyboard to US, without change of upper and lower case.",
            examined.changed,
        )
        yield False, words.format(n=examined.changed)


def _layouts(examined: Examined) -> Iterator[tuple[bool, str]]:
    if examined.scanner:
        words = _("The scanner is set to a keyboard of {language}. It was put right; US is safer.")
        yield False, words.format(language=layout_name(examined.scanner))
    if examined.computer:
        words = _("This computer's keyboard is set to {language}, the scanner's to US: the program puts it right.")
        yield True, words.format(language=layout_name(examined.computer))
    if not examined.scanner and not examined.computer and examined.pace_ms is not None:
        yield True, _("Scanner and computer have keyboards that agree.")


def _keyboard(examined: Examined, pace: int) -> Iterator[tuple[bool, str]]:
    if examined.caps_lock:
        yield True, _("Caps Lock was on. It does no harm.")
    if not examined.keys_known:
        yield (
            True,
            _("The system does not tell the keys, as over a remote desktop. The characters are used."),
        )
    seconds = round(pace * LONG_CODE / 1000)
    words = ngettext(
        "One character in {pace} ms: a long code takes {n} second.",
        "One character in {pace} ms: a long code takes {n} seconds.",
        seconds,
    ).format(pace=pace, n=seconds)
    if pace > SLOW_MS:
        words += " " + _("Take the delay between characters out of the scanner's settings, or use it at a serial port.")
    yield pace <= SLOW_MS, words
    ends = {"ENTER": _("It ends with Enter."), "TAB": _("It ends with Tab.")}
    unended = _("It ends without a key, so each verdict waits half a second. Set Enter as the suffix in the scanner.")
    yield bool(examined.end), ends.get(examined.end, unended)
