"""A shift at a land border (a laptop without network, a scanner that types), step by step, with the keyboard alone.

`CERTAPP_KEYS=display` takes keyboard and scanner from the X server; the keys of the scanner are pressed by their number
under the layout `CERTAPP_LAYOUT` (us, fr, de, es, ara, ru; fr where none is named).
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QApplication

from certapp.imaging.small import small_webp
from certapp.seal.claims import TEMPORARY, SealedObject, SealedParty
from certapp.seal.signed_picture import SignedPicture, seal_picture
from certapp.service.endorsing import Outbox, outbox_of
from certapp.service.post import Post, PostSettings
from certapp.trust.fingerprint import code_fingerprint, fingerprint40
from certapp.trust.package import read_package
from certapp.trust.receipt import read_receipt
from certapp.trust.verdict import Colour
from certapp.ui.common import settings
from certapp.ui.post.window import PostWindow
from certapp.ui.printing.paper import PaperDialog
from certapp.ui.verify.endorse import EndorseDialog
from certapp.ui.verify.outbox import OutboxDialog
from certapp.ui.verify.pictures import PicturesDialog
from certapp.ui.verify.receipt import ReceiptDialog
from tests.offices import EXAMPLES
from tests.scan.test_keyed import pressed
from tests.trust.authority import DAY, FOUNDED, ID, Authority, found
from tests.ui.keyboard import DisplayKeyboard, Keyboard, Until, answer, choose_by_keyboard, come_back_to
from tests.ui.verify.test_keyboard_scanner import X11_CODES, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NOW = FOUNDED + 9 * DAY + 3600
DISPLAY = os.environ.get("CERTAPP_KEYS") == "display"
LAYOUT = os.environ.get("CERTAPP_LAYOUT", "fr")
NAMES = {"us": ("en-US", ""), "fr": ("fr", "French"), "de": ("de", "German"), "es": ("es", "")}
NAMES |= {"ara": ("ar", "Arabic"), "ru": ("ru", "Russian")}
CRATES = (
    SealedObject("statue", "Seated scribe", "limestone", "H 43 cm"),
    SealedObject("vessel", "Jar with two handles", "clay", "H 61 cm"),
    SealedObject("statue", "Striding man", "bronze", "H 22 cm"),
)
SCRIBE = EXAMPLES / "painting-permanent-sale" / "front.jpg"
"""Stands for a photograph of the first object."""
TRIES = 3 if DISPLAY else 1
"""The X server tells programs of a new layout in its own time."""
RETURN = FOUNDED // DAY + 150
Look = Callable[[str], None]


@dataclass
class Shift:
    """The post's window, who issues, the two codes on the paper, and the stick."""

    window: PostWindow
    authority: Authority
    code: str
    picture: str
    outbox: Outbox
    stick: Path
    heard: list[Colour] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """All words of the verdict on the page."""
        return self.window.post.verify.card.shown_text.replace("\u2060", "")


