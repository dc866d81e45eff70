"""The verify page as an officer meets it: one field, files from anywhere, a verdict before anything else."""

import json
import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QListWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from certapp.document.raster import page_png
from certapp.model import language
from certapp.service.exchanging import export_package, own_revocations
from certapp.service.office import Office
from certapp.service.training import APPROVER, passphrase
from certapp.service.verifying import FileVerdict
from certapp.trust.verdict import Colour, ListAges, Outcome, Verdict
from certapp.ui.common import verifier_page
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.sign import sign_icon
from certapp.ui.verify.terms import big_word, country, signed_rows
from certapp.ui.verify.view import VerifyView
from tests.bad.hostile import pdf_without_end
from tests.ui.dropping import drop
from tests.ui.verify.conftest import Page, Papers

OWNER = "Maria da Conceição Ólafsdóttir"


def code_of(page: Page, paper: Path) -> str:
    (found,) = page.after(lambda: page.view.verify_files([paper]))
    return found.code_text


def test_a_genuine_pdf_is_shown_with_its_fields(page: Page, papers: Papers) -> None:
    page.after(lambda: drop(page.view, papers.genuine))
    card = page.view.card
    assert card.word.text() == "Genuine"
    shown = card.shown_text
    assert "XA-2026-01-000001" in shown or "-01-000001-" in shown
    assert OWNER in shown
    assert "Switzerland (CH)" in shown
    assert "Genuine: the file is as it was signed." in shown
    assert "The same that the code was signed for." in shown
    assert "Status bulletin" in card.ages.text()


def test_a_revoked_one_is_red_and_says_what_to_do(page: Page, papers: Papers) -> None:
    page.after(lambda: drop(page.view, papers.revoked))
    assert page.view.card.word.text() == "Revoked"
    assert page.view.card.next.text().startswith("Stop")
    assert "issued with an error" in page.view.card.reasons.text()


