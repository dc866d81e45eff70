"""What is handed to a printer: a file, and which of its pages are whose copy. Nothing of an office is behind it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Copy:
    """One copy: its name in the form, what it is called, and the pages (from 0) that are its alone."""

    name: str
    title: str
    sheets: tuple[int, ...]


@dataclass(frozen=True)
class ToPrint:
    """A file to print: its name, its content, and its copies in their order; without copies it is printed whole."""

    number: str
    pdf: bytes
    copies: tuple[Copy, ...] = ()

    def pages(self, wanted: frozenset[str] | None = None) -> tuple[int, ...]:
        """The pages (from 0) of the copies wanted, in order; every copy is followed by the supplementary pages.

        None: each page of the file once.
        """
        from certapp.document.raster import page_count

        count = page_count(self.pdf)
        if wanted is None or not self.copies:
            return tuple(range(count))
        supplement = range(sum(len(copy.sheets) for copy in self.copies), count)
        return tuple(page for copy in self.copies if copy.name in wanted for page in (*copy.sheets, *supplement))
