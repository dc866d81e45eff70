"""What proves the journal's entries to a stranger who has nothing but OpenSSL: the bytes signed, and how to check them.

For each entry there are three files: the bytes that its hash is made of, those that were signed, and the signature as
OpenSSL reads it. HOW-TO-CHECK.txt has a line to type for each.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from certapp.model import language as spoken
from certapp.register.entry import Entry, signed_bytes
from certapp.service.letter_texts import Texts, paper_texts
from certapp.trust.es256 import as_der
from certapp.trust.path import is_signed_by

HOW_TO, ENTRIES = "HOW-TO-CHECK.txt", "journal/"
_STEPS: Final = ("hashes", "ca", "people", "entries", "chain", "pdf")


def entry_files(found: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """The three files of each entry."""
    for each in found:
        yield f"{ENTRIES}{_name(each)}.entry", each.hashed()
        yield f"{ENTRIES}{_name(each)}.signed", signed_bytes(each.hash)
        yield f"{ENTRIES}{_name(each)}.signature", as_der(each.signature)


def plain_facts(entry: Entry) -> Any:
    """What an entry says, to read; bytes as hexadecimal digits."""
    return json.loads(json.dumps(entry.facts(), default=bytes.hex))


def how_to_check(
    found: Sequence[Entry], officials: Mapping[str, bytes], cas: Mapping[str, bytes], language: str
) -> str:
    """The text, in the language of the cover and in English.

    `officials`: certificates (DER) of who signed, by the kid in hexadecimal digits; `cas`: those of the country CA, by
    the name of their file in the case file, the one in force first.
    """
    lines = {
        "hashes": ["sha256sum -c SHA256SUMS", "sha256sum SHA256SUMS"],
        "ca": [f"openssl x509 -inform der -in {name} -noout -subject -fingerprint -sha256" for name in cas],
        "people": list(_people(officials, cas)),
        "entries": [line for each in found for line in _entry(each)],
        "chain": [f"head -c 65 {ENTRIES}{_name(each)}.entry | tail -c 32 | od -An -v -tx1" for each in found],
        "pdf": ["sha256sum certificate.pdf"],
    }
    texts = [paper_texts(tag) for tag in dict.fromkeys((language, spoken.DEFAULT))]
    return "\n\n\n".join(_told(say, lines) for say in texts) + "\n"


def _told(say: Texts, lines: Mapping[str, list[str]]) -> str:
    parts = [say.say("proof_title"), say.say("proof_tools")]
    for number, step in enumerate(_STEPS, 1):
        typed = "\n".join(f"    {line}" for line in lines[step])
        parts.append(f"{number}. {say.say(f'proof_{step}')}\n\n{typed}")
    return "\n\n".join((*parts, say.say("proof_not")))


def _people(officials: Mapping[str, bytes], cas: Mapping[str, bytes]) -> Iterator[str]:
    """Each against the CA that certified it: an office may have moved from one to another."""
    for kid, certificate in officials.items():
        issuer = next((name for name, ca in cas.items() if is_signed_by(certificate, ca)), next(iter(cas)))
        made = f"openssl x509 -inform der -in {issuer} -out ca.pem"
        shown = f"openssl x509 -inform der -in officials/{kid}.der"
        yield f"{made} && {shown} | openssl verify -CAfile ca.pem -no_check_time"


def _entry(entry: Entry) -> Iterator[str]:
    file, kid = f"{ENTRIES}{_name(entry)}", entry.actor_kid.hex()
    yield f"sha256sum {file}.entry && tail -c 32 {file}.signed | od -An -v -tx1"
    yield (
        f"openssl x509 -inform der -in officials/{kid}.der -pubkey -noout > key.pem"
        f" && openssl dgst -sha256 -verify key.pem -signature {file}.signature {file}.signed"
    )


def _name(entry: Entry) -> str:
    return f"{entry.seq:06d}"