@pytest.fixture(scope="module")
def shift(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    folder = tmp_path_factory.mktemp("border")
    patched = pytest.MonkeyPatch()
    for kind in ("config", "data", "log"):
        patched.setattr(settings, f"user_{kind}_path", lambda *names, kind=kind, **options: folder / kind)
    authority = found("XA")
    post = Post(folder / "post")
    post.keep(PostSettings(name="Bridge post"))
    package = authority.package(authority.bulletin())
    digits = fingerprint40(read_package(package).anchor.certificate.der)
    post.store().import_file(package, FOUNDED + DAY, digits, "Ana, Ben")
    consignee = SealedParty("Museum of Elsewhere", "FR")
    code = authority.code(
        kind=TEMPORARY, return_by=RETURN, objects=CRATES, object_count=3, destination="FR", consignee=consignee
    )
    picture = seal_picture(
        SignedPicture(ID, 1, small_webp(SCRIBE.read_bytes(), 450)), authority.signer.kid, authority.signer.sign_raw
    )
    (folder / "stick").mkdir()
    heard: list[Colour] = []
    window = PostWindow(post, clock=lambda: float(NOW), ring=heard.append)
    window.show()
    yield Shift(window, authority, code, picture, outbox_of(post.lists()), folder / "stick", heard)
    QThreadPool.globalInstance().waitForDone()
    window.close()
    window.deleteLater()
    patched.undo()


@pytest.fixture
def keys(shift: Shift, until: Until) -> Keyboard:
    come_back_to(QApplication.activeModalWidget() or shift.window, until)
    if not DISPLAY:
        return Keyboard(until)
    lay("us" if LAYOUT in ("ara", "ru") else LAYOUT)  # names of files are typed in Latin letters
    return DisplayKeyboard(until)


@pytest.fixture
def look(shift: Shift) -> Look:
    """Keeps a picture of the window where `CERTAPP_PICTURES` names a folder for them."""
    folder = os.environ.get("CERTAPP_PICTURES")

    def keep(name: str) -> None:
        if folder:
            shown = QApplication.activeModalWidget() or shift.window
            QApplication.processEvents()
            shown.grab().save(str(Path(folder) / f"{name}.png"))

    return keep


def lay(layout: str) -> None:
    """The layout of the display from now on."""
    asked = subprocess.run(["setxkbmap", "-query"], check=True, capture_output=True, text=True).stdout
    if f"layout:     {layout}\n" not in asked:
        subprocess.run(["setxkbmap", layout], check=True)
        time.sleep(0.5)  # until programs know


def scan(shift: Shift, text: str) -> None:
    """The scanner's keys, by their number, and Enter."""
    if not DISPLAY:
        press(shift.window, f"{text}\r", NAMES[LAYOUT][0])
        return
    lay(LAYOUT)
    codes = []
    for character in text:
        shifted, key = pressed(character, "en-US")
        codes.append(f"{'shift+' if shifted else ''}{X11_CODES[key]}")
    subprocess.run(["xdotool", "key", "--delay", "5", *codes, "36"], check=True)


def test_1_the_laptop_opens_without_anybody_and_the_field_is_ready(shift: Shift, until: Until, look: Look) -> None:
    if DISPLAY:
        lay(LAYOUT)
    come_back_to(shift.window, until)
    assert shift.window.post.verify.field.hasFocus()
    assert shift.window.windowTitle().startswith("Bridge post")
    assert not shift.window.post.verify.notice.text, "the lists of a country are here"
    look("a1-ready")


def test_2_the_first_scan_is_put_right_and_the_keyboard_named(shift: Shift, until: Until) -> None:
    language = NAMES[LAYOUT][1]
    for _try in range(TRIES):
        scan(shift, shift.code)
        until(lambda: shift.window.post.verify.card.word.text() == "Genuine")
        if language in shift.window.post.verify.notice.text:
            break
        time.sleep(1)
    assert language in shift.window.post.verify.notice.text
    assert bool(shift.window.post.verify.notice.text) == bool(language)
    assert shift.window.post.verify.field.toPlainText() == shift.code


def test_3_genuine_with_the_age_of_the_list_and_all_that_the_code_says(shift: Shift, until: Until, look: Look) -> None:
    assert set(shift.heard) == {Colour.GREEN}
    assert "2026-11-23 (9 days old)" in shift.shown
    for words in ("XA-2026-01-000001-K", "until 2027-05-24", "France (FR)", "Museum of Elsewhere", "Temporary export"):
        assert words in shift.shown
    assert "2027-04-22" in shift.shown, "the day of return"
    for crate in CRATES:
        assert crate.title in shift.shown and crate.measurements in shift.shown
    look("a3-genuine")
    scan(shift, shift.picture)  # the second code on the paper
    until(lambda: "Signed picture of object 1" in shift.shown)
    assert "Seated scribe" in shift.shown and shift.window.post.verify.card.word.text() == "Genuine"
    assert "Checked here before" not in shift.shown, "it is the same paper still"
    look("a3-with-picture")


def test_4_crate_two_is_the_one_of_the_picture(
    shift: Shift, keys: Keyboard, until: Until, look: Look, tmp_path: Path
) -> None:
    Image.open(SCRIBE).resize((640, 480)).save(tmp_path / "crate.png")

    def compare() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PicturesDialog)
        until(lambda: len(dialog.paper_pane.seen) == 1)
        keys.tab_to("Choose a &picture…")
        choose_by_keyboard(keys, tmp_path, "crate.png")
        keys.press(Qt.Key.Key_Space)
        until(lambda: bool(dialog.paper_pane.hint.text()))
        come_back_to(dialog, until)
        look("a4-pictures")
        assert "alike" in dialog.paper_pane.hint.text() and "no proof" in dialog.paper_pane.hint.text()
        keys.press(Qt.Key.Key_Escape)

    answer(PicturesDialog, compare)
    keys.tab_to("Compare pictures…")
    keys.press(Qt.Key.Key_Space)
    until(lambda: QApplication.activeModalWidget() is None)


def test_5_the_five_fields_are_held_against_the_paper(shift: Shift, keys: Keyboard, until: Until, look: Look) -> None:
    paper = shift.window.post.verify.card.paper
    assert paper is not None and len(paper.rows) == 5
    for label, equal, _differs in paper.rows[:-1]:
        keys.tab_to(f"{label}: equal")
        keys.press(Qt.Key.Key_Space)
        assert equal.isChecked()
    assert not paper.advice.text
    keys.tab_to("Consignee: equal", back=True)
    keys.press(Qt.Key.Key_Right)
    assert "Consignee: the paper does not say what the code was signed for" in paper.advice.text
    look("a5-differs")
    keys.press(Qt.Key.Key_Left)
    keys.tab_to("Object 1: equal")
    keys.press(Qt.Key.Key_Space)
    assert "All five are equal" in paper.advice.text


