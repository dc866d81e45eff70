"""A backup is whole or refused, and becomes an office again."""

import hashlib
import json
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register import journal
from certapp.register.backup import MANIFEST, BackupReport, backup, check_backup, restore
from certapp.register.connection import transaction
from certapp.register.drafts import Draft, load, open_drafts, save
from certapp.register.folder import OfficeFolder
from certapp.register.office import clear_restored, restored_at
from certapp.register.register import Register, open_register
from certapp.register.search import search
from tests.register.office import SIGNERS, START, Office

PHOTO = b"Harbour at dawn"  # what the applications of these tests name


@pytest.fixture
def full(register: Register, office: Office) -> Register:
    """An office with a certificate, its files, a draft, keys and trust."""
    number = office.issue("A-2026-01-000001")
    register.attachments.put(PHOTO)
    register.attachments.put(b"pdf certificate " + number.encode())
    save(register.drafts, Draft("d1", "model-certificate", {"title": "Hafen"}, "Hafen", "clerk", START))
    (register.folder.keys / "person-clerk.key").write_bytes(b"wrapped")
    (register.folder.trust / "anchors").mkdir()
    (register.folder.trust / "anchors" / "XA.der").write_bytes(b"certificate")
    return register


def make(register: Register, target: Path) -> BackupReport:
    return backup(register.folder, target, at_ms=START, register=register.connection, drafts=register.drafts)


def test_a_backup_becomes_the_same_office_again(full: Register, tmp_path: Path) -> None:
    report = make(full, tmp_path / "copy")
    assert (report.missing, report.damaged) == ((), ())
    restored = OfficeFolder(tmp_path / "restored")
    restore(tmp_path / "copy", restored.path, at_ms=START + 5)
    with open_register(restored) as register:
        assert register.connection.rows("SELECT * FROM journal") == full.connection.rows("SELECT * FROM journal")
        assert journal.verify(register.connection, SIGNERS) == ()
        assert search(register.connection, "harbour") == search(full.connection, "harbour") != []
        assert register.attachments.get(hashlib.sha256(PHOTO).hexdigest()) == PHOTO
        assert load(register.drafts, "d1").title == "Hafen"
        assert restored_at(register.connection) == START + 5
        with transaction(register.connection):
            clear_restored(register.connection)
        assert restored_at(register.connection) is None
    assert (restored.keys / "person-clerk.key").read_bytes() == b"wrapped"
    assert (restored.trust / "anchors" / "XA.der").read_bytes() == b"certificate"
    assert restored_at(full.connection) is None


def test_an_office_nobody_has_open_is_backed_up_as_well(full: Register, tmp_path: Path) -> None:
    full.close()
    report = backup(full.folder, tmp_path / "copy", at_ms=START)
    assert report.files == len(check_backup(tmp_path / "copy")) == 6
    drafts = open_drafts(tmp_path / "copy" / "drafts.db")
    assert load(drafts, "d1").title == "Hafen"
    drafts.close()


def test_nothing_of_an_unfinished_backup_stays(full: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unplug(*words: object) -> None:
        raise OSError(5, "unplugged")

    monkeypatch.setattr("certapp.register.backup.check_backup", unplug)
    with pytest.raises(OSError, match="unplugged"):
        make(full, tmp_path / "stick" / "copy")
    assert list((tmp_path / "stick").iterdir()) == []


def test_lost_and_damaged_files_are_told_and_do_not_prevent_a_backup(full: Register, tmp_path: Path) -> None:
    names = list(full.attachments.names())
    first, second = (full.folder.attachments / name[:2] / name for name in names)
    first.unlink()
    second.write_bytes(b"rot")
    report = make(full, tmp_path / "copy")
    assert (report.missing, report.damaged) == ((names[0],), (names[1],))
    check_backup(tmp_path / "copy")


@pytest.mark.parametrize("name", ["register.db", "drafts.db", "keys/person-clerk.key", "trust/anchors/XA.der"])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_harmed_backup_is_refused_and_nothing_appears(full: Register, tmp_path: Path, name: str, harm: str) -> None:
    make(full, tmp_path / "copy")
    path = tmp_path / "copy" / name
    data = path.read_bytes()
    path.unlink()
    if harm == "flip":
        path.write_bytes(data[:-1] + bytes((data[-1] ^ 1,)))
    elif harm == "cut":
        path.write_bytes(data[:-1])
    with pytest.raises(Refusal, match="BACKUP_DAMAGED") as refused:
        restore(tmp_path / "copy", tmp_path / "restored", at_ms=START)
    assert refused.value.params["file"] == name
    assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "/etc/passwd", "C:/x", "other/x", MANIFEST),
        *("keys", "keys/", "keys//x", "keys/./x", "keys/../../evil", "keys/a\\b", "keys/\0"),
        *("attachments/x", "attachments/ab/" + "cd" * 32),
    ],
)
def test_a_manifest_that_leads_outside_is_refused(full: Register, tmp_path: Path, name: str) -> None:
    make(full, tmp_path / "copy")
    path = tmp_path / "copy" / MANIFEST
    manifest = json.loads(path.read_bytes())
    manifest["files"][name] = {"sha256": hashlib.sha256(b"").hexdigest(), "size": 0}
    path.write_text(json.dumps(manifest))
    with pytest.raises(Refusal, match="BACKUP_DAMAGED"):
        check_backup(tmp_path / "copy")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": "certapp backup 1", "files": 3}'],
    ids=["empty", "list", "bare", "not text", "nested", "no files"],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(Refusal, match="BACKUP_DAMAGED"):
        restore(tmp_path, tmp_path / "restored", at_ms=START)


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="BACKUP_DAMAGED"):
        check_backup(tmp_path / "nothing here")


def test_only_new_or_empty_folders_are_written(full: Register, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    make(full, taken)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    with pytest.raises(Refusal, match="BACKUP_TARGET_NOT_EMPTY"):
        make(full, taken)
    with pytest.raises(Refusal, match="RESTORE_TARGET_NOT_EMPTY"):
        restore(taken, tmp_path / "other", at_ms=START)
    with pytest.raises(Refusal, match="RESTORE_TARGET_NOT_EMPTY"):
        restore(taken, full.folder.path, at_ms=START)


def test_an_office_changed_from_outside_is_not_backed_up_as_if_whole(full: Register, tmp_path: Path) -> None:
    full.connection.execute("CREATE TRIGGER planted AFTER INSERT ON journal BEGIN DELETE FROM mark; END")
    with pytest.raises(Refusal, match="REGISTER_SCHEMA_CHANGED"):
        make(full, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
