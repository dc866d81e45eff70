"""Two offices and a stranger, with the keyboard alone: a journal is witnessed and checked elsewhere, backups are kept.

A checkpoint goes to headquarters and comes back countersigned, and a second history is found there; the journal leaves
for somebody without any key; backups are encrypted, older ones go by the rules, a second medium gets its copy.
"""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from certapp.register.journal import entries
from certapp.service.auditing import verify_journal
from certapp.service.backups import KEY_FILE, backup_rules, create_backup_key, is_sealed
from certapp.service.checkpoints import hand_out
from certapp.service.office import open_office as opened
from certapp.service.receiving import receive
from certapp.trust.keyfile import TEST_COST
from certapp.ui.supervise.backup import BackupRulesDialog
from certapp.ui.supervise.view import SuperviseView
from certapp.ui.supervise.work_card import WorkCard
from certapp.ui.window import MainWindow
from tests.authority import Authority, issued, make_authority, words
from tests.bad.make import small_application
from tests.days.conftest import ALT
from tests.days.test_second_desk_day import close_the_office, open_office, work_as
from tests.offices import certapp
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
STICK = "words for the stick in the safe"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Headquarters 01 and office 02, which has issued one certificate; not to be changed."""
    made = make_authority(tmp_path_factory.mktemp("authority") / "made")
    with made.second() as office:
        issued(office, "paul", "quinn")
    return made


@pytest.fixture
def authority(founded: Authority, tmp_path: Path) -> Authority:
    return founded.copied(tmp_path / "authority")


@pytest.fixture
def office_folder(authority: Authority) -> Path:
    """The window opens office 02."""
    return authority.folder / "second"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def press(page: SuperviseView, keys: Keyboard, until: Until, button: str) -> None:
    """The button of a card, by Tab and Enter."""
    come_back_to(page.window(), until)
    keys.tab_to(button)
    keys.press(Qt.Key.Key_Return)


def is_told(page: SuperviseView, keys: Keyboard, until: Until, card: WorkCard, words: str) -> None:
    """The card says so, and is where the eye and the keyboard are, also after a dialog for files."""
    until(lambda: words in card.notice.text)
    come_back_to(page.window(), until)
    assert card.isAncestorOf(keys.at), keys.name
    until(lambda: card.notice.visibleRegion().boundingRect().height() > 0)


def test_headquarters_witnesses_a_journal_and_says_when_there_are_two(
    window: MainWindow, keys: Keyboard, until: Until, authority: Authority, stick: Path, seen: Look
) -> None:
    # The window has the folder open: a journal of its drafts may come and go.
    left_out = shutil.ignore_patterns("drafts.db-journal")
    shutil.copytree(authority.folder / "second", authority.folder / "copy", ignore=left_out)

    # Office 02 hands a checkpoint out.
    page, office = work_as(window, keys, until, "Quinn", words("quinn"))
    receive(office, office.log_in("paul", words), small_application("One history"))
    until(lambda: page.journal.state.text().startswith("No other office has witnessed"))
    choose_by_keyboard(keys, stick, "02.xccheckpoint")
    press(page, keys, until, page.journal.hand_out.text())
    is_told(page, keys, until, page.journal, "Have another office countersign it")
    seen("headquarters-1-handed-out")

    # Headquarters compares and countersigns.
    open_office(window, keys, until, authority.folder / "first")
    page, office = work_as(window, keys, until, "Boris", words("boris"))
    signed = lambda: choose_by_keyboard(keys, stick, "back.xccheckpoint")  # noqa: E731
    choose_by_keyboard(keys, stick, "02.xccheckpoint", signed)
    press(page, keys, until, page.journal.take_in.text())
    is_told(page, keys, until, page.journal, "Countersigned: office XA-02 at entry")
    seen("headquarters-2-countersigned")

    # Somebody works on a copy of the folder of 02: what it hands out cannot be true as well.
    with opened(authority.folder / "copy", counters=authority.folder / "machine of the copy") as copy:
        receive(copy, copy.log_in("paul", words), small_application("Another history"))
        hand_out(copy, copy.log_in("quinn", words), stick / "copy.xccheckpoint")
    choose_by_keyboard(keys, stick, "copy.xccheckpoint")
    press(page, keys, until, page.journal.take_in.text())
    is_told(page, keys, until, page.journal, "Two histories of office XA-02")
    seen("headquarters-3-two-histories")
    assert len(list(entries(office.register, kind="CHECKPOINT_COUNTERSIGNED"))) == 1 and verify_journal(office) == ()

    # What came back is kept at 02: from now on every check compares it.
    open_office(window, keys, until, authority.folder / "second")
    page, office = work_as(window, keys, until, "Quinn", words("quinn"))
    choose_by_keyboard(keys, stick, "back.xccheckpoint")
    press(page, keys, until, page.journal.take_in.text())
    is_told(page, keys, until, page.journal, "Kept: XA-01 witnessed entry")
    until(lambda: page.journal.state.text().startswith("Witnessed by XA-01 up to entry"))
    press(page, keys, until, page.journal.check.text())
    is_told(page, keys, until, page.journal, "The journal is whole")
    seen("headquarters-4-kept")


def test_a_stranger_without_keys_checks_the_copy_for_auditors_and_finds_what_was_changed_in_it(
    window: MainWindow, keys: Keyboard, until: Until, authority: Authority, stick: Path, seen: Look
) -> None:
    page, _office = work_as(window, keys, until, "Quinn", words("quinn"))
    choose_by_keyboard(keys, stick.parent, stick.name)
    press(page, keys, until, page.journal.export.text())
    is_told(page, keys, until, page.journal, "can be checked without keys")
    seen("headquarters-5-for-auditors")
    (folder,) = stick.iterdir()
    assert not [each for each in folder.rglob("*") if each.suffix in {".key", ".pdf", ".jpg"}]
    whole = certapp("journal", "verify", "--office", folder, "--json")
    assert whole.status == 0 and whole.json["whole"], whole
    with sqlite3.connect(folder / "register.db") as register:
        register.execute("UPDATE application SET title = 'Another'")
    register.close()
    changed = certapp("journal", "verify", "--office", folder, "--json")
    assert changed.status != 0 and "application" in changed.out, changed


def test_a_backup_key_is_chosen_older_backups_go_and_a_second_medium_gets_its_copy_another_day(
    window: MainWindow,
    keys: Keyboard,
    until: Until,
    authority: Authority,
    stick: Path,
    tmp_path: Path,
    seen: Look,
) -> None:
    create_backup_key(stick, STICK, "backups", TEST_COST)
    for name in ("disk", "second medium"):
        (tmp_path / name).mkdir()
    page, office = work_as(window, keys, until, "Quinn", words("quinn"))
    card = page.backup

    def rules() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, BackupRulesDialog)
        choose_by_keyboard(keys, stick, KEY_FILE)
        keys.press(Qt.Key.Key_C, ALT)
        until(lambda: dialog.key.text() != "not encrypted")
        come_back_to(dialog, until)
        for letter, number in ((Qt.Key.Key_D, "1"), (Qt.Key.Key_E, "0"), (Qt.Key.Key_M, "0")):
            keys.press(letter, ALT)
            keys.type(number)
        seen("headquarters-6-rules")
        keys.press(Qt.Key.Key_N, ALT)

    answer(BackupRulesDialog, rules)
    press(page, keys, until, card.rules.text())
    is_told(page, keys, until, card, "noted in the journal")
    assert backup_rules(office).daily == 1 and backup_rules(office).key

    for told in ("read back and checked", "1 older one went by the rules"):
        until(lambda: not any(f"{datetime.now(UTC):%H%M%S}" in each.name for each in (tmp_path / "disk").iterdir()))
        choose_by_keyboard(keys, tmp_path, "disk")
        press(page, keys, until, card.make.text())
        is_told(page, keys, until, card, told)
    seen("headquarters-7-older-went")
    (made,) = (tmp_path / "disk").iterdir()
    assert is_sealed(made)

    # The second medium is there only the next morning, when the program was begun anew.
    close_the_office(window, keys, until)
    open_office(window, keys, until, authority.folder / "second")
    page, office = work_as(window, keys, until, "Quinn", words("quinn"))
    card, where = page.backup, tmp_path / "second medium"
    choose_by_keyboard(keys, tmp_path / "disk", made.name, lambda: choose_by_keyboard(keys, tmp_path, where.name))
    press(page, keys, until, card.second.text())
    is_told(page, keys, until, card, "compared with the first")
    seen("headquarters-8-second-medium")
    assert (where / made.name).read_bytes() == made.read_bytes() and verify_journal(office) == ()
