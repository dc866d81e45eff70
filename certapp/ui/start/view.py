"""The first page: which office to open, or none, only to verify a paper."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from certapp.ui.common.labels import heading, quiet, scrolled
from certapp.ui.common.row_button import RowButton
from certapp.ui.common.words import _


class StartView(QWidget):
    """The doors. While one is being opened the page says so and rests."""

    training_wanted = Signal()
    open_wanted = Signal()
    create_wanted = Signal()
    verify_wanted = Signal()
    country_wanted = Signal()
    samples_wanted = Signal()
    restore_wanted = Signal()
    audit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.training = _door(_("Open the &training office"), _("TEST keys and examples: nothing here is real."))
        self.open = _door(_("&Open an office folder…"), _("An office that was made on this or another computer."))
        self.found = _door(_("&Create an office…"), _("Keys, people and register of a new office."))
        self.restore = _door(
            _("&Restore an office…"), _("From a backup, into a new folder; an old one stays as it is.")
        )
        self.verify = _door(_("&Verify a paper"), _("No office and no login: a certificate is checked offline."))
        self.country = _door(
            _("&Keep the country CA…"), _("On a computer without network: make it, sign requests, recover its key.")
        )
        self.samples = _door(
            _("Make &samples to train the border…"), _("Sheets to print and scan, lists, a post and the answers.")
        )
        self.audit = _door(
            _("Check a copy for a&uditors…"), _("The journal of another office, without its keys and without a login.")
        )
        self.doors = (
            *(self.training, self.open, self.found, self.restore),
            *(self.verify, self.samples, self.country, self.audit),
        )
        self.audit.clicked.connect(self.audit_wanted)
        self.samples.clicked.connect(self.samples_wanted)
        self.country.clicked.connect(self.country_wanted)
        self.training.clicked.connect(self.training_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.found.clicked.connect(self.create_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.verify.clicked.connect(self.verify_wanted)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(12)
        column.addWidget(heading(_("Export certificates for cultural objects")))
        column.addWidget(quiet(_("What do you want to do?")))
        for door in self.doors:
            column.addWidget(door)
        column.addWidget(self.state)
        column.addWidget(self.busy)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, _("What do you want to do?")))
        self.rest()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """The keyboard begins at the first door, not at the page around it."""
        super().showEvent(event)
        self.training.setFocus()

    def work(self, words: str) -> None:
        """Say what is being done."""
        self._enable(False)
        self.state.setText(words)
        self.busy.setAccessibleName(words)
        self.busy.show()

    def rest(self) -> None:
        """Be ready for a choice."""
        self._enable(True)
        self.state.clear()
        self.busy.hide()
        self.training.setFocus()

    def _enable(self, enabled: bool) -> None:
        for door in self.doors:
            door.setEnabled(enabled)


def _door(title: str, words: str) -> QPushButton:
    made = RowButton(f"{title}\n{words}")
    made.setAccessibleName(title.replace("&", ""))
    made.setAccessibleDescription(words)
    return made
