"""The window's own words, by gettext (resources/locale); the labels of the form come from forms/."""

import gettext
import io
from functools import cache

from certapp.model import language as spoken
from certapp.paths import RESOURCES

LOCALE = RESOURCES / "locale"
DOMAIN = "certapp"


def _(words: str) -> str:
    """The words in the language in use."""
    return _translation(spoken.in_use()).gettext(words)


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` things."""
    return _translation(spoken.in_use()).ngettext(one, many, count)


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
