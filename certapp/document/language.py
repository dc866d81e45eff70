"""The language of a page: its direction and the program's own few words on it."""

from dataclasses import dataclass

from certapp.document.fonts import Weight
from certapp.document.text import Line, Paragraph, one_line, paragraphs
from certapp.model.language import is_right_to_left
from certapp.model.sentences import sentence


@dataclass(frozen=True)
class PageLanguage:
    """`tag` is a BCP 47 language tag ('en', 'ar', 'pt-BR')."""

    tag: str

    @property
    def right_to_left(self) -> bool:
        """Whether pages in this language are read from the right."""
        return is_right_to_left(self.tag)

    def words(self, code: str, **params: object) -> str:
        """The program's own words, from resources/sentences; English where a language has none."""
        return sentence(code, params, self.tag.partition("-")[0].lower())

    def line(self, text: str, weight: Weight = "Regular") -> Line:
        """`text` on one line. Raises GLYPH_MISSING."""
        return one_line(text, weight, self.right_to_left)

    def paragraphs(self, text: str, weight: Weight = "Regular") -> list[Paragraph]:
        """`text` cut at its line feeds. Raises GLYPH_MISSING."""
        return paragraphs(text, weight, self.right_to_left)
