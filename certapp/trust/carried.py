"""What goes on a stick to the machine of the country CA, and back: requests (`*.xcrequest`), answers (`*.xcanswer`).

A request gives no right: whoever signs it looks at it first. Each new key in it has signed it, so that nobody has a key
certified that somebody else holds. An answer is signed by the CA and names the request that it answers.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item, Limits
from certapp.trust.certificate import read_certificate
from certapp.trust.es256 import verifies
from certapp.trust.keyfile import spki
from certapp.trust.path import read_country_ca
from certapp.trust.roster import ROLES

LARGEST: Final = 4 << 20
"""Bytes of a request or an answer."""
MOST_WISHES: Final = 200
MOST_NAME: Final = 80
_CARRIED: Final = Limits(depth=6, size=LARGEST, text_keys=False, booleans=False, items=50_000)
_REQUEST, _ANSWER = "XCREQUEST", "XCANSWER"
_DOMAIN: Final = b"certapp request 1\n"
_ID_BYTES: Final = 16
_SIGNATURE_BYTES: Final = 64


class Kind(IntEnum):
    """What is asked of the CA."""

    PERSON = 1
    """A certificate for an official's key: somebody new, or a new key of somebody known."""
    ROLES = 2
    RETIRE = 3
    DOCUMENT_SIGNER = 4
    STATUS_SIGNER = 5
    REVOKE = 6
    """Put a signer's certificate on the revocation list."""


_KINDS: Final = frozenset(int(kind) for kind in Kind)
WITH_KEY: Final = frozenset((Kind.PERSON, Kind.DOCUMENT_SIGNER, Kind.STATUS_SIGNER))


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked.

    subject: an official's id, an office's code, or a certificate's serial number in hexadecimal (REVOKE). public: the
    new key, SubjectPublicKeyInfo in DER; proof: its signature over this wish and the request's id.
    """

    kind: Kind
    subject: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    public: bytes = b""
    proof: bytes = b""

    def proven(self, request_id: bytes, key: SigningKey) -> "Wish":
        """The same with the proof that who asks holds `key`."""
        return replace(self, proof=key.sign_raw(_said(self, request_id)))


@dataclass(frozen=True, slots=True)
class Request:
    """What one office asks. made_at: seconds since 1970; roster, crl: the newest it has, as signed, b'' for none."""

    country: str
    id: bytes
    made_at: int
    office: str
    authority: str
    wishes: tuple[Wish, ...]
    roster: bytes = b""
    crl: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the CA signed for one request. present: the two who were there, by name; certificates: one for each
    wish with a key, in the order of the wishes; rosters: those that follow the request's own, oldest first."""

    country: str
    id: bytes
    signed_at: int
    present: tuple[str, ...]
    certificates: tuple[tuple[Kind, str, bytes], ...]
    rosters: tuple[bytes, ...]
    crl: bytes
    ca: bytes


def write_request(request: Request) -> bytes:
    """The request's bytes. Refusals of `read_request`: one that nobody would read is not written."""
    data = cbor.encode(
        {
            1: _REQUEST,
            2: request.country,
            3: request.id,
            4: request.made_at,
            5: request.office,
            6: request.authority,
            7: list[Item](_wish_item(wish) for wish in request.wishes),
            8: request.roster,
            9: request.crl,
        }
    )
    read_request(data)
    return data


def read_request(data: bytes) -> Request:
    """A request, its shape and every proof checked; that it should be granted nobody has said yet.

    Refusals: REQUEST_DAMAGED, REQUEST_WITHOUT_PROOF (subject).
    """
    match _content(data, "REQUEST_DAMAGED"):
        case {
            1: "XCREQUEST",
            2: str(country),
            3: bytes(request_id),
            4: int(made_at),
            5: str(office),
            6: str(authority),
            7: list(rows),
            8: bytes(roster),
            9: bytes(crl),
            **more,
        } if not more and len(request_id) == _ID_BYTES and made_at >= 0 and len(rows) <= MOST_WISHES:
            pass
        case _:
            _damaged("REQUEST_DAMAGED")
    if len(country) != 2 or len(office) > 2 or len(authority) > 2 * MOST_NAME:
        _damaged("REQUEST_DAMAGED")
    wishes = tuple(_wish(row) for row in rows)
    for wish in wishes:
        if wish.kind in WITH_KEY and not verifies(_key(wish.public), wish.proof, _said(wish, request_id)):
            raise Refusal("REQUEST_WITHOUT_PROOF", subject=wish.subject)
    return Request(country, request_id, made_at, office, authority, wishes, roster, crl)


def sign_answer(answer: Answer, ca: SigningKey) -> bytes:
    """The answer as a COSE_Sign1 by the CA."""
    payload = cbor.encode(
        {
            1: _ANSWER,
            2: answer.country,
            3: answer.id,
            4: answer.signed_at,
            5: list[Item](answer.present),
            6: list[Item](
                list[Item]((int(kind), subject, certificate)) for kind, subject, certificate in answer.certificates
            ),
            7: list[Item](answer.rosters),
            8: answer.crl,
            9: answer.ca,
        }
    )
    return cose.sign1({cose.ALG: cose.ES256, cose.KID: ca.kid}, payload, ca.sign_raw)


