"""Code lists on screen: their words to choose from, by typing part of the words or the code."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget

from certapp.formdef.form import Form
from certapp.formdef.matching import Spellings
from certapp.formdef.standards import STANDARD_LISTS
from certapp.ui.common.choice import ChoiceBox

WORDS_ROLE = Qt.ItemDataRole.DisplayRole
CODE_ROLE = Qt.ItemDataRole.UserRole
SPELLINGS_ROLE = Qt.ItemDataRole.UserRole + 1
WIDEST_LIST = 620
"""Pixels: longer words are read in the tooltip."""


class CodeBook:
    """The code lists of a form in words, each made once when first asked for."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._models: dict[str, QStandardItemModel] = {}

    def model(self, code_list: str) -> QStandardItemModel:
        """The entries of a list: an empty one first, then words; the code and how it may be spelt are in roles."""
        if code_list not in self._models:
            model = QStandardItemModel()
            model.appendRow(_entry("", "", None))
            codes = self._form.code_lists.get(code_list, ())
            entries = [(self.words(code_list, code), code) for code in codes]
            if code_list in STANDARD_LISTS:  # in the order of their codes nobody finds a country
                entries.sort(key=lambda entry: entry[0].casefold())
            for words, code in entries:
                model.appendRow(_entry(words, code, Spellings(self._form, code_list, code)))
            self._models[code_list] = model
        return self._models[code_list]

    def words(self, code_list: str, code: str) -> str:
        """A code in words; a tariff number stands before them, since people read it."""
        words = self._form.code_name(code_list, code)
        return f"{code}  {words}" if code.isdigit() and words != code else words


class CodeBox(ChoiceBox):
    """Choose from a list or type to find; what is in no list is kept as typed."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_model(model)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._say_fully)
        line.textEdited.connect(lambda typed: self._finder.choose(typed))

    def set_model(self, model: QAbstractItemModel) -> None:
        """Another list; what is typed stays."""
        code = self.code() if self.count() else None
        self.setModel(model)
        self._finder = _Finder(model, self)
        self.setCompleter(self._finder)
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
        found = begun or [row for row in rows if _is_meant(self.itemData(row, SPELLINGS_ROLE), typed)]
        if len(found) == 1:
            self.show_code(self.itemData(found[0], CODE_ROLE))
            self.activated.emit(found[0])

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
    """Finds entries by their code, or by words in any order and language."""

    def __init__(self, model: QAbstractItemModel, parent: CodeBox) -> None:
        super().__init__(parent)
        self._meant = _Meant(model, self)
        self.setModel(self._meant)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(12)

    def choose(self, typed: str) -> None:
        """Qt's own matching knows one run of letters: what drops down is chosen here, before Qt asks for it."""
        self._meant.choose(typed)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802  # Qt's name
        """What is put into the box: the words."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class _Meant(QSortFilterProxyModel):
    """The entries that what is typed may mean."""

    def __init__(self, model: QAbstractItemModel, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""
        self._model = model

    def choose(self, typed: str) -> None:
        """Keep the entries that match. None is looked at before somebody types: a page has dozens of lists."""
        self._typed = typed
        if self.sourceModel() is None:
            self.setSourceModel(self._model)
        else:
            self.invalidate()

    def filterAcceptsRow(self, row: int, above: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: N802  # Qt's name
        """Whether an entry may be meant."""
        return _is_meant(self.sourceModel().index(row, 0, above).data(SPELLINGS_ROLE), self._typed)


def _is_meant(spellings: object, typed: str) -> bool:
    return isinstance(spellings, Spellings) and spellings.match(typed)


def _entry(words: str, code: str, spellings: Spellings | None) -> QStandardItem:
    item = QStandardItem(words)
    item.setEditable(False)
    item.setData(code, CODE_ROLE)
    item.setData(spellings, SPELLINGS_ROLE)
    item.setToolTip(words)
    return item
