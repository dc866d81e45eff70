"""What can be done with the whole form, but seldom: the menu beside its buttons."""

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from certapp.ui.common.words import _


class FormMenu(QPushButton):
    """A button that opens the menu; each act is named so that the form connects it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("&More"), parent)
        menu = QMenu(self)
        self.take_back = menu.addAction(_("&Cancel: take back all changes since it was opened"))
        self.beside = menu.addAction(_("Open in a &window of its own"))
        self.template = menu.addAction(_("Save as a &template…"))
        self.setMenu(menu)
