"""Editors made of editors: a text in several languages, several values of one field; and which editor a field gets."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from certapp.formdef.form import Field
from certapp.ui.common.words import _
from certapp.ui.form.date_editor import DateEditor
from certapp.ui.form.editors import (
    CodeEditor,
    ConceptEditor,
    DecimalEditor,
    Desk,
    Editor,
    FileEditor,
    LanguageEditor,
    NumberEditor,
    TextEditor,
    YesNoEditor,
)
from certapp.ui.form.language_line import LanguageLine
from certapp.ui.form.signs import globe_icon

_TWICE = " (2)"
"""Put behind a language that is there already, so that neither text is lost; the finding says what is wrong."""


def editor_for(field: Field, desk: Desk, parent: QWidget, code_list: str = "") -> Editor:
    """The editor of a field; `code_list` where its list depends on another field.

    Widgets of the form are made inside their parents: moving them there afterwards costs a restyling each time.
    """
    return ManyEditor(field, desk, parent, code_list) if field.many else _one(field, desk, parent, code_list)


def _one(field: Field, desk: Desk, parent: QWidget, code_list: str) -> Editor:
    if field.code_list:
        return CodeEditor(desk, code_list or field.code_list, parent)
    match field.kind:
        case "multilingual":
            return LanguagesEditor(field, desk, parent)
        case "date":
            return DateEditor(parent)
        case "boolean":
            return YesNoEditor(desk, parent)
        case "integer" | "year":
            return NumberEditor(field, parent, multiline=False)
        case "decimal":
            return DecimalEditor(field, parent, multiline=False)
        case "language":
            return LanguageEditor(parent)
        case "aat":
            return ConceptEditor(field, parent)
        case "file":
            return FileEditor(field, desk, parent)
        case _:
            return TextEditor(field, parent)


class LanguagesEditor(Editor):
    """A text in the language of the certificate; other languages are added a line each."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._primary = desk.primary_language()
        self._by_language = False
        self._label = ""
        self._described = ""
        self._others: list[_OtherLanguage] = []
        self._main = TextEditor(field, self)
        self._main.edited.connect(self.edited)
        self._more = small_button("", _("Add the same text in another language (Ctrl+Shift+L)"), self)
        self._more.setIcon(globe_icon(self.palette()))
        self._more.clicked.connect(self.add_language)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(2)
        top.addWidget(self._main, 1)
        top.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(top)
        self.setFocusProxy(self._main.target)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """The globe is drawn in the ink of the page."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._more.setIcon(globe_icon(self.palette()))

    @property
    def line(self) -> QLineEdit | None:
        """The line of the first language, where it is one."""
        return self._main.line

    def name(self, label: str) -> None:
        """The field's name; each other language says that it is one."""
        super().name(label)
        self._label = label
        self._more.setAccessibleName(_("Add another language: {label}").format(label=label))
        for other in self._others:
            other.name(label)

    def describe(self, words: str) -> None:
        """Of the text in each language."""
        super().describe(words)
        self._described = words
        for other in self._others:
            other.describe(words)

    def show_value(self, raw: object) -> None:
        """A text, or a text for each language."""
        for other in list(self._others):
            self._drop(other)
        self._by_language = isinstance(raw, dict)
        if not isinstance(raw, dict):
            self._main.show_value(raw)
            return
        self._main.show_value(raw.get(self._primary))
        for language, text in raw.items():
            if language != self._primary:
                self._add(str(language), text)

    def value(self) -> object:
        """A string, or a map of language to text when there are several (or there was one)."""
        main = self._main.value()
        others = [(other.language(), other.text()) for other in self._others if other.text() or other.language()]
        if not others and not self._by_language:
            return main
        words: dict[str, object] = {} if main is None else {self._primary: main}
        for language, text in others:
            while language in words:
                language += _TWICE
            words[language] = text
        return words or None

    def add_language(self) -> None:
        """A line for another language."""
        self._add("", "").tag.setFocus()

    def _add(self, language: str, text: object) -> "_OtherLanguage":
        other = _OtherLanguage(self._field, language, text, self)
        other.edited.connect(self.edited)
        other.unwanted.clicked.connect(lambda: self._remove(other))
        other.name(self._label)
        other.describe(self._described)
        self._others.append(other)
        self._layout.addWidget(other)
        return other

    def _remove(self, other: "_OtherLanguage") -> None:
        self._drop(other)
        self.edited.emit()
        self.setFocus()

    def _drop(self, other: "_OtherLanguage") -> None:
        self._others.remove(other)
        self._layout.removeWidget(other)
        other.hide()
        other.deleteLater()


