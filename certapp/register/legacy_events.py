"""What the entries about old paper certificates do to the tables of the legacy register.

Nothing is edited: a mistake is amended by another version, or the entry is made void.

| kind | subject | payload |
|---|---|---|
| LEGACY_RECORDED | `L-YYYY-OO-NNNNNN` | content, digest, scans: rows of {sha256, size, mime, name} |
| LEGACY_AMENDED | the same | as LEGACY_RECORDED, and text: why |
| LEGACY_CONFIRMED | the same | digest, by another person than who typed this version |
| LEGACY_VOID | the same | text |
| LEGACY_COVERAGE_STATED | legacy | first, last (years), complete, none_before, all_offices, text, second |

`content` is deterministic CBOR of {printed, issued_on, issued_by, holder, consignee, remarks, objects: rows of {title,
type, quantity}}; `issued_on` is a year, a month or a day in ISO 8601, or empty.
"""

import hashlib
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from certapp.model.bare_number import bare_number, digits_of
from certapp.model.errors import Refusal
from certapp.model.folding import indexed
from certapp.register.connection import Connection
from certapp.register.entry import Entry
from certapp.seal import cbor

Effect = Callable[[Connection, Entry, dict[str, Any]], None]
_NUMBER: Final = re.compile("L-[0-9]{4}-[0-9A-Z]{2}-[0-9]{6}", re.ASCII)
_PARTIAL: Final = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
_SHA256: Final = re.compile("[0-9a-f]{64}")
_EPOCH: Final = date(1970, 1, 1)


def days_of(partial: str) -> tuple[int, int] | None:
    """The first and last day (since 1970-01-01) of a year, a month or a day; None for none. ValueError for others."""
    if not partial:
        return None
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise ValueError("neither a year, nor a month, nor a day")
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return (first - _EPOCH).days, (last - _EPOCH).days


def title_of(objects: list[dict[str, Any]]) -> str:
    """How lists name an old certificate: its first object, and how many more there are."""
    if not objects:
        return ""
    first = str(objects[0]["title"] or objects[0]["type"])
    return first if len(objects) == 1 else f"{first} (+{len(objects) - 1})"


