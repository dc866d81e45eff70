"""Opening an office outside the window's thread, and making the training office where there is none."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from certapp.model.errors import Refusal

if TYPE_CHECKING:
    from certapp.service.office import Actor, Office


@dataclass(frozen=True)
class Opened:
    """An open office, how to close it, who is logged in already, and what is to be said of its place."""

    office: "Office"
    close: Callable[[], None]
    actor: "Actor | None" = None
    warning: str = ""


def open_folder(folder: Path) -> Opened:
    """Open an office for writing. Refusals of `open_office`.

    In the training office its clerk is logged in at once: the passphrase is no secret.
    """
    from certapp.register.folder import network_share_warning
    from certapp.service.office import open_office

    stack = ExitStack()
    office = stack.enter_context(open_office(folder))
    try:
        actor = _training_clerk(office) if office.training else None
        return Opened(office, stack.close, actor, network_share_warning(folder) or "")
    except BaseException:
        stack.close()
        raise


def open_training(folder: Path) -> Opened:
    """Open the training office in `folder`, made first where there is none. Refusals of both."""
    if not folder.exists():
        from certapp.service.training import create_training_office

        create_training_office(folder)
    return open_folder(folder)


def _training_clerk(office: "Office") -> "Actor | None":
    from certapp.service.training import PREPARER, passphrase

    try:
        return office.log_in(PREPARER, passphrase)
    except Refusal:
        return None  # other people or passphrases since
