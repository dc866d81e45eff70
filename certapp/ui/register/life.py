"""The life of a certificate on the register page: its state, where its objects are, what happened, what can be done."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.lives import AWAY
from certapp.service.letter_texts import languages
from certapp.service.office import Actor
from certapp.service.replacing import REASONS, begin_replacement
from certapp.service.returning import Extended, extend, extension_pdf
from certapp.service.rights import Right
from certapp.service.suspending import lift_suspension, suspend, suspending_needs_two
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.ui.common.act_dialog import ask
from certapp.ui.common.allowing import may_act
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.facts import Facts, History
from certapp.ui.common.labels import heading, quiet, scrolled
from certapp.ui.common.next_bulletin import ask_status_key, border_words, sign_after
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting, ask_person
from certapp.ui.common.row_button import RowButton
from certapp.ui.common.saving import save
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _
from certapp.ui.register.life_dialogs import (
    Doing,
    EndorsementDialog,
    InspectDialog,
    extend_dialog,
    replace_dialog,
    simple_act,
    stop_act,
    stop_dialog,
    words_dialog,
)
from certapp.ui.register.life_view import LifeShown, life_shown
from certapp.ui.session import Session

_FOR_THE_BORDER = frozenset({"SURRENDER"})
"""Acts of the desk of which the border must learn; who supervises signs the bulletin."""


class LifePanel(QWidget):
    """Empty until a certificate is shown. `draft_wanted`: the application that replaces it was begun."""

    draft_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = 0
        self._number = ""
        self._shown: LifeShown | None = None
        self.notice = Notice()
        self.empty = quiet(_("What happens after issue is shown here."))
        self._facts = Facts()
        self.history = History(_("What happened to the certificate"))
        self.acts = QVBoxLayout()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(self.notice)
        column.addWidget(self.empty)
        column.addWidget(self._facts)
        self._can = heading(_("What can be done now"), 2)
        column.addWidget(self._can)
        column.addLayout(self.acts)
        self._past = heading(_("History"), 2)
        column.addWidget(self._past)
        column.addWidget(self.history, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, _("After issue")))
        self.show_certificate("")
        session.person_changed.connect(self.refresh)

    def show_certificate(self, number: str) -> None:
        """Show the life of a certificate, read in the background; '' for none."""
        self._turn += 1
        turn, office, actor = self._turn, self._session.office, self._session.actor
        if self._number != number:
            self.notice.clear()
        self._number, self._shown = number, None
        self._put(None)
        if number:

            def done(found: LifeShown) -> None:
                if turn == self._turn:
                    self._put(found)

            in_background(self, lambda: life_shown(office, actor, number), done, self.notice.show_refusal)

    def refresh(self) -> None:
        """Read the same again: somebody else may do other things."""
        self.show_certificate(self._number)

    def do(self, act: str) -> None:
        """Ask for what an act needs, and do it."""
        if self._shown is None:
            return
        office, number = self._session.office, self._shown.number
        if act == "SHEET":
            self._save_sheet(lambda: extension_pdf(office, number))
        elif act == "REPLACE":
            self._replace()
        elif act == "EXTEND":
            self._extend()
        elif act == "LIFT":
            self._lift()
        elif act == "SUSPEND":
            self._suspend()
        elif (doing := self._asked(act)) is not None:
            self._run(act, doing)

    def _asked(self, act: str) -> Doing | None:
        """What one person's act needs."""
        assert self._shown is not None
        form, about = self._session.office.form, self._shown.about
        if act == "ENDORSE":
            endorsing = EndorsementDialog(self, about)
            return endorsing.act if ask(endorsing) else None
        if act == "INSPECT":
            inspecting = InspectDialog(self, form, about)
            return inspecting.act if ask(inspecting) else None
        if act == "STOP":
            stopping = ask(stop_dialog(self, form))
            return stop_act(stopping) if stopping else None
        given = ask(words_dialog(self, act))
        return simple_act(act, given.values) if given else None

    def _suspend(self) -> None:
        """One supervisor warns the border: the bulletin that says so is signed at once, or later."""
        actor = acting(self, self._session)
        if not may_act(actor, self.notice, Right.SUPERVISE):
            return
        dialog = ask(words_dialog(self, "SUSPEND"))
        if dialog is None:
            return
        second, text = None, dialog.values["text"]
        if suspending_needs_two(self._session.office):
            words = _("So many were suspended today that a second person confirms each further one.")
            second = ask_person(self, self._session.office, words, actor.id)
            if second is None:
                return
        people = (actor,) if second is None else (actor, second)
        doing: Doing = lambda office, first, number: suspend(office, first, number, text, second)  # noqa: E731
        self._tell_border(people, doing, _("Suspend, sign &later"))

    def _replace(self) -> None:
        assert self._shown is not None
        office, about, number = self._session.office, self._shown.about, self._shown.number
        converts = about.life.temporary and about.life.state in AWAY
        reasons = [code for code in office.form.code_lists[REASONS] if code != "CONVERSION" or converts]
        actor = acting(self, self._session)
        dialog = ask(replace_dialog(self, office.form, reasons)) if actor else None
        if actor is None or dialog is None:
            return
        reason = dialog.values["reason"]
        in_background(
            self,
            lambda: begin_replacement(office, actor, number, reason).id,
            self.draft_wanted.emit,
            self.notice.show_refusal,
        )

    def _lift(self) -> None:
        actor = acting(self, self._session)
        dialog = ask(words_dialog(self, "LIFT")) if actor else None
        second = self._second(actor) if dialog else None
        if actor is not None and dialog is not None and second is not None:
            text = dialog.values["text"]
            doing: Doing = lambda office, first, number: lift_suspension(office, first, second, number, text)  # noqa: E731
            self._tell_border((actor, second), doing, _("Lift, sign &later"))

    def _tell_border(self, people: tuple[Actor, ...], doing: Doing, later: str) -> None:
        """Do it and sign the bulletin that says so. Giving up at the question for its key does nothing."""
        assert self._shown is not None
        office, number = self._session.office, self._shown.number
        signer = ask_status_key(self, office, later)
        if signer is None:
            return

        def work() -> int | None:
            doing(office, people[0], number)
            return sign_after(office, people, signer)

        def done(sequence: int | None) -> None:
            self._changed(number)
            self.notice.show_done(f"{_('It is in the journal.')} {border_words(sequence)}")

        def refused(refusal: Refusal) -> None:
            self._changed(number)  # done it may be, though its bulletin is not signed
            self.notice.show_refusal(refusal)

        in_background(self, work, done, refused)

    def _extend(self) -> None:
        assert self._shown is not None
        office, number = self._session.office, self._shown.number
        names = tuple((tag, spoken.NAMES[tag]) for tag in languages())
        tongue = spoken.nearest(spoken.in_use(), languages()) or spoken.DEFAULT
        actor = acting(self, self._session)
        dialog = ask(extend_dialog(self, names, tongue)) if actor else None
        second = self._second(actor) if dialog else None
        if actor is None or dialog is None or second is None:
            return
        until, text, tag = dialog.day("until"), dialog.values["text"], dialog.values["language"]
        asked = _("Document signer: with its passphrase or PIN the sheet is signed.")
        key = ask_signer(self, office, DOCUMENT_SIGNER, asked)
        if key is not None:
            self._extend_now(actor, second, number, until, text, key, tag)

    def _extend_now(
        self, actor: Actor, second: Actor, number: str, until: date, text: str, key: SigningKey, tag: str
    ) -> None:
        office = self._session.office

        def done(made: Extended) -> None:
            self._changed(number)
            self._save_sheet(lambda: made.pdf)

        work = lambda: extend(office, actor, second, number, until, text, key, tag)  # noqa: E731
        in_background(self, work, done, self.notice.show_refusal)

    def _save_sheet(self, pdf: Callable[[], bytes]) -> None:
        path = choose_target(self, _("Save the sheet"), f"{self._number}-extension.pdf", _("PDF (*.pdf)"))
        if path is not None:
            save(self, self.notice, path, pdf)

    def _second(self, first: Actor | None) -> Actor | None:
        words = _("The second person confirms it.")
        return ask_person(self, self._session.office, words, first.id) if first else None

    def _run(self, act: str, doing: Doing) -> None:
        actor = acting(self, self._session)
        if actor is None or self._shown is None:
            return
        office, number = self._session.office, self._shown.number

        def done(_result: object) -> None:
            self._changed(number)
            told = f" {border_words(None)}" if act in _FOR_THE_BORDER else ""
            self.notice.show_done(_("It is in the journal.") + told)

        in_background(self, lambda: doing(office, actor, number), done, self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.notice.show_refusal(refusal)

    def _changed(self, number: str) -> None:
        self.show_certificate(number)
        self._session.changed.emit()

    def _put(self, found: LifeShown | None) -> None:
        self._shown = found
        self._facts.show_facts(found.facts if found else ())
        self.history.show_acts(found.history if found else ())
        self._clear_acts()
        for each in (self._facts, self._can, self._past, self.history):
            each.setVisible(found is not None)
        self.empty.setVisible(found is None)
        if found is None:
            return
        names = act_names()
        for act in (*found.acts, *(("SHEET",) if found.extended else ())):
            made = RowButton(names[act])
            made.clicked.connect(lambda checked=False, act=act: self.do(act))
            self.acts.addWidget(made)
        self._can.setVisible(self.acts.count() > 0)

    def _clear_acts(self) -> None:
        while (item := self.acts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def act_names() -> dict[str, str]:
    """The buttons."""
    return {
        "ENDORSE": _("Type an endorsement from the sheet…"),
        "INSPECT": _("What came back…"),
        "EXTEND": _("More time abroad…"),
        "STOP": _("Add a stop abroad…"),
        "REPLACE": _("Replace it by another certificate…"),
        "SURRENDER": _("It was handed in unused…"),
        "SUSPEND": _("Suspend it…"),
        "LIFT": _("Lift the suspension…"),
        "NOT_RETURNED": _("It never came back…"),
        "SHEET": _("Save the sheet of the extension…"),
    }
