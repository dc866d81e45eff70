"""A row edited in the database gives no right: the act that would stand on it is refused before anything is signed.

Whoever can write register.db is tried at every row that an approval, a certificate or a bulletin stands on (security.md
T19 to T21, T24 to T26). The triggers are taken away for the edit and put back, so that the schema looks untouched.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.applications import application
from certapp.register.cases import ObjectDecision
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.journal import append
from certapp.service.as_signed import require_case_as_signed
from certapp.service.auditing import verify_journal
from certapp.service.between_offices import export_exchange
from certapp.service.casework import propose, withdraw
from certapp.service.contingency import reserve
from certapp.service.deciding import approve, decide_as_proposed
from certapp.service.digesting import sign_register_digest
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.intake import Intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, open_office
from certapp.service.receiving import receive
from certapp.service.returning import surrender
from certapp.service.revoking import revoke
from certapp.service.suspending import lift_suspension, suspend
from tests.bad.make import small_application
from tests.offices import Desk, found_office, passphrase

Edit = tuple[str, ...]


@dataclass(frozen=True)
class Worked:
    """A folder in which people worked, and the names of what they worked at."""

    folder: Path
    names: dict[str, str]


@pytest.fixture(scope="module")
def worked(founded: Desk, tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder = Path(shutil.copytree(founded.office, tmp_path_factory.mktemp("worked") / "office"))
    names: dict[str, str] = {}
    with open_office(folder, counters=folder.parent / "machine") as office:
        anna, boris, carla = (office.log_in(name, passphrase) for name in ("anna", "boris", "carla"))
        signer = office.unlock("document_signer", passphrase)
        for name in ("revoked", "suspended", "lifted", "handed_in", "revoked_later"):
            number = receive(office, anna, small_application(name))
            approve(office, boris, number)
            names[name] = issue(office, boris, number, signer).number
        revoke(office, boris, anna, names["revoked"], "STOLEN_CLAIM", "The police asks.")
        for name in ("suspended", "lifted"):
            suspend(office, boris, names[name], "The police asks.")
        surrender(office, anna, names["handed_in"], "It was not used.")
        sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
        lift_suspension(office, boris, anna, names["lifted"], "Cleared up.")
        revoke(office, boris, anna, names["revoked_later"], "COURT_ORDER", "A judgement.")
        names["waiting"] = receive(office, anna, small_application("Waiting"))
        names["own"] = receive(office, carla, small_application("Her own"))
        names["approved"] = receive(office, anna, small_application("Approved"))
        approve(office, boris, names["approved"])
        names["withdrawn"] = receive(office, anna, small_application("Withdrawn"))
        approve(office, boris, names["withdrawn"])
        withdraw(office, anna, names["withdrawn"], "It stays.")
        names["partly"] = receive(office, anna, two_objects())
        results = [ObjectDecision(1, "APPROVED", (), "", ""), ObjectDecision(2, "REFUSED", ("OTHER",), "No.", "")]
        propose(office, anna, names["partly"], results)
        decide_as_proposed(office, boris, names["partly"])
    return Worked(folder, names)


def two_objects() -> Intake:
    small = small_application("The first")
    raw = json.loads(json.dumps(small.raw))
    raw["objects"].append(json.loads(json.dumps(raw["objects"][0])) | {"title": "The second"})
    return Intake(raw, small.file)


def edited(worked: Worked, place: Path, *statements: str) -> Path:
    """A copy of the folder, its register edited as by somebody who knows SQLite; triggers as before."""
    folder = Path(shutil.copytree(worked.folder, place / "office"))
    with closing(sqlite3.connect(folder / "register.db")) as file, file:
        triggers = file.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert file.execute(statement, worked.names if ":" in statement else {}).rowcount != 0, statement
        for _name, sql in triggers:
            file.execute(sql)
    return folder


HEAD = "UPDATE journal_head SET seq = (SELECT max(seq) FROM journal)"
COPIED = (
    "INSERT INTO journal SELECT (SELECT max(seq) + 1 FROM journal), at, mono, actor, actor_kid, type, :waiting,"
    " {payload}, prev, randomblob(32), signature FROM journal"
    " WHERE type = 'APPLICATION_APPROVED' AND subject = :approved"
)
APPROVED = (
    "UPDATE application SET status = 'APPROVED', approved_by = 'boris', approved_at = received_at"
    " WHERE number = :waiting",
    "UPDATE casefile SET state = 'APPROVED', changed_by = 'boris' WHERE application = :waiting",
)
CASES: dict[str, tuple[str, Edit]] = {
    "approved by nobody": ("waiting", APPROVED),
    "approved by somebody else's signature over another case": (
        "waiting",
        (*APPROVED, COPIED.format(payload="payload"), HEAD),
    ),
    "approved by an entry that nobody signed": (
        "waiting",
        (*APPROVED, COPIED.format(payload="(SELECT payload FROM journal WHERE subject = :waiting)"), HEAD),
    ),
    "other content than was approved": (
        "approved",
        (
            "UPDATE application SET (record, digest) = (SELECT record, digest FROM application WHERE number = :waiting)"
            " WHERE number = :approved",
        ),
    ),
    "another preparer": ("approved", ("UPDATE application SET prepared_by = 'dora' WHERE number = :approved",)),
    "another approver": ("approved", ("UPDATE application SET approved_by = 'carla' WHERE number = :approved",)),
    "a photograph exchanged": (
        "approved",
        (
            "UPDATE attachment SET sha256 = (SELECT pdf_sha256 FROM certificate LIMIT 1)"
            " WHERE application = :approved AND position = 0",
        ),
    ),
    "an application withdrawn and not withdrawn": (
        "withdrawn",
        ("UPDATE casefile SET state = 'APPROVED' WHERE application = :withdrawn",),
    ),
    "the same, its entry deleted too": (
        "withdrawn",
        (
            "UPDATE casefile SET (state, changed_at, changed_by) = (SELECT 'APPROVED', approved_at, approved_by"
            " FROM application WHERE number = :withdrawn) WHERE application = :withdrawn",
            "DELETE FROM journal WHERE type = 'APPLICATION_WITHDRAWN'",
        ),
    ),
    "an object refused and granted": (
        "partly",
        ("UPDATE object_decision SET result = 'APPROVED' WHERE application = :partly",),
    ),
    "a certificate deleted with its number": (
        "approved",
        (
            "DELETE FROM certificate WHERE number = :revoked_later",
            "DELETE FROM number WHERE number = :revoked_later",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_no_certificate_is_issued_over_an_edited_case(worked: Worked, tmp_path: Path, name: str) -> None:
    case, statements = CASES[name]
    with open_office(edited(worked, tmp_path, *statements), counters=tmp_path / "machine") as office:
        boris = office.log_in("boris", passphrase)
        numbers = office.register.rows("SELECT number, state FROM number")
        with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
            issue(office, boris, worked.names[case], office.unlock("document_signer", passphrase))
        assert office.register.rows("SELECT number, state FROM number") == numbers
        assert verify_journal(office) != ()


def test_nobody_approves_their_own_by_writing_another_name_into_it(worked: Worked, tmp_path: Path) -> None:
    folder = edited(worked, tmp_path, "UPDATE application SET prepared_by = 'anna' WHERE number = :own")
    with open_office(folder, counters=tmp_path / "machine") as office:
        carla = office.log_in("carla", passphrase)
        with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
            approve(office, carla, worked.names["own"])


@dataclass(frozen=True)
class Borrowed:
    """Another's key id over the signature of one's own."""

    kid: bytes
    own: SigningKey

    def sign_raw(self, data: bytes) -> bytes:
        return self.own.sign_raw(data)


def test_no_certificate_is_issued_over_an_approval_that_its_approver_did_not_sign(
    worked: Worked, tmp_path: Path
) -> None:
    """A program of one's own, that calls no service, writes a whole entry: all but the approver's signature."""
    folder = Path(shutil.copytree(worked.folder, tmp_path / "office"))
    with open_office(folder, counters=tmp_path / "machine") as office:
        anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
        number, signer = worked.names["waiting"], office.unlock("document_signer", passphrase)
        facts = {"digest": application(office.register, number).digest}
        for key in (anna.key, Borrowed(boris.key.kid, anna.key)):
            with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"), transaction(office.register) as register:
                at = office.clock.milliseconds
                append(register, "boris", key, "APPLICATION_APPROVED", number, facts, at, 0)  # type: ignore[arg-type]
                require_case_as_signed(office, number)
        with transaction(office.register) as register:
            append(register, "boris", anna.key, "APPLICATION_APPROVED", number, facts, office.clock.milliseconds, 0)
        with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
            issue(office, boris, number, signer)


BULLETINS: dict[str, Edit] = {
    "a revocation that the border knows is deleted": ("DELETE FROM revocation WHERE number = :revoked",),
    "one that it does not know yet": ("DELETE FROM revocation WHERE number = :revoked_later",),
    "the same, its entry called something else": (
        "DELETE FROM revocation WHERE number = :revoked_later",
        "UPDATE journal SET type = 'NOTE' WHERE type = 'CERTIFICATE_REVOKED' AND subject = :revoked_later",
    ),
    "the same, its entry deleted": (
        "DELETE FROM revocation WHERE number = :revoked_later",
        "DELETE FROM journal WHERE type = 'CERTIFICATE_REVOKED' AND subject = :revoked_later",
    ),
    "another id": ("UPDATE certificate SET id8 = randomblob(8) WHERE number = :revoked",),
    "another id, not told yet": ("UPDATE certificate SET id8 = randomblob(8) WHERE number = :revoked_later",),
    "a last day that is over": ("UPDATE certificate SET issued_on = 1000, valid_until = 1001 WHERE number = :revoked",),
    "a last day that is over, not told yet": (
        "UPDATE certificate SET issued_on = 1000, valid_until = 1001 WHERE number = :revoked_later",
    ),
    "a suspension lifted by hand": (
        "UPDATE suspension SET lifted_at = 1, lifted_by = 'boris', second_person = 'anna'"
        " WHERE certificate = :suspended",
    ),
    "a paper handed in is about again": ("DELETE FROM surrender WHERE certificate = :handed_in",),
    "a certificate deleted": (
        "DELETE FROM revocation WHERE number = :revoked",
        "DELETE FROM certificate WHERE number = :revoked",
    ),
}


@pytest.mark.parametrize("name", BULLETINS)
def test_no_bulletin_forgets_what_two_people_signed(worked: Worked, tmp_path: Path, name: str) -> None:
    with open_office(edited(worked, tmp_path, *BULLETINS[name]), counters=tmp_path / "machine") as office:
        boris = office.log_in("boris", passphrase)
        signed = office.trust.view().bulletins["XA"].sequence
        with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
            sign_next_bulletin(office, boris, office.unlock("status_signer", passphrase))
        with pytest.raises(Refusal, match="REGISTER_NOT_AS_SIGNED"):
            export_exchange(office, boris, office.unlock("document_signer", passphrase), tmp_path)
        assert office.trust.view().bulletins["XA"].sequence == signed and not list(tmp_path.glob("*.xcexchange"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE office SET value = 'true' WHERE key = 'training'",
        "UPDATE office SET value = '\"XB\"' WHERE key = 'country'",
        "INSERT INTO office (key, value) VALUES ('second_signature', 'false')",
        "UPDATE journal SET payload = (SELECT payload FROM journal WHERE seq = 2) WHERE seq = 1",
    ],
)
def test_an_office_with_edited_settings_is_opened_for_the_check_alone(
    worked: Worked, tmp_path: Path, statement: str
) -> None:
    folder = edited(worked, tmp_path, statement)
    with pytest.raises(Refusal, match="SETTINGS_NOT_AS_SIGNED"), open_office(folder):
        pass
    with open_office(folder, write=False) as office:
        assert verify_journal(office) != ()


def test_a_country_ca_of_ones_own_makes_nobody_an_approver(worked: Worked, tmp_path: Path) -> None:
    """The setting that names the CA is written anew, and CA, roster and personal keys are put in its folders."""
    own = tmp_path / "own"
    found_office(own)
    with open_office(own, write=False) as office:
        digits = office.settings["fingerprint"]
    statement = f"UPDATE office SET value = '\"{digits}\"' WHERE key = 'fingerprint'"
    folder = edited(worked, tmp_path, statement)
    for path in (*(own / "trust").glob("*.*"), *(own / "keys").glob("person-*")):
        shutil.copy(path, folder / path.relative_to(own))
    shutil.rmtree(folder / "trust" / "rosters", ignore_errors=True)
    with pytest.raises(Refusal, match="SETTINGS_NOT_AS_SIGNED"), open_office(folder):
        pass
    with open_office(folder, write=False) as office:  # to look at it: everybody who signed is a stranger
        assert {"STATE_DIFFERS", "JOURNAL_SIGNER_UNKNOWN"} <= {fault.code for fault in verify_journal(office)}


def test_nobody_acts_with_roles_or_a_key_of_their_own_choice(worked: Worked, tmp_path: Path) -> None:
    """Also through the functions that a program of one's own can call."""
    folder = Path(shutil.copytree(worked.folder, tmp_path / "office"))
    with open_office(folder, counters=tmp_path / "machine") as office:
        anna, boris, dora = (office.log_in(name, passphrase) for name in ("anna", "boris", "dora"))
        number = worked.names["waiting"]
        for actor in (
            Actor(boris.official, anna.key),
            Actor(replace(dora.official, roles=frozenset({"APPROVER"})), dora.key),
            Actor(replace(boris.official, name="Somebody Else"), boris.key),
            Actor(replace(anna.official, id="emil", roles=frozenset({"APPROVER"})), anna.key),
        ):
            with pytest.raises(Refusal, match="ACTOR_NOT_AS_ENROLLED"):
                approve(office, actor, number)
        assert verify_journal(office) == ()


