"""Two objects side by side: the one being typed, and one that the office has seen or a list names."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from certapp.imaging.picture import thumbnail
from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.service.comparing import SideBySide, side_by_side
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, heading, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.theme import verdict_colours
from certapp.ui.common.words import _

if TYPE_CHECKING:
    from certapp.service.office import Office

PICTURE_PX = 200
SIGN = 2
"""The column that says whether a line differs."""


def thumbnails(pictures: Sequence[bytes]) -> tuple[QImage, ...]:
    """Small pictures; to be made in the background. What cannot be read is left out."""
    made = []
    for content in pictures:
        try:
            made.append(QImage.fromData(thumbnail(content, 2 * PICTURE_PX)))
        except Refusal:
            continue
    return tuple(made)


def show_comparison(
    view: QWidget,
    office: "Office",
    of: tuple[Mapping[str, Any], Mapping[str, str]],
    finding: Finding,
    refused: Callable[[Refusal], None],
    go: Callable[[str], object] | None = None,
) -> None:
    """Read both objects in the background and show them. `of`: the record, and its files' SHA-256 by name.

    `go`: what leads to the finding's field; without it there is no such button.
    """

    def work() -> tuple[SideBySide, tuple[QImage, ...], tuple[QImage, ...]]:
        sides = side_by_side(office, *of, finding)
        return sides, thumbnails(sides.mine), thumbnails(sides.theirs)

    def done(made: tuple[SideBySide, tuple[QImage, ...], tuple[QImage, ...]]) -> None:
        dialog = CompareDialog(finding.text(), *made, view)
        dialog.go.setVisible(go is not None)
        if go is not None:
            dialog.accepted.connect(lambda: go(finding.path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    in_background(view, work, done, refused)


class CompareDialog(Dialog):
    """Pictures above, then line by line; what differs is marked in colour and by a sign."""

    def __init__(
        self,
        said: str,
        sides: SideBySide,
        mine: tuple[QImage, ...],
        theirs: tuple[QImage, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Compare two objects"))
        self.resize(960, 720)
        self.table = QTableWidget(len(sides.lines), 4)
        self.table.setAccessibleName(_("Both objects, line by line"))
        self.table.setHorizontalHeaderLabels(["", _("This object"), "", sides.source])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._fill(sides)
        head = self.table.horizontalHeader()
        for column, mode in enumerate(
            (
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
            )
        ):
            head.setSectionResizeMode(column, mode)
        pictures = QHBoxLayout()
        pictures.addLayout(_side(_("This object"), mine), 1)
        pictures.addLayout(_side(sides.source, theirs), 1)
        buttons = QDialogButtonBox()
        self.go = button(_("&Go to the field"))
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        close = button(_("&Close"))
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(said, 2))
        layout.addWidget(quiet(_("A likeness is no proof. Look at both before you decide.")))
        layout.addLayout(pictures)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        close.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Rows as high as their words need in the width there is now."""
        super().showEvent(event)
        self.table.resizeRowsToContents()

    def _fill(self, sides: SideBySide) -> None:
        colours = verdict_colours("amber", self.palette())
        for row, line in enumerate(sides.lines):
            sign = "≠" if line.differs else "=" if line.mine and line.theirs else ""
            for column, words in enumerate((line.label, line.mine, sign, line.theirs)):
                item = QTableWidgetItem(words)
                if line.differs and column > 0:
                    item.setForeground(QColor(colours.ink))
                    item.setBackground(QColor(colours.ground))
                if column == SIGN:
                    told = _("differs") if line.differs else _("the same") if sign else _("only one of them says it")
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
                self.table.setItem(row, column, item)


def _side(name: str, images: tuple[QImage, ...]) -> QVBoxLayout:
    column, row = QVBoxLayout(), QHBoxLayout()
    column.addWidget(quiet(name))
    for number, image in enumerate(images, 1):
        label = QLabel()
        label.setAccessibleName(_("{name}: photograph {number}").format(name=name, number=number))
        pixmap = QPixmap.fromImage(image).scaled(
            PICTURE_PX, PICTURE_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        label.setPixmap(pixmap)
        row.addWidget(label)
    if not images:
        row.addWidget(quiet(_("No photograph")))
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    return column
