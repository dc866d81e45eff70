"""lookups.db: what the office has seen, and lists of stolen objects, indexed so that a new object is compared at once.

A file beside the register, not part of it: what was seen follows from the register and is made again where it is
missing or damaged; a list is imported again from its own file. No act and no state lies here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from certapp.imaging.likeness import near_equal
from certapp.model.errors import Refusal
from certapp.model.folding import words
from certapp.register import object_sizes
from certapp.register.case_events import STANDING
from certapp.register.connection import Connection, DatabaseError, open_drafts_connection, transaction
from certapp.register.lookups_schema import OFFICE, VERSION, bring_up_to_date
from certapp.register.object_sizes import Size

FILE: Final = "lookups.db"
NEAR_BITS: Final = 8
"""Pictures whose 64-bit hashes differ in at most so many bits are nearly equal."""
_BANDS: Final = NEAR_BITS + 1
"""A hash cut into one part more than bits may differ: of two near hashes at least one part is the same."""
_MOST_CANDIDATES: Final = 400
_COMMON: Final = 2000
"""A word that stands in more titles than this says nothing, and costs time."""


class Picture(NamedTuple):
    """A photograph as it is compared: its 64-bit hash, and its colours where they were measured (else empty)."""

    hash: int
    colours: bytes = b""


@dataclass(frozen=True)
class Thing:
    """An object as it is compared: `measures` in centimetres and grams by dimension.

    `source` is OFFICE or a list's name; `reference` the application's number or the list's own reference.
    """

    source: str
    reference: str
    seq: int
    title: str
    uuid: str = ""
    inventory: tuple[str, ...] = ()
    measures: tuple[tuple[str, float], ...] = ()
    pictures: tuple[Picture, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    """What a list says of it, column by column; empty for the office's own, which the register holds in full."""
    institution: str = ""
    """Whose inventory numbers they are; '' where nobody says."""

    @property
    def folded(self) -> str:
        """The title as it is compared."""
        return " ".join(dict.fromkeys(words(self.title)))


@dataclass(frozen=True)
class Source:
    """A list there is: its name, the date of its edition, how many objects."""

    name: str
    edition: str
    count: int


