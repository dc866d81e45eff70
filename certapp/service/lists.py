"""Lists of stolen objects: read from CSV in the order of Object ID, strictly and bounded, and kept in the lookups.

Columns by name, in any order: ref_no and title or type are needed, the others may lack. Pictures are named in the
column photo and lie beside the list; of each its hash is kept, and a small copy to compare by eye.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from certapp.imaging.likeness import picture_hash
from certapp.imaging.picture import thumbnail
from certapp.model.errors import Refusal
from certapp.model.files import read_within
from certapp.register.lookups import Picture, Source, Thing, open_lookups
from certapp.register.lookups_schema import OFFICE
from certapp.service.office import Office
from certapp.service.seen import tells_apart

COLUMNS: Final = (
    *("ref_no", "type", "title", "maker", "materials", "techniques", "measurements", "inscriptions", "features"),
    *("period", "description", "theft_place", "theft_date", "country", "inventory_no", "photo"),
)
LARGEST_FILE: Final = 60 << 20
MOST_ROWS: Final = 100_000
LONGEST_CELL: Final = 4000
LONGEST_NAME: Final = 60
LARGEST_PICTURE: Final = 60 << 20
PORTRAIT_PX: Final = 240
MOST_FAULTS: Final = 20

_PLAIN_NAME: Final = re.compile(r'(?!\.\.?$)[^/\\:*?"<>|\x00-\x1f]{1,120}')
_SIZE: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(mm|cm|m|kg|g)?(?![a-z])", re.IGNORECASE)
_TO_CM_OR_GRAM: Final = {"mm": 0.1, "cm": 1.0, "m": 100.0, "g": 1.0, "kg": 1000.0}
_NAMED_SIZES: Final = ("HEIGHT", "WIDTH", "DEPTH")


@dataclass(frozen=True)
class Imported:
    """What came of an import: how many objects, how many pictures, and the pictures that were not there or no use."""

    source: Source
    pictures: int
    pictures_missing: tuple[str, ...]


class ListRefused(Refusal):
    """A list that cannot be taken in; `faults` say why, row by row, the first MOST_FAULTS of them."""

    def __init__(self, faults: tuple[Refusal, ...], file: str) -> None:
        super().__init__("LIST_NOT_READABLE", file=file, count=len(faults), first=faults[0].text())
        self.faults = faults


def import_list(office: Office, file: Path, name: str, edition: str) -> Imported:
    """Put the list in `file` in the place of its earlier edition; all of it or nothing.

    Raises:
        Refusal: LIST_NAME_WRONG, LIST_EDITION_WRONG, LIST_EDITION_IN_FUTURE, FILE_NOT_THERE, FILE_TOO_LARGE, DISK_FULL
            and the like.
        ListRefused: LIST_NOT_READABLE, with a sentence for each row and column.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name == OFFICE:
        raise Refusal("LIST_NAME_WRONG", most=LONGEST_NAME)
    try:
        day = date.fromisoformat(edition)
    except ValueError:
        raise Refusal("LIST_EDITION_WRONG", typed=edition[:40]) from None
    if day > office.clock.today:
        raise Refusal("LIST_EDITION_IN_FUTURE", typed=edition)
    rows = read_rows(file)
    pictures = _Pictures(file.parent)
    things = (_thing(name, number, row, pictures) for number, row in enumerate(rows, 1))
    with open_lookups(office.folder.path) as lookups:
        lookups.replace_list(name, day.isoformat(), things, office.clock.milliseconds)
    return Imported(Source(name, day.isoformat(), len(rows)), pictures.read, tuple(pictures.missing))


def lists_of(office: Office) -> tuple[Source, ...]:
    """The lists there are."""
    with open_lookups(office.folder.path) as lookups:
        return lookups.sources()


def read_rows(file: Path) -> tuple[dict[str, str], ...]:
    """The rows of a list, as typed, by column. Raises as `import_list` does."""
    return tuple(_rows(_content(file), file.name))


