"""A field on the page: its label, its editor, and what is to be said of it right under it."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from certapp.formdef.form import Field, Need
from certapp.formdef.money import currency_beside
from certapp.model.findings import Finding, Weight
from certapp.ui.common.labels import as_the_page_goes, begin_with_the_page, wrapped
from certapp.ui.common.theme import colours_of
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, Place, joined
from certapp.ui.form.editors import Desk, TextEditor
from certapp.ui.form.several import editor_for
from certapp.ui.form.understood import UnderstoodLine, has_range
from certapp.ui.form.understood_sum import UnderstoodSum

CALM: Final = frozenset({"FIELD_MISSING", "ROWS_TOO_FEW", "DOCUMENT_MISSING"})
"""What a form not yet filled says everywhere: shown beside a field only after the user was there."""
_SIGNS: Final = {Weight.APPLICATION: "▲ ", Weight.ISSUE: "△ ", Weight.LOOK: "○ "}
_STATES: Final = {Weight.APPLICATION: "wrong", Weight.ISSUE: "later", Weight.LOOK: "look"}
INDENT: Final = 9
"""Pixels between the left edge of a cell, where its bar is, and its editor."""
_BAR: Final = 3


def ink(state: str, palette: QPalette) -> QColor:
    """The colour of a state: wrong, later, look, awaited; of anything else that of the text.

    Set on the widgets that need it: a style sheet on the page would be resolved again for all its hundreds of them.
    """
    colours = colours_of(palette)
    match state:
        case "wrong":
            return QColor(colours.verdicts["red"].ink)
        case "later":
            return QColor(colours.verdicts["amber"].ink)
        case "look":
            return QColor(colours.quiet)
        case "awaited":
            return QColor(colours.accent.ground)
        case _:
            return palette.color(QPalette.ColorRole.WindowText)


class Note(QLabel):
    """The findings of one place, the gravest giving its colour; hidden where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        begin_with_the_page(self)
        self.state = ""
        self.hide()

    def say(self, findings: tuple[Finding, ...], label: str = "") -> str:
        """Show the findings; gives the state: wrong, later, look or ''. The field's label is not said again."""
        known = [finding for finding in findings if finding.weight in _SIGNS]
        known.sort(key=lambda finding: list(_SIGNS).index(finding.weight))
        lines = [_SIGNS[finding.weight] + _without(finding.text(), label) for finding in known]
        self.write("\n".join(dict.fromkeys(lines)), _STATES[known[0].weight] if known else "")
        return self.state

    def write(self, text: str, state: str) -> None:
        """Show a text in the colour of a state; nothing where it is empty."""
        text = as_the_page_goes(text)
        if text != self.text():
            self.setText(text)
        if state != self.state:
            self.state = state
            if self.isVisible():
                self._colour()
        if self.isHidden() == bool(text):
            self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Another theme, another ink: at once where it is seen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._colour()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """The hundreds that are hidden get their ink only now."""
        super().showEvent(event)
        self._colour()

    def _colour(self) -> None:
        own = QPalette()  # no other colour: what is not set here follows the page
        colour = ink(self.state, self.palette())
        if self.state:
            own.setColor(QPalette.ColorRole.WindowText, colour)
        if self.palette().color(QPalette.ColorRole.WindowText) != colour or not self.state:
            self.setPalette(own)


