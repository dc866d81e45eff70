"""Revoking by two people, and what is carried to the border."""

from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.journal import entries
from certapp.service.auditing import verify_journal
from certapp.service.exchanging import export_package, own_revocations, sign_next_bulletin
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.revoking import REASONS, revoke
from certapp.service.verifying import verify_text
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.offices import passphrase


@pytest.fixture
def number(office: Office, boris: Actor, approved: str) -> str:
    """An issued certificate."""
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).number


def test_a_revocation_is_known_in_the_office_before_the_bulletin_is_signed(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    revoke(office, boris, anna, number, "STOLEN_CLAIM", "Claimed by its owner.")
    code = certificate(office.register, number).code_text
    view, now = office.trust.view(), office.clock.seconds
    assert verify_text(code, view, now).verdict.outcome is Outcome.GENUINE
    assert verify_text(code, view, now, own_revocations(office)).verdict.outcome is Outcome.REVOKED
    sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
    assert verify_text(code, office.trust.view(), now).verdict.outcome is Outcome.REVOKED


def test_both_people_stand_in_the_journal(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    revoke(office, boris, anna, number, "ERROR", "Wrong owner.")
    acts = [(entry.type, entry.actor) for entry in entries(office.register, subject=number)]
    assert acts[-2:] == [("REVOCATION_CONFIRMED", "anna"), ("CERTIFICATE_REVOKED", "boris")]
    assert verify_journal(office) == ()


def test_one_of_the_two_is_a_supervisor(office: Office, anna: Actor, number: str) -> None:
    dora = office.log_in("dora", passphrase)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        revoke(office, anna, dora, number, "ERROR", "No.")


@pytest.mark.parametrize(
    ("reason", "text", "code"), [("FUN", "x", "REVOKE_REASON_UNKNOWN"), ("ERROR", " ", "REVOKE_TEXT_WRONG")]
)
def test_a_revocation_has_a_reason_and_words(
    office: Office, anna: Actor, boris: Actor, number: str, reason: str, text: str, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        revoke(office, boris, anna, number, reason, text)


def test_nothing_is_revoked_twice(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    revoke(office, boris, anna, number, "ERROR", "Once.")
    with pytest.raises(Refusal, match="CERTIFICATE_ALREADY_REVOKED"):
        revoke(office, boris, anna, number, "ERROR", "Twice.")


def test_every_reason_of_the_form_has_its_word_for_the_border(office: Office) -> None:
    assert set(REASONS) == set(office.form.code_lists["REVOKE_REASON"])


def test_bulletins_count_up_and_a_package_carries_the_newest(office: Office, boris: Actor, tmp_path: Path) -> None:
    status = office.unlock("status_signer", passphrase)
    first, second = (sign_next_bulletin(office, boris, status) for _ in range(2))
    assert second.sequence == first.sequence + 1
    digits = export_package(office, boris, tmp_path / "XA.xcauth")
    post = TrustStore(tmp_path / "post")
    done = post.import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    assert done.sequence == second.sequence


def test_only_a_supervisor_signs_bulletins(office: Office, anna: Actor) -> None:
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        sign_next_bulletin(office, anna, office.unlock("status_signer", passphrase))
