"""The packages and bulletins of the vectors: those that verdicts rest on, and those that must be refused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptography import x509

from certapp.seal import cbor
from certapp.seal.claims import Claims, encode_claims
from certapp.trust.bulletin import Entry
from certapp.trust.hierarchy import issue_crl
from certapp.trust.register_digest import sign_digest
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import DAY, FOUNDED, YEAR, Authority, claims_of
from tests.vectors.keys import another_signer, authority, rewritten
from tests.vectors.texts import message

REASONS = (1, 2, 3, 4, 5, 6, 7, 99)


@dataclass(frozen=True)
class Lists:
    """Who signs, and the files that say who may."""

    xa: Authority
    xa_new: Authority
    xb: Authority
    withdrawn: UnlockedKey
    stolen: UnlockedKey
    half: UnlockedKey
    stolen_otherwise: UnlockedKey
    outliving: UnlockedKey
    listed: Claims
    files: dict[str, bytes]
    next_update: int


@dataclass(frozen=True)
class BadList:
    """A package or bulletin that is refused: its file, why it is wrong, and the refusal's code."""

    name: str
    about: str
    content: bytes
    refusal: str


def lists() -> Lists:
    """All of them, keys and files."""
    xa, xb = authority("XA", "XA"), authority("XB", "XB", training=True)
    xa_new = authority("XA", "XA new")
    names = ("withdrawn", "stolen", "half", "stolen otherwise", "outliving")
    withdrawn, stolen, half, otherwise, outliving = (another_signer(xa.ca, f"XA {name}") for name in names)
    outliving = rewritten(outliving, xa.ca, not_after=FOUNDED + 14 * YEAR)
    listed = replace(claims_of("XA"), id=(50).to_bytes(8, "big"), number="XA-2026-01-000050-K")
    day = FOUNDED // DAY + 8
    this = FOUNDED + 9 * DAY
    entries = [Entry((100 + reason).to_bytes(8, "big"), day, reason) for reason in REASONS]
    stolen_keys = {stolen.kid: 1, half.kid: 2, otherwise.kid: 3}
    newest = xa.bulletin(
        2,
        entries,
        this=this,
        compromised=stolen_keys,
        genuine=[encode_claims(listed)],  # type: ignore[arg-type]
    )
    crl = xa.crl(withdrawn, number=2)
    signers = (withdrawn, stolen, half, otherwise, outliving)
    files = {
        "xa.xcauth": xa.package(crl=crl, signers=signers),
        "xa-new.xcauth": xa_new.package(),
        "xb.xcauth": xb.package(),
        "xa-1.xcstatus": xa.bulletin(1, days=5),
        "xa-2.xcstatus": newest,
        "xa.xcdigest": _digest(xa),
    }
    return Lists(xa, xa_new, xb, withdrawn, stolen, half, otherwise, outliving, listed, files, this + 30 * DAY)


