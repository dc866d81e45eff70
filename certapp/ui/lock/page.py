"""The page that covers a locked office: nothing of the register is seen until somebody unlocks a key."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.office import Actor, Office
from certapp.ui.common.background import in_background
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.labels import button, caption, heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.passphrase import PassphraseField
from certapp.ui.common.words import _


class LockPage(QWidget):
    """Asks for the passphrase of who was there, or of somebody else; `unlocked` brings who acts from now on."""

    unlocked = Signal(object)
    close_wanted = Signal()

    def __init__(self, office: Office, user: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.people = ChoiceBox()
        for official in sorted(office.roster.officials, key=lambda each: each.name):
            self.people.addItem(official.name, official.id)
        self.people.setCurrentIndex(max(0, self.people.findData(user)))
        self.field = PassphraseField(lettered=False)
        self.wrong = Notice()
        self.open = button(_("&Unlock"), primary=True)
        self.close_office = button(_("&Close this office"))
        self._lay_out()
        self.people.currentIndexChanged.connect(self._chosen)
        self.field.edit.textChanged.connect(self.wrong.clear)
        self.open.clicked.connect(self.try_now)
        self.close_office.clicked.connect(self.close_wanted)
        self._chosen()
        self.setFocusProxy(self.field.edit)

    def try_now(self) -> None:
        """Unlock the key of the person chosen."""
        if not self.open.isEnabled():
            return  # Enter once more, while it is tried
        typed, user = self.field.edit.text(), str(self.people.currentData())
        if not typed:
            self.wrong.show_hint(_("Type the passphrase."))
            return
        self._busy(True)
        in_background(self, self._logging_in(user, typed), self._in, self._refused)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter unlocks, wherever the keyboard is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.try_now()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """The keyboard begins in the passphrase."""
        super().showEvent(event)
        self.field.edit.setFocus()

    def _logging_in(self, user: str, typed: str) -> Callable[[], Actor]:
        office = self._office
        return lambda: office.log_in(user, lambda _name: typed)

    def _in(self, actor: Actor) -> None:
        self.field.edit.clear()
        self._busy(False)
        self.unlocked.emit(actor)

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self.wrong.show_refusal(refusal)
        self.field.edit.selectAll()
        self.field.edit.setFocus()

    def _busy(self, busy: bool) -> None:
        for widget in (self.field, self.people, self.open, self.close_office):
            widget.setEnabled(not busy)

    def _chosen(self) -> None:
        self.field.edit.clear()
        self.field.offer(str(self.people.currentData()), self._office.training)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(heading(_("Locked")))
        column.addWidget(quiet(self._office.authority))
        words = _("What was being typed is kept. Go on with your passphrase; somebody else may take over.")
        column.addWidget(quiet(words))
        column.addWidget(caption(_("Pers&on"), self.people))
        column.addWidget(self.people)
        column.addWidget(self.field)
        column.addWidget(self.wrong)
        bar = QHBoxLayout()
        bar.addWidget(self.open)
        bar.addStretch(1)
        bar.addWidget(self.close_office)
        column.addLayout(bar)
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(self.fontMetrics().averageCharWidth() * 80)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner, 4)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(2)
