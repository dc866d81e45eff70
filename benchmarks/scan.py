"""From a scan to the verdict, by stage: a scanner's keys, characters alone, a camera's frame; and a post's window."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import zxingcpp
from PIL import Image

from benchmarks.harness import Job, Program, Table, side_by_side
from benchmarks.opening import machine_of
from benchmarks.scene import Scene, scene
from benchmarks.verify import raw_verify
from certapp.scan.guidance import look_at
from certapp.scan.keyed import Stroke, understand, understand_text
from certapp.scan.layouts import layouts
from certapp.scan.wedge import Wedge
from certapp.service.reading import codes_of
from certapp.service.verifying import verify_codes, verify_text
from certapp.trust.judge import judge
from certapp.trust.verdict import Outcome
from tests.scan.test_keyed import scanned
from tests.scan.test_reader import grey, page, symbol

FRAME = (1280, 960)
STARTS = 9


def run() -> Iterator[Table]:
    """Keys, a frame, then the start of a post's window."""
    with scene() as made:
        yield _keyboard(made)
        yield _camera(made)
    with TemporaryDirectory(prefix="certapp-benchmark-") as folder:
        yield _start(Path(folder))


def _keyboard(made: Scene) -> Table:
    view, now = made.verifier(), made.office.clock.seconds
    text, _ = made.issued()
    strokes, arabic = scanned(text, "fr"), layouts()["ar"].typed(text)

    def whole() -> None:
        _typed(strokes)
        assert verify_text(understand(strokes).text, view, now).verdict.outcome is Outcome.GENUINE

    jobs = [
        Job("keys of a French keyboard to verdict", whole, 20),
        Job("of it, each key told from a person's", partial(_typed, strokes), 20),
        Job("of it, the keys understood", partial(understand, strokes), 20),
        Job("characters of an Arabic keyboard, without keys, put right", partial(understand_text, arabic), 20),
        Job("text to verdict", partial(judge, text, view, now), 20),
        Job("raw ECDSA P-256 verify", raw_verify(text, made.document_signer.certificate), 20),
    ]
    return Table(f"A scan in keyboard mode, {len(text)} characters", side_by_side(jobs, 15))


def _typed(strokes: list[Stroke]) -> None:
    wedge = Wedge()
    for stroke in strokes:
        wedge.wants(stroke)
        wedge.press(stroke)
    wedge.rest()


def _camera(made: Scene) -> Table:
    view, now = made.verifier(), made.office.clock.seconds
    text, _ = made.issued()
    picture = page(symbol(text, 5), size=FRAME)
    frame = grey(picture)
    check = raw_verify(text, made.document_signer.certificate)

    def whole() -> None:
        codes = codes_of(look_at(frame).texts)
        assert verify_codes(codes, view, now).verdict.outcome is Outcome.GENUINE

    def bare() -> None:
        assert _raw(picture) == text
        check()

    empty = grey(page(Image.new("L", (10, 10), 255), size=FRAME))
    jobs = [
        Job("frame to verdict", whole),
        Job("of it, the frame looked at", partial(look_at, frame)),
        Job("a frame without a code, and what would help", partial(look_at, empty)),
        Job("raw zxing decode and raw ECDSA verify", bare),
    ]
    title = f"A camera's frame of {FRAME[0]} x {FRAME[1]} pixels"
    return Table(title, side_by_side(jobs, 15), "1.5x raw decode and raw verify")


def _raw(picture: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return str(found.text)


def _start(folder: Path) -> Table:
    environment = {**machine_of(folder), "QT_QPA_PLATFORM": "offscreen"}

    def shown(name: str, *words: str) -> Program:
        return Program(name, (sys.executable, "-m", "benchmarks.first_paint", *words), environment)

    jobs = [
        shown("a post's window, painted and ready for a scan", "post", str(folder / "post")),
        shown("an empty window", "empty"),
    ]
    return Table("Open the verifier of a post (offscreen, warm)", side_by_side(jobs, STARTS))
