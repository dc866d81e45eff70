"""Many objects in one form: what is done to one of them, or to several at once."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from certapp.ui.form.rows import Rows
from certapp.ui.form.view import FormView
from tests.ui.form.conftest import OpenForm

VESSELS = "Painted vessel"


def objects_of(view: FormView) -> Rows:
    view.open_section("objects")
    return view._pages["objects"].groups["objects"]


def test_what_showed_an_object_that_is_gone_is_told_of_nothing(open_form: OpenForm, qapp: QApplication) -> None:
    view = open_form(VESSELS)
    rows = objects_of(view)
    rows.open_row(3)
    rows.remove_button.click()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the page of the object is not there any more
    view.draft.set_value(view.draft.record["objects"][0], "quantity", 7)  # a fault here fails the test
    rows.add_button.click()
