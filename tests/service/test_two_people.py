"""What needs two people gets them: nobody counts twice, by name, by key, or by a key that was replaced (G14).

After TUF's rule that signatures of one key count once, however often it is listed.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.register.connection import transaction
from certapp.register.journal import append, last_entry
from certapp.service.auditing import verify_journal
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.legacy_coverage import state_coverage
from certapp.service.mass_revoking import revoke_many
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.stolen_signers import report_stolen
from certapp.service.suspending import lift_suspension, suspend
from certapp.trust.carried import Kind
from certapp.trust.keyfile import TEST_COST
from tests.bad.make import small_application
from tests.offices import Desk, passphrase

Act = Callable[[Office, Actor, Actor, str], object]
ACTS: dict[str, Act] = {
    "revoked": lambda office, one, two, number: revoke(office, one, two, number, "ERROR", "A test."),
    "revoked as a list": lambda office, one, two, number: revoke_many(office, one, two, [number], "ERROR", "A test."),
    "lifted": lambda office, one, two, number: lift_suspension(office, one, two, number, "Cleared up."),
    "a signer reported stolen": lambda office, one, two, _number: report_stolen(office, one, two),
    "old papers stated": lambda office, one, two, _number: state_coverage(
        office, one, two, (1970, 2020), "Counted.", complete=True
    ),
}


def test_nobody_is_two_people(founded: Desk, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(founded.office, tmp_path / "office"))
    with open_office(folder, counters=tmp_path / "machine") as office:
        anna, boris, carla = (office.log_in(name, passphrase) for name in ("anna", "boris", "carla"))
        waiting = receive(office, anna, small_application())
        approve(office, boris, waiting)
        number = issue(office, boris, waiting, office.unlock("document_signer", passphrase)).number
        suspend(office, boris, number, "The police asks.")
        at_hand(office, carla, [Wanted(Kind.PERSON, "boris", "Boris Head")], passphrase, "Boris", cost=TEST_COST)
        former, boris = boris, office.log_in("boris", passphrase)
        ways = {
            "the same person": boris,
            "the same person by the key before": former,
            "another's name over one's own key": Actor(carla.official, boris.key),
            "a name that nobody has": Actor(replace(boris.official, id="emil", name="Emil"), boris.key),
            "roles that nobody gave": Actor(replace(anna.official, roles=boris.official.roles), anna.key),
        }
        before = last_entry(office.register)
        for act, do in ACTS.items():
            for way, second in ways.items():
                for one, two in ((boris, second), (second, boris)):
                    try:
                        do(office, one, two, number)
                    except Refusal:
                        continue
                    raise AssertionError(f"{act} by {way}")
        assert last_entry(office.register) == before
        for do in reversed(ACTS.values()):  # the control: two people can
            if do is not ACTS["revoked as a list"]:
                do(office, boris, carla, number)
        assert verify_journal(office) == ()


def test_a_second_signature_by_a_retired_key_or_in_anothers_name_is_found(founded: Desk, tmp_path: Path) -> None:
    """As a program of one's own would write it: the check of the journal names it."""
    folder = Path(shutil.copytree(founded.office, tmp_path / "office"))
    with open_office(folder, counters=tmp_path / "machine") as office:
        boris, carla = (office.log_in(name, passphrase) for name in ("boris", "carla"))
        at_hand(office, boris, [Wanted(Kind.PERSON, "carla", "Carla Deputy")], passphrase, "Carla", cost=TEST_COST)
        said = {"first": 1970, "last": 2020, "complete": True, "none_before": False, "all_offices": False, "text": "."}

        def stated(name: str, key: Actor) -> set[str]:
            with transaction(office.register) as register:
                at = office.clock.milliseconds
                append(register, name, key.key, "LEGACY_COVERAGE_CONFIRMED", "legacy", said, at, 0)
                told = {**said, "second": name}
                append(register, "boris", boris.key, "LEGACY_COVERAGE_STATED", "legacy", told, at, 0)
            return {fault.code for fault in verify_journal(office)}

        assert stated("carla", carla) == {"ACT_BY_FORMER_KEY"}
        assert stated("carla", boris) == {"JOURNAL_SIGNED_BY_OTHER"}
