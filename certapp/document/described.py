"""What a finished file says of itself, whatever is drawn on its pages."""

from typing import Protocol

from certapp.formdef.printed import Attachment


class Described(Protocol):
    """A certificate or a letter, as far as the file's own description goes."""

    @property
    def title(self) -> str:
        """What it is."""

    @property
    def number(self) -> str:
        """Its number, '' where it has none."""

    @property
    def authority(self) -> str:
        """Whose it is."""

    @property
    def language(self) -> str:
        """BCP 47 tag of its pages."""

    @property
    def dated(self) -> int:
        """Unix seconds that the file takes as its own time."""

    @property
    def watermark(self) -> str:
        """The code of words across every page, as PRINT_TEST, or ''."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Files carried inside."""
