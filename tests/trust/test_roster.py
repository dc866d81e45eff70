"""Roles come from a list signed by the country CA, and from nowhere else."""

from dataclasses import replace

import pytest

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.trust.hierarchy import issue_personal
from certapp.trust.roster import ROLES, Official, Roster, read_roster, sign_roster
from certapp.trust.roster_chain import Signed, linked, read_signed
from tests.trust.authority import FOUNDED, Authority, found


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture(scope="module")
def roster(xa: Authority) -> Roster:
    ana = Official(
        "ana", "Ana Example", frozenset(("CLERK", "OFFICER")), xa.new_official("ana", "Ana Example").certificate
    )
    zoe = Official("zoe", "Ζωή", ROLES, xa.new_official("zoe", "Ζωή").certificate)
    return Roster("XA", 3, FOUNDED, (ana, zoe))


def refused(data: bytes, authority: Authority) -> str:
    with pytest.raises(Refusal) as refusal:
        read_roster(data, authority.ca.certificate)
    return refusal.value.code


def test_what_is_signed_is_read(xa: Authority, roster: Roster) -> None:
    again = read_roster(sign_roster(roster, xa.ca), xa.ca.certificate)
    assert again == roster
    found_official = again.official("zoe")
    assert found_official is not None and "SUPERVISOR" in found_official.roles
    assert again.official("nobody") is None


def test_a_role_cannot_be_added(xa: Authority, roster: Roster) -> None:
    data = sign_roster(roster, xa.ca)
    assert data.count(b"CLERK") == 2
    assert refused(data.replace(b"CLERK", b"ADMIN", 1), xa) == "ROSTER_SIGNATURE"


def test_nobody_but_the_ca_signs_the_roster(xa: Authority, roster: Roster) -> None:
    assert refused(sign_roster(roster, xa.signer), xa) == "ROSTER_SIGNATURE"
    assert refused(sign_roster(roster, found("XA").ca), xa) == "ROSTER_SIGNATURE"
    message = cose.parse(sign_roster(roster, xa.ca), cbor.LIST)
    forged = cose.sign1(message.header, message.payload, xa.signer.sign_raw)
    assert refused(forged, xa) == "ROSTER_SIGNATURE"
    headers: list[dict[int, cbor.Item]] = [{1: -7}, {1: -8, 4: xa.ca.kid}, {1: -7, 4: xa.signer.kid}]
    for header in headers:
        assert refused(cose.sign1(header, message.payload, xa.ca.sign_raw), xa) == "ROSTER_SIGNATURE"


def test_an_official_needs_a_certificate_of_this_ca_in_their_name(xa: Authority, roster: Roster) -> None:
    ana = roster.officials[0]
    for certificate in (
        found("XA").new_official("ana", "Ana Example").certificate,
        xa.new_official("zoe", "Ana Example").certificate,
        xa.signer.certificate,
    ):
        changed = replace(roster, officials=(replace(ana, certificate=certificate),))
        assert refused(sign_roster(changed, xa.ca), xa) == "ROSTER_SIGNATURE"


def test_a_roster_that_is_not_to_the_letter_is_refused(xa: Authority, roster: Roster) -> None:
    ana = roster.officials[0]
    for changed in (replace(roster, country="XB"), replace(roster, officials=(ana, ana))):
        assert refused(sign_roster(changed, xa.ca), xa) == "ROSTER_DAMAGED"
    row: list[cbor.Item] = ["ana", "Ana", ["KING"], ana.certificate]
    contents: list[cbor.Item] = [
        {1: "XA", 2: 1, 3: FOUNDED, 4: [row]},
        {1: "XA", 2: 1, 3: FOUNDED},
        {1: "XA", 2: 1, 3: FOUNDED, 4: [], 5: 0},
        [],
    ]
    for content in contents:
        data = cose.sign1({1: -7, 4: xa.ca.kid}, cbor.encode(content), xa.ca.sign_raw)
        assert refused(data, xa) == "ROSTER_DAMAGED"
    for data in (b"", sign_roster(roster, xa.ca)[:-1], sign_roster(roster, xa.ca) + b"0"):
        assert refused(data, xa) == "ROSTER_DAMAGED"


def test_an_unknown_role_is_not_signed(xa: Authority, roster: Roster) -> None:
    king = replace(roster.officials[0], roles=frozenset(("KING",)))
    with pytest.raises(ValueError):
        sign_roster(replace(roster, officials=(king,)), xa.ca)


def test_one_key_is_one_person_however_often_it_is_listed(xa: Authority, roster: Roster) -> None:
    """As TUF's duplicate keys: two certificates over one key do not make two people."""
    key = xa.new_official("ana", "Ana Example")
    twice = issue_personal(xa.ca, key.public, "eva", "Eva Other", FOUNDED)
    ana = Official("ana", "Ana Example", frozenset({"CLERK"}), key.certificate)
    eva = Official("eva", "Eva Other", frozenset({"APPROVER"}), twice)
    for officials in ((ana,), (eva,)):
        read_roster(sign_roster(replace(roster, officials=officials), xa.ca), xa.ca.certificate)
    assert refused(sign_roster(replace(roster, officials=(ana, eva)), xa.ca), xa) == "ROSTER_DAMAGED"


def test_each_roster_names_the_one_before_it(xa: Authority, roster: Roster) -> None:
    """As TUF's roots in a row: none left out, no two of one number, none of another row."""

    def signed(sequence: int, before: Signed | None, at: int = FOUNDED) -> Signed:
        previous = before.digest if before else b""
        made = replace(roster, sequence=sequence, issued_at=at, previous=previous)
        return read_signed(sign_roster(made, xa.ca), xa.ca.certificate)

    first = signed(1, None)
    second = signed(2, first)
    third, fork = signed(3, second), signed(2, first, FOUNDED + 1)
    assert linked((third, first, second)) == (first, second, third)
    for row in ((first, third), (first, second, fork), (first, fork, third), (first, signed(2, None)), (first, first)):
        with pytest.raises(Refusal, match="ROSTER_LINK"):
            linked(row)
