"""What is asked when a refusal is appealed against, delayed, approved after all, or closed."""

from datetime import date

from PySide6.QtWidgets import QWidget

from certapp.service.appealing import Ground
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.words import _


class AppealDialog(ActDialog):
    """Before whom, on which day; after the last day for it a note is needed."""

    def __init__(self, parent: QWidget | None, title: str, authority: str, until: date | None, today: date) -> None:
        self._until = until
        told = _("Whether an appeal is in time and what comes of it others decide; here it is recorded.")
        asked = (
            Asked("authority", "line", _("&Authority"), authority),
            Asked("on", "day", _("&Filed on"), today.isoformat()),
            Asked("text", "words", _("A &note"), needed=False),
        )
        super().__init__(parent, title, _with_period(told, until), _("&Go on"), asked)

    def accept(self) -> None:
        """A late appeal is not recorded without a note."""
        if self._until is not None and self.day("on") > self._until and not self.values["text"]:
            late = _("This is after the appeal period: say in the note why it is recorded all the same.")
            self.say(late, self.editors["text"])
            return
        super().accept()


class DelayDialog(ActDialog):
    """To which day, and why."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        told = _("Until that day nothing is approved. If a delay changes, the newer day counts.")
        asked = (Asked("until", "day", _("&Until")), Asked("text", "words", _("&Reason")))
        super().__init__(parent, title, told, _("&Go on"), asked)


class UpholdDialog(ActDialog):
    """The ground of an approval after a refusal."""

    def __init__(self, parent: QWidget | None, title: str, authority: str, today: date) -> None:
        told = _("You approve every object that was refused; the ground stands in the journal, with your name.")
        asked = (
            Asked("authority", "line", _("&Authority"), authority),
            Asked("reference", "line", _("Reference of its &decision")),
            Asked("on", "day", _("Da&y of its decision"), today.isoformat()),
            Asked("text", "words", _("A &note"), needed=False),
        )
        super().__init__(parent, title, told, _("&Go on"), asked)

    @property
    def ground(self) -> Ground:
        """What was given, once it was accepted."""
        given = self.values
        return Ground(given["authority"], given["reference"], self.day("on"), given["text"])


class CloseDialog(ActDialog):
    """Why a refusal is final."""

    def __init__(self, parent: QWidget | None, title: str, until: date | None, *, appealed: bool) -> None:
        told = _with_period(_("The refusal is final then, and the case is over."), None if appealed else until)
        super().__init__(parent, title, told, _("&Go on"), (Asked("text", "words", _("&Reason"), needed=appealed),))


def _with_period(told: str, until: date | None) -> str:
    if until is None:
        return told
    period = _("The appeal period goes until {day}.").format(day=until.isoformat())
    return f"{told} {period}"
