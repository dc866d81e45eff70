"""Several applications at once: each with what stands in its way, one passphrase, and an account of what was done."""

import threading
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QPushButton, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused, Weight, blocking
from certapp.model.signing import SigningKey
from certapp.service.batches import Account, Choice
from certapp.service.office import Actor
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, quiet
from certapp.ui.common.next_bulletin import border_words
from certapp.ui.common.notice import Notice
from certapp.ui.common.order import Dialog
from certapp.ui.common.person import name_of
from certapp.ui.common.terms import day_of_milliseconds, refusal_words
from certapp.ui.common.words import _, ngettext
from certapp.ui.session import Session

_NUMBER: Final = Qt.ItemDataRole.UserRole
MOST_FINDINGS: Final = 4
"""Lines below an application that say what stands in its way."""


class BatchDialog(Dialog):
    """Approves what is marked; `IssueBatchDialog` issues it, `SealAnewDialog` prepares what fell with a stolen key.

    While it works, Esc stops between two.
    """

    acted = Signal()
    _told = Signal(int, str)

    def __init__(self, session: Session, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.actor = session, actor
        self._stop = threading.Event()
        self._busy = False
        self.setWindowTitle(self.title())
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Applications to choose from"))
        self.list.setWordWrap(True)
        self.list.setProperty("lines", True)
        self.list.itemChanged.connect(lambda item: self._tell())
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.step = quiet()
        self.step.hide()
        self.all = button(_("&Mark all that can be done"))
        self.go_on = button("", primary=True)
        self.stop = button(_("&Stop after this one"))
        self.rest = button(_("Go on with the &rest…"))
        self.rest.hide()
        self.close_button = button(_("&Close"))
        self._left: frozenset[str] = frozenset()
        self.rest.clicked.connect(self.begin_again)
        self.all.clicked.connect(self.mark_all)
        self.go_on.clicked.connect(self.start)
        self.stop.clicked.connect(self.ask_to_stop)
        self._told.connect(self._show_told)
        self._lay_out()
        self.read()

    # What the two kinds differ in

    def title(self) -> str:
        """Of the window."""
        return _("Approve several applications")

    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen; beside the window."""
        from certapp.service.batches import to_approve

        return to_approve(self.session.office, self.actor)

    def words_of_act(self, count: int) -> str:
        """The button."""
        return ngettext("Approve {n} application", "Approve {n} applications", count).format(n=count)

    def words_of_done(self, count: int) -> str:
        """The first words of the account."""
        return ngettext("{n} application is approved.", "{n} applications are approved.", count).format(n=count)

    def start(self) -> None:
        """Do it; the person's key was unlocked when the person logged in."""
        self.run(self.marked(), None)

    def work(self, numbers: Sequence[str], key: SigningKey | None) -> Account:
        """The batch; beside the window."""
        from certapp.service.batches import approve_all

        return approve_all(self.session.office, self.actor, numbers, self._told.emit, self._stop.is_set)

    # What they share

    def read(self) -> None:
        """Read what waits."""
        in_background(self, self.choices, self._show_choices, self.notice.show_refusal)

    def mark_all(self) -> None:
        """Choose every application that nothing stands in the way of."""
        for item in self._items():
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Checked)

    def marked(self) -> list[str]:
        """The applications chosen, the oldest first."""
        return [str(each.data(_NUMBER)) for each in self._items() if each.checkState() is Qt.CheckState.Checked]

    def begin_again(self) -> None:
        """Read what waits once more, and mark what was not done: the token is back, or the disk has room."""
        for hidden in (self.rest, *self.further_buttons()):
            hidden.hide()
        for shown in (self.go_on, self.all):
            shown.show()
        self.list.setAccessibleName(_("Applications to choose from"))
        self.notice.clear()
        self.read()

    def ask_to_stop(self) -> None:
        """No further application is begun."""
        self._stop.set()
        self.stop.setEnabled(False)
        self.step.setText(_("Stops after this one…"))

    def reject(self) -> None:
        """Close; while it works, stop first."""
        if self._busy:
            self.ask_to_stop()
        else:
            super().reject()

    def run(self, numbers: Sequence[str], key: SigningKey | None) -> None:
        """Work through them beside the window."""
        if not numbers:
            self.notice.show_refusal(Refusal("BATCH_NOTHING_CHOSEN"))
            return
        self._stop.clear()
        self.notice.clear()
        self.progress.setRange(0, len(numbers))
        self._set_busy(True)
        in_background(self, lambda: self.work(numbers, key), self._done, self._refused)

    def show_account(self, account: Account) -> None:
        """What was and was not done, and why."""
        self.list.blockSignals(True)
        self.list.clear()
        for line in account.lines:
            sign = "✓" if line.refusal is None else "✗"
            words = [" ".join(filter(None, (sign, line.certificate, line.application)))]
            words += [_("{number} does not hold any more.").format(number=line.replaces)] if line.replaces else []
            words += [each for refusal in (line.refusal, line.remark) if refusal is not None for each in _why(refusal)]
            words += [_("Number {number} is void.").format(number=line.void)] if line.void else []
            self.list.addItem(QListWidgetItem("\n".join(words)))
        for number in account.left:
            self.list.addItem(QListWidgetItem(_("– {number}: not reached").format(number=number)))
        self.list.setAccessibleName(_("What was and was not done"))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        said = [self.words_of_done(len(account.done))]
        if any(line.replaces for line in account.lines):
            said.append(border_words(None))
        if account.refused:
            count = len(account.refused)
            said.append(ngettext("{n} could not be done.", "{n} could not be done.", count).format(n=count))
        if account.left:
            count = len(account.left)
            said.append(ngettext("{n} was not reached.", "{n} were not reached.", count).format(n=count))
        if account.stopped is not None:
            said.append(refusal_words(account.stopped))
        (self.notice.show_done if account.whole else self.notice.show_fault)(" ".join(said))

    def further_buttons(self) -> tuple[QPushButton, ...]:
        """For further acts on what was done; hidden until then."""
        return ()

    def finished_with(self, account: Account) -> None:
        """Further acts on what was done."""

    def _show_choices(self, choices: tuple[Choice, ...]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for choice in choices:
            line = choice.line
            since = _("received {day}, prepared by {name}").format(
                day=day_of_milliseconds(line.received_at), name=name_of(self.session.office, line.prepared_by)
            )
            words = [f"{line.number}   {line.title}", since]
            if choice.hindrance is not None:
                words += [f"✗ {each}" for each in _why(choice.hindrance)]
            item = QListWidgetItem("\n".join(words))
            item.setData(_NUMBER, line.number)
            if choice.hindrance is None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                left = line.number in self._left
                item.setCheckState(Qt.CheckState.Checked if left else Qt.CheckState.Unchecked)
            else:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if not choices:
            self.notice.show_hint(_("No application waits"))
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self._tell()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _tell(self) -> None:
        count = len(self.marked())
        self.go_on.setText(self.words_of_act(count))
        self.go_on.setEnabled(count > 0 and not self._busy)
        self.all.setEnabled(not self._busy)

    def _show_told(self, done: int, number: str) -> None:
        self.progress.setValue(done)
        words = _("{number}: {done} of {total} done").format(number=number, done=done, total=self.progress.maximum())
        self.step.setText(words)
        self.progress.setAccessibleName(words)

    def _done(self, account: Account) -> None:
        self._set_busy(False)
        self.go_on.hide()
        self.all.hide()
        self._left = frozenset(account.rest)
        self.rest.setVisible(bool(self._left))
        self.show_account(account)
        self.finished_with(account)
        self.acted.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._set_busy(False)
        self.notice.show_refusal(refusal)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.list.setEnabled(not busy)
        for each in (self.progress, self.step, self.stop):
            each.setVisible(busy)
        self.stop.setEnabled(busy)
        self.close_button.setVisible(not busy)
        self._tell()
        (self.stop if busy else self.list).setFocus()

    def _lay_out(self) -> None:
        self.stop.hide()
        layout = QVBoxLayout(self)
        told = _("Space marks an application. What stands in the way of the others is said below them.")
        layout.addWidget(quiet(told))
        layout.addWidget(self.notice)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.step)
        layout.addWidget(self.progress)
        acts = (self.all, self.go_on, self.stop, *self.further_buttons(), self.rest)
        layout.addLayout(self.last_line(*acts, leave=self.close_button))
        self.resize(760, 560)
        self._tell()


def _why(refusal: Refusal) -> list[str]:
    """A line for each thing that stands in the way of a record; else the refusal's own sentence."""
    if isinstance(refusal, RecordRefused):
        hindering = blocking(refusal.findings, Weight.APPLICATION, Weight.ISSUE)
        return [finding.text() for finding in hindering[:MOST_FINDINGS]]
    return [refusal_words(refusal)]
