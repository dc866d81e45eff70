"""A dialog that asks for the few things that an act needs: words, a day, a choice; each with its label above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import GridDialog, Line
from certapp.ui.common.labels import caption
from certapp.ui.common.words import _

D = TypeVar("D", bound="ActDialog")


@dataclass(frozen=True)
class Asked:
    """One thing: `kind` is words, line, day or choice; `label` with & before its letter; choices as (value, words)."""

    key: str
    kind: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = True


class ActDialog(GridDialog):
    """`values` once it is accepted."""

    WIDE = 620

    def __init__(self, parent: QWidget | None, title: str, told: str, act: str, asked: Sequence[Asked]) -> None:
        super().__init__(parent, title, told, act)
        self._asked = tuple(asked)
        self.editors: dict[str, QWidget] = {}
        lines: list[Line] = []
        for each in self._asked:
            editor = _editor(each)
            lines.append((caption(each.label, editor), editor))
            self.editors[each.key] = editor
        self.ask([*lines, *self.more()], next(iter(self.editors.values())))

    def more(self) -> Sequence[Line]:
        """What a dialog of this kind asks beside, below the rest."""
        return ()

    @property
    def values(self) -> dict[str, str]:
        """What was given, by key."""
        return {key: _value(editor) for key, editor in self.editors.items()}

    def day(self, key: str) -> date:
        """A day that was given, once the dialog was accepted."""
        return date.fromisoformat(self.values[key])

    def check(self) -> None:
        """All that is needed is there, and days are days."""
        for editor in self.editors.values():
            editor.setAccessibleDescription("")
        for each in self._asked:
            editor, value = self.editors[each.key], self.values[each.key]
            if each.needed and not value:
                self.say(_("This is still needed: {what}").format(what=each.label.replace("&", "")), editor)
                return
            if each.kind == "day" and value and not is_day(value):
                self.say(_("Write the day like 2027-06-30."), editor)
                return
        self.accept()


def ask(dialog: D) -> D | None:
    """Show it; the same once it is accepted, None where the user gave up."""
    if dialog.exec() == QDialog.DialogCode.Accepted:
        return dialog
    dialog.deleteLater()
    return None


def _editor(asked: Asked) -> QWidget:
    if asked.kind == "choice":
        box = ChoiceBox()
        for value, words in asked.choices:
            box.addItem(words, value)
        box.setCurrentIndex(box.findData(asked.value) if asked.value else -1)
        box.setPlaceholderText(_("Choose"))
        return box
    if asked.kind == "words":
        text = QPlainTextEdit(asked.value)
        text.setTabChangesFocus(True)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * 5)
        return text
    line = QLineEdit(asked.value)
    line.setMaxLength(160)
    if asked.kind == "day":
        line.setPlaceholderText("2027-06-30")
    return line


def _value(editor: QWidget) -> str:
    if isinstance(editor, ChoiceBox):
        return str(editor.currentData() or "")
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText().strip()
    assert isinstance(editor, QLineEdit)
    return editor.text().strip()


def is_day(typed: str) -> bool:
    """Whether it is a day, written like 2027-06-30."""
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True
