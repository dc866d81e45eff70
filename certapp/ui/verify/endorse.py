"""Endorsing what was judged, at a border post: what was presented, who endorsed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.service.endorsing import (
    LARGEST_PHOTOGRAPH,
    Kept,
    Outbox,
    Sheet,
    endorse,
    endorsement_line,
    may_endorse,
    next_step,
    seen_already,
    with_endorsements,
)
from certapp.trust.post_key import POST
from certapp.trust.unlocked import UnlockedKey
from certapp.ui.common.act_dialog import Asked, ask
from certapp.ui.common.background import in_background
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.camera_opening import take_photographs
from certapp.ui.common.grid_dialog import Line
from certapp.ui.common.labels import button, caption, quiet
from certapp.ui.common.passphrase import ask_and_try
from certapp.ui.common.pixels import jpeg_of
from certapp.ui.common.presented import IrregularityList, ObjectLines, kind_words, kinds
from certapp.ui.common.sheet_dialog import SheetDialog
from certapp.ui.common.words import _, ngettext
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.receipt import ReceiptDialog
from certapp.ui.verify.view import VerifyView


class EndorseDialog(SheetDialog):
    """What the officer says of a certificate."""

    WIDE = 640

    def __init__(self, parent: QWidget | None, checked: Checked, outbox: Outbox) -> None:
        claims = checked.found.verdict.claims
        assert claims is not None, "only what was judged is endorsed"
        self._claims = claims
        verdict, desk = checked.found.verdict, outbox.desk()
        self._noted = seen_already(verdict)
        steps = tuple(each for each in kinds() if may_endorse(verdict, each[0]))
        before = outbox.of(claims.id)
        step = next_step(claims, before)
        asked = [
            Asked("kind", "choice", _("&Step"), step if step in dict(steps) else steps[0][0], steps),
            Asked("office", "line", _("Customs &office"), desk.office),
            Asked("post", "line", _("&Post"), desk.post),
            Asked("officer", "line", _("O&fficer's number"), desk.officer),
            Asked("day", "day", _("&Day"), f"{datetime.fromtimestamp(checked.at, UTC):%Y-%m-%d}"),
            Asked("seals", "line", _("Sea&ls"), needed=False),
            Asked("remark", "words", _("Re&mark"), needed=False),
        ]
        told = [_("Certificate {number}").format(number=claims.number)]
        told += [_said(each) for each in before[-3:]]
        super().__init__(parent, _("Endorse"), "\n".join(told), _("&Endorse"), asked)

    def more(self) -> Sequence[Line]:
        """A line for each object, what is not as it should be, and the photographs."""
        named = [each.title or each.type for each in self._claims.objects]
        titles = [named[at] if at < len(named) else "" for at in range(self._claims.object_count)]
        self.objects = ObjectLines(titles)
        self.pictures = button(_("Add p&hotographs…"))
        self.pictures.clicked.connect(self._choose)
        self.camera = button(_("&Take photographs…"))
        self.camera.clicked.connect(self._photograph)
        self.pictured = quiet()
        self.noted = IrregularityList(self._noted)
        noted = (caption(_("&Irregularities"), self.noted), self.noted)
        return (*self.objects.lines, noted, (self.pictured, ButtonRows((self.camera, self.pictures))))

    def add_photographs(self, paths: Sequence[Path]) -> None:
        """Add these; what cannot be read is said."""
        try:
            read = tuple(_photograph(path) for path in paths)
        except Refusal as refusal:
            self.say(refusal.text(), self.pictures)
            return
        self._add(read)

    def _photograph(self) -> None:
        def take(taken: list[QImage]) -> None:
            self._add(tuple(jpeg_of(image) for image in taken))

        take_photographs(self, take, lambda refusal: self.say(refusal.text(), self.camera))

    def _add(self, read: tuple[bytes, ...]) -> None:
        self.photographs += read
        count = len(self.photographs)
        self.pictured.setText(ngettext("{n} photograph", "{n} photographs", count).format(n=count))

    def _choose(self) -> None:
        pictures = _("Photographs (*.jpg *.jpeg *.png)")
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Photographs"), "", pictures)
        if paths:
            self.add_photographs([Path(path) for path in paths])


class Endorsing:
    """Puts the act below the verdict, and says with each verdict what this post endorsed before."""

    def __init__(self, view: VerifyView, outbox: Outbox, clock: Callable[[], float]) -> None:
        self._view, self._outbox, self._clock = view, outbox, clock
        view.checking.add_remarks(lambda found: with_endorsements(found, outbox))
        self.button = view.card.acts.add(
            _("&Endorse…"), self.begin, lambda checked: may_endorse(checked.found.verdict, "REIMPORT")
        )

    def begin(self, checked: Checked) -> None:
        """Ask what was presented, then write the receipt."""
        dialog = EndorseDialog(self._view, checked, self._outbox)
        if ask(dialog) is None:
            return
        key: UnlockedKey | None = None
        if self._outbox.has_key():
            outbox, clock = self._outbox, self._clock
            words = _("The post's key signs the receipt.")
            key = ask_and_try(
                self._view, POST, words, lambda typed: outbox.keys.unlock(POST, typed, clock()), training=False
            )
            if key is None:
                return
        self.write(checked, dialog.sheet, key)

    def write(self, checked: Checked, sheet: Sheet, key: UnlockedKey | None) -> None:
        """Write the receipt, in the background, and show it."""
        outbox, verdict, now = self._outbox, checked.found.verdict, int(self._clock())
        in_background(
            self._view,
            lambda: endorse(outbox, verdict, sheet, now, key),
            lambda kept: ReceiptDialog(self._view, kept).open(),
            self._view.notice.show_refusal,
        )


def _said(kept: Kept) -> str:
    receipt = kept.receipt
    words = _("Endorsed here before: {step}, {line}")
    return words.format(step=kind_words(receipt.kind), line=endorsement_line(receipt))


def _photograph(path: Path) -> bytes:
    data = read_at_most(path, LARGEST_PHOTOGRAPH)
    if len(data) > LARGEST_PHOTOGRAPH or not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refusal("ENDORSE_PICTURE_WRONG", most=LARGEST_PHOTOGRAPH >> 20)
    return data
