"""The way of the keyboard and of the eye through a page whose parts are built while it is used."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QWidget

SETTLED_MS = 80


def tab_stops(widget: QWidget | None) -> Iterator[QWidget]:
    """What Tab stops at, in the order in which it is laid out.

    Qt's own order is that of building: what is built late would come after everything else of the window.
    """
    if widget is None or widget.isHidden() or not widget.isEnabled():
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    elif isinstance(widget, QSplitter):
        for index in range(widget.count()):
            yield from tab_stops(widget.widget(index))
    elif isinstance(widget, QScrollArea):
        yield from tab_stops(widget.widget())
    elif (layout := widget.layout()) is not None:
        yield from _stops_in(layout)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from tab_stops(widget)
        elif (inner := item.layout()) is not None:
            yield from _stops_in(inner)


def focus_beside(page: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next stop of a page, or the one before; at its ends to what is outside of it."""
    stops = list(tab_stops(page))
    focused = page.window().focusWidget()
    at = next((index for index, stop in enumerate(stops) if focused is not None and _holds(stop, focused)), None)
    if at is None:  # between the stops, where the mouse put it
        at = next((index for index, stop in enumerate(stops) if focused and focused.isAncestorOf(stop)), None)
        if at is None:
            return False
        at -= 1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    to = at + (1 if forward else -1)
    target = stops[to] if 0 <= to < len(stops) else _outside(page, forward)
    if target is None:
        return False
    target.setFocus(reason)
    bring_into_view(target)
    return True


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget, and once more when what was just built has found its place."""
    _scroll_to(widget)
    QTimer.singleShot(SETTLED_MS, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 60)
        above = above.parentWidget()


def _holds(stop: QWidget, focused: QWidget) -> bool:
    return stop is focused or stop.isAncestorOf(focused)


def _outside(page: QWidget, forward: bool) -> QWidget | None:
    """The stop of the window before or after a page; None where there is none."""
    each = page.nextInFocusChain() if forward else page.previousInFocusChain()
    while each is not None and each is not page:
        can = each.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if can and each.isVisible() and each.isEnabled() and not page.isAncestorOf(each):
            return each
        each = each.nextInFocusChain() if forward else each.previousInFocusChain()
    return None
