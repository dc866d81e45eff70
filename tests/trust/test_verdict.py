"""What the officer at the border sees, one test for each row of the table of verdicts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.sentences import catalogue
from certapp.seal import cose
from certapp.seal.text import from_text, to_text
from certapp.trust.bulletin import Entry, Policy, RevocationReason
from certapp.trust.certificate import read_certificate
from certapp.trust.judge import Withdrawn, judge, signer_path
from certapp.trust.package import read_package
from certapp.trust.verdict import Colour, Outcome, Verdict, verdict_json
from certapp.trust.view import TrustView, view_of
from tests.trust.authority import DAY, FOUNDED, ID, YEAR, Authority, claims_of, found

NOW = FOUNDED + 2 * DAY
TODAY = NOW // DAY

BELIEVER = found("XA")
BELIEVED = view_of([read_package(BELIEVER.package(BELIEVER.bulletin()))])
MESSAGE = from_text(BELIEVER.code())


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture(scope="module")
def trainers() -> Authority:
    return found("XA", training=True)


@pytest.fixture(scope="module")
def fresh(xa: Authority) -> bytes:
    return xa.bulletin(this=NOW - 3600)


def view(package: bytes, **more: object) -> TrustView:
    return view_of([read_package(package)], **more)  # type: ignore[arg-type]


def seen(verdict: Verdict) -> tuple[Outcome, Colour, tuple[str, ...]]:
    return verdict.outcome, verdict.colour, tuple(reason.code for reason in verdict.reasons)


def payload_of(text: str) -> bytes:
    return cose.parse(from_text(text)).payload


# Genuine


def test_current_list_without_this_certificate_is_green(xa: Authority, fresh: bytes) -> None:
    verdict = judge(xa.code(), view(xa.package(fresh)), NOW)
    assert seen(verdict) == (Outcome.GENUINE, Colour.GREEN, ("GENUINE", "COMPARE"))
    assert verdict.claims == claims_of("XA")
    assert verdict.signer == xa.signer.certificate
    assert "not revoked as of 2026-11-2" in verdict.reasons[0].text()


def test_green_always_ends_with_comparing_paper_and_object(xa: Authority, trainers: Authority) -> None:
    for authority, training in ((xa, False), (trainers, True)):
        for this in (FOUNDED, NOW):
            known = view(authority.package(authority.bulletin(this=this)), in_training=training)
            verdict = judge(authority.code(), known, NOW)
            assert verdict.colour == Colour.GREEN
            assert verdict.reasons[-1].code == "COMPARE"


def test_issued_after_a_list_that_is_still_current_is_green(xa: Authority) -> None:
    verdict = judge(xa.code(), view(xa.package(xa.bulletin(this=FOUNDED))), NOW)
    assert seen(verdict) == (Outcome.GENUINE, Colour.GREEN, ("GENUINE_AFTER_LIST", "COMPARE"))


def test_a_stale_list_is_genuine_but_amber_and_says_since_when(xa: Authority) -> None:
    known = view(xa.package(xa.bulletin(this=FOUNDED, days=30)))
    assert judge(xa.code(), known, FOUNDED + 30 * DAY).colour == Colour.GREEN
    verdict = judge(xa.code(), known, FOUNDED + 31 * DAY)
    assert seen(verdict) == (Outcome.GENUINE, Colour.AMBER, ("STATUS_STALE", "COMPARE"))
    assert verdict.reasons[0].params["days"] == 31
    assert "2026-11-23" in verdict.reasons[0].text()
    assert verdict.list_ages.bulletin_age_days == 31


def test_no_list_is_genuine_but_amber(xa: Authority) -> None:
    verdict = judge(xa.code(), view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.GENUINE, Colour.AMBER, ("STATUS_MISSING", "COMPARE"))
    assert verdict.list_ages.bulletin_sequence is None
    assert verdict.list_ages.package_age_days == 2


def test_fields_of_a_newer_program_are_counted(xa: Authority, fresh: bytes) -> None:
    claims = cbor2.loads(payload_of(xa.code()))
    payload = cbor2.dumps({**claims, 11: 5}, canonical=True)
    verdict = judge(resigned(xa, payload), view(xa.package(fresh)), NOW)
    assert seen(verdict)[2] == ("GENUINE", "UNKNOWN_FIELDS", "COMPARE")


# Nothing was verified


@pytest.mark.parametrize("text", ["", " \r\n\t"])
def test_nothing_decoded_is_grey_and_no_verification(xa: Authority, text: str) -> None:
    verdict = judge(text, view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.UNREADABLE, Colour.GREY, ("NOTHING_READ",))
    assert "not a verification" in verdict.reasons[0].text()


@pytest.mark.parametrize("text", ["https://example.org/valid", "HC1:6BF", "x" * 100_000, "１２３"])
def test_another_kind_of_code_is_grey(xa: Authority, text: str) -> None:
    assert seen(judge(text, view(xa.package()), NOW)) == (Outcome.NOT_OURS, Colour.GREY, ("NOT_OUR_CODE",))


def test_a_newer_version_is_grey_and_never_forged(xa: Authority) -> None:
    text = xa.code().replace("XCERTB", "XCERTC", 1)
    assert seen(judge(text, view(xa.package()), NOW)) == (Outcome.NEWER_FORMAT, Colour.GREY, ("CODE_NEWER",))


def test_a_negative_field_of_a_newer_program_is_grey(xa: Authority) -> None:
    payload = cbor2.dumps({**cbor2.loads(payload_of(xa.code())), -3: 5}, canonical=True)
    verdict = judge(resigned(xa, payload), view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.NEWER_FORMAT, Colour.GREY, ("CODE_NEWER",))
    assert verdict.claims is None


def test_a_damaged_code_is_grey(xa: Authority) -> None:
    known = view(xa.package())
    for text in (xa.code()[:-40], xa.code() + "AA", "XCERTB", xa.code().replace("B", "1")):
        assert seen(judge(text, known, NOW)) == (Outcome.UNREADABLE, Colour.GREY, ("CODE_DAMAGED",))


def test_a_code_of_a_hundred_thousand_letters_is_grey(xa: Authority) -> None:
    verdict = judge("XCERTB" + "A" * 100_000, view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.UNREADABLE, Colour.GREY, ("CODE_TOO_LONG",))


@pytest.mark.parametrize(
    "header",
    [{1: -35, 4: bytes(8)}, {1: -7, 4: bytes(4)}, {1: -7}, {1: -7, 4: bytes(8), 3: 0}],
)
def test_any_other_header_is_grey_before_anything_is_looked_up(xa: Authority, header: dict[int, cose.Item]) -> None:
    if 4 in header and header[4] == bytes(8):
        header = {**header, 4: xa.signer.kid}
    text = to_text(cose.sign1(header, payload_of(xa.code()), xa.signer.sign_raw))
    assert seen(judge(text, view(xa.package()), NOW)) == (Outcome.UNREADABLE, Colour.GREY, ("CODE_DAMAGED",))


# Who signed


def test_a_country_that_is_not_known_is_amber_and_never_forged(xa: Authority) -> None:
    verdict = judge(found("XB").code(), view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.UNKNOWN_ISSUER, Colour.AMBER, ("COUNTRY_UNKNOWN",))
    assert verdict.claims is None
    assert "XB" in verdict.reasons[0].text() and "not mean it is forged" in verdict.reasons[0].text()


def test_a_key_that_is_not_known_is_amber_and_never_forged(xa: Authority) -> None:
    verdict = judge(xa.code(xa.new_signer()), view(xa.package()), NOW)
    assert seen(verdict) == (Outcome.UNKNOWN_ISSUER, Colour.AMBER, ("SIGNER_UNKNOWN",))
    assert verdict.claims is None


def test_another_country_cannot_speak_for_this_one(xa: Authority, fresh: bytes) -> None:
    xb = found("XB")
    known = view_of([read_package(xa.package(fresh)), read_package(xb.package())])
    verdict = judge(xb.code(issuer="XA"), known, NOW)
    assert verdict.outcome == Outcome.UNKNOWN_ISSUER
    assert verdict.claims is None


def test_a_foreign_key_under_a_known_kid_is_red(xa: Authority, fresh: bytes) -> None:
    text = xa.code(found("XA").signer, kid=xa.signer.kid)
    verdict = judge(text, view(xa.package(fresh)), NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("SIGNATURE_WRONG",))
    assert verdict.claims is None and verdict.signer is None


def test_of_two_signers_with_one_kid_the_right_one_counts(xa: Authority, fresh: bytes) -> None:
    known = view(xa.package(fresh, signers=[xa.new_signer()]))
    own, other = (signers[0] for signers in known.signers.values())
    for pair in ((own, other), (other, own)):
        both = replace(known, signers={xa.signer.kid: pair})
        assert judge(xa.code(), both, NOW).outcome == Outcome.GENUINE
        assert judge(xa.code(), both, NOW).signer == xa.signer.certificate


def test_every_changed_letter_of_the_content_is_refused(xa: Authority, fresh: bytes) -> None:
    known = view(xa.package(fresh))
    message = from_text(xa.code())
    for place in range(0, len(message), 5):
        changed = bytearray(message)
        changed[place] ^= 1
        verdict = judge(to_text(bytes(changed)), known, NOW)
        assert verdict.outcome in (Outcome.NOT_GENUINE, Outcome.UNREADABLE, Outcome.UNKNOWN_ISSUER)
        assert verdict.claims is None


def test_a_signer_the_country_did_not_certify_is_red(xa: Authority, fresh: bytes) -> None:
    stranger = found("XA")
    known = view(xa.package(fresh))
    planted = read_certificate(stranger.signer.certificate)
    verdict = judge(stranger.code(), replace(known, signers={planted.kid: (planted,)}), NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("SIGNER_NOT_TRUSTED",))


def test_signed_before_the_signer_began_is_red(xa: Authority, fresh: bytes) -> None:
    verdict = judge(xa.code(issued_at=FOUNDED - DAY), view(xa.package(fresh)), NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("SIGNED_OUT_OF_TIME",))


@pytest.mark.parametrize("number", ["XA-2026-02-000001-K", "XB-2026-01-000001-K", "000001"])
def test_a_number_of_another_office_is_red(xa: Authority, fresh: bytes, number: str) -> None:
    verdict = judge(xa.code(number=number), view(xa.package(fresh)), NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("NUMBER_OF_OTHER_SIGNER",))


def test_a_withdrawn_signer_is_red(xa: Authority, fresh: bytes) -> None:
    known = view(xa.package(fresh, crl=xa.crl(xa.signer, number=2)))
    verdict = judge(xa.code(), known, NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("SIGNER_REVOKED",))
    assert verdict.claims is None


def test_after_a_key_was_stolen_nothing_under_it_counts(xa: Authority) -> None:
    bulletin = xa.bulletin(2, compromised={xa.signer.kid: Policy.NOTHING}, genuine=[payload_of(xa.code())])
    verdict = judge(xa.code(), view(xa.package(bulletin)), NOW)
    assert seen(verdict) == (Outcome.NOT_GENUINE, Colour.RED, ("SIGNER_COMPROMISED",))


def test_after_a_key_was_stolen_listed_certificates_still_count(xa: Authority) -> None:
    bulletin = xa.bulletin(2, compromised={xa.signer.kid: Policy.ONLY_LISTED}, genuine=[payload_of(xa.code())])
    known = view(xa.package(bulletin, crl=xa.crl(xa.signer, number=2)))
    assert judge(xa.code(), known, NOW).outcome == Outcome.GENUINE
    assert seen(judge(xa.code(id=bytes(8)), known, NOW))[2] == ("SIGNER_COMPROMISED",)
    assert seen(judge(xa.code(destination="XC"), known, NOW))[2] == ("SIGNER_COMPROMISED",)


def test_an_expired_signer_is_amber_with_its_own_reason(xa: Authority) -> None:
    later = FOUNDED + 6 * YEAR
    known = view(xa.package(xa.bulletin(this=FOUNDED)))
    verdict = judge(xa.code(expires=FOUNDED + 9 * YEAR), known, later)
    assert seen(verdict) == (Outcome.EXPIRED, Colour.AMBER, ("SIGNER_EXPIRED",))


# Revoked, expired, dates


@pytest.mark.parametrize("reason", RevocationReason)
def test_a_revoked_certificate_is_red_with_day_and_reason(xa: Authority, reason: RevocationReason) -> None:
    entries = [Entry(bytes(8), TODAY, 1), Entry(ID, TODAY, reason), Entry(b"\xff" * 8, TODAY, 1)]
    verdict = judge(xa.code(), view(xa.package(xa.bulletin(2, entries))), NOW)
    replaced = reason == RevocationReason.SUPERSEDED
    assert verdict.outcome == (Outcome.REPLACED if replaced else Outcome.REVOKED)
    assert verdict.colour == Colour.RED
    assert "2026-11-25" in verdict.reasons[0].text()
    assert verdict.claims is not None
    assert verdict.reasons[0].code in catalogue("en")


def test_a_reason_of_a_newer_program_is_still_revoked(xa: Authority) -> None:
    verdict = judge(xa.code(), view(xa.package(xa.bulletin(2, [Entry(ID, TODAY, 99)]))), NOW)
    assert seen(verdict) == (Outcome.REVOKED, Colour.RED, ("REVOKED",))


def test_a_revocation_the_office_knows_before_the_bulletin_counts(xa: Authority, fresh: bytes) -> None:
    withdrawn: Mapping[bytes, Withdrawn] = {ID: Withdrawn(TODAY, RevocationReason.FORM_LOST)}
    verdict = judge(xa.code(), view(xa.package(fresh)), NOW, withdrawn)
    assert seen(verdict) == (Outcome.REVOKED, Colour.RED, ("REVOKED_FORM_LOST",))


def test_an_expired_certificate_is_red_and_says_since_when(xa: Authority) -> None:
    known = view(xa.package(xa.bulletin(this=FOUNDED)))
    assert judge(xa.code(), known, FOUNDED + 182 * DAY).outcome == Outcome.GENUINE
    verdict = judge(xa.code(), known, FOUNDED + 183 * DAY)
    assert seen(verdict) == (Outcome.EXPIRED, Colour.RED, ("EXPIRED",))
    day = datetime.fromtimestamp(FOUNDED + 182 * DAY, UTC).date().isoformat()
    assert day in verdict.reasons[0].text()


def test_a_certificate_whose_day_has_not_come_is_red(xa: Authority, fresh: bytes) -> None:
    known = view(xa.package(fresh))
    verdict = judge(xa.code(issued_on=TODAY + 10), known, NOW)
    assert seen(verdict) == (Outcome.NOT_YET_VALID, Colour.RED, ("NOT_YET_VALID",))
    assert judge(xa.code(issued_on=TODAY + 1), known, NOW).outcome == Outcome.GENUINE


def test_an_issue_date_in_the_future_is_amber_and_asks_for_the_clock(xa: Authority) -> None:
    known = view(xa.package(xa.bulletin(this=FOUNDED)))
    assert judge(xa.code(issued_at=NOW + DAY), known, NOW).outcome == Outcome.GENUINE
    verdict = judge(xa.code(issued_at=NOW + DAY + 1), known, NOW)
    assert seen(verdict) == (Outcome.CLOCK_SUSPECT, Colour.AMBER, ("ISSUED_IN_FUTURE",))


def test_a_clock_behind_the_newest_signed_list_is_amber(xa: Authority, fresh: bytes) -> None:
    known = view(xa.package(fresh), latest=NOW + 10 * DAY)
    verdict = judge(xa.code(), known, NOW)
    assert seen(verdict) == (Outcome.CLOCK_SUSPECT, Colour.AMBER, ("CLOCK_BEHIND",))


def test_setting_the_clock_back_makes_nothing_better(xa: Authority) -> None:
    bulletin = xa.bulletin(2, [Entry(ID, TODAY, 1)])
    known = view(xa.package(bulletin), latest=FOUNDED + YEAR)
    assert seen(judge(xa.code(), known, NOW)) == (
        Outcome.REVOKED,
        Colour.RED,
        ("REVOKED_ERROR", "EXPIRED", "CLOCK_BEHIND"),
    )


def test_training_paper_is_red_outside_training(trainers: Authority) -> None:
    known = view(trainers.package(trainers.bulletin(this=NOW)))
    verdict = judge(trainers.code(), known, NOW)
    assert seen(verdict) == (Outcome.TEST_PAPER, Colour.RED, ("TEST_PAPER",))


def test_training_paper_in_training_says_so(trainers: Authority) -> None:
    known = view(trainers.package(trainers.bulletin(this=NOW)), in_training=True)
    verdict = judge(trainers.code(), known, NOW)
    assert seen(verdict) == (Outcome.GENUINE, Colour.GREEN, ("GENUINE", "TEST_KEYS", "COMPARE"))


# The signer of a file


def test_the_signer_of_a_file_is_believed_only_if_the_authority_handed_it_out(xa: Authority) -> None:
    known = view(xa.package())
    assert signer_path(xa.signer.certificate, known, NOW) is None
    for brought, code in (
        (xa.new_signer().certificate, "SIGNER_UNKNOWN"),
        (found("XB").signer.certificate, "COUNTRY_UNKNOWN"),
        (xa.status.certificate, "SIGNER_UNKNOWN"),
        (xa.ca.certificate, "SIGNER_UNKNOWN"),
        (b"", "CERTIFICATE_DAMAGED"),
    ):
        reason = signer_path(brought, known, NOW)
        assert reason is not None and reason.code == code


def test_the_signer_of_a_file_may_be_withdrawn_stolen_or_expired(xa: Authority) -> None:
    stolen = xa.bulletin(compromised={xa.signer.kid: Policy.ONLY_LISTED})
    for package, now, code in (
        (xa.package(crl=xa.crl(xa.signer)), NOW, "SIGNER_REVOKED"),
        (xa.package(stolen), NOW, "SIGNER_COMPROMISED"),
        (xa.package(), FOUNDED + 6 * YEAR, "SIGNER_EXPIRED"),
    ):
        reason = signer_path(xa.signer.certificate, view(package), now)
        assert reason is not None and reason.code == code


# Hostile codes


@given(st.one_of(st.text(), st.text().map("XCERTB".__add__), st.binary(max_size=300).map(to_text)))
def test_no_text_whatever_is_taken_for_a_certificate(text: str) -> None:
    verdict = judge(text, BELIEVED, NOW)
    assert verdict.colour == Colour.GREY and verdict.claims is None


@given(st.data())
def test_no_change_whatever_leaves_a_certificate_genuine(data: st.DataObject) -> None:
    message = bytearray(MESSAGE)
    place = data.draw(st.integers(0, len(message) - 1))
    message[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    verdict = judge(to_text(bytes(message)), BELIEVED, NOW)
    assert (verdict.claims is not None) == (bytes(message) == MESSAGE)


def test_a_signature_of_the_last_second_of_the_calendar_is_no_crash(xa: Authority) -> None:
    last = 253_402_300_799
    known = view(xa.package())
    assert seen(judge(xa.code(issued_at=last, expires=last), known, NOW))[2] == ("SIGNED_OUT_OF_TIME",)


# For other programs


def test_the_json_of_a_verdict_holds_all_of_it(xa: Authority, fresh: bytes) -> None:
    found_json = verdict_json(judge(xa.code(), view(xa.package(fresh)), NOW))
    again = json.loads(json.dumps(found_json))
    assert again["outcome"] == "GENUINE" and again["colour"] == "green"
    assert again["number"] == "XA-2026-01-000001-K" == again["claims"]["number"]
    assert again["reasons"][-1]["code"] == "COMPARE"
    assert again["list_ages"]["bulletin_sequence"] == 1
    assert again["list_ages"]["bulletin_age_days"] == 0


def test_the_json_of_what_is_not_known_is_null(xa: Authority) -> None:
    found_json = verdict_json(judge("", view(xa.package()), NOW))
    assert found_json["number"] is None and found_json["claims"] is None


def resigned(authority: Authority, payload: bytes) -> str:
    header: dict[int, cose.Item] = {1: -7, 4: authority.signer.kid}
    return to_text(cose.sign1(header, payload, authority.signer.sign_raw))
