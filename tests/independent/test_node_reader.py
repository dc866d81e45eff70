"""A code sealed here is read by a program that shares nothing with this one, neither language nor library."""

import hashlib
import json
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from certapp.seal.claims import Claims, SealedObject, SealedParty, claims_json, encode_claims
from certapp.seal.cose import parse, sign1
from certapp.seal.fitting import seal
from certapp.seal.text import from_compressed, from_text, to_text
from tests.seal.making import CLAIMS, example_key, sign, with_objects
from tests.vectors.reading import FILES, read_all

HERE = Path(__file__).parent
NODE, NPM = shutil.which("node"), shutil.which("npm")

pytestmark = pytest.mark.skipif(not (NODE and NPM), reason="node and npm are not on the PATH")

FOREIGN = replace(
    with_objects(3),
    kind=2,
    return_by=20800,
    replaces="XA-2026-000007",
    owner=SealedParty("Ελένη Παπαδοπούλου", "GR"),
    applicant=SealedParty("شركة النقل", "EG"),
    consignee=SealedParty("東京国立博物館", "JP"),
    objects=(SealedObject("Ваза", "Ваза с цветами", hs=970191), SealedObject("Îmbrăcăminte", "ș și ț")),
)


def certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "XA")])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )


SIGNER = certificate(example_key())
KID = hashlib.sha256(SIGNER.public_bytes(Encoding.DER)).digest()[:8]


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    """The packages of the lock file, fetched once for each lock file."""
    stamp = HERE / "node_modules" / ".package-lock.json"  # npm's own, written last
    if not stamp.is_file() or stamp.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        assert NPM
        command = [NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, check=True, capture_output=True, timeout=150)


def node(folder: Path, text: str, signer: x509.Certificate = SIGNER, form: Encoding = Encoding.DER) -> Any:
    """What the other program says, as its JSON."""
    file = folder / "signer"
    file.write_bytes(signer.public_bytes(form))
    assert NODE
    done = subprocess.run(
        [NODE, str(HERE / "reader.mjs"), str(file)], input=text, capture_output=True, text=True, timeout=60
    )
    said = json.loads(done.stdout)
    assert said["verified"] is (done.returncode == 0), done.stderr
    return said


def test_it_judges_every_vector_as_this_program_does() -> None:
    vectors = {Path(each["file"]).stem + ".json": each for each in read_all()}
    assert NODE
    command = [NODE, str(HERE / "judge.mjs"), str(FILES)]
    done = subprocess.run(command, input="\n".join(vectors), capture_output=True, text=True, timeout=100, check=True)
    answers = json.loads(done.stdout)
    assert answers.keys() == vectors.keys()
    for name, answer in answers.items():
        assert answer == {key: vectors[name].get(key) for key in answer}, name
        assert answer.keys() in ({"refusal"}, {"becomes"}, {"outcome", "colour", "reasons", "claims", "contact"})


@pytest.mark.parametrize("claims", [CLAIMS, FOREIGN, with_objects(3)], ids=["plain", "scripts", "objects"])
@pytest.mark.parametrize("form", [Encoding.DER, Encoding.PEM], ids=["DER", "PEM"])
def test_the_other_program_reads_the_same(tmp_path: Path, claims: Claims, form: Encoding) -> None:
    sealed = seal(claims, KID, sign)
    assert sealed.level == "A"
    said = node(tmp_path, sealed.text, form=form)
    assert said == {"verified": True, "claims": claims_json(claims)}


def test_it_refuses_claims_that_were_changed_after_signing(tmp_path: Path) -> None:
    signed = parse(seal(CLAIMS, KID, sign).cose)
    changed = encode_claims(replace(CLAIMS, destination="US"))
    tampered = to_text(sign1(signed.header, changed, lambda _: signed.signature))
    assert node(tmp_path, tampered) == {"verified": False, "reason": "SIGNATURE_WRONG"}


def test_it_refuses_another_signer(tmp_path: Path) -> None:
    other = certificate(ec.derive_private_key(4711, ec.SECP256R1()))
    assert not node(tmp_path, seal(CLAIMS, KID, sign).text, other)["verified"]
    other_kid = hashlib.sha256(other.public_bytes(Encoding.DER)).digest()[:8]
    assert not node(tmp_path, seal(CLAIMS, other_kid, sign).text, other)["verified"]


def test_it_refuses_a_damaged_text(tmp_path: Path) -> None:
    sealed = seal(CLAIMS, KID, sign)
    packed = zlib.compress(sealed.cose, 9)
    assert from_compressed(packed) == sealed.text
    checksum_wrong = from_compressed(packed[:-1] + bytes((packed[-1] ^ 1,)))
    for damaged in (sealed.text[:-9], checksum_wrong, "HC1:" + sealed.text, ""):
        assert not node(tmp_path, damaged)["verified"]


def test_it_does_not_mind_how_the_text_was_pasted(tmp_path: Path) -> None:
    text = seal(CLAIMS, KID, sign).text.lower()
    assert node(tmp_path, f" {text[:76]}\r\n{text[76:]}\n")["verified"]
    assert from_text(text) == seal(CLAIMS, KID, sign).cose
