"""The page where papers are checked: one field for codes, files from anywhere, the verdict, and what was checked."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from certapp.scan.keyed import Understood
from certapp.seal.text import LIST_PREFIX
from certapp.service.endorsing import Outbox
from certapp.service.many import Asked, Judge, asked_for, judge_with
from certapp.service.reading import Codes
from certapp.service.verifying import (
    LARGEST_TEXT,
)
from certapp.trust.judge import Withdrawn
from certapp.trust.store import TrustStore
from certapp.trust.view import TrustView
from certapp.ui.common import settings
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _, ngettext
from certapp.ui.verify.card import VerdictCard
from certapp.ui.verify.checking import Checked, Checking, Job
from certapp.ui.verify.code_field import CodeField
from certapp.ui.verify.history import HistoryList
from certapp.ui.verify.jobs import asked_job, camera_job, code_job, picture_job
from certapp.ui.verify.papers import offer_papers
from certapp.ui.verify.rooms import Rooms
from certapp.ui.verify.scanner_terms import layout_words
from certapp.ui.verify.sound import Ring
from certapp.ui.verify.trusting import KINDS, TrustPanel
from certapp.ui.verify.watching import StickWatch
from certapp.ui.verify.ways import Ways

if TYPE_CHECKING:
    from certapp.ui.verify.many_dialog import ManyDialog
    from certapp.ui.verify.number_dialog import NumberDialog

FEW = 30
"""So many files are checked on the page, each into the list of what was checked; more get a report of their own."""


class VerifyView(QWidget):
    """Checks codes and files. With a `store` its lists can be looked at and new ones taken in.

    `post`: the name of the place that checks, as its papers have it.
    """

    verified = Signal(object)
    """A `Checked`: something was checked and is shown."""
    trust_changed = Signal()
    """Lists were taken in here."""

    def __init__(
        self,
        view_source: Callable[[], TrustView],
        withdrawn_source: Callable[[], Mapping[bytes, Withdrawn]],
        parent: QWidget | None = None,
        *,
        store: TrustStore | None = None,
        clock: Callable[[], float] = time.time,
        post: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(parent)
        self.remark: Callable[[Checked], str] = lambda checked: ""
        """What this place knows beside the verdict, such as that the paper was seen before."""
        self.outbox: Outbox | None = None
        """What this place endorsed, if it endorses."""
        self._last: Checked | None = None
        self.many: ManyDialog | None = None
        """The window of many at once, while it is open."""
        self.ring: Ring = lambda colour: None
        """What lets a verdict be heard."""
        self._clock = clock
        self._view_source, self._withdrawn_source = view_source, withdrawn_source
        self.checking = Checking(view_source, withdrawn_source, self, clock=clock)
        self.notice = Notice()
        self.field = CodeField()
        self.check = button(_("&Verify"), primary=True)
        self.choose = button(_("Choose &files…"))
        self.paste = button(_("&Paste"))
        self.busy_words = quiet()
        self.stop = button(_("&Stop"))
        self.stop.hide()
        self.ways = Ways(self, (self.check, self.choose, self.paste))
        self.card = VerdictCard()
        offer_papers(self, self.card, view_source, post)
        self.card.acts.add(_("Compare pictures…"), self.compare_pictures, _has_content)
        self.history = HistoryList()
        self.below_history = QVBoxLayout()
        """Room for what the place that checks keeps beside this session."""
        self.trust: TrustPanel | None = None
        self.trust_button = button(_("&Trust…"))
        self.trust_button.setCheckable(True)
        self.trust_button.setVisible(store is not None)
        if store is not None:
            self.trust = TrustPanel(store, clock)
            self.trust.hide()
            self.trust.imported.connect(self.trust_changed)
            self.watch = StickWatch(settings.watched_folders(), self)
            self.watch.seen.connect(self.trust.take_in_believed)
            self.trust.folder_chosen.connect(self._watch)
            self.trust.looked.connect(self.notice.show_done)
            self.trust.alarmed.connect(self.notice.show_fault)
            self.trust.compared.connect(self.field.setFocus)
            self.trust_button.toggled.connect(self._show_trust)
        self.setAcceptDrops(True)
        self._lay_out()
        self.field.entered.connect(lambda: self.verify_typed())
        self.field.brought.connect(self.take)
        self.field.turned.connect(lambda action: self.rooms.area.verticalScrollBar().triggerAction(action))
        self.setFocusProxy(self.field)
        self.check.clicked.connect(lambda: self.verify_typed())
        self.choose.clicked.connect(self._choose)
        self.stop.clicked.connect(self.checking.give_up)
        self.paste.clicked.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.ways.began.connect(self._scan_begun)
        self.ways.went_on.connect(self._tell_scan)
        self.ways.read.connect(self.verify_scanned)
        self.ways.seen.connect(self.verify_seen)
        self.ways.refused.connect(self.notice.show_refusal)
        self.ways.left_out.connect(self._scan_left_out)
        self.ways.many_wanted.connect(self.verify_many)
        self.ways.number_wanted.connect(self.ask_number)
        self.checking.progress.connect(self._tell_progress)
        self.checking.takes_long.connect(self.stop.show)
        self.checking.judged.connect(self._found)
        self.checking.done.connect(self._done)
        self.checking.refused.connect(self.notice.show_refusal)
        self.history.wanted.connect(self._show)
        self.history.installEventFilter(self)

    # What is to be checked

    def verify_typed(self, way: str = "code") -> None:
        """Check what stands in the field; the next scan then takes its place."""
        text = self.field.toPlainText()
        self.field.selectAll()
        self.field.setFocus()
        if self.trust is not None and text.strip()[: len(LIST_PREFIX)].upper() == LIST_PREFIX:
            self.trust_button.setChecked(True)
            self.trust.take_in_printed(text.strip())
        elif text.strip():
            self._queue([code_job(text.strip(), way, self._last)])

    def verify_scanned(self, found: Understood) -> None:
        """Check what a scanner has read; say so where a layout had to be put right."""
        self._say_busy("")
        self.field.setPlainText(found.text)
        self.verify_typed("scanner")
        if words := layout_words(found):
            self.notice.show_hint(words)

    def verify_seen(self, codes: Codes) -> None:
        """Check what the camera has read."""
        self.field.setPlainText(codes.text)
        self.field.selectAll()
        self._queue([camera_job(codes)])

    def verify_files(self, paths: list[Path]) -> None:
        """Check files, and all files in folders, one after the other."""
        lists = [path for path in paths if path.suffix.lower() in KINDS]
        if lists and self.trust is not None:
            self.trust_button.setChecked(True)
            for path in lists:
                self.trust.take_in(path)
            paths = [path for path in paths if path not in lists]
        if paths:
            named = tuple(paths)
            self._forget()
            in_background(
                self, lambda: list(asked_for(named)), lambda asked: self._named(named, asked), self.notice.show_refusal
            )

    def ask_number(self) -> "NumberDialog":
        """Whether a number was ever given out, of a paper without a code."""
        from certapp.ui.verify.number_dialog import NumberDialog  # each of these with its first use

        dialog = NumberDialog(self.window(), self._view_source)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def verify_many(self, paths: Sequence[Path] = ()) -> "ManyDialog":
        """The window for a folder or a list of any length, beside this page; it begins with `paths`, if any."""
        if self.many is None:
            from certapp.ui.verify.many_dialog import ManyDialog

            self.many = ManyDialog(self, self._judge_of_now)
            self.many.wanted.connect(self._check_asked)
            self.many.finished.connect(self._many_closed)
            self.many.show()
        self.many.raise_()
        self.many.activateWindow()
        self.many.begin(paths)
        return self.many

    def verify_image(self, image: QImage) -> None:
        """Check a picture in memory."""
        self._queue([picture_job(image, self.checking.reader)])

    def take(self, data: QMimeData | None) -> None:
        """Check what was pasted or dropped: files, a picture, or a text."""
        if data is None:
            return
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.verify_files(paths)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.verify_image(image)
        elif data.hasText():
            self.field.setPlainText(data.text()[: LARGEST_TEXT + 1])
            self.verify_typed()

    def compare_pictures(self, checked: Checked) -> None:
        """The paper's pictures beside one of the object."""
        from certapp.ui.verify.pictures import PicturesDialog

        dialog = PicturesDialog(self, checked, self.checking.reader)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # How it looks

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading(_("Verify a certificate")), 1)
        top.addWidget(self.trust_button)
        busy = QHBoxLayout()
        busy.addWidget(self.busy_words, 1)
        busy.addWidget(self.stop)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 16, 16)
        column.setSpacing(12)
        column.addLayout(top)
        if self.trust is not None:
            column.addWidget(self.trust)
        column.addWidget(self.notice)
        told = caption(_("Scan, type or paste a &code here; drop files anywhere on this page"), self.field)
        told.setWordWrap(True)
        column.addWidget(told)
        column.addWidget(self.field)
        column.addWidget(self.ways)
        column.addLayout(busy)
        column.addWidget(self.card)
        column.addStretch(1)
        listed = (heading(_("Checked in this session"), 2), self.history)
        self.rooms = Rooms(page, listed, self.below_history)
        layout = QVBoxLayout(self)
        layout.addWidget(self.rooms)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """What is typed or scanned while the focus is elsewhere belongs into the field too."""
        if not self._typed_elsewhere(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """The list of what was checked would take typed letters for a search."""
        if watched is self.history and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._typed_elsewhere(event)
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Files, pictures and texts are welcome."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Check them."""
        event.acceptProposedAction()
        self.take(event.mimeData())

    def _typed_elsewhere(self, event: QKeyEvent) -> bool:
        bare = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if bare or not event.text() or not event.text().isprintable() or event.text() == " ":
            return False
        self.field.setFocus()
        QApplication.sendEvent(self.field, event)
        return True

    def _show_trust(self, shown: bool) -> None:
        if self.trust is not None:
            self.trust.setVisible(shown)
            if shown:
                self.trust.refresh()

    def _watch(self, folder: Path) -> None:
        settings.remember_watched(folder)
        self.watch.add(folder)

    def _choose(self) -> None:
        kinds = _("Certificates (*.pdf *.jpg *.jpeg *.png *.txt);;All files (*)")
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Choose files to verify"), "", kinds)
        self.field.setFocus()
        if paths:
            self.verify_files([Path(path) for path in paths])

    # Checking

    def _named(self, paths: tuple[Path, ...], asked: list[Asked]) -> None:
        if len(asked) > FEW:
            self.verify_many(paths)
        else:
            self._queue([asked_job(each, self.checking.reader) for each in asked])

    def _check_asked(self, asked: Asked) -> None:
        self._queue([asked_job(asked, self.checking.reader)])
        self.window().activateWindow()

    def _judge_of_now(self) -> Judge:
        return judge_with(self._view_source(), int(self._clock()), self._withdrawn_source(), self.outbox)

    def _many_closed(self) -> None:
        if self.many is not None:
            self.many.deleteLater()
            self.many = None

    def _forget(self) -> None:
        """Nothing of the last verdict may be seen beside the next paper."""
        self.card.clear()
        self.notice.clear()
        self.checking.begin_anew()

    def _queue(self, jobs: list[Job]) -> None:
        self._forget()
        self.checking.add(jobs)

    def _scan_begun(self) -> None:
        self._forget()
        self._tell_scan(0)

    def _tell_scan(self, characters: int) -> None:
        words = ngettext("Scanning… {n} character", "Scanning… {n} characters", characters)
        self._say_busy(words.format(n=characters))

    def _scan_left_out(self) -> None:
        words = _("A code was scanned while another window was open, and left out. Close that window and scan again.")
        self.notice.show_fault(words)

    def _tell_progress(self, which: int, of_all: int) -> None:
        words = _("Checking {n} of {all}…").format(n=which, all=of_all) if of_all > 1 else _("Checking…")
        self._say_busy(words if of_all else "")
        if not of_all:
            self.stop.hide()

    def _say_busy(self, words: str) -> None:
        self.busy_words.setText(words)
        self.busy_words.setVisible(bool(words))

    def _found(self, checked: Checked) -> None:
        self.history.remember(checked)
        self.verified.emit(checked)

    def _done(self, gravest: Checked, count: int) -> None:
        self._show(gravest)
        self.ring(gravest.found.verdict.colour)
        if count > 1:
            self.notice.show_hint(_("{n} files were checked; the gravest is shown.").format(n=count))

    def show_again(self, checked: Checked) -> None:
        """Show what was checked earlier, and have it in the list."""
        self.history.remember(checked)
        self._show(checked)

    def _show(self, checked: Checked) -> None:
        self._last = checked
        self.card.show_checked(checked, self.remark(checked))
        QTimer.singleShot(0, self, lambda: self.rooms.bring(self.card, self.card.head))  # when it has its place


def _has_content(checked: Checked) -> bool:
    return checked.found.verdict.claims is not None
