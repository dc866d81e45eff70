"""What the office has seen before, and what stands on a list of stolen objects: found while a record is looked over.

Two objects are compared by identifier, inventory number, photographs (difference hash) and by title with measures
(library RapidFuzz; this module is its door). A likeness is worth a look, never a proof.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.imaging.likeness import picture_hash
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.folding import words
from certapp.model.record import Row, plain_row
from certapp.register.connection import DatabaseError
from certapp.register.lookups import (
    OFFICE,
    Lookups,
    Thing,
    inventory_key,
    is_closed,
    open_lookups,
    state_of,
    unseen_applications,
)
from certapp.seal import cbor
from certapp.service.enclosures import Enclosure
from certapp.service.office import Office

TITLES_ALIKE: Final = 85.0
"""RapidFuzz token ratio, of 100, from which two titles are alike."""
MEASURES_ALIKE: Final = 0.02
"""Measures that differ by no more than this part are the same."""
MOST_OF_AN_OBJECT: Final = 4
MOST_OF_A_RECORD: Final = 60
CATCH_UP_SECONDS: Final = 1.0
_SAYS_LITTLE: Final = range(6, 59)
"""Set bits of a hash that tells pictures apart; an empty page or an even gradient has fewer or more."""
_TO_CM_OR_GRAM: Final = {"CMT": 1.0, "MMT": 0.1, "MTR": 100.0, "GRM": 1.0, "KGM": 1000.0}
_NAMES: Final = ("title", "subject", "object_type_l2")
_BETWEEN: Final = " / "
"""Stands between the words of a title in several languages."""
_LOST: Final = {"REFUSED": "SEEN_REFUSED", "REVOKED": "SEEN_REVOKED"}


@dataclass(frozen=True)
class Match:
    """An object of the record (by its place, from 0) that is like another; `how` is a finding's code."""

    index: int
    how: str
    other: Thing


def look_back(
    office: Office,
    record: Row,
    enclosures: Sequence[Enclosure] = (),
    own: str = "",
    memory: Memory = NO_MEMORY,
) -> tuple[Finding, ...]:
    """Findings about objects that the office has seen, or that a list names; `own` is the record's own application."""
    objects = record.rows("objects")
    if not objects:
        return ()
    plain = [memory.of_row("plain", item, (), partial(plain_row, item)) for item in objects]
    try:
        with open_lookups(office.folder.path) as lookups:
            catch_up(office, lookups)
            things = things_of(office, lookups, own, {"objects": plain}, enclosures)
            found = matches(lookups, things)
            return tuple(finding for match in found for finding in _said(office, match))
    except DatabaseError:
        if is_closed(office.register):  # the office was closed meanwhile: nobody reads the findings any more
            return ()
        raise
    except Refusal as refusal:  # the comparison is a help: it must not stand in the way of what is typed
        return (Finding(refusal.code, "", Weight.LOOK, refusal.params),)


