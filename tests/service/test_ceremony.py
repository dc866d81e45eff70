"""People and keys: enrolled, retired, forgotten; asked of the CA at hand and of one far away."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.register.connection import transaction
from certapp.register.folder import OfficeFolder
from certapp.register.journal import append
from certapp.service.auditing import verify_journal
from certapp.service.authority import CountryCa, answer_request
from certapp.service.ceremony import (
    Wanted,
    ask,
    asked_of,
    at_hand,
    change_passphrase,
    signer_waits,
    take_in,
    taker,
    use_next_signer,
)
from certapp.service.ceremony_papers import record_page
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package
from certapp.service.founding import join_office, prepare_office
from certapp.service.issuing import issue, issued_pdf
from certapp.service.office import Actor, Office, Passphrase, open_office
from certapp.service.officials import NewUser
from certapp.service.receiving import receive
from certapp.service.verifying import verify_bytes
from certapp.trust.carried import Kind, read_request
from certapp.trust.certificate import read_certificate
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import DOCUMENT_SIGNER
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.offices import found_office, passphrase
from tests.tokens import PIN, SEAL, make_token, needs_softhsm

YEAR = 365 * 86400
NEW = "the new words of somebody"
TWO = ("Head of Authority", "Deputy Head")


def with_new(*users: str, words: str = NEW) -> Passphrase:
    """The test passphrases, but for those who got a new key."""
    return lambda name: words if name in users else passphrase(name)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found_office(folder / "office", ca_key_to=folder / "ca")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """An office, and the folder of its country's CA on another machine."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def office(place: Path) -> Iterator[Office]:
    with open_office(place / "office") as opened:
        yield opened


def carried(office: Office, place: Path, *wanted: Wanted, words: Passphrase = passphrase) -> bytes:
    """Ask, carry the request to the CA, and bring the answer."""
    request = ask(office, wanted, words, TEST_COST)
    ca = CountryCa(place / "ca")
    return answer_request(ca, read_request(request.data), passphrase, TWO, office.clock.seconds)


def test_somebody_is_enrolled_by_a_request_and_its_answer(office: Office, place: Path) -> None:
    boris = office.log_in("boris", passphrase)
    words = with_new("eva")
    enrol = Wanted(Kind.PERSON, "eva", "Eva Newcomer", frozenset({"CLERK"}))
    answer = carried(office, place, enrol, words=words)
    with pytest.raises(Refusal, match="USER_UNKNOWN"):
        office.log_in("eva", words)
    assert [request.wishes[0].subject for request in asked_of(office)] == ["eva"]
    assert take_in(office, boris, answer).sequence == 2
    assert asked_of(office) == ()
    eva = office.log_in("eva", words)
    receive(office, eva, small_application())
    assert verify_journal(office) == ()
    with pytest.raises(Refusal, match="ANSWER_TO_NOTHING"):
        take_in(office, boris, answer)


def test_who_left_can_do_nothing_and_what_they_signed_stays_theirs(office: Office, place: Path) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    number = receive(office, anna, small_application())
    at_hand(office, boris, [Wanted(Kind.RETIRE, "anna")], passphrase, "Carla Deputy", place / "ca", TEST_COST)
    with pytest.raises(Refusal, match="USER_UNKNOWN"):
        office.log_in("anna", passphrase)
    assert verify_journal(office) == ()
    # Her key, still in somebody's memory, is refused; what another program lets it sign the journal's check finds.
    with pytest.raises(Refusal, match="ACTOR_NOT_AS_ENROLLED"):
        office.record_alone(anna, "REVIEW_BEGUN", number, {})
    with transaction(office.register) as register:
        append(register, "anna", anna.key, "REVIEW_BEGUN", number, {}, office.clock.milliseconds, 0)
    assert [fault.code for fault in verify_journal(office)] == ["ACT_BY_FORMER_KEY", "ACT_WITHOUT_ROLE"]


def test_other_roles_hold_from_then_on(office: Office, place: Path) -> None:
    boris = office.log_in("boris", passphrase)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        receive(office, office.log_in("dora", passphrase), small_application())
    wanted = [Wanted(Kind.ROLES, "dora", roles=frozenset({"AUDITOR", "CLERK"}))]
    at_hand(office, boris, wanted, passphrase, "Carla Deputy", place / "ca", TEST_COST)
    receive(office, office.log_in("dora", passphrase), small_application())
    assert verify_journal(office) == ()
    for language, words in (("en", "other roles or key: dora"), ("ru", "Список отзыва УЦ страны")):
        pages = pypdfium2.PdfDocument(record_page(office, language))
        told = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
        assert words in told
        assert "ROSTER_TAKEN" not in told


