"""An office with fewer than two supervisors who can act: warned in time, and told what to do after a theft."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.service.between_offices import import_exchange
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.clock import Clock
from certapp.service.due import Subject, due_dates
from certapp.service.exchanging import package_of_office, sign_next_bulletin
from certapp.service.office import Actor, Office, open_office
from certapp.service.stolen_signers import report_stolen, signers_to_report
from certapp.service.supervision import able_supervisors, takes_the_second, two_can_act
from certapp.service.verifying import verify_text
from certapp.trust.bulletin import Policy
from certapp.trust.carried import Kind
from certapp.trust.certificate import read_certificate
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import DOCUMENT_SIGNER, personal
from certapp.trust.verdict import Outcome
from tests.authority import border_post, issued, make_authority, words
from tests.offices import make_desk, passphrase
from tests.service.test_between_offices import code_of, write


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(make_desk(tmp_path).office) as opened:
        yield opened


@pytest.fixture
def boris(office: Office) -> Actor:
    return office.log_in("boris", passphrase)


def told(office: Office) -> bool:
    return Subject.SUPERVISORS in {each.subject for each in due_dates(office)}


def signed(office: Office, actor: Actor, *wanted: Wanted) -> None:
    """The country CA signs it, its key at hand."""
    at_hand(office, actor, wanted, passphrase, "Anna Registrar", cost=TEST_COST)


def test_where_two_can_act_nothing_is_warned_of(office: Office) -> None:
    assert {each.id for each in able_supervisors(office)} == {"boris", "carla"}
    assert not told(office)


def test_whoever_takes_the_second_away_is_warned_before_and_after(office: Office, boris: Actor) -> None:
    retired = Wanted(Kind.RETIRE, "carla")
    assert takes_the_second(office, [retired])
    assert takes_the_second(office, [Wanted(Kind.ROLES, "carla", roles=frozenset({"CLERK"}))])
    assert not takes_the_second(office, [Wanted(Kind.ROLES, "carla", roles=frozenset({"SUPERVISOR", "CLERK"}))])
    assert not takes_the_second(office, [Wanted(Kind.RETIRE, "anna")])
    another = Wanted(Kind.ROLES, "anna", roles=frozenset({"CLERK", "SUPERVISOR"}))
    assert not takes_the_second(office, [another, retired])
    signed(office, boris, retired)
    assert not two_can_act(office) and told(office)
    assert not takes_the_second(office, [Wanted(Kind.RETIRE, "boris")])  # it is gone already: the warning stands
    signed(office, boris, another)
    assert two_can_act(office) and not told(office)


def test_who_has_no_key_here_or_an_ended_certificate_cannot_act_here(office: Office, boris: Actor) -> None:
    ends = read_certificate(boris.key.certificate).not_after
    later = Clock(lambda: float(ends - 20 * 86400))
    with open_office_again(office, later) as soon:
        (due,) = (each for each in due_dates(soon) if each.subject is Subject.SUPERVISORS)
        assert (due.over, due.soon) == (False, True) and two_can_act(soon)
    with open_office_again(office, Clock(lambda: float(ends + 86400))) as ended:
        assert able_supervisors(ended) == () and told(ended)
    office.keys.drop(personal("carla"))
    assert [each.id for each in able_supervisors(office)] == ["boris"] and told(office)


def test_the_refusal_says_what_an_office_without_a_second_does(office: Office, anna: Actor, boris: Actor) -> None:
    signed(office, boris, Wanted(Kind.RETIRE, "carla"))
    kid = read_certificate(office.keys.certificate(DOCUMENT_SIGNER)).kid.hex()
    for second in (boris, anna):
        with pytest.raises(Refusal, match="SIGNER_NO_SECOND_SUPERVISOR") as refused:
            report_stolen(office, boris, second)
        assert kid in refused.value.text()
    signed(office, boris, Wanted(Kind.ROLES, "anna", roles=frozenset({"CLERK", "OFFICER", "SUPERVISOR"})))
    assert report_stolen(office, boris, office.log_in("anna", passphrase)).kid.hex() == kid


def test_headquarters_reports_for_an_office_that_cannot_and_its_honest_paper_stands(tmp_path: Path) -> None:
    place, file, now = make_authority(tmp_path / "made"), tmp_path / "told.xcexchange", Clock().seconds
    with place.second() as second:
        issued(second, "paul", "quinn")
        code, package = code_of(second), package_of_office(second)
        kid = read_certificate(second.keys.certificate(DOCUMENT_SIGNER)).kid
        write(second, file)
    with place.first() as first:
        post = border_post(tmp_path / "post", first)
        post.import_file(package, now)
        boris, carla = first.log_in("boris", words), first.log_in("carla", words)
        import_exchange(first, boris, file)
        (theirs,) = (each for each in signers_to_report(first) if each.other_office == "02")
        assert theirs.certificate.kid == kid and not theirs.in_use
        report_stolen(first, boris, carla, kid=kid)
        assert not any(each.other_office for each in signers_to_report(first))
        signed_now = sign_next_bulletin(first, boris, first.unlock("status_signer", words))
        bulletin = signed_now.content
    post.import_file(bulletin, now)
    assert verify_text(code, post.view(), now).verdict.outcome is Outcome.NOT_GENUINE  # its marks are not here yet
    with place.second() as second:
        second.trust.import_file(bulletin, now)
        quinn = second.log_in("quinn", words)
        renewed = Wanted(Kind.DOCUMENT_SIGNER, "02")
        old = read_certificate(second.keys.certificate(DOCUMENT_SIGNER))
        revoked = Wanted(Kind.REVOKE, f"{old.number:x}")
        at_hand(second, quinn, (revoked, renewed), words, "Paul Registrar", place.folder / "ca", TEST_COST)
        write(second, file)
    with place.first() as first:
        boris = first.log_in("boris", words)
        import_exchange(first, boris, file)
        bulletin = sign_next_bulletin(first, boris, first.unlock("status_signer", words)).content
        assert first.trust.view().bulletins["XA"].compromised == {kid: Policy.ONLY_LISTED}
    post.import_file(bulletin, now)
    assert verify_text(code, post.view(), now).verdict.outcome is Outcome.GENUINE


def open_office_again(office: Office, clock: Clock) -> AbstractContextManager[Office]:
    return open_office(office.folder.path, clock, write=False)
