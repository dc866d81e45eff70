"""Choosing who acts."""

from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.service.office import Office
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common.person import PersonDialog
from tests.ui.conftest import Until


def _ok(dialog: PersonDialog) -> None:
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_a_person_with_the_right_passphrase_is_given(qtbot: QtBot, office: Office, until: Until) -> None:
    dialog = PersonDialog(None, office, "Who is it?")
    qtbot.addWidget(dialog)
    dialog.choose(APPROVER)
    dialog.field.edit.setText(passphrase(APPROVER))
    _ok(dialog)
    until(lambda: dialog.actor is not None)
    assert dialog.actor is not None and dialog.actor.id == APPROVER


def test_the_passphrase_of_somebody_else_is_refused_inline(qtbot: QtBot, office: Office, until: Until) -> None:
    dialog = PersonDialog(None, office, "Who is it?")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.choose(APPROVER)
    dialog.field.edit.setText(passphrase(PREPARER))
    _ok(dialog)
    until(lambda: dialog.wrong.isVisible())
    assert dialog.wrong.text() == Refusal("PASSPHRASE_WRONG").text()
    assert dialog.actor is None
    assert dialog.wrong.height() >= dialog.wrong.heightForWidth(dialog.wrong.width())
    dialog.field.edit.setText("again")
    assert not dialog.wrong.isVisible()


def test_the_roles_of_who_is_chosen_stand_whole_below_the_name(qtbot: QtBot, office: Office) -> None:
    dialog = PersonDialog(None, office, "Who is it?")
    qtbot.addWidget(dialog)
    dialog.choose(APPROVER)
    assert dialog.people.currentText() == office.official(APPROVER).name
    assert dialog.roles.text() == "administrator, approver, seal holder, supervisor"
    assert dialog.people.accessibleDescription() == dialog.roles.text()


def test_the_second_person_cannot_be_the_first(qtbot: QtBot, office: Office) -> None:
    dialog = PersonDialog(None, office, "Who is the second?", without=PREPARER)
    qtbot.addWidget(dialog)
    assert dialog.people.findData(PREPARER) == -1
    assert dialog.people.findData(APPROVER) >= 0
