"""Pages of a PDF on screen."""

from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.certificates import newest_certificates
from certapp.service.issuing import issued_pdf
from certapp.service.office import Office
from certapp.ui.common.pdf_pages import PdfPages
from tests.ui.conftest import Until


def _shown(qtbot: QtBot, office: Office, until: Until) -> PdfPages:
    pages = PdfPages()
    qtbot.addWidget(pages)
    pages.resize(700, 500)
    pages.show()
    number = newest_certificates(office.register)[0].number
    pages.show_pdf(lambda: issued_pdf(office, number))
    until(lambda: pages.state.text().startswith("Pages: "))
    return pages


def test_every_page_is_drawn_and_named(qtbot: QtBot, office: Office, until: Until) -> None:
    pages = _shown(qtbot, office, until)
    pictures = pages.pictures()
    assert len(pictures) == int(pages.state.text().split()[-1]) > 1
    assert pictures[0].accessibleName() == f"Page 1 of {len(pictures)}"
    assert pictures[0].width() <= pages.area.viewport().width()


def test_zoom_makes_the_pages_larger(qtbot: QtBot, office: Office, until: Until) -> None:
    pages = _shown(qtbot, office, until)
    before = pages.pictures()[0].pixmap().width()
    pages.larger.click()
    until(lambda: bool(pages.pictures()) and pages.pictures()[0].pixmap().width() > before)


def test_pages_drawn_before_there_was_a_place_for_them_are_not_wider_than_it(
    qtbot: QtBot, office: Office, until: Until
) -> None:
    pages = PdfPages()
    qtbot.addWidget(pages)
    pages.resize(900, 500)
    number = newest_certificates(office.register)[0].number
    pages.show_pdf(lambda: issued_pdf(office, number))
    until(lambda: pages.state.text().startswith("Pages: "))
    pages.resize(420, 500)
    pages.show()
    until(lambda: pages.state.text().startswith("Pages: ") and pages.area.horizontalScrollBar().maximum() == 0)


def test_a_pdf_that_cannot_be_had_says_why(qtbot: QtBot, until: Until) -> None:
    def refused() -> bytes:
        raise Refusal("ATTACHMENT_MISSING", sha256="00")

    pages = PdfPages()
    qtbot.addWidget(pages)
    pages.show_pdf(refused)
    until(lambda: pages.notice.text == Refusal("ATTACHMENT_MISSING", sha256="00").text())


def test_what_was_turned_away_from_does_not_come_back(qtbot: QtBot, office: Office) -> None:
    pages = PdfPages()
    qtbot.addWidget(pages)
    number = newest_certificates(office.register)[0].number
    pages.show_pdf(lambda: issued_pdf(office, number))
    pages.clear()
    qtbot.wait(500)
    assert pages.pictures() == []
