"""One editor for each kind of field: it shows whatever is stored and gives back what was typed, right or wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef import aat
from certapp.formdef.form import Field
from certapp.ui.common.words import _
from certapp.ui.form.codes import CodeBook, CodeBox
from certapp.ui.form.language_line import LanguageLine

_WHOLE = re.compile(r"[+-]?\d{1,18}")
LONGEST_TYPED = 20_000
"""Characters an editor takes: more than any field allows, so that what is too long is said and not cut."""


@dataclass(frozen=True)
class Desk:
    """What editors need besides their field."""

    codes: CodeBook
    yes: str
    no: str
    primary_language: Callable[[], str]
    choose_file: Callable[[QWidget, Callable[[str], None]], None]
    """Let the user choose a document; the name it is kept by is handed over when it is kept."""
    keep_file: Callable[[str, Callable[[str], None]], None]
    """Keep the document at a path; the name it is kept by is handed over."""


class Editor(QWidget):
    """The base of all editors: `show_value` does not count as typing, `edited` does."""

    edited = Signal()

    def show_value(self, raw: object) -> None:
        """Show what is stored, whatever it is."""
        raise NotImplementedError

    def value(self) -> object:
        """What was typed, as JSON; None where nothing is."""
        raise NotImplementedError

    @property
    def target(self) -> QWidget:
        """What takes the keyboard."""
        return self.focusProxy() or self

    def name(self, label: str) -> None:
        """What screen readers call it."""
        self.setAccessibleName(label)
        self.target.setAccessibleName(label)

    def describe(self, words: str) -> None:
        """What screen readers say of it: its findings and its help."""
        if self.target.accessibleDescription() != words:
            self.target.setAccessibleDescription(words)

    def list_changed(self, code_list: str) -> None:
        """The code list that the field goes by is another one now."""


class TextEditor(Editor):
    """One line or several."""

    def __init__(self, field: Field, parent: QWidget | None = None, *, multiline: bool | None = None) -> None:
        super().__init__(parent)
        self._line: QLineEdit | None = None
        self._page: QPlainTextEdit | None = None
        several = field.multiline if multiline is None else multiline
        target: QWidget
        if several:
            target = self._page = GrowingText(self)
            self._page.textChanged.connect(self._typed)
        else:
            target = self._line = QLineEdit(self)
            self._line.setMaxLength(LONGEST_TYPED)
            self._line.textEdited.connect(self.edited)
        self._showing = False
        _alone(self, target)

    @property
    def line(self) -> QLineEdit | None:
        """The line, where it is one."""
        return self._line

    def show_value(self, raw: object) -> None:
        """As text."""
        text = "" if raw is None else str(raw)
        if self._line is not None:
            self._line.setText(text)
            self._line.setCursorPosition(0)
        elif self._page is not None:
            self._showing = True
            self._page.setPlainText(text)
            self._showing = False

    def value(self) -> object:
        """As typed."""
        text = self._line.text() if self._line is not None else self._page.toPlainText() if self._page else ""
        return text if text.strip() else None

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit()


class GrowingText(QPlainTextEdit):
    """Several lines, as high as what is in it within bounds; Tab goes on to the next field."""

    FEWEST, MOST = 3, 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QPlainTextEdit { padding: 0px; }")
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each paragraph in its own direction
        self.document().setDefaultTextOption(option)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """The lines there are, and a frame."""
        lines = min(max(int(self.document().size().height()), self.FEWEST), self.MOST)
        margins = 2 * int(self.document().documentMargin()) + 2 * self.frameWidth() + 8
        return QSize(240, lines * self.fontMetrics().lineSpacing() + margins)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """May be narrow, not low."""
        return QSize(80, self.sizeHint().height())


class NumberEditor(TextEditor):
    """A whole number: kept as a number when it is one, else as typed."""

    def value(self) -> object:
        """An int where it is one."""
        text = super().value()
        if isinstance(text, str) and _WHOLE.fullmatch(text.strip()):
            return int(text)
        return text


class DecimalEditor(TextEditor):
    """A number with a point, kept as it is written: 84.0 says more than 84."""

    def value(self) -> object:
        """The text without blanks around it."""
        text = super().value()
        return text.strip() if isinstance(text, str) else text


class LanguageEditor(Editor):
    """A language by its name or tag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = LanguageLine(self)
        self.line.setMaxLength(LONGEST_TYPED)
        self.line.setPlaceholderText("en, fr, ar, zh-Hant")
        self.line.textEdited.connect(self.edited)
        _alone(self, self.line)

    def show_value(self, raw: object) -> None:
        """Its tag."""
        self.line.setText("" if raw is None else str(raw))
        self.line.setCursorPosition(0)

    def value(self) -> object:
        """Its tag, or what was typed."""
        return self.line.tag() or None


