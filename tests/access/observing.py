"""What a person with a keyboard and a screen reader meets in a window: looked at once, told as plain data.

Names, roles and descriptions are those that Qt hands to the system's accessibility interface (`QAccessible`), which is
where a screen reader gets them from; what only stands in a property of a widget does not count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QStatusBar,
    QTabBar,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from certapp.ui.form.cell import Note

MOST_STOPS = 600
MOST_PARTS = 3
"""How often Tab may stay in one place: a date has a day, a month and a year."""
_LETTER = re.compile(r"&(\w)")
_SIGNS = "▲△○ \u200f"


@dataclass(frozen=True)
class Stop:
    """One place that Tab leads to, as a screen reader is told of it."""

    what: str
    """For the message of a failing test: class and what it shows."""
    name: str
    role: str
    description: str
    labels: tuple[str, ...]
    """Names of what is said to label it."""
    is_choice: bool
    """A combo box: on Linux its name is its value, so that only what labels it tells what is chosen."""
    focusable: bool
    called: str
    """The name that was given to it, which other systems take."""


@dataclass(frozen=True)
class Scene:
    """A page or dialog in one state."""

    name: str
    window: type[QWidget]
    stops: tuple[Stop, ...]
    """All that Tab should lead to, in the order in which one reads."""
    forward: tuple[int, ...]
    """The way of Tab, as places in `stops`, begun at the first and gone all the way round; -1 is something else."""
    back: tuple[int, ...]
    """The way of Shift+Tab, begun at the same place; none where it was not gone."""
    letters: tuple[tuple[str, str], ...]
    """The letter for Alt, and the words that have it."""
    menus: tuple[tuple[str, ...], ...]
    """The entries of each menu of the window."""
    said: tuple[str, ...]
    """What is said in words of what is wrong: findings beside their fields, refusals in dialogs."""
    loose: tuple[str, ...]
    """Labels that say the name of a field, but are not tied to it."""
    contrasts: Mapping[str, float]
    """The least contrast of each text with its ground, where it was measured."""


def observe(name: str, window: QWidget, measured: set[tuple[type[QWidget], str]] | None, *, back: bool) -> Scene:
    """Look at a window; the focus is where it was when it is done. `back`: go the way of Shift+Tab too.

    The colours of texts are looked at too where `measured` is given; those that are in it were met before.
    """
    stops = reading_order(window, QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft)
    place = {id(widget): index for index, widget in enumerate(stops)}
    return Scene(
        name,
        type(window),
        tuple(map(_stop, stops)),
        _way(window, stops, place, Qt.Key.Key_Tab),
        _way(window, stops, place, Qt.Key.Key_Backtab) if back else (),
        tuple(_letters(window)),
        tuple(_menus(window)),
        tuple(_said(window)),
        tuple(_loose(window, stops)),
        {} if measured is None else least_contrasts(window, measured),
    )


# The way


def reading_order(widget: QWidget, right_to_left: bool) -> list[QWidget]:
    """What Tab should stop at, as one reads: down a column, along a row, at each level of the layout by its own."""
    if widget.isHidden() or not widget.isEnabled():
        return []
    found = [widget] if _is_stop(widget) else []
    for child in _parts(widget, right_to_left):
        found += reading_order(child, right_to_left)
    return found


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return policy == Qt.FocusPolicy.TabFocus and widget.focusProxy() is None


def _parts(widget: QWidget, right_to_left: bool) -> Iterator[QWidget]:
    """The widgets inside, in the order in which one reads."""
    match widget:
        case QMainWindow():
            yield from filter(None, (widget.centralWidget(), widget.statusBar()))
        case QTabWidget():
            yield from filter(None, (widget.tabBar(), widget.currentWidget()))
        case QStackedWidget():
            yield from filter(None, (widget.currentWidget(),))
        case QScrollArea():
            yield from filter(None, (widget.widget(),))
        case QSplitter():
            yield from _sorted(
                [inner for at in range(widget.count()) if (inner := widget.widget(at))],
                widget.orientation() is Qt.Orientation.Horizontal,
                right_to_left,
            )
        case QTableWidget():
            for row in range(widget.rowCount()):
                cells = (widget.cellWidget(row, column) for column in range(widget.columnCount()))
                yield from (cell for cell in cells if cell is not None)
        case QAbstractItemView() | QComboBox() | QSpinBox() | QLineEdit() | QPlainTextEdit() | QTextEdit() | QTabBar():
            return
        case QStatusBar() | QDialogButtonBox():
            yield from _sorted(_inside(widget), True, right_to_left)
        case _ if (layout := widget.layout()) is not None:
            yield from _laid_out(layout, _inside(widget), right_to_left)
        case _:
            return


def _inside(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _sorted(widgets: list[QWidget], across: bool, right_to_left: bool) -> list[QWidget]:
    def place(widget: QWidget) -> int:
        rect = widget.geometry()
        return (-rect.right() if right_to_left else rect.left()) if across else rect.top()

    return sorted(widgets, key=place)


def _laid_out(layout: QLayout, widgets: list[QWidget], right_to_left: bool) -> Iterator[QWidget]:
    """By where things are on the screen, in a grid by its rows. Items of layouts are not safe to hold in Python."""
    inner = [each for each in layout.children() if isinstance(each, QLayout)]
    placed = []
    for each in (*widgets, *inner):
        index, rect = layout.indexOf(each), each.geometry()
        if index < 0 or rect.isEmpty():
            continue
        across = -rect.right() if right_to_left else rect.left()
        row = layout.getItemPosition(index)[0] if isinstance(layout, QGridLayout) else _row(rect, layout)  # type: ignore[index]
        placed.append(((row, across), each))
    for _place, each in sorted(placed, key=lambda both: both[0]):
        if isinstance(each, QWidget):
            yield each
        else:
            yield from _laid_out(each, widgets, right_to_left)


def _row(rect: QRect, layout: QLayout) -> int:
    """In a row all items stand on one height, however high each is."""
    direction = getattr(layout, "direction", None)
    across = direction is not None and direction() in (layout.Direction.LeftToRight, layout.Direction.RightToLeft)
    return 0 if across else rect.top()


def _way(window: QWidget, stops: list[QWidget], place: dict[int, int], key: Qt.Key) -> tuple[int, ...]:
    """The way of a key from the first stop until it is back there, or caught."""
    if not stops:
        return ()
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    way = [0]
    for _step in range(MOST_STOPS):
        at = now = QApplication.focusWidget()
        for _press in range(MOST_PARTS):
            assert now is not None, f"the focus is lost, it was last at {_called(at) if at else None}"
            QTest.keyClick(now, key)
            now = QApplication.focusWidget()
            if now is not at:
                break
        index = place.get(id(now), -1)
        if index == 0:
            return tuple(way)
        if now is at or (index >= 0 and index in way):
            return (*way, -1)  # caught
        way.append(index)
    return tuple(way)


# What is told


def _stop(widget: QWidget) -> Stop:
    told = QAccessible.queryAccessibleInterface(widget)
    assert told is not None, widget
    text = QAccessible.Text
    labels = tuple(
        other.text(text.Name) for other, flag in told.relations() if flag & QAccessible.RelationFlag.Label and other
    )
    return Stop(
        _called(widget),
        told.text(text.Name).strip(),
        told.role().name,
        told.text(text.Description),
        tuple(label for label in labels if label),
        isinstance(widget, QComboBox),
        bool(told.state().focusable),
        widget.accessibleName() or str(getattr(widget, "text", str)()),
    )


def _called(widget: QWidget) -> str:
    text = getattr(widget, "text", "")
    shown = widget.accessibleName() or str(text() if callable(text) else text) or widget.objectName()
    return f"{type(widget).__name__} {shown!r}"


def _letters(window: QWidget) -> Iterator[tuple[str, str]]:
    texts = [
        each.text()
        for each in window.findChildren(QWidget)
        if isinstance(each, QLabel | QAbstractButton) and each.isVisibleTo(window) and each.window() is window
        if not isinstance(each, QLabel) or each.buddy() is not None
    ]
    for box in window.findChildren(QGroupBox):
        texts.append(box.title())
    for bar in window.findChildren(QTabBar):
        if bar.isVisibleTo(window):
            texts += [bar.tabText(index) for index in range(bar.count()) if bar.isTabVisible(index)]
    if isinstance(window, QMainWindow):
        texts += [action.text() for action in window.menuBar().actions() if action.isVisible()]
    for words in texts:
        yield from ((letter, words) for letter in letters_of(words))


def _menus(window: QWidget) -> Iterator[tuple[str, ...]]:
    if isinstance(window, QMainWindow):
        for menu in window.menuBar().findChildren(QMenu):
            yield tuple(entry.text() for entry in menu.actions() if entry.text())
        for menu in window.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            yield tuple(entry.text() for entry in menu.actions() if entry.text())


def letters_of(words: str) -> list[str]:
    """The letters for Alt in some words."""
    return [letter.casefold() for letter in _LETTER.findall(words.replace("&&", ""))]


def _said(window: QWidget) -> Iterator[str]:
    """The lines of what is wrong, as they stand on the page."""
    for label in window.findChildren(QLabel):
        if label.isVisibleTo(window) and (isinstance(label, Note) or label.property("wrong")):
            yield from (line.lstrip(_SIGNS) for line in label.text().splitlines() if line.strip(_SIGNS))


def _loose(window: QWidget, stops: list[QWidget]) -> Iterator[str]:
    editors = [each for each in stops if isinstance(each, QLineEdit | QPlainTextEdit | QComboBox | QSpinBox)]
    names = {each.accessibleName() for each in editors if each.accessibleName()}
    for label in window.findChildren(QLabel):
        words = label.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("\u00a0*")
        if words in names and label.buddy() is None and label.isVisibleTo(window) and not label.property("heading"):
            yield words


# What is seen


def least_contrasts(window: QWidget, measured: set[tuple[type[QWidget], str]]) -> dict[str, float]:
    """How well each text that is seen can be read: its strongest colour against its commonest, as WCAG counts.

    What was measured in a window of this kind before is passed over: counting pixels takes long.
    """
    ratio = 2  # so large that a stroke has pixels of its own colour
    image = QImage(window.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    window.render(image)
    found = {}
    for widget in window.findChildren(QWidget):
        words = _words_seen(widget)
        rect = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size()).intersected(window.rect())
        what = f"{_called(widget)} {words[:30]!r}"
        if not words or (type(window), what) in measured or not widget.isEnabled():
            continue
        if widget.visibleRegion().boundingRect() != widget.rect():
            continue
        measured.add((type(window), what))
        part = image.copy(QRect(rect.topLeft() * ratio, rect.size() * ratio))
        colours = Counter(memoryview(part.constBits()).cast("B").cast("I"))
        ground = luminance(colours.most_common(1)[0][0])
        found[what] = max(contrast(ground, luminance(each)) for each in colours)
    return found


def _words_seen(widget: QWidget) -> str:
    if not widget.isVisible() or isinstance(widget, QTabBar):
        return ""
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    return str(getattr(widget, "text", str)()) if isinstance(widget, QLabel | QAbstractButton) else ""


def luminance(pixel: int) -> float:
    """WCAG's relative luminance of a pixel 0xAARRGGBB."""
    parts = [((pixel >> shift) & 255) / 255 for shift in (16, 8, 0)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, two: float) -> float:
    """WCAG's contrast ratio of two luminances."""
    dark, light = sorted((one, two))
    return (light + 0.05) / (dark + 0.05)