class Lookups:
    """The opened file. Use `open_lookups`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    @property
    def connection(self) -> Connection:
        """Its database, for what else is derived in it."""
        return self._db

    @property
    def folder(self) -> Path:
        """The office's folder."""
        return self._db.path.parent

    # What there is

    @property
    def seen_up_to(self) -> int:
        """The id of the last application that was taken up."""
        return self._up_to("seen")

    @property
    def amended_up_to(self) -> int:
        """The time of the last amendment that was taken up."""
        return self._up_to("amended")

    def stamp(self) -> tuple[object, ...]:
        """Another one whenever there is something new to compare with."""
        lists = self._db.rows("SELECT name, edition, imported_at FROM source ORDER BY name")
        return (self.seen_up_to, self.amended_up_to, *lists)

    def sources(self) -> tuple[Source, ...]:
        """The lists that were imported, by name."""
        rows = self._db.rows(
            "SELECT s.name, s.edition, (SELECT count(*) FROM thing t WHERE t.source = s.name) FROM source s ORDER BY 1"
        )
        return tuple(Source(*row) for row in rows)

    def add_seen(self, application_id: int, things: Iterable[Thing]) -> None:
        """Take up an application's objects, once."""
        with transaction(self._db):
            if application_id <= self.seen_up_to:
                return  # another thread was quicker
            for thing in things:
                self._add(thing)
            self._mark("seen", application_id)

    def seen_otherwise(self, amended_at: int, application: str, things: Iterable[Thing]) -> None:
        """Put an application's objects as they were amended in the place of those taken up before, once."""
        with transaction(self._db):
            if amended_at <= self.amended_up_to:
                return
            self._forget_things("source = ? AND reference = ?", (OFFICE, application))
            for thing in things:
                self._add(thing)
            self._mark("amended", amended_at)

    def forget_seen(self) -> None:
        """All of the office's own, to be taken up anew: the file is of another state of the register."""
        with transaction(self._db):
            self._forget_things("source = ?", (OFFICE,))
            for key in ("seen", "amended"):
                self._mark(key, 0)

    def replace_list(self, name: str, edition: str, things: Iterable[tuple[Thing, bytes]], at_ms: int) -> None:
        """Put a list in the place of its earlier edition, all of it or nothing; with each object a small picture."""
        with transaction(self._db):
            self._forget(name)
            self._db.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (name, edition, at_ms))
            for thing, jpeg in things:
                self._add(thing)
                if jpeg:
                    self._db.execute("INSERT INTO portrait VALUES (?, ?, ?)", (name, thing.reference, jpeg))

    def picture_of(self, sha256: str) -> Picture | None:
        """A picture that was measured before; None where it was not."""
        kept = self._db.row("SELECT hash, colours FROM hashed WHERE sha256 = ?", (sha256,))
        return None if kept is None else Picture(int(kept[0], 16), bytes(kept[1]))

    def keep_picture(self, sha256: str, picture: Picture) -> None:
        """Remember what was measured of a picture."""
        with transaction(self._db):
            values = (sha256, f"{picture.hash:016x}", picture.colours)
            self._db.execute("INSERT OR REPLACE INTO hashed VALUES (?, ?, ?)", values)

    # Finding

    def with_uuid(self, uuid: str) -> tuple[Thing, ...]:
        """Objects that carry this identifier."""
        return self._things("uuid = ?", (uuid,)) if uuid else ()

    def with_inventory(self, number: str) -> tuple[Thing, ...]:
        """Objects with this inventory number, however it is spaced or written."""
        folded = inventory_key(number)
        where = "id IN (SELECT thing FROM inventory WHERE number = ?)"
        return self._things(where, (folded,)) if folded else ()

    def of_list(self, source: str, reference: str) -> Thing | None:
        """What a list says under its reference; None where that is gone."""
        return next(iter(self._things("source = ? AND reference = ?", (source, reference))), None)

    def portrait(self, source: str, reference: str) -> bytes:
        """The small picture (JPEG) of an object on a list; empty where there is none."""
        found = self._db.value("SELECT jpeg FROM portrait WHERE source = ? AND reference = ?", (source, reference))
        return bytes(found or b"")

    def with_like_picture(self, picture: Picture) -> tuple[Thing, ...]:
        """Objects with a picture at most NEAR_BITS away; where the colours of both are known, these are alike too.

        The colours tell the objects of a series apart, photographed on one ground, whose hashes are the same.
        """
        near: set[tuple[int, str]] = set()
        for band, part in _parts(picture.hash):
            for thing, kept in self._db.rows("SELECT thing, hash FROM band WHERE band = ? AND part = ?", (band, part)):
                if (int(kept, 16) ^ picture.hash).bit_count() <= NEAR_BITS:
                    near.add((thing, kept))
        alike = {thing for thing, kept in near if self._coloured_alike(picture, thing, kept)}
        return self._by_id(sorted(alike, reverse=True))

    def _coloured_alike(self, picture: Picture, thing: int, kept: str) -> bool:
        found = self._db.value("SELECT colours FROM colours WHERE thing = ? AND hash = ?", (thing, kept))
        return not (found and picture.colours) or near_equal(picture, Picture(int(kept, 16), bytes(found)))

    def sharing_words(self, title: str) -> tuple[Thing, ...]:
        """Objects whose title shares the rarer words of `title`, those that share most first; bounded."""
        own = list(dict.fromkeys(words(title)))[:40]
        places = ", ".join("?" * len(own))
        counted = self._db.rows(
            f"SELECT word, count(*) FROM word WHERE word IN ({places}) GROUP BY word ORDER BY 2", own
        )
        telling = [word for word, count in counted if count <= _COMMON][:8]
        if not telling:
            return ()
        rows = self._db.rows(
            f"SELECT thing FROM word WHERE word IN ({', '.join('?' * len(telling))})"
            f" GROUP BY thing ORDER BY count(*) DESC, thing DESC LIMIT {_MOST_CANDIDATES}",
            telling,
        )
        return self._by_id([row[0] for row in rows])

    def of_such_size(self, sizes: Sequence[Size], title: str = "") -> tuple[Thing, ...]:
        """The office's objects that have each of these sizes, those first that share words with `title`; bounded."""
        return self._by_id(object_sizes.of_such_size(self._db, sizes, title, _MOST_CANDIDATES))

    # Rows

    def _things(self, where: str, values: Sequence[object]) -> tuple[Thing, ...]:
        rows = self._db.rows(
            f"SELECT source, reference, seq, title, uuid, measures, details, institution FROM thing WHERE {where}"
            f" ORDER BY id DESC LIMIT {_MOST_CANDIDATES}",
            values,
        )
        return tuple(
            Thing(
                source,
                reference,
                seq,
                title,
                uuid,
                measures=tuple((name, float(size)) for name, size in json.loads(measures)),
                details=tuple((name, said) for name, said in json.loads(details)),
                institution=institution,
            )
            for source, reference, seq, title, uuid, measures, details, institution in rows
        )

    def _by_id(self, ids: Sequence[int]) -> tuple[Thing, ...]:
        ids = ids[:_MOST_CANDIDATES]
        return self._things(f"id IN ({', '.join('?' * len(ids))})", ids) if ids else ()

    def _add(self, thing: Thing) -> None:
        cursor = self._db.execute(
            "INSERT INTO thing (source, reference, seq, uuid, title, folded, measures, details, institution)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(thing.source, thing.reference, thing.seq, thing.uuid, thing.title, thing.folded),
                json.dumps(thing.measures),
                json.dumps(thing.details, ensure_ascii=False),
                thing.institution,
            ),
        )
        row = int(cursor.lastrowid or 0)
        for word in thing.folded.split()[:40]:
            self._db.execute("INSERT OR IGNORE INTO word VALUES (?, ?)", (word, row))
        for number in filter(None, map(inventory_key, thing.inventory)):
            self._db.execute("INSERT OR IGNORE INTO inventory VALUES (?, ?)", (number, row))
        object_sizes.add(self._db, row, thing.measures)
        for picture in thing.pictures:
            kept = f"{picture.hash:016x}"
            for band, part in _parts(picture.hash):
                self._db.execute("INSERT OR IGNORE INTO band VALUES (?, ?, ?, ?)", (band, part, row, kept))
            if picture.colours:
                self._db.execute("INSERT OR IGNORE INTO colours VALUES (?, ?, ?)", (row, kept, picture.colours))

    def _forget(self, source: str) -> None:
        self._forget_things("source = ?", (source,))
        self._db.execute("DELETE FROM portrait WHERE source = ?", (source,))

    def _forget_things(self, where: str, values: Sequence[object]) -> None:
        for table in ("word", "inventory", "band", "colours", "size"):
            self._db.execute(f"DELETE FROM {table} WHERE thing IN (SELECT id FROM thing WHERE {where})", values)
        self._db.execute(f"DELETE FROM thing WHERE {where}", values)

    def _up_to(self, key: str) -> int:
        return int(self._db.value("SELECT value FROM mark WHERE key = ?", (key,)) or 0)

    def _mark(self, key: str, value: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (key, value))