class ConceptEditor(TextEditor):
    """A concept of the AAT, by its number or address; shown by its URI once it is known."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent, multiline=False)
        if self.line is not None:
            self.line.setPlaceholderText(_("for example {value}").format(value="300033618"))
            self.line.editingFinished.connect(lambda: self.show_value(self.value()))

    def value(self) -> object:
        """Its URI, or what was typed."""
        text = super().value()
        return (aat.concept(text) or text.strip()) if isinstance(text, str) else text


class YesNoEditor(Editor):
    """Yes, no, or not answered: the third must be possible, or every question would seem answered."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other: object = None
        self._yes, self._no = QRadioButton(desk.yes, self), QRadioButton(desk.no, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        for button in (self._yes, self._no):
            button.setAutoExclusive(False)  # so that an answer can be taken back
            layout.addWidget(button)
        layout.addStretch(1)
        self.setFocusProxy(self._yes)
        self._yes.clicked.connect(lambda: self._clicked(self._yes, self._no))
        self._no.clicked.connect(lambda: self._clicked(self._no, self._yes))

    def name(self, label: str) -> None:
        """Each answer with its question."""
        self.setAccessibleName(label)
        for button in (self._yes, self._no):
            button.setAccessibleName(f"{label}: {button.text()}")
            button.setToolTip(_("Choose it again to take the answer back."))

    def describe(self, words: str) -> None:
        """Of each answer."""
        for button in (self._yes, self._no):
            button.setAccessibleDescription(words)

    def show_value(self, raw: object) -> None:
        """Neither, where it is no answer."""
        self._other = raw if raw is not None and not isinstance(raw, bool) else None
        self._yes.setChecked(raw is True)
        self._no.setChecked(raw is False)

    def value(self) -> object:
        """True, False or None."""
        return True if self._yes.isChecked() else False if self._no.isChecked() else self._other

    def _clicked(self, clicked: QRadioButton, other: QRadioButton) -> None:
        self._other = None
        if clicked.isChecked():
            other.setChecked(False)
        self.edited.emit()


class CodeEditor(Editor):
    """One code of a list."""

    def __init__(self, desk: Desk, code_list: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._list = code_list
        self._box = CodeBox(desk.codes.model(code_list), self)
        _alone(self, self._box)
        line = self._box.lineEdit()
        assert line is not None
        line.textEdited.connect(self._typed)
        self._box.activated.connect(self._typed)

    @property
    def box(self) -> CodeBox:
        """The box itself."""
        return self._box

    def show_value(self, raw: object) -> None:
        """In words."""
        self._box.show_code(raw)
        self._box.setToolTip(self._box.currentText())

    def value(self) -> object:
        """The code."""
        return self._box.code()

    def list_changed(self, code_list: str) -> None:
        """The entries of another list; the code typed stays."""
        if code_list != self._list:
            code = self.value()
            self._list = code_list
            self._box.set_model(self._desk.codes.model(code_list))
            self.show_value(code)

    def _typed(self) -> None:
        self._box.setToolTip(self._box.currentText())
        self.edited.emit()


class FileEditor(Editor):
    """The name of a file: a document to be kept with the draft, or one of those that are."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line = QLineEdit(self)
        self._line.setClearButtonEnabled(True)
        self._line.setMaxLength(LONGEST_TYPED)
        self._line.setAcceptDrops(False)
        self._line.textEdited.connect(self.edited)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line, 1)
        if "attachment" in field.attributes:
            choose = QToolButton(self)
            choose.setText(_("Choose file…"))
            choose.clicked.connect(lambda: desk.choose_file(self, self._kept))
            layout.addWidget(choose)
            self._line.setPlaceholderText(_("choose a file, or drop it here"))
            self.setAcceptDrops(True)
        else:
            self._line.setPlaceholderText(_("name of one of the files"))
        self.setFocusProxy(self._line)

    def show_value(self, raw: object) -> None:
        """Its name."""
        self._line.setText("" if raw is None else str(raw))

    def value(self) -> object:
        """Its name."""
        return self._line.text().strip() or None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """One file is welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the first file dropped."""
        path = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if path:
            event.acceptProposedAction()
            self._desk.keep_file(path, self._kept)

    def _kept(self, name: str) -> None:
        self._line.setText(name)
        self.edited.emit()


def _alone(editor: Editor, target: QWidget) -> None:
    layout = QVBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(target)
    editor.setFocusProxy(target)
