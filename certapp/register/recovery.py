"""Numbers left over by an issuing that was cut short: made void by the next issuing."""

from typing import Final

from certapp.model.signing import SigningKey
from certapp.register.connection import Connection
from certapp.register.entry import Entry
from certapp.register.journal import append
from certapp.register.numbers import unfinished

INTERRUPTED: Final = "issuing did not come to its end"


def void(
    connection: Connection, actor_id: str, key: SigningKey, number: str, reason: str, at_ms: int, mono: int
) -> Entry:
    """Account for a number that will never be issued; it stays used. Inside `transaction`.

    A number never reserved must be the next of its series (gaps after a restore).
    Refusal NUMBER_NOT_RESERVED, NUMBER_INVALID, NUMBER_OUT_OF_ORDER.
    """
    return append(connection, actor_id, key, "NUMBER_VOID", number, {"reason": reason}, at_ms, mono)


def recover(connection: Connection, actor_id: str, key: SigningKey, at_ms: int, mono: int) -> tuple[str, ...]:
    """Make all unfinished numbers void and say which; inside `transaction`."""
    numbers = unfinished(connection)
    for number in numbers:
        void(connection, actor_id, key, number, INTERRUPTED, at_ms, mono)
    return numbers
