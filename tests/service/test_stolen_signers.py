"""A stolen signing key: the same day forgeries fall and honest papers stand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.certificates import certificate
from certapp.register.journal import entries
from certapp.seal import cbor, cose
from certapp.seal.claims import SealedParty, read_claims
from certapp.seal.fitting import seal
from certapp.seal.text import from_text
from certapp.service.auditing import verify_journal
from certapp.service.ceremony import Wanted, at_hand, use_next_signer
from certapp.service.endorsing import Desk, Outbox, Sheet, endorse
from certapp.service.exchanging import bulletin_due, sign_next_bulletin
from certapp.service.looking import look_into
from certapp.service.office import Actor, Office, open_office
from certapp.service.publishing import publish
from certapp.service.receipts import import_receipts
from certapp.service.stolen_signers import (
    replace_at_hand,
    report_stolen,
    signers_to_report,
    status_signer,
    status_signers_to_report,
)
from certapp.trust.bulletin import Policy, sign_bulletin
from certapp.trust.carried import Kind
from certapp.trust.judge import judge
from certapp.trust.keyfile import TEST_COST
from certapp.trust.receipt import Presented
from certapp.trust.verdict import Colour, Outcome
from tests.offices import copied_desk, passphrase
from tests.service.test_publishing import another, post_of


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of its own for each test: a theft is not forgotten."""
    with open_office(copied_desk(_made(tmp_path / "desk")).office) as opened:
        yield opened


@pytest.fixture
def carla(office: Office) -> Actor:
    """The second supervisor."""
    return office.log_in("carla", passphrase)


@pytest.fixture
def number(office: Office, anna: Actor, boris: Actor) -> str:
    """An issued certificate."""
    return another(office, anna, boris)


def test_after_a_theft_honest_papers_stand_and_forgeries_fall_the_same_day(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str, tmp_path: Path
) -> None:
    post = post_of(office, boris, tmp_path)
    thief = office.unlock("document_signer", passphrase)
    honest = certificate(office.register, number).code_text
    signer = report_stolen(office, boris, carla)
    assert bulletin_due(office).signers == 1
    replace_at_hand(office, boris, carla, signer, passphrase, cost=TEST_COST)
    assert office.keys.certificate("document_signer") != signer.der
    fresh = another(office, anna, boris)
    stick = _made(tmp_path / "stick")
    publish(office, boris, office.unlock("status_signer", passphrase), stick, "en")
    look_into(post, [stick], office.clock.seconds)
    view, now = post.view(), office.clock.seconds
    assert judge(honest, view, now).colour is Colour.GREEN
    assert judge(certificate(office.register, fresh).code_text, view, now).colour is Colour.GREEN
    forged = judge(_forged(honest, thief), view, now)
    assert (forged.outcome, forged.reasons[0].code) == (Outcome.NOT_GENUINE, "SIGNER_COMPROMISED")
    assert [(e.type, e.actor) for e in entries(office.register, subject="document_signer")][:2] == [
        ("SIGNER_STOLEN_CONFIRMED", "carla"),
        ("SIGNER_STOLEN", "boris"),
    ]
    assert verify_journal(office) == ()
    with pytest.raises(Refusal, match="SIGNER_STOLEN_ALREADY"):
        report_stolen(office, boris, carla, kid=signer.kid)


def test_where_nothing_is_believed_any_more_honest_papers_fall_too(
    office: Office, boris: Actor, carla: Actor, number: str
) -> None:
    report_stolen(office, boris, carla, Policy.NOTHING)
    sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
    code = certificate(office.register, number).code_text
    assert judge(code, office.trust.view(), office.clock.seconds).reasons[0].code == "SIGNER_COMPROMISED"


def test_a_theft_is_reported_by_two_supervisors(office: Office, anna: Actor, boris: Actor) -> None:
    with pytest.raises(Refusal, match="SIGNER_NEEDS_TWO_SUPERVISORS"):
        report_stolen(office, boris, boris)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        report_stolen(office, boris, anna)
    with pytest.raises(Refusal, match="SIGNER_NOT_OURS"):
        report_stolen(office, boris, office.log_in("carla", passphrase), kid=bytes(8))