def test_a_tampered_pdf_shows_nothing_of_its_content(page: Page, papers: Papers, tmp_path: Path) -> None:
    content = bytearray(papers.genuine.read_bytes())
    content[len(content) // 2] ^= 1
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(bytes(content))
    page.after(lambda: drop(page.view, altered))
    assert page.view.card.word.text() == "Not genuine"
    assert OWNER not in page.view.card.shown_text
    assert "Not genuine: the file was altered" in page.view.card.shown_text


def test_the_signed_picture_is_shown_beside_the_fields_and_gone_with_the_next_paper(
    page: Page, papers: Papers, tmp_path: Path
) -> None:
    page.after(lambda: drop(page.view, papers.genuine))
    assert "Signed picture of object 1" in page.view.card.shown_text
    seen = [label.pixmap() for label in page.view.card.findChildren(QLabel) if not label.pixmap().isNull()]
    assert [max(picture.width(), picture.height()) for picture in seen] == [132, 256], "at first sight, and large"
    page.view.resize(420, 720)
    page.until(page.view.card.picture.isHidden)
    other = tmp_path / "other.txt"
    other.write_text("XCERTBNOTHING")
    page.after(lambda: drop(page.view, other))
    assert "Signed picture" not in page.view.card.shown_text
    assert page.view.card.picture.isHidden()


def test_what_cannot_be_read_is_followed_by_three_steps_to_try(page: Page, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.txt"
    damaged.write_text("XCERTBAAAA")
    page.after(lambda: drop(page.view, damaged))
    page.until(lambda: not page.view.card.isHidden())
    shown = page.view.card.shown_text
    assert page.view.card.word.text() == "Could not be read"
    assert shown.index("Once more") < shown.index("Ask for the PDF file") < shown.index("300 dpi")
    link = tmp_path / "link.txt"
    link.write_text("https://certificates.example")
    page.after(lambda: drop(page.view, link))
    assert "Once more" not in page.view.card.shown_text


def test_on_a_small_screen_the_verdict_is_what_is_seen(page: Page, papers: Papers) -> None:
    page.view.resize(640, 330)
    page.after(lambda: drop(page.view, papers.genuine))
    area, head = page.view.rooms.area, page.view.card.head
    page.until(lambda: 0 <= head.mapTo(area.viewport(), QPoint(0, 0)).y() < area.viewport().height() // 2)
    assert area.horizontalScrollBar().maximum() == 0, "nothing is cut off at the side"
    assert page.view.history.isHidden()
    page.view.resize(1100, 780)
    page.until(lambda: not page.view.history.isHidden())


def test_an_unknown_authority_is_not_called_forged(border: Page, papers: Papers) -> None:
    border.after(lambda: drop(border.view, papers.genuine))
    assert border.view.card.word.text() == "Unknown issuer"
    assert OWNER not in border.view.card.shown_text


def test_lists_that_do_not_know_the_signer_are_not_shown_with_it(page: Page) -> None:
    ages = ListAges(bulletin_sequence=2, bulletin_this=0, bulletin_next=1, bulletin_age_days=3)
    verdict = Verdict(Outcome.UNKNOWN_ISSUER, Colour.AMBER, (), list_ages=ages)
    page.view.card.show_checked(Checked(0, "", FileVerdict(verdict)))
    assert page.view.card.ages.text() == ""


def test_the_verdict_is_reached_and_scrolled_by_the_keyboard(page: Page, papers: Papers, qtbot: QtBot) -> None:
    page.view.resize(700, 300)
    page.after(lambda: drop(page.view, papers.genuine))
    area = page.view.rooms.area
    assert area.focusPolicy() is Qt.FocusPolicy.TabFocus
    assert area.accessibleName() == "Verdict"
    bar = area.verticalScrollBar()
    page.until(lambda: bar.maximum() > 0)
    bar.setValue(0)
    qtbot.keyClick(page.view.field, Qt.Key.Key_PageDown)
    below = bar.value()
    assert below > 0
    qtbot.keyClick(page.view.field, Qt.Key.Key_PageUp)
    assert bar.value() < below


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"hello", b"\x89PNG\r\n\x1a\nbroken", bytes(range(256))])
def test_whatever_is_dropped_gets_a_verdict(page: Page, tmp_path: Path, content: bytes) -> None:
    thing = tmp_path / "thing.bin"
    thing.write_bytes(content)
    (found,) = page.after(lambda: drop(page.view, thing))
    assert found.verdict.outcome is not Outcome.GENUINE
    assert page.view.card.word.text()
    assert page.view.card.reasons.text()


def test_a_scanner_types_and_ends_with_enter(page: Page, papers: Papers, qtbot: QtBot) -> None:
    code = code_of(page, papers.genuine)

    def scan() -> None:
        qtbot.keyClicks(page.view.field, code)
        qtbot.keyClick(page.view.field, Qt.Key.Key_Return)

    (found,) = page.after(scan)
    assert found.verdict.outcome is Outcome.GENUINE
    (again,) = page.after(scan)
    assert again.code_text == code, "the second scan takes the place of the first"


def test_a_scan_while_the_list_has_the_focus_goes_into_the_field(page: Page, papers: Papers, qtbot: QtBot) -> None:
    code = code_of(page, papers.genuine)
    page.view.history.setFocus()
    qtbot.keyClick(page.view.history, code[0])
    assert page.view.field.hasFocus()
    assert page.view.field.toPlainText() == code[0]


def test_enter_in_an_empty_field_does_nothing(page: Page, qtbot: QtBot) -> None:
    qtbot.keyClick(page.view.field, Qt.Key.Key_Return)
    assert page.view.card.isHidden()
    assert page.checked == []


def test_a_text_far_too_long_is_refused_and_not_frozen_on(page: Page) -> None:
    data = QMimeData()
    data.setText("XCERTB" + "A" * 300_000)
    (found,) = page.after(lambda: page.view.take(data))
    assert found.verdict.colour is Colour.GREY
    assert len(page.view.field.toPlainText()) < 200_000


def test_a_picture_of_the_page_is_read_from_the_clipboard(page: Page, papers: Papers) -> None:
    image = QImage.fromData(page_png(papers.genuine.read_bytes(), 0, 200))
    data = QMimeData()
    data.setImageData(image)
    (found,) = page.after(lambda: page.view.take(data))
    assert found.verdict.outcome is Outcome.GENUINE
    assert page.view.card.word.text() == "Genuine"


def test_of_several_files_the_gravest_is_shown_and_all_are_listed(page: Page, papers: Papers, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no code")
    page.after(lambda: drop(page.view, papers.revoked, papers.genuine, note), 3)
    assert page.view.card.word.text() == "Revoked"
    items = [page.view.history.item(row) for row in range(page.view.history.count())]
    assert len(items) == 3
    assert {item.text().split("\n")[-1] for item in items} == {"Revoked", "Genuine", "Not such a code"}
    genuine = next(item for item in items if item.text().endswith("\nGenuine"))
    assert isinstance(genuine, QListWidgetItem)
    page.view.history.itemActivated.emit(genuine)
    assert page.view.card.word.text() == "Genuine"


def test_the_last_verdict_is_gone_while_the_next_is_looked_for(page: Page, papers: Papers) -> None:
    page.after(lambda: drop(page.view, papers.genuine))
    drop(page.view, papers.revoked)
    assert page.view.card.isHidden()
    assert OWNER not in page.view.card.shown_text
    page.until(lambda: not page.view.card.isHidden())


def test_an_old_list_makes_it_amber(office: Office, make_page: Callable[[VerifyView], Page], papers: Papers) -> None:
    def later() -> float:
        return time.time() + 60 * 86400

    page = make_page(VerifyView(office.trust.view, lambda: own_revocations(office), clock=later))
    (found,) = page.after(lambda: drop(page.view, papers.genuine))
    assert (found.verdict.outcome, found.verdict.colour) == (Outcome.GENUINE, Colour.AMBER)
    assert page.view.card.word.text() == "Genuine, but look closer"
    assert OWNER in page.view.card.shown_text


def test_every_outcome_has_a_word_and_every_colour_a_sign(qtbot: QtBot) -> None:
    from certapp.ui.verify.terms import next_step

    words = {big_word(Verdict(outcome, Colour.GREEN, ())) for outcome in Outcome}
    assert len(words) == len(Outcome)
    assert len({next_step(Verdict(Outcome.GENUINE, colour, ())) for colour in Colour}) == len(Colour)
    widget = QWidget()
    qtbot.addWidget(widget)
    signs = {sign_icon(colour, widget.palette()).pixmap(32, 32).toImage().bits().tobytes() for colour in Colour}
    assert len(signs) == len(Colour)


def test_countries_left_to_their_users_get_no_borrowed_name() -> None:
    assert country("XA") == "XA"
    assert country("FR") == "France (FR)"
    language.use("ar")
    try:
        assert country("JP") == "اليابان (JP)"
        assert country("XA") == "XA"
    finally:
        language.use(language.DEFAULT)


# Trust


@pytest.fixture
def package(office: Office, tmp_path: Path) -> tuple[Path, str]:
    """The office's package as a file, and the digits told by another road."""
    path = tmp_path / "authority.xcauth"
    digits = export_package(office, office.log_in(APPROVER, passphrase), path)
    return path, digits


def test_a_new_authority_is_believed_only_after_the_comparison(
    border: Page, papers: Papers, package: tuple[Path, str], qtbot: QtBot
) -> None:
    path, digits = package
    trust = border.view.trust
    assert trust is not None
    drop(border.view, path)
    border.until(lambda: trust.ceremony is not None)
    ceremony = trust.ceremony
    assert ceremony is not None
    assert not ceremony.accept.isEnabled()
    wrong = "1" if digits[0] != "1" else "2"
    qtbot.keyClicks(ceremony.typed, wrong + digits[1:])
    ceremony.first.setText("Bea Border")
    ceremony.second.setText("Carl Customs")
    assert "Group 1 differs" in ceremony.compared.text()
    assert not ceremony.accept.isEnabled()
    ceremony.typed.setText(digits)
    assert ceremony.same_person.isHidden()
    ceremony.second.setText("bea border")
    assert not ceremony.accept.isEnabled(), "one person alone"
    assert not ceremony.same_person.isHidden()
    ceremony.second.setText("Carl Customs")
    assert ceremony.accept.isEnabled()
    with qtbot.waitSignal(trust.imported, timeout=60_000):
        ceremony.accept.click()
    store = trust._store
    (listed,) = store.listing()
    assert listed.accepted is not None
    assert listed.accepted.by == "Bea Border, Carl Customs"
    (found,) = border.after(lambda: drop(border.view, papers.genuine))
    assert found.verdict.outcome is Outcome.GENUINE


def test_an_authority_that_is_not_believed_leaves_nothing_behind(border: Page, package: tuple[Path, str]) -> None:
    trust = border.view.trust
    assert trust is not None
    drop(border.view, package[0])
    border.until(lambda: trust.ceremony is not None)
    ceremony = trust.ceremony
    assert ceremony is not None
    ceremony.leave.click()
    assert trust.ceremony is None
    assert border.view.field.hasFocus()
    assert trust._store.listing() == ()


def test_a_file_that_is_no_list_is_refused_in_words(border: Page, tmp_path: Path) -> None:
    trust = border.view.trust
    assert trust is not None
    rubbish = tmp_path / "rubbish.xcauth"
    rubbish.write_bytes(b"rubbish")
    drop(border.view, rubbish)
    border.until(lambda: trust.notice.text != "")
    assert trust.ceremony is None


def test_a_post_saves_the_verifier_page_once_it_believes_somebody(
    border: Page, package: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    border.view.trust_button.click()
    trust = border.view.trust
    assert trust is not None
    border.until(lambda: not trust.page_button.isEnabled())
    path, digits = package
    trust.take_in(path, digits, "A. Officer, B. Officer")
    border.until(trust.page_button.isEnabled)
    monkeypatch.setattr(verifier_page, "choose_target", lambda *asked: tmp_path / "verify.html")
    trust.page_button.click()
    border.until(lambda: "It knows the authorities of XA" in trust.notice.text)
    assert b"XCAUTH" in b64decode(json.loads(_data_in(tmp_path / "verify.html"))["packages"][0])


def _data_in(page: Path) -> str:
    return page.read_text("utf-8").partition('id="data">')[2].partition("</script>")[0]


def test_the_office_sees_its_own_authority_and_how_old_its_lists_are(page: Page) -> None:

    page.view.trust_button.click()
    trust = page.view.trust
    assert trust is not None
    page.until(lambda: trust._known.count() == 1)
    words = "\n".join(label.text() for label in trust.findChildren(QLabel))
    assert "Exampleland Heritage Authority (test keys)" in words
    assert "Status bulletin" in words
    digits = next(line for line in words.split("\n") if line.replace(" ", "").isdigit())
    assert len(digits.split()) == 4


def test_every_place_for_the_keyboard_has_a_name(page: Page, papers: Papers) -> None:
    page.after(lambda: drop(page.view, papers.genuine))
    nameless = [
        type(widget).__name__
        for widget in page.view.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not getattr(widget, "text", lambda: "")()
    ]
    assert nameless == []


def test_a_file_that_takes_too_long_can_be_stopped(page: Page, papers: Papers, tmp_path: Path) -> None:
    endless = tmp_path / "endless.pdf"
    endless.write_bytes(pdf_without_end())
    page.view.verify_files([endless, papers.genuine])
    page.until(page.view.stop.isVisible)
    (found,) = page.after(page.view.stop.click)
    assert [reason.code for reason in found.reasons] == ["FILE_READING_STOPPED"]
    page.until(page.view.stop.isHidden)
    assert len(page.checked) == 1  # what waited behind it was left out
    (found,) = page.after(lambda: page.view.verify_files([papers.genuine]))
    assert found.verdict.outcome is Outcome.GENUINE


def test_who_signed_inside_and_when_it_was_stamped_is_told_where_there_is_something() -> None:
    assert signed_rows("", None, None) == []
    assert signed_rows("Boris Head", 1795392000, None) == [
        ("Officer", "Boris Head"),
        ("Time stamp", "2026-11-23 00:00:00 UTC"),
    ]
    assert signed_rows("", 1795392000, 1795392060)[1] == ("Archived", "2026-11-23 00:01:00 UTC")
