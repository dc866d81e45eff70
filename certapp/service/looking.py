"""Looking into folders and sticks for lists that may be taken in without asking: what believed authorities signed.

No new authority is ever believed so; a file that brings one is named, for somebody to import it by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.service.carrying import import_trust
from certapp.trust.store import TrustStore

ENDINGS: Final = (".xcauth", ".xcstatus", ".xcdigest", ".xctrust", ".xclst")
MOST_FILES: Final = 500
NEEDS_PEOPLE: Final = frozenset({"ANCHOR_UNKNOWN", "ANCHOR_INTRODUCED", "KEEPER_UNKNOWN", "TRUST_LIST_NEW_ANCHORS"})
"""Refusals after which two people may go on."""
ALARMS: Final = frozenset({"BULLETIN_CONTRADICTED", "TRUST_LIST_NUMBER_TWICE"})
"""Refusals that somebody must hear of although they asked nothing: a signer's key may be in other hands."""


@dataclass(frozen=True)
class Found:
    """One file: what it changed, or why it was not taken in; country and sequence where it was."""

    path: Path
    changed: tuple[str, ...] = ()
    country: str = ""
    sequence: int | None = None
    refusal: Refusal | None = None

    @property
    def needs_people(self) -> bool:
        """Whether it brings an authority that is new here."""
        return self.refusal is not None and self.refusal.code in NEEDS_PEOPLE

    @property
    def alarms(self) -> bool:
        """Whether it contradicts what is here."""
        return self.refusal is not None and self.refusal.code in ALARMS


def files_to_look_at(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The files of our kinds in these folders and one level below; packages first, then by name."""
    found: list[Path] = []
    for folder in folders:
        try:
            below = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
            for place in (folder, *sorted(below)[:MOST_FILES]):
                found += [path for path in place.iterdir() if path.suffix.lower() in ENDINGS and path.is_file()]
        except OSError:  # pulled out, or not to be read
            continue
    ordered = sorted(set(found), key=lambda path: (ENDINGS.index(path.suffix.lower()), path))
    return tuple(ordered[:MOST_FILES])


def look_into(store: TrustStore, folders: Iterable[Path], now: int) -> tuple[Found, ...]:
    """Take in what is signed under believed authorities; each file with what came of it. Nothing raised for a file."""
    found = []
    for path in files_to_look_at(folders):
        try:
            done = import_trust(store, path, now, None, unasked=True)
            found.append(Found(path, done.changed, done.country, done.sequence))
        except Refusal as refusal:
            found.append(Found(path, refusal=refusal))
    return tuple(found)
