"""What can be done with the whole form, but seldom: the menu beside its buttons."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from certapp.service.drafting import OpenDraft
from certapp.service.templates import keep_as_template
from certapp.ui.common.background import in_background
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting
from certapp.ui.common.words import _

if TYPE_CHECKING:
    from certapp.ui.session import Session


class FormMenu(QPushButton):
    """A button that opens the menu; each act is named so that the form connects it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("&More"), parent)
        menu = QMenu(self)
        self.take_back = menu.addAction(_("&Cancel: take back all changes since it was opened"))
        self.beside = menu.addAction(_("Open in a &window of its own"))
        self.template = menu.addAction(_("Save as a &template…"))
        self.setMenu(menu)


def ask_and_keep_as_template(
    view: QWidget, session: "Session", snapshot: Callable[[], OpenDraft], notice: Notice
) -> None:
    """Ask how it is called, and keep what the draft says as a template in the name of who is logged in."""
    actor, office = acting(view, session), session.office
    if actor is None:
        return
    name, given = QInputDialog.getText(view, _("Save as a template"), _("What is the template called?"))
    if not given:
        return
    draft, words = snapshot(), _("Kept as a template, without its files: {name}").format(name=name.strip())
    in_background(
        view,
        lambda: keep_as_template(office, actor, name, draft),
        lambda done: notice.show_done(words),
        notice.show_refusal,
    )
