"""Requests and answers on a stick: read back as written, and to the letter or not at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.trust.carried import (
    LARGEST,
    Answer,
    Kind,
    Request,
    Wish,
    read_answer,
    read_request,
    sign_answer,
    write_request,
)
from tests.trust.authority import FOUNDED, Authority, found, new_key

ID = bytes(range(16))


def proven(kind: Kind, subject: str, name: str = "", roles: frozenset[str] = frozenset(), ident: bytes = ID) -> Wish:
    key = new_key("x")
    return Wish(kind, subject, name, roles, key.public).proven(ident, key)


CLERK = proven(Kind.PERSON, "eva", "Eva Newcomer", frozenset({"CLERK"}))
WISHES = (
    CLERK,
    proven(Kind.DOCUMENT_SIGNER, "01"),
    Wish(Kind.ROLES, "dora", roles=frozenset({"AUDITOR"})),
    Wish(Kind.RETIRE, "anna"),
    Wish(Kind.REVOKE, "1f"),
)
REQUEST = Request("XA", ID, FOUNDED, "01", "Heritage Authority", WISHES, b"roster", b"crl")
WRITTEN = write_request(REQUEST)


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_request(data)
    return refusal.value.code


def test_what_is_written_is_read() -> None:
    assert read_request(WRITTEN) == REQUEST


def test_a_key_that_the_asker_does_not_hold_is_not_certified() -> None:
    stolen = replace(CLERK, public=new_key("y").public)
    copied = replace(REQUEST, id=bytes(16))  # the proof belongs to one request
    renamed = replace(CLERK, roles=frozenset({"SUPERVISOR"}))
    for request in (replace(REQUEST, wishes=(stolen,)), copied, replace(REQUEST, wishes=(renamed,))):
        with pytest.raises(Refusal, match="REQUEST_WITHOUT_PROOF"):
            write_request(request)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(Kind.PERSON, "eva", "Eva", frozenset({"CLERK"})),
        Wish(Kind.ROLES, "eva", roles=frozenset({"KING"})),
        Wish(Kind.RETIRE, "a" * 81),
        Wish(Kind.RETIRE, "anna", "n" * 81),
        replace(CLERK, kind=Kind.RETIRE),
        replace(CLERK, public=b"\x30\x00"),
    ],
    ids=["no key", "no role of ours", "a long id", "a long name", "a key too many", "no key at all"],
)
def test_a_wish_of_another_shape_is_refused(wish: Wish) -> None:
    with pytest.raises(Refusal, match="REQUEST_DAMAGED"):
        write_request(replace(REQUEST, wishes=(wish,)))


def test_bounds_come_before_any_work() -> None:
    assert refused(b"\x00" * (LARGEST + 1)) == "REQUEST_DAMAGED"
    assert refused(b"") == "REQUEST_DAMAGED"
    many = tuple(Wish(Kind.RETIRE, f"u{n}") for n in range(201))
    with pytest.raises(Refusal, match="REQUEST_DAMAGED"):
        write_request(replace(REQUEST, wishes=many))
    content = cbor.decode(WRITTEN, cbor.LIST)
    assert isinstance(content, dict)
    for changed in ({**content, 10: 0}, {**content, 1: "XCANSWER"}, {**content, 2: "XAA"}, {**content, 3: b"short"}):
        assert refused(cbor.encode(changed)) == "REQUEST_DAMAGED"


@given(st.integers(0, len(WRITTEN) - 1), st.integers(1, 255))
def test_no_byte_of_a_request_may_differ_unseen(at: int, change: int) -> None:
    data = bytearray(WRITTEN)
    data[at] ^= change
    try:
        found_request = read_request(bytes(data))
    except Refusal:
        return
    # What no key signed is shown to the people who sign: it reads otherwise, and so do the digits.
    assert found_request != REQUEST


@given(st.binary(max_size=300))
def test_anything_else_is_refused_in_one_sentence(data: bytes) -> None:
    assert refused(data) == "REQUEST_DAMAGED"
    with pytest.raises(Refusal, match="ANSWER_DAMAGED"):
        read_answer(data)


def test_an_answer_is_by_this_ca_or_nobody_s(xa: Authority) -> None:
    official = xa.new_official("eva", "Eva Newcomer").certificate
    answer = Answer(
        "XA", ID, FOUNDED, ("One", "Two"), ((Kind.PERSON, "eva", official),), (b"r",), xa.crl(), xa.ca.certificate
    )
    data = sign_answer(answer, xa.ca)
    assert read_answer(data, xa.ca.certificate) == read_answer(data) == answer
    other = found("XA")
    with pytest.raises(Refusal, match="ANSWER_SIGNATURE"):
        read_answer(data, other.ca.certificate)
    for forged in (sign_answer(answer, xa.signer), sign_answer(answer, other.ca)):
        with pytest.raises(Refusal, match="ANSWER_SIGNATURE"):
            read_answer(forged)
    for place in range(0, len(data), 37):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(Refusal):
            read_answer(bytes(changed), xa.ca.certificate)
