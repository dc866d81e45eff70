"""A verifier's folder: what is let in, what is not, and that nothing ever goes back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.trust.bulletin import Entry
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.judge import judge
from certapp.trust.kept_view import KeptView
from certapp.trust.package import build_package, read_package
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.trust.authority import DAY, FOUNDED, ID, YEAR, Authority, found

NOW = FOUNDED + 2 * DAY


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "trust")


def number_of(authority: Authority) -> str:
    return fingerprint40(authority.ca.certificate)


def accept(store: TrustStore, authority: Authority, package: bytes, now: int = NOW) -> None:
    store.import_file(package, now, accept_fingerprint=number_of(authority), who="Ana")


def refused(store: TrustStore, data: bytes, fingerprint: str | None = None) -> Refusal:
    before = files(store)
    with pytest.raises(Refusal) as refusal:
        store.import_file(data, NOW, fingerprint)
    assert files(store) == before, "a refused import changed something"
    return refusal.value


def files(store: TrustStore) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}


# The ceremony


def test_an_unknown_country_is_shown_with_its_number_and_changes_nothing(store: TrustStore, xa: Authority) -> None:
    for data in (xa.package(xa.bulletin()), xa.ca.certificate, read_certificate(xa.ca.certificate).pem()):
        refusal = refused(store, data)
        assert refusal.code == "ANCHOR_UNKNOWN"
        assert refusal.params == {"country": "XA", "fingerprint": number_of(xa)}
        assert number_of(xa) in refusal.text()
    assert not store.folder.exists()


def test_the_right_number_lets_the_country_in_with_all_it_brings(store: TrustStore, xa: Authority) -> None:
    typed = number_of(xa).replace(" ", "-")
    imported = store.import_file(xa.package(xa.bulletin(4)), NOW, typed, "Ana")
    assert (imported.kind, imported.country, imported.fingerprint) == ("package", "XA", number_of(xa))
    assert imported.sequence == 4
    assert imported.changed == ("anchor", "signers", "crl", "bulletin")
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.GENUINE
    (listed,) = store.listing()
    assert (listed.country, listed.fingerprint, listed.bulletin_sequence) == ("XA", number_of(xa), 4)
    assert listed.accepted is not None and (listed.accepted.at, listed.accepted.by) == (NOW, "Ana")


def test_the_wrong_number_lets_nothing_in(store: TrustStore, xa: Authority) -> None:
    right = number_of(xa)
    for wrong in ("", "0" * 40, right[:-1], right + "0", right[::-1], number_of(found("XA"))):
        assert refused(store, xa.package(), wrong).code == "ANCHOR_FINGERPRINT_DIFFERS"


def test_a_bare_country_certificate_can_be_accepted_and_its_package_follows(store: TrustStore, xa: Authority) -> None:
    imported = store.import_file(xa.ca.certificate, NOW, number_of(xa))
    assert (imported.kind, imported.changed) == ("anchor", ("anchor",))
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.UNKNOWN_ISSUER
    assert store.import_file(xa.package(), NOW).changed == ("signers", "crl")
    assert store.import_file(xa.ca.certificate, NOW).changed == ()
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.GENUINE


def test_a_known_country_needs_no_ceremony_again(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package())
    assert store.import_file(xa.package(), NOW).changed == ()
    newer = xa.new_signer(office="02")
    assert store.import_file(xa.package(signers=[newer]), NOW).changed == ("signers",)
    code = xa.code(newer, number="XA-2026-02-000001-K")
    assert judge(code, store.view(), NOW).outcome == Outcome.GENUINE


def test_another_ca_of_a_known_country_is_a_stranger(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package())
    assert refused(store, found("XA").package()).code == "ANCHOR_UNKNOWN"


def test_two_cas_of_a_country_may_overlap(store: TrustStore, xa: Authority) -> None:
    successor = found("XA")
    accept(store, xa, xa.package(xa.bulletin(1)))
    accept(store, successor, successor.package(successor.bulletin(2)))
    for authority in (xa, successor):
        assert judge(authority.code(), store.view(), NOW).outcome == Outcome.GENUINE
    assert store.import_file(successor.bulletin(3), NOW).sequence == 3
    assert [listed.signers for listed in store.listing()] == [1, 1]


def test_a_signer_brought_by_a_paper_is_no_anchor(store: TrustStore, xa: Authority) -> None:
    assert refused(store, xa.signer.certificate, fingerprint40(xa.signer.certificate)).code == "NOT_A_COUNTRY_CA"


# Bulletins


def test_a_newer_bulletin_is_taken_in_and_revokes(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    imported = store.import_file(xa.bulletin(2, [Entry(ID, FOUNDED // DAY, 5)]), NOW)
    assert (imported.kind, imported.sequence, imported.changed) == ("bulletin", 2, ("bulletin",))
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.REVOKED


def test_a_bulletin_never_goes_back(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    store.import_file(xa.bulletin(5, [Entry(ID, FOUNDED // DAY, 5)]), NOW)
    for offered, code in ((1, "BULLETIN_ROLLED_BACK"), (4, "BULLETIN_ROLLED_BACK"), (5, "BULLETIN_CONTRADICTED")):
        refusal = refused(store, xa.bulletin(offered))
        assert refusal.code == code
        assert (refusal.params["seen"], refusal.params["offered"]) == (5, offered)
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.REVOKED


def test_a_list_put_into_the_folder_by_hand_is_looked_over_although_another_was(
    store: TrustStore, xa: Authority
) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    store.import_file(xa.bulletin(5, [Entry(ID, FOUNDED // DAY, 5)]), NOW)
    looked_over = json.loads((store.folder / "state.json").read_bytes())["looked_over"]["XA"]
    lying = store.folder / "bulletins" / "XA.xcstatus"
    assert bytes.fromhex(looked_over) == cose.parse(lying.read_bytes(), cbor.LIST).signature
    assert store.view().bulletins["XA"].find(ID) is not None
    status = {1: 6, 2: 0, 3: b"\2" * 8 + b"\1" * 8, 4: bytes(4), 5: b"\1\1", 6: 0}
    payload = cbor.encode({1: "XA", 4: FOUNDED + 30 * DAY, 6: FOUNDED, -65538: status})
    unsorted = cose.sign1({1: -7, 33: xa.status.certificate}, payload, xa.status.sign_raw)
    lying.write_bytes(unsorted)
    view = store.view()
    assert (view.damaged, view.bulletins) == (("XA.xcstatus",), {})
    assert refused(store, unsorted).code == "BULLETIN_DAMAGED"


def test_what_is_believed_is_read_again_only_when_a_file_is_another(store: TrustStore, xa: Authority) -> None:
    kept = KeptView(store)
    assert kept().bulletins == {}
    accept(store, xa, xa.package(xa.bulletin(1)))
    first = kept()
    assert first.bulletins["XA"].sequence == 1 and kept() is first
    store.import_file(xa.bulletin(2, [Entry(ID, FOUNDED // DAY, 5)]), NOW)
    assert kept().bulletins["XA"].sequence == 2
    path = store.folder / "bulletins" / "XA.xcstatus"
    other = bytearray(path.read_bytes())
    other[-1] ^= 1
    path.write_bytes(bytes(other))
    assert kept().damaged == ("XA.xcstatus",)
    path.unlink()
    assert kept().damaged == () and kept().bulletins == {}


def test_the_same_bulletin_again_is_no_trouble(store: TrustStore, xa: Authority) -> None:
    bulletin = xa.bulletin(5)
    accept(store, xa, xa.package(bulletin))
    assert store.import_file(bulletin, NOW).changed == ()


def test_deleting_the_bulletin_does_not_let_an_older_one_in(store: TrustStore, xa: Authority) -> None:
    bulletin = xa.bulletin(5)
    accept(store, xa, xa.package(bulletin))
    (store.folder / "bulletins" / "XA.xcstatus").unlink()
    assert refused(store, xa.bulletin(4)).code == "BULLETIN_NEWER_LOST"
    assert store.import_file(bulletin, NOW).changed == ("bulletin",)


def test_an_older_package_keeps_the_newer_bulletin_signers_and_withdrawals(store: TrustStore, xa: Authority) -> None:
    old = xa.package(xa.bulletin(1))
    newer = xa.new_signer()
    accept(store, xa, old)
    store.import_file(
        xa.package(xa.bulletin(3), crl=xa.crl(xa.signer, number=2, now=FOUNDED + DAY), signers=[newer]), NOW
    )
    imported = store.import_file(old, NOW)
    assert (imported.changed, imported.sequence) == ((), 3)
    view = store.view()
    assert view.bulletins["XA"].sequence == 3
    assert judge(xa.code(newer), view, NOW).outcome == Outcome.GENUINE
    assert [reason.code for reason in judge(xa.code(), view, NOW).reasons] == ["SIGNER_REVOKED"]


def test_a_bulletin_of_an_unknown_country_or_a_foreign_signer_is_refused(store: TrustStore, xa: Authority) -> None:
    assert refused(store, xa.bulletin()).code == "BULLETIN_COUNTRY_UNKNOWN"
    accept(store, xa, xa.package(xa.bulletin(1)))
    assert refused(store, found("XB").bulletin(2)).code == "BULLETIN_COUNTRY_UNKNOWN"
    assert refused(store, found("XA").bulletin(2)).code == "BULLETIN_SIGNATURE"
    assert refused(store, xa.bulletin(2, key=xa.signer)).code == "BULLETIN_SIGNATURE"
    assert store.view().bulletins["XA"].sequence == 1


def test_a_thief_of_a_status_key_can_neither_stay_nor_block_the_next_list(store: TrustStore, xa: Authority) -> None:
    successor = xa.new_status()
    accept(store, xa, xa.package(xa.bulletin(1)))
    store.import_file(xa.bulletin(1_000_000), NOW)  # by the thief
    crl = xa.crl(xa.status, number=2)
    store.import_file(replace(xa, status=successor).package(crl=crl), NOW)
    assert "XA" not in store.view().bulletins
    assert store.view().damaged == ("XA.xcstatus",)
    # The list of withdrawn signers the thief hands round is old; it does not bring him back.
    assert store.import_file(xa.package(xa.bulletin(2_000_000)), NOW).changed == ()
    assert store.import_file(xa.bulletin(2, key=successor), NOW).sequence == 2
    assert store.view().bulletins["XA"].sequence == 2


def test_the_genuine_bulletin_gives_a_thief_of_the_status_key_away_before_the_cas_list_comes(
    store: TrustStore, xa: Authority
) -> None:
    accept(store, xa, xa.package(xa.bulletin(7)))
    store.import_file(xa.bulletin(900, this=FOUNDED + DAY), NOW)  # by the thief: nothing is revoked in it
    refusal = refused(store, xa.bulletin(8, [Entry(ID, FOUNDED // DAY, 5)], this=FOUNDED + 2 * DAY))
    assert refusal.code == "BULLETIN_CONTRADICTED"
    assert (refusal.params["seen"], refusal.params["offered"]) == (900, 8)
    assert refused(store, xa.bulletin(6)).code == "BULLETIN_ROLLED_BACK"  # of before: an older one contradicts nothing


def test_a_bulletin_that_only_adds_is_not_taken_for_a_full_one(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    status: dict[int | str, cbor.Item] = {1: 2, 2: 1, 3: b"", 4: b"", 5: b"", 6: 0}
    payload = cbor.encode({1: "XA", 4: FOUNDED + DAY, 6: FOUNDED, -65538: status})
    partial = cose.sign1({1: -7, 33: xa.status.certificate}, payload, xa.status.sign_raw)
    assert refused(store, partial).code == "BULLETIN_PARTIAL"
    assert store.import_file(xa.package(partial), NOW).changed == ()


# Time


def test_signed_lists_say_how_late_it_is_at_least(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1, this=NOW)))
    assert store.view().latest == NOW
    assert judge(xa.code(), store.view(), NOW - DAY + 1).outcome == Outcome.GENUINE
    assert judge(xa.code(), store.view(), NOW - DAY - 1).outcome == Outcome.CLOCK_SUSPECT


def test_no_single_list_moves_the_time_by_more_than_400_days(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1, this=FOUNDED)))
    store.import_file(xa.bulletin(2, this=FOUNDED + 600 * DAY), NOW)
    assert store.view().latest == FOUNDED + 400 * DAY
    store.import_file(xa.bulletin(3, this=FOUNDED), NOW)
    assert store.view().latest == FOUNDED + 400 * DAY


def test_a_refused_list_does_not_move_the_time(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    refused(store, found("XA").bulletin(2, this=FOUNDED + YEAR))
    assert store.view().latest == FOUNDED


# Files


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x00" * 100, b"PK\x03\x04", "é".encode() * 50])
def test_another_kind_of_file_is_refused(store: TrustStore, data: bytes) -> None:
    assert refused(store, data).code == "TRUST_FILE_UNKNOWN"


def test_a_file_that_is_far_too_large_is_refused(store: TrustStore) -> None:
    assert refused(store, bytes((16 << 20) + 1)).code == "TRUST_FILE_TOO_LARGE"


def test_any_flipped_byte_in_a_package_is_refused(store: TrustStore, xa: Authority) -> None:
    good = xa.package(xa.bulletin(1))
    accept(store, xa, good)
    for place in range(0, len(good), 11):
        changed = bytearray(good)
        changed[place] ^= 1
        refused(store, bytes(changed))


def test_a_certificate_whose_signature_has_unused_bits_is_another_file_and_refused(
    store: TrustStore, xa: Authority
) -> None:
    """The one byte of a certificate that nothing signs: flipped, the key and the name stay the same."""
    good = xa.package(xa.bulletin(1))
    accept(store, xa, good)
    for key in (xa.ca, xa.signer, xa.status):
        certificate = read_certificate(key.certificate)
        changed = bytearray(certificate.der)
        changed[-len(certificate.parsed.signature) - 1] ^= 1
        with pytest.raises(Refusal, match="CERTIFICATE_DAMAGED"):
            read_certificate(bytes(changed))
        assert refused(store, good.replace(certificate.der, bytes(changed))).code == "CERTIFICATE_DAMAGED"
    crl = read_package(good).anchor.crl
    assert crl is not None
    revoked = bytearray(crl.der)
    revoked[-len(x509.load_der_x509_crl(crl.der).signature) - 1] ^= 1
    assert refused(store, good.replace(crl.der, bytes(revoked))).code == "CRL_DAMAGED"


def test_a_package_holds_nothing_the_country_did_not_sign(xa: Authority) -> None:
    other = found("XA")
    ca, crl = xa.ca.certificate, xa.crl()
    signer, status = xa.signer.certificate, xa.status.certificate
    assert read_package(build_package(ca, (signer,), (status,), crl)).bulletin is None
    for code, arguments in (
        ("PACKAGE_FOREIGN_SIGNER", (ca, (other.signer.certificate,), (status,), crl)),
        ("PACKAGE_FOREIGN_SIGNER", (ca, (status,), (status,), crl)),
        ("PACKAGE_FOREIGN_SIGNER", (ca, (signer,), (signer,), crl)),
        ("CRL_DAMAGED", (ca, (signer,), (status,), other.crl())),
        ("NOT_A_COUNTRY_CA", (signer, (signer,), (status,), crl)),
        ("BULLETIN_SIGNATURE", (ca, (signer,), (status,), crl, other.bulletin())),
    ):
        with pytest.raises(Refusal, match=code):
            build_package(*arguments)  # type: ignore[arg-type]


def test_a_package_of_another_shape_is_refused(xa: Authority) -> None:
    good = cbor.decode(xa.package(), cbor.LIST)
    assert isinstance(good, dict)
    changes: list[dict[int | str, cbor.Item]] = [{7: 1}, {6: 1}, {5: "x"}, {3: b""}, {3: [1]}, {1: "XCAUTI"}]
    for change in changes:
        with pytest.raises(Refusal, match="PACKAGE_DAMAGED"):
            read_package(cbor.encode({**good, **change}))


def test_a_file_planted_in_the_folder_is_left_out_and_named(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    stranger = found("XA")
    (store.folder / "bulletins" / "XA.xcstatus").write_bytes(stranger.bulletin(9))
    next((store.folder / "packages").iterdir()).write_bytes(stranger.package())
    (store.folder / "anchors" / "junk.cer").write_bytes(b"junk")
    view = store.view()
    assert len(view.damaged) == 3
    assert judge(xa.code(), view, NOW).outcome == Outcome.UNKNOWN_ISSUER
    assert judge(stranger.code(), view, NOW).outcome == Outcome.UNKNOWN_ISSUER


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 5000, b'{"latest":"x","sequences":{},"accepted":{}}'])
def test_a_damaged_memory_is_said_and_not_forgotten(store: TrustStore, xa: Authority, content: bytes) -> None:
    accept(store, xa, xa.package(xa.bulletin(1)))
    (store.folder / "state.json").write_bytes(content)
    with pytest.raises(Refusal, match="TRUST_STATE_DAMAGED"):
        store.view()
    assert refused(store, xa.bulletin(2)).code == "TRUST_STATE_DAMAGED"


def test_an_empty_store_knows_nobody(store: TrustStore, xa: Authority) -> None:
    assert store.listing() == ()
    assert judge(xa.code(), store.view(), NOW).outcome == Outcome.UNKNOWN_ISSUER


def test_a_store_in_training_says_so(store: TrustStore) -> None:
    trainers = found(training=True)
    accept(store, trainers, trainers.package())
    assert judge(trainers.code(), store.view(), NOW).outcome == Outcome.TEST_PAPER
    assert judge(trainers.code(), TrustStore(store.folder, True).view(), NOW).outcome == Outcome.GENUINE
    assert store.listing()[0].training


def test_the_memory_is_plain_json(store: TrustStore, xa: Authority) -> None:
    accept(store, xa, xa.package(xa.bulletin(4)))
    state = json.loads((store.folder / "state.json").read_bytes())
    assert state["sequences"] == {"XA": 4}
