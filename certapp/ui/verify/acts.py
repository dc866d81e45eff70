"""What an officer can do with a certificate that was judged: buttons below the verdict, in lines."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from certapp.ui.common.labels import button
from certapp.ui.verify.checking import Checked

Act = Callable[[Checked], None]
Fits = Callable[[Checked], bool]


class ActsBar(QWidget):
    """Acts on the verdict that is shown; those that do not fit it are not offered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checked: Checked | None = None
        self._acts: list[tuple[QPushButton, Fits]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def add(self, words: str, act: Act, fits: Fits = lambda checked: True) -> QPushButton:
        """One more button, with `&` before its letter; `fits` says on which verdicts it is offered."""
        made = button(words)
        made.clicked.connect(lambda: self._do(act))
        made.setParent(self)  # from the beginning: shown without one it would be a window
        made.hide()
        self._acts.append((made, fits))
        return made

    def show_for(self, checked: Checked | None) -> None:
        """Offer what can be done with this one; None: nothing."""
        self._checked = checked
        offered = [checked is not None and fits(checked) for _button, fits in self._acts]
        for (shown, _fits), fitting in zip(self._acts, offered, strict=True):
            shown.setVisible(fitting)
        self._lay_out(self.width())
        self.setVisible(any(offered))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As narrow as the widest button: the lines follow the width, not the other way round."""
        widest = max((made.sizeHint().width() for made in self._offered()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Other lines for another width."""
        super().resizeEvent(event)
        self._lay_out(event.size().width())

    def _offered(self) -> list[QPushButton]:
        return [made for made, _fits in self._acts if not made.isHidden()]

    def _lay_out(self, width: int) -> None:
        """All columns as wide as the widest button, as many as fit."""
        offered = self._offered()
        widest = max((made.sizeHint().width() for made in offered), default=1) + self._grid.horizontalSpacing()
        columns = max(1, width // widest)
        for made in offered:
            self._grid.removeWidget(made)
        for index, made in enumerate(offered):
            self._grid.addWidget(made, index // columns, index % columns)
        for column in range(len(self._acts) + 1):
            self._grid.setColumnStretch(column, 1 if column == min(columns, len(offered)) else 0)

    def _do(self, act: Act) -> None:
        if self._checked is not None:
            act(self._checked)
