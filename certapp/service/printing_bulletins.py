"""Bulletins on paper: what each new one adds to the one before, kept as the text of a code."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.signing import SigningKey
from certapp.service.office import Office
from certapp.service.other_offices import all_withdrawn
from certapp.trust.additions import MOST, parse_additions, sign_additions
from certapp.trust.bulletin import Bulletin, Entry

_FOLDER: Final = "printed"
MOST_CODES: Final = 10
"""On one notice: older posts need the file."""


@dataclass(frozen=True)
class Printed:
    """One code: it makes bulletin `sequence` of bulletin `base`, with so many entries."""

    base: int
    sequence: int
    entries: int
    text: str


def keep_additions(office: Office, before: Bulletin | None, after: Bulletin, key: SigningKey) -> Printed | None:
    """Sign and keep what `after` adds to `before`; None where a code cannot say it, so that posts need the file.

    It cannot take back, cannot name stolen signers, and holds at most 40 entries. Who is to be asked and what replaced
    a certificate it does not say either; those who have it are no worse off for that.
    """
    new = None if before is None else _added(office, before, after)
    if before is None or new is None or len(new) > MOST:
        return None
    text = sign_additions(
        office.country, before.sequence, after.sequence, after.this_update, after.next_update, new, key
    )
    folder = office.folder.trust / _FOLDER
    folder.mkdir(exist_ok=True)
    write_atomically(folder / f"{office.country}-{after.sequence:012d}.xclst", text.encode())
    return Printed(before.sequence, after.sequence, len(new), text)


def printed_since(office: Office, since: int | None = None) -> tuple[Printed, ...]:
    """The codes that lead from bulletin `since` to the newest, in order; without it as many as there are, at most 10.

    Refusal NO_PRINTED_BULLETIN: no unbroken row of them leads to the newest bulletin.
    """
    newest = office.trust.view().bulletins.get(office.country)
    chain: list[Printed] = []
    wanted = 0 if newest is None else newest.sequence
    kept = {each.sequence: each for each in _kept(office.folder.trust / _FOLDER)}
    while wanted in kept and len(chain) < MOST_CODES and wanted != since:
        chain.append(kept[wanted])
        wanted = kept[wanted].base
    if not chain or (since is not None and wanted != since):
        raise Refusal("NO_PRINTED_BULLETIN", most=MOST)
    return tuple(reversed(chain))


def _added(office: Office, before: Bulletin, after: Bulletin) -> list[Entry] | None:
    """The entries of `after` that `before` lacks; None where anything else changed as well."""
    if after.compromised != before.compromised or after.allowed != before.allowed:
        return None
    still = {row[0] for row in all_withdrawn(office)}
    known = {entry.id: (entry.day, entry.reason) for entry in before.entries}
    if not still.issuperset(known):
        return None
    if any(known.get(entry.id, told) != told for entry in after.entries for told in [(entry.day, entry.reason)]):
        return None
    return [entry for entry in after.entries if entry.id not in known]


def _kept(folder: Path) -> Iterable[Printed]:
    for path in folder.glob("*.xclst"):
        text = path.read_text("ascii")
        read = parse_additions(text)
        yield Printed(read.base, read.sequence, len(read.entries), text)
