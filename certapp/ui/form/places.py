"""Where in the form the cursor is, and how it is put to a path, or as near to it as there is a place."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from certapp.ui.common.order import bring_into_view
from certapp.ui.form.cards import Folded, GroupTitle
from certapp.ui.form.cell import Cell
from certapp.ui.form.draft import Draft
from certapp.ui.form.photograph_card import PhotographCard
from certapp.ui.form.section_page import SectionPage

_ROW = re.compile(r"(\w+)\[(\d+)\]")


def cell_around(widget: QWidget | None, within: QWidget) -> Cell | None:
    """The field that a widget belongs to, if that is `within` the form."""
    while widget is not None and widget is not within:
        if isinstance(widget, Cell):
            return widget if within.isAncestorOf(widget) else None
        widget = widget.parentWidget()
    return None


def open_row_of(page: SectionPage, path: str) -> None:
    """Open the row that a path leads through, all of its fields built and unfolded."""
    row = _ROW.match(path)
    if row is None or row[1] not in page.groups:
        return
    rows = page.groups[row[1]]
    rows.open_row(int(row[2]))
    if rows.page is not None:
        rows.page.build_all()
    for folded in page.findChildren(Folded):
        folded.unfold_for(path)


def focus_at(page: SectionPage, path: str, draft: Draft) -> None:
    """Put the cursor into the field, on the photograph or on what adds a row: whichever is nearest to `path`."""

    def shared(known: str) -> int:
        return len(known) if path == known or path.startswith((f"{known}.", f"{known}[")) else 0

    cell = max(page.findChildren(Cell), key=lambda each: shared(each.path), default=None)
    if cell is not None and shared(cell.path):
        bring_into_view(cell)
        cell.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return
    card = max(page.findChildren(PhotographCard), key=lambda each: shared(each.place.path), default=None)
    if card is not None and shared(card.place.path):
        bring_into_view(card)
        card.picture.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return
    title = max(page.findChildren(GroupTitle), key=lambda each: shared(each.path), default=None)
    if title is not None and shared(title.path):
        draft.touch(title.above.row, title.group.id)
        title.show_findings()
        bring_into_view(title)
        if title.add is not None:
            title.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
