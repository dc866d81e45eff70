"""Files as earlier versions wrote them: what was a register then is one now."""

import shutil
from pathlib import Path

from certapp.register.applications import application, application_counts
from certapp.register.folder import OfficeFolder
from certapp.register.journal import verify
from certapp.register.register import open_register
from tests.register.office import certificate_of, check_signature, owner_of

PAST = Path(__file__).parent


def test_a_register_of_version_1_is_brought_up_to_date_and_its_journal_holds(tmp_path: Path) -> None:
    """Three applications: one issued and revoked, one approved, one received."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    shutil.copy(PAST / "register-1.db", folder.register)
    with open_register(folder) as register:
        assert application_counts(register.connection) == {"APPROVED": 1, "ISSUED": 1, "RECEIVED": 1}
        assert application(register.connection, "A-2026-01-000003").status == "RECEIVED"
        assert verify(register.connection, certificate_of, check_signature, owner_of) == ()
