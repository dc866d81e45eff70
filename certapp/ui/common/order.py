"""The way of the keyboard and of the eye: Tab goes as one reads, also where parts are built while they are used.

Qt's own order is that of building: what is built late would come after everything else of the window, and a field that
takes the focus for its page would be passed over on the way back. So the window and its dialogs ask the layout.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QStatusBar,
    QTableWidget,
    QTabWidget,
    QWidget,
)

from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, stand_out
from certapp.ui.common.words import _

MOST_OF_SCREEN = 0.92
"""For a dialog; its frame takes room too."""
SETTLED_MS = 80
ROUNDS = 20
"""How often it is looked whether what was scrolled to has stayed in view."""


class Dialog(QDialog):
    """The base of the program's dialogs: Tab goes through them as one reads, and the act they are for stands out.

    What was pressed rests while its act is under way. Qt would hand the keyboard to what comes next, and a second Enter
    would press that, mostly Cancel or Close; so the keyboard waits too, and is back when what was pressed is.
    """

    _waits_with: QWidget | None = None

    def setVisible(self, visible: bool) -> None:  # noqa: N802  # Qt's name
        """Never larger than the screen: sizes are chosen for 100 %, and at 200 % the buttons would be out of sight."""
        within = self.size().boundedTo(self.screen().availableSize() * MOST_OF_SCREEN)
        if visible and not self.isVisible() and within != self.size():
            self.resize(within)
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """What accepts is the main act, in every dialog alike; to close is none."""
        super().showEvent(event)
        for box in self.findChildren(QDialogButtonBox):
            for each in box.buttons():
                if box.buttonRole(each) is QDialogButtonBox.ButtonRole.AcceptRole and not each.property("primary"):
                    stand_out(each)

    def last_line(self, *acts: QPushButton, leave: QPushButton | None = None) -> QHBoxLayout:
        """The lowest line: the acts where one begins to read, on more lines where it is narrow; Close at its end."""
        box = QDialogButtonBox()
        box.addButton(button(_("&Close")) if leave is None else leave, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(ButtonRows(acts), 1)
        line.addWidget(box, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002  # Qt's names
        """The next place as one reads; round at the ends."""
        focused = self.focusWidget()
        if focused is not None and not focused.isEnabled():  # Qt asks because it was disabled just now
            self._wait_with(focused)
            return True
        return focus_round(self, forward=next) or super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter presses nothing while what was pressed is at work."""
        rests = self._waits_with is not None and self.focusWidget() is self
        if rests and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """What rested can be used again: the keyboard is back there, unless it went elsewhere."""
        if event.type() is QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.removeEventFilter(self)
            if watched is self._waits_with:
                self._waits_with = None
                if self.focusWidget() in (None, self):
                    watched.setFocus()
        return False

    def _wait_with(self, pressed: QWidget) -> None:
        self._waits_with = pressed
        pressed.installEventFilter(self)
        self.setFocus()


def tab_stops(widget: QWidget | None) -> Iterator[QWidget]:
    """What Tab stops at, in the order in which it is laid out; an area that scrolls comes before what is in it."""
    if widget is None or widget.isHidden() or not widget.isEnabled():
        return
    if widget.focusPolicy() in _BY_TAB and widget.focusProxy() is None:
        yield widget
    kind: Any = type(widget)  # mypy does not take a class of Qt for hashable
    for part in _parts_of(kind)(widget):
        yield from tab_stops(part)


_BY_TAB: Final = (Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.WheelFocus)
Parts = Callable[[Any], Iterable[QWidget | None]]
"""What is in a widget of a kind, in the order in which it is laid out."""


@cache
def _parts_of(kind: type[QWidget]) -> Parts:
    """Asked for every widget of a window with each Tab, so found once for a kind."""
    return next((parts for other, parts in _OTHERWISE if issubclass(kind, other)), _by_layout)


