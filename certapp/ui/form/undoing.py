"""Undo and redo of the whole form, by their keys and by where they lead."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from certapp.ui.common import keys
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, joined
from certapp.ui.form.undo_bar import UndoBar


class Undoing(QObject):
    """Filters the keys of the field where they go; `go_to` is told the path of what came back."""

    def __init__(self, form: QWidget, draft: Draft, bar: UndoBar, go_to: Callable[[str], None]) -> None:
        super().__init__(form)
        self._form, self._draft, self._bar, self._go_to = form, draft, bar, go_to

    def follow(self, old: QWidget | None, new: QWidget | None) -> None:
        """The keys go elsewhere now. A filter over the whole program would be asked at each of its events."""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and self._form.isAncestorOf(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """A text field would take the keys for itself."""
        override, press = QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress
        if event.type() in (override, press) and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            back, again = _is(event, "undo"), _is(event, "redo")
            if (back or again) and self._form.isAncestorOf(watched):
                if event.type() == press:
                    self.go_back(again=again)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def go_back(self, *, again: bool) -> None:
        """Undo the last step of the whole form, or with `again` redo it, and go where it was."""
        step = self._draft.redo() if again else self._draft.undo()
        if step is None:
            return
        words = _("Done again: {what}") if again else _("Undone: {what}")
        self._bar.tell(words.format(what=step.words))
        change = step.changes[-1 if again else 0]
        where = self._draft.place_of(change.row)
        if where is not None:
            self._go_to(joined(where, change.member))


def _is(event: QKeyEvent, name: str) -> bool:
    return QKeySequence(event.keyCombination()) in keys.sequences(name)
