"""Reading what customs endorsed, what of it is still to be cleared up, and which posts are known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certapp.register.connection import Connection
from certapp.register.journal import entries


@dataclass(frozen=True)
class Endorsement:
    """One endorsement taken in; `on` and `bulletin_day` in days since 1970-01-01, `bulletin` 0 where the post had none.

    `source`: SIGNED by a known post, SIGNED_UNKNOWN by one not compared, UNSIGNED, or TYPED_FROM_SHEET.
    """

    number: str
    kind: str
    office: str
    post: str
    on: int
    officer: str
    objects: tuple[Mapping[str, Any], ...]
    remark: str
    seals: str
    source: str
    irregularities: tuple[str, ...]
    """What the officer noted, by code."""


@dataclass(frozen=True)
class Task:
    """Something that a receipt says and the register does not: open until somebody closes it with a note."""

    seq: int
    position: int
    number: str
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class PostNews:
    """A post, the number of the newest bulletin that it is known to have had, and that bulletin's day."""

    post: str
    bulletin: int
    day: int


def numbers_endorsed(connection: Connection) -> list[str]:
    """Every number that a known post's signed receipt names, ours or not."""
    return [row[0] for row in connection.rows("SELECT DISTINCT number FROM endorsement WHERE source = 'SIGNED'")]


def endorsements(connection: Connection, number: str) -> list[Endorsement]:
    """What customs endorsed on a certificate of ours, the first taken in first."""
    rows = connection.rows(
        "SELECT seq, number, kind, office, post, endorsed_on, officer, objects, remark, seals, source FROM endorsement"
        " WHERE certificate = ? ORDER BY seq",
        (number,),
    )
    taken = entries(connection, subject=number, kind="ENDORSEMENT_TAKEN")
    noted = {entry.seq: tuple(map(str, entry.facts().get("irregularities", ()))) for entry in taken}
    found = []
    for seq, named, kind, office, post, on, officer, objects, remark, seals, source in rows:
        rows_of = tuple(json.loads(objects))
        found.append(Endorsement(named, kind, office, post, on, officer, rows_of, remark, seals, source, noted[seq]))
    return found


def open_tasks(connection: Connection) -> list[Task]:
    """What is still to be cleared up, the oldest first."""
    rows = connection.rows("SELECT seq, position, number, code, params FROM task WHERE closed_at IS NULL ORDER BY 1, 2")
    return [Task(seq, position, number, code, json.loads(params)) for seq, position, number, code, params in rows]


def post_names(connection: Connection) -> dict[str, str]:
    """The posts whose keys were compared: the 40 digits of a key to the post's name."""
    return {str(digits): str(name) for digits, name in connection.rows("SELECT fingerprint, name FROM post")}


def posts(connection: Connection) -> list[PostNews]:
    """Which post had which bulletin last, by receipts; who never told is not here. By name."""
    rows = connection.rows(
        "SELECT post, max(bulletin), max(bulletin_day) FROM endorsement WHERE bulletin > 0 GROUP BY post ORDER BY post"
    )
    return [PostNews(*row) for row in rows]