def test_a_forgotten_passphrase_loses_nothing(office: Office, place: Path) -> None:
    anna = office.log_in("anna", passphrase)
    receive(office, anna, small_application())
    boris, words = office.log_in("boris", passphrase), with_new("anna")
    wanted = [Wanted(Kind.PERSON, "anna", "Anna Registrar")]
    at_hand(office, boris, wanted, words, "Anna Registrar", place / "ca", TEST_COST)
    receive(office, office.log_in("anna", words), small_application())
    with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
        office.log_in("anna", passphrase)
    assert verify_journal(office) == ()


def test_the_only_supervisors_may_forget_too(office: Office, place: Path) -> None:
    words = with_new("boris")
    answer = carried(office, place, Wanted(Kind.PERSON, "boris", "Boris Head"), words=words)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        take_in(office, office.log_in("anna", passphrase), answer)
    take_in(office, taker(office, answer, "boris", words), answer)
    receive(office, office.log_in("anna", passphrase), small_application())
    assert office.log_in("boris", words).id == "boris"
    assert verify_journal(office) == ()


def test_who_renews_their_own_key_signs_on_with_the_new_one(office: Office, place: Path) -> None:
    """Each two years everybody does: the entries of the answer are of the new key, and the old one is over."""
    boris, words = office.log_in("boris", passphrase), with_new("boris")
    renew = Wanted(Kind.PERSON, "boris", "Boris Head")
    at_hand(office, boris, [renew], words, "Carla Deputy", place / "ca", TEST_COST)
    with pytest.raises(Refusal, match="ACTOR_NOT_AS_ENROLLED"):
        export_package(office, boris, place / "XA.xcauth")
    boris = office.log_in("boris", words)
    export_package(office, boris, place / "XA.xcauth")
    again = with_new("boris", words="other words of the same person")
    answer = carried(office, place, renew, words=again)
    with pytest.raises(Refusal, match="TAKER_LOSES_RIGHT"):
        take_in(office, boris, answer)  # with the key that this very answer replaces
    take_in(office, taker(office, answer, "boris", again), answer)
    assert verify_journal(office) == ()


def test_nobody_signs_themselves_out_of_the_office(office: Office, place: Path) -> None:
    """Entries behind the roster would be by nobody's right: somebody who stays takes it in."""
    boris, carla = office.log_in("boris", passphrase), office.log_in("carla", passphrase)
    for leave in (
        Wanted(Kind.RETIRE, "boris"),
        Wanted(Kind.ROLES, "boris", roles=frozenset({"APPROVER", "SEAL_HOLDER"})),
    ):
        with pytest.raises(Refusal, match="TAKER_LOSES_RIGHT"):
            at_hand(office, boris, [leave], passphrase, "Carla Deputy", place / "ca", TEST_COST)
    assert office.roster.sequence == 1
    answer = carried(office, place, leave)
    with pytest.raises(Refusal, match="TAKER_LOSES_RIGHT"):
        take_in(office, boris, answer)
    take_in(office, carla, answer)
    fewer = Wanted(Kind.ROLES, "carla", roles=frozenset({"CLERK", "SUPERVISOR"}))
    at_hand(office, carla, [fewer], passphrase, "Boris Head", place / "ca", TEST_COST)
    assert office.log_in("carla", passphrase).official.roles == fewer.roles
    assert verify_journal(office) == ()


def test_nobody_is_enrolled_twice(office: Office, place: Path) -> None:
    """Under another name with the same key, or of the same name: two people would be one."""
    again = Wanted(Kind.PERSON, "boris2", " boris  HEAD", frozenset({"CLERK"}))
    with pytest.raises(Refusal, match="PERSON_NAME_TAKEN"):
        ask(office, [again], with_new("boris2"), TEST_COST)
    enrol = Wanted(Kind.PERSON, "eva", "Eva Newcomer", frozenset({"APPROVER"}))
    once = read_request(ask(office, [enrol], with_new("eva"), TEST_COST).data)
    ca = CountryCa(place / "ca")
    twice = replace(once.wishes[0], subject="adam", name="Adam Newcomer")
    with pytest.raises(Refusal, match="PERSON_KEY_TAKEN"):
        answer_request(ca, replace(once, wishes=(*once.wishes, twice)), passphrase, TWO, office.clock.seconds)


