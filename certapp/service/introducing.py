"""The old country CA vouches for the new one, in a package for those who trust the old (docs/formats.md, section 7)."""

from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.service.authority import CountryCa, Passphrase
from certapp.trust.hierarchy import introduce
from certapp.trust.keyring import CA
from certapp.trust.package import build_package, is_package, read_package
from certapp.trust.store_folder import LARGEST

INTRODUCTION: Final = "introduction.der"
"""In an office's trust folder: how the country CA before introduced the office's."""


def introduction_package(old: CountryCa, new: CountryCa, passphrase: Passphrase, now: int) -> bytes:
    """The new CA with its first revocation list and the introduction, which the old CA's key signs. The new CA's folder
    remembers the old one, so that offices can move.

    now: seconds since 1970. Refusals: INTRODUCTION_WRONG, CRL_DAMAGED where the new CA's folder has no list, those of
    the old CA's key.
    """
    crl = new.newest_crl()
    if crl is None:
        raise Refusal("CRL_DAMAGED", country=new.certificate.country)
    new.follow(old)
    introduction = introduce(old.ring.unlock(CA, passphrase(CA), now), new.certificate.der, now)
    return build_package(new.certificate.der, (), (), crl.der, introduction=introduction)


def read_introduction(path: Path) -> bytes:
    """The introduction (DER) from its own file or from the new CA's package.

    Refusals: FILE_NOT_THERE, INTRODUCTION_MISSING, those of a package.
    """
    data = read_at_most(path, LARGEST)
    found = read_package(data).introduction if is_package(data) else data
    if found is None:
        raise Refusal("INTRODUCTION_MISSING")
    return found
