"""Sticks and folders that are looked into, and printed bulletins that are scanned."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certapp.register.certificates import newest_certificates
from certapp.service.exchanging import export_bulletin, export_package, sign_next_bulletin
from certapp.service.office import Office
from certapp.service.printing_bulletins import printed_since
from certapp.service.publishing import publish
from certapp.service.revoking import revoke
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.trust.bulletin import sign_bulletin
from certapp.ui.verify import trusting
from certapp.ui.verify.watching import StickWatch
from tests.ui.verify.conftest import Page


def _revoke(office: Office) -> None:
    number = next(each.number for each in newest_certificates(office.register) if each.revocation is None)
    revoke(office, office.log_in(APPROVER, passphrase), office.log_in(PREPARER, passphrase), number, "ERROR", "Words.")


def _believe(office: Office, border: Page, folder: Path) -> None:
    trust = border.view.trust
    assert trust is not None
    actor = office.log_in(APPROVER, passphrase)
    sign_next_bulletin(office, actor, office.unlock("status_signer", passphrase))
    digits = export_package(office, actor, folder / "XA.xcauth")
    trust._store.import_file((folder / "XA.xcauth").read_bytes(), office.clock.seconds, digits, "Ana, Ben")


def test_a_stick_that_is_put_in_brings_what_it_has(office: Office, border: Page, tmp_path: Path) -> None:
    _believe(office, border, tmp_path)
    trust = border.view.trust
    assert trust is not None
    _revoke(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    publish(office, office.log_in(APPROVER, passphrase), office.unlock("status_signer", passphrase), stick, "en")
    border.view.watch.seen.emit([stick])
    border.until(lambda: "XA.xcauth: taken in" in border.view.notice.text)
    assert trust._store.view().bulletins["XA"].sequence == office.trust.view().bulletins["XA"].sequence


def test_a_folder_that_somebody_chose_is_told_of_though_nothing_in_it_is_new(
    office: Office, border: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _believe(office, border, tmp_path)
    trust = border.view.trust
    assert trust is not None
    head, signer = office.log_in(APPROVER, passphrase), office.unlock("status_signer", passphrase)
    folders = {name: tmp_path / name for name in ("empty", "old", "new")}
    for folder in folders.values():
        folder.mkdir()
    export_bulletin(office, head, signer, folders["old"] / "XA-old.xcstatus")
    publish(office, head, signer, folders["new"], "en")
    for name, words in (
        ("new", "taken in"),
        ("new", "Everything in this folder was here already"),
        ("old", "not needed and was not taken in"),
        ("empty", "This folder holds no lists"),
    ):
        monkeypatch.setattr(trusting, "choose_folder", lambda *asked, name=name: folders[name])
        trust._watch_folder()
        border.until(lambda words=words: words in trust.notice.text)  # type: ignore[misc]


def test_a_bulletin_that_contradicts_the_one_here_is_told_though_nobody_asked(
    office: Office, border: Page, tmp_path: Path
) -> None:
    _believe(office, border, tmp_path)
    trust = border.view.trust
    assert trust is not None
    here = office.trust.view().bulletins["XA"]
    thief = office.unlock("status_signer", passphrase)
    stick = tmp_path / "stick"
    stick.mkdir()
    other = sign_bulletin("XA", here.sequence, here.this_update, here.next_update, (), thief)
    (stick / "XA-other.xcstatus").write_bytes(other)
    border.view.watch.seen.emit([stick])
    border.until(lambda: "contradict each other" in border.view.notice.text)
    assert trust._store.view().bulletins["XA"].raw == here.raw


def test_somebody_new_on_a_stick_is_named_and_not_believed(office: Office, border: Page, tmp_path: Path) -> None:
    trust = border.view.trust
    assert trust is not None
    export_package(office, office.log_in(APPROVER, passphrase), tmp_path / "XA.xcauth")
    trust.take_in_believed([tmp_path])
    border.until(lambda: "brings somebody new here" in border.view.notice.text)
    assert trust._store.listing() == ()


def test_a_scanned_bulletin_is_taken_in(office: Office, border: Page, tmp_path: Path) -> None:
    _believe(office, border, tmp_path)
    trust = border.view.trust
    assert trust is not None
    _revoke(office)
    sign_next_bulletin(office, office.log_in(APPROVER, passphrase), office.unlock("status_signer", passphrase))
    border.view.field.setPlainText(printed_since(office)[-1].text.lower())
    border.view.verify_typed()
    border.until(lambda: "its status bulletin" in trust.notice.text)
    assert trust._store.view().bulletins["XA"].sequence == office.trust.view().bulletins["XA"].sequence


def test_a_new_volume_and_a_changed_folder_are_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = StickWatch()
    stick, folder = tmp_path / "stick", tmp_path / "folder"
    stick.mkdir()
    folder.mkdir()
    watch.add(folder)
    before = watch.mounted()
    monkeypatch.setattr(watch, "mounted", lambda: before | {stick})
    watch.look_for_sticks()
    with qtbot.waitSignal(watch.seen, timeout=60_000) as told:
        pass
    assert told.args == [[stick]]
    (folder / "XA.xcstatus").write_bytes(b"new")
    with qtbot.waitSignal(watch.seen, timeout=60_000) as told:
        pass
    assert told.args == [[folder]]
