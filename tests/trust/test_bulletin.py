"""The status bulletin: exact, sorted, signed by a status signer and by nobody else."""

import tracemalloc
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.trust.bulletin import Entry, Policy, parse_bulletin, read_bulletin
from certapp.trust.contact import Contact
from certapp.trust.path import Anchor, read_country_ca, read_crl
from tests.trust.authority import DAY, FOUNDED, YEAR, Authority, found

XA = found("XA")


def anchor(authority: Authority = XA, crl: bytes | None = None) -> Anchor:
    ca = read_country_ca(authority.ca.certificate)
    return Anchor(ca, read_crl(crl or authority.crl(), ca))


def refused(data: bytes, believed: Anchor | None = None) -> str:
    with pytest.raises(Refusal) as refusal:
        read_bulletin(data, [believed or anchor()])
    return refusal.value.code


@given(
    st.dictionaries(
        st.binary(min_size=8, max_size=8),
        st.tuples(st.integers(0, 65535), st.integers(1, 7)),
        max_size=40,
    ),
    st.binary(min_size=8, max_size=8),
)
def test_every_entry_is_found_with_day_and_reason_and_nothing_else(
    listed: dict[bytes, tuple[int, int]], other: bytes
) -> None:
    entries = [Entry(key, day, reason) for key, (day, reason) in listed.items()]
    bulletin = read_bulletin(XA.bulletin(7, entries), [anchor()])
    assert list(bulletin.entries) == sorted(entries)
    assert (len(bulletin), bulletin.sequence, bulletin.country) == (len(entries), 7, "XA")
    for entry in entries:
        assert bulletin.find(entry.id) == entry
    assert (bulletin.find(other) is None) == (other not in listed)


def test_any_flipped_byte_is_refused() -> None:
    data = XA.bulletin(2, [Entry(bytes(8), 20_000, 1)], compromised={XA.signer.kid: Policy.NOTHING})
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] ^= 1
        assert refused(bytes(changed)) in ("BULLETIN_DAMAGED", "BULLETIN_SIGNATURE", "BULLETIN_NEWER"), place


def test_only_a_status_signer_of_that_country_signs_bulletins() -> None:
    official = XA.new_official("ana", "Ana")
    for key in (XA.signer, XA.ca, official, found("XA").status, found("XB").status):
        assert refused(XA.bulletin(key=key)) == "BULLETIN_SIGNATURE"
    xb = found("XB")
    with pytest.raises(Refusal, match="BULLETIN_SIGNATURE"):  # XB, believed as well, speaks for XA
        read_bulletin(XA.bulletin(key=xb.status), [anchor(), anchor(xb)])


def test_a_withdrawn_or_expired_status_signer_signs_no_bulletin() -> None:
    assert refused(XA.bulletin(), anchor(crl=XA.crl(XA.status, number=2))) == "BULLETIN_SIGNATURE"
    read_bulletin(XA.bulletin(this=FOUNDED + YEAR), [anchor()])
    assert refused(XA.bulletin(this=FOUNDED + 3 * YEAR)) == "BULLETIN_SIGNATURE"


def test_the_signature_of_another_bulletin_does_not_fit() -> None:
    message = cose.parse(XA.bulletin(2), cbor.LIST)
    other = cose.parse(XA.bulletin(3), cbor.LIST)
    assert refused(cose.sign1(message.header, other.payload, lambda _: message.signature)) == "BULLETIN_SIGNATURE"


GOOD: dict[int, Any] = {1: 5, 2: 0, 3: b"", 4: b"", 5: b"", 6: 0}
NEW = b"XA-2026-01-000002-K"
REPLACED: dict[int, Any] = {3: bytes(8), 4: bytes(2), 5: b"\2"}


@pytest.mark.parametrize(
    "changes",
    [
        {3: bytes(8)},
        {3: bytes(16), 4: bytes(4), 5: b"\x01\x01"},
        {3: b"\x01" * 8 + bytes(8), 4: bytes(4), 5: b"\x01\x01"},
        {3: bytes(8), 4: bytes(2), 5: b"\x00"},
        {3: bytes(8), 4: bytes(1), 5: b"\x01"},
        {1: 0},
        {2: 5},
        {1: "5"},
        {6: -1},
        {1: 1 << 60},
        {7: [[bytes(7), 1]]},
        {7: [[bytes(8), 1], [bytes(8), 2]]},
        {7: 1},
        {8: bytes(15)},
        {8: bytes(32)},
        {9: {}},
        {9: {1: ""}},
        {9: {2: 5}},
        {9: {2: "1" * 61}},
        {9: ["Desk"]},
        {9: {5: "later", 1: "é" * 61}},
        {10: b""},
        {**REPLACED, 10: NEW[:-1]},
        {**REPLACED, 10: NEW * 2},
        {**REPLACED, 10: NEW.lower()},
        {**REPLACED, 10: NEW.replace(b"XA", b"XB")},
        {**REPLACED, 10: bytes(18) + b"K"},
        {**REPLACED, 5: b"\1", 10: NEW},
    ],
)
def test_a_bulletin_that_is_not_to_the_letter_is_refused(changes: dict[int, Any]) -> None:
    read_bulletin(signed(GOOD), [anchor()])
    assert refused(signed({**GOOD, **changes})) == "BULLETIN_DAMAGED"


@pytest.mark.parametrize("life", [0, -DAY, 401 * DAY])
def test_a_bulletin_lives_more_than_nothing_and_not_for_ever(life: int) -> None:
    assert refused(signed(GOOD, FOUNDED + life)) == "BULLETIN_DAMAGED"


