"""What the entries about an issued certificate do to the tables of its life.

subject is the certificate's number but where said otherwise; payloads:

| kind | payload |
|---|---|
| CERTIFICATE_SUSPENDED | on (day), text |
| SUSPENSION_LIFTED | text, second (the second person) |
| CERTIFICATE_ISSUED with replaces | the number replaced, and replacement_reason (REPLACE_REASON) |
| ENDORSEMENT_TAKEN | a receipt of customs: see `_endorsed`; the number it names need not be ours |
| CERTIFICATE_EXTENDED | return_due (day), text, pdf_sha256 of the sheet, second |
| STOP_ABROAD_ADDED | venue, city, country, from, to (days) |
| RETURN_INSPECTED | on (day), place, objects: rows of {object, returned, matches, condition, damage} |
| CERTIFICATE_SURRENDERED | on (day), text |
| EXPORT_NOT_RETURNED | text |
| TASK_CLOSED | seq and position of the task, note |
| POST_ACCEPTED | name, certificate; the subject is the 40 digits of the post's key |
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.register.certificates import SUPERSEDED
from certapp.register.connection import Connection
from certapp.register.entry import Entry
from certapp.register.lives import AWAY, LIVE, UNUSED, Life, claims_in, life, newest_of, next_position

Effect = Callable[[Connection, Entry, dict[str, Any]], None]

FORM_LOST: Final = 3
"""The reason of a revocation after which another paper may be issued for the one that was lost."""
CONVERSION: Final = "CONVERSION"
"""The reason of a replacement by which a temporary export becomes a permanent one."""
SUSPENDABLE: Final = LIVE | {"CLOSED_EXPORTED", "CLOSED_NOT_RETURNED"}
REPLACEABLE: Final = LIVE | {"CLOSED_EXPORTED"}
_DAY_MS: Final = 86_400_000


def need_life(connection: Connection, number: str, states: frozenset[str], *, revoked_too: bool = False) -> Life:
    """The life of a certificate in one of `states`, neither suspended nor, unless said, revoked.

    Refusal CERTIFICATE_UNKNOWN, CERTIFICATE_ALREADY_REVOKED, CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE.
    """
    found = life(connection, number)
    if found.revoked and not revoked_too:
        raise Refusal("CERTIFICATE_ALREADY_REVOKED", number=number)
    if found.suspended and not revoked_too:
        raise Refusal("CERTIFICATE_SUSPENDED", number=number)
    if found.state not in states:
        raise Refusal("LIFE_NOT_IN_STATE", number=number, state=found.state)
    return found


def need_replaceable(connection: Connection, number: str, *, conversion: bool = False) -> Life:
    """The life of a certificate that another may replace; of a lost paper also after it was revoked as lost.

    Refusals of `need_life`, and CONVERSION_OF_OTHER for what is no temporary export that is abroad.
    """
    lost = connection.row("SELECT 1 FROM revocation WHERE number = ? AND reason = ?", (number, FORM_LOST))
    found = need_life(connection, number, REPLACEABLE, revoked_too=lost is not None)
    if conversion and not (found.temporary and found.state in AWAY):
        raise Refusal("CONVERSION_OF_OTHER", number=number)
    return found


def replaced(connection: Connection, entry: Entry, facts: Mapping[str, Any], people: tuple[str, str]) -> None:
    """Let the certificate just issued take the place of another; `people` prepared and approved it.

    What is abroad under the old one is abroad under the new one, object by object. Refusals of `need_replaceable`,
    REPLACED_OBJECTS_DIFFER.
    """
    old, new, reason = str(facts["replaces"]), entry.subject, str(facts["replacement_reason"])
    found = need_replaceable(connection, old, conversion=reason == CONVERSION)
    claims = claims_in(facts["code_text"])
    if found.places and claims.object_count != found.object_count:
        raise Refusal("REPLACED_OBJECTS_DIFFER", number=old, count=found.object_count)
    connection.execute("INSERT INTO successor (certificate, new_number, reason) VALUES (?, ?, ?)", (old, new, reason))
    if not found.revoked:
        connection.execute(
            "INSERT INTO revocation (number, revoked_on, reason, explanation, revoked_by, second_person)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (old, entry.at // _DAY_MS, SUPERSEDED, reason, people[1], people[0]),
        )
    places, old_state = dict(found.places), found.state
    if reason == CONVERSION:  # what is out stays out for good; what came back is no more of the new paper's matter
        places = {number: place for number, place in places.items() if place == "OUT"}
        old_state = "EXITED" if len(places) < claims.object_count else "CLOSED_EXPORTED"
    for number, place in places.items():
        _place(connection, entry, new, number, place)
    _set(connection, entry, new, old_state, claims.return_by)
    _set(connection, entry, old, "CONVERTED" if reason == CONVERSION else "REPLACED", found.return_due)


def _suspended(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_life(connection, entry.subject, SUSPENDABLE)
    connection.execute(
        "INSERT INTO suspension (certificate, position, suspended_on, explanation, suspended_by)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            entry.subject,
            next_position(connection, "suspension", entry.subject),
            facts["on"],
            facts["text"],
            entry.actor,
        ),
    )


def _lifted(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    if not facts["second"] or facts["second"] == entry.actor:
        raise Refusal("LIFTING_NEEDS_SECOND_PERSON", number=entry.subject)
    found = life(connection, entry.subject)
    if found.revoked or not found.suspended:
        raise Refusal("CERTIFICATE_NOT_SUSPENDED", number=entry.subject)
    connection.execute(
        "UPDATE suspension SET lifted_at = ?, lifted_by = ?, second_person = ?"
        " WHERE certificate = ? AND lifted_at IS NULL",
        (entry.at, entry.actor, facts["second"], entry.subject),
    )


def _endorsed(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    """A receipt: receipt (8 bytes), ours (whether number and id8 are of one of our certificates), kind, office, post,
    on, officer, objects: rows of {object, status, quantity}, remark, seals, irregularities (codes; the journal alone
    holds them, and only where there are any), source, bulletin, bulletin_day,
    photographs: rows as attachments have, and differences: rows of {code, and what fills its sentence}.
    """
    if connection.row("SELECT 1 FROM endorsement WHERE receipt = ?", (facts["receipt"],)):
        raise Refusal("RECEIPT_TAKEN_BEFORE", number=entry.subject)
    certificate = entry.subject if facts["ours"] else None
    connection.execute(
        "INSERT INTO endorsement (seq, receipt, number, certificate, kind, office, post, endorsed_on, officer, objects,"
        " remark, seals, source, bulletin, bulletin_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.seq,
            facts["receipt"],
            entry.subject,
            certificate,
            *(facts[name] for name in ("kind", "office", "post", "on", "officer")),
            _json(facts["objects"]),
            *(facts[name] for name in ("remark", "seals", "source", "bulletin", "bulletin_day")),
        ),
    )
    for position, difference in enumerate(facts["differences"], 1):
        params = {name: value for name, value in difference.items() if name != "code"}
        connection.execute(
            "INSERT INTO task (seq, position, number, code, params) VALUES (?, ?, ?, ?, ?)",
            (entry.seq, position, entry.subject, difference["code"], _json(params)),
        )
    if certificate is not None:
        _attach(connection, certificate, facts["photographs"])
        _move(connection, entry, facts, life(connection, newest_of(connection, certificate)))


def _attach(connection: Connection, number: str, files: list[dict[str, Any]]) -> None:
    application = str(connection.value("SELECT application FROM certificate WHERE number = ?", (number,)))
    known = connection.rows("SELECT position, sha256 FROM attachment WHERE application = ?", (application,))
    position, there = max((row[0] for row in known), default=-1), {row[1] for row in known}
    for file in files:
        if file["sha256"] not in there:
            there.add(file["sha256"])
            position += 1
            connection.execute(
                "INSERT INTO attachment (application, position, sha256, size, mime, name) VALUES (?, ?, ?, ?, ?, ?)",
                (application, position, file["sha256"], file["size"], file["mime"], file["name"]),
            )


def _move(connection: Connection, entry: Entry, facts: dict[str, Any], found: Life) -> None:
    """Where the objects are now, and the state that follows. An act that does not fit the state moves nothing."""
    kind = facts["kind"]
    if kind == "EXPORT":
        if found.state == "ISSUED" and not found.revoked:
            _set(connection, entry, found.number, "EXPORT_DECLARED", found.return_due)
        return
    if kind == "EXIT" and (found.revoked or found.state not in LIVE):
        return
    if kind == "REIMPORT" and found.state not in AWAY:
        return
    places = dict(found.places)
    for row in facts["objects"]:
        number = row["object"]
        if row["status"] != "PRESENTED" or not 0 < number <= found.object_count:
            continue
        if kind == "EXIT" and number not in places:
            places[number] = "OUT"
        elif kind == "REIMPORT" and places.get(number) == "OUT":
            places[number] = "BACK"
    _settle(connection, entry, found, places)


def _extended(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number = entry.subject
    if not facts["second"] or facts["second"] == entry.actor:
        raise Refusal("EXTENSION_NEEDS_SECOND_PERSON", number=number)
    found = need_life(connection, number, AWAY)
    if found.return_due is None or facts["return_due"] <= found.return_due:
        raise Refusal("EXTENSION_NOT_LATER", number=number)
    connection.execute(
        "INSERT INTO extension (certificate, position, return_due, explanation, pdf_sha256, granted_by, second_person,"
        " granted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            next_position(connection, "extension", number),
            *(facts[name] for name in ("return_due", "text", "pdf_sha256")),
            entry.actor,
            facts["second"],
            entry.at,
        ),
    )
    _set(connection, entry, number, found.state, facts["return_due"])


def _stop_added(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    if not need_life(connection, entry.subject, UNUSED | AWAY).temporary:
        raise Refusal("STOP_OF_PERMANENT_EXPORT", number=entry.subject)
    connection.execute(
        "INSERT INTO stop_abroad (certificate, position, venue, city, country, from_on, to_on)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            next_position(connection, "stop_abroad", entry.subject),
            *(facts[name] for name in ("venue", "city", "country", "from", "to")),
        ),
    )


def _inspected(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    found = need_life(connection, entry.subject, AWAY | {"RETURNED"}, revoked_too=True)
    places = dict(found.places)
    if not facts["objects"]:
        raise ValueError("an inspection looks at something")
    for row in facts["objects"]:
        if places.get(row["object"]) not in ("OUT", "BACK"):
            raise Refusal("OBJECT_NOT_AWAY", number=found.number, object=row["object"])
        places[row["object"]] = "RETURNED" if row["returned"] else "OUT"
    connection.execute(
        "INSERT INTO inspection (certificate, position, inspected_on, place, objects, inspected_by)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            found.number,
            next_position(connection, "inspection", found.number),
            facts["on"],
            facts["place"],
            _json(facts["objects"]),
            entry.actor,
        ),
    )
    _settle(connection, entry, found, places)


def _surrendered(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    found = need_life(connection, entry.subject, UNUSED)
    connection.execute(
        "INSERT INTO surrender (certificate, surrendered_on, explanation) VALUES (?, ?, ?)",
        (found.number, facts["on"], facts["text"]),
    )
    _set(connection, entry, found.number, "SURRENDERED", found.return_due)


def _not_returned(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    found = need_life(connection, entry.subject, AWAY, revoked_too=True)
    if not found.overdue(entry.at // _DAY_MS):
        raise Refusal("RETURN_NOT_DUE", number=found.number)
    for number, place in found.places.items():
        if place == "OUT":
            _place(connection, entry, found.number, number, "NOT_RETURNED")
    _set(connection, entry, found.number, "CLOSED_NOT_RETURNED", found.return_due)


def _task_closed(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    changed = connection.execute(
        "UPDATE task SET closed_at = ?, closed_by = ?, note = ?"
        " WHERE seq = ? AND position = ? AND number = ? AND closed_at IS NULL",
        (entry.at, entry.actor, facts["note"], facts["seq"], facts["position"], entry.subject),
    ).rowcount
    if changed != 1:
        raise Refusal("TASK_NOT_OPEN", number=entry.subject[:40])


def _post_accepted(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    if connection.row("SELECT 1 FROM post WHERE fingerprint = ?", (entry.subject,)):
        raise Refusal("POST_ALREADY_KNOWN", name=facts["name"])
    connection.execute(
        "INSERT INTO post (fingerprint, name, certificate, accepted_by, accepted_at) VALUES (?, ?, ?, ?, ?)",
        (entry.subject, facts["name"], facts["certificate"], entry.actor, entry.at),
    )


def _settle(connection: Connection, entry: Entry, found: Life, places: dict[int, str]) -> None:
    """Write where the objects are, and the state that this makes."""
    for number, place in places.items():
        if found.places.get(number) != place:
            _place(connection, entry, found.number, number, place)
    where = list(places.values())
    state = found.state
    if not where:
        pass
    elif not found.temporary:
        state = "CLOSED_EXPORTED" if len(where) == found.object_count else "EXITED"
    elif "OUT" in where:
        state = "ABROAD" if set(where) == {"OUT"} else "PARTLY_RETURNED"
    else:
        state = "RETURNED" if "BACK" in where else "CLOSED_RETURNED"
    _set(connection, entry, found.number, state, found.return_due)


def _place(connection: Connection, entry: Entry, number: str, item: int, place: str) -> None:
    connection.execute(
        "INSERT INTO object_place (certificate, object, place, since) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (certificate, object) DO UPDATE SET place = excluded.place, since = excluded.since",
        (number, item, place, entry.at),
    )


def _set(connection: Connection, entry: Entry, number: str, state: str, return_due: int | None) -> None:
    connection.execute(
        "INSERT INTO lifecycle (certificate, state, return_due, changed_at, changed_by) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (certificate) DO UPDATE SET state = excluded.state, return_due = excluded.return_due,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        (number, state, return_due, entry.at, entry.actor),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


LIFE_EFFECTS: Final[dict[str, Effect]] = {
    "CERTIFICATE_SUSPENDED": _suspended,
    "SUSPENSION_LIFTED": _lifted,
    "ENDORSEMENT_TAKEN": _endorsed,
    "CERTIFICATE_EXTENDED": _extended,
    "STOP_ABROAD_ADDED": _stop_added,
    "RETURN_INSPECTED": _inspected,
    "CERTIFICATE_SURRENDERED": _surrendered,
    "EXPORT_NOT_RETURNED": _not_returned,
    "TASK_CLOSED": _task_closed,
    "POST_ACCEPTED": _post_accepted,
}
