"""The old country CA vouches for the new one: a package that those who trust the old one can take in (formats.md 7)."""

from certapp.model.errors import Refusal
from certapp.service.authority import CountryCa, Passphrase
from certapp.trust.hierarchy import introduce
from certapp.trust.keyring import CA
from certapp.trust.package import build_package


def introduction_package(old: CountryCa, new: CountryCa, passphrase: Passphrase, now: int) -> bytes:
    """The new CA with its first revocation list and the introduction, which the old CA's key signs.

    now: seconds since 1970. Refusals: INTRODUCTION_WRONG, CRL_DAMAGED where the new CA's folder has no list, those of
    the old CA's key.
    """
    crl = new.newest_crl()
    if crl is None:
        raise Refusal("CRL_DAMAGED", country=new.certificate.country)
    introduction = introduce(old.ring.unlock(CA, passphrase(CA), now), new.certificate.der, now)
    return build_package(new.certificate.der, (), (), crl.der, introduction=introduction)
