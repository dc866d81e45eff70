"""What the office has seen before, and what stands on a list of stolen objects: found while a record is looked over.

Two objects are compared by identifier, inventory number, photographs (difference hash, and colours where both are
measured) and by title with measures (library RapidFuzz; this module is its door). A likeness is worth a look, never a
proof.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz

from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.imaging.likeness import impression
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.folding import words
from certapp.model.record import Row, plain_row
from certapp.model.sentences import sentence
from certapp.register.cases import Refused, refusal_of
from certapp.register.connection import DatabaseError
from certapp.register.known_parties import later_amendments
from certapp.register.lookups import (
    Lookups,
    Picture,
    Thing,
    inventory_key,
    is_closed,
    newest_application,
    open_lookups,
    state_of,
    unseen_applications,
)
from certapp.register.lookups_schema import OFFICE
from certapp.seal import cbor
from certapp.service.enclosures import Enclosure
from certapp.service.office import Office

TITLES_ALIKE: Final = 85.0
"""RapidFuzz token ratio, of 100, from which two titles are alike."""
MEASURES_ALIKE: Final = 0.02
"""Measures that differ by no more than this part are the same."""
MOST_OF_AN_OBJECT: Final = 4
MOST_OF_A_RECORD: Final = 60
MOST_OF_A_REASON: Final = 200
"""Characters of the words with which an object was refused that a finding gives again."""
CATCH_UP_SECONDS: Final = 1.0
_SAYS_LITTLE: Final = range(6, 59)
"""Set bits of a hash that tells pictures apart; an empty page or an even gradient has fewer or more."""
_TO_CM_OR_GRAM: Final = {"CMT": 1.0, "MMT": 0.1, "MTR": 100.0, "GRM": 1.0, "KGM": 1000.0}
_NAMES: Final = ("title", "subject", "object_type_l2")
_BETWEEN: Final = " / "
"""Stands between the words of a title in several languages."""


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
            found = matches(lookups, things, partial(_turned_out_badly, office), memory.give_way)
            return tuple(finding for match in found for finding in _said(office, match))
    except DatabaseError:
        if is_closed(office.register):  # the office was closed meanwhile: nobody reads the findings any more
            return ()
        raise
    except Refusal as refusal:  # the comparison is a help: it must not stand in the way of what is typed
        return (Finding(refusal.code, "", Weight.LOOK, refusal.params),)


def catch_up(office: Office, lookups: Lookups, seconds: float = CATCH_UP_SECONDS) -> bool:
    """Take up what was received or amended since; for so many seconds at most. Gives whether all is taken up.

    Of a register that was put back to an earlier state all is taken up anew.
    """
    if lookups.seen_up_to > newest_application(office.register):
        lookups.forget_seen()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        received = unseen_applications(office.register, lookups.seen_up_to, 20)
        amended = [] if received else later_amendments(office.register, lookups.amended_up_to, 20)
        if not received and not amended:
            return True
        for mark, number, record in (*received, *amended):
            raw = cbor.decode(record, cbor.RECORD)
            things = things_of(office, lookups, number, raw if isinstance(raw, Mapping) else {})
            if received:
                lookups.add_seen(mark, things)
            else:
                lookups.seen_otherwise(mark, number, things)
            if time.monotonic() >= until:
                return False
    return False


def matches(
    lookups: Lookups,
    things: Sequence[Thing],
    before_others: Callable[[Thing], bool] = lambda other: False,
    give_way: Callable[[], None] = lambda: None,
) -> tuple[Match, ...]:
    """Everything that is like one of `things`, the surest first for each; bounded.

    Where there are more than can be said, those come first for which `before_others` holds. `give_way` is called before
    each.
    """
    found: list[Match] = []
    folder, stamp = lookups.folder, lookups.stamp()
    for index, thing in enumerate(things):
        give_way()
        like = _likenesses(folder, stamp, replace(thing, reference="", seq=0))
        others = [each for each in like if each[1].source != OFFICE or each[1].reference != thing.reference]
        if len(others) > MOST_OF_AN_OBJECT:
            others.sort(key=lambda each: not before_others(each[1]))
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
    known: dict[int, list[Picture]] = {}
    for each in enclosures:
        if each.likeness is not None and each.row_path.startswith("objects["):
            picture = Picture(each.likeness.hash, each.likeness.colours)
            known.setdefault(int(each.row_path[8:].partition("]")[0]), []).append(picture)
    rows = raw.get("objects")
    return tuple(
        thing_of(item, application, index + 1, tuple(_pictures(office, lookups, item, known.get(index))))
        for index, item in enumerate(rows if isinstance(rows, list) else [])
        if isinstance(item, Mapping)
    )


def thing_of(item: Mapping[Any, Any], reference: str, seq: int, pictures: tuple[Picture, ...] = ()) -> Thing:
    """One object of a record in its plain form."""
    titles = next(filter(None, (texts(item.get(name)) for name in _NAMES)), [])
    return Thing(
        source=OFFICE,
        reference=reference,
        seq=seq,
        title=_BETWEEN.join(titles[:3])[:300],
        uuid=str(item.get("object_uuid") or ""),
        inventory=tuple(texts(item.get("inventory_no"))),
        institution=str(item.get("inventory_institution") or ""),
        measures=tuple(measures_of(item.get("measurements"))),
        pictures=pictures,
    )


def texts(value: object) -> list[str]:
    """The words of a plain value: a text, a map of language to text, or a list of either."""
    if isinstance(value, str):
        return [value] if value else []
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [words for each in below for words in texts(each)]


def tells_apart(picture_hash: int) -> bool:
    """Whether a hash says anything: an empty page looks like every other."""
    return picture_hash.bit_count() in _SAYS_LITTLE


def forget() -> None:
    """Forget what was remembered of earlier comparisons, so that all is asked anew."""
    _likenesses.cache_clear()


def _like(lookups: Lookups, thing: Thing) -> Iterator[tuple[str, Thing]]:
    for other in lookups.with_uuid(thing.uuid):
        yield "SEEN_SAME_OBJECT", other
    for number in thing.inventory:
        for other in lookups.with_inventory(number):
            if _same_inventory(thing, other, number) or same_title(thing, other):
                yield "SEEN_INVENTORY_NUMBER", other
    for picture in thing.pictures:
        for other in lookups.with_like_picture(picture):
            yield "SEEN_PICTURE", other
    for other in lookups.sharing_words(thing.title):
        if same_measures(thing, other) and same_title(thing, other):
            yield "SEEN_TITLE_AND_MEASURES", other


def _same_inventory(one: Thing, other: Thing, number: str) -> bool:
    """Whether a number that both have is of one inventory: that is told by the institution where both name one.

    Where not, a bare short number says nothing, as it is in every museum.
    """
    if one.institution and other.institution:
        mine, theirs = (" ".join(words(each.institution)) for each in (one, other))
        return fuzz.token_sort_ratio(mine, theirs) >= TITLES_ALIKE
    return len(inventory_key(number)) >= 5


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


def measures_of(rows: object) -> Iterator[tuple[str, float]]:
    """Of measurements as a record has them, in centimetres and grams; those in other units are left out."""
    named: dict[str, float] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping) and (factor := _TO_CM_OR_GRAM.get(str(row.get("unit")))):
            try:
                named.setdefault(str(row.get("dimension")), float(str(row.get("value"))) * factor)
            except ValueError:
                continue
    yield from named.items()


def _pictures(
    office: Office, lookups: Lookups, item: Mapping[Any, Any], known: Sequence[Picture] | None
) -> Iterator[Picture]:
    """Those known already, else of what the office keeps under the photographs' digests."""
    if known is not None:
        yield from (picture for picture in known if tells_apart(picture.hash))
        return
    rows = item.get("photographs")
    names = [str(row.get("sha256") or "") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    for name in filter(None, names):
        kept = lookups.picture_of(name)
        if kept is None:
            try:
                measured = impression(office.attachments.get(name))
            except Refusal:  # a file that is missing or no picture is told elsewhere
                continue
            kept = Picture(measured.hash, measured.colours)
            lookups.keep_picture(name, kept)
        if tells_apart(kept.hash):
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
    refused = refusal_of(office.register, other.reference, other.seq)
    if refused is not None:
        yield Finding("SEEN_REFUSED", path, Weight.LOOK, params, _refusal_words(office, refused, params))
    if state_of(office.register, other.reference) == "REVOKED":
        yield Finding("SEEN_REVOKED", path, Weight.LOOK, params)


def _refusal_words(office: Office, refused: Refused, params: Mapping[str, object]) -> dict[str, str]:
    """When an object was refused and why, in each language of the form."""
    day = datetime.fromtimestamp(refused.at / 1000, UTC).date().isoformat()
    said = {}
    for language in office.form.words:
        why = [office.form.code_name("REFUSAL_REASON", code, language) for code in refused.reasons]
        reasons = "; ".join(filter(None, (*why, refused.text[:MOST_OF_A_REASON].strip(" .。"))))
        said[language] = sentence("SEEN_REFUSED", {**params, "day": day, "reasons": reasons}, language)
    return said


def _turned_out_badly(office: Office, other: Thing) -> bool:
    """Whether an object seen before was refused, or the certificate of its application revoked."""
    if other.source != OFFICE:
        return True
    refused = refusal_of(office.register, other.reference, other.seq) is not None
    return refused or state_of(office.register, other.reference) == "REVOKED"
