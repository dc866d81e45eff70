"""Due diligence in the window: the meter, comparing two objects, checking against the lists."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from certapp.paths import RESOURCES
from certapp.service.lists import import_list, lists_of
from certapp.ui.form import diligence
from certapp.ui.form.cards import GroupTitle
from certapp.ui.form.compare import CompareDialog
from certapp.ui.form.object_id import ObjectIdMeter
from certapp.ui.form.provenance import ProvenanceOverview
from certapp.ui.form.stolen_list import StolenListDialog
from certapp.ui.session import Session
from tests.service.test_lists import HEAD
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm

COINS = RESOURCES / "training" / "coins-temporary-loan"


def a_list(session: Session, folder: Path) -> None:
    """A list with one object, whose picture is that of the coins."""
    (folder / "coins.jpg").write_bytes((COINS / "coins-obverse.jpg").read_bytes())
    file = folder / "list.csv"
    file.write_text("ref_no,title,photo\nST-1,Hoard of coins,coins.jpg\n")
    import_list(session.office, file, "Police of Exampleland", "2026-01-31")


def test_the_meter_counts_while_typing_and_leads_to_what_is_missing(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("objects")
    (meter,) = view.findChildren(ObjectIdMeter)
    assert meter.words.text() == "Object ID: 9 of 9"
    item = view.draft.record["objects"][0]
    view.draft.set_value(item, "subject", None)
    view.draft.set_value(item, "features", None)
    assert meter.words.accessibleName() == "Object ID: 7 of 9, missing: Distinguishing features, Subject"
    assert [action.text() for action in meter.menu.actions()] == ["Distinguishing features", "Subject"]
    meter.menu.actions()[1].trigger()
    cell = view.cell_at("objects[0].subject")
    assert cell is not None
    assert cell.editor.target.hasFocus()
    meter.menu.actions()[0].trigger()
    title = next(each for each in view.findChildren(GroupTitle) if each.path == "objects[0].features")
    assert title.add is not None
    assert title.add.hasFocus()


def test_two_objects_are_shown_side_by_side_from_their_finding(open_form: OpenForm, until: Until, qtbot: QtBot) -> None:
    view = open_form("Coins")
    finding = next(each for each in view.draft.findings if each.code == "SEEN_INVENTORY_NUMBER")
    view.draft.set_value(view.draft.record["objects"][0], "title", "Coins of another hoard")
    view.findings.compare.emit(finding)
    until(lambda: view.findChild(CompareDialog) is not None)
    dialog = view.findChild(CompareDialog)
    assert dialog is not None
    lines = [[dialog.table.item(row, column).text() for column in range(4)] for row in range(dialog.table.rowCount())]
    assert ["Title", "Coins of another hoard", "≠", "Coins from a house hoard"] in lines
    assert ["Materials", "silver", "=", "silver"] in lines
    dialog.go.click()
    until(lambda: view.cell_at("objects[0].inventory_no") is not None)


def test_checking_against_the_lists_writes_down_a_row_that_can_be_changed(
    clerk: Session, open_form: OpenForm, until: Until, tmp_path: Path
) -> None:
    a_list(clerk, tmp_path)
    view = open_form("Coins")
    assert "ON_STOLEN_LIST" in {each.code for each in view.draft.findings}
    view.open_section("diligence")
    rows = view.stage.currentWidget().groups["checks"]  # type: ignore[attr-defined]
    view._diligence.check(rows)
    until(lambda: "checks" in view.draft.record)
    (row,) = view.draft.record["checks"]
    assert (row["register"], row["result"], row["reference"]) == ("NATIONAL_STOLEN", "POSSIBLE_MATCH", "ST-1")
    assert "possible match" in view.notice.text
    until(lambda: "CHECK_MISSING" not in {each.code for each in view.draft.findings})


def test_without_a_list_it_says_how_to_import_one(open_form: OpenForm, until: Until) -> None:
    view = open_form("Coins")
    view.open_section("diligence")
    view._diligence.check(view.stage.currentWidget().groups["checks"])  # type: ignore[attr-defined]
    until(lambda: "certapp lists import" in view.notice.text)
    assert "checks" not in view.draft.record


def test_that_absence_is_no_proof_is_always_to_be_read(open_form: OpenForm) -> None:
    view = open_form("Coins")
    view.open_section("diligence")
    assert "No match is not proof" in view.form.help("checks")
    shown = [label.text() for label in view.stage.currentWidget().findChildren(QLabel)]
    assert any("No match is not proof" in words for words in shown)


def test_the_provenance_is_shown_with_its_gaps_and_leads_to_the_step(open_form: OpenForm, until: Until) -> None:
    view = open_form("Coins")
    step = view.draft.record["objects"][0]["provenance"][1]
    view.draft.set_value(step, "date_display", "1953")
    until(lambda: "PROVENANCE_GAP_YEARS" in {each.code for each in view.draft.findings})
    view.open_section("diligence")
    (overview,) = view.findChildren(ProvenanceOverview)
    top = overview.topLevelItem(0)
    assert top is not None
    lines = [top.child(index).text(0) for index in range(top.childCount())]
    assert lines[0].startswith("Excavated")
    assert "1902 to 1953" in lines[1]
    overview.itemActivated.emit(top.child(2), 0)
    until(lambda: view.cell_at("objects[0].provenance[1].event") is not None)


def test_a_list_of_stolen_objects_is_taken_in_where_it_is_missed(
    open_form: OpenForm, clerk: Session, until: Until, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stolen.csv"
    file.write_text(HEAD + "ST-9,Vase,,,,\n", "utf-8")
    monkeypatch.setattr(diligence, "choose_file", lambda *asked: file)

    def fill(dialog: StolenListDialog) -> int:
        dialog.go_on.click()
        assert dialog.source.accessibleDescription() == dialog.wrong.text() == "Say whose list it is."
        qtbot.keyClicks(dialog.source, "Police of Exampleland")
        dialog.go_on.click()
        return dialog.result()

    monkeypatch.setattr(StolenListDialog, "exec", fill)
    view = open_form("Hills before the storm")
    view._diligence.take_in_list()
    until(lambda: "Police of Exampleland" in view.notice.text)
    (source,) = lists_of(clerk.office)
    today = clerk.office.clock.today.isoformat()
    assert (source.name, source.edition, source.count) == ("Police of Exampleland", today, 1)
    file.write_text("nothing of a list", "utf-8")
    view._diligence.take_in_list()
    until(lambda: "Police of Exampleland" not in view.notice.text)
    assert [each.count for each in lists_of(clerk.office)] == [1], "a list that cannot be read changes nothing"
