"""What each kind of journal entry does to the state tables.

`apply_event` is the only writer of those tables: when an act is recorded and, with the same result, when the
journal is replayed. Kinds not listed here change no state.

subject and payload of the kinds that do:

| kind | subject | payload |
|---|---|---|
| OFFICE_CREATED | office | settings: map of name to value |
| CA_MOVED | country_ca | from, to (40 digits each), second |
| APPLICATION_RECEIVED | application number | record, digest, title, search: {titles, parties, inventory}, |
|  |  | attachments: rows of {sha256, size, mime, name} |
| APPLICATION_APPROVED | application number | digest; after an appeal its ground {authority, reference, on, text, |
|  |  | objects: the numbers of those whose refusal is set aside} |
| NUMBER_RESERVED | certificate number | application; or reason: contingency, for a blank form |
| NUMBER_VOID | certificate number | reason |
| CERTIFICATE_ISSUED | certificate number | application, id8, record, digest, code_text, pdf_sha256, |
|  |  | issued_on, valid_until (days since 1970-01-01); replaces and |
|  |  | replacement_reason where it takes the place of another; |
|  |  | contingency_on (day) where it was made out on a blank form |
| CERTIFICATE_REVOKED | certificate number | on (day), reason (1-7), text, second (the second person) |

What happens to a case between receipt and certificate is in `case_events`, what happens after issue in `life_events`,
and what is recorded of papers older than this program in `legacy_events`.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.model.folding import indexed
from certapp.register.case_events import (
    CASE_EFFECTS,
    UNDER_APPEAL,
    another_person,
    current,
    decision_of,
    need_state,
    results_of,
    set_state,
    upheld,
)
from certapp.register.connection import Connection
from certapp.register.counting import count_certificate
from certapp.register.entry import Entry
from certapp.register.legacy_events import LEGACY_EFFECTS
from certapp.register.life_events import LIFE_EFFECTS, replaced
from certapp.register.numbers import CONTINGENCY, next_serial, number_state

_SHA256: Final = re.compile("[0-9a-f]{64}")


def apply_event(connection: Connection, entry: Entry) -> None:
    """Let the state tables follow `entry`.

    Refusal where the act is not allowed in this state; KeyError, TypeError or ValueError where the payload is
    not of its kind's shape (the program's fault).
    """
    if (entry.type == "OFFICE_CREATED") != (entry.seq == 1):
        raise ValueError("a journal begins with the creation of its office, and there is but one")
    effect = _EFFECTS.get(entry.type)
    if effect is not None:
        effect(connection, entry, entry.facts())


def _settings(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    for key, value in facts["settings"].items():
        connection.execute(
            "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False, sort_keys=True)),
        )


def _moved(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    """The office stands under another country CA from now on: its fingerprint is the setting that changes."""
    (stored,) = connection.row("SELECT value FROM office WHERE key = 'fingerprint'") or ("null",)
    if facts["from"] != json.loads(stored) or facts["to"] == facts["from"]:
        raise ValueError("a move from another country CA than the office's")
    if not facts["second"] or facts["second"] == entry.actor:
        raise Refusal("CA_MOVE_NEEDS_TWO")
    connection.execute("UPDATE office SET value = ? WHERE key = 'fingerprint'", (json.dumps(facts["to"]),))


def _received(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    record, digest = facts["record"], facts["digest"]
    if hashlib.sha256(record).digest() != digest:
        raise ValueError("a digest that is not the record's")
    number = entry.subject
    if connection.row("SELECT 1 FROM application WHERE number = ?", (number,)):
        raise ValueError(f"application {number} was received before")
    row = int(connection.value("SELECT max(id) FROM application") or 0) + 1
    connection.execute(
        "INSERT INTO application (id, number, record, digest, title, prepared_by, received_at, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'RECEIVED')",
        (row, number, record, digest, facts["title"], entry.actor, entry.at),
    )
    texts = facts["search"]
    connection.execute(
        "INSERT INTO search (rowid, number, application, titles, parties, inventory) VALUES (?, '', ?, ?, ?, ?)",
        (row, indexed(number), *(indexed(*texts[column]) for column in ("titles", "parties", "inventory"))),
    )
    for position, file in enumerate(facts["attachments"]):
        if _SHA256.fullmatch(file["sha256"]) is None:
            raise ValueError("not a SHA-256 in hex")
        connection.execute(
            "INSERT INTO attachment (application, position, sha256, size, mime, name) VALUES (?, ?, ?, ?, ?, ?)",
            (number, position, file["sha256"], file["size"], file["mime"], file["name"]),
        )
    set_state(connection, entry, number, "RECEIVED")


def _approved(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    (status,) = _application(connection, number, "status")
    if status != "RECEIVED":
        raise Refusal("APPLICATION_ALREADY_APPROVED", application=number)
    ground = facts.get("ground")
    before = UNDER_APPEAL if ground else frozenset({"RECEIVED", "UNDER_REVIEW", "DECISION_PROPOSED"})
    need_state(connection, number, before)
    another_person(connection, number, entry.actor)
    if facts["digest"] != current(connection, number)[0]:
        raise Refusal("APPROVAL_OF_OTHER_CONTENT", application=number)
    if ground:
        upheld(connection, number, ground)
    if decision_of({result for (result,) in results_of(connection, number)}) not in ("", "APPROVED"):
        raise Refusal("DECISION_NOT_AS_PROPOSED", application=number)
    connection.execute(
        "UPDATE application SET status = 'APPROVED', approved_by = ?, approved_at = ? WHERE number = ?",
        (entry.actor, entry.at, number),
    )
    set_state(connection, entry, number, "APPROVED")


def _reserved(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    if facts.get("reason") == CONTINGENCY:  # a blank form: which application it will be for nobody knows yet
        _take_number(connection, entry.subject, "reserved", None)
        return
    _need_approved(connection, facts["application"])
    need_state(connection, facts["application"], frozenset({"APPROVED", "PARTLY_APPROVED"}))
    _take_number(connection, entry.subject, "reserved", facts["application"])


def _void(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    if not facts["reason"]:
        raise ValueError("a number is made void for a reason")
    if number_state(connection, number) is None:  # a gap after a restore is accounted for like this
        _take_number(connection, number, "void", None)
        return
    _finish_number(connection, number, "void")


def _issued(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number, application = entry.subject, facts["application"]
    _need_approved(connection, application)
    state = number_state(connection, number)
    expected = None if "contingency_on" in facts else application
    if state is None or state.application != expected:
        raise Refusal("NUMBER_NOT_RESERVED", number=number)
    if hashlib.sha256(facts["record"]).digest() != facts["digest"]:
        raise ValueError("a digest that is not the record's")
    if _SHA256.fullmatch(facts["pdf_sha256"]) is None:
        raise ValueError("not a SHA-256 in hex")
    _finish_number(connection, number, "issued", application)
    connection.execute(
        "INSERT INTO certificate (number, application, id8, record, record_digest, code_text, pdf_sha256,"
        " issued_on, valid_until, issued_at, issued_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            application,
            *(facts[name] for name in ("id8", "record", "digest", "code_text", "pdf_sha256", "issued_on")),
            facts["valid_until"],
            entry.at,
            entry.actor,
        ),
    )
    count_certificate(connection, number, facts["issued_on"], facts["record"])
    need_state(connection, application, frozenset({"APPROVED", "PARTLY_APPROVED"}))
    connection.execute("UPDATE application SET status = 'ISSUED' WHERE number = ?", (application,))
    set_state(connection, entry, application, "ISSUED")
    row, prepared_by, approved_by = _application(connection, application, "id, prepared_by, approved_by")
    if facts.get("replaces"):
        replaced(connection, entry, facts, (prepared_by, approved_by))
    connection.execute("UPDATE search SET number = ? WHERE rowid = ?", (indexed(number), row))


def _revoked(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    if not connection.row("SELECT 1 FROM certificate WHERE number = ?", (number,)):
        raise Refusal("CERTIFICATE_UNKNOWN", number=number[:40])
    if connection.row("SELECT 1 FROM revocation WHERE number = ?", (number,)):
        raise Refusal("CERTIFICATE_ALREADY_REVOKED", number=number)
    if not facts["second"] or facts["second"] == entry.actor:
        raise Refusal("REVOCATION_NEEDS_SECOND_PERSON", number=number)
    connection.execute(
        "INSERT INTO revocation (number, revoked_on, reason, explanation, revoked_by, second_person)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number, facts["on"], facts["reason"], facts["text"], entry.actor, facts["second"]),
    )


def _application(connection: Connection, number: str, columns: str) -> tuple[Any, ...]:
    row = connection.row(f"SELECT {columns} FROM application WHERE number = ?", (number,))
    if row is None:
        raise Refusal("APPLICATION_UNKNOWN", application=number[:40])
    return row


def _need_approved(connection: Connection, application: str) -> None:
    (status,) = _application(connection, application, "status")
    if status == "RECEIVED":
        raise Refusal("APPLICATION_NOT_APPROVED", application=application)
    if status == "ISSUED":
        raise Refusal("APPLICATION_ALREADY_ISSUED", application=application)


def _take_number(connection: Connection, number: str, state: str, application: str | None) -> None:
    parts = read_number(number)
    expected = next_serial(connection, parts.year, parts.office)
    if parts.serial != expected:
        raise Refusal("NUMBER_OUT_OF_ORDER", number=number, expected=expected)
    connection.execute(
        "INSERT INTO number (number, year, office, serial, state, application) VALUES (?, ?, ?, ?, ?, ?)",
        (number, parts.year, parts.office, parts.serial, state, application),
    )


def _finish_number(connection: Connection, number: str, state: str, application: str | None = None) -> None:
    changed = connection.execute(
        "UPDATE number SET state = ?, application = coalesce(application, ?) WHERE number = ? AND state = 'reserved'",
        (state, application, number),
    ).rowcount
    if changed != 1:
        raise Refusal("NUMBER_NOT_RESERVED", number=number)


_EFFECTS: Final[dict[str, Callable[[Connection, Entry, dict[str, Any]], None]]] = {
    "OFFICE_CREATED": _settings,
    "CA_MOVED": _moved,
    "APPLICATION_RECEIVED": _received,
    "APPLICATION_APPROVED": _approved,
    "NUMBER_RESERVED": _reserved,
    "NUMBER_VOID": _void,
    "CERTIFICATE_ISSUED": _issued,
    "CERTIFICATE_REVOKED": _revoked,
    **CASE_EFFECTS,
    **LIFE_EFFECTS,
    **LEGACY_EFFECTS,
}
