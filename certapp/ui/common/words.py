"""The window's own words, by gettext (resources/locale); the labels of the form come from forms/."""

import gettext
import io
import re
from functools import cache

from certapp.model import language as spoken
from certapp.model.sentences import set_off
from certapp.paths import RESOURCES

LOCALE = RESOURCES / "locale"
DOMAIN = "certapp"


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _SetOff(str):
    """Words of a right-to-left language: what is filled in keeps its own direction (UAX 9, isolates).

    Else 2026-11-25 would be read as 25-11-2026 there, and groups of digits from the wrong end.
    """

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        """Every text is set off; a number alone needs it not."""
        return super().format(*map(_told_apart, args), **{name: _told_apart(each) for name, each in kwargs.items()})


def _(words: str) -> str:
    """The words in the language in use."""
    return _turned(_translation(spoken.in_use()).gettext(words))


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` things."""
    return _turned(_translation(spoken.in_use()).ngettext(one, many, count))


def apart(words: str) -> str:
    """A date, number or name that stands among words: in a right-to-left language it is set off from them."""
    return set_off(words) if words and spoken.is_right_to_left(spoken.in_use()) else words


def _told_apart(given: object) -> object:
    return apart(given) if isinstance(given, str) else given


def _turned(words: str) -> str:
    if not spoken.is_right_to_left(spoken.in_use()):
        return words
    return _SetOff(_DAY.sub(lambda day: apart(day[0]), words))


@cache
def _translation(language: str) -> gettext.NullTranslations:
    """The translation that the .po file holds; none, and so English, where there is no file."""
    file = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # only for who does not read English
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with file.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
