"""Making a signed certificate last: a missed time stamp, lists for later, a stamp over all (PAdES B-LT, B-LTA).

The file in the register stays as it was issued; what is made here is a copy for whoever keeps it.
"""

from dataclasses import dataclass

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.service.office import CRL, Office
from certapp.service.stamping import SECONDS, ask, stamp_authority, stamped
from certapp.trust.listed import told_apart


@dataclass(frozen=True)
class Archived:
    """The file made to last, its PAdES level, and why it has no time stamp, where one was to be had.

    `ends`: when the certificate of its last stamp over the whole ends (seconds since 1970), None without such a stamp.
    """

    pdf: bytes
    level: str
    number: str
    unstamped: Refusal | None = None
    ends: int | None = None


def archive(office: Office, pdf: bytes, extras: tuple[bytes, ...] = (), seconds: float = SECONDS) -> Archived:
    """A copy of a certificate of this office with certificates, revocation lists and, if it can be had, time stamps.

    A copy that is stamped over the whole (B-LTA) is renewed: a newer stamp and newer lists behind the last.

    `extras`: certificates and revocation lists (DER or PEM) of the time-stamp authority and above. A stamp needs
    that the office has set the authority which the signature names, for a renewal that one or one by the same issuer.

    Refusals: ARCHIVE_NOT_GENUINE, ARCHIVE_ALREADY (lists without a stamp over the whole, or renewed too often),
    ARCHIVE_FILE_WRONG, STAMP_SETTING_DAMAGED; for a renewal also STAMP_NOT_FORESEEN and what `ask` raises.
    """
    from certapp.document.archive import MOST_ARCHIVES, archived, chain_in, is_for, split, stamp_ends
    from certapp.document.verdict import judge_pdf

    found = judge_pdf(pdf, lambda certificate: True)
    if found.outcome != "genuine":
        raise Refusal("ARCHIVE_NOT_GENUINE")
    signed, links = split(pdf)
    if found.level == "B-LT" or len(links) == MOST_ARCHIVES:
        raise Refusal("ARCHIVE_ALREADY")
    certificates, lists = told_apart(extras)
    authority = stamp_authority(office)
    unstamped = None
    if authority is not None and not is_for(pdf, authority.certificate):
        authority, unstamped = None, Refusal("STAMP_NOT_FORESEEN")
    if authority is not None and found.level == "B-B":
        pdf, unstamped = stamped(pdf, authority, seconds)
    own = chain_in(pdf if not links else signed) + ((authority.certificate,) if authority else ())
    has = {each for link in links for each in (*link.archive.certificates, *link.archive.crls)}
    certificates = tuple(each for each in dict.fromkeys((*own, *certificates)) if each not in has)
    lists = tuple(each for each in dict.fromkeys(((office.folder.trust / CRL).read_bytes(), *lists)) if each not in has)
    if links and (authority is None or unstamped is not None):  # nothing but a stamp renews one
        raise unstamped or Refusal("STAMP_NOT_FORESEEN")
    kept = pdf if links else archived(pdf, certificates, lists)
    if authority is not None and unstamped is None:
        url = authority.url
        try:
            kept = archived(pdf, certificates, lists, lambda request: ask(url, request, seconds), authority.certificate)
        except Refusal as refusal:
            unstamped = refusal
        except Exception:  # whatever the server sent
            unstamped = Refusal("STAMP_WRONG_ANSWER", url=url)
        if links and unstamped is not None:
            raise unstamped
    made = judge_pdf(kept, lambda certificate: True)
    if made.outcome != "genuine":
        raise Refusal("ARCHIVE_FILE_WRONG")
    return Archived(kept, made.level, _number(made.record or b""), unstamped, stamp_ends(kept))


def _number(record: bytes) -> str:
    """The number of the certificate; '' where its record does not tell."""
    try:
        read = cbor.decode(record, cbor.RECORD)
    except Refusal:
        return ""
    return str(read.get("certificate_no", "")) if isinstance(read, dict) else ""