def test_what_nobody_edited_is_issued_and_told_to_the_border(worked: Worked, tmp_path: Path) -> None:
    """The control: the same folder, the triggers taken away and put back, and nothing else."""
    with open_office(edited(worked, tmp_path), counters=tmp_path / "machine") as office:
        boris = office.log_in("boris", passphrase)
        signer, status = (office.unlock(name, passphrase) for name in ("document_signer", "status_signer"))
        approve(office, boris, worked.names["waiting"])
        for name in ("waiting", "partly"):
            issue(office, boris, worked.names[name], signer)
        reserve(office, boris, 2)
        signed = sign_next_bulletin(office, boris, status)
        export_exchange(office, boris, signer, tmp_path)
        sign_register_digest(office, boris, status)
        listed = {entry.id for entry in office.trust.view().bulletins["XA"].entries}
        names = ("revoked", "revoked_later", "suspended", "handed_in")
        assert listed == {certificate(office.register, worked.names[name]).id8 for name in names}
        assert signed.entries == len(names)
        assert verify_journal(office) == ()


def test_an_edited_file_is_named_to_who_uses_the_command_line(worked: Worked, founded: Desk, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.folder.mkdir()
    shutil.copy(founded.passphrases, desk.passphrases)
    edited(worked, desk.folder, *APPROVED)
    answer = desk.act(("issue", worked.names["waiting"]), "boris", "--out", tmp_path / "out")
    assert answer.json["error"]["code"] == "REGISTER_NOT_AS_SIGNED"
    assert worked.names["waiting"] in answer.json["error"]["text"]
