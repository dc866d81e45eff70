"""Copies made for the archive: until when the last stamp of each can be judged, so that it is renewed before.

Noted in a file beside the office's lists, by the certificate's number: the register keeps what was issued, not copies.
"""

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_within, write_atomically
from certapp.register.certificates import certificate
from certapp.service.office import Office
from certapp.service.reading import Reader
from certapp.service.verifying import LARGEST_FILE, MOST_FILES, verify_bytes

_NOTE: Final = "kept-copies.json"


@dataclass(frozen=True, order=True)
class KeptCopy:
    """When the certificate of its last stamp ends (seconds since 1970), whose copy it is, and where it was written."""

    ends: int
    number: str
    file: str


def kept_copies(office: Office) -> tuple[KeptCopy, ...]:
    """The copies with a stamp over the whole that this office has made, what ends first first.

    A note that cannot be read is as none: it is a reminder, and the copies themselves say what they are.
    """
    return tuple(sorted(KeptCopy(int(row[0]), number, str(row[1])) for number, row in _noted(office).items()))


def note_copy(office: Office, number: str, ends: int, file: Path) -> None:
    """Note a copy that was written, in place of what was noted of the same certificate before."""
    write_atomically(_path(office), json.dumps({**_noted(office), number: [ends, str(file.resolve())]}).encode())


@dataclass(frozen=True)
class Gathered:
    """What was found in a folder: copies with a stamp over the whole, and how many PDFs are something else."""

    copies: tuple[KeptCopy, ...]
    others: int


def gather_copies(office: Office, folder: Path, reader: Reader) -> Gathered:
    """Note the copies in a folder and below that were made before they were noted, or on another computer.

    Of several of one certificate the one whose stamp ends last. `reader`: a bounded one, for the files may come from
    anybody. Refusals FILES_TOO_MANY, FILE_NOT_READABLE.
    """
    try:
        paths = sorted(islice(folder.rglob("*.[pP][dD][fF]"), MOST_FILES + 1))
    except OSError as problem:
        raise Refusal("FILE_NOT_READABLE", file=str(folder)[:200]) from problem
    if len(paths) > MOST_FILES:
        raise Refusal("FILES_TOO_MANY", most=MOST_FILES)
    found: dict[str, KeptCopy] = {}
    others = 0
    for path in paths:
        copy = _copy_in(office, path, reader)
        if copy is None:
            others += 1
        elif copy.number not in found or found[copy.number].ends < copy.ends:
            found[copy.number] = copy
    for copy in found.values():
        if copy.ends > _noted(office).get(copy.number, (0, ""))[0]:
            note_copy(office, copy.number, copy.ends, Path(copy.file))
    return Gathered(tuple(sorted(found.values())), others)


def _copy_in(office: Office, path: Path, reader: Reader) -> KeptCopy | None:
    """What a file is, if it is a copy with a stamp over the whole of a certificate of this office."""
    from certapp.document.archive import stamp_ends

    try:
        data = read_within(path, LARGEST_FILE)
        found = verify_bytes(data, office.trust.view(), office.clock.seconds, reader=reader)
        if found.pdf is None or found.pdf.outcome != "genuine" or found.verdict.claims is None:
            return None
        number = certificate(office.register, found.verdict.claims.number).number
    except (Refusal, OSError):
        return None
    ends = stamp_ends(data)
    return None if ends is None else KeptCopy(ends, number, str(path.resolve()))


def _noted(office: Office) -> dict[str, tuple[int, str]]:
    try:
        read = json.loads(_path(office).read_bytes())
        return {str(number): (int(ends), str(file)) for number, (ends, file) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _path(office: Office) -> Path:
    return office.folder.trust / _NOTE
