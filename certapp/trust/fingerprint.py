"""Numbers that two people read to each other: a country's certificate before it is believed, a code in doubt."""

import hashlib
from typing import Final

from certapp.model.errors import Refusal
from certapp.seal import cose
from certapp.seal.text import from_text

DIGITS = 40
_GROUP = 5
CODE_DIGITS: Final = 24
"""About 80 bits: who would make another code with the same number would have to try 2^80 of them."""
_CODE_GROUP: Final = 3
_CODE_DOMAIN: Final = b"certapp code 1\n"


def fingerprint40(certificate: bytes) -> str:
    """Eight groups of five digits: SHA-256 of the certificate (DER), its first 17 bytes modulo 10^40.

    About 132 bits. Digits, because every language reads them alike and they can be said on the telephone.
    """
    number = int.from_bytes(hashlib.sha256(certificate).digest()[:17], "big") % 10**DIGITS
    return _grouped(f"{number:0{DIGITS}d}", _GROUP)


def code_fingerprint(text: str) -> str:
    """What a code says, as eight numbers of three digits to be read over the telephone; '' where it holds no message.

    SHA-256 of `certapp code 1`, a line feed and the signed payload, its first 17 bytes modulo 10^24. The signature is
    left out: it proves itself, and may be made anew over the same payload. Numbers and no words, because no list of
    words speaks all six languages, and two people who share none still share the digits.
    """
    try:
        payload = cose.parse(from_text(text)).payload
    except Refusal:
        return ""
    number = int.from_bytes(hashlib.sha256(_CODE_DOMAIN + payload).digest()[:17], "big") % 10**CODE_DIGITS
    return _grouped(f"{number:0{CODE_DIGITS}d}", _CODE_GROUP)


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two people mean the same number; spaces and hyphens do not matter."""
    return _bare(one) == _bare(other)


def _bare(fingerprint: str) -> str:
    return "".join(character for character in fingerprint if not character.isspace() and character != "-")


def _grouped(digits: str, size: int) -> str:
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))