def test_a_signer_of_an_earlier_year_is_named_too_and_the_one_in_use_signs_on(
    office: Office, anna: Actor, boris: Actor, carla: Actor, number: str, tmp_path: Path
) -> None:
    earlier = office.unlock("document_signer", passphrase)
    at_hand(office, boris, (Wanted(Kind.DOCUMENT_SIGNER, "01"),), passphrase, "Carla", cost=TEST_COST)
    use_next_signer(office, boris)
    honest = certificate(office.register, number).code_text
    fresh = another(office, anna, boris)
    in_use, old = signers_to_report(office)
    assert (in_use.in_use, old.in_use, old.certificate.kid) == (True, False, earlier.kid)
    replace_at_hand(
        office, boris, carla, report_stolen(office, boris, carla, kid=old.certificate.kid), passphrase, cost=TEST_COST
    )
    assert office.keys.certificate("document_signer") == in_use.certificate.der
    assert [each.certificate for each in signers_to_report(office)] == [in_use.certificate]
    post = post_of(office, boris, tmp_path)
    stick = _made(tmp_path / "stick")
    publish(office, boris, office.unlock("status_signer", passphrase), stick, "en")
    look_into(post, [stick], office.clock.seconds)
    view, now = post.view(), office.clock.seconds
    for code in (honest, certificate(office.register, fresh).code_text):
        assert judge(code, view, now).colour is Colour.GREEN
    assert judge(_forged(honest, earlier), view, now).reasons[0].code == "SIGNER_COMPROMISED"


def test_a_stolen_status_signer_is_replaced_and_bulletins_go_on(
    office: Office, boris: Actor, carla: Actor, tmp_path: Path
) -> None:
    sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
    post = post_of(office, boris, tmp_path)
    stolen = status_signer(office)
    replace_at_hand(office, boris, carla, stolen, passphrase, status=True, cost=TEST_COST)
    stick = _made(tmp_path / "stick")
    done = publish(office, boris, office.unlock("status_signer", passphrase), stick, "en")
    look_into(post, [stick], office.clock.seconds)
    assert post.view().bulletins["XA"].sequence == done.sequence
    assert post.view().bulletins["XA"].signer != stolen


def test_a_status_signer_of_an_earlier_year_is_revoked_and_the_one_in_use_signs_on(
    office: Office, boris: Actor, carla: Actor, tmp_path: Path
) -> None:
    at_hand(office, boris, (Wanted(Kind.STATUS_SIGNER),), passphrase, "Carla", cost=TEST_COST)
    thief = office.unlock("status_signer", passphrase)
    sign_next_bulletin(office, boris, thief)
    at_hand(office, boris, (Wanted(Kind.STATUS_SIGNER),), passphrase, "Carla", cost=TEST_COST)
    post = post_of(office, boris, tmp_path)
    in_use, *earlier = status_signers_to_report(office)
    assert in_use.in_use and thief.kid in [each.certificate.kid for each in earlier]
    now, known = office.clock.seconds, office.trust.view().bulletins["XA"].sequence
    assert status_signer(office).kid == in_use.certificate.kid
    replace_at_hand(office, boris, carla, status_signer(office, thief.kid), passphrase, status=True, cost=TEST_COST)
    assert office.keys.certificate("status_signer") == in_use.certificate.der
    assert thief.kid not in [each.certificate.kid for each in status_signers_to_report(office)]
    with pytest.raises(Refusal, match="SIGNER_NOT_OURS"):
        status_signer(office, thief.kid)
    stick = _made(tmp_path / "stick")
    publish(office, boris, office.unlock("status_signer", passphrase), stick, "en")
    look_into(post, [stick], now)
    with pytest.raises(Refusal, match="BULLETIN_SIGNATURE"):
        post.import_file(sign_bulletin("XA", known + 9, now, now + 86400, [], thief), now)


def test_what_was_sealed_outside_the_register_is_found_by_what_customs_sends_back(
    office: Office, anna: Actor, boris: Actor, number: str, tmp_path: Path
) -> None:
    """T23: the office's own key, used past the register: genuine at the border, until the receipt comes home."""
    key, now = office.unlock("document_signer", passphrase), office.clock.seconds
    year = office.clock.today.year
    view, outbox = post_of(office, boris, tmp_path).view(), Outbox(tmp_path / "post" / "post")
    honest = read_claims(cbor.decode(cose.parse(from_text(certificate(office.register, number).code_text)).payload))
    beside = replace(honest, id=b"outside!", number=make_number("XA", year, "01", 777))
    for claims, told in (
        (honest, ()),
        (beside, ("TASK_NUMBER_NOT_ISSUED",)),
        (replace(beside, number=number), ("TASK_ID_DIFFERS",)),
    ):
        verdict = judge(seal(claims, key.kid, key.sign_raw).text, view, now)
        assert verdict.outcome is Outcome.GENUINE
        desk = Desk("Port of Example", "North Gate", "4711")
        sheet = Sheet("EXPORT", office.clock.today, desk, (Presented(1, "PRESENTED"),))
        kept = endorse(outbox, verdict, sheet, now)
        (taken,) = import_receipts(office, anna, kept.path)
        assert taken.tasks == told


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _forged(honest: str, thief: SigningKey) -> str:
    """Another certificate by the stolen key, with an honest one's id and number."""
    claims = read_claims(cbor.decode(cose.parse(from_text(honest)).payload))
    return seal(replace(claims, owner=SealedParty("Somebody Else", "XA")), thief.kid, thief.sign_raw).text
