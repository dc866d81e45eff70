"""Unlocking a key of the office for one act: a signer's, or once more the key of who is logged in."""

from PySide6.QtWidgets import QWidget

from certapp.model.signing import SigningKey
from certapp.service.office import Actor, Office
from certapp.ui.common.passphrase import ask_and_try


def ask_signer(parent: QWidget, office: Office, name: str, label: str, on_token: str = "") -> SigningKey | None:
    """One of the office's signers, by its passphrase or, where it is on a token, by the token's PIN.

    None where the user gave up. `on_token`: the words for a token, where they differ from `label`.
    """
    pin = (office.folder.keys / f"{name}.token").exists()

    def attempt(typed: str) -> SigningKey:
        return office.unlock(name, lambda _name: typed)

    words = on_token if pin and on_token else label
    return ask_and_try(parent, name, words, attempt, training=office.training, pin=pin)


def ask_again(parent: QWidget, office: Office, person: Actor, label: str) -> Actor | None:
    """Who is logged in confirms an act with the passphrase; None where the person gave up."""

    def attempt(typed: str) -> Actor:
        return office.log_in(person.id, lambda _name: typed)

    return ask_and_try(parent, person.id, label, attempt, training=office.training)
