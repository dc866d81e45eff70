"""Files dropped onto the page of drafts: which of them begins an application, and what is said before one lets go."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from certapp.service.intake import APPLICATION
from certapp.ui.common.drop_hint import DropHint
from certapp.ui.common.words import _

_APPLICATIONS = frozenset({".xcintake", ".zip", ".json"})
_LISTS = frozenset({".csv", ".xlsx", ".xml", ".tsv", ".txt"})


class DropPlace(QWidget):
    """Takes one file or folder: an applicant's (`application`), or a list of objects (`list_of_objects`).

    Of anything else it tells what is wrong (`unfit`). What is in a file is looked at by whoever takes it in.
    """

    application = Signal(Path)
    list_of_objects = Signal(Path)
    unfit = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.hint = DropHint("", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.hint)
        self._tell(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Files are welcome; what would become of them is told while they are held."""
        if event.mimeData().hasUrls():
            self._tell(event.mimeData())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Not dropped after all."""
        self._tell(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Hand it on."""
        self._tell(None)
        event.acceptProposedAction()
        paths = _paths(event.mimeData())
        if len(paths) != 1:
            self.unfit.emit(_("Drop one file at a time."))
        elif _is_application(paths[0]):
            self.application.emit(paths[0])
        elif _is_list(paths[0]):
            self.list_of_objects.emit(paths[0])
        else:
            self.unfit.emit(_not_taken(paths[0]))

    def _tell(self, held: QMimeData | None) -> None:
        paths = [] if held is None else _paths(held)
        self.hint.set_over(held is not None)
        if held is None:
            words = _("Drop a file from an applicant or a list of objects here: each begins a draft of its own.")
        elif len(paths) != 1:
            words = _("Drop one file at a time.")
        elif _is_application(paths[0]):
            words = _("{file} becomes a draft to be looked over. Nothing is handed in.").format(file=paths[0].name)
        elif _is_list(paths[0]):
            words = _("{file} opens in a new draft: you see what would come in before it does.")
            words = words.format(file=paths[0].name)
        else:
            words = _not_taken(paths[0])
        self.hint.setText(words)


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _is_application(path: Path) -> bool:
    try:
        return path.suffix.casefold() in _APPLICATIONS or (path / APPLICATION).is_file()
    except OSError:
        return False


def _is_list(path: Path) -> bool:
    return path.suffix.casefold() in _LISTS


def _not_taken(path: Path) -> str:
    words = _("{file} is neither an application (.xcintake, ZIP, JSON) nor a list (CSV, XLSX, LIDO XML).")
    return words.format(file=path.name)
