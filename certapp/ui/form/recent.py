"""Values of earlier applications, offered where people write the same again; the arrow down shows them all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from certapp.formdef.form import Field
from certapp.service.recent import recent_values
from certapp.ui.common.background import in_background

if TYPE_CHECKING:
    from certapp.service.office import Office


class RecentValues(QObject):
    """Read once for a form, beside the window, when the first such field is entered."""

    def __init__(self, office: "Office", parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._known: Mapping[str, tuple[str, ...]] | None = None

    def offer(self, field: Field, line: QWidget | None) -> None:
        """Let a line drop down what was typed of late in its field, where that is to be."""
        if not field.attributes.get("recent") or type(line) is not QLineEdit or line.completer() is not None:
            return
        if self._known is None:
            office = self._office
            in_background(line, lambda: recent_values(office), lambda found: self._read(found, field, line), _nothing)
        else:
            _equip(line, self._known.get(field.path, ()))

    def _read(self, found: Mapping[str, tuple[str, ...]], field: Field, line: QLineEdit) -> None:
        self._known = found
        self.offer(field, line)


def _equip(line: QLineEdit, values: tuple[str, ...]) -> None:
    if not values:
        return
    completer = QCompleter(QStringListModel(list(values), line), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)

    def chosen(words: str) -> None:
        line.setText(words)
        line.textEdited.emit(words)  # what is chosen counts as typed

    completer.activated.connect(chosen)
    line.installEventFilter(_ArrowDown(completer))


class _ArrowDown(QObject):
    """Opens the whole list; once it is open, its keys are its own."""

    def __init__(self, completer: QCompleter) -> None:
        super().__init__(completer)
        self._completer = completer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """The arrow, pressed while the list is closed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self._completer.setCompletionPrefix("")
            self._completer.complete()
            return True
        return super().eventFilter(watched, event)


def _nothing(_refusal: object) -> None:
    """Without them one types as before."""
