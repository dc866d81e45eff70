"""What the acts after issue ask for, and the acts themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget

from certapp.formdef.form import Form
from certapp.register.lives import Life
from certapp.service.office import Actor, Office
from certapp.service.receipts import type_endorsement
from certapp.service.returning import CONDITIONS, Inspected, add_stop, close_not_returned, inspect_return, surrender
from certapp.ui.common.act_dialog import ActDialog, Asked
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import Line
from certapp.ui.common.labels import caption, numbered, plain
from certapp.ui.common.presented import IrregularityList, ObjectLines, kinds
from certapp.ui.common.sheet_dialog import SheetDialog
from certapp.ui.common.words import _

NOT_BACK: Final = ""
"""What stands for the condition of an object that did not come back."""


@dataclass(frozen=True)
class About:
    """The certificate that an act is about: its life, the titles of its objects by their place, today (ISO 8601)."""

    life: Life
    titles: tuple[str, ...]
    today: str


Doing = Callable[[Office, Actor, str], object]
"""The act with what was given: office, who, number."""


def words_dialog(parent: QWidget, act: str) -> ActDialog:
    """For acts that need nothing but their reason."""
    title, told, button = {
        "SUSPEND": (
            _("Suspend a certificate"),
            _("The next bulletin tells the border. A suspension can be lifted again, by two people."),
            _("&Suspend"),
        ),
        "LIFT": (
            _("Lift a suspension"),
            _("The certificate holds again. A second person confirms it; one of the two is a supervisor."),
            _("&Lift"),
        ),
        "SURRENDER": (
            _("A certificate is handed in"),
            _("It was not used and will not be. The border is told that copies of it do not hold."),
            _("&Close it"),
        ),
        "NOT_RETURNED": (
            _("It never came back"),
            _("Nobody is reminded any more. Say what was tried."),
            _("&Close it"),
        ),
    }[act]
    return ActDialog(parent, title, told, button, [Asked("text", "words", _("Reason in &words"))])


def simple_act(act: str, given: dict[str, str]) -> Doing:
    """The act of one person with its reason."""
    does = {"SURRENDER": surrender, "NOT_RETURNED": close_not_returned}[act]
    return lambda office, actor, number: does(office, actor, number, given["text"])


def extend_dialog(parent: QWidget, languages: Sequence[tuple[str, str]], language: str) -> ActDialog:
    """The new day of return, and the language of its sheet."""
    told = _("A sheet with a signed code of its own tells the border the new day. A second person confirms it.")
    asked = [
        Asked("until", "day", _("Back &by")),
        Asked("text", "words", _("Reason in &words")),
        Asked("language", "choice", _("&Language of the sheet"), language, tuple(languages)),
    ]
    return ActDialog(parent, _("More time abroad"), told, _("E&xtend"), asked)


def replace_dialog(parent: QWidget, form: Form, reasons: Sequence[str]) -> ActDialog:
    """Why another certificate is to take its place."""
    told = _("An application opens with all that this certificate says. When it is issued, this number is superseded.")
    choices = tuple((code, form.code_name("REPLACE_REASON", code)) for code in reasons)
    asked = [Asked("reason", "choice", _("&Reason"), choices=choices)]
    return ActDialog(parent, _("Replace a certificate"), told, _("&Begin the application"), asked)


def stop_dialog(parent: QWidget, form: Form) -> ActDialog:
    """A place where the objects are shown or worked on."""
    countries = sorted(
        ((code, form.code_name("COUNTRY", code)) for code in form.code_lists["COUNTRY"]), key=lambda c: c[1]
    )
    asked = [
        Asked("venue", "line", _("&Venue")),
        Asked("city", "line", _("Ci&ty")),
        Asked("country", "choice", _("C&ountry"), choices=tuple(countries)),
        Asked("from", "day", _("&First day")),
        Asked("to", "day", _("&Last day")),
    ]
    return ActDialog(parent, _("A stop abroad"), _("A loan that goes on to another place."), _("&Add"), asked)


def stop_act(dialog: ActDialog) -> Doing:
    """Adding the stop."""
    given = dialog.values
    first, last = dialog.day("from"), dialog.day("to")
    place = (given["venue"], given["city"], given["country"])
    return lambda office, actor, number: add_stop(office, actor, number, *place, first, last)


class EndorsementDialog(SheetDialog):
    """What stands on a sheet that customs sent back."""

    def __init__(self, parent: QWidget | None, about: About) -> None:
        self._about = about
        asked = [
            Asked("kind", "choice", _("&Step"), "REIMPORT" if about.life.places else "EXIT", kinds()),
            Asked("day", "day", _("&Day"), about.today),
            Asked("office", "line", _("Customs &office")),
            Asked("post", "line", _("&Post")),
            Asked("officer", "line", _("O&fficer's number")),
            Asked("seals", "line", _("Sea&ls"), needed=False),
            Asked("remark", "words", _("Re&mark"), needed=False),
        ]
        told = _("Type what stands on the sheet. What differs from the register is opened as a task.")
        super().__init__(parent, _("An endorsement of customs"), told, _("&Take in"), asked)

    def more(self) -> Sequence[Line]:
        """A line for each object, and what is not as it should be."""
        self.objects, self.noted = ObjectLines(self._about.titles), IrregularityList()
        return (*self.objects.lines, (caption(_("&Irregularities"), self.noted), self.noted))

    @property
    def act(self) -> Doing:
        """Taking it in."""
        sheet = self.sheet
        return lambda office, actor, number: type_endorsement(office, actor, number, sheet)


class InspectDialog(ActDialog):
    """What came back, object by object, held against its photographs."""

    WIDE = 720

    def __init__(self, parent: QWidget | None, form: Form, about: About) -> None:
        self._form, self._about = form, about
        self.lines: dict[int, tuple[ChoiceBox, QLineEdit]] = {}
        told = _("Hold each object against its photographs. What is not the thing photographed is not back.")
        asked = [Asked("place", "line", _("&Place of the inspection"))]
        super().__init__(parent, _("What came back"), told, _("&Write down"), asked)

    def more(self) -> Sequence[Line]:
        """A line for each object that is away."""
        lines: list[Line] = []
        for number, place in sorted(self._about.life.places.items()):
            if place not in ("OUT", "BACK"):
                continue
            title = self._about.titles[number - 1] if number <= len(self._about.titles) else ""
            name = numbered(number, title)
            condition, damage = ChoiceBox(), QLineEdit()
            condition.addItem(_("not back"), NOT_BACK)
            for code in self._form.code_lists[CONDITIONS]:
                condition.addItem(self._form.code_name(CONDITIONS, code), code)
            condition.call(_("{name}: condition").format(name=name))
            condition.setCurrentIndex(0)
            damage.setMaxLength(500)
            damage.setPlaceholderText(_("new damage"))
            damage.setMinimumWidth(damage.fontMetrics().horizontalAdvance(damage.placeholderText() + "00"))
            damage.setAccessibleName(_("{name}: new damage").format(name=name))
            lines.append((plain(name), condition, damage))
            self.lines[number] = (condition, damage)
        return lines

    @property
    def act(self) -> Doing:
        """Writing it down."""
        place = self.values["place"]
        found = [
            Inspected(number, bool(code := str(condition.currentData())), bool(code), code, damage.text().strip())
            for number, (condition, damage) in self.lines.items()
        ]
        return lambda office, actor, number: inspect_return(office, actor, number, place, found)
