"""Issue one: a number, a code, a PDF, a check and a commit; against the same library calls made one after another."""

import io
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.harness import Job, Table, counted, side_by_side
from benchmarks.scene import Scene, scene
from certapp.document import rendering, signing
from certapp.document.raster import raster_pages
from certapp.document.verdict import judge_pdf
from certapp.formdef.parsing import parse
from certapp.formdef.printed import PrintedCertificate
from certapp.model.files import write_atomically
from certapp.register.applications import application as stored_application
from certapp.scan.reader import read_codes
from certapp.seal import cbor, fitting
from certapp.seal.claims import Claims
from certapp.seal.matrix import modules
from certapp.service import issuing, making
from certapp.service.reading import READING

ROUNDS = 9


def run() -> Iterator[Table]:
    """With one object and with three."""
    with scene() as made:
        for objects in (1, 3):
            yield _issue(made, objects)


def _issue(made: Scene, objects: int) -> Table:
    waiting = [made.approved(objects) for _ in range(ROUNDS + 2)]
    given = _Given(made, waiting.pop())
    number = counted(len(waiting))
    floor = _Plain(made.folder / f"plain-{objects}", given)
    office, key = made.office, made.document_signer

    def issue() -> None:
        issuing.issue(office, made.approver, waiting[next(number)], key)

    def record_read() -> None:
        parse(office.form, cbor.decode(given.record, cbor.RECORD), office.clock.today, from_office=True)

    calls = {
        "code signed": given.seal,
        "code to modules": lambda: modules(given.code),
        "pages rendered, modules among it": given.render,
        "PDF signed": given.sign,
        "PDF's signature judged": given.judge,
        "page to pixels, code read": given.read_back,
        "PDF kept": given.keep,
        "two durable commits": given.commit_twice,
    }
    summed = [call for name, call in calls.items() if name != "code to modules"]
    jobs = [
        Job("issue one", issue),
        *(Job(f"- {name}", call) for name, call in calls.items()),
        Job("- (not in the sum) record read and its rules", record_read),
        Job("a plain page, CMS, written", floor.make),
        Job("sum of its own library calls", lambda: [call() for call in summed]),
    ]
    lines = side_by_side(jobs, ROUNDS)
    by_name = {line.name: line for line in lines}
    against = zip(by_name["issue one"].cpu, by_name["a plain page, CMS, written"].cpu, strict=True)
    rendered = by_name["- pages rendered, modules among it"].cpu
    rest = [whole - part for whole, part in zip(by_name["issue one"].cpu, rendered, strict=True)]
    plain = median(whole / least for whole, least in against)
    notes = (
        f"PDF of {len(given.pdf) / 1e6:.1f} MB, {given.pages} pages. {plain:.0f} times the plain page."
        f" All but rendering: {1000 * median(rest):.0f} ms.",
    )
    title = f"Issue one with {objects} object{'s'[: objects - 1]}, photographs prepared"
    target = "1.15x the sum of its own library calls; 250 ms CPU, 40 ms but for rendering"
    return Table(title, lines, target, notes)


def given(made: Scene, objects: int) -> "_Given":
    """What one issue hands to each library."""
    return _Given(made, made.approved(objects))


class _Given:
    """What one issue hands to each library, so that each can be asked for the same again."""

    def __init__(self, made: Scene, number: str) -> None:
        self._office, self._key = made.office, made.document_signer
        self.record = stored_application(made.office.register, number).record
        watch = partial(patch.object, autospec=True)
        with (
            watch(rendering, "render", side_effect=rendering.render) as render,
            watch(signing, "sign", side_effect=signing.sign) as sign,
            watch(making, "seal", side_effect=fitting.seal) as seal,
        ):
            self.pdf = issuing.issue(made.office, made.approver, number, self._key).pdf
        self.printed: PrintedCertificate = render.call_args.args[0]
        self._claims: Claims = seal.call_args.args[0]
        self._page: bytes = sign.call_args.args[0]
        self._words: dict[str, Any] = sign.call_args.kwargs
        self.code = self.printed.code_text
        self.pages = sum(1 for _ in raster_pages(self.pdf, 20))
        self._files = made.folder / "kept"
        self._files.mkdir(exist_ok=True)
        self._database = sqlite3.connect(made.folder / f"commits-{number}.db", isolation_level=None)
        for setting in ("locking_mode=EXCLUSIVE", "journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON"):
            self._database.execute(f"PRAGMA {setting}")  # as the register is opened
        self._database.execute("CREATE TABLE IF NOT EXISTS act (id INTEGER PRIMARY KEY, content BLOB)")

    def seal(self) -> None:
        fitting.seal(self._claims, self._key.kid, self._key.sign_raw)

    def render(self) -> None:
        rendering.render(self.printed)

    def sign(self) -> None:
        signing.sign(self._page, self._key, **self._words)

    def judge(self) -> None:
        assert judge_pdf(self.pdf, lambda certificate: True).outcome == "genuine"

    def read_back(self) -> None:
        assert any(self.code in read_codes(page) for page in raster_pages(self.pdf, READING[0][0]))

    def keep(self) -> None:
        write_atomically(self._files / os.urandom(8).hex(), self.pdf)

    def commit_twice(self) -> None:
        for _ in range(2):
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("INSERT INTO act (content) VALUES (?)", (self.record,))
            self._database.execute("COMMIT")


class _Plain:
    """The least that could be called a signed certificate: the first sheet's text on a page, CMS, on the disk."""

    def __init__(self, folder: Path, given: _Given) -> None:
        folder.mkdir()
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A plain signer")])
        self._certificate = (
            x509.CertificateBuilder(name, name, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
            .sign(self._key, hashes.SHA256())
        )
        boxes = (box for sheet in given.printed.sheets[:1] for box in sheet.boxes)
        self._texts = [field.text for box in boxes for field in box.fields]

    def make(self) -> None:
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4)
        lines = canvas.beginText(40, 800)
        for text in self._texts:
            lines.textLine(text[:100])
        canvas.drawText(lines)
        canvas.save()
        pdf = file.getvalue()
        builder = PKCS7SignatureBuilder().set_data(pdf).add_signer(self._certificate, self._key, hashes.SHA256())
        cms = builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
        write_atomically(self._folder / os.urandom(8).hex(), pdf + cms)
