"""Many certificates revoked at once in the window."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate, newest_certificates
from certapp.register.journal import entries
from certapp.service.auditing import verify_journal
from certapp.service.deciding import approve
from certapp.service.drafting import receive_draft
from certapp.service.issuing import issue
from certapp.service.office import Office
from certapp.service.receiving import receive
from certapp.service.replacing import begin_replacement
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.ui.common import next_bulletin, unlocking
from certapp.ui.session import Session
from certapp.ui.supervise import revoke_many as module
from certapp.ui.supervise.revoke_many import RevokeManyDialog
from tests.bad.make import small_application
from tests.ui.conftest import Until


@pytest.fixture
def dialog(qtbot: QtBot, approver: Session, until: Until, monkeypatch: pytest.MonkeyPatch) -> RevokeManyDialog:
    """Two certificates stand; everybody who is asked types the right passphrase."""
    assert approver.actor is not None
    made = RevokeManyDialog(approver, approver.actor)
    _issue(approver.office)
    for asking in (unlocking, next_bulletin):
        monkeypatch.setattr(
            asking, "ask_and_try", lambda _parent, name, _label, attempt, **_o: attempt(passphrase(name))
        )
    monkeypatch.setattr(module, "ask_person", lambda *_asked: approver.office.log_in(SECOND_SUPERVISOR, passphrase))
    qtbot.addWidget(made)
    made.show()
    made.read()
    until(lambda: made.model.rowCount() == 2)
    return made


def _issue(office: Office) -> str:
    clerk, seal = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    number = receive(office, clerk, small_application("Wrong batch"))
    approve(office, seal, number)
    return issue(office, seal, number, office.unlock("document_signer", passphrase)).number


def _grounds(dialog: RevokeManyDialog) -> None:
    dialog.reason.setCurrentIndex(dialog.reason.findData("ERROR"))
    dialog.text.setPlainText("The whole batch has the wrong sizes.")


def _standing(office: Office) -> list[str]:
    return [each.number for each in newest_certificates(office.register) if each.revocation is None]


def test_what_is_found_is_marked_counted_signed_by_two_and_told_to_the_border(
    dialog: RevokeManyDialog, approver: Session, until: Until, qtbot: QtBot
) -> None:
    office, both = approver.office, _standing(approver.office)
    dialog.search.setText("batch wrong")
    until(lambda: dialog.model.rowCount() == 1)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.state.text() == "1 shown. 1 would be revoked; nothing is done yet."
    dialog.search.clear()
    until(lambda: dialog.model.rowCount() == 2)
    dialog.all.click()
    assert dialog.go_on.text() == "Re&voke 2 certificates…"
    dialog.go_on.click()
    assert dialog.wrong.text() == dialog.reason.accessibleDescription() == "Choose the reason."
    assert _standing(office) == both
    _grounds(dialog)
    with qtbot.waitSignal(dialog.revoked, timeout=60_000):
        dialog.go_on.click()
    until(lambda: "2 certificates are revoked. Bulletin no. 3 says so" in dialog.notice.text)
    assert _standing(office) == []
    (signed,) = entries(office.register, kind="REVOCATIONS_CONFIRMED")
    assert (signed.actor, signed.facts()["count"]) == (SECOND_SUPERVISOR, 2)
    assert len(office.trust.view().bulletins["XA"]) == 3
    assert verify_journal(office) == ()
    until(lambda: dialog.model.rowCount() == 0)
    assert dialog.go_on.text() == "Re&voke 0 certificates…"


def test_numbers_from_a_file_are_marked_and_what_cannot_be_revoked_is_named(
    dialog: RevokeManyDialog, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [each.number for each in newest_certificates(approver.office.register)]
    (tmp_path / "list.txt").write_text("\n".join([*numbers, "XA-2026-01-999999-0"]))
    monkeypatch.setattr(module, "choose_file", lambda *_asked: tmp_path / "list.txt")
    dialog.last.setDate(QDate(2026, 1, 1))  # what the file names is shown whatever the filter says
    until(lambda: dialog.model.rowCount() == 0)
    dialog.from_file.click()
    until(lambda: bool(dialog.notice.text))
    words = "2 of list.txt are marked. 1 is revoked already. 1 is not here: XA-2026-01-999999-0"
    assert dialog.notice.text == words
    until(lambda: sorted(dialog.model.shown) == sorted(_standing(approver.office)))
    dialog.none.click()
    assert dialog.model.marked == set()
    dialog.go_on.click()
    assert dialog.wrong.text() == "Mark the certificates first."


def test_what_was_replaced_is_shown_with_what_holds_in_its_place_and_takes_no_mark(
    dialog: RevokeManyDialog, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    old = next(each.number for each in newest_certificates(office.register) if each.revocation is None)
    clerk, seal = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
    draft = begin_replacement(office, clerk, old, "LOST")
    again = receive_draft(office, clerk, draft)
    approve(office, seal, again)
    new = issue(office, seal, again, office.unlock("document_signer", passphrase)).number
    (tmp_path / "list.txt").write_text(old)
    monkeypatch.setattr(module, "choose_file", lambda *_asked: tmp_path / "list.txt")
    dialog.from_file.click()
    until(lambda: sorted(dialog.model.shown) == sorted((old, new)))
    assert f"1 was replaced: {old} by {new}." in dialog.notice.text
    assert "What holds in their place stands in the list, not marked." in dialog.notice.text
    row = dialog.model.index(dialog.model.shown.index(old))
    assert f"replaced by {new}" in row.data() and row.data(Qt.ItemDataRole.CheckStateRole) is None
    assert dialog.model.marked == set()
    dialog.all.click()
    assert dialog.model.marked == {new}


@pytest.mark.parametrize("given_up", ["first", "second", "bulletin"])
def test_giving_up_at_any_question_revokes_nothing(
    dialog: RevokeManyDialog, approver: Session, monkeypatch: pytest.MonkeyPatch, given_up: str
) -> None:
    dialog.all.click()
    _grounds(dialog)
    place, name = {
        "first": (unlocking, "ask_and_try"),
        "second": (module, "ask_person"),
        "bulletin": (next_bulletin, "ask_and_try"),
    }[given_up]
    monkeypatch.setattr(place, name, lambda *_asked, **_options: None)
    dialog.start()
    assert len(_standing(approver.office)) == 2 and not dialog.progress.isVisible()


def test_stopped_on_the_way_nothing_is_revoked_and_one_signature_alone_revokes_nothing(
    dialog: RevokeManyDialog, approver: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    dialog.all.click()
    _grounds(dialog)
    many = module.revoke_many

    def stopped_at_the_second(*people_and_list: Any) -> tuple[str, ...]:
        *handed_in, told = people_and_list

        def telling(done: int, all_of_them: int) -> None:
            if done:
                dialog.ask_to_stop()
            told(done, all_of_them)

        return many(*handed_in, telling)

    monkeypatch.setattr(module, "revoke_many", stopped_at_the_second)
    dialog.go_on.click()
    until(lambda: dialog.notice.text == Refusal("WORK_STOPPED").text())
    assert len(_standing(office)) == 2 and certificate(office.register, _standing(office)[0]).revocation is None
    assert list(entries(office.register, kind="REVOCATIONS_CONFIRMED")) == []
    monkeypatch.setattr(module, "revoke_many", many)
    monkeypatch.setattr(module, "ask_person", lambda *_asked: office.log_in(PREPARER, passphrase))
    dialog.go_on.click()
    until(lambda: "approver" in dialog.notice.text or "role" in dialog.notice.text)
    assert len(_standing(office)) == 2 and dialog.go_on.isVisible()