def catch_up(office: Office, lookups: Lookups, seconds: float = CATCH_UP_SECONDS) -> bool:
    """Take up what was received since; for so many seconds at most. Gives whether all is taken up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        waiting = unseen_applications(office.register, lookups.seen_up_to, 20)
        if not waiting:
            return True
        for row, number, record in waiting:
            raw = cbor.decode(record, cbor.RECORD)
            things = things_of(office, lookups, number, raw if isinstance(raw, Mapping) else {})
            lookups.add_seen(row, things)
            if time.monotonic() >= until:
                return False
    return False


def matches(lookups: Lookups, things: Sequence[Thing]) -> tuple[Match, ...]:
    """Everything that is like one of `things`, the surest first for each; bounded."""
    found: list[Match] = []
    folder, stamp = lookups.folder, lookups.stamp()
    for index, thing in enumerate(things):
        like = _likenesses(folder, stamp, replace(thing, reference="", seq=0))
        others = [each for each in like if each[1].source != OFFICE or each[1].reference != thing.reference]
        found.extend(
            Match(index, how if other.source == OFFICE else "ON_STOLEN_LIST", other)
            for how, other in others[:MOST_OF_AN_OBJECT]
        )
        if len(found) >= MOST_OF_A_RECORD:
            break
    return tuple(found)


@lru_cache(maxsize=4000)
def _likenesses(folder: Path, stamp: tuple[object, ...], thing: Thing) -> tuple[tuple[str, Thing], ...]:
    """What is like `thing`, each once, the surest first. Remembered as long as nothing new is there (`stamp`).

    While a record is typed, all its objects but one are asked for again and again.
    """
    found: dict[tuple[str, str, int], tuple[str, Thing]] = {}
    with open_lookups(folder) as lookups:
        for how, other in _like(lookups, thing):
            found.setdefault((other.source, other.reference, other.seq), (how, other))
            if len(found) == 5 * MOST_OF_AN_OBJECT:
                break
    return tuple(found.values())


def things_of(
    office: Office, lookups: Lookups, application: str, raw: Mapping[Any, Any], enclosures: Sequence[Enclosure] = ()
) -> tuple[Thing, ...]:
    """The objects of a record in its plain form, as they are compared. Pictures that cannot be read are left out."""
    known: dict[int, list[int]] = {}
    for each in enclosures:
        if each.likeness is not None and each.row_path.startswith("objects["):
            known.setdefault(int(each.row_path[8:].partition("]")[0]), []).append(each.likeness)
    rows = raw.get("objects")
    return tuple(
        thing_of(item, application, index + 1, tuple(_hashes(office, lookups, item, known.get(index))))
        for index, item in enumerate(rows if isinstance(rows, list) else [])
        if isinstance(item, Mapping)
    )


def thing_of(item: Mapping[Any, Any], reference: str, seq: int, pictures: tuple[int, ...] = ()) -> Thing:
    """One object of a record in its plain form."""
    titles = next(filter(None, (texts(item.get(name)) for name in _NAMES)), [])
    return Thing(
        source=OFFICE,
        reference=reference,
        seq=seq,
        title=_BETWEEN.join(titles[:3])[:300],
        uuid=str(item.get("object_uuid") or ""),
        inventory=tuple(texts(item.get("inventory_no"))),
        measures=tuple(_measures(item.get("measurements"))),
        pictures=pictures,
    )


def texts(value: object) -> list[str]:
    """The words of a plain value: a text, a map of language to text, or a list of either."""
    if isinstance(value, str):
        return [value] if value else []
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [words for each in below for words in texts(each)]


def tells_apart(picture: int) -> bool:
    """Whether a hash says anything: an empty page looks like every other."""
    return picture.bit_count() in _SAYS_LITTLE


def forget() -> None:
    """Forget what was remembered of earlier comparisons, so that all is asked anew."""
    _likenesses.cache_clear()


def _like(lookups: Lookups, thing: Thing) -> Iterator[tuple[str, Thing]]:
    for other in lookups.with_uuid(thing.uuid):
        yield "SEEN_SAME_OBJECT", other
    for number in thing.inventory:
        # A bare short number is in every museum: then the titles have to be alike too.
        telling = len(inventory_key(number)) >= 5
        for other in lookups.with_inventory(number):
            if telling or same_title(thing, other):
                yield "SEEN_INVENTORY_NUMBER", other
    for picture in thing.pictures:
        for other in lookups.with_like_picture(picture):
            yield "SEEN_PICTURE", other
    for other in lookups.sharing_words(thing.title):
        if same_measures(thing, other) and same_title(thing, other):
            yield "SEEN_TITLE_AND_MEASURES", other


def same_title(one: Thing, other: Thing) -> bool:
    """Whether the titles are alike in one of their languages."""
    mine, theirs = ([" ".join(words(part)) for part in each.title.split(_BETWEEN)] for each in (one, other))
    return any(fuzz.token_sort_ratio(a, b) >= TITLES_ALIKE for a in mine if a for b in theirs if b)


def same_measures(one: Thing, other: Thing) -> bool:
    """Whether the dimensions that both have, one at least, are within MEASURES_ALIKE."""
    mine, theirs = dict(one.measures), dict(other.measures)
    common = mine.keys() & theirs.keys()
    return bool(common) and all(
        abs(mine[name] - theirs[name]) <= MEASURES_ALIKE * max(mine[name], theirs[name]) for name in common
    )


def _measures(rows: object) -> Iterator[tuple[str, float]]:
    named: dict[str, float] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping) and (factor := _TO_CM_OR_GRAM.get(str(row.get("unit")))):
            try:
                named.setdefault(str(row.get("dimension")), float(str(row.get("value"))) * factor)
            except ValueError:
                continue
    yield from named.items()


def _hashes(office: Office, lookups: Lookups, item: Mapping[Any, Any], known: Sequence[int] | None) -> Iterator[int]:
    """Those known already, else of what the office keeps under the photographs' digests."""
    if known is not None:
        yield from filter(tells_apart, known)
        return
    rows = item.get("photographs")
    names = [str(row.get("sha256") or "") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    for name in filter(None, names):
        kept = lookups.hash_of(name)
        if kept is None:
            try:
                kept = picture_hash(office.attachments.get(name))
            except Refusal:  # a file that is missing or no picture is told elsewhere
                continue
            lookups.keep_hash(name, kept)
        if tells_apart(kept):
            yield kept


def _said(office: Office, match: Match) -> Iterator[Finding]:
    other = match.other
    at = {
        "SEEN_INVENTORY_NUMBER": ".inventory_no",
        "SEEN_PICTURE": ".photographs",
        "SEEN_TITLE_AND_MEASURES": ".title",
    }.get(match.how, ".title")
    path = f"objects[{match.index}]{at}"
    params = {"title": other.title or "?", "number": other.seq}
    if other.source != OFFICE:
        yield Finding(match.how, path, Weight.LOOK, {**params, "list": other.source, "reference": other.reference})
        return
    params["application"] = other.reference
    yield Finding(match.how, path, Weight.LOOK, params)
    lost = _LOST.get(state_of(office.register, other.reference))
    if lost:
        yield Finding(lost, path, Weight.LOOK, params)
