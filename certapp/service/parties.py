"""Parties recognised while their names are typed: from the office's own applications and drafts, nowhere else."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.connection import DatabaseError
from certapp.register.known_parties import (
    MOST,
    KnownParty,
    PartyIndex,
    copied,
    is_meant,
    key_of,
    later_amendments,
    parties_in_drafts,
    searched,
)
from certapp.register.lookups import is_closed, open_lookups, unseen_applications
from certapp.seal import cbor
from certapp.service.office import Office

CATCH_UP_SECONDS: Final = 1.0
_AT_ONCE: Final = 20
"""Records read before the clock is looked at."""
_DRAFTS: Final = 100
"""Drafts looked into: the last ones touched."""


def find_parties(office: Office, typed: str, own_draft: str = "") -> tuple[KnownParty, ...]:
    """Persons and bodies whose names have every word typed, in any script and order; without `own_draft`'s.

    A help: where the disk refuses, what there is already is searched, or nothing found.
    """
    wanted = searched(typed)
    if not wanted:
        return ()
    try:
        with open_lookups(office.folder.path) as lookups:
            index = PartyIndex(lookups.connection)
            _take_up(office, index, CATCH_UP_SECONDS)
            found = {key_of(each.said): each for each in index.find(typed)}
        for said in _in_drafts(office, own_draft):
            if is_meant(said, wanted):
                found.setdefault(key_of(said), KnownParty(said, 0))
    except Refusal:
        return ()
    except DatabaseError:
        if is_closed(office.register):  # the office was closed meanwhile: nobody waits for the answer any more
            return ()
        raise
    return tuple(found.values())[:MOST]


def take_up_parties(office: Office, seconds: float = CATCH_UP_SECONDS) -> bool:
    """Take up what was received or amended since, for so many seconds at most; gives whether there is nothing left."""
    try:
        with open_lookups(office.folder.path) as lookups:
            return _take_up(office, PartyIndex(lookups.connection), seconds)
    except Refusal:
        return True  # nothing can be taken up now
    except DatabaseError:
        if is_closed(office.register):
            return True
        raise


def _take_up(office: Office, index: PartyIndex, seconds: float) -> bool:
    until = time.monotonic() + seconds
    for what, later in (("application", unseen_applications), ("amendment", later_amendments)):
        while waiting := later(office.register, index.seen_up_to(what), _AT_ONCE):
            index.add(
                what, [(mark, number, _rows(cbor.decode(record, cbor.RECORD))) for mark, number, record in waiting]
            )
            if time.monotonic() >= until:
                return False
    return True


def _in_drafts(office: Office, but: str) -> Iterator[dict[str, Any]]:
    for parties in parties_in_drafts(office.drafts, but, _DRAFTS):
        yield from (said for said in map(copied, _rows({"parties": parties})) if said.get("name_legal"))


def _rows(record: object) -> list[Mapping[str, Any]]:
    rows = record.get("parties") if isinstance(record, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, (list, tuple)) else []
