"""The case file in the window: who asked and in which language, then where to; its hash is told to be written down."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from certapp.model import language as spoken
from certapp.service.letter_texts import languages
from certapp.ui.common.act_dialog import ActDialog, Asked, ask
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting
from certapp.ui.common.words import _

if TYPE_CHECKING:
    from certapp.ui.session import Session


def case_file_dialog(parent: QWidget | None, number: str) -> ActDialog:
    """Who asked, and the language of the cover."""
    told = _(
        "One file with the certificate {number}, its record, photographs and papers, the entries of the journal with"
        " what proves them, and what verification says. A court checks it without this program. It names persons:"
        " give it only to whom it is meant for."
    ).format(number=number)
    choices = tuple((tag, spoken.NAMES[tag]) for tag in languages())
    asked = [
        Asked("asked_by", "words", _("&Who asked for it, and by which letter")),
        Asked("language", "choice", _("&Language of the cover"), spoken.in_use(), choices),
    ]
    return ActDialog(parent, _("Case file for a court"), told, _("&Make it…"), asked)


def make_case_file_now(parent: QWidget, session: "Session", number: str, notice: Notice) -> None:
    """Ask, write it, note it in the journal for who is logged in, and tell the hash of its list of hashes."""
    actor, office = acting(parent, session), session.office
    dialog = ask(case_file_dialog(parent, number)) if actor is not None else None
    if actor is None or dialog is None:
        return
    given = dialog.values
    path = choose_target(parent, _("Save the case file"), f"{number}-case.zip", _("Case file (*.zip)"))
    if path is None:
        return

    def work() -> tuple[Path, str]:
        from certapp.service.case_file import make_case_file

        return path, make_case_file(office, actor, number, given["asked_by"], given["language"], path)

    def done(made: tuple[Path, str]) -> None:
        session.changed.emit()
        words = _("Saved: {file}. Write the SHA-256 of its list of hashes into your letter: {digest}")
        notice.show_done(words.format(file=made[0], digest=made[1]))

    notice.show_hint(_("Please wait…"))
    in_background(parent, work, done, notice.show_refusal)
