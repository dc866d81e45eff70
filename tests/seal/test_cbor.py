"""CBOR: one way to write each value, and no other is read."""

from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal.cbor import CODE, LIST, RECORD, Item, Limits, acceptable, decode, encode

NUMBERS = st.integers(-(2**64), 2**64 - 1)
TEXTS = st.text(max_size=12).filter(lambda text: acceptable(text, RECORD.controls))
RECORDS = st.recursive(
    NUMBERS | st.binary(max_size=40) | TEXTS | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | st.integers(-40, 40), inner, max_size=4),
    max_leaves=12,
)

# RFC 8949 appendix A, as far as those kinds of value belong here
GOOD = {
    "00": 0, "01": 1, "0a": 10, "17": 23, "1818": 24, "1819": 25, "1864": 100, "1903e8": 1000,
    "1a000f4240": 1000000, "1b000000e8d4a51000": 1000000000000, "1bffffffffffffffff": 18446744073709551615,
    "20": -1, "29": -10, "3863": -100, "3903e7": -1000, "3bffffffffffffffff": -18446744073709551616,
    "40": b"", "4401020304": b"\x01\x02\x03\x04", "60": "", "6161": "a", "6449455446": "IETF",
    "62225c": '"\\', "62c3bc": "ü", "63e6b0b4": "水", "64f0908591": "𐅑", "80": [], "83010203": [1, 2, 3],
    "8301820203820405": [1, [2, 3], [4, 5]], "a0": {}, "a201020304": {1: 2, 3: 4},
    "98190102030405060708090a0b0c0d0e0f101112131415161718181819": list(range(1, 26)),
}  # fmt: skip
GOOD_IN_A_RECORD = {
    "f4": False, "f5": True, "a26161016162820203": {"a": 1, "b": [2, 3]},
    "826161a161626163": ["a", {"b": "c"}],
}  # fmt: skip

# RFC 8949 appendix F.1: not well-formed
_NOT_WELL_FORMED = """
    18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 f8 f900 fa0000 fb000000
    41 61 5affffffff00 5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203
    81 818181818181818181 8200 a1 a20102 a100 a2000000 c0
    5f4100 7f6100 9f 9f0102 bf bf01020102 819f 9f8000 9f9f9f9f9fffffffff 9f819f819f9fffffff
    1c 1d 1e 3c 3d 3e 5c 5d 5e 7c 7d 7e 9c 9d 9e bc bd be dc dd de fc fd fe
    f800 f801 f818 f81f 5f00ff 5f21ff 5f6100ff 5f80ff 5fa0ff 5fc000ff 5fe0ff 7f4100ff
    5f5f4100ffff 7f7f6100ffff ff 81ff 8200ff a1ff a1ff00 a100ff a20000ff 9f81ff 9f829f819f9fffffffff
    bf00ff bf000000ff 1f 3f df
"""
BROKEN = _NOT_WELL_FORMED.split()

# Well-formed, but not the one form, or of a kind that has no place here
UNWELCOME = {
    "a number in two bytes": "1817",
    "a number in three bytes": "1900ff",
    "a number in five bytes": "1a0000ffff",
    "a number in nine bytes": "1b00000000ffffffff",
    "a negative number in two bytes": "3817",
    "a long length": "580161",
    "a text with a long length": "780161",
    "an array with a long length": "980100",
    "a map with a long length": "b8010000",
    "a half float": "f93c00",
    "a float": "fa47c35000",
    "a double": "fb3ff199999999999a",
    "not a number": "f97e00",
    "null": "f6",
    "undefined": "f7",
    "a simple value": "f0",
    "a large simple value": "f8ff",
    "a date": "c074323031332d30332d32315432303a30343a30305a",
    "a large number": "c249010000000000000000",
    "a tag on a number": "d2810001",
    "tag 55799": "d9d9f700",
    "an indefinite byte string": "5f42010243030405ff",
    "an indefinite text": "7f657374726561646d696e67ff",
    "an indefinite array": "9fff",
    "an indefinite map": "bfff",
    "a key twice": "a201000100",
    "keys out of order": "a202000100",
    "keys by length first": "a2200018180 0".replace(" ", ""),
    "a byte string as key": "a1410000",
    "an array as key": "a18000",
    "a map as key": "a1a000",
    "a float as key": "a1f93c0000",
    "an empty input": "",
    "something behind": "0000",
    "UTF-8 cut short": "61c3",
    "UTF-8 of more bytes than needed": "62c080",
    "a surrogate": "63eda080",
    "a null character": "6100",
    "a bell": "6107",
    "a C1 control": "62c285",
    "an override of direction": "63e280ae",
    "an isolate": "63e281a6",
    "a letter and its accent apart": "63" + "u\u0308".encode().hex(),
}


