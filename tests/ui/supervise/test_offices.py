"""The card of the other offices: a file is written, taken in, and of two histories one is settled."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certapp.service.office import Office, open_office
from certapp.ui.common import unlocking
from certapp.ui.session import Session
from certapp.ui.supervise import offices as module
from certapp.ui.supervise.offices import OfficesCard
from certapp.ui.supervise.view import SuperviseView
from tests.authority import make_authority, words
from tests.ui.conftest import Until


def card_of(qtbot: QtBot, office: Office, who: str) -> OfficesCard:
    session = Session(office)
    session.log_in(office.log_in(who, words))
    card = OfficesCard(session)
    session.changed.connect(card.refresh)
    qtbot.addWidget(card)
    card.show()
    card.refresh()
    return card


def test_two_offices_tell_each_other_in_the_window_and_a_copy_is_found(
    qtbot: QtBot, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_authority(tmp_path / "authority")
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(module, "choose_folder", lambda *asked: stick)
    monkeypatch.setattr(unlocking, "ask_and_try", lambda parent, name, label, attempt, **more: attempt(words(name)))
    shutil.copytree(place.folder / "second", place.folder / "copy")
    files = []
    for name in ("second", "copy"):
        with open_office(place.folder / name, counters=tmp_path / name) as office:
            card = card_of(qtbot, office, "quinn")
            until(lambda card=card: "No other office" in card.state.text())  # type: ignore[misc]
            card.write.click()
            until(lambda card=card: "File no. 1 is in" in card.notice.text)  # type: ignore[misc]
            until(lambda card=card: card.write.isEnabled())  # type: ignore[misc]
            files.append((stick / "XA-02-0001.xcexchange").rename(stick / f"{name}.xcexchange"))
            page = SuperviseView(card._session)
            qtbot.addWidget(page)
            page.show()
            until(lambda page=page: page.border.publish.isHidden())  # type: ignore[misc]
    with place.first() as office:
        card = card_of(qtbot, office, "boris")
        monkeypatch.setattr(module, "choose_file", lambda *asked: files[0])
        card.take_in.click()
        until(lambda: "Office 02, file no. 1" in card.notice.text)
        until(lambda: "0 days old" in card.state.text())
        assert card.settle.isHidden()
        monkeypatch.setattr(module, "choose_file", lambda *asked: files[1])
        card.take_in.click()
        until(lambda: "exists twice" in card.notice.text)
        card.refresh()
        until(lambda: not card.settle.isHidden())
        monkeypatch.setattr(module, "ask_person", lambda *asked, **more: office.log_in("carla", words))
        card.settle.click()
        until(lambda: "Office 02, file no. 1" in card.notice.text)
        until(lambda: card.settle.isHidden())