def test_an_older_roster_gives_nobody_their_rights_back(place: Path) -> None:
    with open_office(place / "office") as office:
        older = (office.folder.trust / "roster.xcroster").read_bytes()
        boris = office.log_in("boris", passphrase)
        at_hand(office, boris, [Wanted(Kind.RETIRE, "anna")], passphrase, "Carla", place / "ca", TEST_COST)
        newer = (office.folder.trust / "roster.xcroster").read_bytes()
        folder = office.folder

    (folder.trust / "roster.xcroster").write_bytes(older)
    with open_office(folder.path, write=False) as again:  # the newer one is still among those kept
        assert again.roster.official("anna") is None
    shutil.rmtree(folder.trust / "rosters")
    with pytest.raises(Refusal, match="ROSTER_OLDER"), open_office(folder.path, write=False):
        pass
    (folder.trust / "roster.xcroster").write_bytes(newer)
    with open_office(folder.path, write=False) as again:
        assert again.roster.sequence == 2


def test_the_next_document_signer_waits_until_the_border_knows_it(office: Office, place: Path) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    package = place / "XA.xcauth"
    words = with_new(DOCUMENT_SIGNER)
    taken = at_hand(office, boris, [Wanted(Kind.DOCUMENT_SIGNER, "01")], words, "Carla", place / "ca", TEST_COST)
    assert taken.waits and signer_waits(office) is not None
    border = TrustStore(place / "border")
    border.import_file(package_bytes(office, boris, package), office.clock.seconds, office.settings["fingerprint"])
    numbers = [receive(office, anna, small_application(f"Painting {n}")) for n in range(2)]
    for number in numbers:
        approve(office, boris, number)
    first = issue(office, boris, numbers[0], office.unlock(DOCUMENT_SIGNER, passphrase))
    use_next_signer(office, boris)
    second = issue(office, boris, numbers[1], office.unlock(DOCUMENT_SIGNER, words))
    for each in (first, second):
        found = verify_bytes(issued_pdf(office, each.number), border.view(), office.clock.seconds)
        assert found.verdict.outcome is Outcome.GENUINE
    with pytest.raises(Refusal, match="NO_SIGNER_WAITS"):
        use_next_signer(office, boris)
    assert verify_journal(office) == ()


def package_bytes(office: Office, actor: Actor, path: Path) -> bytes:
    export_package(office, actor, path)
    return path.read_bytes()


def test_a_second_office_begins_under_the_same_ca(office: Office, place: Path) -> None:
    """Its number space is its own; nobody there can sign the first office's numbers."""
    people = (
        NewUser("paul", "Paul Second", frozenset({"CLERK"})),
        NewUser("quinn", "Quinn Second", frozenset({"APPROVER", "SEAL_HOLDER", "SUPERVISOR"})),
    )
    words = with_new("paul", "quinn", DOCUMENT_SIGNER)
    folder = place / "second"
    request = prepare_office(
        folder,
        country="XA",
        authority="Branch of the Coast",
        office="02",
        users=people,
        passphrase=words,
        cost=TEST_COST,
    )
    ca = CountryCa(place / "ca")
    answer = answer_request(ca, read_request(request.data), passphrase, TWO, office.clock.seconds)
    with pytest.raises(Refusal, match="ANCHOR_FINGERPRINT_DIFFERS"):
        join_office(folder, answer, "0" * 40, words)
    with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
        join_office(folder, answer, ca.fingerprint, lambda _name: "not these words at all")
    assert not OfficeFolder(folder).register.exists()
    later = Clock(lambda: office.clock.wall() + 5)  # after a wrong one there is a wait
    join_office(folder, answer, ca.fingerprint, words, later)
    with open_office(folder) as second:
        second.trust.import_file(package_bytes(office, office.log_in("boris", passphrase), place / "a"), 0)
        paul, quinn = second.log_in("paul", words), second.log_in("quinn", words)
        number = receive(second, paul, small_application())
        approve(second, quinn, number)
        issued = issue(second, quinn, number, second.unlock(DOCUMENT_SIGNER, words))
        assert issued.number.startswith("XA-") and "-02-" in issued.number
        assert verify_journal(second) == ()
        assert second.roster.official("anna") is not None  # one roster for the country
    # The first office hears of the new people with the next answer it fetches.
    again = carried(office, place, Wanted(Kind.ROLES, "dora", roles=frozenset({"AUDITOR", "BORDER"})))
    assert take_in(office, office.log_in("boris", passphrase), again).sequence == 3
    assert office.roster.official("quinn") is not None