def read_answer(data: bytes, ca: bytes | None = None) -> Answer:
    """An answer, signed by the country CA `ca` (DER); without it by the one inside, which somebody must then believe
    by its digits.

    Refusals: ANSWER_DAMAGED, ANSWER_SIGNATURE, NOT_A_COUNTRY_CA, CERTIFICATE_DAMAGED.
    """
    if len(data) > LARGEST:
        _damaged("ANSWER_DAMAGED")
    try:
        message = cose.parse(data, _CARRIED)
    except Refusal:
        _damaged("ANSWER_DAMAGED")
    match _content(message.payload, "ANSWER_DAMAGED"):
        case {
            1: "XCANSWER",
            2: str(country),
            3: bytes(request_id),
            4: int(signed_at),
            5: list(present),
            6: list(rows),
            7: list(rosters),
            8: bytes(crl),
            9: bytes(inside),
            **more,
        } if not more and len(request_id) == _ID_BYTES and len(rows) <= MOST_WISHES:
            pass
        case _:
            _damaged("ANSWER_DAMAGED")
    authority = read_country_ca(inside if ca is None else ca)
    if message.header != {cose.ALG: cose.ES256, cose.KID: authority.kid} or inside != authority.der:
        raise Refusal("ANSWER_SIGNATURE")
    if not verifies(authority.key, message.signature, message.to_be_signed()) or country != authority.country:
        raise Refusal("ANSWER_SIGNATURE")
    return Answer(
        country,
        request_id,
        signed_at,
        tuple(_text(each) for each in present),
        tuple(_certificate(row) for row in rows),
        tuple(_bytes(each) for each in rosters),
        crl,
        inside,
    )


def _wish_item(wish: Wish) -> Item:
    """Parts that a kind does not need are not there."""
    item: dict[int | str, Item] = {1: int(wish.kind), 2: wish.subject}
    if wish.name:
        item[3] = wish.name
    if wish.roles:
        item[4] = list[Item](sorted(wish.roles))
    if wish.public:
        item[5] = wish.public
    if wish.proof:
        item[6] = wish.proof
    return item


def _wish(row: Item) -> Wish:
    match row:
        case {1: int(number), 2: str(subject), **more} if number in _KINDS and len(subject) <= MOST_NAME:
            rest = dict[object, object](more)
        case _:
            _damaged("REQUEST_DAMAGED")
    kind = Kind(number)
    name, roles = rest.pop(3, ""), rest.pop(4, [])
    public, proof = rest.pop(5, b""), rest.pop(6, b"")
    if rest or not isinstance(name, str) or not isinstance(roles, list) or len(name) > MOST_NAME:
        _damaged("REQUEST_DAMAGED")
    if not isinstance(public, bytes) or not isinstance(proof, bytes):
        _damaged("REQUEST_DAMAGED")
    named = [role for role in roles if isinstance(role, str) and role in ROLES]
    if named != roles or len(set(named)) != len(named):
        _damaged("REQUEST_DAMAGED")
    with_key = kind in WITH_KEY
    if with_key != bool(public) or with_key != (len(proof) == _SIGNATURE_BYTES) or (proof and not with_key):
        _damaged("REQUEST_DAMAGED")
    wish = Wish(kind, subject, name, frozenset(named), public, proof)
    if _wish_item(wish) != row:
        _damaged("REQUEST_DAMAGED")
    return wish


def _said(wish: Wish, request_id: bytes) -> bytes:
    return _DOMAIN + request_id + cbor.encode(_wish_item(replace(wish, proof=b"")))


def _key(public: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(public)
    except Exception:  # the library raises many kinds at hostile input
        _damaged("REQUEST_DAMAGED")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        _damaged("REQUEST_DAMAGED")
    if spki(key) != public:
        _damaged("REQUEST_DAMAGED")
    return key


def _certificate(row: Item) -> tuple[Kind, str, bytes]:
    match row:
        case [int(number), str(subject), bytes(certificate)] if number in _KINDS:
            return Kind(number), subject, read_certificate(certificate).der
    _damaged("ANSWER_DAMAGED")


def _content(data: bytes, code: str) -> Item:
    try:
        return cbor.decode(data, _CARRIED)
    except Refusal:
        _damaged(code)


def _text(item: Item) -> str:
    if not isinstance(item, str):
        _damaged("ANSWER_DAMAGED")
    return item


def _bytes(item: Item) -> bytes:
    if not isinstance(item, bytes):
        _damaged("ANSWER_DAMAGED")
    return item


def _damaged(code: str) -> NoReturn:
    raise Refusal(code) from None
