"""Which of our certificates is of an object that somebody describes: words, measures, a photograph; what is like it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.imaging.picture import thumbnail
from certapp.model.errors import Refusal
from certapp.model.files import read_within
from certapp.model.progress import Told
from certapp.model.sentences import sentence
from certapp.service.described import LONGEST, Likely, describe, find_described
from certapp.service.intake import LARGEST_FILE
from certapp.service.office import Office
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file
from certapp.ui.common.labels import button, caption, plain, quiet
from certapp.ui.common.long_act import LongAct
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.terms import status_words
from certapp.ui.common.words import _, listed, ngettext
from certapp.ui.session import Session

_PICTURE: Final = QSize(96, 96)
_Shown = tuple[Likely, QImage | None]


class DescribedDialog(Dialog):
    """Stays open: one looks again with other words. `chosen`: an application that the register is to show."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.setWindowTitle(_("Find an object by its description"))
        self._office = session.office
        self._photograph: Path | None = None
        self.notice = Notice()
        self.title, self.measures = QLineEdit(), QLineEdit()
        for editor in (self.title, self.measures):
            editor.setMaxLength(LONGEST)
        self.title.setPlaceholderText(_("What it shows, what it is"))
        self.measures.setPlaceholderText(_("34 x 45 cm, or H 34 cm; 2.5 kg"))
        self.choose = button(_("Choose a &photograph…"))
        self.without = button(_("Without the p&hotograph"))
        self.photograph = plain()
        self.look = button(_("&Look for it"), primary=True)
        self.look.setDefault(True)
        self.act = LongAct(self.windowTitle())
        self.state = plain()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Objects like it"))
        self.list.setIconSize(_PICTURE)
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(2 * _PICTURE.height())
        self.show_it = button(_("&Show it in the register"))
        self.choose.clicked.connect(self.choose_photograph)
        self.without.clicked.connect(lambda: self._take(None))
        self.look.clicked.connect(self.look_now)
        self.list.itemActivated.connect(lambda item: self._show_chosen())
        self.list.currentRowChanged.connect(lambda row: self.show_it.setEnabled(row >= 0))
        self.show_it.clicked.connect(self._show_chosen)
        self._lay_out()
        self._take(None)
        self._show_found(())
        self.state.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """One photograph may be dropped anywhere here."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Taken as if it were chosen."""
        self._take(_dropped(event))

    def choose_photograph(self) -> None:
        """A file of this machine; giving up leaves what was there."""
        kinds = _("Pictures (*.jpg *.jpeg *.png *.heic *.heif)")
        if path := choose_file(self, _("A photograph of the object"), kinds):
            self._take(path)

    def look_now(self) -> None:
        """Look for what is like it, in the background."""
        office, title, measures, photograph = self._office, self.title.text(), self.measures.text(), self._photograph

        def work(told: Told) -> tuple[_Shown, ...]:
            content = read_within(photograph, LARGEST_FILE) if photograph else b""
            found = find_described(office, describe(title, measures, content), told)
            return tuple((each, _small(office, each.photograph)) for each in found)

        self.notice.clear()
        self._set_busy(True)
        self.act.run(work, self._show_found, self._refused)

    def _show_found(self, found: tuple[_Shown, ...]) -> None:
        self._set_busy(False)
        self.list.clear()
        for likely, picture in found:
            item = QListWidgetItem(_words(likely))
            item.setData(Qt.ItemDataRole.UserRole, likely.application)
            item.setIcon(_icon(picture))
            self.list.addItem(item)
        count = len(found)
        alike = ngettext(
            "{n} object is like it. A likeness is no proof.", "{n} objects are like it. A likeness is no proof.", count
        )
        nothing = _("Nothing that this office took in is like it. Try fewer words, or the measures alone.")
        self.state.setText(alike.format(n=count) if found else nothing)
        self.state.show()
        self.show_it.setEnabled(False)
        if found:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _show_chosen(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
            self.accept()

    def _take(self, photograph: Path | None) -> None:
        self._photograph = photograph
        self.photograph.setText(photograph.name if photograph else _("none; one can be dropped here"))
        self.without.setVisible(photograph is not None)

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self.notice.show_refusal(refusal)
        fields = {"title": self.title, "measures": self.measures, "picture": self.choose}
        if field := fields.get(str(refusal.params.get("field", ""))):
            field.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self.act.setVisible(busy)
        for each in (self.title, self.measures, self.choose, self.without, self.look):
            each.setEnabled(not busy)

    def _lay_out(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (label, editor) in enumerate(
            ((_("&Words of the title"), self.title), (_("&Measures"), self.measures))
        ):
            grid.addWidget(caption(label, editor), row, 0)
            grid.addWidget(editor, row, 1)
        grid.addWidget(plain(_("Photograph")), 2, 0)
        grid.addWidget(self.photograph, 2, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        about = _("For a call without a number: any of the three will do. What has most of them comes first.")
        layout.addWidget(quiet(about))
        layout.addLayout(grid)
        layout.addWidget(ButtonRows((self.choose, self.without)))
        layout.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeading)
        for widget in (self.notice, self.act, self.state):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.show_it, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(close)
        self.resize(760, 620)
        self.title.setFocus()


def _words(likely: Likely) -> str:
    number = likely.certificate or likely.application
    why = listed([sentence(trait) for trait in likely.traits])
    return f"{likely.title}\n{number} · {status_words(likely.status)}\n{why}"


def _icon(picture: QImage | None) -> QIcon:
    """In its own colours where its line is chosen too."""
    icon = QIcon()
    if picture is not None:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(QPixmap.fromImage(picture), mode)
    return icon


def _small(office: Office, sha256: str) -> QImage | None:
    """None where there is no photograph that can be read: a lost file is told by the audit."""
    try:
        return QImage.fromData(thumbnail(office.attachments.get(sha256), 2 * _PICTURE.width())) if sha256 else None
    except Refusal:
        return None


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    urls = [each for each in event.mimeData().urls() if each.isLocalFile()]
    return Path(urls[0].toLocalFile()) if len(urls) == 1 else None
