"""What is asked of the applicant, and what is proposed of each object: the two forms of a case."""

from collections.abc import Sequence
from textwrap import fill

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from certapp.formdef.form import Form
from certapp.register.cases import Asked, ObjectDecision
from certapp.service.casework import CHANNELS, OUTCOMES
from certapp.ui.common.act_dialog import ActDialog
from certapp.ui.common.act_dialog import Asked as Question
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import caption, numbered, plain
from certapp.ui.common.words import _

MOST_WORDS = 1000
LINE_CHARACTERS = 40
"""A longer name of what is asked stands on two lines: a tick does not wrap its words itself."""
ITEMS, REASONS, RESULTS = "REQUEST_ITEM", "REFUSAL_REASON", "OBJECT_DECISION"


class AskDialog(GridDialog):
    """What the applicant is asked for: each with a tick, its words, and the object it is about."""

    def __init__(self, parent: QWidget | None, form: Form, objects: Sequence[str]) -> None:
        told = _("Tick what is lacking. The clock of the case stands until the answer is there.")
        super().__init__(parent, _("Ask the applicant"), told, _("As&k"))
        self.lines: list[tuple[str, QCheckBox, ChoiceBox, QLineEdit]] = []
        for code in form.code_lists[ITEMS]:
            name = form.code_name(ITEMS, code)
            tick, about, words = QCheckBox(fill(name, LINE_CHARACTERS)), ChoiceBox(), QLineEdit()
            tick.setAccessibleName(name)
            about.addItem(_("The whole application"), 0)
            for number, title in enumerate(objects, 1):
                about.addItem(numbered(number, title), number)
            about.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            about.setMinimumContentsLength(18)
            about.call(_("{name}: of which object").format(name=name))
            words.setMaxLength(MOST_WORDS)
            words.setPlaceholderText(_("in words"))
            words.setAccessibleName(_("{name}: in words").format(name=name))
            words.textEdited.connect(lambda typed, tick=tick: tick.setChecked(bool(typed) or tick.isChecked()))
            self.lines.append((code, tick, about, words))
        self.channel = _choice(form, CHANNELS)
        self.channel.setCurrentIndex(-1)
        self.channel.setPlaceholderText(_("Choose"))
        sent = (caption(_("How it is &sent"), self.channel), self.channel)
        self.ask([*(line[1:] for line in self.lines), sent], self.lines[0][1], stretched=(2,))

    @property
    def items(self) -> tuple[Asked, ...]:
        """What was ticked."""
        return tuple(
            Asked(code, words.text().strip(), int(about.currentData()))
            for code, tick, about, words in self.lines
            if tick.isChecked()
        )

    def check(self) -> None:
        """Something must be asked."""
        if self.items:
            self.accept()
        else:
            self.say(_("Tick at least one thing that is asked for."), self.lines[0][1])


class AnswerDialog(ActDialog):
    """What the applicant sent, in words, and whether it is all that was asked for."""

    def __init__(self, parent: QWidget | None, form: Form, title: str) -> None:
        codes = form.code_lists[OUTCOMES]
        choices = tuple((code, form.code_name(OUTCOMES, code)) for code in codes)
        asked = (
            Question("text", "words", _("What came?")),
            Question("outcome", "choice", _("Is it all?"), choices=choices, needed=False),
        )
        super().__init__(parent, title, _("The clock of the case goes on."), _("&Take in"), asked)


class ProposeDialog(GridDialog):
    """A decision of each object; a refusal with its reason, in words too."""

    def __init__(self, parent: QWidget | None, form: Form, objects: Sequence[str]) -> None:
        told = _("Choose a decision for each object. A refusal needs a reason and words; both stand in the letter.")
        super().__init__(parent, _("Propose a decision"), told, _("Pr&opose"))
        self.lines: list[tuple[ChoiceBox, ChoiceBox, QLineEdit]] = []
        names = [numbered(number, title) for number, title in enumerate(objects, 1)]
        for name in names:
            result, reason, words = _choice(form, RESULTS), _choice(form, REASONS), QLineEdit()
            result.call(_("{name}: decision").format(name=name))
            reason.call(_("{name}: reason").format(name=name))
            reason.setPlaceholderText(_("Choose the reason"))
            reason.setCurrentIndex(-1)
            words.setMaxLength(MOST_WORDS)
            words.setPlaceholderText(_("in words"))
            words.setAccessibleName(_("{name}: in words").format(name=name))
            for each in (reason, words):
                each.setEnabled(False)
                result.currentIndexChanged.connect(
                    lambda index, each=each, result=result: each.setEnabled(result.currentData() == "REFUSED")
                )
            self.lines.append((result, reason, words))
        lines = [(plain(name), *line) for name, line in zip(names, self.lines, strict=True)]
        self.ask(lines, self.lines[0][0] if self.lines else None, stretched=(0, 3))

    @property
    def decisions(self) -> tuple[ObjectDecision, ...]:
        """One of each object, in their order."""
        return tuple(
            ObjectDecision(seq, str(result.currentData()), (str(reason.currentData()),), words.text().strip(), "")
            if result.currentData() == "REFUSED"
            else ObjectDecision(seq, str(result.currentData()), (), "", "")
            for seq, (result, reason, words) in enumerate(self.lines, 1)
        )

    def check(self) -> None:
        """Every refusal says why."""
        for number, (result, reason, words) in enumerate(self.lines, 1):
            if result.currentData() != "REFUSED":
                continue
            if reason.currentIndex() < 0:
                self.say(_("Object {number}: choose the reason.").format(number=number), reason)
                return
            if not words.text().strip():
                self.say(_("Object {number}: say the reason in words.").format(number=number), words)
                return
        self.accept()


def _choice(form: Form, code_list: str) -> ChoiceBox:
    box = ChoiceBox()
    for code in form.code_lists[code_list]:
        box.addItem(form.code_name(code_list, code), code)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    return box
