"""Files as earlier versions wrote them: what was a register then is one now."""

import shutil
from pathlib import Path

from certapp.register.applications import application, application_counts
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