def test_6_two_statues_where_the_paper_says_one_are_endorsed_as_a_difference(
    shift: Shift, keys: Keyboard, until: Until, look: Look, tmp_path: Path
) -> None:
    Image.new("RGB", (640, 480), "grey").save(tmp_path / "two-statues.jpg")
    written: list[str] = []

    def endorse() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, EndorseDialog)
        for label, words in (("Customs office", "Road 7"), ("Post", "Bridge"), ("Officer's number", "4711")):
            keys.tab_to(label)
            keys.type(words)
        keys.tab_to("3. Striding man: what was presented")
        keys.press(Qt.Key.Key_Down, times=2)
        keys.tab_to("3. Striding man: pieces")
        keys.type("2")
        keys.tab_to("Add p&hotographs…")
        choose_by_keyboard(keys, tmp_path, "two-statues.jpg")
        keys.press(Qt.Key.Key_Space)
        until(lambda: len(dialog.photographs) == 1)
        come_back_to(dialog, until)
        look("a6-endorse")
        answer(ReceiptDialog, receipt)
        keys.tab_to("&Endorse")
        keys.press(Qt.Key.Key_Space)

    def receipt() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReceiptDialog)
        written.append(dialog.line.toPlainText())
        look("a6-receipt")
        keys.press(Qt.Key.Key_Escape)

    answer(EndorseDialog, endorse)
    keys.tab_to("&Endorse…")
    keys.press(Qt.Key.Key_Space)
    until(lambda: len(written) == 1 and QApplication.activeModalWidget() is None)
    assert written[0].startswith("EXIT Bridge 2026-12-02 4711 ")
    (kept,) = shift.outbox.waiting()
    assert [(row.status, row.quantity) for row in kept.receipt.objects] == [
        ("PRESENTED", None),
        ("PRESENTED", None),
        ("MISMATCH", 2),
    ]
    assert len(kept.receipt.photographs) == 1


def test_7_in_doubt_the_call_sheet_names_the_authority_and_what_to_read_aloud(
    shift: Shift, keys: Keyboard, until: Until, look: Look
) -> None:
    pages: list[int] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PaperDialog)
        until(dialog.save.isEnabled)
        until(lambda: bool(dialog.pages.pictures()))
        look("a7-call-sheet")
        pages.append(len(dialog.pages.pictures()))
        keys.press(Qt.Key.Key_Escape)

    answer(PaperDialog, read)
    keys.tab_to("Call s&heet…")
    keys.press(Qt.Key.Key_Space)
    until(lambda: QApplication.activeModalWidget() is None and bool(pages))
    assert pages == [1]
    assert len(code_fingerprint(shift.code).split()) == 8


def test_8_the_stick_brings_the_next_list_and_takes_the_outbox(
    shift: Shift, keys: Keyboard, until: Until, look: Look
) -> None:
    view = shift.window.post.verify
    view.watch.add(shift.stick)
    (shift.stick / "XA-2.xcstatus").write_bytes(shift.authority.bulletin(2, this=FOUNDED + 9 * DAY))
    until(lambda: "XA-2.xcstatus: taken in" in view.notice.text or "XA-2" in view.trust.notice.text)  # type: ignore[union-attr]
    assert shift.window.post.post.store().view().bulletins["XA"].sequence == 2

    def send() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, OutboxDialog)
        assert dialog.list.count() == 1
        look("a8-outbox")
        dialog.copy_to(shift.stick)  # the system's own dialog for folders comes before
        look("a8-sent")
        assert dialog.list.count() == 0
        keys.press(Qt.Key.Key_Escape)

    answer(OutboxDialog, send)
    keys.tab_to("&Outbox…")
    keys.press(Qt.Key.Key_Space)
    until(lambda: QApplication.activeModalWidget() is None)
    (receipt,) = shift.stick.glob("*.xcreceipt")
    assert read_receipt(receipt.read_bytes()).receipt.officer == "4711"
    assert receipt.with_suffix(".zip").exists(), "the photograph travels with it"


def test_9_the_same_paper_again_is_told_with_day_and_post(shift: Shift, until: Until, look: Look) -> None:
    come_back_to(shift.window, until)
    scan(shift, shift.code)
    until(lambda: "Bridge" in shift.shown and shift.window.post.verify.card.word.text() == "Genuine")
    look("a9-again")
    assert "2026-12-02" in shift.shown
    scan(shift, shift.code[:300] + shift.code[310:])
    until(lambda: shift.window.post.verify.card.word.text() == "Could not be read")
    assert shift.heard[-1] is Colour.GREY
    assert "Seated scribe" not in shift.shown
    look("a9-damaged")
