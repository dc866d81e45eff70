"""Finding an entry of a code list by what somebody types: part of its code, or words in any order and language."""

import re
from functools import cached_property
from typing import Final

from certapp.formdef.form import Form
from certapp.model.folding import words

_APOSTROPHE: Final = re.compile("['’ʼ`]")


class Spellings:
    """By what an entry is found: its code, and its words in every language of the form."""

    def __init__(self, form: Form, code_list: str, code: str) -> None:
        self._form, self._list, self._code = form, code_list, code

    def match(self, typed: str) -> bool:
        """Whether every word typed begins a word of this entry; accents, case and order do not matter.

        In a script without capital letters it may also stand inside: Arabic writes the article onto the word.
        """
        return all(any(_begins(each, known) for known in self._words) for each in _words(typed))

    @cached_property
    def _words(self) -> frozenset[str]:
        """Made when first somebody types: a list is opened far more often than searched."""
        names = {self._form.code_name(self._list, self._code, language) for language in self._form.words}
        return frozenset(word for name in (self._code, *names) for word in _words(name))


def _words(text: str) -> list[str]:
    return words(_APOSTROPHE.sub(" ", text))


def _begins(typed: str, known: str) -> bool:
    return known.startswith(typed) or (typed.upper() == typed and not typed.isdigit() and typed in known)
