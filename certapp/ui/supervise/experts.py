"""The experts of a case: asked, sent their package, and what they answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from certapp.formdef.form import Form
from certapp.register.cases import Opinion, opinions
from certapp.service.casework import LONGEST_TEXT
from certapp.service.experts import (
    LONGEST_FINDING,
    OPINIONS,
    Answer,
    answers,
    ask_expert,
    expert_package,
    package_name,
    read_opinion,
    take_opinion,
)
from certapp.service.office import Actor, Office
from certapp.ui.common.act_dialog import is_day
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.choosing import choose_file, choose_target
from certapp.ui.common.day_edit import DayEdit
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import button, caption, heading, numbered, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import acting
from certapp.ui.common.terms import day_of
from certapp.ui.common.words import _, listed, with_commas
from certapp.ui.session import Session

DAYS_TO_ANSWER = 14
_ASKED = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class _Read:
    asked: tuple[Opinion, ...]
    answered: dict[int, Answer]


class ExpertsDialog(Dialog):
    """One line for each question; below it what can be done with it."""

    def __init__(self, parent: QWidget, session: Session, number: str, objects: Sequence[str], open_case: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Experts asked about {number}").format(number=number))
        self._session, self._number, self._objects = session, number, tuple(objects)
        self._newest = Newest(self)
        self._answered: dict[int, Answer] = {}
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Experts asked"))
        self.list.setWordWrap(True)
        self.list.setProperty("lines", True)
        self.none = quiet(_("Nobody was asked about this application yet."))
        self.none.hide()
        self.answer = plain()
        self.ask = button(_("&Ask an expert…"), primary=True)
        self.package = button(_("Save the &package…"))
        self.from_file = button(_("Take in the opinion's &file…"))
        self.typed = button(_("&Type the opinion…"))
        self.ask.setEnabled(open_case)
        for each in (self.package, self.from_file, self.typed):
            each.setEnabled(False)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda row: self._show_answer())
        self.ask.clicked.connect(self._ask)
        self.package.clicked.connect(self._save_package)
        self.from_file.clicked.connect(self._take_file)
        self.typed.clicked.connect(self._type)
        self.resize(760, 520)
        self._read()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(quiet(_("The package holds the objects, and names neither applicant nor owner.")))
        layout.addWidget(self.none)
        layout.addWidget(self.list, 2)
        layout.addWidget(heading(_("Opinion"), 2))
        layout.addWidget(scrolled(self.answer, _("Opinion")), 1)
        layout.addLayout(self.last_line(self.ask, self.package, self.from_file, self.typed))

    # What is shown

    def _read(self) -> None:
        office, number = self._session.office, self._number
        self._newest.read(
            lambda: _Read(tuple(opinions(office.register, number)), answers(office, number)),
            self._show,
            self.notice.show_refusal,
        )

    def _show(self, read: _Read) -> None:
        row = self.list.currentRow()
        self._answered = read.answered
        self.none.setVisible(not read.asked)
        self.list.blockSignals(True)
        self.list.clear()
        for asked in read.asked:
            form = self._session.office.form
            said = form.code_name(OPINIONS, asked.opinion) if asked.opinion else _("no answer yet")
            about = listed(map(str, asked.objects))
            lines = (
                with_commas(asked.expert, asked.institution),
                _("objects {numbers}; answer due {day}; {said}").format(
                    numbers=about, day=day_of(asked.due), said=said
                ),
            )
            QListWidgetItem("\n".join(lines), self.list).setData(_ASKED, asked)
        self.list.setCurrentRow(self.list.count() - 1 if row < 0 else min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self._show_answer()

    @property
    def _asked(self) -> Opinion | None:
        item = self.list.currentItem()
        return None if item is None else item.data(_ASKED)  # type: ignore[no-any-return]  # set in _show

    def _show_answer(self) -> None:
        asked = self._asked
        answer = self._answered.get(asked.position) if asked else None
        self.answer.setText(_answer_words(self._session.office.form, answer) if answer else "")
        self.package.setEnabled(asked is not None)
        for each in (self.from_file, self.typed):
            each.setEnabled(asked is not None and answer is None)

    # Acts

    def _ask(self) -> None:
        actor = acting(self, self._session)
        dialog = AskExpertDialog(self, self._objects, self._session.office.clock.today)
        if actor is None or dialog.exec() != QDialog.DialogCode.Accepted:
            return
        office, number, (expert, institution, objects, due) = self._session.office, self._number, dialog.question
        self._act(
            lambda: str(ask_expert(office, actor, number, expert, institution, objects, due)),
            _("It is noted that {expert} was asked. Save the package and send it.").format(expert=expert),
        )

    def _save_package(self) -> None:
        asked, actor, office, number = self._asked, acting(self, self._session), self._session.office, self._number
        if asked is None or actor is None:
            return
        suggested = package_name(number, asked.position)
        path = choose_target(self, _("Save the package"), suggested, _("ZIP files (*.zip)"))
        if path is None:
            return

        def work() -> Path:
            from certapp.service.carrying import write_out

            write_out(path, expert_package(office, actor, number, asked.position))
            return path

        self._act(work, _("Saved: {file}").format(file=path))

    def _take_file(self) -> None:
        path = choose_file(self, _("Take in the opinion's file"), _("Opinions (*.json);;All files (*)"))
        if path is None:
            return

        def take(office: Office, actor: Actor, number: str) -> None:
            position, answer, sha256 = read_opinion(office, number, path)
            take_opinion(office, actor, number, position, answer, sha256)

        self._take(take)

    def _type(self) -> None:
        asked, dialog = self._asked, OpinionDialog(self, self._session.office.form)
        if asked is None or dialog.exec() != QDialog.DialogCode.Accepted:
            return
        answer = dialog.answer
        self._take(lambda office, actor, number: take_opinion(office, actor, number, asked.position, answer))

    def _take(self, take: Callable[[Office, Actor, str], None]) -> None:
        actor, office, number = acting(self, self._session), self._session.office, self._number
        if actor is not None:
            self._act(lambda: take(office, actor, number), _("The opinion is taken in."))

    def _act(self, work: Callable[[], object], said: str) -> None:
        def done(nothing: object) -> None:
            self.notice.show_done(said)
            self._session.changed.emit()
            self._read()

        self.notice.clear()
        in_background(self, work, done, self.notice.show_refusal)


class AskExpertDialog(GridDialog):
    """Who is asked, about which objects, and by when to answer."""

    WIDE = 620

    def __init__(self, parent: QWidget | None, objects: Sequence[str], today: date) -> None:
        told = _("The clock of the case runs on; the other objects can go on meanwhile.")
        super().__init__(parent, _("Ask an expert"), told, _("&Ask"))
        self.expert, self.institution = QLineEdit(), QLineEdit()
        self.expert.setMaxLength(140)
        self.institution.setMaxLength(160)
        self.due = DayEdit(today + timedelta(days=DAYS_TO_ANSWER))
        lines = (
            (_("&Name of the expert"), self.expert),
            (_("&Institution"), self.institution),
            (_("Answer &by"), self.due),
        )
        self.objects = [QCheckBox(numbered(number, title)) for number, title in enumerate(objects, 1)]
        about = plain(_("About"))
        for tick in self.objects:
            tick.setChecked(len(objects) == 1)
        ticks = [(about if tick is self.objects[0] else None, tick) for tick in self.objects]
        self.ask([*((caption(words, editor), editor) for words, editor in lines), *ticks], self.expert)

    @property
    def question(self) -> tuple[str, str, list[int], date]:
        """Expert, institution, the objects by their numbers, and the day."""
        numbers = [number for number, tick in enumerate(self.objects, 1) if tick.isChecked()]
        return self.expert.text(), self.institution.text(), numbers, self.due.day

    def check(self) -> None:
        """A name, and at least one object."""
        if not self.expert.text().strip():
            self.say(_("Say who the expert is."), self.expert)
        elif not self.question[2] and self.objects:
            self.say(_("Tick at least one object."), self.objects[0])
        else:
            self.accept()


class OpinionDialog(GridDialog):
    """What an expert said or wrote, typed by the desk."""

    WIDE = 620

    def __init__(self, parent: QWidget | None, form: Form) -> None:
        super().__init__(parent, _("Opinion of the expert"), _("As the expert wrote it."), _("&Take in"))
        self.opinion, self.text = QComboBox(), QPlainTextEdit()
        for code in form.code_lists[OPINIONS]:
            self.opinion.addItem(form.code_name(OPINIONS, code), code)
        self.opinion.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.opinion.setMinimumContentsLength(16)
        self.opinion.setCurrentIndex(-1)
        self.opinion.setPlaceholderText(_("Choose what comes nearest"))
        self.text.setTabChangesFocus(True)
        self.age, self.value, self.conflict = QLineEdit(), QLineEdit(), QLineEdit()
        self.signer, self.signed = QLineEdit(), QLineEdit()
        for line in (self.age, self.value, self.conflict, self.signer):
            line.setMaxLength(LONGEST_FINDING)
        self.signed.setPlaceholderText("2027-06-30")
        self.signed.setMaxLength(10)
        self.inspected = QCheckBox(_("The expert had the object in &hand"))
        lines: tuple[tuple[str, QWidget], ...] = (
            (_("&Opinion"), self.opinion),
            (_("In &words"), self.text),
            (_("On the &age"), self.age),
            (_("On the &value"), self.value),
            (_("Conflict of &interest"), self.conflict),
            (_("Signed b&y"), self.signer),
            (_("Signed o&n"), self.signed),
        )
        captioned = [(caption(words, editor), editor) for words, editor in lines]
        self.ask([*captioned, (None, self.inspected)], self.opinion)

    @property
    def answer(self) -> Answer:
        """What was typed."""
        return Answer(
            str(self.opinion.currentData()),
            self.text.toPlainText().strip(),
            self.age.text().strip(),
            self.value.text().strip(),
            self.inspected.isChecked(),
            self.conflict.text().strip(),
            self.signer.text().strip(),
            self.signed.text().strip(),
        )

    def check(self) -> None:
        """Something must be said, in words too."""
        if self.opinion.currentIndex() < 0:
            self.say(_("Choose the opinion that comes nearest."), self.opinion)
        elif not self.answer.text:
            self.say(_("Give the opinion in words."), self.text)
        elif len(self.answer.text) > LONGEST_TEXT:
            self.say(_("At most {most} characters.").format(most=LONGEST_TEXT), self.text)
        elif self.answer.signed_on and not is_day(self.answer.signed_on):
            self.say(_("Write the day like 2027-06-30."), self.signed)
        else:
            self.accept()


def _answer_words(form: Form, answer: Answer) -> str:
    lines = [form.code_name(OPINIONS, answer.opinion), answer.text]
    for label, words in (
        (_("On the age: {words}"), answer.age_finding),
        (_("On the value: {words}"), answer.value_finding),
        (_("Conflict of interest: {words}"), answer.conflict_of_interest),
        (_("Signed: {words}"), with_commas(answer.signed_by, answer.signed_on)),
    ):
        if words:
            lines.append(label.format(words=words))
    if answer.object_inspected:
        lines.append(_("The expert had the object in hand."))
    return "\n".join(filter(None, lines))
