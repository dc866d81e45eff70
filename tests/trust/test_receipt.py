"""Customs receipts: what is written is read again, and nothing else is; and the key of a post."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.trust.certificate import read_certificate
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import KeyRing
from certapp.trust.post_key import POST, create_post_key, read_post_certificate
from certapp.trust.receipt import (
    IRREGULARITIES,
    KINDS,
    PREFIX,
    STATUSES,
    UNNAMED,
    Presented,
    Receipt,
    read_receipt,
    receipt_text,
    write_receipt,
)
from certapp.trust.unlocked import UnlockedKey
from tests.trust.authority import FOUNDED, found

RECEIPT = Receipt(
    country="XA",
    written_at=FOUNDED,
    id=b"receipt.",
    id8=b"certific",
    number="XA-2026-01-000001-O",
    kind="EXIT",
    office="Port of Example",
    post="North Gate",
    day=20_780,
    officer="4711",
    objects=(Presented(1, "PRESENTED", 24), Presented(2, "MISSING"), Presented(5, "MISMATCH")),
    remark="One crate\nopened.",
    seals="A-17",
    photographs=(bytes(32), bytes(range(32))),
    bulletin=413,
    bulletin_day=20_779,
    irregularities=("OBJECT_MISSING", "ALTERED_PAPER"),
)
MOST_FLIPS = 400


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> UnlockedKey:
    keys = KeyRing(tmp_path_factory.mktemp("post"))
    create_post_key(keys, "North Gate", "ES", "north gate opens this test", FOUNDED, TEST_COST)
    return keys.unlock(POST, "north gate opens this test", FOUNDED)


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
receipts = st.builds(
    replace,
    st.just(RECEIPT),
    kind=st.sampled_from(KINDS),
    officer=texts,
    objects=st.lists(
        st.builds(Presented, st.integers(1, 9999), st.sampled_from(STATUSES), st.none() | st.integers(0, 1_000_000)),
        min_size=1,
        max_size=40,
        unique_by=lambda each: each.number,
    ).map(lambda rows: tuple(sorted(rows, key=lambda row: row.number))),
    remark=st.just("") | texts,
    irregularities=st.sets(st.sampled_from(IRREGULARITIES)).map(
        lambda some: tuple(sorted(some, key=IRREGULARITIES.index))
    ),
    photographs=st.lists(st.binary(min_size=32, max_size=32), max_size=3, unique=True).map(tuple),
    bulletin=st.just(0),
    bulletin_day=st.just(0),
)


@given(receipts, st.booleans())
def test_what_a_post_writes_is_what_the_desk_reads(key: UnlockedKey, receipt: Receipt, signed: bool) -> None:
    try:
        data = write_receipt(receipt, key if signed else None)
    except ValueError:  # a text of more bytes than a line has
        assert len(receipt.officer.encode()) > 60 or len(receipt.remark.encode()) > 1000
        return
    taken = read_receipt(data)
    assert taken.receipt == receipt
    assert (taken.signer.name if taken.signer else None) == ("North Gate" if signed else None)


def test_the_printed_code_says_the_same(key: UnlockedKey) -> None:
    for signer in (None, key):
        data = write_receipt(RECEIPT, signer)
        text = receipt_text(data)
        assert text.startswith(PREFIX + "B")
        assert read_receipt(text.lower().encode()) == read_receipt(data)


def test_a_changed_byte_of_a_signed_receipt_is_never_taken_in(key: UnlockedKey) -> None:
    data = write_receipt(RECEIPT, key)
    chance = random.Random(7)
    for at in chance.sample(range(len(data)), min(MOST_FLIPS, len(data))):
        changed = bytearray(data)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(Refusal, match="RECEIPT_"):
            read_receipt(bytes(changed))


def test_a_changed_byte_of_an_unsigned_receipt_is_refused_or_another_receipt() -> None:
    data = write_receipt(RECEIPT, None)
    chance = random.Random(8)
    for _turn in range(MOST_FLIPS):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            assert write_receipt(read_receipt(bytes(changed)).receipt, None) == bytes(changed)
        except Refusal as refusal:
            assert refusal.code in ("RECEIPT_DAMAGED", "RECEIPT_NEWER")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for hostile in (data, b"\xd2" + data, PREFIX.encode() + b"B" + data):
        with pytest.raises(Refusal, match="RECEIPT_"):
            read_receipt(hostile)


def _altered(change: dict[int, cbor.Item], inner: dict[int, cbor.Item] | None = None, drop: int | None = None) -> bytes:
    whole = cbor.decode(write_receipt(RECEIPT, None))
    assert isinstance(whole, dict) and isinstance(whole[2], bytes)
    outer = cbor.decode(whole[2], cbor.RECORD)
    assert isinstance(outer, dict)
    held = outer[-65551]
    assert isinstance(held, dict)
    held.update(inner or {})
    if drop is not None:
        del held[drop]
    outer.update(change)
    return cbor.encode({1: "XCRECEIPT", 2: cbor.encode(outer)})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: _altered({}, {3: 4}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {8: []}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {8: [[2, 1], [1, 1]]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {8: [[1, 1, 1, 1]]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {8: [[0, 1]]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {11: bytes(33)}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {11: bytes(32 * 21)}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {2: "x" * 33}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {14: []}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {14: [2, 1]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {14: [0]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {14: [256]}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {14: 1}), "RECEIPT_DAMAGED"),
        (lambda: _altered({1: "xa"}), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, drop=12), "RECEIPT_DAMAGED"),
        (lambda: _altered({}, {-1: 1}), "RECEIPT_NEWER"),
        (lambda: _altered({-3: 1}), "RECEIPT_NEWER"),
        (lambda: bytes(300 << 10), "RECEIPT_DAMAGED"),
    ],
    ids=[
        "another kind", "no objects", "out of order", "too many columns", "object nought", "half a hash",
        "too many photographs", "long number", "no irregularity", "irregularities out of order",
        "irregularity nought", "irregularity beyond", "irregularities no list",
        "small country", "bulletin without its day", "negative key inside",
        "negative key outside", "too large",
    ],
)  # fmt: skip
def test_what_is_not_to_the_letter_is_refused(data: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refusal, match=code) as found:
        read_receipt(data())
    assert found.value.text() != code


def test_a_later_program_may_say_more(key: UnlockedKey) -> None:
    assert read_receipt(_altered({23: 1}, {20: "more"})).receipt == RECEIPT


def test_an_irregularity_of_a_later_program_is_told_without_its_name() -> None:
    told = read_receipt(_altered({}, {14: [3, 13, 200]})).receipt.irregularities
    assert told == ("PHOTO_MISMATCH", UNNAMED)


def test_a_post_signs_for_itself_alone(key: UnlockedKey) -> None:
    with pytest.raises(ValueError, match="nobody could read"):
        write_receipt(replace(RECEIPT, post="South Gate"), key)


def test_the_certificate_of_a_post_is_by_itself(key: UnlockedKey) -> None:
    assert read_post_certificate(key.certificate).name == "North Gate"
    assert read_certificate(key.certificate).country == "ES"


def test_a_certificate_by_another_is_no_posts() -> None:
    with pytest.raises(Refusal, match="NOT_A_POST_KEY"):
        read_post_certificate(found("XA").signer.certificate)


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [("", "ES", "POST_NAME_WRONG"), ("x" * 61, "ES", "POST_NAME_WRONG"), ("North", "Es", "COUNTRY_CODE")],
)
def test_a_post_needs_a_name_and_a_country(tmp_path: Path, name: str, country: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        create_post_key(KeyRing(tmp_path), name, country, "north gate opens this test", FOUNDED, TEST_COST)
