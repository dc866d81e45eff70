"""CSV files and what a spreadsheet leaves on the clipboard (RFC 4180; other delimiters and encodings are sniffed)."""

import codecs
import csv
import io
from collections.abc import Iterator

from certapp.model.errors import Refusal
from certapp.service.importing.table import LARGEST_FILE, MOST_ROWS, Remark, Table, table_of

_DELIMITERS = {",": ",", ";": ";", "\t": "tab", "|": "|"}
_LOOKED_AT = 30
"""Records that tell which delimiter it is."""
_CYRILLIC, _ARABIC = frozenset("оеаинтсрвлкмдпу"), frozenset("اليمنروتبدعةسكفهح")


def read_csv(content: bytes, name: str, most: int = MOST_ROWS) -> Table:
    """A CSV file of at most so many lines as a table; what was assumed of encoding and delimiter stands in its remarks.

    Raises:
        Refusal: FILE_TOO_LARGE, LIST_ENCODING_UNKNOWN, LIST_QUOTES_WRONG, and those of `table_of`.
    """
    if len(content) > LARGEST_FILE:
        raise Refusal("FILE_TOO_LARGE", file=name, most=LARGEST_FILE >> 20)
    text, encoding, sure = _decoded(content, name)
    delimiter = _delimiter(text)
    remarks = [Remark("LIST_READ_AS", {"encoding": encoding, "delimiter": _DELIMITERS[delimiter]}, stops=False)]
    if not sure:
        remarks.append(Remark("LIST_ENCODING_ASSUMED", {"encoding": encoding}, stops=False))
    return table_of(_records(text, delimiter, name), name, tuple(remarks), most)


def read_pasted(text: str, name: str) -> Table:
    """Cells copied in a spreadsheet: tabs between them, quotes around line breaks.

    Refusals FILE_TOO_LARGE, and as of `read_csv`.
    """
    if len(text) > LARGEST_FILE:
        raise Refusal("FILE_TOO_LARGE", file=name, most=LARGEST_FILE >> 20)
    return table_of(_records(text, "\t", name), name)


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, 1):  # the number is needed where reading fails
            yield number, row
    except csv.Error:
        raise Refusal("LIST_QUOTES_WRONG", file=name, row=number + 1) from None


def _decoded(content: bytes, name: str) -> tuple[str, str, bool]:
    """The text, its encoding in words, and whether that is sure."""
    try:
        if content.startswith(codecs.BOM_UTF8):
            return content.decode("utf-8-sig"), "UTF-8", True
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16"), "UTF-16", True
        head = content[:2000]
        if head.count(0) > len(head) // 4:  # every other byte of Latin words in UTF-16
            kind = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
            return content.decode(kind), "UTF-16", True
        if b"\0" in content:
            raise Refusal("LIST_ENCODING_UNKNOWN", file=name)
        try:
            return content.decode("utf-8"), "UTF-8", True
        except UnicodeDecodeError:
            number = _codepage(content)
            return content.decode(f"cp{number}"), f"Windows-{number}", False
    except UnicodeDecodeError:
        raise Refusal("LIST_ENCODING_UNKNOWN", file=name) from None


def _codepage(content: bytes) -> str:
    """Accented letters stand alone among others; Cyrillic and Arabic ones stand together."""
    high = [index for index, byte in enumerate(content) if byte >= 0xC0]
    together = sum(content[index + 1 : index + 2] >= b"\xc0" for index in high)
    if 2 * together < len(high):
        return "1252"
    sample = content[:200_000]
    cyrillic = sum(letter in _CYRILLIC for letter in sample.decode("cp1251", "replace").lower())
    arabic = sum(letter in _ARABIC for letter in sample.decode("cp1256", "replace"))
    return "1251" if cyrillic >= arabic else "1256"


def _delimiter(text: str) -> str:
    """The one with which most of the first records have as many cells as the first has; of several the widest."""

    def fit(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        counts: list[int] = []
        try:
            for row in reader:
                if any(row):
                    counts.append(len(row))
                if len(counts) == _LOOKED_AT:
                    break
        except csv.Error:
            return (0, 0)
        if not counts or counts[0] < 2:
            return (0, 0)
        return sum(count == counts[0] for count in counts), counts[0]

    return max(_DELIMITERS, key=fit)
