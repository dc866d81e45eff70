"""Files as earlier versions wrote them: what was a register then is one now."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from certapp.register.applications import application, application_counts, application_lines
from certapp.register.folder import OfficeFolder
from certapp.register.journal import verify
from certapp.register.register import open_register
from certapp.register.schema import FINGERPRINTS, fingerprint
from certapp.register.search import search
from tests.register.office import SIGNERS, Office

PAST = Path(__file__).parent


def test_a_register_of_version_1_is_brought_up_to_date_and_its_journal_holds(tmp_path: Path) -> None:
    """Three applications: one issued and revoked, one approved, one received."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    shutil.copy(PAST / "register-1.db", folder.register)
    with open_register(folder) as register:
        assert application_counts(register.connection) == {"APPROVED": 1, "ISSUED": 1, "RECEIVED": 1}
        assert application(register.connection, "A-2026-01-000003").status == "RECEIVED"
        assert verify(register.connection, SIGNERS) == ()


def test_a_register_of_version_5_takes_old_papers_and_keeps_what_it_held(tmp_path: Path) -> None:
    """Two issued, one of them revoked, the other out and suspended, and one received: written by version 5 itself."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    shutil.copy(PAST / "register-5.db", folder.register)
    with open_register(folder) as register:
        connection = register.connection
        assert connection.value("PRAGMA user_version") == max(FINGERPRINTS)
        assert fingerprint(connection) == FINGERPRINTS[max(FINGERPRINTS)]
        before = {hit.application: hit.status for hit in search(connection, "2026")}
        assert sorted(before.values()) == ["RECEIVED", "REVOKED", "SUSPENDED"]
        office = Office(connection, at=int(connection.value("SELECT max(at) FROM journal")))
        office.old_paper("L-2026-01-000001", "No. 12/98")
        assert [hit.status for hit in search(connection, "12/98")] == ["PAPER_RECORDED"]
        assert {hit.application: hit.status for hit in search(connection, "XA-2026")}.items() <= before.items()
        assert verify(connection, SIGNERS) == ()
    assert list(folder.path.glob("register-before-v*.db"))


def test_a_register_of_version_6_keeps_what_it_held_and_takes_appeals(tmp_path: Path) -> None:
    """One issued, two refused, one received: written by version 6 itself."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    shutil.copy(PAST / "register-6.db", folder.register)
    with closing(sqlite3.connect(folder.register)) as old:
        rows = old.execute("SELECT * FROM casefile ORDER BY application").fetchall()
        triggers = old.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").fetchall()
    with open_register(folder) as register:
        connection = register.connection
        assert fingerprint(connection) == FINGERPRINTS[7]
        assert list(connection.rows("SELECT * FROM casefile ORDER BY application")) == [(*row, "") for row in rows]
        kept = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
        assert list(kept) == triggers
        assert verify(connection, SIGNERS) == ()
        office = Office(connection, at=int(connection.value("SELECT max(at) FROM journal")))
        refused, closed = "A-2026-01-000002", "A-2026-01-000003"
        office.act("approver", "REFUSAL_CLOSED", closed, {"text": ""})
        office.act(
            "clerk", "APPEAL_FILED", refused, {"authority": "Board", "filed_on": 20720, "late": False, "text": ""}
        )
        office.act("clerk", "DELAY_BEGUN", refused, {"until": 20780, "text": "An offer may come."})
        assert [line.number for line in application_lines(connection, "DELAYED")] == [refused]
        assert application_lines(connection, "REFUSED") == application_lines(connection, "APPEALED") == []
        states = {hit.application: hit.status for hit in search(connection, "2026")}
        assert (states[refused], states[closed]) == ("DELAYED", "CLOSED_REFUSED")
        assert verify(connection, SIGNERS) == ()
