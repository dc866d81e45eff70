"""The main job through the window: a draft handed in, approved, issued, verified, revoked, verified again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.service.exchanging import export_package
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.trust.store import TrustStore
from certapp.ui.common import next_bulletin, unlocking
from certapp.ui.home.drafts import DraftsView
from certapp.ui.home.view import HomeView
from certapp.ui.register import detail
from certapp.ui.register.revoking import Grounds
from certapp.ui.register.view import RegisterView
from certapp.ui.supervise import decide
from certapp.ui.verify.view import VerifyView
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.ui.conftest import Until

TITLES = ("Coins from a house hoard", "Hills before the storm", "Treatise on astronomy", "Painted vessel 1")
"""How the drafts of the four example applications are called."""


def _type_training_passphrase(
    parent: object, name: str, label: str, attempt: Callable[[str], Any], **options: object
) -> Any:
    return attempt(passphrase(name))


@pytest.fixture
def workspace(qtbot: QtBot, office_folder: Path, until: Until) -> Workspace:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.open_office(office_folder)
    until(lambda: window.workspace is not None)
    assert window.workspace is not None
    assert window.banner.isVisible()
    return window.workspace


@pytest.fixture
def pressed(qtbot: QtBot, until: Until) -> Callable[[Any], None]:
    def press(button: Any) -> None:
        until(lambda: button.isVisible() and button.isEnabled() and not button.rect().isEmpty())  # laid out too
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


@pytest.mark.parametrize("title", TITLES)
def test_a_draft_becomes_a_certificate_that_verifies_until_it_is_revoked(
    qtbot: QtBot,
    title: str,
    workspace: Workspace,
    until: Until,
    pressed: Callable[[Any], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (unlocking, next_bulletin):
        monkeypatch.setattr(module, "ask_and_try", _type_training_passphrase)
    office = workspace.session.office
    assert workspace.session.actor is not None and workspace.session.actor.id == PREPARER

    # The clerk opens the draft from what waits and hands it in.
    home = workspace.open_page("home")
    assert isinstance(home, HomeView)
    until(lambda: any(row.text().startswith(title) for row in home.rows()))
    pressed(next(row for row in home.rows() if row.text().startswith(title)))
    drafts = workspace.open_page("apply")
    assert isinstance(drafts, DraftsView)
    until(lambda: drafts.form is not None)
    assert drafts.form is not None
    with qtbot.waitSignal(drafts.received, timeout=60_000) as received:
        pressed(drafts.form.hand_in)
    number = received.args[0]

    # The clerk may not approve it, and is told why.
    page = workspace.open_page("decide")
    assert isinstance(page, decide.DecideView)
    page.show_application(number)
    until(lambda: page.title.text().startswith(number))
    assert not page.approve.isEnabled()
    assert "approver" in page.why.text()

    # Another person does, and issues it.
    workspace.session.log_in(office.log_in(APPROVER, passphrase))
    pressed(page.approve)
    with qtbot.waitSignal(page.issued, timeout=120_000) as issued:
        pressed(page.issue)
    certificate = issued.args[0]
    until(lambda: bool(page.pages.pictures()))

    # The register finds it; the PDF is saved.
    register = workspace.open_page("register")
    assert isinstance(register, RegisterView)
    qtbot.keyClicks(register.search, certificate)
    until(lambda: register.detail.title.text() == certificate)
    pdf = tmp_path / "certificate.pdf"
    monkeypatch.setattr(detail, "choose_target", lambda *asked: pdf)
    pressed(register.detail.save)
    until(lambda: pdf.is_file())

    # The verifier says so.
    verify = workspace.open_page("verify")
    assert isinstance(verify, VerifyView)
    assert _outcome(qtbot, verify, pdf) == "GENUINE"

    # So does a border post that has nothing but the authority's package.
    post = TrustStore(tmp_path / "post", in_training=True)
    digits = export_package(office, office.log_in(APPROVER, passphrase), tmp_path / "XA.xcauth")
    post.import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    border = VerifyView(post.view, dict, store=post)
    qtbot.addWidget(border)
    border.show()
    assert _outcome(qtbot, border, pdf) == "GENUINE"

    # Two people revoke it; the verifier says that too.
    monkeypatch.setattr(detail, "ask_grounds", lambda *asked: Grounds("ERROR", "Issued for a journey."))
    monkeypatch.setattr(detail, "ask_person", lambda *asked: office.log_in(PREPARER, passphrase))
    workspace.open_page("register")
    pressed(register.detail.revoke)
    until(lambda: "revoked" in register.detail.notice.text)
    until(lambda: register.detail.revoke.isVisible() and not register.detail.revoke.isEnabled())
    assert "Bulletin no. 3" in register.detail.notice.text
    assert _outcome(qtbot, verify, pdf) == "REVOKED"
    post.import_file(office.trust.view().bulletins["XA"].raw, office.clock.seconds)  # carried there
    assert _outcome(qtbot, border, pdf) == "REVOKED"


def _outcome(qtbot: QtBot, view: VerifyView, pdf: Path) -> str:
    """The outcome of a file given to the verify page."""
    with qtbot.waitSignal(view.verified, timeout=60_000) as verified:
        view.verify_files([pdf])
    return str(verified.args[0].found.verdict.outcome)
