"""Moving the office under a new country CA: its keys made anew and asked for there, then the answer taken in by two."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.ceremony import Wanted, Written, read_carried
from certapp.service.introducing import read_introduction
from certapp.service.moving import Moved, ask_new_ca, keys_made_anew, move
from certapp.service.office import Actor, Office
from certapp.trust.carried import Kind
from certapp.trust.keyfile import require_strong
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_file, choose_target
from certapp.ui.common.labels import button, caption, grow, heading, plain, quiet, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import ask_person
from certapp.ui.common.words import _

_HIGHEST = 720


class _Step(Dialog):
    """A form that scrolls, a line for what is wrong, OK and Cancel; quiet while what was typed is tried."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.wrong = Notice()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.form = QWidget()
        self.column = QVBoxLayout(self.form)
        self.column.setContentsMargins(8, 6, 10, 6)
        self.column.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled(self.form, title), 1)
        layout.addWidget(self.wrong)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self.try_now)
        self.buttons.rejected.connect(self.reject)

    def try_now(self) -> None:
        """What OK does."""
        raise NotImplementedError

    def fit(self) -> None:
        """As large as what it asks, within a small screen."""
        self.column.addStretch(1)
        letter = self.fontMetrics().averageCharWidth()
        wide = self.form.sizeHint().width() + letter * 8  # with the bar that scrolls
        self.resize(max(wide, letter * 64), min(_HIGHEST, self.form.sizeHint().height() + 130))

    def say(self, refusal: Refusal) -> None:
        """What is wrong."""
        self._busy(False)
        self.wrong.show_refusal(refusal)
        grow(self)

    def run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        """In the background; refused, it can be tried again."""
        self._busy(True)
        self.wrong.show_hint(_("Please wait…"))
        in_background(self, work, done, self.say)

    def _busy(self, busy: bool) -> None:
        for widget in (self.form, self.buttons.button(QDialogButtonBox.StandardButton.Ok)):
            widget.setEnabled(not busy)


@dataclass(frozen=True)
class _NewKey:
    wanted: Wanted
    words: str
    new: QLineEdit
    again: QLineEdit | None
    """None where the key is on a token, whose PIN is typed once."""


