"""An update is chosen, shown, stopped and installed in the window; what is wrong with a file is said in a sentence."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service.updating import installation, installing
from certapp.service.updating.looking import look_at
from certapp.trust.update_file import Package, introduce, sign_release
from certapp.ui.session import Session
from certapp.ui.start import update as update_module
from certapp.ui.start.update import UpdateDialog
from certapp.ui.window import MainWindow
from tests.ui.conftest import Until
from tests.updating.publisher import Installed, install_by_hand, new_key, release_of, stand_in, write_update


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return install_by_hand(tmp_path / "certapp", new_key())


def test_it_is_shown_stopped_and_installed_after_a_backup_of_the_open_office(
    qtbot: QtBot, until: Until, approver: Session, installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = UpdateDialog(None, installed.here, approver.office)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.go_on.click()
    assert "Choose the update file" in dialog.wrong.text()
    path = write_update(tmp_path / "new.xcupdate", installed.key)
    monkeypatch.setattr(update_module, "choose_file", lambda *asked: path)
    dialog.choose.click()
    until(lambda: "Version 0.2.0 of 2026-11-30. In use now is 0.1.0." in dialog.what.text())
    assert "Updates are one file." in dialog.what.text()
    assert "The main job." not in dialog.what.text()
    assert "compared when the program was installed" in dialog.what.text()
    assert str(installed.here.backups) in dialog.what.text()

    def slowly(folder: Path, files: Path, packages: Sequence[Package], step: Callable[[int], None]) -> None:
        while True:
            step(0)
            dialog.act._stopped.wait(0.01)

    monkeypatch.setattr(installing, "put_packages", slowly)
    dialog.go_on.click()
    until(lambda: "Putting the packages in place" in dialog.act.words.text())
    assert not dialog.go_on.isEnabled() and not dialog.choose.isEnabled() and dialog.act.stop.hasFocus()
    dialog.reject()  # Escape stops what is under way, and the dialog stays to say so
    until(lambda: dialog.notice.text == Refusal("UPDATE_STOPPED").text())
    assert installed.here.in_use().version == "0.1.0"

    monkeypatch.setattr(installing, "put_packages", lambda folder, *_rest: stand_in(folder, "0.2.0"))
    dialog.go_on.click()
    until(lambda: "Version 0.2.0 is in use from the next start on." in dialog.notice.text)
    assert installed.here.in_use().version == "0.2.0"
    assert len(list(installed.here.backups.iterdir())) == 2  # of both times: the first was whole when it was stopped
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.go_on.click()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_what_speaks_against_a_file_is_said_and_nothing_can_be_installed(
    qtbot: QtBot, until: Until, installed: Installed, tmp_path: Path
) -> None:
    dialog = UpdateDialog(None, installed.here, None)
    qtbot.addWidget(dialog)
    dialog.show()
    damaged = write_update(tmp_path / "damaged.xcupdate", installed.key)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    stranger = new_key()
    told = {
        damaged: "damaged.xcupdate is no update file, or it is damaged",
        write_update(tmp_path / "stranger", stranger): "not signed by the publisher that this installation knows",
        write_update(tmp_path / "older", installed.key, version="0.0.1"): "an older or the same version",
        write_update(tmp_path / "windows", installed.key, platform="win-amd64"): "another kind of computer (win-amd64)",
        tmp_path / "nothing": "nothing",
    }
    for path, words in told.items():
        dialog.file.setText(str(path))
        dialog.go_on.click()
        until(lambda words=words: words in dialog.notice.text)
        assert dialog.what.text() == ""
        assert "Show" in dialog.go_on.text()
    heir = write_update(tmp_path / "heir", stranger, introductions=[introduce(stranger.public, installed.key)])
    dialog.file.setText(str(heir))
    dialog.go_on.click()
    until(lambda: "The key that was known here until now introduces it." in dialog.what.text())
    assert "No office is open" in dialog.what.text()
    dialog.file.setText(str(damaged))
    assert dialog.what.text() == ""


def test_one_button_leads_back_to_the_version_before(
    qtbot: QtBot, until: Until, installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "put_packages", lambda folder, *_rest: stand_in(folder, "0.2.0"))
    update_module.install_update(look_at(write_update(tmp_path / "new.xcupdate", installed.key)), installed.here)
    dialog = UpdateDialog(None, installed.here, None, installed.here.in_use().before)
    qtbot.addWidget(dialog)
    dialog.show()
    until(lambda: not dialog.back.rect().isEmpty())
    assert "0.1.0" in dialog.back.text()
    head = sign_release(release_of(installed.key, version="0.1.0", writes=1), (), installed.key)
    really = (installed.here.folder("0.1.0") / "release").read_bytes()
    (installed.here.folder("0.1.0") / "release").write_bytes(head)
    dialog.back.click()
    until(lambda: "Name the folders of all offices" in dialog.notice.text)
    (installed.here.folder("0.1.0") / "release").write_bytes(really)
    dialog.back.click()
    until(lambda: "Version 0.1.0 is in use from the next start on." in dialog.notice.text)
    assert installed.here.in_use().version == "0.1.0"
    assert not dialog.back.isVisible()


def test_a_program_started_from_its_sources_says_how_it_is_updated(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.update_program()
    assert window.notice.text == Refusal("UPDATE_NOT_INSTALLED").text()


def test_after_an_update_the_window_closes_and_the_program_starts_anew(
    qtbot: QtBot, installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, started = MainWindow(), []
    qtbot.addWidget(window)
    window.show()
    monkeypatch.setattr(installation, "installation_here", lambda: installed.here)
    monkeypatch.setattr(UpdateDialog, "exec", lambda dialog: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(update_module.QProcess, "startDetached", lambda *words: started.append(words))
    window.update_program()
    assert not window.isVisible()
    assert started == [(str(installed.here.home / "certapp"), [])]
