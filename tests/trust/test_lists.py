"""Register digests, trust lists, introductions and printed bulletins: what they change, and what they never may."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.bare_number import bare_number
from certapp.model.errors import Refusal
from certapp.trust.additions import MOST, parse_additions, sign_additions
from certapp.trust.bulletin import Entry, Policy
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.hierarchy import introduce
from certapp.trust.judge import judge
from certapp.trust.numbers_known import is_known_number, judge_number
from certapp.trust.register_digest import parse_digest, sign_digest
from certapp.trust.store import TrustStore
from certapp.trust.trust_list import ListedCa, Standing, read_trust_list, sign_trust_list
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.verdict import Colour, Outcome
from tests.trust.authority import DAY, FOUNDED, ID, Authority, found, list_keeper

NOW = FOUNDED + 10 * DAY
TODAY = NOW // DAY
NUMBER = "XA-2026-01-000001-K"
OTHER = "XA-2026-01-000002-H"


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "trust")


def accept(store: TrustStore, authority: Authority, package: bytes) -> None:
    store.import_file(package, NOW, fingerprint40(authority.ca.certificate), "Ana, Ben")


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def trust_list(
    keeper: UnlockedKey,
    *cas: tuple[Authority, Standing],
    sequence: int = 1,
    this: int = FOUNDED,
    days: int = 30,
    since: int = FOUNDED // DAY,
    grace: dict[str, int] | None = None,
) -> bytes:
    rows = [ListedCa(read_certificate(authority.ca.certificate), standing, since) for authority, standing in cas]
    return sign_trust_list(sequence, this, this + days * DAY, rows, keeper, grace or {})


# The register digest


def test_a_genuine_signature_over_a_number_never_given_out_is_red(store: TrustStore, xa: Authority) -> None:
    digest = xa.digest([NUMBER], made=NOW)
    accept(store, xa, xa.package(xa.bulletin(1, this=NOW), digest=digest))
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.GENUINE
    forged = judge(xa.code(number=OTHER), store.view(), NOW)
    assert (forged.outcome, forged.colour) == (Outcome.NEVER_ISSUED, Colour.RED)
    assert OTHER in forged.reasons[0].text("en")


def test_a_certificate_after_the_digests_day_is_not_accused(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1, this=NOW), digest=xa.digest([], made=NOW)))
    later = xa.code(issued_at=NOW, issued_on=TODAY)
    assert judge(later, store.view(), NOW).outcome is Outcome.GENUINE
    near_midnight = xa.code(issued_at=NOW, issued_on=TODAY - 1)
    assert judge(near_midnight, store.view(), NOW).outcome is Outcome.GENUINE
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.NEVER_ISSUED


def test_a_digest_says_nothing_of_another_offices_numbers(store: TrustStore, xa: Authority) -> None:
    second = xa.new_signer(office="02")
    package = xa.package(xa.bulletin(1, this=NOW), digest=xa.digest([NUMBER], made=NOW), signers=[second])
    accept(store, xa, package)
    code = xa.code(second, number="XA-2026-02-000001-K")
    assert judge(code, store.view(), NOW).outcome is Outcome.GENUINE


def test_a_digest_never_goes_back(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package())
    newer, older = xa.digest([NUMBER], made=NOW), xa.digest([NUMBER, OTHER], made=NOW - DAY)
    assert store.import_file(newer, NOW).changed == ("digest",)
    assert store.import_file(newer, NOW).changed == ()
    for bad in (older, xa.digest([OTHER], made=NOW + DAY, complete_to=1)):
        with pytest.raises(Refusal) as refusal:
            store.import_file(bad, NOW)
        assert code_of(refusal) == "DIGEST_ROLLED_BACK"
    assert store.import_file(xa.package(digest=older), NOW).changed == ()
    assert store.view().digests["XA"].made_at == NOW


def test_only_a_status_signer_of_the_country_signs_a_digest(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package())
    for stranger in (xa.digest([], key=xa.signer), found("XA").digest([])):
        with pytest.raises(Refusal) as refusal:
            store.import_file(stranger, NOW)
        assert code_of(refusal) == "DIGEST_SIGNATURE"
    with pytest.raises(Refusal, match="BULLETIN_COUNTRY_UNKNOWN"):
        store.import_file(found("XB").digest([]), NOW)


@given(numbers=st.lists(st.text(min_size=1, max_size=30), max_size=20))
def test_every_number_put_in_is_found_however_it_is_written(numbers: list[str]) -> None:
    authority = AUTHORITY
    digest = parse_digest(sign_digest("XA", NOW, TODAY, ["01"], {0: numbers}, authority.status, legacy_complete=True))
    for number in numbers:
        assert digest.holds(number)
        assert digest.holds(f" {number.lower()} .") or bare_number(number.lower()) != bare_number(number)
    assert not digest.holds("a number that nobody gave out")


AUTHORITY = found("XA")


def test_a_number_alone_is_answered_with_care(store: TrustStore, xa: Authority) -> None:
    assert is_known_number(NUMBER, store.view()) is None
    accept(store, xa, xa.package(digest=xa.digest([NUMBER], made=NOW)))
    view = store.view()
    assert is_known_number("XA-2026-01-000001-K", view) is True
    assert is_known_number(OTHER, view) is False
    assert is_known_number("XA-2026-02-000001-K", view) is None
    assert is_known_number("No. 17 of 1987", view, "XA") is None  # older papers are not said to be complete
    for number, issued_on, outcome, colour, reason in (
        (NUMBER, None, Outcome.NOT_OURS, Colour.GREY, "NUMBER_KNOWN"),
        (OTHER, None, Outcome.NEVER_ISSUED, Colour.AMBER, "NUMBER_NOT_BEFORE"),
        (OTHER, TODAY - 3, Outcome.NEVER_ISSUED, Colour.RED, "NUMBER_NEVER_ISSUED"),
        ("XA-2025-01-000002-H", None, Outcome.NEVER_ISSUED, Colour.RED, "NUMBER_NEVER_ISSUED"),
        ("XB-2025-01-000002-H", None, Outcome.NOT_OURS, Colour.GREY, "NUMBER_NOT_ANSWERED"),
    ):
        verdict = judge_number(number, view, issued_on=issued_on)
        assert (verdict.outcome, verdict.colour, verdict.reasons[0].code) == (outcome, colour, reason)


# Trust lists


def test_a_list_by_a_pinned_keeper_brings_countries_and_withdraws_them(store: TrustStore, xa: Authority) -> None:
    keeper, xb = list_keeper(), found("XB")
    first = trust_list(keeper, (xa, Standing.BELIEVED), (xb, Standing.BELIEVED))
    with pytest.raises(Refusal) as refusal:
        store.import_file(first, NOW)
    assert code_of(refusal) == "KEEPER_UNKNOWN"
    assert refusal.value.params["fingerprint"] == fingerprint40(keeper.certificate)
    assert not store.folder.exists()
    done = store.import_file(first, NOW, fingerprint40(keeper.certificate), "Ana, Ben")
    assert (done.kind, done.countries, done.changed) == ("list", ("XA", "XB"), ("keeper", "list", "anchor"))
    store.import_file(xa.package(xa.bulletin(2, this=NOW)), NOW)
    assert judge(xa.code(), store.view(), NOW).colour is Colour.GREEN
    accepted = store.listing()[0].accepted
    assert accepted is not None
    assert (accepted.how, accepted.by) == ("list", "Secretariat")
    store.import_file(trust_list(keeper, (xa, Standing.WITHDRAWN), sequence=2), NOW)
    verdict = judge(xa.code(), store.view(), NOW)
    assert (verdict.outcome, verdict.colour) == (Outcome.UNKNOWN_ISSUER, Colour.AMBER)
    assert verdict.reasons[0].code == "COUNTRY_KEY_WITHDRAWN"
    for under_it in (xa.bulletin(3, this=NOW), xa.package(), xa.digest([]), xa.additions(2, 3, [Entry(ID, 1, 1)])):
        with pytest.raises(Refusal) as refused:
            store.import_file(under_it, NOW)
        assert code_of(refused) == "ANCHOR_WITHDRAWN"


def test_nothing_under_a_withdrawn_country_key_is_red(store: TrustStore, xa: Authority) -> None:
    """Whoever stole it can also sign bulletins that revoke honest papers, and call honest signers stolen."""
    keeper = list_keeper()
    accept(store, xa, xa.package(xa.bulletin(2, [Entry(ID, TODAY, 5)], compromised={xa.signer.kid: Policy.NOTHING})))
    assert judge(xa.code(), store.view(), NOW).colour is Colour.RED
    withdrawn = trust_list(keeper, (xa, Standing.WITHDRAWN))
    store.import_file(withdrawn, NOW, fingerprint40(keeper.certificate))
    assert judge(xa.code(), store.view(), NOW).colour is Colour.AMBER


def test_a_withdrawal_counts_from_its_day_on(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    accept(store, xa, xa.package(xa.bulletin(1, this=NOW)))
    listed = trust_list(keeper, (xa, Standing.WITHDRAWN), since=TODAY + 5)
    store.import_file(listed, NOW, fingerprint40(keeper.certificate))
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.GENUINE
    assert judge(xa.code(), store.view(), NOW + 6 * DAY).outcome is Outcome.UNKNOWN_ISSUER


def test_an_expired_list_is_still_used_and_amber(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    listed = trust_list(keeper, (xa, Standing.BELIEVED), days=3)
    store.import_file(listed, NOW, fingerprint40(keeper.certificate))
    store.import_file(xa.package(xa.bulletin(1, this=NOW)), NOW)
    verdict = judge(xa.code(), store.view(), NOW)
    assert (verdict.outcome, verdict.colour) == (Outcome.GENUINE, Colour.AMBER)
    assert verdict.reasons[0].code == "TRUST_LIST_STALE"
    store.import_file(xa.ca.certificate, NOW, fingerprint40(xa.ca.certificate))
    assert judge(xa.code(), store.view(), NOW).colour is Colour.AMBER


def test_what_a_country_ca_certified_counts_to_the_day_that_the_list_says(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    row = ListedCa(read_certificate(xa.ca.certificate), Standing.BELIEVED, 0, FOUNDED // DAY + 3)
    listed = sign_trust_list(1, FOUNDED, FOUNDED + 30 * DAY, [row], keeper)
    store.import_file(listed, NOW, fingerprint40(keeper.certificate))
    store.import_file(xa.package(xa.bulletin(1, this=NOW)), NOW)
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.GENUINE
    late = xa.code(issued_at=FOUNDED + 4 * DAY, issued_on=FOUNDED // DAY + 4)
    assert judge(late, store.view(), NOW).reasons[0].code == "COUNTRY_KEY_WITHDRAWN"


def test_a_list_taken_in_unasked_brings_no_new_country(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    store.import_file(trust_list(keeper), NOW, fingerprint40(keeper.certificate))
    brings = trust_list(keeper, (xa, Standing.BELIEVED), sequence=2)
    with pytest.raises(Refusal) as refusal:
        store.import_file(brings, NOW, unasked=True)
    assert code_of(refusal) == "TRUST_LIST_NEW_ANCHORS"
    assert store.listing() == ()
    assert store.import_file(brings, NOW).countries == ("XA",)


def test_the_grace_of_the_post_goes_before_the_lists(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    accept(store, xa, xa.package(xa.bulletin(1, this=NOW, days=1)))

    def word(days: int) -> str:
        return judge(xa.code(), store.view(), NOW + (1 + days) * DAY + 1).reasons[0].code

    assert (word(29), word(30)) == ("STATUS_STALE", "STATUS_STALE_LONG")
    store.import_file(trust_list(keeper, grace={"XA": 7}), NOW, fingerprint40(keeper.certificate))
    assert (word(6), word(7)) == ("STATUS_STALE", "STATUS_STALE_LONG")
    store.set_grace("XA", 90)
    assert (word(89), word(90)) == ("STATUS_STALE", "STATUS_STALE_LONG")
    with pytest.raises(Refusal, match="GRACE_OUT_OF_RANGE"):
        store.set_grace("XA", 366)


# Introductions


def test_a_believed_country_key_introduces_its_successor(store: TrustStore, xa: Authority) -> None:
    successor = found("XA")
    package = successor.package(introduction=introduce(xa.ca, successor.ca.certificate, NOW))
    with pytest.raises(Refusal) as stranger:
        store.import_file(package, NOW)
    assert code_of(stranger) == "ANCHOR_UNKNOWN"  # who does not know the old one learns nothing by it
    accept(store, xa, xa.package(xa.bulletin(1)))
    with pytest.raises(Refusal) as refusal:
        store.import_file(package, NOW)
    new, old = fingerprint40(successor.ca.certificate), fingerprint40(xa.ca.certificate)
    assert (code_of(refusal), refusal.value.params["by"]) == ("ANCHOR_INTRODUCED", old)
    store.import_file(package, NOW, new, "Ana, Ben")
    for authority in (xa, successor):
        assert judge(authority.code(), store.view(), NOW).outcome is Outcome.GENUINE
    assert sorted(each.accepted.how for each in store.listing() if each.accepted) == ["digits", "introduction"]


def test_an_introduction_for_another_key_or_by_another_is_none(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package())
    successor, thief = found("XA"), found("XA")
    for wrong in (
        introduce(thief.ca, successor.ca.certificate, NOW),
        introduce(xa.ca, thief.ca.certificate, NOW),
        successor.ca.certificate,
    ):
        with pytest.raises(Refusal) as refusal:
            store.import_file(successor.package(introduction=wrong), NOW)
        assert code_of(refusal) == "ANCHOR_UNKNOWN"
    with pytest.raises(Refusal, match="INTRODUCTION_WRONG"):
        introduce(xa.ca, found("XB").ca.certificate, NOW)


# Printed bulletins


def test_a_printed_bulletin_adds_to_exactly_its_base(store: TrustStore, xa: Authority) -> None:
    first, second = Entry(bytes(8), 20_000, 1), Entry(ID, 20_001, 4)
    accept(store, xa, xa.package(xa.bulletin(5, [first])))
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.GENUINE
    for base in (4, 6):
        with pytest.raises(Refusal) as refusal:
            store.import_file(xa.additions(base, 7, [second]), NOW)
        assert code_of(refusal) == "ADDITIONS_OTHER_BASE"
    done = store.import_file(xa.additions(5, 6, [second]).lower(), NOW)
    assert (done.kind, done.sequence, done.changed) == ("additions", 6, ("bulletin",))
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.REVOKED
    assert store.import_file(xa.additions(5, 6, [second]), NOW).changed == ()
    third = Entry(b"third one"[:8], 20_002, 1)
    assert store.import_file(xa.additions(6, 7, [third]), NOW).sequence == 7
    assert list(store.view().bulletins["XA"].entries) == [first, second, third]


def test_a_printed_bulletin_changes_nothing_that_is_listed(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(5, [Entry(ID, 20_000, 4)])))
    store.import_file(xa.additions(5, 6, [Entry(ID, 20_001, 2)]), NOW)
    entry = store.view().bulletins["XA"].find(ID)
    assert entry == Entry(ID, 20_000, 4)


def test_the_full_bulletin_with_the_same_number_takes_its_place(store: TrustStore, xa: Authority) -> None:
    older = xa.bulletin(5)
    accept(store, xa, xa.package(older))
    store.import_file(xa.additions(5, 6, [Entry(ID, 20_000, 4)]), NOW)
    assert store.import_file(older, NOW).changed == ()  # the older full one does not undo it
    with pytest.raises(Refusal) as refusal:
        store.import_file(xa.bulletin(4), NOW)
    assert code_of(refusal) == "BULLETIN_ROLLED_BACK"
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.REVOKED
    assert store.import_file(xa.bulletin(6, [Entry(ID, 20_000, 4)]), NOW).changed == ("bulletin",)
    assert not list((store.folder / "additions").iterdir())
    assert judge(xa.code(), store.view(), NOW).outcome is Outcome.REVOKED


def test_a_printed_bulletin_is_signed_by_a_status_signer_that_is_known(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(5)))
    for bad in (xa.additions(5, 6, [Entry(ID, 1, 1)], key=xa.signer), found("XA").additions(5, 6, [Entry(ID, 1, 1)])):
        with pytest.raises(Refusal) as refusal:
            store.import_file(bad, NOW)
        assert code_of(refusal) == "ADDITIONS_SIGNATURE"
    store.import_file(xa.package(crl=xa.crl(xa.status, number=2)), NOW)
    with pytest.raises(Refusal, match="ADDITIONS_SIGNATURE"):
        store.import_file(xa.additions(5, 6, [Entry(ID, 1, 1)]), NOW)


def test_forty_entries_fit_a_code_and_no_more(xa: Authority) -> None:
    def entries(count: int) -> list[Entry]:
        return [Entry(row.to_bytes(8, "big"), 20_000, 1) for row in range(count)]

    text = sign_additions("XA", 1, 2, NOW, NOW + DAY, entries(MOST), xa.status)
    assert len(parse_additions(text).entries) == MOST
    with pytest.raises(ValueError, match="nobody could read"):
        sign_additions("XA", 1, 2, NOW, NOW + DAY, entries(MOST + 1), xa.status)


# Shape


def test_any_changed_byte_of_a_list_is_refused(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    listed = trust_list(keeper, (xa, Standing.BELIEVED), sequence=2, grace={"XA": 3})
    store.import_file(listed, NOW, fingerprint40(keeper.certificate))
    for good in (listed, xa.digest([NUMBER, OTHER])):
        for place in range(0, len(good), 7):
            changed = bytearray(good)
            changed[place] ^= 1
            with pytest.raises(Refusal):
                store.import_file(bytes(changed), NOW)
    assert read_trust_list(listed).grace == {"XA": 3}


def test_a_list_keeper_is_no_authority_and_no_authority_keeps_lists(store: TrustStore, xa: Authority) -> None:
    keeper = list_keeper()
    with pytest.raises(Refusal, match="NOT_A_COUNTRY_CA"):
        store.import_file(keeper.certificate, NOW, fingerprint40(keeper.certificate))
    with pytest.raises(ValueError, match="nobody could read"):
        trust_list(xa.ca, (xa, Standing.BELIEVED))