class _OtherLanguage(Editor):
    def __init__(self, field: Field, language: str, text: object, parent: QWidget) -> None:
        super().__init__(parent)
        self.tag = LanguageLine(self)
        self.tag.setText(language)
        self.tag.setMaxLength(80)
        self.tag.setPlaceholderText(_("fr"))
        self.tag.setToolTip(_("A language by its name or tag, such as French, fr or zh-Hant"))
        self.tag.setMaximumWidth(self.fontMetrics().averageCharWidth() * 12)
        self.tag.textEdited.connect(self.edited)
        self._words = TextEditor(field, self)
        self._words.show_value(text)
        self._words.edited.connect(self.edited)
        self.unwanted = small_button("✕", _("Remove this language"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.unwanted, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.tag)

    def name(self, label: str) -> None:
        self.tag.setAccessibleName(_("{label}: other language").format(label=label))
        self._words.name(_("{label}: text in the other language").format(label=label))
        self.unwanted.setAccessibleName(_("Remove this language: {label}").format(label=label))

    def describe(self, words: str) -> None:
        self._words.describe(words)

    def language(self) -> str:
        return self.tag.tag()

    def text(self) -> str:
        return str(self._words.value() or "")


class ManyEditor(Editor):
    """Several values, a line each; Enter in the last one begins another."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None, code_list: str = "") -> None:
        super().__init__(parent)
        self._field, self._desk, self._list = field, desk, code_list
        self._label = self._described = ""
        self._lines: list[_Line] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    @property
    def editors(self) -> list[Editor]:
        """The editor of each value."""
        return [line.editor for line in self._lines]

    def name(self, label: str) -> None:
        """Each line by its number."""
        self._label = label
        self.setAccessibleName(label)
        for index, line in enumerate(self._lines):
            line.editor.name(label if index == 0 else f"{label} {index + 1}")
            line.more.setAccessibleName(_("Another entry: {label}").format(label=label))
            words = _("Remove entry {n}: {label}").format(n=index + 1, label=label)
            line.unwanted.setAccessibleName(words)

    def describe(self, words: str) -> None:
        """Of each value."""
        self._described = words
        for line in self._lines:
            line.editor.describe(words)

    def show_value(self, raw: object) -> None:
        """A list, or one value that stands bare."""
        values = raw if isinstance(raw, list) else [] if raw is None else [raw]
        for line in list(self._lines):
            self._drop(line)
        for value in values or [None]:
            self._add(value)

    def value(self) -> object:
        """The values there are, as a list."""
        values = [value for value in (line.editor.value() for line in self._lines) if value is not None]
        return values or None

    def _add_clicked(self) -> None:
        self._add(None).editor.setFocus()

    def _add(self, value: object) -> "_Line":
        line = _Line(self._field, self._desk, self._list, self)
        line.editor.show_value(value)
        line.editor.edited.connect(self.edited)
        line.unwanted.clicked.connect(lambda: self._remove(line))
        line.more.clicked.connect(self._add_clicked)
        target: QWidget | None = line.editor.target
        if isinstance(target, QComboBox):
            target = target.lineEdit()
        if isinstance(target, QLineEdit):
            target.returnPressed.connect(lambda: self._entered(line))
        self._lines.append(line)
        self._layout.addWidget(line)
        self._tidy()
        return line

    def _entered(self, line: "_Line") -> None:
        if line is self._lines[-1] and line.editor.value() is not None:
            self._add_clicked()

    def _remove(self, line: "_Line") -> None:
        at = self._lines.index(line)
        self._drop(line)
        if not self._lines:
            self._add(None)
        self._tidy()
        self.edited.emit()
        self._lines[min(at, len(self._lines) - 1)].editor.setFocus()

    def _drop(self, line: "_Line") -> None:
        self._lines.remove(line)
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _tidy(self) -> None:
        self.setFocusProxy(self._lines[0].editor.target)
        for line in self._lines:
            line.unwanted.setVisible(len(self._lines) > 1)
            line.more.setVisible(line is self._lines[-1])
        if self._label:
            self.name(self._label)
        self.describe(self._described)


class _Line(QWidget):
    def __init__(self, field: Field, desk: Desk, code_list: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor = _one(field, desk, self, code_list)
        self.unwanted = small_button("✕", _("Remove this entry"), self)
        self.more = small_button("+", _("Another entry (Enter)"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.unwanted, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)


def small_button(sign: str, words: str, parent: QWidget | None = None) -> QToolButton:
    """A button of one sign; its words are in the tooltip and for screen readers."""
    button = QToolButton(parent)
    button.setText(sign)
    button.setAutoRaise(True)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setMinimumHeight(button.fontMetrics().height() + 10)
    return button
