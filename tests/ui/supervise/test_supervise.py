"""The supervisor's page."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.certificates import newest_certificates
from certapp.service.auditing import verify_journal
from certapp.service.backups import restore_any, write_backup
from certapp.service.exchanging import export_package, unpublished_revocations
from certapp.service.looking import look_into
from certapp.service.office import Office, open_office
from certapp.service.revoking import revoke
from certapp.service.training import APPROVER, PREPARER, SECOND_SUPERVISOR, passphrase
from certapp.trust.bulletin import Policy
from certapp.trust.certificate import read_certificate
from certapp.trust.judge import judge
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour
from certapp.ui.common import settings, unlocking, verifier_page
from certapp.ui.session import Session
from certapp.ui.supervise import backup as backup_module
from certapp.ui.supervise import border_card as border_module
from certapp.ui.supervise import stolen as stolen_module
from certapp.ui.supervise import view as module
from certapp.ui.supervise.view import SuperviseView
from tests.ui.conftest import Until


def _opened(qtbot: QtBot, session: Session, until: Until) -> SuperviseView:
    view = SuperviseView(session)
    qtbot.addWidget(view)
    view.show()
    until(lambda: bool(view.bulletin_state.text()))
    return view


def _typed(parent: object, name: str, label: str, attempt: Any, **options: object) -> Any:
    return attempt(passphrase(name))


def test_bulletin_and_package_are_exported_for_a_border_post(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _opened(qtbot, approver, until)
    assert view.bulletin_state.text().startswith("No. 2 of")
    monkeypatch.setattr(unlocking, "ask_and_try", _typed)
    bulletin, package = tmp_path / "b.xcstatus", tmp_path / "p.xcauth"
    monkeypatch.setattr(module, "choose_target", lambda *asked: bulletin)
    view.bulletin.click()
    until(lambda: "Bulletin no. 3" in view.notice.text)
    monkeypatch.setattr(module, "choose_target", lambda *asked: package)
    view.package.click()
    until(lambda: view.fingerprint.text() in view.notice.text)

    border = TrustStore(tmp_path / "border", in_training=True)
    now = approver.office.clock.seconds
    assert border.import_file(package.read_bytes(), now, view.fingerprint.text()).sequence == 3
    assert border.import_file(bulletin.read_bytes(), now).changed == ()


def test_the_verifier_page_is_saved_with_what_the_office_believes(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _opened(qtbot, approver, until)
    target = tmp_path / "verify.html"
    monkeypatch.setattr(verifier_page, "choose_target", lambda *asked: target)
    view.page.click()
    until(lambda: "It knows the authorities of XA" in view.notice.text)
    page = target.read_text("utf-8")
    assert "@DATA@" not in page
    assert '"training":true' in page


def test_only_a_supervisor_can_press_what_goes_to_the_border(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    for pressed in (view.border.publish, view.border.stolen, view.bulletin):
        assert not pressed.isEnabled() and "supervisor" in pressed.accessibleDescription()
    clerk.log_in(clerk.office.log_in(APPROVER, passphrase))
    assert all(pressed.isEnabled() for pressed in (view.border.publish, view.border.stolen, view.bulletin))


def test_a_clerk_is_told_that_a_supervisor_is_needed(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    assert not view.bulletin.isEnabled()
    assert "supervisor" in view.bulletin.accessibleDescription()
    view.export_bulletin()  # by whatever road it is asked for
    assert "supervisor is needed" in view.notice.text


def test_a_revocation_that_no_bulletin_tells_is_told_here(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, view = approver.office, _opened(qtbot, approver, until)
    assert not view.unpublished.isVisible()
    number = next(each.number for each in newest_certificates(office.register) if each.revocation is None)
    revoke(office, office.log_in(APPROVER, passphrase), office.log_in(PREPARER, passphrase), number, "ERROR", "Words.")
    approver.changed.emit()
    until(view.unpublished.isVisible)
    assert view.unpublished.text == "1 revocation is in no bulletin yet: sign and export one."
    monkeypatch.setattr(unlocking, "ask_and_try", _typed)
    monkeypatch.setattr(module, "choose_target", lambda *asked: tmp_path / "b.xcstatus")
    view.bulletin.click()
    until(lambda: not view.unpublished.isVisible())
    assert unpublished_revocations(office) == 0


def test_a_backup_is_made_checked_and_remembered(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = _opened(qtbot, approver, until)
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(backup_module, "choose_folder", lambda *asked: tmp_path / "stick")
    view.backup.make.click()
    until(lambda: "read back and checked" in view.backup.notice.text)
    assert len(list((tmp_path / "stick").iterdir())) == 1
    assert settings.last_backup(approver.office.folder.path)
    until(lambda: "less than a day old" in view.backup.state.text())


def test_a_whole_journal_is_called_whole(qtbot: QtBot, approver: Session, until: Until) -> None:
    view = _opened(qtbot, approver, until)
    view.journal.check.click()
    until(lambda: "The journal is whole" in view.journal.notice.text)
    assert view.journal.check.isEnabled()


def test_a_journal_that_was_tampered_with_says_where(
    qtbot: QtBot, approver: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    triggers = office.register.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers:
        office.register.execute(f'DROP TRIGGER "{name}"')
    office.register.execute("UPDATE journal SET actor = 'clara' WHERE seq = 4")
    office.register.execute("UPDATE journal SET actor = 'adam' WHERE seq = 3")
    view = _opened(qtbot, approver, until)
    view.journal.check.click()
    until(lambda: "not whole" in view.journal.notice.text)
    assert view.journal.faults.isVisible()
    assert view.journal.faults.count() >= 1


def test_a_restored_office_is_taken_back_into_use(qtbot: QtBot, office: Office, until: Until, tmp_path: Path) -> None:
    write_backup(office, tmp_path / "backup")
    restore_any(tmp_path / "backup", tmp_path / "restored", None)
    with open_office(tmp_path / "restored") as restored:
        session = Session(restored)
        session.log_in(restored.log_in(APPROVER, passphrase))
        view = _opened(qtbot, session, until)
        until(view.resume.isVisible)
        view.last_number.setText("nonsense")
        view.resume.click()
        until(lambda: Refusal("NUMBER_INVALID", number="nonsense").text()[:10] in view.notice.text)
        last = restored.register.value("SELECT max(number) FROM certificate")
        view.last_number.setText(last)
        view.resume.click()
        until(lambda: "issues again" in view.notice.text)
        until(lambda: not view.resume.isVisible())
        view.deleteLater()


def test_everything_for_the_border_is_written_in_one_act_and_the_place_is_remembered(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, view = approver.office, _opened(qtbot, approver, until)
    number = next(each.number for each in newest_certificates(office.register) if each.revocation is None)
    revoke(office, office.log_in(APPROVER, passphrase), office.log_in(PREPARER, passphrase), number, "ERROR", "Words.")
    approver.changed.emit()
    until(view.border.due.isVisible)
    assert view.border.due.text.startswith("1 revocation is not at the border yet.")
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(unlocking, "ask_and_try", _typed)
    monkeypatch.setattr(border_module, "choose_folder", lambda *asked: stick)
    view.border.publish.click()
    until(lambda: "Bulletin no. 3" in view.border.notice.text)
    assert sorted(path.suffix for path in stick.iterdir()) == [".pdf", ".xcauth", ".xcdigest", ".xcstatus"]
    assert settings.last_published(office.folder.path) == str(stick)
    until(lambda: not view.border.due.isVisible())


def test_a_theft_is_reported_by_two_supervisors_and_by_nobody_else(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    before = office.keys.certificate("document_signer")
    dialog = stolen_module.StolenKeyDialog(approver, lambda: approver.actor)
    qtbot.addWidget(dialog)
    dialog.show()
    monkeypatch.setattr(stolen_module, "ask_person", lambda *_a, **_k: office.log_in(PREPARER, passphrase))
    monkeypatch.setattr(stolen_module, "ask_and_try", _typed)
    monkeypatch.setattr(stolen_module, "choose_folder", lambda *asked: tmp_path)
    dialog.go_on.click()
    until(lambda: "supervisor is needed" in dialog.notice.text)
    assert office.keys.certificate("document_signer") == before
    assert not list(tmp_path.glob("*.xcstatus"))


def test_two_supervisors_report_a_theft_and_all_is_written_out_for_the_border(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    before = office.keys.certificate("document_signer")
    stick, border = tmp_path / "stick", TrustStore(tmp_path / "border", in_training=True)
    stick.mkdir()
    now, supervisor = office.clock.seconds, office.log_in(APPROVER, passphrase)
    export_package(office, supervisor, tmp_path / "XA.xcauth")
    border.import_file((tmp_path / "XA.xcauth").read_bytes(), now, str(office.settings["fingerprint"]))
    code = next(each.code_text for each in newest_certificates(office.register) if each.revocation is None)
    dialog = stolen_module.StolenKeyDialog(approver, lambda: approver.actor)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "since" in dialog.which.currentText()
    monkeypatch.setattr(stolen_module, "ask_person", lambda *_a, **_k: office.log_in(SECOND_SUPERVISOR, passphrase))
    monkeypatch.setattr(stolen_module, "ask_and_try", _typed)
    monkeypatch.setattr(stolen_module, "choose_folder", lambda *asked: stick)
    dialog.go_on.click()
    until(lambda: "The stolen key counts no more where this arrives." in dialog.notice.text)
    assert office.keys.certificate("document_signer") != before
    look_into(border, [stick], now)
    view = border.view()
    assert view.bulletins["XA"].compromised == {read_certificate(before).kid: Policy.ONLY_LISTED}
    assert judge(code, view, now).colour is Colour.GREEN
    assert verify_journal(office) == ()
    again = stolen_module.StolenKeyDialog(approver, lambda: approver.actor)
    qtbot.addWidget(again)
    assert again.which.count() == 2  # the new one and the status signer: the stolen one is reported
