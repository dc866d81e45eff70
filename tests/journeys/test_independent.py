"""Programs that share nothing with this one look at its certificate: qpdf, pdfsig, openssl, zbarimg, Node."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from certapp.document.raster import page_png
from certapp.seal import cbor
from tests.offices import Desk, certapp

READER = Path(__file__).parent.parent / "independent" / "reader.mjs"


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where a program is not to be had."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def run(*words: object, text: str | None = None) -> str:
    """Run a program; its output, both streams."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, input=text, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def signature_of(pdf: bytes) -> tuple[bytes, bytes]:
    """The CMS of a signed PDF, and the bytes it covers (ISO 32000-1, 12.8.1)."""
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    assert found
    start, first, second, last = map(int, found.groups())
    container = bytes.fromhex(pdf[start + first + 1 : second - 1].decode())
    length = 4 + int.from_bytes(container[2:4], "big")
    return container[:length], pdf[start : start + first] + pdf[second : second + last]


@needs("qpdf")
def test_qpdf_finds_nothing_wrong(issued: tuple[str, Path]) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", issued[1])


@needs("pdfsig", "certutil")
def test_pdfsig_trusts_the_signature_under_the_country_ca(desk: Desk, issued: tuple[str, Path], tmp_path: Path) -> None:
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password")
    ca = desk.office / "trust" / "country-ca.der"
    run("certutil", "-A", "-d", store, "-n", "country CA", "-t", "CT,C,C", "-i", ca)
    said = run("pdfsig", "-nssdir", store, issued[1])
    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said


@needs("openssl")
def test_openssl_verifies_the_detached_signature(desk: Desk, issued: tuple[str, Path], tmp_path: Path) -> None:
    container, covered = signature_of(issued[1].read_bytes())
    (tmp_path / "signature").write_bytes(container)
    (tmp_path / "covered").write_bytes(covered)
    ca = desk.office / "trust" / "country-ca.der"
    run("openssl", "x509", "-inform", "DER", "-in", ca, "-out", tmp_path / "ca.pem")
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", tmp_path / "out"]
    command += ["-in", tmp_path / "signature", "-content", tmp_path / "covered", "-CAfile", tmp_path / "ca.pem"]
    assert "uccessful" in run(*command)
    assert "uccessful" in run(*command, "-cades")


@needs("pdfdetach")
def test_pdfdetach_gives_back_the_record_and_the_photographs(issued: tuple[str, Path], tmp_path: Path) -> None:
    run("pdfdetach", "-saveall", "-o", tmp_path, issued[1])
    stored = (tmp_path / "record.cbor").read_bytes()
    record = cbor.decode(stored, cbor.RECORD)
    assert isinstance(record, dict)
    digests = {photo["sha256"] for item in record["objects"] for photo in item["photographs"]}  # type: ignore
    attached = {hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.glob("object-*")}
    assert attached == digests
    assert len(attached) == 3


def test_the_record_inside_is_the_one_the_code_speaks_of(desk: Desk, issued: tuple[str, Path]) -> None:
    shown = certapp("show", issued[0], "--office", desk.office, "--json").json
    found = desk.verify(issued[1]).json[0]
    assert found["claims"]["record_digest"] == shown["record_sha256"]


@pytest.fixture(scope="module")
def page(issued: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page as a picture of 150 dpi."""
    picture = tmp_path_factory.mktemp("page") / "page.png"
    picture.write_bytes(page_png(issued[1].read_bytes(), 0, 150))
    return picture


@needs("zbarimg")
def test_zbarimg_reads_the_code_from_the_page(desk: Desk, issued: tuple[str, Path], page: Path) -> None:
    code = certapp("show", issued[0], "--office", desk.office, "--json").json["code"]
    assert code in run("zbarimg", "--raw", "-q", page)


def test_zxing_reads_the_code_from_the_page(desk: Desk, issued: tuple[str, Path], page: Path) -> None:
    code = certapp("show", issued[0], "--office", desk.office, "--json").json["code"]
    assert code in [found.text for found in zxingcpp.read_barcodes(Image.open(page))]


@needs("node")
def test_a_program_in_another_language_verifies_the_code(desk: Desk, issued: tuple[str, Path]) -> None:
    if not (READER.parent / "node_modules").is_dir():
        if shutil.which("npm") is None:
            pytest.skip("not installed: npm")
        run("npm", "ci", "--prefix", READER.parent, "--no-audit", "--no-fund")
    code = certapp("show", issued[0], "--office", desk.office, "--json").json["code"]
    signer = desk.office / "keys" / "document_signer.pem"
    first = desk.folder / "signer.pem"
    first.write_text(signer.read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n")
    said = json.loads(run("node", READER, first, text=code))
    assert said["verified"] is True
    assert said["claims"]["number"] == issued[0]