def _digest(xa: Authority) -> bytes:
    """Complete to the day before the newest bulletin, of office 01; older papers are not in it."""
    given_out = [f"XA-2026-01-{serial:06d}-K" for serial in (1, 2, 3, 101)]
    numbers = {2025: ["XA-2025-01-000001-K"], 2026: given_out}
    return sign_digest("XA", FOUNDED + 9 * DAY, FOUNDED // DAY + 8, ["01"], numbers, xa.status)


def bad_lists(good: Lists) -> Iterator[BadList]:
    """Packages, and bulletins to be read under the package xa."""
    xa = good.xa
    bulletin, package = good.files["xa-2.xcstatus"], good.files["xa.xcauth"]
    payload = cbor.decode(bulletin[bulletin.index(b"\xa4\x01\x62XA") : -66], cbor.LIST)
    assert isinstance(payload, dict)
    header = cbor.encode({1: -7, 33: xa.status.certificate})

    def signed(key: UnlockedKey, **status: object) -> bytes:
        inner = payload[-65538]
        assert isinstance(inner, dict)
        changed = {**payload, -65538: {**inner, **{int(name[1:]): value for name, value in status.items()}}}
        own = cbor.encode({1: -7, 33: key.certificate})
        return message(key, cbor.encode(changed), protected=own)  # type: ignore[arg-type]

    yield BadList(
        "bulletin-flipped.xcstatus",
        "One bit of the signature is another.",
        bulletin[:-1] + bytes((bulletin[-1] ^ 1,)),
        "BULLETIN_SIGNATURE",
    )
    yield BadList(
        "bulletin-by-document-signer.xcstatus", "Signed by a document signer.", signed(xa.signer), "BULLETIN_SIGNATURE"
    )
    yield BadList(
        "bulletin-by-other-country.xcstatus",
        "Signed by another country's status signer.",
        signed(good.xb.status),
        "BULLETIN_SIGNATURE",
    )
    rows = bytes(8) + bytes(8)
    yield BadList(
        "bulletin-order.xcstatus",
        "Ids that do not ascend.",
        signed(xa.status, _3=rows, _4=bytes(4), _5=b"\1\1"),
        "BULLETIN_DAMAGED",
    )
    yield BadList(
        "bulletin-short-days.xcstatus",
        "A day is missing.",
        signed(xa.status, _3=rows[:8], _4=bytes(1), _5=b"\1"),
        "BULLETIN_DAMAGED",
    )
    yield BadList(
        "bulletin-reason-zero.xcstatus",
        "Reason 0.",
        signed(xa.status, _3=rows[:8], _4=bytes(2), _5=b"\0"),
        "BULLETIN_DAMAGED",
    )
    yield BadList("bulletin-newer.xcstatus", "A negative key.", _negative(xa, payload, header), "BULLETIN_NEWER")
    digest = good.files["xa.xcdigest"]
    yield BadList(
        "digest-flipped.xcdigest",
        "One bit of the signature is another.",
        digest[:-1] + bytes((digest[-1] ^ 1,)),
        "DIGEST_SIGNATURE",
    )
    yield BadList("digest-is-a-bulletin.xcdigest", "A bulletin under a digest's name.", bulletin, "DIGEST_DAMAGED")
    whole = cbor.decode(package, cbor.LIST)
    assert isinstance(whole, dict)
    yield BadList(
        "package-foreign-signer.xcauth",
        "A signer of another authority inside.",
        cbor.encode({**whole, 3: [good.xb.signer.certificate]}),
        "PACKAGE_FOREIGN_SIGNER",
    )
    yield BadList(
        "package-status-as-signer.xcauth",
        "A status signer among the document signers.",
        cbor.encode({**whole, 3: [xa.status.certificate]}),
        "PACKAGE_FOREIGN_SIGNER",
    )
    bare = rewritten(xa.signer, xa.ca, leave_out=(x509.ExtendedKeyUsage,))
    yield BadList(
        "package-no-usage.xcauth",
        "A signer that may be used for anything.",
        cbor.encode({**whole, 3: [bare.certificate]}),
        "PACKAGE_FOREIGN_SIGNER",
    )
    yield BadList(
        "package-no-ca.xcauth",
        "A signer in the place of the CA.",
        cbor.encode({**whole, 2: xa.signer.certificate}),
        "NOT_A_COUNTRY_CA",
    )
    yield BadList(
        "package-other-crl.xcauth",
        "Another authority's revocation list.",
        cbor.encode({**whole, 5: issue_crl(good.xb.ca, FOUNDED, 1)}),
        "CRL_DAMAGED",
    )
    yield BadList("package-more.xcauth", "A further key.", cbor.encode({**whole, 7: 1}), "PACKAGE_DAMAGED")
    yield BadList("package-mark.xcauth", "Another mark.", cbor.encode({**whole, 1: "XCAUTX"}), "PACKAGE_DAMAGED")
    yield BadList("package-cut.xcauth", "The end is missing.", package[:-1], "PACKAGE_DAMAGED")


def _negative(xa: Authority, payload: dict[int | str, cbor.Item], header: bytes) -> bytes:
    return message(xa.status, cbor.encode({**payload, -2: 1}), protected=header)
