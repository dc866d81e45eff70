"""The page of people and keys: the roster, what must be renewed, what is carried to the country CA, what is printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.service.carrying import write_out
from certapp.service.ceremony import (
    Wanted,
    asked_of,
    gets_new_key,
    read_carried,
    signer_waits,
    take_in,
    use_next_signer,
)
from certapp.service.ceremony_papers import Script, record_page, script_page, script_title
from certapp.service.due import Due, due_dates
from certapp.service.kept_copies import Gathered, gather_copies
from certapp.service.reading_apart import ReadApart
from certapp.service.rights import Right
from certapp.service.supervision import two_can_act
from certapp.trust.carried import Kind, write_request
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.roster import Official
from certapp.ui.common.allowing import allow
from certapp.ui.common.background import Newest, in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.choice import ChoiceBox
from certapp.ui.common.choosing import choose_file, choose_folder, choose_target
from certapp.ui.common.labels import button, caption, heading, plain, scrolled
from certapp.ui.common.notice import Notice, warned
from certapp.ui.common.person import acting
from certapp.ui.common.terms import day_of_seconds, role_words
from certapp.ui.common.titled_card import titled_card
from certapp.ui.common.words import _, listed, ngettext
from certapp.ui.people.asking import Asked, CeremonyDialog
from certapp.ui.people.backup_key import BackupKeyDialog, made_words
from certapp.ui.people.due_words import due_words, state_words
from certapp.ui.people.moving import AskNewCaDialog, MoveDialog, moved_words
from certapp.ui.people.passphrase import ChangePassphraseDialog
from certapp.ui.people.taking import TakerDialog
from certapp.ui.session import Session

_ID = Qt.ItemDataRole.UserRole


class PeopleView(QWidget):
    """Buttons follow the rights of who is logged in; anybody may change their own passphrase and print a script."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest = Newest(self)
        self._session = session
        self.notice = Notice()
        self.people = _tree(_("Officials"), [_("Name"), _("Login name"), _("Roles"), _("Certificate until")])
        words = _("Fewer than two supervisors can act here: a stolen key could not be reported. Enrol a second one.")
        self.too_few = warned(words)
        self.enrol, self.roles = button(_("E&nrol…")), button(_("Other r&oles…"))
        self.new_key, self.retire = button(_("New &key…")), button(_("Re&tire…"))
        self.passphrase = button(_("Change your &passphrase…"))
        self.dates = _tree(_("What must be renewed"), [_("What"), _("Until"), _("State")])
        self.renew_signer = button(_("New docu&ment signer…"))
        self.renew_status = button(_("New &status signer…"))
        self.renew_list = button(_("Fresh revocation &list…"))
        self.use = button(_("Take the new signer into &use"))
        self.backup_key = button(_("Backup key…"))
        self.gather = button(_("&Find archived copies…"))
        self.waiting = plain()
        self.take = button(_("Take in an &answer…"))
        self.stands_under = plain()
        self.ask_new_ca, self.move_under = button(_("Ask a new country CA…")), button(_("Move under it…"))
        self.script = ChoiceBox()
        for each in Script:
            self.script.addItem(script_title(each, spoken.in_use()), each)
        self.script.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.print_script, self.print_record = button(_("Write the s&cript…")), button(_("&Write the record…"))
        self._lay_out()
        self._connect()
        session.changed.connect(self._changed)
        session.person_changed.connect(self._rights)
        self._rights()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Look again whenever the page is opened."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read roster, dates and what waits."""
        office = self._session.office
        self._newest.read(lambda: due_dates(office), self._show_dates, self.notice.show_refusal)
        chosen = self._chosen()
        self.people.clear()
        for official in sorted(office.roster.officials, key=lambda each: each.name):
            until = day_of_seconds(read_certificate(official.certificate).not_after)
            roles = listed(role_words(role) for role in sorted(official.roles))
            item = QTreeWidgetItem([official.name, official.id, roles, until])
            item.setData(0, _ID, official.id)
            self.people.addTopLevelItem(item)
            if chosen is None or chosen.id == official.id:
                self.people.setCurrentItem(item)
                chosen = chosen or official
        _fit(self.people)
        self.too_few.setVisible(not two_can_act(office))
        waits = asked_of(office)
        lines = [f"{request_words(day_of_seconds(each.made_at), fingerprint40(write_request(each)))}" for each in waits]
        none = _("No request waits for its answer.")
        self.waiting.setText("\n".join(lines) or none)
        digits = str(office.settings["fingerprint"])
        self.stands_under.setText(
            _("This office stands under the country CA with the number {digits}.").format(digits=digits)
        )
        self._rights()

    def act(self, title: str, wanted: Wanted | None, roles: frozenset[str] = frozenset()) -> None:
        """One act that the CA signs: the dialog, then what came of it."""
        actor = acting(self, self._session)
        if actor is None:
            return
        dialog = CeremonyDialog(self, self._session.office, actor, title, wanted)
        dialog.preset(roles)
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted and dialog.asked is not None:
                self._told(dialog.asked)
        finally:
            dialog.deleteLater()

    def take_in(self, path: Path) -> None:
        """Take in the answer of the CA; who got a new key by it may do so with that."""
        office, actor = self._session.office, self._session.actor
        try:
            other_key = actor is not None and gets_new_key(office, read_carried(path), actor)
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        if actor is None or other_key or not actor.may(Right.KEEP_KEYS):
            dialog = TakerDialog(self, office, path)
            accepted = dialog.exec() == QDialog.DialogCode.Accepted
            actor = dialog.actor if accepted else None
            dialog.deleteLater()
        if actor is None:
            return
        person = actor
        self._run(lambda: take_in(office, person, read_carried(path)), lambda taken: self._told(Asked(taken=taken)))

    def change_passphrase(self) -> None:
        """One's own."""
        actor = acting(self, self._session)
        if actor is not None and ChangePassphraseDialog(self, self._session.office, actor).exec():
            self.notice.show_done(_("The passphrase is changed."))

    def use_signer(self) -> None:
        """The new document signer signs from now on."""
        office, actor = self._session.office, acting(self, self._session)
        if actor is not None:
            done = _("The new document signer signs from now on.")
            self._run(lambda: use_next_signer(office, actor), lambda _der: self._said(done))

    def make_backup_key(self) -> None:
        """The private one onto a stick, the public one into the rules."""
        actor = acting(self, self._session)
        if actor is None:
            return
        dialog = BackupKeyDialog(self, self._session.office, actor)
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self._said(made_words(dialog.folder.text(), dialog.digits))
        finally:
            dialog.deleteLater()

    def gather_copies(self, folder: Path) -> None:
        """Note the archive's copies in a folder, so that they are told of before their stamps end."""
        office = self._session.office

        def gathered() -> Gathered:
            with ReadApart() as reader:
                return gather_copies(office, folder, reader)

        self._run(gathered, self._told_copies)

    def _told_copies(self, found: Gathered) -> None:
        n = len(found.copies)
        self._said(
            ngettext("{n} archived copy found and noted.", "{n} archived copies found and noted.", n).format(n=n)
        )

    def ask_for_move(self) -> None:
        """Make all keys anew and write the request for the new country CA."""
        dialog = AskNewCaDialog(self, self._session.office)
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted and dialog.written is not None:
                self._told(Asked(written=dialog.written, file=dialog.file))
        finally:
            dialog.deleteLater()

    def move_office(self) -> None:
        """Two people take in what the new country CA signed."""
        actor = acting(self, self._session)
        if actor is None:
            return
        dialog = MoveDialog(self, self._session.office, actor)
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted and dialog.moved is not None:
                self._said(moved_words(dialog.moved))
        finally:
            dialog.deleteLater()

    def _connect(self) -> None:
        code = self._session.office.code
        acts: tuple[tuple[QWidget, Callable[[], None]], ...] = (
            (self.enrol, lambda: self.act(_("Enrol an official"), None)),
            (self.roles, self._other_roles),
            (self.new_key, lambda: self._with_chosen(_("A new key"), Kind.PERSON)),
            (self.retire, lambda: self._with_chosen(_("Retire an official"), Kind.RETIRE)),
            (self.renew_signer, lambda: self.act(_("New document signer"), Wanted(Kind.DOCUMENT_SIGNER, code))),
            (self.renew_status, lambda: self.act(_("New status signer"), Wanted(Kind.STATUS_SIGNER))),
            (self.renew_list, lambda: self.act(_("Fresh revocation list"), Wanted(Kind.REVOKE))),
            (self.passphrase, self.change_passphrase),
            (self.use, self.use_signer),
            (self.backup_key, self.make_backup_key),
            (self.gather, self._choose_copies),
            (self.take, self._choose_answer),
            (self.ask_new_ca, self.ask_for_move),
            (self.move_under, self.move_office),
            (self.print_script, self._write_script),
            (self.print_record, self._write_record),
        )
        for pressed, act in acts:
            pressed.clicked.connect(lambda _checked=False, act=act: act())  # type: ignore[attr-defined]  # buttons

    def _rights(self) -> None:
        keeping = (self.enrol, self.roles, self.retire, self.renew_signer, self.renew_status, self.renew_list)
        for each in (*keeping, self.move_under, self.backup_key):
            allow(self._session, each, Right.KEEP_KEYS)
        self.use.setVisible(signer_waits(self._session.office) is not None)
        allow(self._session, self.use, Right.KEEP_KEYS)

    def _chosen(self) -> Official | None:
        item = self.people.currentItem()
        return self._session.office.roster.official(str(item.data(0, _ID))) if item is not None else None

    def _other_roles(self) -> None:
        official = self._chosen()
        if official is not None:
            self.act(_("Other roles"), Wanted(Kind.ROLES, official.id, official.name), official.roles)

    def _with_chosen(self, title: str, kind: Kind) -> None:
        official = self._chosen()
        if official is not None:
            self.act(title, Wanted(kind, official.id, official.name))

    def _choose_answer(self) -> None:
        path = choose_file(self, _("The answer of the country CA"), _("Answers (*.xcanswer)"))
        if path is not None:
            self.take_in(path)

    def _choose_copies(self) -> None:
        folder = choose_folder(self, _("The folder with archived copies"))
        if folder is not None:
            self.gather_copies(folder)

    def _write_script(self) -> None:
        office, script, language = self._session.office, Script(self.script.currentData()), spoken.in_use()
        path = choose_target(self, _("Write the script"), f"{script.value.lower()}.pdf", _("PDF (*.pdf)"))
        if path is not None:
            now, authority, training = office.clock.seconds, office.authority, office.training
            self._written(path, lambda: script_page(script, language, now, authority, training=training))

    def _write_record(self) -> None:
        office, language = self._session.office, spoken.in_use()
        path = choose_target(self, _("Write the record"), "record.pdf", _("PDF (*.pdf)"))
        if path is not None:
            self._written(path, lambda: record_page(office, language))

    def _written(self, path: Path, page: Callable[[], bytes]) -> None:
        words = _("It is in {file}. Print it, and have both sign it.").format(file=path)
        self._run(lambda: write_out(path, page()), lambda _none: self._said(words))

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.notice.show_hint(_("Please wait…"))
        in_background(self, work, done, self.notice.show_refusal)

    def _told(self, asked: Asked) -> None:
        if asked.written is not None:
            words = _("The request is in {file}. Carry it to the machine of the country CA. Its digits: {digits}")
            self._said(words.format(file=asked.file, digits=asked.written.digits))
        elif asked.taken is not None and asked.taken.waits:
            self._said(_("The new document signer waits. Export the authority package, then take it into use."))
        else:
            self._said(_("Done. The country CA has signed it, and it is in force."))

    def _said(self, words: str) -> None:
        self.notice.show_done(words)
        self._log_out_who_left()
        self._session.changed.emit()
        self.refresh()

    def _log_out_who_left(self) -> None:
        """Who was taken off the roster, or got another key or other roles, does not go on as before."""
        actor = self._session.actor
        if actor is not None and self._session.office.roster.official(actor.id) != actor.official:
            self._session.log_out()

    def _show_dates(self, found: tuple[Due, ...]) -> None:
        self.dates.clear()
        for due in found:
            self.dates.addTopLevelItem(QTreeWidgetItem([due_words(due), day_of_seconds(due.at), state_words(due)]))
        _fit(self.dates)

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(14)
        column.setContentsMargins(8, 0, 8, 0)
        acts = (self.enrol, self.roles, self.new_key, self.retire, self.passphrase)
        words = _("Who may do what. The list is signed by the country CA; what somebody signed stays theirs for ever.")
        column.addWidget(titled_card(_("People"), words, self.too_few, self.people, ButtonRows(acts)))
        renewing = (
            *(self.renew_signer, self.renew_status, self.renew_list),
            *(self.use, self.backup_key, self.gather),
        )
        words = _("A new document signer waits until the border knows it: export the package a month before.")
        words += "\n" + _("Archived copies made elsewhere or before are told of here once their folder was shown.")
        column.addWidget(titled_card(_("Keys and lists"), words, self.dates, ButtonRows(renewing)))
        words = _("Requests that wait for their answer, each with the digits that the CA's machine must show.")
        column.addWidget(titled_card(_("On the way"), words, self.waiting, ButtonRows((self.take,))))
        words = _(
            "When the authority has a new country CA, introduced by the old one: new keys are asked for there, then two"
            " people take the answer in. The script has every step."
        )
        moving = ButtonRows((self.ask_new_ca, self.move_under))
        column.addWidget(titled_card(_("A new country CA"), words, self.stands_under, moving))
        words = _("Steps for two people to tick and sign, and what the journal says of it.")
        papers = (caption(_("Sc&ript"), self.script), self.script, ButtonRows((self.print_script, self.print_record)))
        column.addWidget(titled_card(_("To print"), words, *papers))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(_("People and keys")))
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner, _("People, keys and what is carried")), 1)


def request_words(day: str, digits: str) -> str:
    """A request that waits."""
    return _("Of {day}, digits {digits}").format(day=day, digits=digits)


def _tree(name: str, headers: list[str]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels(headers)
    tree.setRootIsDecorated(False)
    tree.setAccessibleName(name)
    tree.setMinimumHeight(tree.fontMetrics().lineSpacing() * 9)
    return tree


def _fit(tree: QTreeWidget) -> None:
    for column in range(tree.columnCount()):
        tree.resizeColumnToContents(column)
