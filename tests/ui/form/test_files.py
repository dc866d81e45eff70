"""Photographs and documents come into a draft, by drop and from the clipboard."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from certapp.service.drafting import open_draft
from certapp.ui.form.photograph_card import PhotographCard
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.dropping import drop
from tests.ui.form.acting import PAINTING, go_to, strip_of
from tests.ui.form.conftest import OpenForm


def test_a_dropped_photograph_is_kept_and_shown(
    open_form: OpenForm, until: Until, tmp_path: Path, clerk: Session
) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    photographs = view.draft.record["objects"][0]["photographs"]
    before = len(photographs)
    picture = tmp_path / "side.png"
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(picture))
    drop(strip, picture)
    until(lambda: len(strip.cards) == before + 1)
    kept = view.draft.record["objects"][0]["photographs"][before]
    assert kept["file"] == "side.png"
    assert kept["is_principal"] is False
    card = strip.cards[before]
    assert isinstance(card, PhotographCard)
    until(lambda: not card.picture.icon().isNull())
    view.flush()
    stored = open_draft(clerk.office, view.draft.id)
    assert stored.files["side.png"] in clerk.office.attachments


def test_a_file_that_is_no_photograph_is_refused_where_it_was_dropped(
    open_form: OpenForm, until: Until, tmp_path: Path
) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    before = len(strip.cards)
    letter = tmp_path / "letter.jpg"
    letter.write_text("no picture at all")
    drop(strip, letter)
    until(lambda: not strip.refused.isHidden())
    assert "JPEG" in strip.refused.text()
    assert "letter.jpg" in strip.refused.text()
    until(lambda: not strip.refused.visibleRegion().isEmpty())
    assert len(strip.cards) == before


def test_a_picture_from_the_clipboard_is_taken(open_form: OpenForm, until: Until) -> None:
    view = open_form(PAINTING)
    strip = strip_of(view)
    before = len(strip.cards)
    data = QMimeData()
    image = QImage(800, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data.setImageData(image)
    assert strip.take(data)
    until(lambda: len(strip.cards) == before + 1)
    assert view.draft.record["objects"][0]["photographs"][before]["file"] == "pasted.png"


def test_a_document_is_kept_under_its_name(open_form: OpenForm, until: Until, tmp_path: Path) -> None:
    view = open_form(PAINTING)
    cell = go_to(view, "documents[0].file", until)
    paper = tmp_path / "invoice.pdf"
    paper.write_bytes(b"%PDF-1.7 not much of one")
    drop(cell.editor, paper)
    until(lambda: view.draft.record["documents"][0].get("file") == "invoice.pdf")
    assert "invoice.pdf" in view.draft.files
