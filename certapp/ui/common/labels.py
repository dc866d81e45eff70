"""Labels: what comes from data is shown as plain text, never as markup."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from certapp.ui.common.words import apart

_FROM_THE_BAR = 8
"""White between what scrolls and its bar, in pixels."""


def begin_with_the_page(label: QLabel) -> None:
    """Where lines begin on this page: Qt would begin a Latin name at the left of an Arabic page, far from its label.

    And an Arabic one at the right of an English page.
    """
    mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


def as_the_page_goes(words: str) -> str:
    """Lines that run as the page does, whatever they begin with: a sentence may begin with a Latin name."""
    if QApplication.layoutDirection() is not Qt.LayoutDirection.RightToLeft or not words:
        return words
    return "\n".join(f"\u200f{line}" for line in words.split("\n"))


def numbered(number: int, name: str) -> str:
    """A thing by its number and name: the number stands where the page begins, whatever the name is written in."""
    return as_the_page_goes(f"{number}. {apart(name)}")


def plain(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A label for data: plain text, wrapped.

    Its text can be selected with the mouse, and after a click by the keyboard too; Tab does not lead to it. What is to
    be read or scrolled to by the keyboard alone stands in an area that takes the focus (`scrolled`).
    """
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setText(text)
    begin_with_the_page(label)
    return label


class Shortened(QLabel):
    """A name on one line that gives way where it is narrow: its end is left out, and told by the tooltip."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """A few letters."""
        return QSize(3 * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """What fits, at the side where the page begins."""
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(wrapped(self.text()) if words != self.text() else "")
        painter = QPainter(self)
        place, side = self.contentsRect(), self.alignment()
        self.style().drawItemText(painter, place, side, self.palette(), self.isEnabled(), words, self.foregroundRole())
        painter.end()


def large(text: str, scale: float, *, bold: bool = False) -> QLabel:
    """As `plain`, in larger letters: what is read from a step away."""
    label = plain(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    label.setFont(font)
    return label


def quiet(text: str = "", parent: QWidget | None = None) -> QLabel:
    """Words of the program that help and stand back."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    begin_with_the_page(label)
    return label


def wrapped(words: str) -> str:
    """Words for a tooltip: Qt breaks the lines of marked text only."""
    return f"<p>{escape(words)}</p>" if words else ""


def heading(text: str, level: int = 1, parent: QWidget | None = None) -> QLabel:
    """A heading: level 1 of a page, 2 of a part of it."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * (1.6 if level == 1 else 1.2))
    font.setBold(True)
    label.setFont(font)
    label.setProperty("heading", level)
    begin_with_the_page(label)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def caption(text: str, editor: QWidget) -> QLabel:
    """The label of an editor, tied to it for the keyboard (`&` marks the letter) and for screen readers."""
    label = QLabel(text)
    label.setBuddy(editor)
    if not editor.accessibleName():
        editor.setAccessibleName(text.replace("&", ""))
    return label


def button(text: str, *, primary: bool = False) -> QPushButton:
    """A button; `primary` is the page's one main act. Enter presses it too."""
    made = QPushButton(text)
    made.setAutoDefault(True)
    made.setProperty("primary", primary)
    return made


def stand_out(button: QAbstractButton, main: bool = True) -> None:
    """Make a button that is there already the main act of its page, or one of the others again."""
    button.setProperty("primary", main)
    button.style().unpolish(button)
    button.style().polish(button)
    button.updateGeometry()


def keep_from_the_bar(column: QLayout, above_and_below: int = 0) -> None:
    """White between what scrolls and its bar, which in a right-to-left language is on the left."""
    mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left, right = (_FROM_THE_BAR, 0) if mirrored else (0, _FROM_THE_BAR)
    column.setContentsMargins(left, above_and_below, right, above_and_below)


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """`content` in an area that scrolls, by the keyboard too; `name` for screen readers."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.setAccessibleName(name)
    return area


def grow(dialog: QDialog) -> None:
    """As high as what it holds needs now: wrapped lines that appear would else be taken from the buttons' height."""
    layout = dialog.layout()
    assert layout is not None
    layout.activate()
    dialog.resize(dialog.width(), max(dialog.height(), layout.totalHeightForWidth(dialog.width())))
