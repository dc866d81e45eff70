"""What is asked when a refusal is appealed against, delayed, approved after all, confirmed, or closed."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from certapp.service.appealing import Ground
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import Line
from certapp.ui.common.labels import numbered, plain
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


class DecisionDialog(ActDialog):
    """The decision about an appeal: whose, its reference, its day."""

    def __init__(self, parent: QWidget | None, title: str, told: str, authority: str, today: date) -> None:
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


class UpholdDialog(DecisionDialog):
    """The ground of an approval after a refusal, and of which objects the refusal is set aside."""

    def __init__(
        self, parent: QWidget | None, title: str, authority: str, today: date, refused: Sequence[tuple[int, str]]
    ) -> None:
        """`refused`: number and title of each object that was refused."""
        self._refused = refused
        self.choices: dict[int, ChoiceBox] = {}
        told = _("What the refusal is set aside for, you approve; the ground stands in the journal, with your name.")
        super().__init__(parent, title, told, authority, today)

    def more(self) -> Sequence[Line]:
        """A line for each object that was refused, where there are several."""
        lines: list[Line] = []
        for number, called in self._refused if len(self._refused) > 1 else ():
            name, choice = numbered(number, called), ChoiceBox()
            choice.addItem(_("Refusal set aside"), True)
            choice.addItem(_("Refusal stands"), False)
            choice.call(_("{name}: decision").format(name=name))
            lines.append((plain(name), choice))
            self.choices[number] = choice
        return lines

    @property
    def objects(self) -> tuple[int, ...]:
        """The objects whose refusal is set aside."""
        if not self.choices:
            return tuple(number for number, _called in self._refused)
        return tuple(number for number, choice in self.choices.items() if choice.currentData())

    def accept(self) -> None:
        """Something is approved; else the appeal is dismissed."""
        if self.objects:
            super().accept()
        else:
            words = _("The refusal of no object is set aside: then the appeal is dismissed.")
            self.say(words, next(iter(self.choices.values())))


class DismissDialog(DecisionDialog):
    """The ground of a refusal that stands after an appeal."""

    def __init__(self, parent: QWidget | None, title: str, authority: str, today: date) -> None:
        told = _("Every refusal stands, and the case is over; the ground stands in the journal, with your name.")
        super().__init__(parent, title, told, authority, today)


class CloseDialog(ActDialog):
    """Why a refusal is final where no decision about an appeal says so."""

    def __init__(self, parent: QWidget | None, title: str, until: date | None, *, appealed: bool) -> None:
        told = _with_period(_("The refusal is final then, and the case is over."), None if appealed else until)
        super().__init__(parent, title, told, _("&Go on"), (Asked("text", "words", _("&Reason"), needed=appealed),))


def _with_period(told: str, until: date | None) -> str:
    if until is None:
        return told
    period = _("The appeal period goes until {day}.").format(day=until.isoformat())
    return f"{told} {period}"
