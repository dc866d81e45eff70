"""The window's words in each language: gettext over resources/locale, read where it is needed."""

import gettext
import io
from functools import cache

from certapp.paths import RESOURCES

LOCALE = RESOURCES / "locale"
DOMAIN = "certapp"


@cache
def translation(language: str) -> gettext.NullTranslations:
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
