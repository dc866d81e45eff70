"""The verdict on the screen: first the verdict, and only where it carries them the fields to compare."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from certapp.seal.claims import Claims
from certapp.service.picture_shown import ShownPicture
from certapp.trust.verdict import Colour, Outcome, Reason
from certapp.ui.common.labels import heading, large, plain, quiet
from certapp.ui.common.theme import dress
from certapp.ui.common.words import _, apart
from certapp.ui.verify.acts import ActsBar
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.objects import ObjectsCard
from certapp.ui.verify.paper_fields import PaperFields
from certapp.ui.verify.sign import Sign
from certapp.ui.verify.terms import (
    ages,
    big_word,
    clock_rows,
    contact_rows,
    five_fields,
    ladder_rows,
    next_step,
    other_fields,
    pdf_words,
    record_words,
    signed_rows,
    tag_rows,
)

SIGN_PX = 84
PICTURE_PX = 132
_WIDE_EM = 36
"""Heights of a line, below which the head of the card has no room for a picture."""
_COMPARE = "COMPARE"


class VerdictCard(QWidget):
    """One verdict; empty until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour: Colour | None = None
        self.source = quiet()
        self.sign = Sign(SIGN_PX)
        self.word = large("", 2.3, bold=True)
        self.next = large("", 1.25, bold=True)
        self.reasons = large("", 1.2)
        self.ages = plain()
        self.remarks = plain()
        self.head = QFrame()
        self.head.setObjectName("verdict")
        words = QVBoxLayout()
        words.setSpacing(6)
        for label in (self.word, self.next, self.reasons, self.ages, self.remarks):
            words.addWidget(label)
        top = QHBoxLayout(self.head)
        top.setContentsMargins(20, 18, 20, 18)
        top.setSpacing(20)
        self.picture = QLabel()
        self.picture.hide()
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.acts = ActsBar()
        self.paper: PaperFields | None = None
        """What is compared with the paper, where the verdict has content."""
        self._below = QVBoxLayout()
        self._below.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.source)
        layout.addWidget(self.head)
        layout.addWidget(self.acts)
        layout.addLayout(self._below)
        self.clear()

    def clear(self) -> None:
        """Nothing of an earlier verdict may stand beside a new paper."""
        self._colour = None
        self._pictured = QPixmap()
        self.picture.hide()
        self.acts.show_for(None)
        self.paper = None
        self.hide()
        while (item := self._below.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label in (self.source, self.word, self.next, self.reasons, self.ages, self.remarks):
            label.setText("")

    def show_checked(self, checked: Checked, remarks: str = "") -> None:
        """Show the verdict on what was checked; `remarks`: what this place knows beside it."""
        self.clear()
        found, verdict = checked.found, checked.found.verdict
        self._colour = verdict.colour
        self.source.setText(f"{apart(checked.source)} · {datetime.fromtimestamp(checked.at):%H:%M:%S}")
        self.word.setText(big_word(verdict))
        self.next.setText(next_step(verdict))
        # That a genuine code can be copied is said where the fields to compare are.
        compare = next((reason.text() for reason in verdict.reasons if reason.code == _COMPARE), "")
        self.reasons.setText("\n".join(each.text() for each in verdict.reasons if each.code != _COMPARE))
        # Lists that do not know the signer say nothing about its papers.
        self.ages.setText("" if verdict.outcome is Outcome.UNKNOWN_ISSUER else ages(verdict.list_ages))
        self.ages.setVisible(bool(self.ages.text()))
        self.remarks.setText(remarks)
        self.remarks.setVisible(bool(remarks))
        self.sign.show_colour(verdict.colour)
        if found.picture is not None:
            self._pictured = QPixmap.fromImage(QImage.fromData(found.picture.png()))
            words = _("Signed picture of object {number}").format(number=found.picture.number)
            self.picture.setAccessibleName(words)
            self.picture.setToolTip(words)
        self._show_picture()
        dress(self.head, verdict.colour.value)
        self.acts.show_for(checked)
        if ladder := ladder_rows(verdict):
            self._below.addWidget(_Fields(_("When a code cannot be read"), ladder, 1.2))
        if clock := clock_rows(verdict):
            self._below.addWidget(_Fields(_("The clock"), clock, 1.3))
        contact = [] if verdict.contact is None else contact_rows(verdict.contact)
        if contact and verdict.colour is not Colour.GREEN:  # before all else where there may be something to ask
            self._below.addWidget(_Fields(_("Asking the authority"), contact, 1.0))
        if verdict.claims is not None:
            self._show_content(verdict.claims, found.picture, compare)
        if found.tag is not None:
            title = _("Tag of object {n} of certificate {number}")
            title = title.format(n=found.tag.object_number, number=found.tag.number)
            self._below.addWidget(_Fields(title, tag_rows(found.tag), 1.3))
        if found.pdf is not None:
            said = "\n".join(Reason(code, params).text() for code, params in found.pdf.reasons)
            rows = [(_("Signature"), "\n".join(filter(None, (pdf_words(found.pdf.outcome), said))))]
            rows += signed_rows(found.pdf.officer, found.pdf.stamped_at, found.pdf.archived_at)
            rows.append((_("Record inside"), record_words(found.record_matches)))
            self._below.addWidget(_Fields(_("The PDF file itself"), rows, 1.0))
        if contact and verdict.colour is Colour.GREEN:
            self._below.addWidget(_Fields(_("Asking the authority"), contact, 1.0))
        self.show()
        self.head.setAccessibleName(self.word.text())
        self.head.setAccessibleDescription(f"{self.next.text()} {self.reasons.text()}")
        QAccessible.updateAccessibility(QAccessibleEvent(self.head, QAccessible.Event.Alert))

    @property
    def shown_text(self) -> str:
        """All words on the card, as a person reads them."""
        return "\n".join(label.text() for label in self.findChildren(QLabel) if label.isVisibleTo(self))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Where there is little room the words of the verdict have it."""
        super().resizeEvent(event)
        self._show_picture()

    def _show_picture(self) -> None:
        """The object at first sight, small; large it stands with its description."""
        fits = not self._pictured.isNull() and self.width() >= _WIDE_EM * self.fontMetrics().height()
        if fits and self.picture.isHidden():
            side = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(self._pictured.scaled(PICTURE_PX, PICTURE_PX, side, smooth))
        self.picture.setVisible(fits)

    def _show_content(self, claims: Claims, picture: ShownPicture | None, compare: str) -> None:
        """What the code says: to be compared, or of a paper that is not accepted only to be read."""
        if self._colour is Colour.RED:
            self._below.addWidget(_Fields(_("On the code"), five_fields(claims)[:-1], 1.3))
        else:
            self.paper = PaperFields(five_fields(claims), compare)
            self._below.addWidget(self.paper)
        self._below.addWidget(ObjectsCard(claims, picture))
        self._below.addWidget(_Fields(_("Also on the code"), other_fields(claims), 1.3))


class _Fields(QFrame):
    """Labels and values under a heading."""

    def __init__(self, title: str, rows: list[tuple[str, str]], scale: float) -> None:
        super().__init__()
        self.setProperty("card", True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for index, (label, value) in enumerate(rows):
            name = quiet(label)
            name.setWordWrap(False)
            shown = large(value, scale)
            shown.setAccessibleName(f"{label}: {value}")
            grid.addWidget(name, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, index, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(heading(title, 2))
        layout.addLayout(grid)
