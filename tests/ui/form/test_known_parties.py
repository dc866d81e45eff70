"""A party of an earlier file is offered while its name is typed, and copied whole in one step of undo."""

import copy
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from certapp.model import language
from certapp.register import drafts
from certapp.service.office import Office
from certapp.service.parties import find_parties
from certapp.ui.form.known_parties import PartyFinder
from certapp.ui.form.view import FormView
from tests.ui.conftest import Until
from tests.ui.form.acting import line_at
from tests.ui.form.conftest import OpenForm
from tests.ui.form.test_parties import at_role

PAPERS = {"id_doc_type": "PASSPORT", "id_doc_no": "P0451", "id_doc_country": "XA"}


def another_draft(office: Office, *parties: dict[str, Any]) -> None:
    drafts.save(office.drafts, drafts.Draft("another", "model-certificate", {"parties": list(parties)}, "", "clara", 1))


def finder_of(view: FormView, until: Until, role: str, field: str = "name_legal") -> tuple[PartyFinder, QLineEdit]:
    """The cursor stands in the name of the party in this role, all of it chosen so that typing replaces it."""
    _cell, line = line_at(view, f"parties[{at_role(view, role)}].{field}", until)
    return line.findChildren(PartyFinder)[0], line


def offered(finder: PartyFinder) -> list[str]:
    model = finder.completionModel()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_party_of_an_earlier_application_is_offered_with_its_address(
    open_form: OpenForm, qtbot: QtBot, until: Until
) -> None:
    view = open_form("Coins")
    finder, line = finder_of(view, until, "OWNER")
    qtbot.keyClicks(line, "archaeology mus")
    until(lambda: finder.popup().isVisible())
    assert offered(finder) == [
        "National Museum of Archaeology\n1 Museum Square, Port Example, Exampleland (training country) · 1 file"
    ]


@pytest.mark.parametrize(
    ("name", "typed"), [("المتحف الوطني", "وطني متحف"), ("故宫博物院", "博物"), ("Łódź Gallery", "gallery lodz")]
)
def test_choosing_copies_all_particulars_as_one_step(
    open_form: OpenForm, qtbot: QtBot, until: Until, name: str, typed: str
) -> None:
    view = open_form("Coins")
    said = {"name_legal": name, "name_latin": "Latin", "address_line": ["1", "2"], "city": "C", "country": "XB"}
    another_draft(view._session.office, {"role": "CARRIER", "same_as_role": "OWNER", **said, **PAPERS})
    finder, line = finder_of(view, until, "OWNER")
    row = view.draft.record["parties"][at_role(view, "OWNER")]
    row["id_doc_no"] = "own"
    line.insert(typed)
    until(lambda: finder.popup().isVisible())
    before = copy.deepcopy(row)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Return)
    assert row == {"role": "OWNER", "id_doc_no": "own", **said}
    assert line.text() == name
    city = view.cell_at(f"parties[{at_role(view, 'OWNER')}].city")
    assert city is not None
    assert city.editor.value() == "C"
    step = view.draft.undo()
    assert step is not None
    assert name in step.words
    assert row == before
    view.draft.redo()
    assert row["city"] == "C"


def test_typing_on_and_leaving_chooses_nothing(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    finder, line = finder_of(view, until, "OWNER")
    qtbot.keyClicks(line, "national")
    until(lambda: finder.popup().isVisible())
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Escape)
    assert not finder.popup().isVisible()
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert view.draft.record["parties"][at_role(view, "OWNER")]["name_legal"] == "national"


def test_the_latin_name_finds_too(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    another_draft(view._session.office, {"name_legal": "故宫博物院", "name_latin": "Palace Museum"})
    finder, line = finder_of(view, until, "OWNER", "name_latin")
    qtbot.keyClicks(line, "palace")
    until(lambda: finder.popup().isVisible())
    assert offered(finder) == ["故宫博物院 (Palace Museum)\nin a draft"]


def test_nobody_is_offered_whom_nobody_knows(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    finder, line = finder_of(view, until, "OWNER")
    qtbot.keyClicks(line, "Zzyzx")
    qtbot.wait(600)
    assert not finder.popup().isVisible()


def test_the_country_is_said_in_the_language_in_use(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    language.use("fr")
    try:
        view = open_form("Coins")
        another_draft(view._session.office, {"name_legal": "Galerie Unique", "country": "DE"})
        finder, line = finder_of(view, until, "OWNER")
        qtbot.keyClicks(line, "galerie un")
        until(lambda: finder.popup().isVisible())
        assert "Allemagne" in offered(finder)[0]
    finally:
        language.use(language.DEFAULT)


def test_what_is_typed_here_is_not_offered_to_itself(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.draft.set_value(view.draft.record["parties"][0], "name_legal", "Own Words Only")
    view.flush()
    office = view._session.office
    assert find_parties(office, "own words", view.draft.id) == ()
    assert [each.files for each in find_parties(office, "own words")] == [0]


def test_tab_with_the_list_open_goes_on_and_chooses_nothing(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    finder, line = finder_of(view, until, "OWNER")
    qtbot.keyClicks(line, "national")
    until(lambda: finder.popup().isVisible())
    qtbot.keyClick(finder.popup(), Qt.Key.Key_Tab)
    latin = view.cell_at(f"parties[{at_role(view, 'OWNER')}].name_latin")
    assert latin is not None
    assert latin.editor.target.hasFocus()
    assert not finder.popup().isVisible()
    assert view.draft.record["parties"][at_role(view, "OWNER")]["name_legal"] == "national"


def test_typing_on_with_the_list_open_types_into_the_name(open_form: OpenForm, qtbot: QtBot, until: Until) -> None:
    view = open_form("Coins")
    finder, line = finder_of(view, until, "OWNER")
    qtbot.keyClicks(line, "nation")
    until(lambda: finder.popup().isVisible())
    qtbot.keyClicks(finder.popup(), "al zzz")
    assert line.text() == "national zzz"
    until(lambda: not finder.popup().isVisible())
