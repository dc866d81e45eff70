"""The applications that wait, one to be chosen, and what is done with several at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QVBoxLayout, QWidget

from certapp.service.clocks import OpenCase
from certapp.service.rights import Right
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button
from certapp.ui.common.person import acting
from certapp.ui.common.terms import clock_words, remedy_words, status_words
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.supervise.batch import BatchDialog
from certapp.ui.supervise.issue_batch import IssueBatchDialog
from certapp.ui.supervise.seal_anew import SealAnewDialog

_NUMBER, _TO_CLOSE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_WIDEST_NUMBER, _AROUND = "A-2026-00-000000", 24
"""The number of an application is not parted at the end of a line; white and edges beside it, in pixels."""


class CaseQueue(QWidget):
    """Tells the number of the application that was chosen (`chosen`)."""

    chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName(_("Applications that wait"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # its lines are parted
        self.list.setProperty("lines", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines break, signs hang over
        bar = self.list.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.list.setMinimumWidth(self.list.fontMetrics().horizontalAdvance(_WIDEST_NUMBER) + bar + _AROUND)
        self.list.currentItemChanged.connect(lambda current, before: self._tell(current))
        self.approve_several = button(_("Approve several…"))
        self.issue_several = button(_("Issue several…"))
        self.seal_anew = button(_("Seal anew several…"))
        self._fallen = False
        self.seal_anew.clicked.connect(lambda: self.several(SealAnewDialog))
        self.approve_several.clicked.connect(lambda: self.several(BatchDialog))
        self.issue_several.clicked.connect(lambda: self.several(IssueBatchDialog))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(ButtonRows((self.approve_several, self.issue_several, self.seal_anew)))

    def show_cases(self, cases: tuple[OpenCase, ...], number: str, *, or_first: bool) -> None:
        """Show these with the one of this number chosen, where it is not there the first of them or none."""
        self.list.blockSignals(True)
        self.list.clear()
        today = self._session.office.clock.today
        for case in cases:
            line = case.line
            status = _("Approval to be signed") if case.unsigned else status_words(line.status)
            words = [line.number, line.title, status]
            if case.clock is not None:
                words.append(clock_words(case.clock, today))
            if case.remedy_day is not None:
                words.append(remedy_words(line.status, case.remedy_day, today))
            item = QListWidgetItem("\n".join(words))
            item.setData(_NUMBER, line.number)
            item.setData(_TO_CLOSE, case.to_close)
            self.list.addItem(item)
            if line.number == number:
                self.list.setCurrentItem(item)
        self._hide_what_others_close()
        first = self.list.item(0)
        if self.list.currentItem() is None and or_first and first is not None and not first.isHidden():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._tell(self.list.currentItem())

    def show_fallen(self, *, fallen: bool) -> None:
        """Offer to prepare anew what fell with a stolen key, where something did."""
        self._fallen = fallen
        self.allow(busy=not self.list.isEnabled())

    def go(self, by: int) -> None:
        """To the application after this one, or before it."""
        row = self.list.currentRow() + by
        if self.list.isEnabled() and 0 <= row < self.list.count() and not self.list.item(row).isHidden():
            self.list.setCurrentRow(row)

    def several(self, kind: type[BatchDialog]) -> None:
        """Several applications at once, by the person logged in."""
        actor = acting(self, self._session)
        if actor is None:
            return
        dialog = kind(self._session, actor, self)
        dialog.acted.connect(self._session.changed.emit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def allow(self, *, busy: bool) -> None:
        """Offer what the person logged in may do, and nothing while an act is under way."""
        actor = self._session.actor
        self._hide_what_others_close()
        self.list.setEnabled(not busy)
        for each, right in ((self.approve_several, Right.DECIDE), (self.issue_several, Right.SEAL)):
            each.setVisible(actor is None or actor.may(right))
            each.setEnabled(not busy)
        self.seal_anew.setVisible(self._fallen and (actor is None or actor.may(Right.PREPARE)))
        self.seal_anew.setEnabled(not busy)

    def _hide_what_others_close(self) -> None:
        """Refusals that can be closed are shown to who may close them, and where one was asked for."""
        actor = self._session.actor
        hidden = actor is not None and not actor.may(Right.DECIDE)
        for item in (self.list.item(row) for row in range(self.list.count())):
            item.setHidden(hidden and bool(item.data(_TO_CLOSE)) and item is not self.list.currentItem())

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_NUMBER)))
