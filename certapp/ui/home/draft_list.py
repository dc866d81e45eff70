"""The list of drafts: found by any words of title, person or number, in the order one likes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from certapp.model.folding import words as folded_words
from certapp.register.drafts import DraftLine
from certapp.ui.common.labels import caption
from certapp.ui.common.terms import minute_of
from certapp.ui.common.words import _, with_commas

_ID = Qt.ItemDataRole.UserRole


class DraftList(QWidget):
    """Tells which draft somebody wants open (`wanted`, its id), and when there is one to choose or none (`changed`)."""

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, name_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._lines: tuple[DraftLine, ...] = ()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Title, person or number"))
        self.filter.setClearButtonEnabled(True)
        self.order = QComboBox()
        for words, by in ((_("last touched"), "time"), (_("title"), "title"), (_("person"), "person")):
            self.order.addItem(words, by)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Drafts"))
        self.list.setProperty("lines", True)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda item: self.wanted.emit(item.data(_ID)))
        self.filter.textChanged.connect(lambda typed: self._show())
        self.order.currentIndexChanged.connect(lambda index: self._show())
        above = QHBoxLayout()
        for label, editor in (
            (caption(_("&Find"), self.filter), self.filter),
            (caption(_("&Sort by"), self.order), self.order),
        ):
            above.addWidget(label)
            above.addWidget(editor, 1 if editor is self.filter else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.list, 1)

    @property
    def current(self) -> str:
        """The id of the draft chosen, '' where none is."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_ID))

    @property
    def title(self) -> str:
        """How the draft chosen is called."""
        item = self.list.currentItem()
        return "" if item is None else item.text().split("\n", 1)[0]

    def show_lines(self, lines: Sequence[DraftLine]) -> None:
        """The drafts there are, the last touched first."""
        self._lines = tuple(lines)
        self._show()

    def _show(self) -> None:
        current = self.current
        wanted = folded_words(self.filter.text())
        self.list.clear()
        for line in self._ordered():
            title, below = self._said(line)
            if not all(any(word.startswith(each) for word in folded_words(f"{title} {below}")) for each in wanted):
                continue
            item = QListWidgetItem(f"{title}\n{below}")
            item.setData(_ID, line.id)
            self.list.addItem(item)
            if line.id == current:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.changed.emit()

    def _ordered(self) -> list[DraftLine]:
        match self.order.currentData():
            case "title":
                return sorted(self._lines, key=lambda line: (not line.title, folded_words(line.title)))
            case "person":
                return sorted(self._lines, key=lambda line: folded_words(self._name_of(line.owner)))
            case _:
                return list(self._lines)

    def _said(self, line: DraftLine) -> tuple[str, str]:
        title = line.title or _("Without a title")
        if line.amends:
            title = _("Correction of {number}: {title}").format(number=line.amends, title=title)
        return title, with_commas(self._name_of(line.owner), minute_of(line.updated_at))
