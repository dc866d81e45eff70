"""Making what customs trains with, from the first page: it needs no office, since it makes and throws away its own."""

from pathlib import Path
from typing import TYPE_CHECKING

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _
from certapp.ui.start.view import StartView

if TYPE_CHECKING:
    from certapp.service.training_kit import Kit


def choose_samples(start: StartView, notice: Notice) -> None:
    """Ask where they go, then make them."""
    folder = choose_folder(start, _("A new or empty folder for the samples"))
    if folder is not None:
        make_samples(start, notice, folder)


def make_samples(start: StartView, notice: Notice, folder: Path) -> None:
    """Make them in the background; the page rests meanwhile, and `notice` tells what came of it."""

    def work(spoken: str = language.in_use()) -> "Kit":
        from certapp.service.training_kit import make_training_kit

        return make_training_kit(folder, spoken)

    def done(kit: "Kit") -> None:
        start.rest()
        words = _("The samples are in {folder}. The trainer reads answers.pdf.")
        notice.show_done(words.format(folder=kit.folder))

    def refused(refusal: Refusal) -> None:
        start.rest()
        notice.show_refusal(refusal)

    notice.clear()
    start.work(_("The samples are being made: offices with TEST keys, twelve sheets. This takes half a minute…"))
    in_background(start, work, done, refused)
