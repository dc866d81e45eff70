"""From one finding that stands in the way to the next, and between the list of findings and the field one was in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from certapp.model.findings import Weight, blocking
from certapp.ui.common.order import bring_into_view, tab_stops
from certapp.ui.common.words import _
from certapp.ui.form.findings import in_form_order
from certapp.ui.form.places import cell_around

if TYPE_CHECKING:
    from certapp.ui.form.view import FormView


class FindingsWalk:
    """The keys for findings (F6, F8) of one form; it remembers where one was."""

    def __init__(self, view: "FormView") -> None:
        self._view = view
        self._last = ""
        """The path that one came to last."""
        self._left: QWidget | None = None
        """The field from which somebody went to the list."""

    def step(self, by: int) -> None:
        """Go to the next field that stands in the way of handing in, or the one before; round at the ends."""
        view = self._view
        found = in_form_order(view.form, blocking(view.draft.findings, Weight.APPLICATION))
        paths = list(dict.fromkeys(finding.path for finding in found))
        if not paths:
            view.undo.tell(_("Nothing stands in the way of handing in."))
            return
        cell = cell_around(QApplication.focusWidget(), view)
        if cell is not None and cell.path in paths:
            self._last = cell.path
        at = paths.index(self._last) + by if self._last in paths else 0 if by > 0 else -1
        self._last = paths[at % len(paths)]
        view.go_to(self._last)

    def to_list_or_back(self) -> None:
        """To the list of all findings, and from there back to the field."""
        view, focused = self._view, QApplication.focusWidget()
        if focused is view.findings:
            if self._left is not None and self._left in tab_stops(view.stage):
                self._left.setFocus(Qt.FocusReason.ShortcutFocusReason)
                bring_into_view(self._left)
            else:
                view.begin()
            return
        self._left = focused
        view.foot.summary.setChecked(True)
        if view.findings.currentItem() is None and (first := view.findings.topLevelItem(0)) is not None:
            view.findings.setCurrentItem(first)
        view.findings.setFocus(Qt.FocusReason.ShortcutFocusReason)
