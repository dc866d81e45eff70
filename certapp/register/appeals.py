"""Appeals against refusals and what became of them, from the journal: reports count them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from certapp.register.connection import Connection
from certapp.seal import cbor

UPHELD, IN_PART, DISMISSED, ENDED = "UPHELD", "IN_PART", "DISMISSED", "ENDED"
_ENDS: Final = {"APPLICATION_APPROVED": UPHELD, "APPLICATION_PARTLY_APPROVED": IN_PART, "REFUSAL_CLOSED": DISMISSED}
_DAY_MS: Final = 86_400_000
_OFFICE: Final = slice(7, 9)
"""The two characters of the office in the number of an application."""


@dataclass(frozen=True)
class Appeal:
    """One appeal: of which office, against whose refusal (id in the roster), filed on which day since 1970-01-01.

    `outcome` is UPHELD, IN_PART, DISMISSED, or ENDED where it ended without a decision; '' while it is pending.
    `ended_on` is the day of the decision, where there was none that of the entry.
    """

    office: str
    refused_by: str
    filed_on: int
    outcome: str = ""
    ended_on: int | None = None


@dataclass(frozen=True)
class AppealCounts:
    """How many were filed and ended in a time, and how many were pending at its end."""

    filed: int
    upheld: int
    in_part: int
    dismissed: int
    ended: int
    pending: int


def appeals(connection: Connection) -> list[Appeal]:
    """Every appeal, in the order in which they were recorded."""
    kinds = ", ".join(f"'{kind}'" for kind in _ENDS)
    rows = connection.rows(  # +type: so that the few entries about a case are read, not all of a kind
        "SELECT f.seq, f.subject, f.payload, r.actor, o.type, o.at, o.payload FROM journal f"
        " LEFT JOIN journal r ON r.subject = f.subject AND +r.type = 'APPLICATION_REFUSED' AND r.seq < f.seq"
        f" LEFT JOIN journal o ON o.subject = f.subject AND +o.type IN ({kinds}) AND o.seq > f.seq"
        " WHERE f.type = 'APPEAL_FILED' ORDER BY f.seq, o.seq"
    )
    found: dict[int, Appeal] = {}
    for seq, number, filed, refused_by, kind, at, payload in rows:
        if seq not in found:
            appeal = Appeal(str(number)[_OFFICE], str(refused_by or ""), int(_facts(filed)["filed_on"]))
            found[seq] = appeal if kind is None else _ended(appeal, str(kind), int(at), payload)
    return list(found.values())


def count_appeals(found: Iterable[Appeal], first: int, last: int) -> AppealCounts:
    """What was filed and ended from a first to a last day (since 1970-01-01), both counted."""
    listed = list(found)
    over = [each.outcome for each in listed if each.ended_on is not None and first <= each.ended_on <= last]
    pending = [each for each in listed if each.filed_on <= last and (each.ended_on is None or each.ended_on > last)]
    filed = sum(first <= each.filed_on <= last for each in listed)
    upheld, in_part, dismissed, ended = map(over.count, (UPHELD, IN_PART, DISMISSED, ENDED))
    return AppealCounts(filed, upheld, in_part, dismissed, ended, len(pending))


def _ended(appeal: Appeal, kind: str, at: int, payload: bytes) -> Appeal:
    ground = _facts(payload).get("ground")
    day = int(ground["on"]) if ground else at // _DAY_MS
    outcome = _ENDS[kind] if ground else ENDED
    return Appeal(appeal.office, appeal.refused_by, appeal.filed_on, outcome, max(day, appeal.filed_on))


def _facts(payload: bytes) -> dict[Any, Any]:
    facts = cbor.decode(payload, cbor.RECORD)
    if not isinstance(facts, dict):
        raise ValueError("a payload that is no map of names")
    return facts