@pytest.mark.parametrize(("written", "value"), [*GOOD.items()])
def test_the_examples_of_the_standard_are_read_and_written(written: str, value: Item) -> None:
    assert decode(bytes.fromhex(written)) == value
    assert encode(value).hex() == written


@pytest.mark.parametrize(("written", "value"), [*GOOD_IN_A_RECORD.items()])
def test_booleans_and_named_fields_are_for_records_only(written: str, value: Item) -> None:
    assert decode(bytes.fromhex(written), RECORD) == value
    assert encode(value).hex() == written
    for limits in (CODE, LIST):
        with pytest.raises(Refusal, match="CODE_DAMAGED"):
            decode(bytes.fromhex(written), limits)


@pytest.mark.parametrize("limits", [CODE, LIST, RECORD], ids=["code", "list", "record"])
@pytest.mark.parametrize("written", [*BROKEN, *UNWELCOME.values()], ids=[*BROKEN, *UNWELCOME])
def test_all_else_is_refused(written: str, limits: Limits) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        decode(bytes.fromhex(written), limits)


def test_a_record_may_have_lines_and_a_code_may_not() -> None:
    written = encode("two\nlines\tand a column")
    assert decode(written, RECORD) == "two\nlines\tand a column"
    with pytest.raises(Refusal):
        decode(written, LIST)
    with pytest.raises(Refusal):
        decode(encode("carriage\rreturn"), RECORD)


def test_one_is_not_true() -> None:
    assert decode(b"\xf5", RECORD) is True
    assert decode(b"\x01", RECORD) == 1
    assert decode(b"\x01", RECORD) is not True
    assert encode([True, 1, False, 0]).hex() == "84f501f400"


def nested(depth: int) -> bytes:
    return b"\x81" * depth + b"\x00"


@pytest.mark.parametrize("limits", [CODE, LIST, RECORD], ids=["code", "list", "record"])
def test_depth_and_size_end_where_they_should(limits: Limits) -> None:
    decode(nested(limits.depth), limits)
    with pytest.raises(Refusal):
        decode(nested(limits.depth + 1), limits)
    with pytest.raises(Refusal):
        decode(b"\x81" * 5000, limits)
    full = encode(bytes(limits.size - len(encode(bytes(limits.size))) + limits.size))
    assert len(full) == limits.size
    decode(full, limits)
    with pytest.raises(Refusal):
        decode(full + b"\x00", limits)


def test_a_claim_of_endless_length_costs_nothing() -> None:
    for written in ("9bffffffffffffffff00", "bbffffffffffffffff00", "5bffffffffffffffff00", "9a7fffffff00"):
        with pytest.raises(Refusal):
            decode(bytes.fromhex(written), RECORD)


def test_millions_of_small_values_are_too_many() -> None:
    few = encode([0] * 60_000)
    assert len(decode(encode([0] * 50_000), LIST)) == 50_000  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        decode(b"\x82" + few + few, LIST)


@pytest.mark.parametrize("value", [2**64, -(2**64) - 1, "u\u0308", "\ud800"])
def test_what_cannot_be_read_back_is_not_written(value: Item) -> None:
    with pytest.raises(ValueError):
        encode(value)


@pytest.mark.parametrize("value", [1.5, None, (1, 2), datetime(2026, 1, 1, tzinfo=UTC)])
def test_other_kinds_are_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)  # type: ignore[arg-type]


def depth_of(item: object) -> int:
    if isinstance(item, dict):
        return 1 + max(map(depth_of, item.values()), default=0)
    return 1 + max(map(depth_of, item), default=0) if isinstance(item, list) else 0


@settings(max_examples=400, deadline=None)
@given(RECORDS.filter(lambda item: depth_of(item) <= RECORD.depth))
def test_what_is_written_is_read_back(item: Item) -> None:
    written = encode(item)
    assert decode(written, RECORD) == item
    assert encode(decode(written, RECORD)) == written
    assert cbor2.loads(written) == item


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.integers(-24, 23), NUMBERS | st.binary(max_size=9), max_size=8))
def test_with_keys_of_one_byte_the_order_is_that_of_cbor2(item: Item) -> None:
    assert encode(item) == cbor2.dumps(item, canonical=True)


@settings(max_examples=1500, deadline=None)
@given(st.binary(max_size=24) | RECORDS.map(cbor2.dumps))
def test_whatever_is_read_has_no_other_form(data: bytes) -> None:
    try:
        item = decode(data, RECORD)
    except Refusal as refusal:
        assert refusal.code == "CODE_DAMAGED"
    else:
        assert encode(item) == data
        assert cbor2.loads(data) == item
