"""The second person's signature: made at the approval, in the code, checked at the border."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.certificates import certificate
from certapp.seal import cbor
from certapp.seal.claims import Claims, SecondSignature, decode_claims, encode_claims
from certapp.seal.cose import ALG, ES256, KID, sign1
from certapp.seal.matrix import modules
from certapp.seal.text import compress, from_compressed
from certapp.service import before_issue, issuing
from certapp.service.auditing import full_check, verify_journal
from certapp.service.batches import approve_all, issue_all, to_approve, to_issue
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.clock import Clock, days
from certapp.service.clocks import open_cases
from certapp.service.deciding import approve, why_not_approve
from certapp.service.exchanging import bulletin_due, export_package, sign_next_bulletin
from certapp.service.issuing import issue, why_not_issue
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.requiring_second import SET
from certapp.trust.carried import Kind
from certapp.trust.certificate import read_certificate
from certapp.trust.judge import judge
from certapp.trust.keyfile import TEST_COST
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Colour, Outcome, Verdict
from certapp.trust.view import TrustView
from tests.bad.make import small_application
from tests.offices import copied_desk, found_office, passphrase


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_desk(tmp_path_factory.mktemp("second")).office


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    """An office whose profile asks for a second signature."""
    with open_office(folder) as opened:
        settings = {**opened.form.settings, "second_signature": True}
        yield replace(opened, form=replace(opened.form, settings=settings))


@pytest.fixture
def text(office: Office, anna: Actor, boris: Actor) -> str:
    """The code of a certificate that boris approved."""
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    return certificate(office.register, issued.number).code_text


def border(office: Office, boris: Actor, tmp_path: Path) -> TrustView:
    package = tmp_path / "XA.xcauth"
    digits = export_package(office, boris, package)
    store = TrustStore(tmp_path / "border")
    store.import_file(package.read_bytes(), office.clock.seconds, digits)
    store.import_file(package.read_bytes(), office.clock.seconds)  # once more: it merges
    return store.view()


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons if reason.code.startswith("SECOND")}


def signed(office: Office, claims: Claims) -> str:
    """A code by the office's document signer, as somebody has it who stole that key alone."""
    key = office.unlock("document_signer", passphrase)
    message = sign1({ALG: ES256, KID: key.kid}, encode_claims(claims), key.sign_raw)
    return from_compressed(compress(message))


def test_the_border_says_who_approved(office: Office, boris: Actor, text: str, tmp_path: Path) -> None:
    view, now = border(office, boris, tmp_path), office.clock.seconds
    found = judge(text, view, now)
    assert found.outcome is Outcome.GENUINE
    (said,) = [reason for reason in found.reasons if reason.code == "SECOND_SIGNED"]
    assert boris.name in said.text()
    assert found.claims is not None and found.claims.second is not None
    assert found.claims.second.kid == boris.key.kid and found.claims.unknown_fields == 0
    older = replace(view, approvers={})
    assert (judge(text, older, now).colour, codes(judge(text, older, now))) == (found.colour, {"SECOND_UNKNOWN"})
    assert verify_journal(office) == ()


def test_who_stole_the_seal_cannot_approve(
    office: Office, boris: Actor, anna: Actor, text: str, tmp_path: Path
) -> None:
    view, now = border(office, boris, tmp_path), office.clock.seconds
    claims = judge(text, view, now).claims
    assert claims is not None and claims.second is not None
    without = judge(signed(office, replace(claims, second=None)), view, now)
    assert (without.outcome, codes(without)) == (Outcome.GENUINE, {"SECOND_NOT_SHOWN"})
    second = claims.second
    for forged in (
        replace(claims, id=bytes(8)),  # an approval copied into another certificate
        replace(claims, destination="US"),
        replace(claims, objects=(replace(claims.objects[0], title="Another"), *claims.objects[1:])),
        replace(claims, object_count=claims.object_count + 1),
        replace(claims, second=replace(second, signature=bytes(63) + b"\1")),
    ):
        verdict = judge(signed(office, forged), view, now)
        assert (verdict.outcome, codes(verdict)) == (Outcome.NOT_GENUINE, {"SECOND_SIGNATURE_WRONG"})
        assert verdict.claims is None
    by_clerk = replace(claims, second=SecondSignature(anna.key.kid, second.signature))
    assert codes(judge(signed(office, by_clerk), view, now)) == {"SECOND_UNKNOWN"}


