"""What may be done to signed lists on their way (security.md T16 to T18), after the cases of TUF's conformance tests.

Rolled back, frozen, moved ahead, mixed, by a wrong role, by a withdrawn key: the list
that is here stays, and says its age.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.trust.bulletin import Entry
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.judge import judge
from certapp.trust.roster import Roster, sign_roster
from certapp.trust.store import TrustStore
from certapp.trust.trust_list import ListedCa, Standing, sign_trust_list
from certapp.trust.verdict import Colour, Outcome
from tests.trust.authority import DAY, FOUNDED, ID, YEAR, Authority, found, list_keeper

NOW = FOUNDED + 10 * DAY
NUMBER = "XA-2026-01-000001-K"
REVOKED = [Entry(ID, FOUNDED // DAY, 5)]


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture
def store(tmp_path: Path, xa: Authority) -> TrustStore:
    """A post that knows bulletin 5, a digest and list 5 of a keeper, all of them with something against somebody."""
    made = TrustStore(tmp_path / "trust")
    package = xa.package(xa.bulletin(5, REVOKED, this=NOW), digest=xa.digest([NUMBER], made=NOW))
    made.import_file(package, NOW, fingerprint40(xa.ca.certificate), "Ana, Ben")
    made.import_file(listed(5), NOW, fingerprint40(KEEPER.certificate), "Ana, Ben")
    return made


KEEPER = list_keeper()
OTHER = found("XB")


def listed(sequence: int, *, this: int = NOW, standing: Standing = Standing.WITHDRAWN, keeper: object = None) -> bytes:
    rows = [ListedCa(read_certificate(OTHER.ca.certificate), standing, 0)]
    return sign_trust_list(sequence, this, this + 30 * DAY, rows, KEEPER if keeper is None else keeper)  # type: ignore[arg-type]


Offer = Callable[[Authority], bytes]
REFUSED: dict[str, tuple[Offer, str]] = {
    "an older bulletin": (lambda xa: xa.bulletin(4), "BULLETIN_ROLLED_BACK"),
    "another bulletin of the same number": (lambda xa: xa.bulletin(5, this=NOW), "BULLETIN_CONTRADICTED"),
    "an older bulletin that is dated later": (lambda xa: xa.bulletin(4, this=NOW + DAY), "BULLETIN_CONTRADICTED"),
    "an older digest": (lambda xa: xa.digest([], made=NOW - DAY), "DIGEST_ROLLED_BACK"),
    "a newer digest that is complete to an earlier day": (
        lambda xa: xa.digest([], made=NOW + DAY, complete_to=1),
        "DIGEST_ROLLED_BACK",
    ),
    "an older trust list": (lambda xa: listed(4), "TRUST_LIST_ROLLED_BACK"),
    "another trust list of the same number": (
        lambda xa: listed(5, standing=Standing.BELIEVED),
        "TRUST_LIST_NUMBER_TWICE",
    ),
    "a bulletin by the document signer": (lambda xa: xa.bulletin(6, key=xa.signer), "BULLETIN_SIGNATURE"),
    "a digest by the document signer": (lambda xa: xa.digest([], key=xa.signer), "DIGEST_SIGNATURE"),
    "a bulletin by the country CA itself": (lambda xa: xa.bulletin(6, key=xa.ca), "BULLETIN_SIGNATURE"),
    "a bulletin by another authority of the same country": (
        lambda xa: found("XA").bulletin(6),
        "BULLETIN_SIGNATURE",
    ),
    "a bulletin by the status signer of another country": (
        lambda xa: replace(xa, status=OTHER.status).bulletin(6),
        "BULLETIN_SIGNATURE",
    ),
    "a bulletin from before its signer was certified": (
        lambda xa: xa.bulletin(6, this=FOUNDED - YEAR),
        "BULLETIN_SIGNATURE",
    ),
    "a bulletin from after its signer's end": (
        lambda xa: xa.bulletin(6, this=FOUNDED + 3 * YEAR),
        "BULLETIN_SIGNATURE",
    ),
    "a bulletin by an official's own key": (
        lambda xa: xa.bulletin(6, key=xa.new_official("ana", "Ana")),
        "BULLETIN_SIGNATURE",
    ),
    "a bulletin of a country that nobody knows": (lambda xa: found("XC").bulletin(6), "BULLETIN_COUNTRY_UNKNOWN"),
    "another digest of the same second": (lambda xa: xa.digest([], made=NOW), "DIGEST_ROLLED_BACK"),
    "a digest by an official's own key": (
        lambda xa: xa.digest([], made=NOW + DAY, key=xa.new_official("ana", "Ana")),
        "DIGEST_SIGNATURE",
    ),
    "a digest by the country CA itself": (lambda xa: xa.digest([], made=NOW + DAY, key=xa.ca), "DIGEST_SIGNATURE"),
    "a digest by the status signer of another country": (
        lambda xa: replace(xa, status=OTHER.status).digest([], made=NOW + DAY),
        "DIGEST_SIGNATURE",
    ),
    "a digest from after its signer's end": (lambda xa: xa.digest([], made=FOUNDED + 3 * YEAR), "DIGEST_SIGNATURE"),
    "a package of another CA that calls itself the same country": (
        lambda xa: _whole(found("XA"), 9),
        "ANCHOR_UNKNOWN",
    ),
    "a package with another CA's revocation list": (
        lambda xa: xa.package(crl=found("XA").crl(number=9)),
        "CRL_DAMAGED",
    ),
    "a package with another country's signer": (
        lambda xa: replace(xa, signer=OTHER.signer).package(),
        "PACKAGE_FOREIGN_SIGNER",
    ),
    "an addition by the document signer": (lambda xa: xa.additions(5, 6, [], key=xa.signer), "ADDITIONS_SIGNATURE"),
    "an addition by the status signer of another country": (
        lambda xa: replace(xa, status=OTHER.status).additions(5, 6, []),
        "ADDITIONS_SIGNATURE",
    ),
    "a roster in the place of a bulletin": (
        lambda xa: sign_roster(Roster("XA", 9, NOW, ()), xa.ca),
        "BULLETIN_DAMAGED",
    ),
    "a trust list by a keeper nobody pinned": (lambda xa: listed(6, keeper=list_keeper()), "KEEPER_UNKNOWN"),
    "an addition to an older bulletin": (lambda xa: xa.additions(4, 6, REVOKED), "ADDITIONS_OTHER_BASE"),
    "an addition to a bulletin that is not here yet": (lambda xa: xa.additions(6, 7, []), "ADDITIONS_OTHER_BASE"),
    "a bulletin with bytes behind it": (lambda xa: xa.bulletin(6) + b"\0", "BULLETIN_DAMAGED"),
}


def _whole(authority: Authority, sequence: int) -> bytes:
    return authority.package(authority.bulletin(sequence))


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_what_was_here_stays(store: TrustStore, xa: Authority, name: str) -> None:
    offer, code = REFUSED[name]
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    with pytest.raises(Refusal) as refusal:
        store.import_file(offer(xa), NOW)
    assert refusal.value.code == code
    assert {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()} == before
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.REVOKED


@pytest.mark.parametrize("folder", ["bulletins", "digests", "lists"])
def test_a_list_that_was_deleted_lets_no_older_one_in(store: TrustStore, xa: Authority, folder: str) -> None:
    older = {"bulletins": xa.bulletin(4), "digests": xa.digest([], made=NOW - DAY), "lists": listed(4)}
    for path in (store.folder / folder).iterdir():
        path.unlink()
    with pytest.raises(Refusal, match="NEWER_LOST"):
        store.import_file(older[folder], NOW)


def test_frozen_lists_turn_green_into_amber_and_say_their_age(store: TrustStore, xa: Authority) -> None:
    store.import_file(xa.bulletin(6, this=NOW), NOW)
    colours = [judge(xa.code(), store.view(), NOW + days * DAY) for days in (0, 29, 31, 61)]
    assert [verdict.colour for verdict in colours] == [Colour.GREEN, Colour.GREEN, Colour.AMBER, Colour.AMBER]
    assert [verdict.reasons[0].code for verdict in colours[2:]] == ["STATUS_STALE", "STATUS_STALE_LONG"]


def test_a_revocation_list_of_the_ca_never_goes_back(store: TrustStore, xa: Authority) -> None:
    """A signer that the CA withdrew stays withdrawn, whichever older package comes after."""
    store.import_file(xa.package(crl=xa.crl(xa.signer, number=2)), NOW)
    withdrawn = judge(xa.code(), store.view(), NOW)
    for older in (xa.package(crl=xa.crl(number=1)), xa.package()):
        assert store.import_file(older, NOW).changed == ()
        assert judge(xa.code(), store.view(), NOW) == withdrawn
    assert withdrawn.colour is Colour.RED


def test_what_was_late_on_its_way_is_taken_in_and_says_its_age(store: TrustStore, xa: Authority) -> None:
    """TUF refuses what has expired on arrival; a post far off gets nothing newer, so it is used, and amber."""
    store.import_file(xa.bulletin(6, this=FOUNDED, days=3), NOW)
    verdict = judge(xa.code(), store.view(), NOW)
    assert (verdict.colour, verdict.reasons[0].code) == (Colour.AMBER, "STATUS_STALE")


def test_an_old_package_mixed_with_new_lists_takes_nothing_back(store: TrustStore, xa: Authority) -> None:
    old = xa.package(xa.bulletin(1), digest=xa.digest([], made=FOUNDED))
    assert store.import_file(old, NOW).changed == ()
    assert store.view().bulletins["XA"].sequence == 5
    assert store.view().digests["XA"].made_at == NOW


def test_whoever_moved_the_numbers_ahead_is_undone_with_his_key(store: TrustStore, xa: Authority) -> None:
    """Fast-forward: a thief's bulletin 4,000,000,000 and digest of 2028 must not block the honest ones for ever."""
    store.import_file(xa.bulletin(4_000_000_000, this=NOW), NOW)
    store.import_file(xa.digest([], made=NOW + 300 * DAY), NOW)
    honest = replace(xa, status=xa.new_status())
    store.import_file(honest.package(crl=xa.crl(xa.status, number=2)), NOW)
    assert store.import_file(honest.bulletin(6, this=NOW), NOW).sequence == 6
    assert store.import_file(honest.digest([NUMBER], made=NOW), NOW).changed == ("digest",)


def test_time_is_moved_far_ahead_only_by_somebody_who_looked(store: TrustStore, xa: Authority) -> None:
    far = NOW + 600 * DAY
    done = store.import_file(xa.bulletin(6, this=far), NOW)
    assert done.unconfirmed_time == far
    assert store.view().latest == NOW + 400 * DAY
    store.confirm_time()
    assert store.view().latest == far
    assert store.import_file(xa.bulletin(7, this=far + DAY), NOW).unconfirmed_time is None


def test_a_clock_set_back_is_told_and_revives_nothing(store: TrustStore, xa: Authority) -> None:
    assert judge(xa.code(), store.view(), NOW - 400 * DAY).outcome is Outcome.REVOKED
    store.import_file(xa.bulletin(6, this=NOW), NOW)
    assert judge(xa.code(), store.view(), NOW - 5 * DAY).outcome is Outcome.CLOCK_SUSPECT
