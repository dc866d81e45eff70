"""The first page and what lies behind its doors."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service import training_kit
from certapp.service.office import open_office
from certapp.service.post import Post
from certapp.service.training import USERS, passphrase
from certapp.service.training_kit import Kit
from certapp.trust.keyfile import TEST_COST
from certapp.ui.common.notice import Notice
from certapp.ui.post.view import PostView
from certapp.ui.start import create, samples
from certapp.ui.start.create import CreatedView, CreateView
from certapp.ui.start.opening import open_folder, open_training
from certapp.ui.start.view import StartView
from tests.ui.conftest import Until


def _filled(qtbot: QtBot, tmp_path: Path) -> CreateView:
    view = CreateView()
    qtbot.addWidget(view)
    view.show()
    view.country.setText("xb")
    view.authority.setText("Otherland Museums Office")
    view.folder.setText(str(tmp_path / "new-office"))
    view.ca_folder.setText(str(tmp_path / "stick"))
    for edit in view.secrets.values():
        edit.setText("a passphrase of the office itself")
    for card, name in zip(view.people, ("mira", "omar"), strict=True):
        card.user.setText(name)
        card.name.setText(name.title())
        card.passphrase.setText(f"the passphrase of {name} alone")
    return view


def test_an_office_is_created_with_the_ca_key_elsewhere(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = create.create_office
    monkeypatch.setattr(create, "create_office", lambda *given, **more: real(*given, **more, cost=TEST_COST))
    view = _filled(qtbot, tmp_path)
    with qtbot.waitSignal(view.created, timeout=60_000) as created:
        view.found.click()
    founded = created.args[0]
    assert founded.country == "XB"
    assert (tmp_path / "stick" / "ca.key").is_file()
    assert not (founded.folder / "keys" / "ca.key").exists()
    assert all(edit.text() == "" for edit in view.secrets.values())
    opened = open_folder(founded.folder)
    try:
        assert opened.actor is None
        assert not opened.office.training
    finally:
        opened.close()
    monkeypatch.setattr("certapp.register.folder.network_kind", lambda path: "cifs")
    with pytest.raises(Refusal, match="NETWORK_SHARE"):
        open_folder(founded.folder)
    with pytest.raises(Refusal, match="NETWORK_SHARE"):
        real(tmp_path / "more", country="XB", authority="A", office="02", users=USERS, passphrase=passphrase)
    assert not (tmp_path / "more").exists()
    with open_office(founded.folder, write=False):
        pass  # who reads, and takes it away from there, may
    monkeypatch.setattr("certapp.register.folder.network_kind", lambda path: "9p")
    opened = open_folder(founded.folder)
    opened.close()
    assert "9p" in opened.warning
    told = CreatedView(founded, "stick")
    qtbot.addWidget(told)
    with qtbot.waitSignal(told.open_wanted, timeout=60_000) as wanted:
        told.open.click()
    assert wanted.args == [str(founded.folder)]


def test_what_is_missing_is_said_before_any_key_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    view = _filled(qtbot, tmp_path)
    view.authority.clear()
    view.found.click()
    assert "Name of the authority" in view.notice.text
    assert not (tmp_path / "stick").exists()


def test_a_refusal_leaves_all_that_was_typed(qtbot: QtBot, tmp_path: Path, until: Until) -> None:
    view = _filled(qtbot, tmp_path)
    view.office.setText("?")
    view.found.click()
    until(lambda: view.notice.text == Refusal("OFFICE_CODE_WRONG", office="?").text())
    assert view.people[0].passphrase.text() != ""


def test_the_training_office_is_made_once_and_its_clerk_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certapp.register.folder.network_kind", lambda path: "nfs4")  # as homes may lie
    first = open_training(tmp_path / "training")
    first.close()
    assert first.actor is not None and first.actor.id == "clara"
    fingerprint = first.office.settings["fingerprint"]
    second = open_training(tmp_path / "training")
    second.close()
    assert "nfs4" in second.warning
    assert second.office.settings["fingerprint"] == fingerprint


def test_a_folder_without_an_office_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        open_folder(tmp_path)
    assert refused.value.code == "OFFICE_NOT_THERE"


def test_a_machine_that_believes_nobody_says_so_at_once(qtbot: QtBot, tmp_path: Path, until: Until) -> None:
    view = PostView(Post(tmp_path), within=True)
    qtbot.addWidget(view)
    view.show()
    until(lambda: view.verify.notice.text.startswith("No authority is known here yet."))
    assert view.verify.notice.isVisible()


def test_the_first_door_has_the_keyboard(qtbot: QtBot) -> None:
    view = StartView()
    qtbot.addWidget(view)
    view.show()
    assert view.focusWidget() is view.training
    view.work("Please wait.")
    view.rest()
    assert view.focusWidget() is view.training


def test_who_only_verifies_needs_no_office_and_can_go_back(qtbot: QtBot, tmp_path: Path) -> None:
    view = PostView(Post(tmp_path), within=True)
    qtbot.addWidget(view)
    view.show()
    assert view.verify.trust_button.isVisible()
    with qtbot.waitSignal(view.closed, timeout=60_000):
        view.back.click()


def test_samples_for_training_are_made_from_the_first_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    made: list[tuple[Path, str]] = []

    def make(folder: Path, language: str) -> Kit:
        made.append((folder, language))
        return Kit(folder, (), "", "")

    monkeypatch.setattr(training_kit, "make_training_kit", make)
    monkeypatch.setattr(samples, "choose_folder", lambda *asked: tmp_path)
    start, notice = StartView(), Notice()
    for each in (start, notice):
        qtbot.addWidget(each)
    start.samples_wanted.connect(lambda: samples.choose_samples(start, notice))
    start.samples.click()
    assert not start.training.isEnabled(), "the page rests meanwhile"
    until(lambda: str(tmp_path) in notice.text)
    assert made == [(tmp_path, "en")]
    assert start.training.isEnabled()
