"""Test my scanner: scans of the sheet are told about in words; a port is chosen, read, and kept."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from certapp.scan import serial_port
from certapp.scan.keyed import Stroke
from certapp.scan.serial_port import Port
from certapp.scan.sheet_codes import TEST_TEXTS, TYPED_TEXT
from certapp.trust.package import read_package
from certapp.trust.verdict import Outcome
from certapp.trust.view import view_of
from certapp.ui.common import settings
from certapp.ui.printing.test_sheet import make_test_sheet
from certapp.ui.verify.scanner_dialog import ScannerDialog
from certapp.ui.verify.serial_link import SerialLink
from certapp.ui.verify.view import VerifyView
from tests.scan.test_keyed import scanned
from tests.trust.authority import DAY, FOUNDED, found
from tests.ui.conftest import Until
from tests.ui.keyboard import come_back_to
from tests.ui.verify.conftest import Page
from tests.ui.verify.test_keyboard_scanner import press

ENTER = Stroke("", "", 10**6, ends="ENTER")


@pytest.fixture
def dialog(qtbot: QtBot) -> ScannerDialog:
    made = ScannerDialog(None, SerialLink(None), make_test_sheet)
    qtbot.addWidget(made)
    return made


def test_a_scan_in_the_window_is_examined_and_its_size_noted(dialog: ScannerDialog, until: Until) -> None:
    dialog.show()
    come_back_to(dialog, until)
    press(dialog, TEST_TEXTS["USUAL"] + "\r", "fr")
    assert "Every character arrived." in dialog.told.text()
    assert "French" in dialog.told.text()
    assert "It ends with Enter." in dialog.told.text()
    assert dialog.sizes["USUAL"].text().startswith("✓")
    assert dialog.sizes["SMALL"].text().startswith("–")
    assert dialog.isVisible()


def test_what_is_wrong_is_said_with_what_helps(dialog: ScannerDialog) -> None:
    dialog.take_strokes(scanned(TYPED_TEXT, "en-US", caps=True))
    assert "Caps Lock was on" in dialog.told.text()
    assert "Set Enter as the suffix" in dialog.told.text()
    whole = scanned(TEST_TEXTS["SMALL"], "en-US")
    dialog.take_strokes([*whole[:90], *whole[93:], ENTER])
    assert "▲ 3 characters were lost." in dialog.told.text()
    assert dialog.sizes["SMALL"].text().startswith("–")
    dialog.take_strokes(scanned(TEST_TEXTS["SMALL"], "en-US", "de"))
    assert "German" in dialog.told.text()
    slow = [Stroke(each.key, each.text, each.at * 8, shift=each.shift) for each in whole]
    dialog.take_strokes(slow)
    assert "56 seconds" in dialog.told.text()
    dialog.take_text("XCERTB234")
    assert "no code of the test sheet" in dialog.told.text()


def test_the_sheet_is_saved_to_be_printed(dialog: ScannerDialog, tmp_path: Path, until: Until) -> None:
    target = tmp_path / "sheet.pdf"
    dialog.save_sheet(target)
    until(lambda: bool(dialog.notice.text))
    assert len(pypdfium2.PdfDocument(target)) == 1


def test_without_the_package_the_dialog_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certapp.ui.verify.scanner_dialog.installed", lambda: False)
    made = ScannerDialog(None, SerialLink(None), make_test_sheet)
    qtbot.addWidget(made)
    assert "pyserial" in made.port_words.text()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pair of terminals")
def test_a_scanner_at_a_port_is_chosen_and_then_read_by_the_page(
    make_page: Callable[[VerifyView], Page], monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    authority = found("XA")
    view = view_of([read_package(authority.package(authority.bulletin()))])
    page = make_page(VerifyView(lambda: view, dict, clock=lambda: FOUNDED + 2 * DAY))
    cable, end = os.openpty()
    name = os.ttyname(end)
    monkeypatch.setattr(serial_port, "ports", lambda: (Port(name, "Scanner"),))
    monkeypatch.setattr("certapp.ui.verify.scanner_dialog.ports", lambda: (Port(name, "Scanner"),))
    dialog = page.view.ways.open_scanner()
    come_back_to(dialog, until)
    dialog.port_choice.setCurrentIndex(dialog.port_choice.findText("Scanner"))
    until(lambda: "open" in dialog.port_words.text())
    assert settings.load().scanner_port == name
    os.write(cable, f"{TEST_TEXTS['LARGE']}\r".encode())
    until(lambda: dialog.sizes["LARGE"].text().startswith("✓"))
    assert page.checked == []
    dialog.close()
    until(lambda: page.view.window().isActiveWindow() or not dialog.isVisible())
    (verdict,) = page.after(lambda: os.write(cable, f"{authority.code()}\r".encode()))
    assert verdict.verdict.outcome is Outcome.GENUINE
    page.view.hide()  # the port is free for others
    for open_end in (cable, end):
        os.close(open_end)
