"""What the entries of a case do to its tables, between the receipt of an application and its certificate.

subject is the application's number; payloads:

| kind | payload |
|---|---|
| REVIEW_BEGUN | |
| INFORMATION_REQUESTED | items: rows of {code, text, object: its number where it is about one}, answer_due (day) |
| INFORMATION_ANSWERED | text |
| APPLICATION_AMENDED | record, digest, title, search, attachments: as received; answers: it answers a request |
| EXPERT_ASKED | expert, institution, objects: item numbers, due (day) |
| OPINION_RECEIVED | request (its position), opinion, text, and the findings of the expert |
| DECISION_PROPOSED | objects: rows of {seq, result, reasons, text} |
| PROPOSAL_RETURNED | text |
| APPLICATION_PARTLY_APPROVED, APPLICATION_REFUSED | digest, and the remedy that the letter names; |
|  | an approval in part after an appeal: digest, ground, as APPLICATION_APPROVED |
| APPEAL_FILED | authority, filed_on (day), late: after the day that the refusal named, text |
| DELAY_BEGUN | until (day), text |
| REFUSAL_CLOSED | text; where an appeal was dismissed the ground {authority, reference, on, text} |
| APPLICATION_NOT_REQUIRED | digest |
| APPROVAL_COUNTERSIGNED | digest, id8, fitting, second_kid, second: the second signature, made after the approval |
| APPLICATION_WITHDRAWN, APPLICATION_LAPSED | text |
| FEE_RECEIVED | amount, currency, receipt_no |
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.folding import indexed
from certapp.register.connection import Connection
from certapp.register.entry import Entry

Effect = Callable[[Connection, Entry, dict[str, Any]], None]

BEFORE_DECISION: Final = frozenset({"RECEIVED", "INCOMPLETE", "UNDER_REVIEW", "DECISION_PROPOSED"})
OPEN_TO_CHANGE: Final = frozenset({"RECEIVED", "INCOMPLETE", "UNDER_REVIEW"})


REFUSED: Final = frozenset({"REFUSED"})
UNDER_APPEAL: Final = frozenset({"APPEALED", "DELAYED"})
AFTER_REFUSAL: Final = UNDER_APPEAL | {"CLOSED_REFUSED"}
STANDING: Final = "CASE k.appeal WHEN '' THEN k.state ELSE k.appeal END"
"""SQL: the state of a case (casefile k), what became of its refusal included."""


def state_of(connection: Connection, number: str) -> str:
    """The state of a case. Refusal APPLICATION_UNKNOWN."""
    found = connection.value(f"SELECT {STANDING} FROM casefile k WHERE application = ?", (number,))
    if found is None:
        raise Refusal("APPLICATION_UNKNOWN", application=number[:40])
    return str(found)


def need_state(connection: Connection, number: str, allowed: frozenset[str]) -> str:
    """The state, which must be one of `allowed`. Refusal CASE_NOT_IN_STATE."""
    state = state_of(connection, number)
    if state not in allowed:
        raise Refusal("CASE_NOT_IN_STATE", application=number, state=state)
    return state


def set_state(connection: Connection, entry: Entry, number: str, state: str) -> None:
    """Let a case be in `state` from this entry on."""
    connection.execute(
        "INSERT INTO casefile (application, state, changed_at, changed_by) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (application) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at,"
        " changed_by = excluded.changed_by, appeal = ''",
        (number, state, entry.at, entry.actor),
    )


def current(connection: Connection, number: str) -> tuple[bytes, int]:
    """Digest and version of the record as it stands, last amendment included."""
    row = connection.row(
        "SELECT digest, version FROM amendment WHERE application = ? ORDER BY version DESC LIMIT 1", (number,)
    )
    if row is None:
        return bytes(connection.value("SELECT digest FROM application WHERE number = ?", (number,)) or b""), 1
    return bytes(row[0]), int(row[1])


def _moved(allowed: frozenset[str], state: str) -> Effect:
    def effect(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
        need_state(connection, entry.subject, allowed)
        set_state(connection, entry, entry.subject, state)

    return effect


def _requested(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_state(connection, entry.subject, frozenset({"RECEIVED", "UNDER_REVIEW"}))
    if not facts["items"]:
        raise ValueError("a request asks for something")
    connection.execute(
        "INSERT INTO information_request (application, position, items, asked_by, asked_at, answer_due)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            _next(connection, "information_request", entry.subject),
            _json(facts["items"]),
            entry.actor,
            entry.at,
            facts["answer_due"],
        ),
    )
    set_state(connection, entry, entry.subject, "INCOMPLETE")


def _answered(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_state(connection, entry.subject, frozenset({"INCOMPLETE"}))
    connection.execute(
        "UPDATE information_request SET answered_at = ? WHERE application = ? AND answered_at IS NULL",
        (entry.at, entry.subject),
    )
    set_state(connection, entry, entry.subject, "RECEIVED")


def _amended(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    number, record, digest = entry.subject, facts["record"], facts["digest"]
    if need_state(connection, number, OPEN_TO_CHANGE) == "INCOMPLETE" and facts.get("answers"):
        _answered(connection, entry, facts)
    if hashlib.sha256(record).digest() != digest:
        raise ValueError("a digest that is not the record's")
    _, version = current(connection, number)
    connection.execute(
        "INSERT INTO amendment (application, version, record, digest, title, amended_by, amended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, version + 1, record, digest, facts["title"], entry.actor, entry.at),
    )
    row = connection.value("SELECT id FROM application WHERE number = ?", (number,))
    texts = facts["search"]
    connection.execute(
        "UPDATE search SET titles = ?, parties = ?, inventory = ? WHERE rowid = ?",
        (*(indexed(*texts[column]) for column in ("titles", "parties", "inventory")), row),
    )
    known = {str(sha) for (sha,) in connection.rows("SELECT sha256 FROM attachment WHERE application = ?", (number,))}
    position = int(
        connection.value("SELECT coalesce(max(position), -1) FROM attachment WHERE application = ?", (number,))
    )
    for file in facts["attachments"]:
        if file["sha256"] not in known:
            known.add(file["sha256"])
            position += 1
            connection.execute(
                "INSERT INTO attachment (application, position, sha256, size, mime, name) VALUES (?, ?, ?, ?, ?, ?)",
                (number, position, file["sha256"], file["size"], file["mime"], file["name"]),
            )


def _expert_asked(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_state(connection, entry.subject, OPEN_TO_CHANGE)
    connection.execute(
        "INSERT INTO expert_opinion (application, position, expert, institution, objects, asked_by, asked_at, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            _next(connection, "expert_opinion", entry.subject),
            facts["expert"],
            facts["institution"],
            _json(facts["objects"]),
            entry.actor,
            entry.at,
            facts["due"],
        ),
    )


def _opinion(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    changed = connection.execute(
        "UPDATE expert_opinion SET opinion = ?, explanation = ?, received_at = ?"
        " WHERE application = ? AND position = ? AND opinion IS NULL",
        (facts["opinion"], facts["text"], entry.at, entry.subject, facts["request"]),
    ).rowcount
    if changed != 1:
        raise Refusal("OPINION_NOT_ASKED", application=entry.subject)


def _proposed(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_state(connection, entry.subject, frozenset({"RECEIVED", "UNDER_REVIEW", "DECISION_PROPOSED"}))
    connection.execute("DELETE FROM object_decision WHERE application = ?", (entry.subject,))
    for item in facts["objects"]:
        connection.execute(
            "INSERT INTO object_decision (application, object_seq, result, reasons, explanation, proposed_by)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (entry.subject, item["seq"], item["result"], _json(item["reasons"]), item["text"], entry.actor),
        )
    set_state(connection, entry, entry.subject, "DECISION_PROPOSED")


def decision_of(results: Collection[str]) -> str:
    """The state to which the results of all objects lead; '' where none was proposed."""
    if "APPROVED" in results:
        return "PARTLY_APPROVED" if "REFUSED" in results else "APPROVED"
    if "REFUSED" in results:
        return "REFUSED"
    return "NOT_REQUIRED" if results else ""


def _decided(state: str) -> Effect:
    def effect(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
        number = entry.subject
        ground = facts.get("ground") if state == "PARTLY_APPROVED" else None
        need_state(connection, number, UNDER_APPEAL if ground else frozenset({"DECISION_PROPOSED"}))
        another_person(connection, number, entry.actor)
        if facts["digest"] != current(connection, number)[0]:
            raise Refusal("APPROVAL_OF_OTHER_CONTENT", application=number)
        if ground:
            upheld(connection, number, ground)
        results = {str(result) for (result,) in results_of(connection, number)}
        if state != decision_of(results):
            raise Refusal("DECISION_NOT_AS_PROPOSED", application=number)
        if state == "PARTLY_APPROVED":
            connection.execute(
                "UPDATE application SET status = 'APPROVED', approved_by = ?, approved_at = ? WHERE number = ?",
                (entry.actor, entry.at, number),
            )
        set_state(connection, entry, number, state)

    return effect


def _after_refusal(allowed: frozenset[str], appeal: str) -> Effect:
    """The refusal itself stays, with who decided it and when; what became of it is written beside."""

    def effect(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
        need_state(connection, entry.subject, allowed)
        connection.execute("UPDATE casefile SET appeal = ? WHERE application = ?", (appeal, entry.subject))

    return effect


def upheld(connection: Connection, number: str, ground: Mapping[str, Any]) -> None:
    """The objects that an appeal's decision names are approved; one recorded before objects were named means all that
    were refused. Refusal APPEAL_OBJECT_NOT_REFUSED."""
    if not (ground["authority"] and ground["reference"]):
        raise ValueError("an approval after a refusal without its ground")
    refused = refused_objects(connection, number)
    for seq in ground.get("objects", refused):
        if seq not in refused:
            raise Refusal("APPEAL_OBJECT_NOT_REFUSED", application=number, object=seq)
        connection.execute(
            "UPDATE object_decision SET result = 'APPROVED', reasons = '[]', explanation = ''"
            " WHERE application = ? AND object_seq = ?",
            (number, seq),
        )


def refused_objects(connection: Connection, number: str) -> list[int]:
    """The numbers of the objects of a case of which a refusal is proposed or stands."""
    rows = connection.rows(
        "SELECT object_seq FROM object_decision WHERE application = ? AND result = 'REFUSED' ORDER BY 1", (number,)
    )
    return [int(seq) for (seq,) in rows]


def _countersigned(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    """Who signs what was approved answers for the approval from now on; when it was decided stays as it is."""
    number = entry.subject
    need_state(connection, number, frozenset({"APPROVED", "PARTLY_APPROVED"}))
    another_person(connection, number, entry.actor)
    if facts["digest"] != current(connection, number)[0]:
        raise Refusal("APPROVAL_OF_OTHER_CONTENT", application=number)
    if not facts["second"]:
        raise ValueError("a second signature that is none")
    connection.execute("UPDATE application SET approved_by = ? WHERE number = ?", (entry.actor, number))


def _returned(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    need_state(connection, entry.subject, frozenset({"DECISION_PROPOSED"}))
    connection.execute("DELETE FROM object_decision WHERE application = ?", (entry.subject,))
    set_state(connection, entry, entry.subject, "UNDER_REVIEW")


def another_person(connection: Connection, number: str, actor: str) -> None:
    """Who decides is neither who prepared the application nor who proposed. Refusal APPROVER_IS_PREPARER."""
    if actor in involved(connection, number):
        raise Refusal("APPROVER_IS_PREPARER", application=number)


def involved(connection: Connection, number: str) -> frozenset[str]:
    """Who prepared, amended or proposed."""
    rows = connection.rows(
        "SELECT prepared_by FROM application WHERE number = ?1 UNION SELECT amended_by FROM amendment"
        " WHERE application = ?1 UNION SELECT proposed_by FROM object_decision WHERE application = ?1",
        (number,),
    )
    return frozenset(str(who) for (who,) in rows)


def results_of(connection: Connection, number: str) -> list[tuple[str]]:
    """The results proposed for the objects of a case."""
    return [
        (str(r),) for (r,) in connection.rows("SELECT result FROM object_decision WHERE application = ?", (number,))
    ]


def _fee(connection: Connection, entry: Entry, facts: dict[str, Any]) -> None:
    state_of(connection, entry.subject)
    if connection.row("SELECT 1 FROM fee WHERE receipt_no = ?", (facts["receipt_no"],)):
        raise Refusal("RECEIPT_NUMBER_USED", receipt=facts["receipt_no"])
    connection.execute(
        "INSERT INTO fee (application, position, amount, currency, receipt_no, received_by, received_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            _next(connection, "fee", entry.subject),
            facts["amount"],
            facts["currency"],
            facts["receipt_no"],
            entry.actor,
            entry.at,
        ),
    )


def _next(connection: Connection, table: str, number: str) -> int:
    return int(connection.value(f"SELECT max(position) FROM {table} WHERE application = ?", (number,)) or 0) + 1


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


CASE_EFFECTS: Final[dict[str, Effect]] = {
    "REVIEW_BEGUN": _moved(frozenset({"RECEIVED"}), "UNDER_REVIEW"),
    "INFORMATION_REQUESTED": _requested,
    "INFORMATION_ANSWERED": _answered,
    "APPLICATION_AMENDED": _amended,
    "EXPERT_ASKED": _expert_asked,
    "OPINION_RECEIVED": _opinion,
    "DECISION_PROPOSED": _proposed,
    "PROPOSAL_RETURNED": _returned,
    "APPLICATION_PARTLY_APPROVED": _decided("PARTLY_APPROVED"),
    "APPROVAL_COUNTERSIGNED": _countersigned,
    "APPLICATION_REFUSED": _decided("REFUSED"),
    "APPEAL_FILED": _after_refusal(REFUSED, "APPEALED"),
    "DELAY_BEGUN": _after_refusal(UNDER_APPEAL, "DELAYED"),
    "REFUSAL_CLOSED": _after_refusal(REFUSED | UNDER_APPEAL, "CLOSED_REFUSED"),
    "APPLICATION_NOT_REQUIRED": _decided("NOT_REQUIRED"),
    "APPLICATION_WITHDRAWN": _moved(BEFORE_DECISION | {"APPROVED", "PARTLY_APPROVED"}, "WITHDRAWN"),
    "APPLICATION_LAPSED": _moved(frozenset({"INCOMPLETE"}), "LAPSED"),
    "FEE_RECEIVED": _fee,
}
