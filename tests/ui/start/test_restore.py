"""An office is made again from a backup in the window: the steps are shown, it can be stopped, then it is opened."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage, Told
from certapp.register.office import restored_at
from certapp.service.backups import BackupRules, create_backup_key, read_backup_key, set_backup_rules, write_backup
from certapp.service.office import open_office
from certapp.trust.keyfile import TEST_COST
from certapp.ui.session import Session
from certapp.ui.start import restore as restore_module
from certapp.ui.start.restore import RestoreDialog
from tests.ui.conftest import Until

WORDS = "the backup key opens with these words"


@pytest.fixture
def backups(approver: Session, tmp_path: Path) -> tuple[Path, Path]:
    """A plain backup and an encrypted one."""
    office, actor = approver.office, approver.actor
    assert actor is not None
    plain = write_backup(office, tmp_path / "plain").path
    public = read_backup_key(create_backup_key(tmp_path / "stick", WORDS, "backups", TEST_COST))
    set_backup_rules(office, actor, BackupRules(key=public))
    return plain, write_backup(office, tmp_path / "sealed").path


def test_an_encrypted_backup_is_stopped_in_the_middle_and_then_becomes_an_office(
    qtbot: QtBot, until: Until, backups: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plain, sealed = backups
    dialog = RestoreDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.go_on.click()
    assert "Choose the backup" in dialog.wrong.text()
    monkeypatch.setattr(restore_module, "choose_file", lambda *asked: sealed)
    dialog.choose_backup.click()
    dialog.go_on.click()
    assert "is encrypted" in dialog.wrong.text()
    monkeypatch.setattr(restore_module, "choose_folder", lambda *asked: tmp_path / "stick")
    dialog.choose_key.click()
    monkeypatch.setattr(restore_module, "choose_folder", lambda *asked: tmp_path / "place")
    dialog.choose_place.click()
    assert dialog.folder == tmp_path / "place" / "sealed"
    monkeypatch.setattr(restore_module, "ask_and_try", lambda parent, name, label, attempt: attempt(WORDS))

    really, seen = restore_module.restore_any, []

    def slowly(*words: object, told: Told) -> None:
        def heard(progress: Progress) -> None:
            told(progress)
            if progress.stage is Stage.COMPARE_FILES:
                until_stopped()

        def until_stopped() -> None:
            seen.append("in the middle")
            while not dialog.act._stopped.wait(0.01):
                pass

        really(*words, told=heard)  # type: ignore[arg-type]  # as the dialog gives them

    monkeypatch.setattr(restore_module, "restore_any", slowly)
    dialog.go_on.click()
    until(lambda: "Step 2 of 2" in dialog.act.words.text())
    assert not dialog.go_on.isEnabled() and not dialog.backup.isEnabled() and dialog.act.stop.hasFocus()
    dialog.reject()  # Escape stops what is under way, and the dialog stays to say so
    until(lambda: dialog.notice.text == Refusal("RESTORE_STOPPED", path=str(dialog.folder)).text())
    assert dialog.isVisible() and seen and list((tmp_path / "place").iterdir()) == []

    monkeypatch.setattr(restore_module, "restore_any", really)
    dialog.go_on.click()
    until(lambda: "Restored to" in dialog.notice.text)
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.go_on.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    with open_office(dialog.folder, counters=tmp_path / "machine") as office:
        assert restored_at(office.register) is not None


def test_of_a_plain_backup_no_key_is_asked_and_a_folder_in_use_is_left_alone(
    qtbot: QtBot, until: Until, backups: tuple[Path, Path], tmp_path: Path
) -> None:
    plain, sealed = backups
    dialog = RestoreDialog()
    qtbot.addWidget(dialog)
    dialog.backup.setText(str(sealed))
    assert dialog.key.isEnabled()
    dialog.backup.setText(str(plain / "manifest.json"))
    assert not dialog.key.isEnabled()
    dialog.target.setText(str(tmp_path / "stick"))
    dialog.check()
    until(lambda: "is not empty" in dialog.notice.text)
    (plain / "register.db").write_bytes(b"rot")
    dialog.target.setText(str(tmp_path / "again"))
    dialog.check()
    until(lambda: "incomplete or damaged" in dialog.notice.text)
    assert not (tmp_path / "again").exists()
