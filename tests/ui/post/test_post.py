"""A post: no login, its own settings and history, a verdict that is heard, in the officer's language."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QRect, QSize, Qt, QThreadPool, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.service.exchanging import export_package
from certapp.service.office import Actor, Office
from certapp.service.post import Post, PostSettings
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour
from certapp.ui.common.placing import POST, place
from certapp.ui.common.speaking import speak
from certapp.ui.post.history_dialog import HistoryDialog
from certapp.ui.post.settings_dialog import PostSettingsDialog
from certapp.ui.post.view import PostView
from certapp.ui.post.window import PostWindow
from certapp.ui.printing.dialog import PrintDialog
from certapp.ui.printing.paper import PaperDialog
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.keyboard import come_back_to


@pytest.fixture
def paper(office: Office, tmp_path: Path) -> Path:
    ((sha256,), *_rest) = office.register.rows("SELECT pdf_sha256 FROM certificate ORDER BY number")
    path = tmp_path / "shown.pdf"
    path.write_bytes(office.attachments.get(sha256))
    return path


@pytest.fixture
def post(approver: Session, tmp_path: Path) -> Post:
    """A post that has the training authority's lists; its papers are still test papers there."""
    made = Post(tmp_path / "post")
    package = tmp_path / "xa.xcauth"
    office = approver.office
    actor = approver.actor
    assert isinstance(actor, Actor)
    digits = export_package(office, actor, package)
    TrustStore(made.lists()).import_file(package.read_bytes(), office.clock.seconds, digits)
    return made


@pytest.fixture
def window(post: Post, qtbot: QtBot) -> Iterator[PostWindow]:
    heard: list[Colour] = []
    made = PostWindow(post, ring=heard.append)
    made.heard = heard  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.show()
    yield made
    QThreadPool.globalInstance().waitForDone()


def show(view: PostView, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    view.verify.take(data)


def checks(window: PostWindow) -> Callable[[], int]:
    return lambda: window.post.verify.history.count()


def test_it_begins_with_the_field_and_without_anybody(window: PostWindow, qtbot: QtBot, until: Until) -> None:
    come_back_to(window, until)
    assert window.post.verify.field.hasFocus()
    assert not window.post.back.isVisible()
    qtbot.keyClicks(window.post.verify.field, "NOTHING OF OURS")
    qtbot.keyClick(window.post.verify.field, Qt.Key.Key_Return)
    until(lambda: checks(window)() == 1)
    assert window.post.verify.card.word.text() == "Not such a code"


def test_a_verdict_is_heard_unless_the_post_is_silent(window: PostWindow, paper: Path, until: Until) -> None:
    show(window.post, paper)
    until(lambda: checks(window)() == 1)
    assert window.heard == [Colour.RED]  # type: ignore[attr-defined]
    window.post.settle(replace(window.post.settings, sounds=False))
    show(window.post, paper)
    until(lambda: checks(window)() == 2)
    assert len(window.heard) == 1  # type: ignore[attr-defined]


def test_what_was_checked_is_there_when_the_post_is_opened_again(
    window: PostWindow, post: Post, office: Office, paper: Path, until: Until, qtbot: QtBot
) -> None:
    number = str(office.register.value("SELECT min(number) FROM certificate"))
    show(window.post, paper)
    until(lambda: checks(window)() == 1)
    assert not window.post.verify.card.remarks.isVisible()
    again = PostView(post, ring=lambda colour: None, clock=lambda: window._clock() + 60)
    qtbot.addWidget(again)
    again.show()
    show(again, paper)
    until(lambda: again.verify.history.count() == 1)
    assert again.verify.card.remarks.text().startswith("Checked here before: ")
    again.show_history()
    dialog = again.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    assert dialog.table.rowCount() == 2
    dialog.search.setText("no such number")
    assert dialog.table.rowCount() == 0
    dialog.search.setText(number)
    dialog.write(paper.with_suffix(".csv"))
    assert paper.with_suffix(".csv").read_text("utf-8-sig").count(number) == 2
    dialog.clear()
    assert dialog.table.rowCount() == 0 and not post.history.exists()


def test_with_no_days_nothing_is_kept_and_no_history_is_offered(window: PostWindow, post: Post, paper: Path) -> None:
    window.post.settle(replace(window.post.settings, history_days=0))
    assert not window.post.history_button.isVisible()
    assert not post.history.exists()


def test_settings_are_asked_for_and_kept(window: PostWindow, post: Post) -> None:
    window.post.change_settings()
    dialog = window.post.findChild(PostSettingsDialog)
    assert isinstance(dialog, PostSettingsDialog)
    dialog.name.setText("Bridge post")
    dialog.sounds.setChecked(False)
    dialog.days.setValue(7)
    dialog.accept()
    assert post.settings() == PostSettings("Bridge post", "", False, 7)
    assert window.windowTitle().startswith("Bridge post")


def test_the_same_verdict_in_another_language(
    window: PostWindow, post: Post, paper: Path, until: Until, qapp: QApplication
) -> None:
    show(window.post, paper)
    until(lambda: checks(window)() == 1)
    try:
        window.change_language("fr")
        assert window.post.verify.card.word.text() == "Document d’essai"
        assert post.settings().language == "fr"
    finally:
        speak(qapp, "en")


def test_f11_is_the_whole_screen_and_the_post_remembers_it(
    window: PostWindow, post: Post, qtbot: QtBot, until: Until
) -> None:
    come_back_to(window, until)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    until(window.isFullScreen)
    window.close()
    assert post.settings().full_screen
    again = PostWindow(post, ring=lambda colour: None)
    qtbot.addWidget(again)
    again.show()
    assert again.isFullScreen()


def test_the_post_window_stands_where_it_was_left_and_fits_a_smaller_screen(window: PostWindow) -> None:
    window.resize(760, 640)
    window.close()
    window.resize(700, 700)
    place(window, POST, QRect(0, 0, 2560, 1400))
    assert window.size() == QSize(760, 640)
    place(window, POST, QRect(0, 0, 720, 560))
    assert window.width() <= 720 and window.height() <= 560


def test_the_call_sheet_and_the_explanation_are_made(window: PostWindow, paper: Path, until: Until) -> None:
    show(window.post, paper)
    until(lambda: checks(window)() == 1)
    acts = {
        made.text().replace("&", ""): made for made, _fits in window.post.verify.card.acts._acts if made.isVisible()
    }
    for words in ("Call sheet…", "Explain this result…"):
        acts[words].click()
        dialog = window.findChildren(PaperDialog)[-1]
        until(dialog.save.isEnabled)
        dialog.write(paper.with_name("written.pdf"))
        until(lambda: dialog.notice.text.startswith("Saved"))  # noqa: B023  # asked for at once
        made = paper.with_name("written.pdf").read_bytes()
        assert made.startswith(b"%PDF-")
        dialog.print.click()
        (printing,) = dialog.findChildren(PrintDialog)
        assert [file().pdf for file in printing._files] == [made]
        printing.reject()
        dialog.reject()
