"""The page where papers are checked: one field for codes, files from anywhere, the verdict, and what was checked."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from certapp.model.errors import Refusal
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import LARGEST_TEXT, FileVerdict, files_in, verify_bytes, verify_file, verify_text
from certapp.trust.judge import Withdrawn
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour
from certapp.trust.view import TrustView
from certapp.ui.common.background import in_background
from certapp.ui.common.labels import button, caption, heading, quiet
from certapp.ui.common.notice import Notice
from certapp.ui.common.words import _
from certapp.ui.verify.card import VerdictCard
from certapp.ui.verify.sign import sign_icon
from certapp.ui.verify.terms import big_word
from certapp.ui.verify.trusting import KINDS, TrustPanel

MOST_HISTORY = 500
WIDEST_PAGE = 980
PATIENCE: Final = 1000
"""Milliseconds after which one may want to stop."""
_PAGES: Final = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}
_GRAVITY: Final = (Colour.GREEN, Colour.GREY, Colour.AMBER, Colour.RED)

Judged = Callable[[TrustView, int, Mapping[bytes, Withdrawn]], FileVerdict]


@dataclass(frozen=True)
class Job:
    """One thing to be checked, by a name for people."""

    source: str
    judge: Judged


@dataclass(frozen=True)
class Checked:
    """One thing that was checked in this session, at Unix seconds."""

    at: float
    source: str
    found: FileVerdict


class VerifyView(QWidget):
    """Checks codes and files. With a `store` its lists can be looked at and new ones taken in."""

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
    ) -> None:
        super().__init__(parent)
        self._view_source, self._withdrawn_source, self._clock = view_source, withdrawn_source, clock
        self._jobs: list[Job] = []
        self._of_now: list[Checked] = []
        self._busy = False
        reader = ReadApart()
        self._reader = reader
        self.destroyed.connect(lambda: reader.close())
        self.notice = Notice()
        self.field = CodeField()
        self.check = button(_("&Verify"), primary=True)
        self.choose = button(_("Choose &files…"))
        self.paste = button(_("&Paste"))
        self.busy_words = quiet()
        self.stop = button(_("&Stop"))
        self.stop.hide()
        self._long = QTimer(self)
        self._long.setSingleShot(True)
        self._long.setInterval(PATIENCE)
        self._long.timeout.connect(self.stop.show)
        self.card = VerdictCard()
        self.history = QListWidget()
        self.trust: TrustPanel | None = None
        self.trust_button = button(_("&Trust…"))
        self.trust_button.setCheckable(True)
        self.trust_button.setVisible(store is not None)
        if store is not None:
            self.trust = TrustPanel(store, clock)
            self.trust.hide()
            self.trust.imported.connect(self.trust_changed)
            self.trust.compared.connect(self.field.setFocus)
            self.trust_button.toggled.connect(self._show_trust)
        self.setAcceptDrops(True)
        self._lay_out()
        self.field.entered.connect(self.verify_typed)
        self.field.brought.connect(self.take)
        self.field.turned.connect(lambda action: self._area.verticalScrollBar().triggerAction(action))
        self.setFocusProxy(self.field)
        self.check.clicked.connect(self.verify_typed)
        self.choose.clicked.connect(self._choose)
        self.stop.clicked.connect(self.give_up)
        self.paste.clicked.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.history.itemActivated.connect(self._show_again)
        self.history.itemClicked.connect(self._show_again)
        self.history.installEventFilter(self)

    # What is to be checked

    def verify_typed(self) -> None:
        """Check what stands in the field; the next scan then takes its place."""
        text = self.field.toPlainText()
        self.field.selectAll()
        self.field.setFocus()
        if text.strip():
            self._queue([Job(_("Code"), lambda view, now, withdrawn: verify_text(text.strip(), view, now, withdrawn))])

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
            in_background(self, lambda: list(files_in(named)), self._files_named, self.notice.show_refusal)

    def verify_image(self, image: QImage) -> None:
        """Check a picture in memory."""
        self._queue([Job(_("Picture"), lambda view, now, gone: self._judge(_png(image), view, now, gone))])

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

    # How it looks

    def _lay_out(self) -> None:
        self.history.setAccessibleName(_("Checked in this session"))
        self.history.setStyleSheet("QListWidget::item { padding: 4px 2px; }")
        self.history.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(heading(_("Verify a certificate")), 1)
        top.addWidget(self.trust_button)
        acts = QHBoxLayout()
        acts.addWidget(self.check)
        acts.addWidget(self.choose)
        acts.addWidget(self.paste)
        acts.addWidget(self.busy_words, 1)
        acts.addWidget(self.stop)
        page = QWidget()
        page.setMaximumWidth(WIDEST_PAGE)
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 16, 16)
        column.setSpacing(12)
        column.addLayout(top)
        if self.trust is not None:
            column.addWidget(self.trust)
        column.addWidget(self.notice)
        column.addWidget(caption(_("Scan, type or paste a &code here; drop files anywhere on this page"), self.field))
        column.addWidget(self.field)
        column.addLayout(acts)
        column.addWidget(self.card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(_("Verdict"))
        area.setWidget(page)
        self._area = area
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 4, 0, 0)
        beside.addWidget(heading(_("Checked in this session"), 2))
        beside.addWidget(self.history, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(area)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([760, 240])
        layout = QVBoxLayout(self)
        layout.addWidget(split)

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

    def _choose(self) -> None:
        kinds = _("Certificates (*.pdf *.jpg *.jpeg *.png *.txt);;All files (*)")
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Choose files to verify"), "", kinds)
        self.field.setFocus()
        if paths:
            self.verify_files([Path(path) for path in paths])

    # Checking

    def _files_named(self, paths: list[Path]) -> None:
        def job(path: Path) -> Job:
            return Job(path.name, lambda view, now, gone: verify_file(path, view, now, gone, self._reader))

        self._queue([job(path) for path in paths])

    def _judge(self, data: bytes, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn]) -> FileVerdict:
        return verify_bytes(data, view, now, withdrawn, self._reader)

    def give_up(self) -> None:
        """Stop the file that is being read, and leave out those that wait."""
        self._jobs.clear()
        self._reader.stop()

    def _forget(self) -> None:
        """Nothing of the last verdict may be seen beside the next paper."""
        self.card.clear()
        self.notice.clear()
        if not self._busy:
            self._of_now = []

    def _queue(self, jobs: list[Job]) -> None:
        self._forget()
        self._jobs += jobs
        self._next()

    def _next(self) -> None:
        left = len(self._jobs)
        if self._busy:
            return
        if not left:
            self.busy_words.setText("")
            self._long.stop()
            self.stop.hide()
            return
        job = self._jobs.pop(0)
        self._busy = True
        if not self._long.isActive() and not self.stop.isVisible():
            self._long.start()
        done = len(self._of_now)
        words = _("Checking {n} of {all}…").format(n=done + 1, all=done + left) if done + left > 1 else _("Checking…")
        self.busy_words.setText(words)

        def work() -> FileVerdict:
            return job.judge(self._view_source(), int(self._clock()), self._withdrawn_source())

        in_background(self, work, lambda found: self._found(job, found), self._not_checked)

    def _found(self, job: Job, found: FileVerdict) -> None:
        self._busy = False
        checked = Checked(self._clock(), job.source, found)
        self._of_now.append(checked)
        self._remember(checked)
        if not self._jobs:
            gravest = max(self._of_now, key=lambda each: _GRAVITY.index(each.found.verdict.colour))
            self._show(gravest)
            if len(self._of_now) > 1:
                self.notice.show_hint(_("{n} files were checked; the gravest is shown.").format(n=len(self._of_now)))
        self.verified.emit(checked)
        self._next()

    def _not_checked(self, refusal: Refusal) -> None:
        self._busy = False
        self._jobs.clear()
        self.notice.show_refusal(refusal)
        self._next()

    def _remember(self, checked: Checked) -> None:
        verdict = checked.found.verdict
        number = verdict.claims.number if verdict.claims is not None else ""
        when = f"{datetime.fromtimestamp(checked.at):%H:%M:%S}"
        item = QListWidgetItem(sign_icon(verdict.colour, self.palette()), "")
        item.setText("\n".join(filter(None, (f"{when}  {checked.source}", number, big_word(verdict)))))
        item.setData(Qt.ItemDataRole.UserRole, checked)
        self.history.insertItem(0, item)
        while self.history.count() > MOST_HISTORY:
            self.history.takeItem(self.history.count() - 1)

    def _show_again(self, item: QListWidgetItem) -> None:
        checked = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(checked, Checked):
            self._show(checked)

    def _show(self, checked: Checked) -> None:
        when = f"{datetime.fromtimestamp(checked.at):%H:%M:%S}"
        self.card.show_verdict(checked.found, f"{checked.source} · {when}")
        self._area.ensureWidgetVisible(self.card.head)


class CodeField(QPlainTextEdit):
    """Takes a code; Enter checks it, as a scanner ends a code with Enter."""

    entered = Signal()
    brought = Signal(object)
    """Files or a picture were pasted."""
    turned = Signal(QAbstractSlider.SliderAction)
    """Page up or down: the field is small, what is meant is the verdict below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the whole page takes what is dropped
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 18)
        self.setPlaceholderText(_("XCERTB…"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter checks; with Shift it is a new line. Page up and down are not for the field."""
        page = _PAGES.get(Qt.Key(event.key()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif page is not None and not event.modifiers():
            self.turned.emit(page)
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  # Qt's name
        """Pictures and files as well as text."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Text into the field, within a bound; the rest is checked as what it is."""
        if source.hasImage() or any(url.isLocalFile() for url in source.urls()):
            self.brought.emit(source)
        else:
            self.insertPlainText(source.text()[: LARGEST_TEXT + 1])


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(buffer.data().data())
