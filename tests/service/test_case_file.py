"""The case file: a stranger checks it with hashes, certificates and the description alone."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from certapp.model.errors import Refusal
from certapp.register.journal import last_entry
from certapp.service.auditing import verify_journal
from certapp.service.case_file import make_case_file
from certapp.service.issuing import issue, issued_pdf
from certapp.service.office import Actor, Office
from tests.offices import certapp, passphrase


@pytest.fixture
def number(office: Office, boris: Actor, approved: str) -> str:
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).number


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def entry_hash(entry: dict[str, str | int]) -> bytes:
    """As docs/register.md describes it, written anew."""
    digest = hashlib.sha256(b"certapp journal entry, version 1\0" + bytes.fromhex(str(entry["prev"])))
    for name in ("seq", "at", "mono"):
        digest.update(int(entry[name]).to_bytes(8, "big", signed=True))
    kid, payload = (bytes.fromhex(str(entry[name])) for name in ("actor_kid", "payload"))
    for part in (
        str(entry["actor"]).encode(),
        kid,
        str(entry["type"]).encode(),
        str(entry["subject"]).encode(),
        payload,
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def test_a_stranger_checks_hashes_chain_and_signatures(
    office: Office, boris: Actor, number: str, tmp_path: Path
) -> None:
    file = tmp_path / "case.zip"
    digest = make_case_file(office, boris, number, "District court", "fr", file)
    found = contents(file)
    assert hashlib.sha256(found["SHA256SUMS"]).hexdigest() == digest
    sums = dict(reversed(line.split("  ", 1)) for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != "SHA256SUMS"}
    assert found["certificate.pdf"] == issued_pdf(office, number)
    assert any(name.startswith("files/") for name in found)
    entries = json.loads(found["journal.json"])["entries"]
    assert [each["type"] for each in entries][-1] == "CERTIFICATE_ISSUED"
    for entry in entries:
        assert entry_hash(entry).hex() == entry["hash"]
        key = x509.load_der_x509_certificate(found[f"officials/{entry['actor_kid']}.der"]).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        raw = bytes.fromhex(entry["signature"])
        signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        signed = b"certapp journal signature, version 1\0" + bytes.fromhex(entry["hash"])
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    beside = json.loads(found["journal.json"])["neighbours"]
    chain = {each["seq"]: each for each in (*entries, *beside)}
    assert all(chain[seq]["prev"] == chain[seq - 1]["hash"] for seq in chain if seq - 1 in chain)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is what a stranger checks with")
def test_a_stranger_with_nothing_but_openssl_follows_the_text(
    office: Office, boris: Actor, number: str, tmp_path: Path
) -> None:
    make_case_file(office, boris, number, "District court", "ar", tmp_path / "case.zip")
    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        archive.extractall(tmp_path / "case")
    text = (tmp_path / "case" / "HOW-TO-CHECK.txt").read_text("utf-8")
    assert text.startswith("كيفية فحص هذا الملف")
    english = text[text.index("How to check") :]
    typed = [line.strip() for line in english.splitlines() if line.startswith("    ")]
    script = "set -e -o pipefail\n" + "\n".join(f"echo '>' \n{line}" for line in typed)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(["bash", "-c", script], cwd=tmp_path / "case", capture_output=True, text=True)

    done = run()
    assert done.returncode == 0, done.stderr + done.stdout
    entries = json.loads((tmp_path / "case" / "journal.json").read_text("utf-8"))["entries"]
    assert done.stdout.count("Verified OK") == len(entries) > 2
    assert done.stdout.count("stdin: OK") == len(list((tmp_path / "case" / "officials").iterdir()))
    for entry in entries:  # both hashes that the lines print are the one of the journal
        assert "".join(done.stdout.split()).count(entry["hash"]) >= 2
    last = entries[-1]
    assert last["facts"]["pdf_sha256"] == hashlib.sha256(issued_pdf(office, number)).hexdigest()
    assert last["facts"]["pdf_sha256"] in done.stdout
    signed = tmp_path / "case" / "journal" / f"{last['seq']:06d}.signed"
    signed.write_bytes(signed.read_bytes()[:-1] + b"\0")
    assert run().returncode != 0


def test_the_cover_says_state_and_acts_in_words(office: Office, boris: Actor, number: str, tmp_path: Path) -> None:
    for language, words in (("en", "Certificate issued"), ("fr", "Certificat délivré")):
        make_case_file(office, boris, number, "District court", language, tmp_path / "case.zip")
        found = contents(tmp_path / "case.zip")
        told = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(found["cover.pdf"]))
        assert words in told
        assert "CERTIFICATE_ISSUED" not in told
        statement = pypdfium2.PdfDocument(found["verification.pdf"])[0].get_textpage().get_text_range()
        assert number in statement


def test_the_journal_notes_for_whom(office: Office, boris: Actor, number: str, tmp_path: Path) -> None:
    digest = make_case_file(office, boris, number, "District court", "en", tmp_path / "case.zip")
    noted = last_entry(office.register, "CASE_FILE_MADE")
    assert noted is not None
    assert noted.facts() == {"asked_by": "District court", "language": "en", "hashes_sha256": digest}
    assert not verify_journal(office)


def test_only_a_supervisor_hands_a_case_out_and_for_somebody(
    office: Office, anna: Actor, boris: Actor, number: str, tmp_path: Path
) -> None:
    file = tmp_path / "case.zip"
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        make_case_file(office, anna, number, "District court", "en", file)
    with pytest.raises(Refusal, match="LIFE_TEXT_WRONG"):
        make_case_file(office, boris, number, " ", "en", file)
    assert not file.exists()


def test_an_unknown_number_has_no_case(tmp_path: Path, office: Office, boris: Actor) -> None:
    with pytest.raises(Refusal, match="CERTIFICATE_UNKNOWN"):
        make_case_file(office, boris, "XA-2026-01-999999-K", "District court", "en", tmp_path / "case.zip")
    assert "case-file" in certapp("--help").out
