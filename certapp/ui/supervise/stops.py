"""A hard stop on the page of who decides: what stops, and the written ground by which a supervisor opens it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.service.rights import Right
from certapp.service.stops import LONGEST_GROUND
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, caption, plain, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import acting
from certapp.ui.common.words import _
from certapp.ui.session import Session


class StopBar(QFrame):
    """Shown where a stop of the application is closed; tells when one was opened (`opened`)."""

    opened = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._session = session
        self._number = ""
        self._stop: Finding | None = None
        self._words = plain()
        self.open = button(_("Open wit&h a written ground…"))
        self.open.clicked.connect(self.open_now)
        layout = QVBoxLayout(self)
        layout.addWidget(self._words)
        layout.addWidget(ButtonRows((self.open,)))
        session.person_changed.connect(self._tell)
        self.hide()

    def show_stops(self, number: str, findings: tuple[Finding, ...]) -> None:
        """The first closed stop among the findings of an application; hidden where there is none."""
        stops = self._session.office.form.stops
        self._number = number
        self._stop = next((finding for finding in findings if finding.code in stops), None)
        self.setVisible(self._stop is not None)
        self._tell()

    def open_now(self) -> None:
        """Ask for the ground, and open the stop in the name of who is logged in."""
        actor = acting(self, self._session)
        if actor is None or self._stop is None:
            return
        office, number, code = self._session.office, self._number, self._stop.code
        dialog = GroundDialog(self._stop.text(), self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        ground = dialog.ground.toPlainText()

        def work() -> None:
            from certapp.service.stops import lift

            lift(office, actor, number, code, ground)

        in_background(self, work, lambda nothing: self.opened.emit(), self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.refused.emit(refusal)

    def _tell(self) -> None:
        if self._stop is None:
            return
        self._words.setText(self._stop.text())
        actor = self._session.actor
        may = actor is None or actor.may(Right.SUPERVISE)
        self.open.setEnabled(may)
        self.open.setToolTip("" if may else _("Only a supervisor can open this stop."))
        self.open.setAccessibleDescription(self._stop.text())


class GroundDialog(Dialog):
    """The ground, in words; it is written into the journal."""

    def __init__(self, stop: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Open a stop"))
        self.resize(520, 360)
        self.ground = QPlainTextEdit()
        self.ground.setTabChangesFocus(True)
        buttons = QDialogButtonBox()
        self.accept_button = button(_("&Open the stop"), primary=True)
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(button(_("&Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accept_button.setEnabled(False)
        self.ground.textChanged.connect(self._typed)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(stop))
        layout.addWidget(caption(_("&Ground"), self.ground))
        layout.addWidget(self.ground)
        layout.addWidget(quiet(_("The ground and your name are written into the journal and cannot be changed.")))
        layout.addWidget(buttons)
        self.ground.setFocus()

    def _typed(self) -> None:
        text = self.ground.toPlainText().strip()
        self.accept_button.setEnabled(0 < len(text) <= LONGEST_GROUND)
