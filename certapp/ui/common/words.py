"""The window's own words, by gettext (resources/locale); the labels of the form come from forms/."""

import gettext

from certapp.paths import RESOURCES

_DOMAIN = "certapp"
_translation: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Speak `language` from now on; English where there is no translation."""
    global _translation
    _translation = gettext.translation(_DOMAIN, RESOURCES / "locale", [language], fallback=True)


def _(words: str) -> str:
    """The words in the language in use."""
    return _translation.gettext(words)


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` things."""
    return _translation.ngettext(one, many, count)
