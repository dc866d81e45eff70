"""The code on the sheet that extends a temporary export: a later day of return, signed as the certificate itself was.

The certificate stays as it is and its code too; who sees both knows until when the objects may be away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NoReturn

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.text import from_text, to_text
from certapp.trust.es256 import verifies
from certapp.trust.judge import Withdrawn, lists_here, revocation_of, signer_path, why_revoked
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict
from certapp.trust.view import TrustView

PREFIX: Final = "XCEXT"
"""Of the code's text, before its version letter."""

_ISSUER, _ISSUED_AT, _ID, _EXTENSION = 1, 6, 7, -65552
_NUMBER, _POSITION, _RETURN_BY = 1, 2, 3
_ID_BYTES, _NUMBER_BYTES, _LAST_DAY, _LAST_SECOND = 8, 32, 2_932_896, 253_402_300_799
_DAY: Final = 86400


@dataclass(frozen=True, slots=True)
class Extension:
    """The extension no. `position` of the certificate with that number and id: back by `return_by` (day since 1970)."""

    country: str
    issued_at: int
    id: bytes
    number: str
    position: int
    return_by: int


def seal_extension(extension: Extension, key: SigningKey) -> str:
    """The text of the code. ValueError where nobody could read it again."""
    payload = cbor.encode(
        {
            _ISSUER: extension.country,
            _ISSUED_AT: extension.issued_at,
            _ID: extension.id,
            _EXTENSION: {
                _NUMBER: extension.number,
                _POSITION: extension.position,
                _RETURN_BY: extension.return_by,
            },
        }
    )
    if _read(payload) != extension:
        raise ValueError("an extension that nobody could read")
    return to_text(cose.sign1({cose.ALG: cose.ES256, cose.KID: key.kid}, payload, key.sign_raw), PREFIX)


def judge_extension(
    text: str, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn] = MappingProxyType({})
) -> Verdict:
    """The verdict on the code of a sheet, by the same order as that on a certificate's. Never raises a Refusal."""
    try:
        message = cose.parse(from_text(text, PREFIX))
        kid = cose.code_kid(message)
        extension = _read(message.payload)
    except Refusal as refusal:
        outcome = Outcome.NEWER_FORMAT if refusal.code == "CODE_NEWER" else Outcome.UNREADABLE
        return Verdict(outcome, Colour.GREY, (Reason(refusal.code, refusal.params),))
    lists, verdict = lists_here(view, extension.country, now), _judged(message, kid, extension, view, now, withdrawn)
    return replace(verdict, list_ages=lists.ages, contact=lists.contact)


def _judged(
    message: cose.Sign1,
    kid: bytes,
    extension: Extension,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn],
) -> Verdict:
    country = extension.country
    signers = [each for each in view.signers.get(kid, ()) if each.country == country]
    if not signers:
        code = "SIGNER_UNKNOWN" if country in view.anchors else "COUNTRY_UNKNOWN"
        return Verdict(Outcome.UNKNOWN_ISSUER, Colour.AMBER, (Reason(code, {"country": country}),))
    signed = message.to_be_signed()
    signer = next((each for each in signers if verifies(each.key, message.signature, signed)), None)
    if signer is None:
        return _false(Reason("SIGNATURE_WRONG"))
    doubt = signer_path(signer.der, view, now)
    if doubt is not None and doubt.code == "COUNTRY_KEY_WITHDRAWN":
        return Verdict(Outcome.UNKNOWN_ISSUER, Colour.AMBER, (doubt,))
    if doubt is not None and doubt.code != "SIGNER_EXPIRED":
        return _false(doubt)
    if not signer.not_before <= extension.issued_at <= signer.not_after:
        return _false(Reason("SIGNED_OUT_OF_TIME"))
    if signer.training and not view.in_training:
        return Verdict(Outcome.TEST_PAPER, Colour.RED, (Reason("TEST_PAPER"),))
    told = Reason(
        "EXTENSION",
        {"number": extension.number, "count": extension.position, "day": _iso(extension.return_by)},
    )
    outcome, colour, reasons = _standing(extension, view, now, withdrawn)
    return Verdict(outcome, colour, (*reasons, told, Reason("EXTENSION_COMPARE")), signer=signer.der)


def _standing(
    extension: Extension, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn]
) -> tuple[Outcome, Colour, tuple[Reason, ...]]:
    bulletin = view.bulletins.get(extension.country)
    gone = revocation_of(extension.id, bulletin, withdrawn)
    if gone is not None:
        outcome, why = why_revoked(gone)
        return outcome, Colour.RED, (why,)
    if (extension.return_by + 1) * _DAY <= max(now, view.latest):
        return Outcome.EXPIRED, Colour.RED, (Reason("EXPIRED", {"day": _iso(extension.return_by)}),)
    if bulletin is None:
        return Outcome.GENUINE, Colour.AMBER, (Reason("STATUS_MISSING", {"country": extension.country}),)
    if now > bulletin.next_update:
        day = _iso(bulletin.this_update // _DAY)
        stale = Reason("STATUS_STALE", {"day": day, "days": (now - bulletin.this_update) // _DAY})
        return Outcome.GENUINE, Colour.AMBER, (stale,)
    return Outcome.GENUINE, Colour.GREEN, ()


def _read(payload: bytes) -> Extension:
    match cbor.decode(payload):
        case {1: str(country), 6: int(issued_at), 7: bytes(handle), -65552: dict(inner), **more} if not more:
            pass
        case _:
            _damaged()
    match inner:
        case {1: str(number), 2: int(position), 3: int(return_by), **more} if not more:
            pass
        case _:
            _damaged()
    good = len(country) == 2 and country.isascii() and country.isupper() and len(handle) == _ID_BYTES
    good = good and 0 < len(number.encode()) <= _NUMBER_BYTES and 0 < position < 1000
    if not good or not 0 <= issued_at <= _LAST_SECOND or not 0 <= return_by <= _LAST_DAY:
        _damaged()
    return Extension(country, issued_at, handle, number, position, return_by)


def _iso(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def _false(reason: Reason) -> Verdict:
    return Verdict(Outcome.NOT_GENUINE, Colour.RED, (reason,))


def _damaged() -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail="an extension")
