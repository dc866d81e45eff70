"""A PDF as the page judges it comes to the same as in the program: every attack, every level, any bit another."""

import hashlib
import json
import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certapp.document.archive import archived
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.document.verdict import judge_pdf
from certapp.model.signing import SigningKey
from certapp.trust.hierarchy import issue_personal
from tests.bad.make import FILES
from tests.bad.pdf_attacks import ATTACKS
from tests.bad.pdf_shadows import SHADOWS
from tests.bad.test_pdf_attacks import sign_whatever
from tests.document.conftest import (
    AT,
    MadeKey,
    again,
    for_ever,
    key,
    long_term,
    make_key,
    parts,
    sign_with,
    signed,
    stamped,
    stamper,
    unsigned,
)
from tests.document.making import english
from tests.trust.authority import FOUNDED, Authority, certified, found, new_key

__all__ = ["again", "for_ever", "key", "long_term", "parts", "signed", "stamped", "stamper", "unsigned"]
HERE = Path(__file__)
READER = HERE.parents[2] / "verifier-page" / "src" / "pdf_signature.js"
NODE = shutil.which("node")
GENUINE = {"signed", "stamped", "long term", "for ever", "renewed", "by RSA", "lists later", "by an officer"}
pytestmark = pytest.mark.skipif(not NODE, reason="node is not on the PATH")


def said_of(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, object]]:
    """What the page's reader says of each."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    words = [str(NODE), str(HERE.with_name("pdfs.mjs")), READER.as_uri(), str(folder)]
    said: dict[str, dict[str, object]] = json.loads(
        subprocess.run(words, capture_output=True, check=True, timeout=100).stdout
    )
    return said


def in_the_program(pdf: bytes) -> dict[str, object]:
    """The same of the program, in the same words."""
    found = judge_pdf(pdf, lambda certificate: True)
    if found.outcome != "genuine":
        code, params = found.reasons[0]
        return {"state": "false", "code": code, "params": params, "record": None}
    told = {"officer": found.officer, "stampedAt": found.stamped_at, "archivedAt": found.archived_at}
    signer = hashlib.sha256(found.signer or b"").hexdigest()
    return {"state": "holds", "record": (found.record or b"").hex(), "signer": signer, **told}


def sealed_with(authority: Authority, officer: SigningKey) -> bytes:
    """A file with an officer's signature inside the authority's seal."""
    words = {"name": "A", "reason": "B", "place": "C"}
    return sign(render(english()), authority.signer, **words, at=AT, officer=officer)


def test_each_attack_is_refused_for_the_reason_of_the_program(tmp_path: Path) -> None:
    good, drawn = (FILES / "good.pdf").read_bytes(), render(english())
    files = {name: attack(good) for name, (attack, _) in ATTACKS.items()}
    wanted = {name: code for name, (_, code) in ATTACKS.items()}
    for name, shadow in SHADOWS.items():
        prepared = sign_whatever(shadow.prepare(drawn))
        files |= {f"{name} before": prepared, f"{name} after": shadow.turn(prepared)}
        wanted |= {f"{name} before": shadow.code, f"{name} after": "PDF_EXTENDED"}
    said = said_of(files, tmp_path / "files")
    assert {name: each["code"] for name, each in said.items()} == wanted
    assert {each["state"] for each in said.values()} == {"false"}


def test_each_level_holds_and_says_who_signed_and_when(
    tmp_path: Path, key: MadeKey, signed: bytes, stamped: bytes, long_term: bytes, for_ever: bytes, again: bytes
) -> None:
    other = make_key()
    chain = (key.certificate, *key.issuers)
    xa, officer = found(), new_key("Ana Official")
    officer = certified(officer, issue_personal(xa.ca, officer.public, "ana", "Ana Official", FOUNDED), xa.ca)
    files = {
        "by an officer": sealed_with(xa, officer),
        "by an officer of another authority": sealed_with(xa, other),
        "by the seal itself": sealed_with(xa, xa.signer),
        **{"signed": signed, "stamped": stamped, "long term": long_term, "for ever": for_ever, "renewed": again},
        "by RSA": sign_with(make_key(private=rsa.generate_private_key(65537, 2048)), render(english())),
        "lists later": archived(signed, chain, (key.crl,)),
        "another's certificate": archived(stamped, (*chain, other.certificate), (key.crl,)),
        "another's list": archived(stamped, chain, (other.crl,)),
        "no list": archived(stamped, chain, (b"no list",)),
        "twice": archived(stamped, (*chain, *chain), ()),
        "without the first": stamped + again[len(for_ever) :],
        "turned": stamped + again[len(for_ever) :] + for_ever[len(stamped) :],
        **{f"{name} behind": ATTACKS[name][0](for_ever) for name in ("title-in-info", "newline-at-the-end", "saving")},
    }
    said = said_of(files, tmp_path / "files")
    assert said == {name: in_the_program(content) for name, content in files.items()}
    assert [name for name, each in said.items() if each["state"] == "holds"] == [
        name for name in said if name in GENUINE
    ]


def test_no_bit_can_be_another(tmp_path: Path, signed: bytes, again: bytes) -> None:
    """Most of them in the container and what lies behind it, where a digest alone does not see it."""
    chance, files = random.Random(7), {}
    for name, good in (("signed", signed), ("renewed", again)):
        first = good.index(b"/Contents <")
        for n in range(100):
            at = chance.randrange(first if n % 4 else 0, len(good))
            files[f"{name} {at}"] = good[:at] + bytes((good[at] ^ 1 << chance.randrange(7),)) + good[at + 1 :]
    said = said_of(files, tmp_path / "files")
    assert {each["state"] for each in said.values()} == {"false"}
    assert {each["code"] for each in said.values()} >= {"PDF_CHANGED", "PDF_EXTENDED", "PDF_SIGNATURE_KIND"}
