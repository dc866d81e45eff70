"""Copies made for the archive: until when the last stamp of each can be judged, so that it is renewed before.

Noted in a file beside the office's lists, by the certificate's number: the register keeps what was issued, not copies.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.files import write_atomically
from certapp.service.office import Office

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


def _noted(office: Office) -> dict[str, tuple[int, str]]:
    try:
        read = json.loads(_path(office).read_bytes())
        return {str(number): (int(ends), str(file)) for number, (ends, file) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _path(office: Office) -> Path:
    return office.folder.trust / _NOTE
