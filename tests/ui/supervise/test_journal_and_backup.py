"""The cards of the journal and of the backups on the supervisor's page."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage, Told
from certapp.service.auditing import full_check, verify_journal
from certapp.service.backups import BackupRules, create_backup_key, read_backup_key, set_backup_rules
from certapp.service.clock import Clock
from certapp.trust.keyfile import TEST_COST
from certapp.ui.session import Session
from certapp.ui.supervise import backup as backup_module
from certapp.ui.supervise import journal as journal_module
from certapp.ui.supervise.backup import BackupCard, BackupRulesDialog
from certapp.ui.supervise.journal import JournalCard
from certapp.ui.supervise.view import SuperviseView
from tests.ui.conftest import Until

WORDS = "the backup key opens with these words"


def test_the_check_leaves_a_report_and_the_journal_goes_out_to_its_witnesses(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = JournalCard(approver)
    qtbot.addWidget(card)
    card.show()
    card.refresh()
    until(lambda: card.state.text().startswith("No other office has witnessed"))
    assert not card.report.isVisible()
    card.check.click()
    assert not card.export.isEnabled()
    until(lambda: "The journal is whole" in card.notice.text)
    assert card.export.isEnabled() and not card.progress.isVisible()

    for act, name, words in (
        (card.report, "check.json", "Saved"),
        (card.sheet, "day.pdf", "Saved"),
        (card.hand_out, "c.xccheckpoint", "Have another office countersign it"),
    ):
        monkeypatch.setattr(journal_module, "choose_target", lambda *asked, name=name: tmp_path / name)
        act.click()
        until(lambda words=words: words in card.notice.text)  # type: ignore[misc]
        card.notice.clear()
    assert json.loads((tmp_path / "check.json").read_text("utf-8"))["whole"]
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF-")

    monkeypatch.setattr(journal_module, "choose_file", lambda *asked: tmp_path / "c.xccheckpoint")
    card.take_in.click()
    until(lambda: "still the one it saw. No other office signed it" in card.notice.text)
    monkeypatch.setattr(journal_module, "choose_file", lambda *asked: tmp_path / "day.pdf")  # scanned back in
    card.notice.clear()
    card.take_in.click()
    until(lambda: "still the one it saw" in card.notice.text)
    assert not card.faults.isVisible()
    monkeypatch.setattr(journal_module, "choose_folder", lambda *asked: tmp_path)
    card.export.click()
    until(lambda: "without keys" in card.notice.text)
    assert verify_journal(approver.office) == ()


def test_a_check_can_be_stopped_and_then_says_nothing(qtbot: QtBot, approver: Session, until: Until) -> None:
    card = JournalCard(approver)
    qtbot.addWidget(card)
    told: list[int] = []

    def work(tell: Told) -> int:
        for step in range(6000):
            tell(Progress(Stage.JUDGE, step, 6000, 3, 4))
            time.sleep(0.01)
        return 1

    card.run(work, told.append)
    until(lambda: card.progress.value() > 0)
    card.stop.click()
    until(lambda: "Stopped before its end" in card.notice.text)
    assert told == []
    assert card.check.isEnabled()


def test_a_changed_photograph_is_found_where_the_files_are_read_which_can_be_stopped_and_is_remembered(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    spoilt = str(office.register.value("SELECT sha256 FROM attachment ORDER BY application, position"))
    path = office.folder.attachments / spoilt[:2] / spoilt
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"!")
    card = JournalCard(approver)
    qtbot.addWidget(card)
    card.show()
    assert not card.files.isChecked()
    card.check.click()
    until(lambda: "The journal is whole" in card.notice.text)
    assert "content" not in card.notice.text

    card.files.setChecked(True)
    stages: list[Stage] = []
    tell = card.act._tell

    def heard(progress: Progress) -> None:
        stages.append(progress.stage)
        if progress.stage is Stage.HASH_FILES and progress.done and card.stop.text() != "once":
            card.stop.setText("once")
            card.act.stop_now()
        tell(progress)

    monkeypatch.setattr(card.act, "_tell", heard)
    card.check.click()
    until(lambda: card.stop.text() == "once" and card.check.isEnabled())
    assert "stopped" in card.notice.text.lower() and not card.faults.isVisible()
    card.check.click()
    until(lambda: "not whole" in card.notice.text)
    assert Stage.HASH_FILES in stages
    assert [card.faults.item(row).text() for row in range(card.faults.count())] == [
        fault.text() for fault in full_check(office, read_files=True).faults
    ]
    monkeypatch.setattr(journal_module, "choose_target", lambda *asked: tmp_path / "check.json")
    card.report.click()
    until(lambda: "Saved" in card.notice.text)
    kept = json.loads((tmp_path / "check.json").read_text("utf-8"))
    assert kept["files_read"] and [each["code"] for each in kept["faults"]] == ["FILE_OF_REGISTER_CHANGED"]
    again = JournalCard(approver)
    qtbot.addWidget(again)
    assert again.files.isChecked()


def test_an_encrypted_backup_is_made_copied_and_tried_in_a_drill(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, actor = approver.office, approver.actor
    assert actor is not None
    public = read_backup_key(create_backup_key(tmp_path / "stick", WORDS, "backups", TEST_COST))
    card = BackupCard(approver)
    qtbot.addWidget(card)
    card.show()
    card.refresh()
    until(lambda: "no backup yet" in card.age.text)
    assert card.sealed.text().startswith("Backups are not encrypted")
    assert "make a restore drill" in card.tried.text()
    set_backup_rules(office, actor, BackupRules(key=public))
    for folder, act, words in (("one", card.make, "read back and checked"), ("two", card.second, "compared")):
        (tmp_path / folder).mkdir()
        monkeypatch.setattr(backup_module, "choose_folder", lambda *asked, folder=folder: tmp_path / folder)
        act.click()
        until(lambda words=words: words in card.notice.text)  # type: ignore[misc]
    (made,) = (tmp_path / "one").iterdir()
    assert (tmp_path / "two" / made.name).read_bytes() == made.read_bytes()
    card.refresh()
    until(lambda: card.sealed.text().startswith("Encrypted for the key"))
    assert card.age.text == ""

    monkeypatch.setattr(backup_module, "choose_file", lambda *asked: made)
    monkeypatch.setattr(backup_module, "choose_folder", lambda *asked: tmp_path / "stick")
    monkeypatch.setattr(backup_module, "choose_target", lambda *asked: tmp_path / "drill.pdf")
    monkeypatch.setattr(backup_module, "ask_and_try", lambda parent, name, label, attempt: attempt(WORDS))
    card.drill.click()
    until(lambda: "can be restored" in card.notice.text)
    until(lambda: card.tried.text().startswith(f"Last restore drill on this machine: {office.clock.today}"))
    assert (tmp_path / "drill.pdf").read_bytes().startswith(b"%PDF-")


def test_the_rules_are_chosen_in_a_dialog(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = BackupRulesDialog(None, BackupRules())
    qtbot.addWidget(dialog)
    assert dialog.key.text() == "not encrypted"
    wrong = tmp_path / "x.xcbackupkey"
    wrong.write_bytes(b"-----BEGIN")
    monkeypatch.setattr(backup_module, "choose_file", lambda *asked: wrong)
    dialog.choose.click()
    assert "no backup key" in dialog.wrong.text()
    public = create_backup_key(tmp_path / "stick", WORDS, "backups", TEST_COST)
    monkeypatch.setattr(backup_module, "choose_file", lambda *asked: public)
    dialog.choose.click()
    dialog.daily.setValue(3)
    assert dialog.rules == BackupRules(key=read_backup_key(public), daily=3)
    dialog.drop.click()
    assert dialog.rules.key == b""


def test_a_clock_far_ahead_is_confirmed_on_the_supervisors_page_and_nothing_is_recorded_before(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    office = approver.office
    ahead = Session(replace(office, clock=Clock(wall=lambda: time.time() + 40 * 86_400)))
    page = SuperviseView(ahead)
    qtbot.addWidget(page)
    page.show()
    until(page.clock.isVisible)
    assert approver.actor is not None
    ahead.log_in(approver.actor)
    with pytest.raises(Refusal, match="CLOCK_AHEAD_OF_JOURNAL"):
        set_backup_rules(ahead.office, approver.actor, BackupRules())
    for typed, told in (("tomorrow", "is no date"), (office.clock.today.isoformat(), "Set the clock right")):
        page.clock.today.setText(typed)
        page.clock.confirm.click()
        until(lambda told=told: told in page.clock.notice.text)  # type: ignore[misc]  # mypy knows no default
        until(page.clock.confirm.isEnabled)
    page.clock.today.setText(ahead.office.clock.today.isoformat())
    page.clock.confirm.click()
    until(lambda: not page.clock.isVisible())
    set_backup_rules(ahead.office, approver.actor, BackupRules())
    assert verify_journal(office) == ()
