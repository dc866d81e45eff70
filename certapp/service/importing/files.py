"""A list file of any kind that can be read, told by its content and not by its name alone."""

from pathlib import Path

from certapp.model.errors import Refusal
from certapp.service import intake
from certapp.service.importing.delimited import read_csv
from certapp.service.importing.table import LARGEST_FILE, MOST_ROWS, Going, Table
from certapp.service.importing.workbook import read_xlsx


def content_of(path: Path) -> bytes:
    """A list file's bytes. Refusal FILE_NOT_READABLE, FILE_TOO_LARGE."""
    return intake.content_of(path, LARGEST_FILE)


def read_list_content(content: bytes, name: str, most: int = MOST_ROWS, going: Going = lambda done, of: None) -> Table:
    """The content of a CSV or XLSX file as a table of at most so many lines; a workbook tells how far it is read.

    Refusal LIST_KIND_UNKNOWN, and those of its kind.
    """
    if content.startswith(b"PK\x03\x04"):
        return read_xlsx(content, name, most, going)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")):  # an old .xls among others
        raise Refusal("LIST_KIND_UNKNOWN", file=name)
    return read_csv(content, name, most)


def is_xml(content: bytes) -> bool:
    """Whether it is XML, LIDO perhaps."""
    return content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").startswith(b"<")
