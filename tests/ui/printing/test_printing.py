"""Printing: what lies in the printer is the file itself, at its true size, and the dialog prints what was chosen."""

import math
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.certificates import newest_certificates
from certapp.seal.matrix import MODULE_MM, modules
from certapp.service.office import Office
from certapp.service.papers import TEST_TEXTS
from certapp.service.papers import test_sheet as sheet_of_tests
from certapp.service.print_copies import copies_of, to_print
from certapp.service.to_print import ToPrint
from certapp.ui.common import settings
from certapp.ui.printing import printers
from certapp.ui.printing.job import Page, print_pages
from certapp.ui.printing.office_dialog import OfficePrintDialog
from certapp.ui.printing.printers import Printers
from certapp.ui.printing.test_page import TestPageDialog
from certapp.ui.register.view import RegisterView
from certapp.ui.session import Session
from tests.ui.conftest import Until

DPI = 600


def to_file(file: Path) -> QPrinter:
    """A printer that prints into a PDF."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


def codes_of(file: Path, page: int = 0) -> dict[str, float]:
    """The codes on a printed page, and how large their modules are, mm."""
    picture = pypdfium2.PdfDocument(file)[page].render(scale=DPI / 72, grayscale=True).to_pil()
    found = {}
    for code in zxingcpp.read_barcodes(picture):
        corners = code.position
        left, right = corners.top_left, corners.top_right
        pixels = math.dist((left.x, left.y), (right.x, right.y))
        found[code.text] = pixels / DPI * 25.4 / len(modules(code.text))
    return found


@pytest.fixture
def numbers(office: Office) -> list[str]:
    return [each.number for each in newest_certificates(office.register)]


def test_a_printed_code_is_read_and_has_its_true_size(
    qapp: QApplication, office: Office, numbers: list[str], tmp_path: Path
) -> None:
    file = to_print(office, numbers[0])
    printed = tmp_path / "printed.pdf"
    last = file.pages()[-1]
    assert print_pages(to_file(printed), (Page(file.pdf, 0), Page(file.pdf, last)), "One") == 2
    assert pypdfium2.PdfDocument(printed)[0].get_size() == pytest.approx((595.3, 841.9), abs=1)
    for page in (0, 1):
        (sizes,) = [size for text, size in codes_of(printed, page).items() if text.startswith("XCERTB")]
        assert sizes == pytest.approx(MODULE_MM, rel=0.02)


def test_the_test_page_has_its_three_sizes_on_paper(qapp: QApplication, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    print_pages(to_file(printed), (Page(sheet_of_tests("certapp", "en", 0), 0),), "Test")
    sizes = codes_of(printed)
    for name, size in (("SMALL", 0.381), ("USUAL", 0.508), ("LARGE", 0.635)):
        assert sizes[TEST_TEXTS[name]] == pytest.approx(size, rel=0.02)


def test_copies_have_their_sheet_and_all_supplementary_pages(office: Office, numbers: list[str]) -> None:
    file = to_print(office, numbers[0])
    names = [copy.name for copy in file.copies]
    assert names == ["authority", "holder", "returned"]
    whole = file.pages()
    holder = file.pages(frozenset({"holder"}))
    assert holder == (1, *whole[3:])
    assert file.pages(frozenset(names)) == (0, *whole[3:], 1, *whole[3:], 2, *whole[3:])
    assert ToPrint("another", file.pdf).pages(frozenset({"holder"})) == whole


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """What the printer "Office" prints."""
    file = tmp_path / "printed.pdf"
    monkeypatch.setattr(printers, "printers", lambda: Printers(("Hall", "Office"), "Hall"))
    monkeypatch.setattr(printers, "open_printer", lambda name: to_file(file if name == "Office" else tmp_path / "x"))
    return file


@pytest.fixture
def register(qtbot: QtBot, clerk: Session, until: Until) -> Iterator[RegisterView]:
    opened = RegisterView(clerk)
    qtbot.addWidget(opened)
    opened.resize(1100, 700)
    opened.show()
    until(lambda: bool(opened.detail.application))
    yield opened


def dialog_of(register: RegisterView, until: Until) -> OfficePrintDialog:
    register.detail.print.click()
    (dialog,) = register.detail.findChildren(OfficePrintDialog)
    until(lambda: dialog.printer.count() == 2)
    return dialog


def test_the_copies_chosen_of_all_marked_certificates_are_printed_and_the_printer_is_remembered(
    register: RegisterView, printed: Path, until: Until
) -> None:
    office = register.detail._session.office
    register.table.selectAll()
    dialog = dialog_of(register, until)
    assert dialog.printer.currentText() == "Hall"
    dialog.printer.setCurrentIndex(dialog.printer.findData("Office"))
    for name in ("authority", "returned"):
        dialog.copies[name].setChecked(False)
    dialog.go.click()
    until(lambda: "sent to the printer" in dialog.notice.text)
    chosen = [to_print(office, number) for number in register.detail.marked]
    assert len(chosen) == 2
    expected = sum(len(file.pages(frozenset({"holder"}))) for file in chosen)
    assert len(pypdfium2.PdfDocument(printed)) == expected
    read = [text for page in range(expected) for text in codes_of(printed, page) if text.startswith("XCERTB")]
    assert len(read) == expected
    assert settings.last_printer(office.folder.path) == "Office"
    dialog.reject()
    register.table.selectRow(1)
    assert dialog_of_second(register, until).printer.currentText() == "Office"


def dialog_of_second(register: RegisterView, until: Until) -> OfficePrintDialog:
    register.detail.print.click()
    dialog = register.detail.findChildren(OfficePrintDialog)[-1]
    until(lambda: dialog.printer.count() == 2)
    return dialog


def test_stopping_ends_after_the_page_that_is_being_printed(
    qtbot: QtBot, office: Office, numbers: list[str], printed: Path, until: Until
) -> None:
    register = RegisterView(Session(office))
    qtbot.addWidget(register)
    dialog = OfficePrintDialog(register, None, "Many", [lambda: to_print(office, numbers[0])] * 20, copies_of(office))
    dialog.show()
    until(lambda: dialog.go.isEnabled())
    dialog.printer.setCurrentIndex(dialog.printer.findData("Office"))
    dialog.go.click()
    until(lambda: dialog.bar.value() > 0)
    dialog.reject()
    until(lambda: dialog.notice.text.startswith("Stopped."))
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_without_a_printer_it_says_what_to_do(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, until: Until) -> None:
    monkeypatch.setattr(printers, "printers", lambda: Printers((), ""))
    dialog = OfficePrintDialog(None, None, "One", ())
    qtbot.addWidget(dialog)
    until(lambda: "No printer" in dialog.notice.text)
    assert not dialog.go.isEnabled()


def test_no_copy_chosen_prints_nothing_and_a_printer_that_is_gone_is_told(
    qtbot: QtBot, office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.setattr(printers, "printers", lambda: Printers(("Hall",), "Hall"))
    dialog = OfficePrintDialog(None, None, "One", (lambda: to_print(office, numbers[0]),), copies_of(office))
    qtbot.addWidget(dialog)
    until(dialog.go.isEnabled)
    for box in dialog.copies.values():
        box.setChecked(False)
    dialog.go.click()
    assert "at least one copy" in dialog.notice.text
    next(iter(dialog.copies.values())).setChecked(True)
    dialog.go.click()  # the real one: this machine has no printer of that name
    until(lambda: dialog.notice.text == Refusal("PRINTER_FAILED", printer="Hall").text())
    assert dialog.go.isEnabled()


def test_the_test_page_says_what_a_scan_means(qtbot: QtBot) -> None:
    dialog = TestPageDialog(None, None)
    qtbot.addWidget(dialog)
    for text, words in (
        (TEST_TEXTS["USUAL"], "printer and scanner fit"),
        ("XCTEXT", "Other characters"),
        ("?", "none"),
    ):
        dialog.scanned.setText(text)
        dialog.judge()
        assert words in dialog.notice.text
    assert dialog.scanned.text() == ""
