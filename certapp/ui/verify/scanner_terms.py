"""Scanners in words: layouts of keyboards by their languages, what is wrong with one and how it is set right."""

from certapp.formdef.standards import language_name
from certapp.model import language
from certapp.scan.keyed import Understood
from certapp.ui.common.words import _


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
