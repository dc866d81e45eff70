"""An office under a country CA that lies elsewhere: its request is written, and the CA's answer lets it begin."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.ceremony import Written, read_carried
from certapp.service.founding import (
    Beginning,
    Founded,
    join_office,
    read_beginning,
    read_prepared,
    unlock_beginning,
)
from certapp.service.introducing import read_introduction
from certapp.trust.carried import write_request
from certapp.trust.keyring import STATUS_SIGNER
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file, choose_target
from certapp.ui.common.labels import button, caption, heading, keep_from_the_bar, plain, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.terms import day_of_seconds
from certapp.ui.common.titled_card import titled_card
from certapp.ui.common.words import _, listed


class PreparedView(QWidget):
    """What must be carried where; `answered`: its folder, when the answer is here already."""

    answered = Signal(str)
    closed = Signal()

    def __init__(self, folder: Path, request: Path, written: Written, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = button(_("The &answer is here…"), primary=True)
        self.back = button(_("&Back"))
        self.digits = plain(written.digits)
        self.answer.clicked.connect(lambda: self.answered.emit(str(folder)))
        self.back.clicked.connect(self.closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(12)
        for row in (
            heading(_("The office is prepared")),
            plain(_("Its keys are in {folder}; nothing can be issued yet.").format(folder=folder)),
            heading(_("Its request"), 2),
            plain(_("Carry {file} to the machine of the country CA. It must show these digits:").format(file=request)),
            self.digits,
            heading(_("When the answer is here"), 2),
            plain(
                _(
                    "Open the office's folder from the first page, today or in a month: the answer and the 40 digits"
                    " of the country CA let it begin."
                )
            ),
        ):
            layout.addWidget(row)
        bar = QHBoxLayout()
        bar.addWidget(self.answer)
        bar.addWidget(self.back)
        bar.addStretch(1)
        layout.addLayout(bar)
        layout.addStretch(1)


class JoinView(QWidget):
    """A prepared office: answer, digits, then those whose keys begin it type their passphrases. `created`: Founded."""

    created = Signal(object)
    closed = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.notice = Notice()
        self.asked = plain()
        self.answer, self.digits, self.introduction = QLineEdit(), QLineEdit(), QLineEdit()
        self.again = button(_("Write the re&quest again…"))
        self.begin = button(_("Begin the &office…"), primary=True)
        self.back = button(_("&Back"))
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(_("The office begins"))
        self.busy.hide()
        self.again.clicked.connect(self.write_again)
        self.begin.clicked.connect(self.begin_now)
        self.back.clicked.connect(self.closed)
        self._lay_out()
        try:
            self.asked.setText(asked_words(folder))
        except Refusal as refusal:
            self.notice.show_refusal(refusal)

    def begin_now(self) -> None:
        """Look at the answer, ask for the passphrases that it needs, then make the office."""
        missing = [
            name
            for name, edit in ((_("Answer of the country CA"), self.answer), (_("Digits"), self.digits))
            if not edit.text().strip()
        ]
        if missing:
            self.notice.show_fault(_("Still missing: {fields}.").format(fields=listed(missing)))
            return
        folder, digits = self._folder, self.digits.text()
        try:
            data = read_carried(Path(self.answer.text().strip()))
            begins = read_beginning(folder, data)
            vouched = self.introduction.text().strip()
            introduction = read_introduction(Path(vouched)) if vouched else None
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        secrets = self._secrets(begins)
        if secrets is None:
            return
        self._busy(True)
        self.notice.show_hint(_("Please wait…"))

        def work() -> Founded:
            return join_office(folder, data, digits, secrets.__getitem__, introduction=introduction)

        in_background(self, work, self._done, self._refused)

    def write_again(self) -> None:
        """The same request once more, where its stick was lost."""
        try:
            request = read_prepared(self._folder)
            suggested = f"{request.country}-{request.office}.xcrequest"
            file = choose_target(self, _("Where the request goes"), suggested, _("Requests (*.xcrequest)"))
            if file is not None:
                write_out(file, write_request(request))
                self.notice.show_done(_("The request is in {file}, with the same digits.").format(file=file))
        except Refusal as refusal:
            self.notice.show_refusal(refusal)

    def _secrets(self, begins: Beginning) -> dict[str, str] | None:
        """What each of the keys is unlocked with, tried at once; None where somebody gave up."""
        found: dict[str, str] = {}
        for key in begins.keys:
            name = key if key == STATUS_SIGNER else begins.supervisor.id
            words = (
                _("Status signer: its passphrase signs the first bulletin.")
                if key == STATUS_SIGNER
                else _("{name} signs the beginning of the journal.").format(name=begins.supervisor.name)
            )
            typed = ask_and_try(self, name, words, partial(_opens, self._folder, key))
            if typed is None:
                return None
            found[name] = typed
        return found

    def _done(self, founded: Founded) -> None:
        self._busy(False)
        self.created.emit(founded)

    def _refused(self, refusal: Refusal) -> None:
        self._busy(False)
        self.notice.show_refusal(refusal)
        self.begin.setFocus()  # all rested meanwhile, and the keyboard was nowhere

    def _busy(self, busy: bool) -> None:
        self._content.setEnabled(not busy)
        self.begin.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.busy.setVisible(busy)

    def _lay_out(self) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setSpacing(14)
        keep_from_the_bar(column)
        words = _("It was prepared here and waits for what the country CA signs.")
        column.addWidget(titled_card(_("The office"), words, self.asked, ButtonRows((self.again,))))
        words = _("The 40 digits come by another road than the answer: by letter, or read over the telephone.")
        column.addWidget(
            titled_card(
                _("The answer"),
                words,
                self._file_row(_("&Answer of the country CA"), self.answer, _("Answers (*.xcanswer)")),
                _row(_("40 digits of the &country CA, as the authority told them"), self.digits),
            )
        )
        words = _("Only where this country CA follows an older one: the file by which the older one vouches for it.")
        kinds = _("Introductions and packages (*.xcauth *.der)")
        vouched = self._file_row(_("&Introduction by the old country CA"), self.introduction, kinds)
        column.addWidget(titled_card(_("If it is a new country CA"), words, vouched))
        column.addStretch(1)
        bar = QHBoxLayout()
        bar.addWidget(self.begin)
        bar.addWidget(self.back)
        bar.addWidget(self.busy, 1)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.addWidget(heading(_("A prepared office begins")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(self._content, _("The new office")), 1)
        layout.addLayout(bar)

    def _file_row(self, words: str, line: QLineEdit, kinds: str) -> QWidget:
        said = words.replace("&", "")
        choose = button(_("Choose…"))
        choose.setAccessibleName(_("Choose: {what}").format(what=said))

        def chosen() -> None:
            if (path := choose_file(self, said, kinds)) is not None:
                line.setText(str(path))

        choose.clicked.connect(chosen)
        return _row(words, line, choose)


def asked_words(folder: Path) -> str:
    """Which office waits in a folder, and the digits of what it asked. Refusals of `read_prepared`."""
    request = read_prepared(folder)
    words = _("Office {office} of {country}, {authority}. Its request of {day} has the digits {digits}")
    return words.format(
        office=request.office,
        country=request.country,
        authority=request.authority,
        day=day_of_seconds(request.made_at),
        digits=Written(write_request(request)).digits,
    )


def _opens(folder: Path, key: str, typed: str) -> str:
    unlock_beginning(folder, key, typed)
    return typed


def _row(words: str, edit: QLineEdit, *beside: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    row.addWidget(edit, 1)
    for widget in beside:
        row.addWidget(widget)
    column.addWidget(caption(words, edit))
    column.addLayout(row)
    return made