def _by_layout(widget: QWidget) -> Iterable[QWidget]:
    layout = widget.layout()
    return () if layout is None else _laid_out(layout, _inside(widget))


def _laid_out(layout: QLayout, widgets: list[QWidget]) -> Iterator[QWidget]:
    """Which of the widgets are in a layout, in its order.

    Its items are not asked for (`itemAt`): Python would keep them when Qt has long deleted them, and take what comes
    to lie in their place for them.
    """
    here: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(each), each) for each in widgets]
    here += [(layout.indexOf(each), each) for each in layout.children() if isinstance(each, QLayout)]
    for at, each in sorted(here, key=lambda placed: placed[0]):
        if at < 0:
            continue
        if isinstance(each, QWidget):
            yield each
        else:
            yield from _laid_out(each, widgets)


def _along(widget: QWidget) -> list[QWidget]:
    """From where a line begins to its end."""
    right_to_left = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return sorted(_inside(widget), key=lambda each: -each.x() if right_to_left else each.x())


def _cells(table: QTableWidget) -> Iterator[QWidget | None]:
    cells = product(range(table.rowCount()), range(table.columnCount()))
    return (table.cellWidget(row, column) for row, column in cells)


def _inside(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


_OTHERWISE: Final[tuple[tuple[type[QWidget], Parts], ...]] = (
    (QMainWindow, lambda window: (window.centralWidget(), window.statusBar())),
    (QTabWidget, lambda tabs: (tabs.tabBar(), tabs.currentWidget())),
    (QStackedWidget, lambda stack: (stack.currentWidget(),)),
    (QSplitter, lambda splitter: map(splitter.widget, range(splitter.count()))),
    (QScrollArea, lambda area: (area.widget(),)),
    (QTableWidget, _cells),
    (QStatusBar, _along),  # Qt lays out these two by itself, and anew when it likes
    (QDialogButtonBox, _along),
)


def focus_beside(page: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next stop of a page, or the one before; False at its ends, and where the focus is none."""
    stops = list(tab_stops(page))
    to = _next(page, stops, forward)
    if to is None or not 0 <= to < len(stops):
        return False
    _go(stops[to], forward)
    return True


def focus_round(window: QWidget, *, forward: bool) -> bool:
    """The same in a whole window: after the last stop comes the first. False where the focus is at no stop."""
    stops = list(tab_stops(window))
    to = _next(window, stops, forward)
    if to is None:
        return False
    _go(stops[to % len(stops)], forward)
    return True


def _next(page: QWidget, stops: list[QWidget], forward: bool) -> int | None:
    """The place among the stops to go to; perhaps beyond their ends."""
    focused = page.window().focusWidget()
    if focused is None or not stops:
        return None
    inner = max((at for at, stop in enumerate(stops) if _holds(stop, focused)), default=None)
    if inner is not None:
        return inner + (1 if forward else -1)
    # Between the stops, where the mouse put it.
    below = next((at for at, stop in enumerate(stops) if focused.isAncestorOf(stop)), None)
    return None if below is None else below if forward else below - 1


def _go(target: QWidget, forward: bool) -> None:
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    bring_into_view(target)


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget, and again until what was just built has found its place: on a busy machine not at once."""
    _scroll_to(widget)
    _look_again(widget, None, ROUNDS)


def _look_again(widget: QWidget, before: QRect | None, rounds: int) -> None:
    def look() -> None:
        now = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
        if now == before and not widget.visibleRegion().isEmpty():
            return
        _scroll_to(widget)
        if rounds:
            _look_again(widget, QRect(widget.mapTo(widget.window(), QPoint()), widget.size()), rounds - 1)

    QTimer.singleShot(SETTLED_MS, widget, look)


def _scroll_to(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 60)
        above = above.parentWidget()


def _holds(stop: QWidget, focused: QWidget) -> bool:
    return stop is focused or stop.isAncestorOf(focused)
