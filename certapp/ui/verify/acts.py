"""What an officer can do with a certificate that was judged: a row of buttons below the verdict."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

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
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self.hide()

    def add(self, words: str, act: Act, fits: Fits = lambda checked: True) -> QPushButton:
        """One more button, with `&` before its letter; `fits` says on which verdicts it is offered."""
        made = button(words)
        made.clicked.connect(lambda: self._do(act))
        made.hide()
        self._row.insertWidget(len(self._acts), made)
        self._acts.append((made, fits))
        return made

    def show_for(self, checked: Checked | None) -> None:
        """Offer what can be done with this one; None: nothing."""
        self._checked = checked
        offered = [checked is not None and fits(checked) for _button, fits in self._acts]
        for (shown, _fits), fitting in zip(self._acts, offered, strict=True):
            shown.setVisible(fitting)
        self.setVisible(any(offered))

    def _do(self, act: Act) -> None:
        if self._checked is not None:
            act(self._checked)
