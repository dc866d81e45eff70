"""What verdicts rest on: the authorities believed here, their lists, and taking in new ones by hand."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.carrying import import_printed, import_trust
from certapp.service.looking import ENDINGS, Found, look_into
from certapp.trust.standing import DEFAULT_GRACE
from certapp.trust.store import Listed, TrustStore
from certapp.trust.taking_in import Imported
from certapp.trust.trust_list import LONGEST_GRACE
from certapp.ui.common.background import in_background
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.labels import button, heading, plain, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.terms import refusal_words
from certapp.ui.common.verifier_page import choose_page_target, write_page
from certapp.ui.common.words import _, apart, listed, ngettext, with_colon
from certapp.ui.verify.ceremony import NEW_HERE, Ceremony, digits_label
from certapp.ui.verify.terms import country, day_of

KINDS = ENDINGS
_KINDS_OF_FILES = " ".join(f"*{ending}" for ending in (*ENDINGS, ".cer", ".der", ".pem", ".pdf", ".png", ".jpg"))


def nobody_words() -> str:
    """What is said where no authority is believed."""
    return _("No authority is known here yet. Import the authority package of a country.")


class TrustPanel(QWidget):
    """The authorities, one below the other; importing; and the ceremony for one that is new here."""

    imported = Signal()
    """Something was taken in: earlier verdicts may come out otherwise now."""
    compared = Signal()
    """A comparison has ended, believed or not."""
    looked = Signal(str)
    """What was taken in unasked from a folder or stick, in words."""
    alarmed = Signal(str)
    """The same, where something contradicts what is here."""
    folder_chosen = Signal(object)
    """A folder (`Path`) to be looked into from now on."""

    def __init__(self, store: TrustStore, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self.notice = Notice()
        self.ceremony: Ceremony | None = None
        self._known = QVBoxLayout()
        self._known.setSpacing(8)
        self._nobody = quiet(nobody_words())
        self.import_button = button(_("&Import file…"))
        self.import_button.clicked.connect(self._choose)
        self.page_button = button(_("Verifier page…"))
        self.page_button.clicked.connect(self.save_page)
        self.watch_button = button(_("Look into a folder…"))
        self.watch_button.clicked.connect(self._watch_folder)
        self.time_button = button(_("That day is right"))
        self.time_button.clicked.connect(self._confirm_time)
        self.time_button.hide()
        top = QHBoxLayout()
        top.addWidget(heading(_("Authorities this computer believes"), 2), 1)
        top.addWidget(self.watch_button)
        top.addWidget(self.import_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 8)
        self._layout.addLayout(top)
        self._layout.addWidget(self.notice)
        self._layout.addWidget(self.time_button)
        self._layout.addWidget(self._nobody)
        self._layout.addLayout(self._known)
        self._layout.addWidget(self.page_button, 0, Qt.AlignmentFlag.AlignLeading)

    def refresh(self) -> None:
        """Read again what is believed."""
        in_background(self, self._store.listing, self._show, self.notice.show_refusal)

    def take_in(self, path: Path, digits: str | None = None, who: str = "") -> None:
        """Import a package, a bulletin or a country's certificate; one not known yet begins the ceremony."""
        now = int(self._clock())

        def refused(refusal: Refusal) -> None:
            if refusal.code in NEW_HERE:
                self._begin(path, refusal)
            else:
                self.notice.show_refusal(refusal)

        self.notice.clear()
        in_background(self, lambda: import_trust(self._store, path, now, digits, who), self._taken, refused)

    def save_page(self) -> None:
        """Write what is believed here as a page for a telephone or a computer without the program."""
        now = self._clock()
        path = choose_page_target(self, now)
        if path is not None:
            self.notice.show_hint(_("Please wait…"))
            in_background(
                self,
                lambda: write_page(self._store.view, path, now),
                self.notice.show_done,
                self.notice.show_refusal,
            )

    def _confirm_time(self) -> None:
        """Somebody has looked at the calendar: the list's date is right."""

        def confirmed(_done: None) -> None:
            self.time_button.hide()
            self.notice.show_done(_("The date of the list is believed now."))
            self.imported.emit()

        in_background(self, self._store.confirm_time, confirmed, self.notice.show_refusal)

    def _set_grace(self, code: str, days: int) -> None:
        in_background(
            self, lambda: self._store.set_grace(code, days), lambda _d: self.imported.emit(), self.notice.show_refusal
        )

    def _watch_folder(self) -> None:
        folder = choose_folder(self, _("A folder to look into"))
        if folder is not None:
            self.folder_chosen.emit(folder)
            self.take_in_believed([folder], asked=True)

    def _choose(self) -> None:
        kinds = _("Packages, lists and printed bulletins ({kinds});;All files (*)").format(kinds=_KINDS_OF_FILES)
        path, _filter = QFileDialog.getOpenFileName(self, _("Import"), "", kinds)
        if path:
            self.take_in(Path(path))

    def take_in_printed(self, text: str) -> None:
        """Take in a printed bulletin that was scanned or pasted."""
        now = int(self._clock())
        self.notice.clear()
        in_background(self, lambda: import_printed(self._store, (text,), now), self._taken, self.notice.show_refusal)

    def take_in_believed(self, folders: list[Path], *, asked: bool = False) -> None:
        """Take in from folders what believed authorities signed, unasked, and say what it was.

        asked: somebody chose the folder, and is told too that nothing in it was new.
        """
        now = int(self._clock())
        done = lambda found: self._looked(found, asked)  # noqa: E731
        in_background(self, lambda: look_into(self._store, folders, now), done, self.notice.show_refusal)

    def _looked(self, found: tuple[Found, ...], asked: bool = False) -> None:
        taken = [each for each in found if each.changed]
        new = [each for each in found if each.needs_people]
        lines = [
            _("{file}: taken in: {what}.").format(
                file=each.path.name, what=listed(_changed_words(part) for part in each.changed)
            )
            for each in taken
        ]
        lines += [_("{file}: brings somebody new here. Import it by hand.").format(file=each.path.name) for each in new]
        refused = ((apart(each.path.name), each.refusal) for each in found if each.alarms and each.refusal)
        wrong = [with_colon(name, refusal_words(refusal)) for name, refusal in refused]
        lines += wrong
        if lines:
            (self.notice.show_fault if wrong else self.notice.show_done)("\n".join(lines))
            (self.alarmed if wrong else self.looked).emit("\n".join(lines))
        elif asked:
            self.notice.show_hint(_nothing_new(found))
        if taken:
            self.refresh()
            self.imported.emit()

    def _begin(self, path: Path, refusal: Refusal) -> None:
        self._end()
        self.ceremony = Ceremony(refusal)
        self.ceremony.confirmed.connect(lambda typed, who: self.take_in(path, typed, who))
        self.ceremony.given_up.connect(self._end)
        self._layout.insertWidget(3, self.ceremony)
        self.ceremony.typed.setFocus()

    def _end(self) -> None:
        if self.ceremony is not None:
            self._layout.removeWidget(self.ceremony)
            self.ceremony.hide()
            self.ceremony.deleteLater()
            self.ceremony = None
            self.compared.emit()

    def _taken(self, done: Imported) -> None:
        self._end()
        name = country(done.country) if done.country else _("Trust list")
        self.time_button.setVisible(done.unconfirmed_time is not None)
        if done.unconfirmed_time is not None:
            words = _("{country}: this list is dated {day}, more than 400 days after all others. Look at the calendar.")
            self.notice.show_fault(words.format(country=name, day=day_of(done.unconfirmed_time)))
        elif not done.changed:
            self.notice.show_hint(_("{country}: everything in this file was here already.").format(country=name))
        else:
            what = listed(_changed_words(each) for each in done.changed)
            words = _("{country}: taken in: {what}.").format(country=name, what=what)
            more = _("Authorities it brought: {countries}.").format(
                countries=listed(country(each) for each in done.countries)
            )
            self.notice.show_done(f"{words} {more}" if done.countries else words)
        self.refresh()
        self.imported.emit()

    def _show(self, listed: tuple[Listed, ...]) -> None:
        while (item := self._known.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._nobody.setVisible(not listed)
        self.page_button.setEnabled(bool(listed))
        for each in listed:
            self._known.addWidget(_Authority(each, self._set_grace))


def _nothing_new(found: tuple[Found, ...]) -> str:
    """Why a folder brought nothing: it is empty, all of it is here, or what it holds is refused, as older lists are."""
    refused = [each.refusal for each in found if each.refusal is not None]
    if refused and len(refused) == len(found):
        return refusal_words(refused[0])
    return _("Everything in this folder was here already.") if found else _("This folder holds no lists.")


class _Authority(QFrame):
    def __init__(self, listed: Listed, set_grace: Callable[[str, int], None]) -> None:
        super().__init__()
        self.setProperty("card", True)
        layout = QVBoxLayout(self)
        name = with_colon(country(listed.country), listed.authority)
        title = plain(_("{name} (test keys)").format(name=name) if listed.training else name)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        layout.addWidget(title)
        layout.addWidget(digits_label(listed.fingerprint))
        if listed.bulletin_this is None:
            status = _("No status bulletin: whether a certificate was revoked is not known here.")
        else:
            status = _("Status bulletin {number} of {day}, the next is due {next}; {revoked}.").format(
                number=listed.bulletin_sequence,
                day=day_of(listed.bulletin_this),
                next=day_of(listed.bulletin_next or listed.bulletin_this),
                revoked=ngettext("{n} revoked", "{n} revoked", listed.revoked or 0).format(n=listed.revoked or 0),
            )
        signers = ngettext("{n} signer", "{n} signers", listed.signers).format(n=listed.signers)
        lines = [
            status,
            _("{signers}; the authority's own certificate ends {day}.").format(
                signers=signers, day=day_of(listed.not_after)
            ),
        ]
        if listed.accepted is not None:
            by = listed.accepted.by or _("not said")
            lines.append(_("Believed since {day}, accepted by: {by}.").format(day=day_of(listed.accepted.at), by=by))
        if listed.numbers is not None and listed.complete_to is not None:
            words = ngettext(
                "{n} number given out, complete to {day}: others are known as false.",
                "{n} numbers given out, complete to {day}: others are known as false.",
                listed.numbers,
            )
            lines.append(words.format(n=listed.numbers, day=day_of(listed.complete_to * 86400)))
        if listed.withdrawn is not None:
            words = _("By a trust list, its key no longer counts since {day}.")
            lines.append(words.format(day=day_of(listed.withdrawn)))
        layout.addWidget(plain("\n".join(lines)))
        grace = QSpinBox()
        grace.setRange(0, LONGEST_GRACE)
        grace.setValue(DEFAULT_GRACE if listed.grace_days is None else listed.grace_days)
        grace.setKeyboardTracking(False)
        grace.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a wheel that passes changes nothing
        grace.valueChanged.connect(lambda days: set_grace(listed.country, days))
        words = _("Days past its time from which an old bulletin is told in stronger words:")
        grace.setAccessibleName(f"{title.text()}. {words}")
        row = QHBoxLayout()
        row.addWidget(quiet(words), 1)
        row.addWidget(grace)
        layout.addLayout(row)


def _changed_words(changed: str) -> str:
    return {
        "anchor": _("the authority's certificate"),
        "signers": _("its signers"),
        "crl": _("its list of withdrawn signers"),
        "bulletin": _("its status bulletin"),
        "digest": _("its register digest"),
        "keeper": _("who keeps the list"),
        "list": _("the trust list"),
    }.get(changed, changed)