def _content(file: Path) -> str:
    content = read_within(file, LARGEST_FILE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise ListRefused((Refusal("LIST_NOT_UTF8", row=line),), file.name) from None


def _rows(content: str, file: str) -> Iterator[dict[str, str]]:
    # A semicolon where the first line has more of them: spreadsheets of many countries write so.
    first = content.partition("\n")[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    faults: list[Refusal] = []
    found: list[dict[str, str]] = []
    known: dict[str, int] = {}
    try:
        head = [cell.strip().casefold() for cell in next(reader, [])]
        faults.extend(_of_head(head))
        for cells in () if faults else reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) == MOST_ROWS:
                raise ListRefused((Refusal("STOLEN_LIST_TOO_LONG", most=MOST_ROWS),), file)
            wrong = tuple(_of_row(head, cells, reader.line_num, known))
            faults.extend(wrong)
            if len(faults) >= MOST_FAULTS:
                break
            found.append(dict(zip(head, (cell.strip() for cell in cells), strict=False)))
    except csv.Error as problem:
        faults.append(Refusal("LIST_ROW_BROKEN", row=reader.line_num, detail=str(problem)))
    if not faults and not found:
        faults.append(Refusal("STOLEN_LIST_EMPTY"))
    if faults:
        raise ListRefused(tuple(faults[:MOST_FAULTS]), file)
    yield from found


def _of_head(head: list[str]) -> Iterator[Refusal]:
    for column in dict.fromkeys(head):
        if column not in COLUMNS:
            yield Refusal("LIST_COLUMN_UNKNOWN", column=column[:40], columns=", ".join(COLUMNS))
        elif head.count(column) > 1:
            yield Refusal("STOLEN_LIST_COLUMN_TWICE", column=column)
    if "ref_no" not in head or not {"title", "type"} & set(head):
        yield Refusal("LIST_COLUMNS_MISSING")


def _of_row(head: list[str], cells: list[str], line: int, known: dict[str, int]) -> Iterator[Refusal]:
    if len(cells) > len(head):
        yield Refusal("STOLEN_LIST_ROW_TOO_WIDE", row=line, given=len(cells), most=len(head))
        return
    row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
    for column, cell in row.items():
        if len(cell) > LONGEST_CELL:
            yield Refusal("STOLEN_LIST_CELL_TOO_LONG", row=line, column=column, most=LONGEST_CELL)
        elif not all(character.isprintable() or character in "\r\n\t\u200c\u200d" for character in cell):
            yield Refusal("LIST_CELL_UNPRINTABLE", row=line, column=column)
    reference = row.get("ref_no", "")
    if not reference:
        yield Refusal("LIST_CELL_MISSING", row=line, column="ref_no")
    elif reference in known:
        yield Refusal("LIST_REFERENCE_TWICE", row=line, reference=reference[:40], other=known[reference])
    known.setdefault(reference, line)
    if not row.get("title") and not row.get("type"):
        yield Refusal("LIST_CELL_MISSING", row=line, column="title")
    photo = row.get("photo", "")
    if photo and not _PLAIN_NAME.fullmatch(photo):
        yield Refusal("LIST_PHOTO_NAME_WRONG", row=line, column="photo")


class _Pictures:
    """The pictures beside a list: how many were read, and which are not there or no use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.read = 0
        self.missing: list[str] = []

    def take(self, name: str) -> tuple[int, bytes] | None:
        """The hash of a picture and a small copy."""
        path = self._folder / name
        try:
            if path.is_symlink() or path.stat().st_size > LARGEST_PICTURE:
                raise Refusal("FILE_TOO_LARGE")
            content = path.read_bytes()
            found = picture_hash(content), thumbnail(content, PORTRAIT_PX)
        except (OSError, Refusal):
            self.missing.append(name)
            return None
        self.read += 1
        return found


def _thing(source: str, number: int, row: dict[str, str], pictures: _Pictures) -> tuple[Thing, bytes]:
    found = pictures.take(row["photo"]) if row.get("photo") else None
    # By its hash alone: a list's picture is often a scan, brighter or duller than a photograph of today.
    hashed = (Picture(found[0]),) if found and tells_apart(found[0]) else ()
    thing = Thing(
        source=source,
        reference=row["ref_no"],
        seq=number,
        title=(row.get("title") or row.get("type", ""))[:300],
        inventory=tuple(filter(None, (row.get("inventory_no", ""),))),
        measures=measures(row.get("measurements", "")),
        pictures=hashed,
        details=tuple((column, row[column]) for column in COLUMNS if row.get(column)),
    )
    return thing, found[1] if found else b""


def measures(words: str) -> tuple[tuple[str, float], ...]:
    """Height, width and depth as written (61,5 x 84 cm), and a weight, in centimetres and grams."""
    sizes = [(float(size.replace(",", ".")), unit.casefold()) for size, unit in _SIZE.findall(words)]
    unit = next((unit for _size, unit in reversed(sizes) if unit in ("mm", "cm", "m")), "cm")
    lengths = [size * _TO_CM_OR_GRAM[own or unit] for size, own in sizes if own not in ("g", "kg")]
    weights = [size * _TO_CM_OR_GRAM[own] for size, own in sizes if own in ("g", "kg")]
    return (*zip(_NAMED_SIZES, lengths, strict=False), *(("WEIGHT", weight) for weight in weights[:1]))
