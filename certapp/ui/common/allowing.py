"""Buttons of a person's page follow what the person may do, by the one table of rights; the reason stands at them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtWidgets import QPushButton

from certapp.model.errors import Refusal
from certapp.service.rights import Right, roles_of
from certapp.ui.common.labels import wrapped
from certapp.ui.common.notice import Notice
from certapp.ui.common.terms import role_words
from certapp.ui.common.words import _, listed

if TYPE_CHECKING:
    from certapp.service.office import Actor
    from certapp.ui.session import Session


def for_whom(rights: Iterable[Right]) -> str:
    """Why something is not open to who is logged in."""
    return _("Needs one of these roles: {roles}.").format(roles=listed(map(role_words, roles_of(rights))))


def allow(session: "Session", button: QPushButton, *rights: Right) -> bool:
    """Enable a button where who is logged in may do what it does, or nobody is; gives whether it is."""
    actor = session.actor
    may = actor is None or actor.may(*rights)
    button.setEnabled(may)
    button.setToolTip("" if may else wrapped(for_whom(rights)))
    button.setAccessibleDescription("" if may else for_whom(rights))
    return may


def may_act(actor: "Actor | None", notice: Notice, *rights: Right) -> "TypeGuard[Actor]":
    """Whether there is somebody who may do what needs one of these rights; who may not is told why."""
    if actor is None:
        return False
    try:
        actor.require(*rights)
    except Refusal as refusal:
        notice.show_refusal(refusal)
        return False
    return True