class Cell(QWidget):
    """The editor of one field of one row, with its note below; `label` stands above it, wherever that is."""

    def __init__(self, draft: Draft, desk: Desk, place: Place, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.draft, self.place, self.field = draft, place, field
        self.state = ""
        self.words = draft.form.label(field.path)
        self._help = draft.form.help(field.path)
        self.editor = editor_for(field, desk, self, self._code_list())
        self.editor.show_value(place.row.get(field.id))
        self.editor.name(self.words)
        self.editor.describe(self._help)
        self.editor.setToolTip(wrapped(self._help))
        self.editor.edited.connect(self._typed)
        self.label = QLabel(self.words.replace("&", "&&") + ("\u00a0*" if self.is_needed else ""), parent)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setContentsMargins(INDENT, 0, 0, 0)
        self.label.setToolTip(wrapped(self._help))
        self.label.setBuddy(self.editor.target)
        self.note = Note(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INDENT, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.editor)
        self.understood = self._understood()
        if self.understood is not None:
            layout.addWidget(self.understood)
        layout.addWidget(self.note)
        layout.addStretch(1)
        draft.restored.connect(self._restored)
        if "list_by" in field.attributes:
            draft.value_set.connect(self._value_set)

    @property
    def is_needed(self) -> bool:
        """Whether an application cannot be taken in without it; what the program fills in by itself is not."""
        return self.field.need("A") is Need.MANDATORY and not self.field.default

    @property
    def path(self) -> str:
        """Where it is in the record now."""
        return joined(self.place.path, self.field.id)

    @property
    def span(self) -> int:
        """How many of four columns it wants."""
        field = self.field
        if field.multiline or field.max_length > 160:
            return 4
        if field.kind in ("date", "boolean", "integer", "year", "decimal", "language") and not field.many:
            return 1
        if field.kind == "text" and not field.code_list and field.max_length <= 20 and not field.many:
            return 1
        return 2

    @property
    def help_words(self) -> str:
        """What helps to fill it: shown while the user is here."""
        filled = _("Filled in by the program where it is left empty.") if self.field.default else ""
        return " ".join(filter(None, (self._help, filled)))

    def show_findings(self) -> None:
        """What is to be said of it now; what is only missing waits until the user was here."""
        found = self.draft.findings_at(self.path)
        touched = self.draft.was_touched(self.place.row, self.field.id)
        said = tuple(finding for finding in found if touched or finding.code not in CALM)
        state = self.note.say(said, self.words)
        if not state and any(finding.weight is Weight.APPLICATION for finding in found):
            state = "awaited"
        if state != self.state:
            self.state = state
            self.editor.setProperty("invalid", state == "wrong")
            self.update()
        words = self.note.text() if said else _("Must be filled in.") if state == "awaited" else ""
        self.editor.describe(" ".join(filter(None, (words, self._help))))
        if said and self.editor.target.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self.editor.target, QAccessible.Event.DescriptionChanged))

    def leave(self) -> None:
        """The user goes on: what is missing here is said from now on."""
        if not self.draft.was_touched(self.place.row, self.field.id):
            self.draft.touch(self.place.row, self.field.id)
            self.show_findings()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """A bar beside what there is something to say of."""
        if self.state:
            painter = QPainter(self)
            painter.fillRect(0, 1, _BAR, self.height() - 2, ink(self.state, self.palette()))

    def _understood(self) -> UnderstoodLine | UnderstoodSum | None:
        """What says how the words typed here are understood, and fills what follows from them."""
        form, row = self.draft.form, self.place.row
        if has_range(form, self.field):
            return UnderstoodLine(self.draft, row, self)
        currency = currency_beside(form, self.field)
        if not currency or not isinstance(self.editor, TextEditor) or self.editor.line is None:
            return None
        self.editor.line.editingFinished.connect(self._show_amount)
        return UnderstoodSum(self.draft, row, self.field, currency, self)

    def _show_amount(self) -> None:
        """Once the cursor is gone, the amount stands alone: its currency has a field of its own."""
        kept = self.place.row.get(self.field.id)
        if self.editor.value() != kept:
            self.editor.show_value(kept)
        if self.understood is not None:
            self.understood.tell()

    def _typed(self) -> None:
        if self.understood is not None:
            self.understood.take(self.editor.value())
        else:
            self.draft.set_value(self.place.row, self.field.id, self.editor.value())

    def _restored(self, row: object, field: str) -> None:
        if row is self.place.row and field == self.field.id:
            self.editor.show_value(self.place.row.get(field))

    def _code_list(self) -> str:
        """The list, where another field of the row says which."""
        by = self.field.attributes.get("list_by")
        if not isinstance(by, str):
            return self.field.code_list
        named = f"{self.field.code_list}.{self.place.row.get(by)}"
        return named if named in self.draft.form.code_lists else self.field.code_list

    def _value_set(self, row: object, field: str) -> None:
        if row is self.place.row and field == self.field.attributes.get("list_by"):
            self.editor.list_changed(self._code_list())


def _without(sentence: str, label: str) -> str:
    """The sentence without the label that stands right above it."""
    for start in (f"'{label}': ", f"'{label}' "):
        if label and sentence.startswith(start):
            rest = sentence[len(start) :]
            return rest[:1].upper() + rest[1:]
    return sentence
