"""Many objects in one form: what is done to one of them, or to several at once."""

from PySide6.QtCore import QEvent, QItemSelectionModel
from PySide6.QtWidgets import QApplication

from certapp.ui.form.for_all import ForAllDialog
from certapp.ui.form.rows import Rows
from certapp.ui.form.view import FormView
from tests.ui.form.conftest import OpenForm

VESSELS = "Painted vessel"


def objects_of(view: FormView) -> Rows:
    view.open_section("objects")
    return view.stage.pages["objects"].groups["objects"]


def test_what_showed_an_object_that_is_gone_is_told_of_nothing(open_form: OpenForm, qapp: QApplication) -> None:
    view = open_form(VESSELS)
    rows = objects_of(view)
    rows.open_row(3)
    rows.remove_button.click()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the page of the object is not there any more
    view.draft.set_value(view.draft.record["objects"][0], "quantity", 7)  # a fault here fails the test
    rows.add_button.click()


def mark(rows: Rows, places: list[int]) -> None:
    rows.list.setCurrentRow(places[0])
    for place in places[1:]:
        rows.list.selectionModel().select(rows.list.model().index(place, 0), QItemSelectionModel.SelectionFlag.Select)


def dialog_for_marked(rows: Rows) -> ForAllDialog:
    assert rows.for_all_button.isVisible()
    rows.for_all_button.click()
    (dialog,) = rows.findChildren(ForAllDialog)
    return dialog


def test_a_field_is_set_in_all_marked_objects_and_taken_back_in_one_step(open_form: OpenForm) -> None:
    view = open_form(VESSELS)
    rows = objects_of(view)
    objects = view.draft.record["objects"]
    before = [item.get("place_of_discovery") for item in objects]
    mark(rows, [0, 2, 5])
    dialog = dialog_for_marked(rows)
    dialog.choose("place_of_discovery")
    assert dialog.editor is not None
    dialog.editor.show_value("Athens")
    dialog.accept()
    assert [index for index, item in enumerate(objects) if item.get("place_of_discovery") == "Athens"] == [0, 2, 5]
    assert rows.page is not None
    rows.page.build_all()
    shown = view.cell_at("objects[0].place_of_discovery")
    assert shown is not None
    assert shown.editor.value() == "Athens"
    view.draft.undo()
    assert [item.get("place_of_discovery") for item in objects] == before


def test_rows_that_got_the_same_list_are_changed_one_by_one(open_form: OpenForm) -> None:
    view = open_form(VESSELS)
    rows = objects_of(view)
    mark(rows, [0, 1])
    dialog = dialog_for_marked(rows)
    dialog.choose("materials")
    assert dialog.editor is not None
    dialog.editor.show_value(["clay", "gold"])
    dialog.accept()
    first, second = (view.draft.record["objects"][index]["materials"] for index in (0, 1))
    assert first == second == ["clay", "gold"]
    assert first is not second


def test_what_is_of_one_object_only_is_not_set_in_several(open_form: OpenForm) -> None:
    rows = objects_of(open_form(VESSELS))
    assert not rows.for_all_button.isVisible()
    mark(rows, [0, 1])
    offered = {field.id for field in dialog_for_marked(rows)._fields}
    assert "materials" in offered
    assert not {"object_uuid", "object_seq"} & offered


def test_several_marked_objects_are_removed_and_had_back_each_to_its_place(open_form: OpenForm) -> None:
    view = open_form(VESSELS)
    rows = objects_of(view)
    before = list(view.draft.record["objects"])
    mark(rows, [1, 4, 30])
    rows.remove_button.click()
    assert view.draft.record["objects"] == [item for index, item in enumerate(before) if index not in {1, 4, 30}]
    assert not rows.for_all_button.isVisible()
    view.undo.button.click()
    after = view.draft.record["objects"]
    assert all(one is two for one, two in zip(after, before, strict=True))