def test_two_must_be_there_and_the_country_must_be_the_ca_s(office: Office, place: Path) -> None:
    request = read_request(ask(office, [Wanted(Kind.RETIRE, "dora")], passphrase).data)
    ca = CountryCa(place / "ca")
    for present in (("Head",), ("Head", " head "), ("Head", "")):
        with pytest.raises(Refusal, match="CEREMONY_NEEDS_TWO"):
            answer_request(ca, request, passphrase, present, office.clock.seconds)
    with pytest.raises(Refusal, match="REQUEST_OF_OTHER_COUNTRY"):
        answer_request(ca, replace(request, country="XB"), passphrase, TWO, office.clock.seconds)
    last = read_request(ask(office, [Wanted(Kind.RETIRE, "anna"), Wanted(Kind.RETIRE, "carla")], passphrase).data)
    with pytest.raises(Refusal, match="USERS_TOO_FEW"):
        answer_request(ca, last, passphrase, TWO, office.clock.seconds)


def test_an_ended_certificate_opens_nothing_but_its_own_renewal(place: Path) -> None:
    late = Clock(lambda: Clock().wall() + 2 * YEAR + 10 * 86400)
    with open_office(place / "office", late) as office:
        with pytest.raises(Refusal, match="PERSONAL_CERTIFICATE_ENDED"):
            office.log_in("boris", passphrase)
        words = with_new("boris")
        answer = carried(office, place, Wanted(Kind.PERSON, "boris", "Boris Head"), words=words)
        take_in(office, taker(office, answer, "boris", words), answer)
        assert office.log_in("boris", words).ends > office.clock.seconds + YEAR
        assert verify_journal(office) == ()


def test_a_passphrase_is_changed_by_who_knows_it(office: Office) -> None:
    dora = office.log_in("dora", passphrase)
    with pytest.raises(Refusal, match="PASSPHRASE_WEAK"):
        change_passphrase(office, dora, passphrase("dora"), "short", TEST_COST)
    change_passphrase(office, dora, passphrase("dora"), NEW, TEST_COST)
    assert office.log_in("dora", with_new("dora")).id == "dora"
    with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
        office.log_in("dora", passphrase)


def test_a_row_in_the_database_gives_no_right(place: Path) -> None:
    """There is no table of roles; whatever is written into the file, the roster that the CA signed decides."""
    with closing(sqlite3.connect(place / "office" / "register.db")) as file, file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert not {name for name in tables if {"role", "user", "person", "official"} & set(name.split("_"))}
        file.execute("INSERT INTO office (key, value) VALUES ('roles', ?)", (json.dumps({"dora": ["CLERK"]}),))
    with pytest.raises(Refusal, match="SETTINGS_NOT_AS_SIGNED"), open_office(place / "office"):
        pass
    with open_office(place / "office", write=False) as office:
        with pytest.raises(Refusal, match="ROLE_MISSING"):
            receive(office, office.log_in("dora", passphrase), small_application())
        assert [fault.code for fault in verify_journal(office)] == ["STATE_ADDED"]


@needs_softhsm
def test_the_next_signer_may_be_on_a_token(
    office: Office, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost token: the old signer is revoked and the new one, on the spare token, signs at once."""
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    soft = make_token(tmp_path / "token")
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    present = f"{read_certificate(office.keys.certificate(DOCUMENT_SIGNER)).number:x}"
    wanted = (Wanted(Kind.DOCUMENT_SIGNER, "01", place=soft.place(SEAL)), Wanted(Kind.REVOKE, present))

    def words(name: str) -> str:
        return PIN if name == DOCUMENT_SIGNER else passphrase(name)

    taken = at_hand(office, boris, wanted, words, "Carla Deputy", place / "ca", TEST_COST)
    assert taken.waits is False
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock(DOCUMENT_SIGNER, words))
    border = TrustStore(place / "border")
    border.import_file(package_bytes(office, boris, place / "a"), office.clock.seconds, office.settings["fingerprint"])
    found = verify_bytes(issued_pdf(office, issued.number), border.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert verify_journal(office) == ()
