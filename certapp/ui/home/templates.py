"""The menu of templates: what a new application can begin with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from certapp.service.templates import Offered, templates
from certapp.ui.common.words import _
from certapp.ui.session import Session


class TemplateMenu(QMenu):
    """Read anew whenever it is opened: somebody may have made one. Tells which is `chosen`, or to be forgotten."""

    chosen = Signal(object)
    forgotten = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """The templates there are now."""
        self.clear()
        offered = templates(self._session.office)
        for each in offered:
            self._add(self, each)
        own = [each for each in offered if each.own]
        if own:
            self.addSeparator()
            forget = self.addMenu(_("&Forget a template"))
            for each in own:
                act = forget.addAction(each.name.replace("&", "&&"))
                act.triggered.connect(lambda checked=False, name=each.id: self.forgotten.emit(name))

    def _add(self, menu: QMenu, template: Offered) -> None:
        act = menu.addAction(template.name.replace("&", "&&"))
        act.triggered.connect(lambda checked=False: self.chosen.emit(template))
