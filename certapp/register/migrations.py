"""From one version of register.db to the next, each step once and in order (sqlite-utils keeps the list).

`PRAGMA user_version` is the number of steps taken, so a current file is recognised without loading
sqlite-utils. A step, once released, is never edited: a new one is added below, and its fingerprint in
`schema.FINGERPRINTS`.
"""

from typing import Final

from sqlite_utils import Database, Migrations

from certapp.register.connection import Connection, transaction
from certapp.register.counting import count_all
from certapp.register.schema import APPLICATION_ID, VERSION_1, VERSION_2, VERSION_3, VERSION_7
from certapp.register.schema_counts import COUNTS
from certapp.register.schema_legacy import LEGACY
from certapp.register.schema_life import AFTER_ISSUE

STEPS: Final = Migrations("register")


@STEPS(name="1")
def first(db: Database) -> None:
    """The tables of the first release."""
    db.executescript(VERSION_1)


@STEPS(name="2")
def cases(db: Database) -> None:
    """The state of each case, what was asked, advised, decided and paid."""
    db.executescript(VERSION_2)


@STEPS(name="3")
def not_required(db: Database) -> None:
    """A case ends where no object needs a certificate."""
    db.executescript(VERSION_3)


@STEPS(name="4")
def after_issue(db: Database) -> None:
    """What happens to a certificate after issue, what customs endorsed, and what is to be cleared up."""
    db.executescript(AFTER_ISSUE)


@STEPS(name="5")
def counts(db: Database) -> None:
    """What reports count from, taken from every certificate there is."""
    db.executescript(COUNTS)
    assert isinstance(db.conn, Connection)
    count_all(db.conn)


@STEPS(name="6")
def legacy(db: Database) -> None:
    """Certificates that were on paper before this program."""
    db.executescript(LEGACY)


@STEPS(name="7")
def appeals(db: Database) -> None:
    """What became of a refusal: appealed against, delayed, closed."""
    db.executescript(VERSION_7)


def migrate(connection: Connection) -> None:
    """Take all steps that are missing, in one transaction: after a crash the file is the old or the new."""
    with transaction(connection):
        database = Database(connection, execute_plugins=False)
        STEPS.apply(database)
        version = len(STEPS.applied(database))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version:d}")
