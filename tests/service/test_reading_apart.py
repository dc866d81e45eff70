"""Hostile files: bounded in time and memory, said in a sentence, and the next file is read as if nothing had been."""

import os
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.model.sentences import sentence
from certapp.scan.advice import Advice
from certapp.service.reading import Codes, ReadHere
from certapp.service.reading_apart import Bounds, ReadApart
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Colour, Outcome
from certapp.trust.view import TrustView
from tests.bad.hostile import pdf_of_a_gigabyte, pdf_without_end, png_of_49_megapixels
from tests.bad.make import FILES

GOOD = (FILES / "good.pdf").read_bytes()
NOBODY = TrustView({}, {}, {})
CODES = ("FILE_TAKES_TOO_LONG", "FILE_TAKES_TOO_MUCH", "FILE_BREAKS_READER", "FILE_READING_STOPPED")
limits = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux only")


@pytest.fixture
def apart() -> Iterator[ReadApart]:
    with ReadApart(Bounds(seconds=60, processor_seconds=2, megabytes=400)) as reader:
        yield reader


def refused(reader: ReadApart, data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        reader.picture(data) if data.startswith(b"\x89PNG") else reader.pdf(data, lambda certificate: True)
    return caught.value.code


def test_a_file_is_read_apart_as_here(apart: ReadApart) -> None:
    for believed in (True, False):
        here, there = (reader.pdf(GOOD, lambda _, it=believed: it) for reader in (ReadHere(), apart))
        assert there.codes == here.codes
        assert there.findings.outcome == here.findings.outcome
        assert there.findings.reasons == here.findings.reasons
        assert (there.findings.signer, there.findings.record) == (here.findings.signer, here.findings.record)
    for name in ("bit-flip", "appended-newline", "printed-again", "cut-off"):
        data = (FILES / f"{name}.pdf").read_bytes()
        here, there = (reader.pdf(data, lambda _: True) for reader in (ReadHere(), apart))
        assert (there.findings, there.codes) == (here.findings, here.codes)


def test_refusals_of_a_picture_come_through(apart: ReadApart) -> None:
    assert refused(apart, (FILES / "500-megapixels.png").read_bytes()) == "PICTURE_TOO_LARGE"
    assert apart.picture((FILES / "no-code.jpg").read_bytes()) == Codes(advice=Advice.MORE_LIGHT)


@limits
def test_a_page_that_never_ends_is_given_up_and_the_next_file_is_read(apart: ReadApart) -> None:
    assert refused(apart, pdf_without_end()) in ("FILE_TAKES_TOO_LONG", "FILE_BREAKS_READER")
    assert apart.pdf(GOOD, lambda certificate: True).findings.outcome == "genuine"


@limits
@pytest.mark.parametrize("make", [pdf_of_a_gigabyte, png_of_49_megapixels])
def test_a_file_that_asks_for_too_much_memory_is_given_up(apart: ReadApart, make: Callable[[], bytes]) -> None:
    assert refused(apart, make()) in ("FILE_TAKES_TOO_MUCH", "FILE_BREAKS_READER")
    assert apart.pdf(GOOD, lambda certificate: True).findings.outcome == "genuine"


def test_the_clock_bounds_it_where_the_processor_does_not() -> None:
    with ReadApart(Bounds(seconds=1, processor_seconds=3600)) as reader:
        assert refused(reader, pdf_without_end()) == "FILE_TAKES_TOO_LONG"


def test_reading_can_be_stopped_from_another_thread() -> None:
    with ReadApart() as reader:
        reader.pdf(GOOD, lambda certificate: True)
        over = threading.Event()

        def stop_until_it_is_over() -> None:
            while not over.wait(0.5):
                reader.stop()

        stopping = threading.Thread(target=stop_until_it_is_over)
        stopping.start()
        assert refused(reader, pdf_without_end()) == "FILE_READING_STOPPED"
        over.set()
        stopping.join()
        assert reader.pdf(GOOD, lambda certificate: True).findings.outcome == "genuine"


def test_the_verdict_says_it_in_a_sentence_of_every_language() -> None:
    with ReadApart(Bounds(seconds=1, processor_seconds=3600)) as reader:
        found = verify_bytes(pdf_without_end(), NOBODY, 0, {}, reader)
    assert (found.verdict.outcome, found.verdict.colour) == (Outcome.UNREADABLE, Colour.GREY)
    assert [reason.code for reason in found.reasons] == ["FILE_TAKES_TOO_LONG"]
    for code in CODES:
        assert len({sentence(code, {}, language) for language in NAMES}) == 6


def test_a_reader_that_lies_about_the_signature_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a file had taken over the process that reads it."""
    with ReadApart() as reader:
        honest = reader.pdf(GOOD, lambda certificate: True).findings
        lie = {
            "outcome": "genuine",
            "reasons": [],
            "text": b"",
            "picture": b"",
            "tag": b"",
            "signer": honest.signer,
            "record": b"\xa0",
        }
        monkeypatch.setattr(ReadApart, "_ask", lambda *_: lie)
        altered = (FILES / "bit-flip.pdf").read_bytes()
        assert reader.pdf(altered, lambda certificate: True).findings.outcome == "not_genuine"
        assert reader.pdf(GOOD + b"\n", lambda certificate: True).findings.outcome == "not_genuine"


@limits
def test_nothing_is_left_behind() -> None:
    with ReadApart() as reader:
        reader.pdf(GOOD, lambda certificate: True)
        process = reader._helper.process
        assert process is not None
    assert reader._helper.process is None
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
