"""The machine of the country CA: making it, recovery sheets, signing what an office asks, and the key come back."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.service.authority import CountryCa, answer_request, create_country, recover
from certapp.service.carrying import write_out
from certapp.service.ceremony import Written, read_carried
from certapp.service.ceremony_papers import Script, recovery_sheets, script_page, wrapped_key
from certapp.service.introducing import introduction_package
from certapp.trust.carried import Kind, Request, read_request
from certapp.trust.certificate import LARGEST as LARGEST_CERTIFICATE
from certapp.trust.fingerprint import same_fingerprint
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choosing import choose_file, choose_folder, choose_target
from certapp.ui.common.labels import button, caption, heading, plain, scrolled
from certapp.ui.common.notice import Notice
from certapp.ui.common.terms import day_of_seconds, role_words
from certapp.ui.common.titled_card import titled_card
from certapp.ui.common.words import _, listed, with_colon, with_commas

_LARGEST_SCAN = 40 << 20


class CountryView(QWidget):
    """Five cards, in the order in which two people go through them; `closed`: back to the first page."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.folder, self.country, self.authority = QLineEdit(), QLineEdit(), QLineEdit()
        self.country.setMaxLength(2)
        self.choose = button(_("Choose…"))
        self.training = QCheckBox(_("&TEST keys: what they sign is no certificate"))
        self.first_half, self.second_half = _secret(), _secret()
        self.make = button(_("&Make the country CA"))
        self.sheets = button(_("Recovery &sheets…"))
        self.script = button(_("Wr&ite the script…"))
        self.open = button(_("&Open a request…"))
        self.request_words = plain(_("No request is open."))
        self.digits, self.one, self.two = QLineEdit(), QLineEdit(), QLineEdit()
        self.sign = button(_("Sig&n…"))
        self.next_folder = QLineEdit()
        self.choose_next, self.introduce = button(_("Choose…")), button(_("Introduce it…"))
        self.choose_next.setAccessibleName(_("Choose the folder of the new country CA"))
        self.sheet_one, self.sheet_two = QPlainTextEdit(), QPlainTextEdit()
        self.recover = button(_("Reco&ver…"))
        self.back = button(_("&Back"))
        self._request: tuple[Request, Written] | None = None
        self._lay_out()
        for pressed, act in (
            (self.choose, self._choose),
            (self.make, self.create_now),
            (self.sheets, self._sheets),
            (self.script, self._script),
            (self.open, self._open),
            (self.sign, self._sign),
            (self.choose_next, self._choose_next),
            (self.introduce, self._introduce),
            (self.recover, self._recover),
        ):
            pressed.clicked.connect(lambda _checked=False, act=act: act())
        self.back.clicked.connect(self.closed)
        self.sign.setEnabled(False)

    def passphrase(self) -> str:
        """Each of the two types one half; both together open the key."""
        halves = (self.first_half.text().strip(), self.second_half.text().strip())
        return " ".join(half for half in halves if half)

    def create_now(self) -> None:
        """Make the CA in the folder."""
        folder, country, authority = (
            Path(self.folder.text()),
            self.country.text().strip().upper(),
            self.authority.text(),
        )
        training, words = self.training.isChecked(), self.passphrase()
        done = _("The country CA is made. Its 40 digits: {digits}. Now write the recovery sheets.")

        def work() -> CountryCa:
            now = int(time.time())
            return create_country(folder, country, authority, lambda _name: words, now, training=training)

        self._run(work, lambda made: self.notice.show_done(done.format(digits=made.fingerprint)))

    def show_request(self, path: Path) -> None:
        """What a request asks for, to be read aloud."""
        try:
            data = read_carried(path)
            request = read_request(data)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        written = Written(data)
        self._request = (request, written)
        lines = [with_commas(request.authority, f"{request.country} {request.office}", day_of_seconds(request.made_at))]
        lines += [wish_words(wish.kind, wish.subject, wish.name, wish.roles) for wish in request.wishes]
        self.request_words.setText("\n".join(lines))
        self.sign.setEnabled(True)
        self.notice.clear()

    def sign_to(self, path: Path) -> None:
        """Sign the open request, digits compared, and write the answer."""
        if self._request is None:
            return
        request, written = self._request
        folder, words = Path(self.folder.text()), self.passphrase()
        present, typed = (self.one.text(), self.two.text()), self.digits.text()
        done = _("Signed. Carry {file} back to the office. Its digits: {digits}")

        def work() -> Written:
            if not same_fingerprint(written.digits, typed):
                raise Refusal("DIGITS_DIFFER", digits=written.digits)
            answer = answer_request(CountryCa(folder), request, lambda _name: words, present, int(time.time()))
            write_out(path, answer)
            return Written(answer)

        self._run(work, lambda made: self.notice.show_done(done.format(file=path, digits=made.digits)))

    def introduce_to(self, path: Path) -> None:
        """The CA above vouches for the new one: its package with the introduction, for posts and offices."""
        old, new, words = Path(self.folder.text()), Path(self.next_folder.text()), self.passphrase()

        def work() -> tuple[str, str]:
            elder, younger = CountryCa(old), CountryCa(new)
            write_out(path, introduction_package(elder, younger, lambda _name: words, int(time.time())))
            return elder.fingerprint, younger.fingerprint

        done = _("The introduction is in {file}. Send it to all who trust {old}, and tell them {new} by letter.")
        self._run(work, lambda made: self.notice.show_done(done.format(file=path, old=made[0], new=made[1])))

    def write_sheets(self, folder: Path) -> None:
        """Three PDFs."""
        ca, words, language = Path(self.folder.text()), self.passphrase(), spoken.in_use()

        def work() -> None:
            made = recovery_sheets(CountryCa(ca), lambda _name: words, language, int(time.time()))
            for number, pdf in enumerate(made, 1):
                write_out(folder / f"recovery-sheet-{number}.pdf", pdf)

        done = _("Three sheets are in {folder}. Print each, seal them, then delete the files.")
        self._run(work, lambda _none: self.notice.show_done(done.format(folder=folder)))

    def recover_from(self, scan: Path, certificate: Path) -> None:
        """The CA's folder again, in the folder above, under the passphrase above."""
        folder, words = Path(self.folder.text()), self.passphrase()
        typed = [self.sheet_one.toPlainText(), self.sheet_two.toPlainText()]

        def work() -> CountryCa:
            wrapped = wrapped_key(read_at_most(scan, _LARGEST_SCAN))
            der = read_at_most(certificate, LARGEST_CERTIFICATE)
            return recover(folder, typed, wrapped, der, lambda _name: words, int(time.time()))

        done = _("The country CA is there again. Its 40 digits: {digits}. Write new sheets: these were opened.")
        self._run(work, lambda made: self.notice.show_done(done.format(digits=made.fingerprint)))

    def _choose(self) -> None:
        folder = choose_folder(self, _("The folder with the key of the country CA"))
        if folder is not None:
            self.folder.setText(str(folder))

    def _choose_next(self) -> None:
        folder = choose_folder(self, _("The folder of the new country CA"))
        if folder is not None:
            self.next_folder.setText(str(folder))

    def _introduce(self) -> None:
        path = choose_target(self, _("Where the introduction goes"), "introduction.xcauth", _("Packages (*.xcauth)"))
        if path is not None:
            self.introduce_to(path)

    def _open(self) -> None:
        path = choose_file(self, _("Open a request"), _("Requests (*.xcrequest)"))
        if path is not None:
            self.show_request(path)

    def _sign(self) -> None:
        path = choose_target(self, _("Where the answer goes"), "answer.xcanswer", _("Answers (*.xcanswer)"))
        if path is not None:
            self.sign_to(path)

    def _sheets(self) -> None:
        folder = choose_folder(self, _("Where the recovery sheets go"))
        if folder is not None:
            self.write_sheets(folder)

    def _script(self) -> None:
        path = choose_target(self, _("Write the script"), "founding.pdf", _("PDF (*.pdf)"))
        if path is not None:
            language, authority, training = spoken.in_use(), self.authority.text(), self.training.isChecked()
            done = _("It is in {file}. Print it, and have both sign it.").format(file=path)

            def work() -> None:
                page = script_page(Script.FOUNDING, language, int(time.time()), authority, training=training)
                write_out(path, page)

            self._run(work, lambda _none: self.notice.show_done(done))

    def _recover(self) -> None:
        scan = choose_file(self, _("A scan of a sheet's code"), _("Pictures and text (*.png *.jpg *.jpeg *.txt)"))
        certificate = choose_file(self, _("The CA's certificate"), _("Certificates (*.der *.cer)")) if scan else None
        if scan is not None and certificate is not None:
            self.recover_from(scan, certificate)

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, done, self.notice.show_refusal)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        column.setContentsMargins(8, 0, 8, 0)
        words = _("On a computer that was never on a network. Each of you types one half of the passphrase.")
        halves = _fields((_("First &half"), self.first_half), (_("Se&cond half"), self.second_half))
        column.addWidget(
            titled_card(_("The key"), words, _fields((_("&Folder"), self.folder)), ButtonRows((self.choose,)), halves)
        )
        words = _("Go through everything with TEST keys first, by the printed script.")
        names = _fields((_("Country, two &letters"), self.country), (_("N&ame of the authority"), self.authority))
        acts = ButtonRows((self.make, self.sheets, self.script))
        column.addWidget(titled_card(_("Make it"), words, names, self.training, acts))
        words = _("Compare the digits with those of the office, and read aloud who and what is asked for.")
        who = _fields(
            (_("Digits, as the office sho&wed them"), self.digits),
            (_("Fi&rst person present"), self.one),
            (_("Second &person present"), self.two),
        )
        column.addWidget(
            titled_card(
                _("Sign a request"), words, ButtonRows((self.open,)), self.request_words, who, ButtonRows((self.sign,))
            )
        )
        words = _(
            "Made in a folder of its own, the next country CA is introduced by this one, whose folder and passphrase"
            " stand above: who trusts this one can then take in the next."
        )
        next_ca = _fields((_("Folder of the new country CA"), self.next_folder))
        acts = ButtonRows((self.choose_next, self.introduce))
        column.addWidget(titled_card(_("The next country CA"), words, next_ca, acts))
        words = _("Type the words of two recovery sheets; the folder and passphrase above are the new ones.")
        for edit in (self.sheet_one, self.sheet_two):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(edit.fontMetrics().lineSpacing() * 4)
        typed = _fields((_("Words of one sheet"), self.sheet_one), (_("Words of another sheet"), self.sheet_two))
        column.addWidget(titled_card(_("The key was lost"), words, typed, ButtonRows((self.recover,))))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(heading(_("Country CA")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("Country CA")), 1)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)


def wish_words(kind: Kind, subject: str, name: str, roles: frozenset[str]) -> str:
    """One thing that is asked for, in a line."""
    said = {
        Kind.PERSON: _("A key for {name} ({subject})"),
        Kind.ROLES: _("Other roles for {subject}"),
        Kind.RETIRE: _("Taken off the roster: {subject}"),
        Kind.DOCUMENT_SIGNER: _("A document signer for office {subject}"),
        Kind.STATUS_SIGNER: _("A status signer"),
        Kind.REVOKE: _("Revoked: the signer with the number {subject}"),
    }[kind].format(name=name, subject=subject)
    return with_colon(said, listed(role_words(role) for role in sorted(roles))) if roles else said


def _secret() -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


def _fields(*rows: tuple[str, QWidget]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    for words, edit in rows:
        column.addWidget(caption(words, edit))
        column.addWidget(edit)
    return made
