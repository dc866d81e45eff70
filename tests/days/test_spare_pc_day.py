"""Backups encrypted for a key on a stick, the quarterly drill, and an office that begins again on a spare PC.

With the keyboard alone: the key is made onto the stick, a backup verified, a drill reported; then another
computer restores it, and issues only after a supervisor has said which number was the last.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from certapp.model.errors import Refusal
from certapp.register.certificates import newest_certificates
from certapp.service.auditing import verify_journal
from certapp.service.backups import backup_rules
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.office import Office
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.trust.keyfile import TEST_COST
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.common.person import PersonDialog
from certapp.ui.people import backup_key
from certapp.ui.people.backup_key import BackupKeyDialog
from certapp.ui.people.view import PeopleView
from certapp.ui.start.restore import RestoreDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.counting import Counted
from tests.days.signing import another, type_secret
from tests.ui.conftest import move_machine
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
WORDS = "words that open every backup"
MOST_KEYS = 620
"""From the key to the first certificate on the spare PC: 543 when counted, 270 of them long paths of a test."""


def issued(office: Office) -> str:
    """One more certificate; its number."""
    clara, adam = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    number = receive(office, clara, small_application())
    approve(office, adam, number)
    return issue(office, adam, number, office.unlock("document_signer", passphrase)).number


def supervise(workspace: Workspace, keys: Keyboard) -> SuperviseView:
    keys.press(Qt.Key.Key_6, CONTROL)
    page = workspace.page
    assert isinstance(page, SuperviseView)
    return page


def in_view(told: QWidget) -> bool:
    """Whether it is seen as a whole where the page stands."""
    return told.isVisible() and told.visibleRegion().boundingRect().height() == told.height()


def test_a_backup_for_a_key_on_a_stick_is_drilled_and_becomes_an_office_on_a_spare_pc(
    window: MainWindow,
    adam: Workspace,
    keys: Keyboard,
    until: Until,
    tmp_path: Path,
    seen: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backup_key, "create_backup_key", partial(backup_key.create_backup_key, cost=TEST_COST))
    stick, medium, spare = (tmp_path / name for name in ("stick", "medium", "spare"))
    for folder in (stick, medium, spare):
        folder.mkdir()
    office = adam.session.office
    last = issued(office)
    counted = Counted(keys)

    # The key: its private half on a stick.
    keys.press(Qt.Key.Key_7, CONTROL)
    people = adam.page
    assert isinstance(people, PeopleView)

    def make_the_key() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, BackupKeyDialog)
        keys.type(str(stick))
        keys.press(Qt.Key.Key_W, ALT)
        keys.type(WORDS)
        keys.press(Qt.Key.Key_A, ALT)
        keys.type(WORDS)
        seen("spare-1-key")
        keys.press(Qt.Key.Key_Return)

    answer(BackupKeyDialog, make_the_key)
    keys.tab_to(people.backup_key.text())
    keys.press(Qt.Key.Key_Return)
    until(lambda: "Backups are encrypted from now on" in people.notice.text)
    come_back_to(window, until)
    seen("spare-1-made")
    assert backup_rules(office).key and not list(office.folder.keys.glob("backup*"))
    counted.part("the key of backups is made")

    # Tonight's backup, and the drill of this quarter.
    page = supervise(adam, keys)
    until(page.backup.make.isEnabled)
    choose_by_keyboard(keys, tmp_path, medium.name)
    keys.press(Qt.Key.Key_K, ALT)
    until(lambda: "read back and checked" in page.backup.notice.text)
    come_back_to(window, until)
    until(lambda: in_view(page.backup.notice))  # though its letter was pressed at the top of the page
    seen("spare-2-backup")
    counted.part("backed up, read back")
    (backup,) = medium.iterdir()
    assert backup.suffix == ".xcbackup"
    report = lambda: choose_by_keyboard(keys, tmp_path, "drill.pdf")  # noqa: E731
    opens = lambda: answer(PassphraseDialog, type_secret(keys, WORDS, report))  # noqa: E731
    keys.tab_to(page.backup.drill.text())
    choose_by_keyboard(keys, medium, backup.name, lambda: choose_by_keyboard(keys, tmp_path, stick.name, opens))
    keys.press(Qt.Key.Key_Return)
    until(lambda: "The backup can be restored" in page.backup.notice.text)
    come_back_to(window, until)
    until(lambda: keys.name == page.backup.drill.text() and in_view(page.backup.notice))
    seen("spare-3-drill")
    with pypdfium2.PdfDocument(tmp_path / "drill.pdf") as pdf:
        words = " ".join(" ".join(each.get_textpage().get_text_range() for each in pdf).split())
    assert last in words
    counted.part("drilled, with a report")

    # Another computer: it knows nothing of this office.
    keys.press(Qt.Key.Key_E, ALT)
    until(lambda: QApplication.activePopupWidget() is not None)
    keys.press(Qt.Key.Key_C)
    until(lambda: window.workspace is None)
    move_machine(monkeypatch, tmp_path / "spare machine")
    come_back_to(window, until)
    counted.part("(another computer)")

    def restore() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RestoreDialog)
        keys.type(str(backup))
        keys.press(Qt.Key.Key_F, ALT)
        keys.type(str(stick))
        keys.press(Qt.Key.Key_N, ALT)
        keys.type(str(spare / "office"))
        seen("spare-4-restore")
        answer(PassphraseDialog, type_secret(keys, WORDS))
        keys.press(Qt.Key.Key_R, ALT)
        until(lambda: "Restored to" in dialog.notice.text)
        come_back_to(dialog, until)
        seen("spare-4-restored")
        keys.press(Qt.Key.Key_Return)

    answer(RestoreDialog, restore)
    keys.press(Qt.Key.Key_R, ALT)
    until(lambda: window.workspace is not None)
    assert window.workspace is not None
    come_back_to(window, until)
    counted.part("restored on the spare PC")

    # It issues nothing until a supervisor says which number was the last.
    workspace = window.workspace
    restored = workspace.session.office
    assert restored.folder.path == spare / "office"
    with pytest.raises(Refusal, match="RESTORED_COPY"):
        issued(restored)
    answer(PersonDialog, another(keys, "Adam", passphrase(APPROVER)))
    keys.press(Qt.Key.Key_L, CONTROL)
    until(lambda: workspace.session.actor is not None and workspace.session.actor.id == APPROVER)
    come_back_to(window, until)
    counted.part("(log in)")
    page = supervise(workspace, keys)
    until(page.last_number.isVisible)
    keys.press(Qt.Key.Key_N, ALT)
    keys.type(last)
    seen("spare-5-resume")
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: "The office issues again" in page.notice.text)
    seen("spare-5-resumed")
    counted.part("taken back into use")
    assert issued(restored) > last
    assert [each.number for each in newest_certificates(restored.register)][1] == last
    assert verify_journal(restored) == ()
    counted.write("spare-pc")
    assert counted.keys <= MOST_KEYS