def _recorded(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    if _NUMBER.fullmatch(number) is None:
        raise ValueError("not a number of the legacy register")
    content = _content(facts)
    row = int(connection.value("SELECT max(id) FROM legacy") or 0) + 1
    columns = _columns(content)
    connection.execute(
        "INSERT INTO legacy (id, number, version, state, printed, bare, digits, first_day, last_day, title,"
        " recorded_by, recorded_at) VALUES (?, ?, 1, 'RECORDED', ?, ?, ?, ?, ?, ?, ?, ?)",
        (row, number, *columns, entry.actor, entry.at),
    )
    _version(connection, entry, facts, 1)
    connection.execute(
        "INSERT INTO search (rowid, number, application, titles, parties, inventory) VALUES (?, ?, ?, ?, ?, '')",
        (-row, indexed(content["printed"]), indexed(number), *_words(content)),
    )


def _amended(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number, content = entry.subject, _content(facts)
    row, version, _by = _standing(connection, number)
    connection.execute(
        "UPDATE legacy SET version = ?, state = 'RECORDED', printed = ?, bare = ?, digits = ?, first_day = ?,"
        " last_day = ?, title = ?, recorded_by = ?, recorded_at = ?, confirmed_by = NULL, confirmed_at = NULL"
        " WHERE number = ?",
        (version + 1, *_columns(content), entry.actor, entry.at, number),
    )
    if not facts["text"]:
        raise ValueError("an old certificate is amended for a reason")
    _version(connection, entry, facts, version + 1)
    connection.execute(
        "UPDATE search SET number = ?, titles = ?, parties = ? WHERE rowid = ?",
        (indexed(content["printed"]), *_words(content), -row),
    )


def _confirmed(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    _row, version, recorded_by = _standing(connection, number)
    if connection.value("SELECT state FROM legacy WHERE number = ?", (number,)) != "RECORDED":
        raise Refusal("LEGACY_ALREADY_CONFIRMED", number=number)
    if recorded_by == entry.actor:
        raise Refusal("LEGACY_NEEDS_ANOTHER_PERSON", number=number)
    digest = connection.value("SELECT digest FROM legacy_version WHERE number = ? AND version = ?", (number, version))
    if digest != facts["digest"]:
        raise Refusal("LEGACY_CHANGED_MEANWHILE", number=number)
    connection.execute(
        "UPDATE legacy SET state = 'CONFIRMED', confirmed_by = ?, confirmed_at = ? WHERE number = ?",
        (entry.actor, entry.at, number),
    )


def _void(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    _row, _version, recorded_by = _standing(connection, number)
    if not facts["text"]:
        raise ValueError("an entry is made void for a reason")
    confirmed = connection.value("SELECT confirmed_by FROM legacy WHERE number = ?", (number,)) is not None
    if confirmed and recorded_by == entry.actor:
        raise Refusal("LEGACY_NEEDS_ANOTHER_PERSON", number=number)
    connection.execute("UPDATE legacy SET state = 'VOID' WHERE number = ?", (number,))


def _coverage_stated(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    if not facts["second"] or facts["second"] == entry.actor:
        raise Refusal("COVERAGE_NEEDS_SECOND_PERSON")
    waiting = connection.row("SELECT 1 FROM legacy WHERE state = 'RECORDED'")
    if facts["complete"] and waiting:
        raise Refusal("COVERAGE_WHILE_WAITING")
    position = int(connection.value("SELECT max(position) FROM legacy_coverage") or 0) + 1
    connection.execute(
        "INSERT INTO legacy_coverage (position, first_year, last_year, complete, none_before, all_offices,"
        " entries, explanation, stated_by, second_person, stated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            position,
            *(facts[name] for name in ("first", "last")),
            *(int(facts[name]) for name in ("complete", "none_before", "all_offices")),
            int(connection.value("SELECT max(id) FROM legacy") or 0),
            facts["text"],
            entry.actor,
            facts["second"],
            entry.at,
        ),
    )


def _content(facts: dict[str, Any]) -> dict[str, Any]:
    if hashlib.sha256(facts["content"]).digest() != facts["digest"]:
        raise ValueError("a digest that is not the content's")
    content = cbor.decode(facts["content"], cbor.RECORD)
    if not isinstance(content, dict):
        raise ValueError("a content that is no map")
    return {str(name): value for name, value in content.items()}


def _columns(content: dict[str, Any]) -> tuple[Any, ...]:
    printed = content["printed"]
    bare = bare_number(printed)
    first, last = days_of(content["issued_on"]) or (None, None)
    return printed, bare, digits_of(bare), first, last, title_of(content["objects"])


def _words(content: dict[str, Any]) -> tuple[str, str]:
    """Titles and parties, as the search index holds them."""
    titles = [each[name] for each in content["objects"] for name in ("title", "type")]
    return indexed(*dict.fromkeys(titles)), indexed(*(content[name] for name in ("holder", "consignee", "issued_by")))


def _version(connection: Connection, entry: Entry, facts: dict[str, Any], version: int) -> None:
    row = (entry.subject, version, facts["content"], facts["digest"], facts.get("text", ""), entry.actor, entry.at)
    connection.execute(
        "INSERT INTO legacy_version (number, version, content, digest, explanation, recorded_by, recorded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    for position, file in enumerate(facts["scans"], 1):
        if _SHA256.fullmatch(file["sha256"]) is None:
            raise ValueError("not a SHA-256 in hex")
        connection.execute(
            "INSERT INTO legacy_scan (number, version, position, sha256, size, mime, name)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.subject, version, position, file["sha256"], file["size"], file["mime"], file["name"]),
        )


def _standing(connection: Connection, number: str) -> tuple[int, int, str]:
    """Id, version and who typed it. Refusal LEGACY_UNKNOWN, LEGACY_IS_VOID."""
    row = connection.row("SELECT id, version, recorded_by, state FROM legacy WHERE number = ?", (number,))
    if row is None:
        raise Refusal("LEGACY_UNKNOWN", number=number[:40])
    if row[3] == "VOID":
        raise Refusal("LEGACY_IS_VOID", number=number)
    return row[0], row[1], row[2]


LEGACY_EFFECTS: Final[dict[str, Effect]] = {
    "LEGACY_RECORDED": _recorded,
    "LEGACY_AMENDED": _amended,
    "LEGACY_CONFIRMED": _confirmed,
    "LEGACY_VOID": _void,
    "LEGACY_COVERAGE_STATED": _coverage_stated,
}
