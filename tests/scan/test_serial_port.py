"""A scanner at a serial port: a real pair of terminals, one end written to, the other read by the program."""

import os
import queue
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.scan.serial_port import MOST, Scans, SerialScanner

TEXT = "XCERTB" + "ABCDEFGH234567" * 40
PATIENCE = 30


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\x03"])
def test_an_end_cuts_one_scan_from_the_next(end: str) -> None:
    scans = Scans()
    assert scans.feed(f"{TEXT}{end}{TEXT}".encode()) == [TEXT]
    assert scans.rest() == [TEXT]
    assert scans.rest() == []


def test_the_symbology_before_a_text_is_left_out() -> None:
    assert Scans().feed(b"]Q1XCERTBAB\r") == ["XCERTBAB"]


def test_bytes_without_end_are_kept_within_a_bound() -> None:
    scans = Scans()
    for _time in range(100):
        assert scans.feed(b"A" * MOST) == []
    assert scans.rest() == ["A" * MOST]


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_any_bytes_come_out_as_texts_in_their_order_however_they_are_cut(pieces: list[bytes]) -> None:
    at_once, in_pieces = Scans(), Scans()
    whole = at_once.feed(b"".join(pieces)) + at_once.rest()
    assert [text for piece in pieces for text in in_pieces.feed(piece)] + in_pieces.rest() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pair of terminals")
def test_scans_arrive_from_a_port_also_after_it_was_unplugged(tmp_path: Path) -> None:
    scanned: queue.Queue[str] = queue.Queue()
    found: queue.Queue[bool] = queue.Queue()
    port = tmp_path / "scanner"
    scanner = SerialScanner(str(port), 9600, scanned.put, found.put)
    scanner.start()
    try:
        assert found.get(timeout=PATIENCE) is False
        for _time in range(2):
            cable, end = os.openpty()
            port.symlink_to(os.ttyname(end))
            assert found.get(timeout=PATIENCE) is True
            os.close(end)  # only the program holds it now
            os.write(cable, f"{TEXT}\r".encode())
            assert scanned.get(timeout=PATIENCE) == TEXT
            os.write(cable, TEXT[:100].encode())  # a scanner without an end character
            assert scanned.get(timeout=PATIENCE) == TEXT[:100]
            port.unlink()
            os.close(cable)
            assert found.get(timeout=PATIENCE) is False
    finally:
        scanner.stop()
    assert not scanner.running