def test_who_prepared_signs_nothing(office: Office) -> None:
    carla = office.log_in("carla", passphrase)
    number = receive(office, carla, small_application())
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        approve(office, carla, number)
    ca = (office.folder.trust / "country-ca.der").read_bytes()
    assert carla.official.certificate not in [each.der for each in office.trust.approvers_under(ca)]


def test_an_approval_is_not_good_for_what_was_changed_since(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    made = issuing.issued_record
    signer = office.unlock("document_signer", passphrase)

    def altered(*words: Any) -> Any:
        return made(*words).with_values(country_of_destination="US")

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "issued_record", altered)
        with pytest.raises(Refusal, match="CODE_NOT_READABLE"):
            issue(office, boris, number, signer)
    assert issue(office, boris, number, signer).number  # and what was approved still is


def test_a_code_from_which_the_approver_was_taken_is_found_in_the_journal(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    monkeypatch.setattr(issuing, "countersigned", lambda *words: None)  # as a patched program would
    issue(office, boris, number, office.unlock("document_signer", passphrase))
    assert {"CODE_WITHOUT_SECOND"} == {fault.code for fault in verify_journal(office)}


def asking(office: Office, asks: bool) -> Office:
    """The same office under a profile that asks for a second signature, or does not."""
    return replace(office, form=replace(office.form, settings={**office.form.settings, "second_signature": asks}))


def test_once_the_border_was_told_a_missing_second_signature_is_amber(tmp_path: Path) -> None:
    path = copied_desk(tmp_path).office
    with open_office(path) as bare:
        anna, boris = bare.log_in("anna", passphrase), bare.log_in("boris", passphrase)
        signer = bare.unlock("document_signer", passphrase)
        status = bare.unlock("status_signer", passphrase)
        plain, old = (receive(bare, anna, small_application()) for _ in range(2))
        approve(bare, boris, plain)
        approve(bare, boris, old)  # before the profile asked, to be issued after
        issue(bare, boris, plain, signer)
        asked = asking(bare, True)
        assert bulletin_due(asked).second
        sign_next_bulletin(asked, boris, status)
        today = days(bare.clock.today)
        told = bare.trust.view().bulletins["XA"].second_since
        assert told == {"01": today + 1} and not bulletin_due(asked).second  # one left the house without it today
    with open_office(path, Clock(lambda: Clock().wall() + 86400)) as opened:
        office = asking(opened, True)
        refused = why_not_issue(office, boris, old)
        assert refused is not None and refused.code == "SECOND_SIGNATURE_REQUIRED"
        with pytest.raises(Refusal, match="SECOND_SIGNATURE_REQUIRED"):
            issue(office, boris, old, signer)
        number = receive(office, anna, small_application())
        approve(office, boris, number)
        text = certificate(office.register, issue(office, boris, number, signer).number).code_text
        view, now = border(office, boris, tmp_path), office.clock.seconds
        honest = judge(text, view, now)
        assert (honest.colour, codes(honest)) == (Colour.GREEN, {"SECOND_SIGNED"}) and honest.claims is not None
        forged = judge(signed(office, replace(honest.claims, second=None)), view, now)
        assert (forged.outcome, forged.colour) == (Outcome.GENUINE, Colour.AMBER)
        assert forged.reasons[0].code == "SECOND_MISSING"
        dated_back = replace(honest.claims, second=None, issued_on=today, issued_at=now - 86400)
        assert codes(judge(signed(office, dated_back), view, now)) == {"SECOND_NOT_SHOWN"}  # the digest's matter
        invented = replace(honest.claims, second=SecondSignature(b"somebody", bytes(64)))
        assert judge(signed(office, invented), view, now).reasons[0].code == "SECOND_UNCHECKED"
        assert verify_journal(office) == ()
        no_more = asking(opened, False)
        assert bulletin_due(no_more).second
        sign_next_bulletin(no_more, boris, status)
        assert not opened.trust.view().bulletins["XA"].second_since
        assert issue(no_more, boris, old, signer).number
        assert verify_journal(no_more) == ()


def test_an_approval_of_before_the_profile_asked_is_signed_before_the_issue(
    office: Office, anna: Actor, boris: Actor, tmp_path: Path
) -> None:
    bare = asking(office, False)
    old, half = receive(bare, anna, small_application()), receive(bare, anna, small_application())
    for number in (old, half):
        approve(bare, boris, number)
    signer, carla = office.unlock("document_signer", passphrase), office.log_in("carla", passphrase)
    assert {case.line.number for case in open_cases(office) if case.unsigned} == {old, half}
    assert not any(case.unsigned for case in open_cases(bare))
    offered = {each.line.number: each.hindrance for each in to_approve(office, carla)}
    assert (offered[old], offered[half]) == (None, None)
    assert {each.hindrance.code for each in to_issue(office, boris) if each.hindrance} == {"SECOND_SIGNATURE_REQUIRED"}
    with pytest.raises(Refusal, match="SECOND_SIGNATURE_REQUIRED"):
        issue(office, boris, old, signer)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        approve(office, anna, old)
    approve(office, carla, old)
    assert application(office.register, old).approved_by == "carla"  # who signs last answers for it
    with pytest.raises(Refusal, match="APPLICATION_ALREADY_APPROVED"):
        approve(office, carla, old)
    assert approve_all(office, boris, [half]).whole
    made = issue_all(office, boris, [old, half], signer)
    texts = [certificate(office.register, line.certificate).code_text for line in made.done]
    view = border(office, boris, tmp_path)
    found = [judge(text, view, office.clock.seconds) for text in texts]
    assert [(each.colour, *codes(each)) for each in found] == [(Colour.GREEN, "SECOND_SIGNED")] * 2
    assert ["Carla Deputy" in each.reasons[1].text() for each in found] == [True, False]
    mine = {line.certificate for line in made.done} | {old, half}
    assert not any(mine & {str(value) for _name, value in fault.params} for fault in full_check(office).faults)


def test_who_prepared_does_not_sign_the_approval_of_another(office: Office, boris: Actor) -> None:
    carla = office.log_in("carla", passphrase)
    number = receive(office, carla, small_application())
    approve(asking(office, False), boris, number)
    refused = why_not_approve(office, carla, number)
    assert refused is not None and refused.code == "APPROVER_IS_PREPARER"
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        approve(office, carla, number)


def test_an_approval_by_a_key_that_was_withdrawn_since_is_signed_again(tmp_path: Path) -> None:
    found_office(tmp_path / "office", ca_key_to=tmp_path / "ca")
    with open_office(tmp_path / "office") as bare:
        office = asking(bare, True)
        anna, boris, carla = (office.log_in(name, passphrase) for name in ("anna", "boris", "carla"))
        number, kept = receive(office, anna, small_application()), receive(bare, anna, small_application())
        approve(office, carla, number)
        approve(bare, carla, kept)
        serial = f"{read_certificate(carla.official.certificate).number:x}"
        wanted = [Wanted(Kind.RETIRE, "carla"), Wanted(Kind.REVOKE, serial)]
        at_hand(office, boris, wanted, passphrase, "Dora Auditor", tmp_path / "ca", TEST_COST)
        signer = office.unlock("document_signer", passphrase)
        with pytest.raises(Refusal, match="SECOND_SIGNATURE_ENDED"):
            issue(office, boris, number, signer)
        approve(office, boris, number)
        text = certificate(office.register, issue(office, boris, number, signer).number).code_text
        verdict = judge(text, border(office, boris, tmp_path), office.clock.seconds)
        assert (verdict.colour, codes(verdict)) == (Colour.GREEN, {"SECOND_SIGNED"})
        assert issue(bare, boris, kept, signer).number  # what somebody approved who left since is not stuck
        assert full_check(office).faults == ()


def test_a_certificate_without_it_after_that_day_is_found_in_the_journal(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = receive(office, anna, small_application())
    approve(asking(office, False), boris, number)
    office.record_alone(boris, SET, "second signature", {"since": days(office.clock.today)})
    with monkeypatch.context() as patched:
        patched.setattr(before_issue, "require_second", lambda *words: None)  # as a patched program would
        issue(office, boris, number, office.unlock("document_signer", passphrase))
    assert "CODE_WITHOUT_SECOND" in {fault.code for fault in verify_journal(office)}


@pytest.mark.parametrize("item", [[], [bytes(8)], [bytes(7), bytes(64)], [bytes(8), bytes(63)], 1, [bytes(8), "x"]])
def test_a_second_signature_of_another_shape_is_damage(item: cbor.Item) -> None:
    from tests.trust.authority import claims_of

    payload = cbor.decode(encode_claims(claims_of("XA")))
    assert isinstance(payload, dict)
    inner = payload[-65537]
    assert isinstance(inner, dict)
    inner[16] = item
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        decode_claims(cbor.encode(payload))


def test_the_code_stays_within_its_size(text: str) -> None:
    assert len(modules(text)) <= 17 + 4 * 20
