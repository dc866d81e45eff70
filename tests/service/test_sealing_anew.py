"""What fell with a stolen key is sealed anew many at once, and four eyes look at each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.certificates import certificate
from certapp.register.drafts import lines
from certapp.service.auditing import verify_journal
from certapp.service.batches import approve_all, issue_all
from certapp.service.countersigning import countersigned
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.office import Actor, Office, open_office
from certapp.service.resealing import fallen_numbers
from certapp.service.sealing_anew import being_replaced, prepare_all, to_seal_anew
from certapp.service.stolen_signers import replace_at_hand, report_stolen
from certapp.service.verifying import verify_text
from certapp.trust.bulletin import Policy
from certapp.trust.keyfile import TEST_COST
from certapp.trust.verdict import Outcome
from tests.offices import make_desk, passphrase
from tests.service.test_publishing import another


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(make_desk(tmp_path).office) as opened:
        yield opened


@pytest.fixture
def fallen(office: Office, anna: Actor, boris: Actor) -> list[str]:
    """Three papers by a key of which nothing is believed any more; a new one signs."""
    numbers = [another(office, anna, boris) for _ in range(3)]
    carla = office.log_in("carla", passphrase)
    signer = report_stolen(office, boris, carla, Policy.NOTHING)
    replace_at_hand(office, boris, carla, signer, passphrase, cost=TEST_COST)
    return numbers


def applications(office: Office) -> list[str]:
    return list(being_replaced(office).values())


def test_all_that_fell_is_prepared_approved_and_issued_anew_with_one_passphrase(
    office: Office, anna: Actor, boris: Actor, fallen: list[str]
) -> None:
    assert [(each.line.number, each.hindrance) for each in to_seal_anew(office, anna)] == [(n, None) for n in fallen]
    told: list[str] = []
    account = prepare_all(office, anna, fallen, lambda _done, number: told.append(number))
    assert account.whole and told == fallen and [line.certificate for line in account.done] == fallen
    new = [line.application for line in account.done]
    assert fallen_numbers(office) == tuple(fallen)  # nothing is sealed yet
    assert not prepare_all(office, anna, fallen).done  # and nothing is prepared twice
    assert [each.hindrance.code for each in to_seal_anew(office, anna) if each.hindrance] == ["SEALING_ANEW_BEGUN"] * 3
    assert {line.refusal.code for line in approve_all(office, anna, new).refused if line.refusal} == {"ROLE_MISSING"}
    assert approve_all(office, boris, new).whole
    issued = issue_all(office, boris, new, office.unlock("document_signer", passphrase))
    assert issued.whole and [line.replaces for line in issued.lines] == fallen
    assert fallen_numbers(office) == ()
    sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
    view, now = office.trust.view(), office.clock.seconds
    codes = [certificate(office.register, line.certificate).code_text for line in issued.lines]
    assert {verify_text(code, view, now).verdict.outcome for code in codes} == {Outcome.GENUINE}
    assert verify_journal(office) == ()


def test_who_stops_it_keeps_what_was_prepared_and_goes_on_with_the_rest(
    office: Office, anna: Actor, fallen: list[str]
) -> None:
    account = prepare_all(office, anna, fallen, cancelled=lambda: len(applications(office)) == 1)
    assert len(account.done) == 1 and account.left == account.rest == tuple(fallen[1:])
    assert prepare_all(office, anna, account.rest).whole
    assert sorted(being_replaced(office)) == sorted(fallen)


def test_what_is_no_fallen_paper_or_nobodys_to_prepare_is_accounted_and_leaves_nothing(
    office: Office, anna: Actor, boris: Actor, fallen: list[str]
) -> None:
    standing = another(office, anna, boris)
    account = prepare_all(office, anna, [standing, fallen[0]])
    assert [line.refusal.code if line.refusal else "" for line in account.lines] == ["SEALING_ANEW_NOT_FALLEN", ""]
    assert account.rest == (standing,)
    ended = prepare_all(office, office.log_in("boris", passphrase), fallen[1:])
    assert ended.stopped is not None and ended.stopped.code == "ROLE_MISSING" and not ended.done
    with pytest.raises(Refusal, match="BATCH_NOTHING_CHOSEN"):
        prepare_all(office, anna, [])
    assert len(lines(office.drafts, open_only=True)) == 0


def test_where_the_profile_asks_each_gets_its_second_signature_again(
    office: Office, anna: Actor, boris: Actor, fallen: list[str]
) -> None:
    asking = replace(office, form=replace(office.form, settings={**office.form.settings, "second_signature": True}))
    new = [line.application for line in prepare_all(asking, anna, fallen).done]
    assert approve_all(asking, boris, new).whole
    assert all(countersigned(asking, number) is not None for number in new)
    assert issue_all(asking, boris, new, asking.unlock("document_signer", passphrase)).whole
    assert {application(asking.register, number).status for number in new} == {"ISSUED"}
