"""The number that two people read to each other before a country's certificate is believed."""

import hashlib

DIGITS = 40
_GROUP = 5


def fingerprint40(certificate: bytes) -> str:
    """Eight groups of five digits: SHA-256 of the certificate (DER), its first 17 bytes modulo 10^40.

    About 132 bits. Digits, because every language reads them alike and they can be said on the telephone.
    """
    number = int.from_bytes(hashlib.sha256(certificate).digest()[:17], "big") % 10**DIGITS
    digits = f"{number:0{DIGITS}d}"
    return " ".join(digits[start : start + _GROUP] for start in range(0, DIGITS, _GROUP))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two people mean the same number; spaces and hyphens do not matter."""
    return _bare(one) == _bare(other)


def _bare(fingerprint: str) -> str:
    return "".join(character for character in fingerprint if not character.isspace() and character != "-")
