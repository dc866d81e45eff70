"""Time stamps of signatures: only by the authority that the signer named, in one form, and found good by others."""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms, core, tsp

from certapp.document.shape import signed_extent
from certapp.document.signing import sign
from certapp.document.timestamp import with_time_stamp
from certapp.document.verdict import judge_pdf
from tests.bad.pdf_parts import Signed
from tests.document.conftest import AT, MadeKey
from tests.document.test_signing import needs, run
from tests.stamps import Stamper

Trusted = Callable[[bytes], bool]


@pytest.fixture(scope="module")
def stamper() -> Stamper:
    return Stamper(at=AT)


@pytest.fixture(scope="module")
def stampable(key: MadeKey, unsigned: bytes, stamper: Stamper) -> bytes:
    """Signed for the authority, not stamped yet."""
    words = {"name": "Department of Antiquities", "reason": "Export certificate", "place": "Port Example"}
    return sign(unsigned, key, **words, at=AT, stamp_authority=stamper.key.certificate)


@pytest.fixture(scope="module")
def stamped(stampable: bytes, stamper: Stamper) -> bytes:
    return with_time_stamp(stampable, stamper.key.certificate, stamper)


def test_a_stamped_file_is_genuine_and_says_when(stamped: bytes, trusted: Trusted) -> None:
    findings = judge_pdf(stamped, trusted)
    assert (findings.outcome, findings.reasons) == ("genuine", ())
    assert findings.stamped_at == int(AT.timestamp())


def test_without_its_stamp_it_is_genuine_too_and_has_no_time(stampable: bytes, trusted: Trusted) -> None:
    findings = judge_pdf(stampable, trusted)
    assert (findings.outcome, findings.stamped_at) == ("genuine", None)


def test_the_stamp_changes_nothing_but_digits(stampable: bytes, stamped: bytes) -> None:
    before, after = Signed.of(stampable), Signed.of(stamped)
    assert (before.before, before.after) == (after.before, after.after)
    assert len(before.digits) == len(after.digits)


def test_an_authority_that_the_signer_did_not_name_cannot_stamp(
    signed: bytes, stampable: bytes, stamped: bytes, trusted: Trusted
) -> None:
    other = Stamper(at=AT)
    for file in (signed, stampable):
        with pytest.raises(ValueError, match="another time-stamp authority"):
            with_time_stamp(file, other.key.certificate, other)
    token = cms.ContentInfo.load(Signed.of(stamped).container)["content"]["signer_infos"][0]["unsigned_attrs"]
    for file in (signed, stampable):  # put in by hand
        container = cms.ContentInfo.load(Signed.of(file).container)
        info = container["content"]["signer_infos"][0]
        forged = tsp.TimeStampResp.load(other(_request_for(info)))["time_stamp_token"]
        info["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [forged]})]
        )
        assert judge_pdf(_with(file, container), trusted).reasons == (("PDF_SIGNATURE_KIND", {}),)
    container = cms.ContentInfo.load(Signed.of(signed).container)
    container["content"]["signer_infos"][0]["unsigned_attrs"] = token.copy()  # of another signature
    assert judge_pdf(_with(signed, container), trusted).outcome == "not_genuine"


def _request_for(info: cms.SignerInfo) -> bytes:
    from certapp.document.timestamp import stamp_request

    return stamp_request(hashlib.sha256(info["signature"].native).digest(), 7)


def _with(pdf: bytes, container: cms.ContentInfo) -> bytes:
    parts = Signed.of(pdf)
    digits = container.dump(force=True).hex().upper().encode()
    if len(digits) > len(parts.digits):
        pytest.skip("no room for it, which is as good")
    return parts.with_digits(digits.ljust(len(parts.digits), b"0"))


def test_the_stamp_of_another_signature_is_refused(
    stamped: bytes, key: MadeKey, unsigned: bytes, stamper: Stamper, trusted: Trusted
) -> None:
    other = sign(unsigned, key, name="A", reason="B", place="C", at=AT, stamp_authority=stamper.key.certificate)
    container = cms.ContentInfo.load(Signed.of(other).container)
    moved = cms.ContentInfo.load(Signed.of(stamped).container)["content"]["signer_infos"][0]["unsigned_attrs"]
    container["content"]["signer_infos"][0]["unsigned_attrs"] = moved.copy()
    assert judge_pdf(_with(other, container), trusted).reasons == (("PDF_SIGNATURE_KIND", {}),)


def test_every_byte_of_the_stamp_counts(stamped: bytes, trusted: Trusted) -> None:
    parts = Signed.of(stamped)
    container = parts.container
    start = container.rindex(bytes.fromhex("060b2a864886f70d010910020e"))  # id-aa-timeStampToken
    for place in range(start, len(container), 23):
        for bit in (0, 5):
            flipped = bytearray(container)
            flipped[place] ^= 1 << bit
            assert judge_pdf(parts.with_container(bytes(flipped)), trusted).outcome == "not_genuine", place


@pytest.mark.parametrize("twice", [True, False])
def test_another_unsigned_attribute_is_refused(stamped: bytes, trusted: Trusted, twice: bool) -> None:
    container = cms.ContentInfo.load(Signed.of(stamped).container)
    info = container["content"]["signer_infos"][0]
    more = info["unsigned_attrs"][0].copy()
    if not twice:
        more = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"junk")]})
    info["unsigned_attrs"].append(more)
    assert judge_pdf(_with(stamped, container), trusted).outcome == "not_genuine"


@pytest.mark.parametrize("answer", [b"", b"no DER", b"0\x03\x02\x01\x00", b"0" * 5000])
def test_what_is_no_answer_leaves_the_file_as_it_was(stampable: bytes, stamper: Stamper, answer: bytes) -> None:
    with pytest.raises(Exception):  # noqa: B017  # whatever the parser raises; the service makes it one refusal
        with_time_stamp(stampable, stamper.key.certificate, lambda request: answer)


def test_an_answer_to_an_earlier_question_is_refused(stampable: bytes, stamper: Stamper) -> None:
    info = cms.ContentInfo.load(Signed.of(stampable).container)["content"]["signer_infos"][0]
    earlier = stamper(_request_for(info))
    with pytest.raises(ValueError, match="another question"):
        with_time_stamp(stampable, stamper.key.certificate, lambda request: earlier)


@needs("openssl")
def test_openssl_verifies_the_stamp_over_the_signature(stamped: bytes, stamper: Stamper, tmp_path: Path) -> None:
    extent = signed_extent(stamped)
    info = cms.ContentInfo.load(extent.contents)["content"]["signer_infos"][0]
    (tmp_path / "token").write_bytes(info["unsigned_attrs"][0]["values"][0].dump())
    (tmp_path / "signature").write_bytes(info["signature"].native)
    (tmp_path / "ca.der").write_bytes(stamper.key.issuers[0])
    run("openssl", "x509", "-inform", "DER", "-in", tmp_path / "ca.der", "-out", tmp_path / "ca.pem")
    words = ("-token_in", "-in", tmp_path / "token", "-data", tmp_path / "signature", "-CAfile", tmp_path / "ca.pem")
    done = subprocess.run(["openssl", "ts", "-verify", *map(str, words)], capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr


@needs("pdfsig")
def test_poppler_finds_the_stamped_signature_valid(stamped: bytes, tmp_path: Path) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(stamped)
    assert "Signature is Valid." in run("pdfsig", "-nocert", path)
