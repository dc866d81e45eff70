"""Signing: other programs than ours find the signature good, and nothing of the record is touched."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certapp.document.raster import page_png
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.document.verdict import judge_pdf
from tests.document.conftest import AT, MadeKey, make_key, sign_with
from tests.document.making import arabic, english, preview


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def file(signed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    return path


def said_by_openssl(signed: bytes, key: MadeKey, tmp_path: Path) -> str:
    """What OpenSSL says of the first signature of a file."""
    before, resume, end = extent(signed)
    container = bytes.fromhex(signed[before + 1 : resume - 1].decode())
    length = 4 + int.from_bytes(container[2:4], "big")
    (tmp_path / "content").write_bytes(signed[:before] + signed[resume:end])
    (tmp_path / "signature").write_bytes(container[:length])
    (tmp_path / "ca.der").write_bytes(key.issuers[0])
    run("openssl", "x509", "-inform", "DER", "-in", tmp_path / "ca.der", "-out", tmp_path / "ca.pem")
    return run(
        *("openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-purpose", "any"),
        *("-in", tmp_path / "signature", "-content", tmp_path / "content", "-CAfile", tmp_path / "ca.pem"),
        *("-out", tmp_path / "out"),
    )


@needs("qpdf")
def test_qpdf_finds_nothing_wrong_after_signing(file: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)


@needs("pdfsig", "certutil")
def test_pdfsig_finds_signature_valid_and_certificate_trusted(file: Path, key: MadeKey, tmp_path: Path) -> None:
    store = f"sql:{tmp_path}"
    (tmp_path / "ca.der").write_bytes(key.issuers[0])
    run("certutil", "-N", "-d", store, "--empty-password")
    run("certutil", "-A", "-d", store, "-n", "ca", "-t", "CT,C,C", "-i", tmp_path / "ca.der")
    said = run("pdfsig", "-nssdir", store, file)
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@needs("openssl")
def test_openssl_verifies_the_detached_signature(signed: bytes, key: MadeKey, tmp_path: Path) -> None:
    assert "successful" in said_by_openssl(signed, key, tmp_path).lower()


@needs("pdfdetach")
def test_attachments_of_the_signed_file_come_back_unchanged(file: Path, tmp_path: Path) -> None:
    run("pdfdetach", "-saveall", "-o", tmp_path, file)
    for attachment in english().attachments:
        assert (tmp_path / attachment.name).read_bytes() == attachment.content


def test_the_unsigned_pages_are_untouched_in_the_signed_file(file: Path, unsigned: bytes) -> None:
    with pikepdf.open(file) as after:
        assert str(after.docinfo.ModDate) == "D:20261123000000Z"
        assert str(after.docinfo.Producer) == "certapp"
        assert after.pdf_version == "1.7"
        assert "/Extensions" not in after.Root
        assert after.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_the_appearance_shows_who_and_when_in_our_fonts(file: Path, signed: bytes, unsigned: bytes) -> None:
    with pikepdf.open(file) as after:
        look = after.Root.AcroForm.Fields[0].AP.N
        fonts = [str(font.BaseFont) for font in look.Resources.Font.values()]
    assert fonts
    assert all("NotoSans" in font for font in fonts)
    assert page_png(signed, 0, 50) != page_png(unsigned, 0, 50)


def test_time_reason_place_and_name_are_in_the_signature(file: Path) -> None:
    with pikepdf.open(file) as after:
        value = after.Root.AcroForm.Fields[0].V
        assert str(value.M).startswith("D:20261123093000")
        assert (str(value.Name), str(value.Reason)) == ("Department of Antiquities", "Export certificate")
        assert str(value.Location) == "Port Example"


def test_an_arabic_certificate_is_signed_with_an_arabic_name(key: MadeKey) -> None:
    signed = sign(render(arabic()), key, name="إدارة الآثار", reason="شهادة تصدير", place="ميناء المثال", at=AT)
    assert signed.startswith(b"%PDF-1.7")


def test_a_preview_is_never_signed(key: MadeKey) -> None:
    with pytest.raises(ValueError, match="no empty signature field"):
        sign_with(key, render(preview()))


def test_a_signed_file_is_not_signed_again(key: MadeKey, signed: bytes) -> None:
    with pytest.raises(ValueError, match="no empty signature field"):
        sign_with(key, signed)


def test_a_time_without_a_zone_is_a_fault(key: MadeKey, unsigned: bytes) -> None:
    with pytest.raises(ValueError, match="zone"):
        sign(unsigned, key, name="A", reason="B", place="C", at=datetime(2026, 11, 23))


def extent(signed: bytes) -> tuple[int, int, int]:
    """Where the first signature's hex string begins, where the signed part goes on after it, and where it ends."""
    start = signed.index(b"/ByteRange [") + len(b"/ByteRange [")
    _, before, resume, after = (int(part) for part in signed[start : signed.index(b"]", start)].split())
    return before, resume, resume + after


@pytest.fixture(scope="module")
def rsa_key() -> MadeKey:
    return make_key(private=rsa.generate_private_key(65537, 3072))


@pytest.fixture(scope="module")
def signed_by_rsa(rsa_key: MadeKey, unsigned: bytes) -> bytes:
    return sign_with(rsa_key, unsigned)


def test_an_rsa_signature_is_genuine(signed_by_rsa: bytes, rsa_key: MadeKey) -> None:
    findings = judge_pdf(signed_by_rsa, lambda certificate: certificate == rsa_key.certificate)
    assert (findings.outcome, findings.reasons) == ("genuine", ())


@needs("openssl", "pdfsig", "qpdf", "certutil")
def test_others_find_an_rsa_signature_good(signed_by_rsa: bytes, rsa_key: MadeKey, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_by_rsa)
    test_qpdf_finds_nothing_wrong_after_signing(path)
    (tmp_path / "nss").mkdir()
    test_pdfsig_finds_signature_valid_and_certificate_trusted(path, rsa_key, tmp_path / "nss")
    test_openssl_verifies_the_detached_signature(signed_by_rsa, rsa_key, tmp_path)


def test_a_weak_rsa_key_does_not_sign(unsigned: bytes) -> None:
    with pytest.raises(ValueError, match="another kind of key"):
        sign_with(make_key(private=rsa.generate_private_key(65537, 1024)), unsigned)
