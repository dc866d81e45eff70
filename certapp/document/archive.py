"""What is added to a signed file so that it can be judged after the signer's time: PAdES B-LT and B-LTA.

One increment: certificates and revocation lists (a document security store, ISO 32000-2, 12.8.4.3) and, for B-LTA, a
time stamp over all of it. Before the stamp's certificate ends, another such increment with a newer stamp renews it. A
verifier takes what each holds out of it and writes it anew; only where that gives the same file, byte for byte, and
each part belongs to the signature, is it an archive of ours. Anything else is an addition.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from asn1crypto import cms, crl, x509
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from certapp.document.shape import NotGenuineError, signed_extent
from certapp.document.timestamp import fitting_token, named_authority, stamp_request, stamped_at, stamped_by

_ROOM: Final = 24_576
"""Hexadecimal digits for the time stamp over the whole file."""
_MOST: Final = 20
"""Certificates, and revocation lists."""
_LARGEST: Final = 8 << 20
"""Bytes of all increments together."""
MOST_ARCHIVES: Final = 20
"""Increments: a renewal every ten years lasts two centuries."""
_RANGE = re.compile(rb"/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] *\n")
_STREAM = re.compile(rb"[0-9]{1,7} 0 obj\n<</Length ([0-9]{1,7})>>\nstream\n")
_END: Final = b"%%EOF\n"
_STREAM_END = b"\nendstream\nendobj\n"
_STORE = re.compile(rb"[0-9]{1,7} 0 obj\n<</Type /DSS /Certs \[((?:[0-9]+ 0 R ?)*)\] /CRLs \[((?:[0-9]+ 0 R ?)*)\]>>\n")
_DIGITS = re.compile(rb"/SubFilter /ETSI\.RFC3161 /ByteRange \[[0-9 ]{1,60}\] * /Contents <([0-9A-F]{24576})>")
_TRAILER = re.compile(
    rb"\ntrailer\n<<\n(/Info [0-9]+ 0 R\n)/Root ([0-9]+) 0 R\n/Size ([0-9]+)\n(/ID \[ <[0-9a-f]+> <[0-9a-f]+> \]\n)"
)


@dataclass(frozen=True)
class Archive:
    """Certificates and revocation lists (DER), and the digits of a time stamp over the whole, b'' without one."""

    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    digits: bytes = b""


@dataclass(frozen=True)
class Link:
    """One archive of a file, and where in the file it ends."""

    archive: Archive
    end: int


def split(pdf: bytes) -> tuple[bytes, tuple[Link, ...]]:
    """The signed file, and the archives behind it; the file as it is and none where anything there is not ours."""
    for found in _RANGE.finditer(pdf):
        end = int(found.group(2)) + int(found.group(3))
        if not 0 < len(pdf) - end <= _LARGEST or found.end() > end:
            continue
        try:
            return pdf[:end], tuple(_links(pdf, end))
        except (ValueError, IndexError):
            return pdf, ()
    return pdf, ()


def _links(pdf: bytes, end: int) -> Iterator[Link]:
    """The archives from `end` on, each as `write` writes it behind what is before. ValueError for anything else."""
    for _ in range(MOST_ARCHIVES):
        signed = pdf[:end]
        archive, length = _read(pdf[end:], _size(signed))
        end += length
        if write(signed, archive) != pdf[:end]:
            raise ValueError("no archive of ours")
        yield Link(archive, end)
        if end == len(pdf):
            return
    raise ValueError("too many archives")


def archived(
    signed: bytes,
    certificates: tuple[bytes, ...],
    crls: tuple[bytes, ...],
    ask: Callable[[bytes], bytes] | None = None,
    authority: bytes = b"",
) -> bytes:
    """`signed` with its archive: B-LT, or B-LTA with `ask`, which asks the time-stamp authority (certificate, DER).

    Behind a file that is stamped over the whole already, a newer stamp, and only what the file does not hold yet.

    What `ask` raises passes through; ValueError where the answer is none, or the file not one that `sign` made.
    """
    archive = Archive(certificates, crls, b"0" * _ROOM if ask else b"")
    written = write(signed, archive)
    if ask is None:
        return written
    imprint, nonce = _imprint(written), secrets.randbits(63)
    token = fitting_token(ask(stamp_request(imprint, nonce)), nonce, authority)
    stamped_at(token, imprint, hashlib.sha256(authority).digest())
    digits = token.hex().upper().encode("ascii")
    if len(digits) > _ROOM:
        raise ValueError("the time stamp is too large")
    return write(signed, replace(archive, digits=digits.ljust(_ROOM, b"0")))


def chain_in(signed: bytes) -> tuple[bytes, ...]:
    """The certificates (DER) in the container of a file that was found genuine."""
    content = cms.ContentInfo.load(signed_extent(signed).contents)["content"]
    return tuple(each.chosen.dump() for each in content["certificates"])


def is_for(signed: bytes, authority: bytes) -> bool:
    """Whether this time-stamp authority (its certificate, DER) may stamp a genuine file.

    It is the one that the signature names, or behind a stamp over the whole one that follows it.
    """
    pdf, links = split(signed)
    content = cms.ContentInfo.load(signed_extent(pdf).contents)["content"]
    named = named_authority(content["signer_infos"][0])
    if named == hashlib.sha256(authority).digest():
        return True
    kept = [each for link in links for each in link.archive.certificates]
    return _follows(x509.Certificate.load(authority), named, [x509.Certificate.load(each) for each in kept])


def stamp_ends(pdf: bytes) -> int | None:
    """When the certificate of the last stamp over the whole of a genuine file ends, seconds since 1970; None: no stamp.

    Until then the copy is to be renewed.
    """
    _signed, links = split(pdf)
    if not links or not links[-1].archive.digits:
        return None
    return int(stamped_by(_token(links[-1].archive.digits)).not_valid_after.timestamp())


def check_archives(
    pdf: bytes, links: tuple[Link, ...], info: cms.SignerInfo, chain: tuple[x509.Certificate, ...]
) -> int | None:
    """Everything in the archives belongs to the signature `info` of `chain`. The last stamp, seconds since 1970.

    Raises NotGenuineError PDF_EXTENDED.
    """
    try:
        named, moment = named_authority(info), None
        for count, link in enumerate(links):
            before = [each.archive for each in links[:count]]
            followers = _check_lists(link.archive, before, chain, named)
            if not link.archive.digits:
                if len(links) > 1:
                    raise ValueError("only a stamp over the whole is renewed")
                return None
            stamped = _stamped(pdf[: link.end], link.archive.digits, (named or b"", *followers))
            if moment is not None and stamped <= moment:
                raise ValueError("stamped before what it covers")
            moment = stamped
        return moment
    except Exception:  # parsers raise almost anything
        raise NotGenuineError("PDF_EXTENDED") from None


def _stamped(pdf: bytes, digits: bytes, authorities: tuple[bytes, ...]) -> int:
    """When the last stamp over the whole of `pdf` was made. `authorities`: the certificates that may (SHA-256)."""
    token = _token(digits)
    by = stamped_by(token)
    if by.sha256 not in authorities:
        raise ValueError("the time stamp of a stranger")
    moment: datetime = stamped_at(token, _imprint(pdf), by.sha256)
    return int(moment.timestamp())


def _token(digits: bytes) -> bytes:
    """The time stamp that digits say, behind which are zeros alone."""
    padded = bytes.fromhex(digits.decode("ascii"))
    token = padded[: 4 + int.from_bytes(padded[2:4], "big")]
    if any(padded[len(token) :]) or padded[:2] != b"\x30\x82":
        raise ValueError("something behind the time stamp")
    return token


def write(signed: bytes, archive: Archive) -> bytes:
    """The file with its archive: same parts, same bytes. A renewal's store names what earlier ones hold, too.

    ValueError where `signed` does not end as `sign` or this ends it, or what is to be renewed has no stamp.
    """
    trailer = _trailer(signed)
    info, root, size, file_id = trailer.group(1), int(trailer.group(2)), int(trailer.group(3)), trailer.group(4)
    catalogue = _body(signed, root)
    earlier = re.findall(rb"/DSS ([0-9]+) 0 R\n", catalogue)
    had = _store(signed, int(earlier[0])) if earlier else (b"", b"")
    out = bytearray(signed)
    places: dict[int, int] = {}

    def add(number: int, body: bytes) -> int:
        places[number] = len(out)
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def streams(contents: tuple[bytes, ...], first: int) -> bytes:
        for number, each in enumerate(contents, first):
            add(number, b"<</Length %d>>\nstream\n%s\nendstream" % (len(each), each))
        return b" ".join(b"%d 0 R" % number for number in range(first, first + len(contents)))

    certificates = streams(archive.certificates, size)
    lists = streams(archive.crls, size + len(archive.certificates))
    named = tuple(b" ".join(filter(None, each)) for each in zip(had, (certificates, lists), strict=True))
    store = add(size + len(places), b"<</Type /DSS /Certs [%s] /CRLs [%s]>>" % named)
    if earlier and not (archive.digits and b"/T (Archive" in signed[signed.rindex(b"<</Type /DSS ") :]):
        raise ValueError("it has its archive already")
    if archive.digits:
        field, value = store + 1, store + 2
        form = int(_one(rb"/AcroForm ([0-9]+) 0 R\n", catalogue))
        fields = _one(rb"/Fields \[ ([0-9]+ 0 R(?: [0-9]+ 0 R)*) \]\n", _body(signed, form))
        patched = _body(signed, form).replace(b"/Fields [ %s ]" % fields, b"/Fields [ %s %d 0 R ]" % (fields, field))
        count = fields.count(b"R")
        name = b"Archive" if count == 1 else b"Archive %d" % count  # a field's name stands once in a form
        add(field, b"<</FT /Sig /T (%s) /V %d 0 R>>" % (name, value))
        add(value, _STAMP % (b" " * 40, archive.digits))
        add(form, patched)
    rest = catalogue[:-2].replace(b"/DSS %s 0 R\n" % earlier[0], b"") if earlier else catalogue[:-2]
    add(root, rest + b"/DSS %d 0 R\n>>" % store)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    top = max(size, *(number + 1 for number in places))
    out += b"trailer\n<<\n%s/Root %d 0 R\n/Size %d\n%s" % (info, root, top, file_id)
    out += b"/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (_last_start(signed), start)
    if archive.digits:
        before = out.rindex(b"/Contents <", len(signed)) + len(b"/Contents ")
        resume = before + len(archive.digits) + 2
        written = b"[0 %d %d %d]" % (before, resume, len(out) - resume)
        at = out.rindex(b"/ByteRange ", len(signed), before) + len(b"/ByteRange ")
        out[at : at + 40] = written.ljust(40)
    return bytes(out)


_STAMP: Final = b"<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange %s /Contents <%s>>>"


def _read(tail: bytes, size: int) -> tuple[Archive, int]:
    """What the first increment in `tail` holds, by the order in which `write` puts it, and its length.

    `size`: the first number of an object that is free before it. ValueError for anything else.
    """
    at = 0
    contents: list[bytes] = []
    while (found := _STREAM.match(tail, at)) is not None:
        end = found.end() + int(found.group(1))
        if len(contents) > 2 * _MOST or tail[end : end + len(_STREAM_END)] != _STREAM_END:
            raise ValueError("no stream of ours")
        contents.append(tail[found.end() : end])
        at = end + len(_STREAM_END)
    store = _STORE.match(tail, at)
    if store is None:
        raise ValueError("no store of ours")
    count = sum(int(number) >= size for number in re.findall(rb"([0-9]+) 0 R", store.group(1)))
    length = tail.index(_END, store.end()) + len(_END)
    digits = _DIGITS.search(tail, store.end(), length)
    return Archive(tuple(contents[:count]), tuple(contents[count:]), digits.group(1) if digits else b""), length


def _trailer(signed: bytes) -> re.Match[bytes]:
    """The last trailer. ValueError where there is none of ours."""
    *_, trailer = _TRAILER.finditer(signed)
    return trailer


def _size(signed: bytes) -> int:
    return int(_trailer(signed).group(3))


def _store(signed: bytes, number: int) -> tuple[bytes, bytes]:
    """What the store of an earlier archive names: certificates, and lists. ValueError where it is none of ours."""
    found = _STORE.match(signed, signed.rindex(b"\n%d 0 obj\n<</Type /DSS " % number) + 1)
    if found is None:
        raise ValueError("no store of ours")
    return found.group(1), found.group(2)


def _body(signed: bytes, number: int) -> bytes:
    """The newest body of an object, from << to >>, as signing wrote it."""
    start = signed.rindex(b"\n%d 0 obj\n<<\n" % number) + len(b"\n%d 0 obj\n" % number)
    body = signed[start : signed.index(b"\nendobj\n", start)]
    if not body.endswith(b"\n>>"):
        raise ValueError("not as signing writes it")
    return body


def _one(pattern: bytes, body: bytes) -> bytes:
    (found,) = re.findall(pattern, body)
    return bytes(found)


def _last_start(signed: bytes) -> int:
    return int(re.findall(rb"startxref\n([0-9]+)\n", signed[-60:])[-1])


def _imprint(pdf: bytes) -> bytes:
    """SHA-256 of the whole file but the digits of its last signature."""
    before = pdf.rindex(b"/Contents <") + len(b"/Contents ")
    return hashlib.sha256(pdf[:before] + pdf[before + _ROOM + 2 :]).digest()


def _check_lists(
    archive: Archive, before: list[Archive], chain: tuple[x509.Certificate, ...], authority: bytes | None
) -> tuple[bytes, ...]:
    """Certificates of the chain, of the named time-stamp authority, and who issued them; their revocation lists.

    In a renewal also those of the authority that follows. Gives the authorities that follow (SHA-256).
    """
    earlier = [each for one in before for each in one.certificates]
    if len(archive.certificates) > _MOST or len(archive.crls) > _MOST or not (archive.certificates or before):
        raise ValueError("too much, or nothing")
    certificates = [*earlier, *archive.certificates]
    lists = [each for one in (*before, archive) for each in one.crls]
    if len(set(certificates)) != len(certificates) or len(set(lists)) != len(lists):
        raise ValueError("twice the same")
    held = [x509.Certificate.load(der) for der in earlier]
    known = [*chain, *held]
    added = [x509.Certificate.load(der, strict=True) for der in archive.certificates]
    kept = [*held, *added]
    for certificate, der in zip(added, archive.certificates, strict=True):
        expected = certificate.sha256 == authority or any(each.dump() == der for each in chain)
        if not expected:
            _require_whole(
                certificate, certificate["signature_value"], certificate["tbs_certificate"]["signature"], der
            )
            # Its key alone would do for that: what else it says must be vouched for too, by itself or by who is here.
            issuer = any(_signed_by(each, certificate) for each in known)
            if not (issuer and any(_signed_by(certificate, each) for each in kept)) and not _follows(
                certificate, authority, held
            ):
                raise ValueError("a certificate that has nothing to do with it, or that nobody here vouches for")
        known.append(certificate)
    for der in archive.crls:
        listed = crl.CertificateList.load(der, strict=True)
        _require_whole(listed, listed["signature"], listed["tbs_cert_list"]["signature"], der)
        if not any(_list_signed_by(listed, each) for each in known):
            raise ValueError("a list of somebody else")
    return tuple(each.sha256 for each in kept if before and _follows(each, authority, held))


def _follows(certificate: x509.Certificate, named: bytes | None, kept: list[x509.Certificate]) -> bool:
    """Whether a certificate for time stamps is by the issuer, already kept, of the authority that was named."""
    usage = certificate.extended_key_usage_value
    if usage is None or usage.native != ["time_stamping"]:
        return False
    authorities = [each for each in kept if each.sha256 == named]
    issuers = [each for each in kept if any(_signed_by(one, each) for one in authorities)]
    return any(_signed_by(certificate, each) for each in issuers)


def _require_whole(item: x509.Certificate | crl.CertificateList, signature: object, inner: object, der: bytes) -> None:
    """What the signature does not cover is as it must be: the algorithm named twice, no unused bits, DER."""
    outer = item["signature_algorithm"]
    if outer.dump() != inner.dump() or signature.contents[0] != 0 or item.dump(force=True) != der:  # type: ignore[attr-defined]
        raise ValueError("not in DER")


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    return certificate.issuer == issuer.subject and _holds(
        certificate["signature_value"].native,
        certificate["tbs_certificate"].dump(),
        issuer,
        certificate["signature_algorithm"],
    )


def _list_signed_by(listed: crl.CertificateList, issuer: x509.Certificate) -> bool:
    return listed.issuer == issuer.subject and _holds(
        listed["signature"].native, listed["tbs_cert_list"].dump(), issuer, listed["signature_algorithm"]
    )


def _holds(signature: bytes, data: bytes, issuer: x509.Certificate, algorithm: object) -> bool:
    try:
        DefaultSignatureValidator().validate_signature(signature, data, issuer.public_key, algorithm)
    except Exception:
        return False
    return True
