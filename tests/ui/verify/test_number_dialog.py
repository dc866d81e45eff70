"""A paper without a code at a border post: its number is asked about, and the answer is no verification."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.trust.register_digest import parse_digest, sign_digest
from certapp.trust.view import view_of
from certapp.ui.verify.number_dialog import NumberDialog
from tests.trust.authority import DAY, FOUNDED, found

NOW = FOUNDED + 10 * DAY
TODAY = NOW // DAY


def test_an_older_number_is_known_false_or_not_answered(qtbot: QtBot) -> None:
    authority = found("XA")
    older = (TODAY - 12_000, TODAY - 8_000)
    numbers = {0: ["No. 12/98", "1298"]}
    signed = sign_digest("XA", NOW, TODAY, ["01"], numbers, authority.status, older=older)
    digest = parse_digest(signed)
    view = replace(view_of([]), digests={"XA": digest})
    dialog = NumberDialog(None, lambda: view)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.ask_now()
    assert dialog.number.accessibleDescription() == dialog.answer.text()
    qtbot.keyClicks(dialog.number, "12/98")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    assert dialog.verdict is not None
    assert [reason.code for reason in dialog.verdict.reasons] == ["NUMBER_KNOWN"]
    dialog.number.setText("99/98")
    assert not dialog.answer.isVisible()
    dialog.ask_now()
    assert [reason.code for reason in dialog.verdict.reasons] == ["NUMBER_NOT_ANSWERED"]
    dialog.day.setText("May 1998")
    dialog.ask_now()
    assert dialog.day.accessibleDescription() == dialog.answer.text()
    dialog.day.setText("2001-05-07")
    dialog.ask_now()
    assert (dialog.verdict.outcome.name, dialog.verdict.colour.name) == ("NEVER_ISSUED", "RED")
