"""Reading a case: what was asked, advised, proposed, paid, and everything that happened, in order."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from certapp.register.case_events import BEFORE_DECISION
from certapp.register.connection import Connection
from certapp.register.entry import Entry
from certapp.register.journal import entries


class Asked(NamedTuple):
    """One thing asked of the applicant: a code of REQUEST_ITEM, words, and the object's number (0: the whole case)."""

    code: str
    text: str = ""
    object: int = 0


@dataclass(frozen=True)
class Request:
    """What the applicant was asked; times in Unix milliseconds, `answer_due` a day since 1970-01-01."""

    position: int
    items: tuple[Asked, ...]
    asked_by: str
    asked_at: int
    answer_due: int
    answered_at: int | None


@dataclass(frozen=True)
class Opinion:
    """What an expert was asked, and said once `opinion` (a code of EXPERT_OPINION) is there."""

    position: int
    expert: str
    institution: str
    objects: tuple[int, ...]
    asked_at: int
    due: int
    opinion: str | None
    text: str
    received_at: int | None


@dataclass(frozen=True)
class ObjectDecision:
    """What is proposed or decided of one object: APPROVED, REFUSED or NOT_REQUIRED, and why."""

    seq: int
    result: str
    reasons: tuple[str, ...]
    text: str
    proposed_by: str


@dataclass(frozen=True)
class Refused:
    """That an object was refused: when (Unix milliseconds), the codes of the reasons, and the words."""

    at: int
    reasons: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Fee:
    """A fee received; `amount` as a decimal text."""

    amount: str
    currency: str
    receipt_no: str
    received_by: str
    received_at: int


def requests(connection: Connection, number: str) -> list[Request]:
    """What the applicant was asked, first to last."""
    rows = connection.rows(
        "SELECT position, items, asked_by, asked_at, answer_due, answered_at FROM information_request"
        " WHERE application = ? ORDER BY position",
        (number,),
    )
    return [Request(row[0], _items(row[1]), *row[2:]) for row in rows]


def opinions(connection: Connection, number: str) -> list[Opinion]:
    """The experts asked, first to last."""
    rows = connection.rows(
        "SELECT position, expert, institution, objects, asked_at, due, opinion, explanation, received_at"
        " FROM expert_opinion WHERE application = ? ORDER BY position",
        (number,),
    )
    return [
        Opinion(position, expert, institution, tuple(json.loads(objects)), *rest)
        for position, expert, institution, objects, *rest in rows
    ]


class Unanswered(NamedTuple):
    """An expert who has not answered: who, about which case, and until which day since 1970-01-01 he should have."""

    application: str
    expert: str
    due: int


def unanswered(connection: Connection, before: int) -> list[Unanswered]:
    """The experts whose day was before a day since 1970-01-01, of cases to be decided still, the longest ago first."""
    states = sorted(BEFORE_DECISION)
    rows = connection.rows(
        "SELECT e.application, e.expert, e.due FROM expert_opinion e JOIN casefile k ON k.application = e.application"
        f" WHERE e.opinion IS NULL AND e.due < ? AND k.state IN ({', '.join('?' * len(states))})"
        " ORDER BY e.due, e.application, e.position",
        (before, *states),
    )
    return [Unanswered(*row) for row in rows]


def decisions(connection: Connection, number: str) -> list[ObjectDecision]:
    """What is proposed or decided of each object."""
    rows = connection.rows(
        "SELECT object_seq, result, reasons, explanation, proposed_by FROM object_decision WHERE application = ?"
        " ORDER BY object_seq",
        (number,),
    )
    return [ObjectDecision(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4]) for row in rows]


def refusal_of(connection: Connection, number: str, seq: int) -> Refused | None:
    """The refusal of an object, alone or with its whole application; None where that was not decided."""
    row = connection.row(
        "SELECT coalesce(a.approved_at, k.changed_at), d.reasons, d.explanation FROM object_decision d"
        " JOIN application a ON a.number = d.application JOIN casefile k ON k.application = d.application"
        " WHERE d.application = ? AND d.object_seq = ? AND d.result = 'REFUSED'"
        " AND (k.state = 'REFUSED' OR a.approved_at IS NOT NULL)",
        (number, seq),
    )
    return None if row is None else Refused(row[0], tuple(json.loads(row[1])), row[2])


def fees(connection: Connection, number: str) -> list[Fee]:
    """The fees received."""
    rows = connection.rows(
        "SELECT amount, currency, receipt_no, received_by, received_at FROM fee WHERE application = ?"
        " ORDER BY position",
        (number,),
    )
    return [Fee(*row) for row in rows]


def history(connection: Connection, number: str) -> list[Entry]:
    """Every journal entry about an application, first to last."""
    return list(entries(connection, subject=number))


def filed_on(connection: Connection, number: str) -> int | None:
    """The day (since 1970-01-01) on which an appeal was filed; None where there is none."""
    filed = list(entries(connection, subject=number, kind="APPEAL_FILED"))
    return int(filed[-1].facts()["filed_on"]) if filed else None


def standing_refusals(connection: Connection, most: int) -> list[Entry]:
    """The entries of refusals of which nothing has come yet, the earliest applications first."""
    numbers = connection.rows(
        "SELECT application FROM casefile WHERE state = 'REFUSED' AND appeal = '' ORDER BY application LIMIT ?", (most,)
    )
    found = (refusal_entry(connection, str(number)) for (number,) in numbers)
    return [entry for entry in found if entry is not None]


def refusal_entry(connection: Connection, number: str) -> Entry | None:
    """The entry by which an application was refused; None where it was not."""
    found = list(entries(connection, subject=number, kind="APPLICATION_REFUSED"))
    return found[-1] if found else None


def delayed_until(connection: Connection, number: str) -> int | None:
    """The day (since 1970-01-01) to which the delay goes that was begun last; None where there was none."""
    begun = list(entries(connection, subject=number, kind="DELAY_BEGUN"))
    return int(begun[-1].facts()["until"]) if begun else None


def sent_back(connection: Connection) -> list[str]:
    """The cases under review whose last step was that a proposal was sent back."""
    return [
        str(number)
        for (number,) in connection.rows(
            "SELECT k.application FROM casefile k WHERE k.state = 'UNDER_REVIEW' AND EXISTS (SELECT 1 FROM journal j"
            " WHERE j.subject = k.application AND j.type = 'PROPOSAL_RETURNED' AND j.at = k.changed_at)"
        )
    ]


def _items(stored: str) -> tuple[Asked, ...]:
    read: list[dict[str, Any]] = json.loads(stored)
    return tuple(Asked(str(item["code"]), str(item["text"]), int(item.get("object", 0))) for item in read)