def inventory_key(number: str) -> str:
    """An inventory number as it is compared: letters and digits only, small."""
    return "".join(words(number))


def _parts(picture_hash: int) -> Iterator[tuple[int, int]]:
    for band in range(_BANDS):
        low, high = 64 * band // _BANDS, 64 * (band + 1) // _BANDS
        yield band, (picture_hash >> low) & ((1 << (high - low)) - 1)


@contextmanager
def open_lookups(office: Path) -> Iterator[Lookups]:
    """The lookups of the office in this folder, made where there are none, and anew where the file is no use.

    Raises:
        Refusal: DISK_FULL, FOLDER_READ_ONLY, DISK_FAILED.
    """
    path = office / FILE
    try:
        connection = _opened(path)
    except Refusal as refusal:
        if refusal.code not in {"REGISTER_DAMAGED", "REGISTER_NOT_OURS"}:
            raise
        for each in (path, path.with_name(f"{FILE}-wal"), path.with_name(f"{FILE}-shm")):
            each.unlink(missing_ok=True)
        connection = _opened(path)
    try:
        yield Lookups(connection)
    finally:
        connection.close()


def _opened(path: Path) -> Connection:
    connection = open_drafts_connection(path)
    try:
        if connection.value("PRAGMA user_version") != VERSION:
            with transaction(connection):
                bring_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def is_closed(register: Connection) -> bool:
    """Whether the register was closed, as an office is while something still reads in the background."""
    try:
        return register.total_changes < 0
    except DatabaseError:
        return True


def unseen_applications(register: Connection, after: int, most: int) -> list[tuple[int, str, bytes]]:
    """Id, number and record of the applications received after the one with id `after`, the oldest first."""
    rows = register.rows("SELECT id, number, record FROM application WHERE id > ? ORDER BY id LIMIT ?", (after, most))
    return [(row[0], row[1], row[2]) for row in rows]


def newest_application(register: Connection) -> int:
    """The id of the application that was received last; 0 where there is none."""
    return int(register.value("SELECT max(id) FROM application") or 0)


def state_of(register: Connection, application: str) -> str:
    """An application's status; REVOKED or REPLACED where its certificate is; '' where there is none."""
    row = register.row(
        f"SELECT {STANDING}, r.reason FROM application a JOIN casefile k ON k.application = a.number"
        " LEFT JOIN certificate c ON c.application = a.number"
        " LEFT JOIN revocation r ON r.number = c.number WHERE a.number = ?",
        (application,),
    )
    if row is None:
        return ""
    status, reason = row
    return str(status) if reason is None else "REPLACED" if reason == 2 else "REVOKED"
