"""The one certificate whose code is published down to the letter."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.model.errors import Refusal
from certapp.seal.claims import SealedObject, SealedParty, decode_claims, encode_claims
from certapp.seal.cose import Sign1, code_kid, parse, sign1
from certapp.seal.fitting import seal
from certapp.seal.text import from_text, to_text
from tests.seal.making import KID, example_key, sign, verify

TEXT = (
    "XCERTBPDNACZIBTL7NFBCNUIASMBCIUGZMHVHF6YDRRICZAEH2KALCLBAQIGTLTHGQABQ2NG46WAAHJAABCIRTIRKWM5Z2AAAQAAFK"
    "AFXFQQJNGIYDENRNGAYDAMJSGMBBSUBSAMMVDHYEAECYE6A3IVWGK3TBEBIGC4DBMRXXA33VNRXXKLKIMFZHI3LBNZXGEWCBA2BHQI"
    "2NOVZWK3ZAJZQWG2LPNZQWYIDEMUQEC4TUMVZSARDFMNXXEYLUNF3GC43CIVJQOYSFKMEACCMBQZUFAYLJNZ2GS3THPANVM2LFO4QG"
    "6ZRAORUGKIDIMFZGE33VOIQGC5BAMR2XG23NN5UWYIDPNYQGGYLOOZQXG2RWGEQHQIBXGMQGG3LUJRSW63TUNFXXGICWMFZG4YLLNF"
    "XXI2LTM5RS4IBRHA3TICSYEBYM5BY7RI6T7NCJXQ6DVTTFI7HPALP4OT76JDMREUZKOJF73PS3SWCAVT33PUROHSSH45UEEFITMGXB"
    "LIUOZWYVOVL3HBGFTHNGGDMJQ4KCOTJU2CANMAMBVKF3PIS4OW4MIPDQJ53VJ5IZ6UWCFC3W27657N5V62DSU"
)
PUBLIC_KEY = "02205039ec5241f586b19cd326144a6149482d5c6a4a7245238c691f71c29ef049"


def test_the_stages_have_the_published_sizes() -> None:
    cose = from_text(TEXT)
    assert (len(TEXT), len(cose), len(parse(cose).payload)) == (595, 357, 271)


def test_it_says_what_was_published() -> None:
    message = parse(from_text(TEXT))
    claims = decode_claims(message.payload)
    assert code_kid(message) == KID
    assert (claims.issuer, claims.number, claims.kind) == ("XA", "XA-2026-000123", 1)
    assert claims.id.hex() == "0011223344556677"
    assert (claims.issued_on, claims.valid_until) == (20530, 20895)
    assert (claims.issued_at, claims.expires) == (1773792000, 1805241600)
    assert claims.owner == SealedParty("Elena Papadopoulou-Hartmann", "XA")
    assert claims.consignee == SealedParty("Museo Nacional de Artes Decorativas", "ES")
    assert claims.objects == (
        SealedObject(
            "Painting",
            "View of the harbour at dusk",
            "oil on canvas",
            "61 x 73 cm",
            "Leontios Varnakiotis",
            "c. 1874",
        ),
    )


def test_its_signature_is_of_the_published_key() -> None:
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(PUBLIC_KEY))
    verify(parse(from_text(TEXT)), public)
    message = parse(from_text(TEXT))
    other = Sign1(message.header, message.payload + b" ", message.signature, message.protected)
    with pytest.raises(InvalidSignature):
        verify(other, public)


def test_every_stage_written_again_is_the_same() -> None:
    cose = from_text(TEXT)
    message = parse(cose)
    assert encode_claims(decode_claims(message.payload)) == message.payload
    assert sign1(message.header, message.payload, lambda _: message.signature) == cose
    assert to_text(cose) == TEXT


def test_signing_again_gives_the_published_text() -> None:
    claims = decode_claims(parse(from_text(TEXT)).payload)
    sealed = seal(claims, KID, sign)
    assert (sealed.text, sealed.level) == (TEXT, "A")


def test_another_key_gives_another_text() -> None:
    key = ec.derive_private_key(4711, ec.SECP256R1())
    assert key.public_key() != example_key().public_key()
    with pytest.raises(InvalidSignature):
        verify(parse(from_text(TEXT)), key.public_key())


@pytest.mark.parametrize("place", range(6, len(TEXT), 7))
def test_one_letter_changed_is_refused_or_not_genuine(place: int) -> None:
    changed = TEXT[:place] + ("A" if TEXT[place] != "A" else "B") + TEXT[place + 1 :]
    with pytest.raises((Refusal, InvalidSignature)):
        verify(parse(from_text(changed)))