class AskNewCaDialog(_Step):
    """Everybody types a new passphrase, one after the other; then the request is written."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, _("Ask the new country CA"))
        self._office = office
        self.written: Written | None = None
        self.file = Path()
        self.column.addWidget(
            plain(
                _(
                    "All keys of this office are made anew. The keys of now go on until the answer is here. One after"
                    " the other, each types a new passphrase: five words or 16 characters."
                )
            )
        )
        self.keys = [self._row(wanted) for wanted in keys_made_anew(office)]
        self.fit()
        self.keys[0].new.setFocus()

    def try_now(self) -> None:
        """Make the keys and write the request; what is wrong is said first."""
        self.wrong.clear()
        try:
            for key in self.keys:
                self._require(key)
        except Refusal as refusal:
            self.say(refusal)
            return
        suggested = f"{self._office.country}-{self._office.code}-new-ca.xcrequest"
        file = choose_target(self, _("Where the request goes"), suggested, _("Requests (*.xcrequest)"))
        if file is None:
            return
        office, secrets = self._office, {key.wanted.secret: key.new.text() for key in self.keys}

        def work() -> Written:
            write_out(file, b"")  # a stick that is full is told before keys are made
            written = ask_new_ca(office, lambda name: secrets[name])
            write_out(file, written.data)
            return written

        self.file = file
        self.run(work, self._done)

    def _done(self, written: Written) -> None:
        self.written = written
        for key in self.keys:
            key.new.clear()
            if key.again is not None:
                key.again.clear()
        self.accept()

    def _require(self, key: _NewKey) -> None:
        if key.again is None:
            return
        try:
            require_strong(key.new.text())
            if key.new.text() != key.again.text():
                raise Refusal("PASSPHRASES_DIFFER")
        except Refusal:
            key.new.setFocus()
            raise

    def _row(self, wanted: Wanted) -> _NewKey:
        words = _key_words(wanted)
        self.column.addWidget(heading(words, 2))
        new, again = _secret(), None if wanted.place else _secret()
        asked = [(_("PIN of the token") if wanted.place else _("New passphrase"), new)]
        asked += [] if again is None else [(_("The same again"), again)]
        for label, edit in asked:
            edit.setAccessibleName(f"{words}: {label}")
            self.column.addWidget(caption(label, edit))
            self.column.addWidget(edit)
        return _NewKey(wanted, words, new, again)


class MoveDialog(_Step):
    """Answer, introduction, the new CA's digits, the new passphrase of who acts; then the second person."""

    def __init__(self, parent: QWidget | None, office: Office, actor: Actor) -> None:
        super().__init__(parent, _("Move under the new country CA"))
        self._office, self._actor = office, actor
        self.moved: Moved | None = None
        self.answer, self.introduction, self.digits, self.new = QLineEdit(), QLineEdit(), QLineEdit(), _secret()
        self.column.addWidget(
            plain(
                _(
                    "First see that the posts have taken in the introduction. From now on the office's people, its"
                    " bulletins and its packages are under the new country CA; what was issued before stays good."
                )
            )
        )
        self._file(_("&Answer of the new country CA"), self.answer, _("Answers (*.xcanswer)"))
        kinds = _("Introductions and packages (*.xcauth *.der)")
        self._file(_("&Introduction by the old country CA"), self.introduction, kinds)
        rows = (
            (_("&Digits of the new country CA, as the authority told them (40)"), self.digits),
            (_("&Your new passphrase, {name}").format(name=actor.name), self.new),
        )
        for label, edit in rows:
            self.column.addWidget(caption(label, edit))
            self.column.addWidget(edit)
        self.column.addWidget(quiet(_("A second person confirms it next, with the passphrase of until now.")))
        self.fit()
        self.answer.setFocus()

    def try_now(self) -> None:
        """Ask for the second person, then move."""
        self.wrong.clear()
        office, actor = self._office, self._actor
        words = _("The second person confirms that the office moves under the new country CA.")
        second = ask_person(self, office, words, without=actor.id)
        if second is None:
            return
        answer, introduction = Path(self.answer.text().strip()), Path(self.introduction.text().strip())
        digits, new = self.digits.text(), self.new.text()

        def work() -> Moved:
            data, vouched = read_carried(answer), read_introduction(introduction)
            return move(office, actor, second, data, vouched, digits, lambda _name: new)

        self.run(work, self._done)

    def _done(self, moved: Moved) -> None:
        self.moved = moved
        self.new.clear()
        self.accept()

    def _file(self, words: str, line: QLineEdit, kinds: str) -> None:
        choose = button(_("Choose…"))
        choose.setAccessibleName(f"{_('Choose…')} {words.replace('&', '')}")

        def chosen() -> None:
            path = choose_file(self, words.replace("&", ""), kinds)
            if path is not None:
                line.setText(str(path))

        choose.clicked.connect(chosen)
        row = QHBoxLayout()
        row.addWidget(line, 1)
        row.addWidget(choose)
        self.column.addWidget(caption(words, line))
        self.column.addLayout(row)


def moved_words(moved: Moved) -> str:
    """What came of it, and what comes next."""
    return _(
        "The office stands under the new country CA, number {now}; until now it was {before}. Log in with the new"
        " passphrase, write out for the border, and when the posts have it, take the new document signer into use."
        " Write the record below, and have both sign it."
    ).format(now=moved.now, before=moved.before)


def _key_words(wanted: Wanted) -> str:
    if wanted.kind is Kind.DOCUMENT_SIGNER:
        return _("Document signer")
    return _("Status signer") if wanted.kind is Kind.STATUS_SIGNER else wanted.name


def _secret() -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit
