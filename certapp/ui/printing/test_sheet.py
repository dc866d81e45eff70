"""The test sheet for the dialog that tests a scanner; a post of customs has no maker of PDFs and goes without."""

from certapp import __version__


def make_test_sheet(language: str) -> bytes:
    """The sheet as PDF."""
    from certapp.service.clock import Clock
    from certapp.service.papers import test_sheet  # the PDF libraries

    return test_sheet(f"certapp {__version__}", language, Clock().seconds)
