"""The bulletin that follows an act of which the border must learn: signed at once, or later by whoever supervises."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from certapp.model.signing import SigningKey
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.keyring import STATUS_SIGNER
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.words import _


@dataclass(frozen=True)
class StatusKey:
    """The status signer for the bulletin that follows; None: it is signed later."""

    key: SigningKey | None


def ask_status_key(parent: QWidget, office: Office, later: str) -> StatusKey | None:
    """Ask for its passphrase; `later` are the words of the button that goes on without. None where the user gave up."""
    return ask_and_try(
        parent,
        STATUS_SIGNER,
        _("Status signer: with its passphrase the bulletin that tells the border is signed at once."),
        lambda typed: StatusKey(office.unlock(STATUS_SIGNER, lambda name: typed)),
        training=office.training,
        otherwise=(later, StatusKey(None)),
    )


def sign_after(office: Office, people: Sequence[Actor], signer: StatusKey) -> int | None:
    """Sign the next bulletin in the name of who supervises, where its key is at hand; gives its number."""
    if signer.key is None:
        return None
    supervisor = next(person for person in people if person.may(Right.SUPERVISE))
    return sign_next_bulletin(office, supervisor, signer.key).sequence


def border_words(sequence: int | None) -> str:
    """How the border comes to know of it."""
    if sequence is None:
        return _("No bulletin says so yet: write out the next one for the border on the supervisor's page.")
    words = _(
        "Bulletin no. {sequence} says so in this office; the border learns of it from a file: write out for the border"
        " on the supervisor's page and send it."
    )
    return words.format(sequence=sequence)
