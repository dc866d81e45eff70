"""The card of the other offices: what they told, how long ago, and the files that go between them."""

from certapp.model.progress import Told
from certapp.service.between_offices import TakenIn
from certapp.service.other_offices import OtherOffice
from certapp.service.rights import Right
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.ui.common.background import Newest
from certapp.ui.common.choosing import choose_file, choose_folder
from certapp.ui.common.labels import button, plain
from certapp.ui.common.notice import Notice
from certapp.ui.common.person import acting, ask_person
from certapp.ui.common.terms import day_of_seconds
from certapp.ui.common.unlocking import ask_signer
from certapp.ui.common.words import _, ngettext, with_semicolons
from certapp.ui.session import Session
from certapp.ui.supervise.work_card import WorkCard


class OfficesCard(WorkCard):
    """Every act of it is a service's; here it gets its files and its words."""

    def __init__(self, session: Session) -> None:
        self.state, self.due = plain(), Notice()
        self.write = button(_("Write for the other offices…"))
        self.take_in = button(_("Take in from an office…"))
        self.settle = button(_("Which one is right…"))
        self._twice = False
        super().__init__(
            session,
            _("Other offices"),
            _(
                "One office signs the country's bulletins. What the others withdraw and give out gets there by these"
                " files, once a week and after each withdrawal; its own file goes back to them."
            ),
            (self.state, self.due),
            ((self.write, Right.SUPERVISE), (self.take_in, Right.SUPERVISE), (self.settle, Right.SUPERVISE)),
        )
        self._newest = Newest(self)
        self.write.clicked.connect(self.write_file)
        self.take_in.clicked.connect(self.take_in_file)
        self.settle.clicked.connect(self.settle_history)

    def follow_rights(self) -> None:
        """Two histories can be settled once there are two."""
        super().follow_rights()
        self.settle.setVisible(self._twice)

    def refresh(self) -> None:
        """Look what the other offices told, and whether this one has something to tell."""
        from certapp.service.between_offices import next_file_due
        from certapp.service.other_offices import other_offices

        office = self._session.office
        self._newest.read(
            lambda: (other_offices(office), next_file_due(office)),
            lambda found: self._show(*found),
            self.notice.show_refusal,
        )

    def write_file(self) -> None:
        """Sign the next exchange file and write it into a folder or onto a stick."""
        actor, office = acting(self, self._session), self._session.office
        folder = None if actor is None else choose_folder(self, _("Where it goes: a folder or a stick"))
        if actor is None or folder is None:
            return
        words = _("Document signer: its passphrase or PIN signs what this office tells.")
        key = ask_signer(self, office, DOCUMENT_SIGNER, words)
        if key is None:
            return

        def work(told: Told) -> str:
            from certapp.service.between_offices import export_exchange

            written, path = export_exchange(office, actor, key, folder, told)
            words = _("File no. {sequence} is in {file}. Carry it to the office that signs the bulletins.")
            return words.format(sequence=written.content.sequence, file=path)

        self.run(work, self._done)

    def take_in_file(self) -> None:
        """Take in another office's file."""
        actor, office = acting(self, self._session), self._session.office
        path = None if actor is None else choose_file(self, _("Take in from an office"), self._kinds())
        if actor is None or path is None:
            return

        def work(told: Told) -> TakenIn:
            from certapp.service.between_offices import import_exchange

            return import_exchange(office, actor, path, told)

        self.run(work, self._taken)

    def settle_history(self) -> None:
        """Two supervisors choose the file that is right."""
        actor, office = acting(self, self._session), self._session.office
        if actor is None:
            return
        words = _("The second supervisor confirms which file is right.")
        second = ask_person(self, office, words, without=actor.id)
        path = None if second is None else choose_file(self, _("The file that is right"), self._kinds())
        if second is None or path is None:
            return

        def work(told: Told) -> TakenIn:
            from certapp.service.between_offices import settle

            return settle(office, actor, second, path)

        self.run(work, self._taken)

    def _taken(self, taken: TakenIn) -> None:
        self._done(" ".join(taken_words(taken)))
        if taken.copy or taken.warned:
            self.notice.show_fault(" ".join(taken_words(taken)))

    def _done(self, words: str) -> None:
        self.notice.show_done(words)
        self._session.changed.emit()

    def _show(self, found: tuple[OtherOffice, ...], due: bool) -> None:
        now = self._session.office.clock.seconds
        lines = [_office_words(each, now) for each in found]
        self.state.setText("\n".join(lines) or _("No other office has told anything yet."))
        self._twice = any(each.twice for each in found)
        if due:
            self.due.show_fault(_("This office has something to tell: write a file for the other offices."))
        else:
            self.due.clear()
        self.follow_rights()

    def _kinds(self) -> str:
        return _("Exchange files (*.xcexchange)")


def taken_words(taken: TakenIn) -> list[str]:
    """What a file brought, and what is to be done about it."""
    words = [
        _(
            "Office {office}, file no. {sequence} of {day}. Certificates in it: {numbers}; withdrawn: {withdrawn}."
        ).format(
            office=taken.office,
            sequence=taken.sequence,
            day=day_of_seconds(taken.written_at),
            numbers=taken.numbers,
            withdrawn=taken.withdrawn,
        )
    ]
    if not taken.new:
        words.append(_("It was here already."))
    if taken.witnessed:
        words.append(_("It witnessed this journal up to entry {seq}.").format(seq=taken.witnessed))
    if taken.copy:
        words.append(
            _(
                "It knows another history of this office: somebody works on a copy of the folder. Here nothing is"
                " issued until a supervisor takes the office back into use."
            )
        )
    elif taken.warned:
        words.append(_("It says that this office exists twice: find the copy."))
    return words


def _office_words(each: OtherOffice, now: int) -> str:
    age = ngettext("{n} day old", "{n} days old", each.age(now)).format(n=each.age(now))
    told = _("Office {office}: file no. {sequence} of {day}, {age}").format(
        office=each.code, sequence=each.sequence, day=day_of_seconds(each.written_at), age=age
    )
    more = [_("the next one is overdue")] if each.late(now) else []
    more += [_("it exists twice: two supervisors say which one is right")] if each.twice else []
    more += [_("its file is gone: take it in once more")] if each.held is None else []
    return with_semicolons((told, *more))
