"""The objects as the code names them, in large type, the signed picture beside the one it shows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from certapp.seal.claims import Claims
from certapp.service.picture_shown import ShownPicture
from certapp.ui.common.labels import heading, large, plain, quiet
from certapp.ui.common.words import _
from certapp.ui.verify.terms import an_object, more_objects


class ObjectsCard(QFrame):
    """One below the other, as on the paper."""

    def __init__(self, claims: Claims, picture: ShownPicture | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        for index, each in enumerate(claims.objects):
            number = index + 1
            label = _("Object {n}").format(n=number)
            said = QVBoxLayout()
            said.setSpacing(0)
            said.addWidget(quiet(label))
            shown = large(an_object(each), 1.3)
            shown.setAccessibleName(f"{label}: {shown.text()}")
            said.addWidget(shown)
            said.addStretch(1)
            grid.addLayout(said, index, 0)
            if picture is not None and picture.number == number:
                grid.addWidget(_picture(picture), index, 1, Qt.AlignmentFlag.AlignTop)
        row = len(claims.objects)
        if more := more_objects(claims):
            grid.addWidget(large(more, 1.3), row, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(heading(_("Objects"), 2))
        if picture is not None:
            layout.addWidget(plain(_("It is as coarse as the code is small. Hold it against the object itself.")))
        layout.addLayout(grid)
        if picture is not None and picture.number > row:
            layout.addWidget(_picture(picture), 0, Qt.AlignmentFlag.AlignLeading)


def _picture(picture: ShownPicture) -> QWidget:
    """The picture with its words, which a screen reader says of the picture too."""
    words = _("Signed picture of object {number}").format(number=picture.number)
    image = QLabel()
    image.setPixmap(QPixmap.fromImage(QImage.fromData(picture.png())))
    image.setAccessibleName(words)
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(quiet(words))
    layout.addWidget(image)
    return both