def test_no_time_is_beyond_the_calendar() -> None:
    far = 253_402_300_799
    assert refused(signed(GOOD, far, far - DAY)) == "BULLETIN_SIGNATURE"
    assert refused(signed(GOOD, far + 2, far + 1)) == "BULLETIN_DAMAGED"


def test_what_a_newer_program_adds_is_ignored_unless_it_may_matter() -> None:
    assert read_bulletin(signed({**GOOD, 20: "later"}), [anchor()]).sequence == 5
    assert refused(signed({**GOOD, -1: 1})) == "BULLETIN_NEWER"
    further = read_bulletin(signed({**GOOD, 9: {2: "+99 1", 7: "later"}}), [anchor()])
    assert further.contact == Contact(telephone="+99 1")
    assert refused(signed({**GOOD, 9: {1: "Desk", -1: 1}})) == "BULLETIN_NEWER"


@pytest.mark.parametrize("data", [b"", b"\xd2", b"\xd2\x80", b"\xd2" * 9000, b"\xd2\x84\x40\xa0\x40\x40"])
def test_hostile_bytes_are_no_bulletin(data: bytes) -> None:
    assert refused(data) == "BULLETIN_DAMAGED"


def test_one_certificate_cannot_be_listed_twice() -> None:
    with pytest.raises(ValueError):
        XA.bulletin(2, [Entry(bytes(8), 1, 1), Entry(bytes(8), 2, 1)])


def test_a_stolen_key_may_keep_exactly_its_listed_payloads() -> None:
    bulletin = parse_bulletin(XA.bulletin(genuine=[b"one", b"two", b"one"]))
    assert bulletin.allows(b"one") and bulletin.allows(b"two") and not bulletin.allows(b"three")
    assert len(bulletin.allowed) == 32


@given(st.lists(st.tuples(st.sampled_from([1, 2, 7]), st.integers(0, 999_999)), max_size=60))
def test_each_that_was_replaced_tells_its_own_new_number(listed: list[tuple[int, int]]) -> None:
    entries = [
        Entry(at.to_bytes(8, "big"), 20_780, reason, f"XA-2026-01-{serial:06d}-K" if reason == 2 and serial % 5 else "")
        for at, (reason, serial) in enumerate(listed)
    ]
    bulletin = read_bulletin(XA.bulletin(7, entries), [anchor()])
    assert list(bulletin.entries) == entries
    assert [bulletin.find(entry.id) for entry in entries] == entries


LONG = [
    Entry(sha256(b"%d" % row).digest()[:8], 20_000 + row % 700, 1 + row % 7, f"XA-2026-01-{row:06d}-K" * (row % 7 == 1))
    for row in range(40_000)
]


@pytest.fixture(scope="module")
def long() -> bytes:
    """So long that its columns are read where they lie."""
    return XA.bulletin(7, LONG, genuine=[b"%d" % row for row in range(9_000)])


def test_a_long_list_is_read_where_it_lies_and_finds_every_entry(long: bytes) -> None:
    tracemalloc.start()
    bulletin = read_bulletin(long, [anchor()])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(long), "more than its columns of reasons, allowed payloads and what is counted off"
    entries = sorted(LONG)
    assert list(bulletin.entries) == entries
    assert [bulletin.find(entry.id) for entry in entries] == entries
    assert bulletin.find(bytes(8)) is None
    assert bulletin.allows(b"8999") and not bulletin.allows(b"9000")


def test_any_flipped_byte_of_a_long_list_is_refused(long: bytes) -> None:
    for place in range(1, len(long), len(long) // 60):
        changed = bytearray(long)
        changed[place] ^= 1
        assert refused(bytes(changed)) in ("BULLETIN_DAMAGED", "BULLETIN_SIGNATURE", "BULLETIN_NEWER"), place
    for end in (1, 50, len(long) // 2, len(long) - 66, len(long) - 1):
        assert refused(long[:end]) == "BULLETIN_DAMAGED"
    assert refused(long + b"\0") == "BULLETIN_DAMAGED"


@pytest.mark.parametrize("row", [0, 16_382, 16_383, 16_384, 32_767, 39_998])
def test_a_long_list_out_of_order_is_refused_wherever_it_is(row: int) -> None:
    ids = [entry.id for entry in sorted(LONG)]
    columns = {4: bytes(2 * len(ids)), 5: b"\1" * len(ids)}
    read_bulletin(signed({**GOOD, **columns, 3: b"".join(ids)}), [anchor()])
    ids[row], ids[row + 1] = ids[row + 1], ids[row]
    assert refused(signed({**GOOD, **columns, 3: b"".join(ids)})) == "BULLETIN_DAMAGED"


def test_a_contact_stands_in_the_bulletin_as_it_was_given_or_not_at_all() -> None:
    contact = Contact("Export desk", "+99 1 234", "desk@example.org", "9-17, English, français")
    assert parse_bulletin(XA.bulletin(contact=contact)).contact == contact
    assert parse_bulletin(XA.bulletin(contact=Contact())).contact is None
    for wrong in ({"telephone": "1" * 61}, {"name": "two\nlines"}, {"hours": "\u202eturned"}, {"email": "e\u0301"}):
        with pytest.raises(ValueError):
            XA.bulletin(contact=Contact(**wrong))


def signed(status: dict[int, Any], next_update: int = FOUNDED + 30 * DAY, this: int = FOUNDED) -> bytes:
    payload = cbor.encode({1: "XA", 4: next_update, 6: this, -65538: dict(status)})
    return cose.sign1({1: -7, 33: XA.status.certificate}, payload, XA.status.sign_raw)
