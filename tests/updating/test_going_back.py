"""Back to the version before; where it does not open the register of now, only with the copy that loses nothing."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.connection import open_reader
from certapp.register.folder import OfficeFolder
from certapp.register.journal import last_entry
from certapp.register.register import open_register
from certapp.service.updating.going_back import go_back
from certapp.trust.update_file import sign_release
from tests.register.office import Office
from tests.updating.publisher import Installed, release_of, stand_in

PAST = Path(__file__).parents[1] / "past"


@pytest.fixture
def updated(installed: Installed) -> Installed:
    """0.1.0 in use, and before it 0.0.9, which wrote registers of version 6."""
    stand_in(installed.here.folder("0.0.9"), "0.0.9")
    head = sign_release(release_of(installed.key, version="0.0.9", writes=6), (), installed.key)
    (installed.here.folder("0.0.9") / "release").write_bytes(head)
    installed.here.use("0.1.0", "0.0.9")
    return installed


@pytest.fixture
def office(tmp_path: Path) -> OfficeFolder:
    """An office of version 6 that this version has opened once."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    shutil.copy(PAST / "register-6.db", folder.register)
    open_register(folder).close()
    return folder


def version_of(path: Path) -> int:
    with closing(open_reader(path)) as connection:
        return int(connection.value("PRAGMA user_version"))


def refusal_of(installed: Installed, *offices: Path, use_copies: bool = False) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        go_back(installed.here, offices, use_copies=use_copies)
    assert installed.here.in_use().version == "0.1.0"
    return refusal.value


def test_where_registers_are_as_they_were_one_word_is_enough(installed: Installed) -> None:
    stand_in(installed.here.folder("0.0.9"), "0.0.9")
    head = sign_release(release_of(installed.key, version="0.0.9"), (), installed.key)
    (installed.here.folder("0.0.9") / "release").write_bytes(head)
    installed.here.use("0.1.0", "0.0.9")
    assert go_back(installed.here).version == "0.0.9"
    used = installed.here.in_use()
    assert (used.version, used.before) == ("0.0.9", "")
    with pytest.raises(Refusal, match="UPDATE_NONE_BEFORE"):
        go_back(installed.here)


def test_where_the_version_before_opens_older_registers_the_offices_must_be_named(updated: Installed) -> None:
    assert refusal_of(updated).code == "UPDATE_BACK_NAME_OFFICES"


def test_it_names_the_copy_and_uses_it_only_when_told(updated: Installed, office: OfficeFolder) -> None:
    (copy,) = office.path.glob("register-before-v*.db")
    before = office.register.read_bytes()
    refusal = refusal_of(updated, office.path)
    assert refusal.code == "UPDATE_BACK_REGISTER"
    assert copy.name in refusal.text("en")
    assert office.register.read_bytes() == before
    went = go_back(updated.here, [office.path], use_copies=True)
    ((used, aside),) = went.registers
    assert (used, version_of(office.register), version_of(aside)) == (copy, 6, 7)
    assert updated.here.in_use().version == "0.0.9"
    with open_register(office) as register:  # and once more forward
        assert version_of(aside) == 7
        assert last_entry(register.connection) is not None


def test_what_was_recorded_since_is_never_lost(updated: Installed, office: OfficeFolder) -> None:
    with open_register(office) as register:
        at = int(register.connection.value("SELECT max(at) FROM journal"))
        Office(register.connection, at=at).act("approver", "REFUSAL_CLOSED", "A-2026-01-000003", {"text": ""})
    before = office.register.read_bytes()
    refusal = refusal_of(updated, office.path, use_copies=True)
    assert (refusal.code, refusal.params["count"]) == ("UPDATE_BACK_RECORDED", 1)
    assert office.register.read_bytes() == before


def test_without_a_copy_that_it_opens_there_is_no_way_back(updated: Installed, office: OfficeFolder) -> None:
    (copy,) = office.path.glob("register-before-v*.db")
    copy.unlink()
    assert refusal_of(updated, office.path, use_copies=True).code == "UPDATE_BACK_NO_COPY"
    shutil.copy(office.register, copy)  # a copy of a register that it does not open either
    assert refusal_of(updated, office.path, use_copies=True).code == "UPDATE_BACK_NO_COPY"


def test_an_office_that_is_open_elsewhere_is_left_alone(updated: Installed, office: OfficeFolder) -> None:
    with office.lock():
        assert refusal_of(updated, office.path, use_copies=True).code == "OFFICE_OPEN_ELSEWHERE"
    assert version_of(office.register) == 7


def test_drafts_that_it_does_not_open_are_told(updated: Installed, office: OfficeFolder) -> None:
    with open_register(office) as register:
        assert register.drafts
    head = sign_release(release_of(updated.key, version="0.0.9", drafts=1), (), updated.key)
    (updated.here.folder("0.0.9") / "release").write_bytes(head)
    assert refusal_of(updated, office.path, use_copies=True).code == "UPDATE_BACK_DRAFTS"


def test_a_folder_without_an_office_is_told(updated: Installed, tmp_path: Path) -> None:
    assert refusal_of(updated, tmp_path / "nothing").code == "OFFICE_NOT_THERE"
