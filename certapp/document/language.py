"""The language of a page: its direction and the program's own few words on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from certapp.document import bidi
from certapp.document.fonts import Weight
from certapp.document.text import Line, Paragraph, one_line, paragraphs
from certapp.formdef.wording import in_each
from certapp.model.language import is_right_to_left
from certapp.model.sentences import sentence


@dataclass(frozen=True)
class PageLanguage:
    """`tag` is a BCP 47 language tag ('en', 'ar', 'pt-BR'), `second` that of the page's other language, or ''."""

    tag: str
    second: str = ""

    @property
    def right_to_left(self) -> bool:
        """Whether pages in this language are read from the right."""
        return is_right_to_left(self.tag)

    def words(self, code: str, **params: object) -> str:
        """The program's own words in both languages of the page; English where a language has none."""
        return self._side_by_side([_words(code, params, tag) for tag in (self.tag, self.second) if tag])

    def first_words(self, code: str, **params: object) -> str:
        """The same in the page's first language alone: where there is no room, or nobody sees it."""
        return _words(code, params, self.tag)

    def on_one_line(self, text: str) -> str:
        """A text in both languages, a line each, as one line."""
        return self._side_by_side(text.split("\n"))

    def _side_by_side(self, words: list[str]) -> str:
        """Words of the second language set off, where it runs the other way: their numbers stay among them."""
        if len(words) < 2 or is_right_to_left(self.second) == self.right_to_left:
            return in_each(words)
        opening = bidi.LRI if self.right_to_left else bidi.RLI
        return in_each([words[0], *(f"{opening}{each}{bidi.PDI}" for each in words[1:] if each != words[0])])

    def line(self, text: str, weight: Weight = "Regular") -> Line:
        """`text` on one line. Raises GLYPH_MISSING."""
        return one_line(text, weight, self.right_to_left)

    def paragraphs(self, text: str, weight: Weight = "Regular") -> list[Paragraph]:
        """`text` cut at its line feeds. Raises GLYPH_MISSING."""
        return paragraphs(text, weight, self.right_to_left)


def _words(code: str, params: Mapping[str, object], tag: str) -> str:
    return sentence(code, params, tag)
