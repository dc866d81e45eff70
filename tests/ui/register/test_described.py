"""The object that somebody describes on the telephone, found in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.ui.register import described
from certapp.ui.register.described import DescribedDialog
from certapp.ui.register.view import RegisterView
from tests.ui.conftest import Until


@pytest.fixture
def asked(register: RegisterView, until: Until) -> Iterator[DescribedDialog]:
    """Opened from the page of the register."""
    register.described.click()
    dialog = register.findChild(DescribedDialog)
    assert dialog is not None
    until(lambda: not dialog.look.rect().isEmpty())
    yield dialog
    if register.findChild(DescribedDialog) is not None:
        dialog.close()


def _look(qtbot: QtBot, dialog: DescribedDialog, until: Until) -> list[str]:
    qtbot.keyClick(dialog.title, Qt.Key.Key_Return)
    until(lambda: dialog.look.isEnabled())
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_words_alone_lead_to_the_certificate_in_the_register(
    qtbot: QtBot, register: RegisterView, asked: DescribedDialog, until: Until
) -> None:
    qtbot.keyClicks(asked.title, "hills")
    (found,) = _look(qtbot, asked, until)
    title, number, why = found.splitlines()
    assert "hills" in title.casefold()
    assert why == "words of the title"
    assert asked.state.text() == "1 object is like it. A likeness is no proof."
    assert not asked.list.item(0).icon().isNull()
    qtbot.keyClick(asked.list, Qt.Key.Key_Return)
    until(lambda: register.detail.title.text() == number.partition(" ")[0])


def test_a_photograph_dropped_there_is_looked_for(
    qtbot: QtBot, register: RegisterView, asked: DescribedDialog, until: Until, tmp_path: Path
) -> None:
    office = register.detail._session.office
    qtbot.keyClicks(asked.title, "hills")
    _look(qtbot, asked, until)
    (likely,) = described.find_described(office, described.describe("hills", ""))
    copy = tmp_path / "from the police.jpg"
    copy.write_bytes(described.thumbnail(office.attachments.get(likely.photograph), 400))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(copy))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    asked.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, carried, buttons, keys))
    assert asked.photograph.text() == copy.name
    asked.title.clear()
    (found,) = _look(qtbot, asked, until)
    assert found.splitlines()[-1] == "the photograph is alike"
    asked.without.click()
    assert asked.without.isHidden()
    assert _look(qtbot, asked, until) == [found]  # what was found stays beside the refusal
    assert "words of its title, its measures, or a photograph" in asked.notice.text


def test_measures_that_are_not_understood_are_said_beside_their_field(
    qtbot: QtBot, asked: DescribedDialog, until: Until
) -> None:
    qtbot.keyClicks(asked.measures, "as a door")
    _look(qtbot, asked, until)
    assert "as a door" in asked.notice.text
    assert asked.measures.hasFocus()


def test_nothing_like_it_is_said(qtbot: QtBot, asked: DescribedDialog, until: Until) -> None:
    qtbot.keyClicks(asked.measures, "7 x 9 m")
    assert _look(qtbot, asked, until) == []
    assert asked.state.text().startswith("Nothing that this office took in is like it.")
    assert not asked.show_it.isEnabled()


def test_giving_up_the_choice_of_a_file_keeps_the_one_there_was(
    asked: DescribedDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[Path | None] = [tmp_path / "a.jpg", None]
    monkeypatch.setattr(described, "choose_file", lambda *asking: chosen.pop(0))
    asked.choose.click()
    asked.choose.click()
    assert (chosen, asked.photograph.text()) == ([], "a.jpg")


def test_taking_up_can_be_stopped(
    qtbot: QtBot, asked: DescribedDialog, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*asking: object) -> None:
        raise Refusal("WORK_STOPPED")

    monkeypatch.setattr(described, "find_described", stopped)
    qtbot.keyClicks(asked.title, "hills")
    assert _look(qtbot, asked, until) == []
    assert asked.notice.text == Refusal("WORK_STOPPED").text()
