"""How much goes into a code: everything while it fits, then less and less, never more than can be read."""

import random
from dataclasses import replace

import pytest

from certapp.seal.claims import Claims, SealedObject, SealedParty
from certapp.seal.cose import parse
from certapp.seal.fitting import GOOD_BYTES, MOST_BYTES, SealedCode, seal
from certapp.seal.matrix import modules
from certapp.seal.text import LONGEST, compress, from_text
from tests.seal.making import CLAIMS, KID, read, sign, verify, with_objects


def sealed(claims: Claims) -> SealedCode:
    code = seal(claims, KID, sign)
    assert from_text(code.text) == code.cose
    assert len(code.text) <= LONGEST
    verify(parse(code.cose))
    return code


def noise(length: int, seed: int) -> str:
    """Letters and signs that hardly compress."""
    return "".join(random.Random(seed).choices([chr(code) for code in range(0x21, 0x7F)], k=length))


def test_one_object_goes_in_whole() -> None:
    code = sealed(CLAIMS)
    assert code.level == "A"
    assert read(code.text) == CLAIMS


def test_many_objects_go_in_by_type_and_title() -> None:
    claims = with_objects(9)
    code = sealed(claims)
    assert code.level == "B"
    assert len(compress(code.cose)) <= GOOD_BYTES
    shown = read(code.text)
    assert shown.object_count == 9
    assert shown.objects == tuple(SealedObject(each.type, each.title) for each in claims.objects)


def test_long_titles_are_cut() -> None:
    code = sealed(with_objects(10, title="Of the long title that number {n} has"))
    assert code.level in "BC"
    long = replace(
        with_objects(10),
        objects=tuple(SealedObject("Painting", noise(48, n)) for n in range(10)),
    )
    code = sealed(long)
    assert code.level == "C"
    assert all(len(each.title.encode()) <= 24 for each in read(code.text).objects)
    assert len(read(code.text).objects) == 10


def test_a_larger_symbol_is_taken_before_an_object_is_dropped() -> None:
    claims = replace(
        with_objects(10),
        owner=SealedParty(noise(60, 1), "XA"),
        consignee=SealedParty(noise(60, 2), "XB"),
        objects=tuple(SealedObject(noise(12, n), noise(24, n + 50)) for n in range(10)),
    )
    code = sealed(claims)
    assert code.level == "C"
    assert GOOD_BYTES < len(compress(code.cose)) <= MOST_BYTES
    assert len(read(code.text).objects) == 10


def test_at_last_objects_are_dropped_and_the_count_says_so() -> None:
    claims = replace(
        with_objects(10),
        owner=SealedParty(noise(60, 101), "XA"),
        consignee=SealedParty(noise(60, 102), "XB"),
        applicant=SealedParty(noise(60, 103), "XC"),
        number=noise(32, 104),
        replaces=noise(32, 105),
        return_by=20895,
        objects=tuple(SealedObject(noise(24, n), noise(24, n + 50)) for n in range(10)),
    )  # fmt: skip
    code = sealed(claims)
    shown = read(code.text)
    assert code.level == "D"
    assert 1 <= len(shown.objects) < 10
    assert shown.object_count == 10
    assert len(compress(code.cose)) <= MOST_BYTES


@pytest.mark.parametrize("count", [11, 40, 500])
def test_a_large_consignment_names_at_most_ten(count: int) -> None:
    objects = tuple(SealedObject("Coin", f"Coin {n}") for n in range(count))
    shown = read(sealed(replace(CLAIMS, objects=objects, object_count=count)).text)
    assert (len(shown.objects), shown.object_count) == (10, count)


@pytest.mark.parametrize("count", range(1, 11))
def test_the_symbol_never_grows_beyond_what_can_be_read(count: int) -> None:
    code = sealed(with_objects(count))
    side = len(modules(code.text))
    assert side <= 4 * 25 + 17
    if len(compress(code.cose)) <= GOOD_BYTES:
        assert side <= 4 * 20 + 17
