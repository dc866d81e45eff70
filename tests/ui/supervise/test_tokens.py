"""The page of tokens: what is in the reader, a test, and taking a key into use."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service.training import passphrase
from certapp.ui.session import Session
from certapp.ui.supervise import tokens as module
from certapp.ui.supervise.tokens import TokensDialog
from tests.tokens import PIN, SoftToken, make_token, needs_softhsm
from tests.ui.conftest import Until


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    return make_token(tmp_path / "token")


@pytest.fixture
def open_dialog(qtbot: QtBot) -> Iterator[Callable[[Session], TokensDialog]]:
    def made(session: Session) -> TokensDialog:
        dialog = TokensDialog(session, lambda: session.actor)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield made
    QThreadPool.globalInstance().waitForDone()


def typed(secret: str) -> Any:
    def ask(parent: object, name: str, label: str, attempt: Any, **options: object) -> Any:
        return attempt(secret if name == "token" else passphrase(name))

    return ask


def labels(dialog: TokensDialog) -> list[str]:
    return [item.text(0) for item in module._items(dialog.tree.invisibleRootItem())]


@needs_softhsm
def test_a_token_is_seen_tested_and_taken_into_use(
    approver: Session,
    until: Until,
    soft: SoftToken,
    open_dialog: Callable[[Session], TokensDialog],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = open_dialog(approver)
    until(dialog.again.isEnabled)
    dialog.look_with(soft.library)
    until(lambda: "Seal of the office" in labels(dialog))
    assert dialog.place is not None and dialog.place.key_id == b"\x01"
    assert dialog.enrol.isEnabled() and dialog.test.isEnabled()
    rsa = next(item for item in module._items(dialog.tree.invisibleRootItem()) if item.text(1) == "RSA-2048")
    dialog.tree.setCurrentItem(rsa)
    assert dialog.test.isEnabled() and not dialog.enrol.isEnabled()
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    assert not dialog.test.isEnabled() and not dialog.enrol.isEnabled()

    seal = next(item for item in module._items(dialog.tree.invisibleRootItem()) if item.text(2) == "01")
    dialog.tree.setCurrentItem(seal)
    monkeypatch.setattr(module, "ask_and_try", typed(PIN))
    dialog.test.click()
    assert "P-256" in dialog.notice.text
    before = approver.office.keys.certificate("document_signer")
    dialog.enrol.click()
    assert "from now on" in dialog.notice.text
    assert approver.office.keys.certificate("document_signer") != before
    assert approver.office.unlock("document_signer", lambda name: PIN).certificate != before


@needs_softhsm
def test_a_wrong_pin_is_refused_where_it_is_typed(soft: SoftToken) -> None:
    from certapp.service.tokens import test_token as tried

    with pytest.raises(Refusal, match="TOKEN_PIN"):
        tried(soft.place(), "000000")


def test_no_library_and_no_token_are_said(
    approver: Session,
    until: Until,
    tmp_path: Path,
    open_dialog: Callable[[Session], TokensDialog],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "look", lambda module: ())
    dialog = open_dialog(approver)
    until(lambda: "No library" in dialog.notice.text)
    monkeypatch.undo()
    dialog.look_with(tmp_path / "none.so")
    until(lambda: any("is not there" in text for text in labels(dialog)))
    assert not dialog.test.isEnabled()
