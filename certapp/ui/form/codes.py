"""Code lists on screen: their words to choose from, by typing part of the words or the code."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget

from certapp.formdef.form import Form
from certapp.formdef.standards import STANDARD_LISTS

WORDS_ROLE = Qt.ItemDataRole.DisplayRole
CODE_ROLE = Qt.ItemDataRole.UserRole
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1
WIDEST_LIST = 620
"""Pixels: longer words are read in the tooltip."""


class CodeBook:
    """The code lists of a form in words, each made once when first asked for."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._models: dict[str, QStandardItemModel] = {}

    def model(self, code_list: str) -> QStandardItemModel:
        """The entries of a list: an empty one first, then words; code and words to search are in roles."""
        if code_list not in self._models:
            model = QStandardItemModel()
            model.appendRow(_entry("", ""))
            codes = self._form.code_lists.get(code_list, ())
            entries = [(self.words(code_list, code), code) for code in codes]
            if code_list in STANDARD_LISTS:  # in the order of their codes nobody finds a country
                entries.sort(key=lambda entry: entry[0].casefold())
            for words, code in entries:
                model.appendRow(_entry(words, code))
            self._models[code_list] = model
        return self._models[code_list]

    def words(self, code_list: str, code: str) -> str:
        """A code in words; a tariff number stands before them, since people read it."""
        words = self._form.code_name(code_list, code)
        return f"{code}  {words}" if code.isdigit() and words != code else words


class CodeBox(QComboBox):
    """Choose from a list or type to find; what is in no list is kept as typed."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_model(model)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._say_fully)

    def set_model(self, model: QAbstractItemModel) -> None:
        """Another list; what is typed stays."""
        code = self.code() if self.count() else None
        self.setModel(model)
        self.setCompleter(_Finder(model, self))
        self.show_code(code)

    def code(self) -> str | None:
        """The code chosen, or what was typed when it is none; None where the box is empty."""
        typed = self.currentText().strip()
        if not typed:
            return None
        row = self._row_of(typed)
        return typed if row < 0 else str(self.itemData(row, CODE_ROLE))

    def show_code(self, code: object) -> None:
        """Show a code in words, or as it is where it is in no list."""
        text = "" if code is None else str(code)
        row = self.findData(text, CODE_ROLE) if text else 0
        self.setCurrentIndex(row)
        self.setEditText(self.itemText(row) if row >= 0 else text)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def showPopup(self) -> None:  # noqa: N802  # Qt's name
        """The list, as wide as its words."""
        view = self.view()
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + 40, WIDEST_LIST))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Scrolling the page must not change what stands in a box that passes under the mouse."""
        event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """Tab with the list open takes what can only be meant."""
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        if next and popup is not None and popup.isVisible():
            self._take_only_match()
        return super().focusNextPrevChild(next)

    def _take_only_match(self) -> None:
        typed = self.currentText().strip().casefold()
        rows = range(self.count()) if typed and self._row_of(typed) < 0 else ()
        begun = [
            row
            for row in rows
            if any(str(self.itemData(row, role)).casefold().startswith(typed) for role in (CODE_ROLE, WORDS_ROLE))
        ]
        if len(begun) == 1:
            self.show_code(self.itemData(begun[0], CODE_ROLE))
            self.activated.emit(begun[0])

    def _row_of(self, typed: str) -> int:
        row = self.currentIndex()
        if row >= 0 and self.itemText(row) == typed:
            return row
        wanted = typed.casefold()
        for row in range(self.count()):
            if wanted in (self.itemText(row).casefold(), str(self.itemData(row, CODE_ROLE)).casefold()):
                return row
        return -1

    def _say_fully(self) -> None:
        """A code typed as such is shown in words once it is left."""
        row = self._row_of(self.currentText().strip())
        if row >= 0 and self.currentText() != self.itemText(row):
            self.show_code(self.itemData(row, CODE_ROLE))


class _Finder(QCompleter):
    """Finds entries by any part of their words or by their code."""

    def __init__(self, model: QAbstractItemModel, parent: CodeBox) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(SEARCH_ROLE)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802  # Qt's name
        """What is put into the box: the words."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def _entry(words: str, code: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setEditable(False)
    item.setData(code, CODE_ROLE)
    item.setData(f"{words} {code}".strip(), SEARCH_ROLE)
    item.setToolTip(words)
    return item
