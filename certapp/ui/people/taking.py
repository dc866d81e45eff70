"""Who takes in an answer of the country CA: an official as they are, or with the new key that this answer brings."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from certapp.service.ceremony import read_carried, taker
from certapp.service.office import Actor, Office
from certapp.ui.common.person import PersonDialog
from certapp.ui.common.words import _


class TakerDialog(PersonDialog):
    """The same list of people; a passphrase just chosen for a new key is taken too."""

    def __init__(self, parent: QWidget | None, office: Office, path: Path) -> None:
        super().__init__(
            parent, office, _("A supervisor or administrator takes the answer in, also with a new key of it.")
        )
        self._taking, self._path = office, path

    def work(self, passphrase: str) -> Callable[[], Actor]:
        """Unlocking the old key or the new one."""
        user, office, path = str(self.people.currentData()), self._taking, self._path
        return lambda: taker(office, read_carried(path), user, lambda _name: passphrase)
