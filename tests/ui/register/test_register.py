"""The register on screen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt, QThreadPool
from pytestqt.qtbot import QtBot

from certapp.register.certificates import certificate, newest_certificates
from certapp.register.journal import entries
from certapp.service.training import APPROVER, passphrase
from certapp.ui.common import next_bulletin, unlocking
from certapp.ui.common.act_dialog import ActDialog
from certapp.ui.register import case_file, detail, view
from certapp.ui.register.listing import Line, Page
from certapp.ui.register.revoking import Grounds, RevokeDialog, revoke_now
from certapp.ui.register.table import LinesModel
from certapp.ui.register.view import RegisterView
from certapp.ui.session import Session
from tests.ui.conftest import Until


def _statuses(model: LinesModel) -> list[str]:
    return [model.data(model.index(row, 2)) for row in range(model.rowCount())]


def _choose(register: RegisterView, status: str, until: Until) -> str:
    row = _statuses(register.model).index(status)
    register.table.selectRow(row)
    until(lambda: register.detail.application == register.model.line(row).application)
    return register.detail.title.text()


def _line(number: int) -> Line:
    return Line(number, f"A-{number}", "", "", "RECEIVED", 0)


def test_the_newest_comes_first_with_its_status(register: RegisterView) -> None:
    assert _statuses(register.model) == ["To be approved", "Revoked", "Issued"]


def test_typing_searches_after_a_pause(qtbot: QtBot, register: RegisterView, until: Until) -> None:
    qtbot.keyClicks(register.search, "hills")
    until(lambda: register.state.text() == "1 found")
    assert register.model.rowCount() == 1
    qtbot.keyClicks(register.search, " qqqq")
    until(lambda: register.state.text() == "0 found")
    assert register.detail.application == ""
    register.search.clear()
    until(lambda: register.model.rowCount() == 3)


def test_the_detail_tells_facts_and_history(register: RegisterView, until: Until) -> None:
    number = _choose(register, "Revoked", until)
    words = [register.detail.history.item(row).text() for row in range(register.detail.history.count())]
    assert number.startswith("XA-2026-01-") or number.startswith("XA-")
    assert "Application received" in words[0]
    assert "Certificate revoked" in words[-1]
    assert "Adam Approver (training)" in words[-1]
    assert not register.detail.revoke.isEnabled()


def test_an_issued_pdf_is_shown_and_saved_byte_for_byte(
    register: RegisterView, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _choose(register, "Issued", until)
    register.detail.open.click()
    until(lambda: bool(register.detail.pages.pictures()))
    saved = tmp_path / "certificate.pdf"
    monkeypatch.setattr(detail, "choose_target", lambda *asked: saved)
    register.detail.save.click()
    until(saved.is_file)
    office = register.detail._session.office
    assert saved.read_bytes() == office.attachments.get(certificate(office.register, number).pdf_sha256)
    until(lambda: str(saved) in register.detail.notice.text)


def test_what_waits_leads_to_the_page_of_decisions(qtbot: QtBot, register: RegisterView, until: Until) -> None:
    number = _choose(register, "To be approved", until)
    with qtbot.waitSignal(register.decision_wanted, timeout=60_000) as wanted:
        register.detail.decide.click()
    assert wanted.args == [number]


def test_without_the_status_signer_it_is_revoked_all_the_same(
    register: RegisterView, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _choose(register, "Issued", until)
    office = register.detail._session.office

    def asked(parent: object, name: str, label: str, attempt: object, **options: Any) -> object:
        return options["otherwise"][1] if name == "status_signer" else office.log_in(name, passphrase)

    monkeypatch.setattr(detail, "ask_grounds", lambda *asking: Grounds("ERROR", "A wrong name."))
    for module in (unlocking, next_bulletin):
        monkeypatch.setattr(module, "ask_and_try", asked)
    monkeypatch.setattr(detail, "ask_person", lambda *asking: office.log_in(APPROVER, passphrase))
    register.detail.revoke.click()
    until(lambda: number in register.detail.notice.text)
    assert "No bulletin says so yet" in register.detail.notice.text
    until(lambda: _statuses(register.model) == ["To be approved", "Revoked", "Revoked"])


@pytest.mark.parametrize("given_up", ["grounds", "first", "second", "signer"])
def test_giving_up_at_any_question_revokes_nothing(
    qtbot: QtBot, register: RegisterView, until: Until, monkeypatch: pytest.MonkeyPatch, given_up: str
) -> None:
    number = _choose(register, "Issued", until)
    office = register.detail._session.office
    clerk = register.detail._session.actor
    asked: list[str] = []

    def ask(parent: object, name: str, *asking: object, **options: object) -> object:
        asked.append(name)
        return None if given_up == "first" or name == "status_signer" else clerk

    monkeypatch.setattr(
        detail, "ask_grounds", lambda *asking: None if given_up == "grounds" else Grounds("ERROR", "Words.")
    )
    for module in (unlocking, next_bulletin):
        monkeypatch.setattr(module, "ask_and_try", ask)
    monkeypatch.setattr(
        detail, "ask_person", lambda *asking: office.log_in(APPROVER, passphrase) if given_up == "signer" else None
    )
    register.detail.revoke.click()
    QThreadPool.globalInstance().waitForDone()
    assert ("status_signer" in asked) is (given_up == "signer")
    assert certificate(office.register, number).revocation is None


def test_a_revocation_signs_the_bulletin_that_says_so(approver: Session, clerk: Session) -> None:
    office = approver.office
    people = (office.log_in("clara", passphrase), office.log_in(APPROVER, passphrase))
    issued = next(each for each in newest_certificates(office.register) if each.revocation is None)
    key = next_bulletin.StatusKey(office.unlock("status_signer", passphrase))
    sequence = revoke_now(office, people, issued.number, Grounds("COURT_ORDER", "By order."), key)
    assert sequence == 3
    assert len(office.trust.view().bulletins["XA"]) == 2


def test_a_reason_is_chosen_by_a_person_and_never_by_the_program(qtbot: QtBot, clerk: Session) -> None:
    dialog = RevokeDialog(None, clerk.office.form, "XA-2026-01-000001-O")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.text.setPlainText("A wrong name.")
    dialog.go_on.click()
    assert dialog.isVisible()
    assert dialog.wrong.text() == dialog.reason.accessibleDescription() == "Choose the reason."


def test_the_register_names_the_reason_that_was_chosen(register: RegisterView, until: Until) -> None:
    _choose(register, "Revoked", until)
    shown = register.detail._shown
    assert shown is not None
    facts = dict(shown.facts)
    assert facts["Reason"] == "Error of the authority"
    assert facts["Reason in words"]
    assert date.fromisoformat(facts["Kept until"]).year == date.fromisoformat(facts["Issued on"]).year + 20


def test_a_line_is_chosen_when_the_window_runs_from_right_to_left(qtbot: QtBot, clerk: Session, until: Until) -> None:
    opened = RegisterView(clerk)
    qtbot.addWidget(opened)
    opened.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    opened.resize(1100, 700)
    opened.show()
    until(lambda: bool(opened.detail.application))
    assert opened.table.currentIndex().row() == 0


def test_a_reason_in_words_is_needed(qtbot: QtBot, clerk: Session) -> None:
    dialog = RevokeDialog(None, clerk.office.form, "XA-2026-01-000001-O")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reason.setCurrentIndex(0)
    dialog.go_on.click()
    assert dialog.isVisible()
    assert dialog.wrong.text() == dialog.text.accessibleDescription() != ""
    dialog.text.setPlainText("A wrong name.")
    dialog.reason.setCurrentIndex(dialog.reason.findData("ERROR"))
    dialog.go_on.click()
    assert not dialog.isVisible()
    assert dialog.grounds == Grounds("ERROR", "A wrong name.")


def test_reasons_are_shown_in_words(qtbot: QtBot, clerk: Session) -> None:
    dialog = RevokeDialog(None, clerk.office.form, "XA-2026-01-000001-O")
    qtbot.addWidget(dialog)
    shown = [dialog.reason.itemText(row) for row in range(dialog.reason.count())]
    assert "Order of a court" in shown
    assert len(shown) == len(clerk.office.form.code_lists["REVOKE_REASON"])


def test_the_next_page_is_asked_for_once(qtbot: QtBot) -> None:
    model = LinesModel()
    asked: list[int] = []
    model.more_wanted.connect(asked.append)
    model.put(Page(tuple(map(_line, (9, 8, 7))), more=True))
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [7]
    model.add(Page(tuple(map(_line, (6, 5))), more=False))
    assert model.rowCount() == 5
    assert not model.canFetchMore(QModelIndex())
    assert model.row_of("A-6") == 3
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Object"


def test_a_long_register_comes_page_by_page(
    qtbot: QtBot, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_asked: list[int | None] = []

    def newest(office: object, before: int | None = None) -> Page:
        before_asked.append(before)
        first = 400 if before is None else before - 1
        return Page(tuple(_line(number) for number in range(first, first - 200, -1)), more=first > 200)

    monkeypatch.setattr(view, "newest", newest)
    opened = RegisterView(clerk)
    qtbot.addWidget(opened)
    opened.resize(900, 500)
    opened.show()
    until(lambda: opened.model.rowCount() == 200)
    opened.table.scrollToBottom()
    until(lambda: opened.model.rowCount() == 400)
    assert before_asked[-1] == 201


def test_a_supervisor_makes_the_case_file_and_is_told_its_hash(
    register: RegisterView, clerk: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _choose(register, "Issued", until)
    assert not register.detail.case_file.isEnabled()  # the clerk has not the right
    clerk.log_in(clerk.office.log_in(APPROVER, passphrase))
    assert register.detail.case_file.isEnabled()

    def filled(dialog: ActDialog) -> ActDialog:
        dialog.editors["asked_by"].setPlainText("Court of Port Example, letter of 2026-11-20")  # type: ignore[attr-defined]
        return dialog

    target = tmp_path / "case.zip"
    monkeypatch.setattr(case_file, "ask", filled)
    monkeypatch.setattr(case_file, "choose_target", lambda *asked: target)
    register.detail.case_file.click()
    until(target.is_file)
    until(lambda: "SHA-256" in register.detail.notice.text)
    (made,) = entries(clerk.office.register, subject=number, kind="CASE_FILE_MADE")
    assert made.facts()["hashes_sha256"] in register.detail.notice.text
