"""The check of an office's own folder: what the journal names in it is missed, and known when it is another."""

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.journal import entries
from certapp.service.auditing import full_check, open_for_check
from certapp.service.auditor_copy import export_for_auditors
from certapp.service.authority import CountryCa, answer_request, create_country
from certapp.service.between_offices import export_exchange, import_exchange
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.clock import Clock
from certapp.service.introducing import introduction_package, read_introduction
from certapp.service.letters import LetterKind, make_letter
from certapp.service.moving import ask_new_ca, move
from certapp.service.office import open_office
from certapp.service.publishing import publish
from certapp.service.revoking import revoke
from certapp.trust.bulletin import glance_at_bulletin, sign_bulletin
from certapp.trust.carried import Kind, read_request
from certapp.trust.certificate import read_certificate
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import KeyRing
from certapp.trust.roster import sign_roster
from tests.authority import PRESENT, Authority, issued, make_authority, words


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The first office has a second roster, has published twice, and has taken in a file of the second office."""
    place = make_authority(tmp_path_factory.mktemp("own folder") / "made")
    exchange = place.folder / "second.xcexchange"
    with place.second() as second:
        issued(second, "paul", "quinn")
        export_exchange(second, second.log_in("quinn", words), second.unlock("document_signer", words), exchange)
    with place.first() as first:
        anna, boris, carla = (first.log_in(name, words) for name in ("anna", "boris", "carla"))
        number = issued(first, "anna", "boris")
        told = certificate(first.register, number).application
        make_letter(first, anna, told, LetterKind.ACKNOWLEDGEMENT, "en")
        erik = Wanted(Kind.PERSON, "erik", "Erik New", frozenset({"CLERK"}))
        at_hand(first, carla, [erik], with_erik, "Ana", place.folder / "ca", TEST_COST)
        import_exchange(first, boris, exchange)
        for turn in (1, 2):
            if turn == 2:
                revoke(first, boris, anna, number, "ERROR", "A test.")
            (place.folder / f"stick {turn}").mkdir()
            publish(first, boris, first.unlock("status_signer", words), place.folder / f"stick {turn}", "en")
    return place


@pytest.fixture(scope="module")
def moved(made: Authority, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The same after it moved under another country CA, before anything was signed under that."""
    place = made.copied(tmp_path_factory.mktemp("own folder") / "moved")
    new = create_country(
        place.folder / "new ca", "XA", "Heritage Authority", some_words, Clock().seconds, cost=TEST_COST
    )
    with place.first() as first:
        package = place.folder / "introduction.xcauth"
        package.write_bytes(introduction_package(place.ca, new, words, first.clock.seconds))
        request = read_request(ask_new_ca(first, some_words, TEST_COST).data)
        answer = answer_request(CountryCa(place.folder / "new ca"), request, some_words, PRESENT, first.clock.seconds)
        people = first.log_in("boris", words), first.log_in("carla", words)
        move(first, *people, answer, read_introduction(package), new.fingerprint, some_words)
    return place


def with_erik(name: str) -> str:
    return some_words(name) if name == "erik" else words(name)


def some_words(name: str) -> str:
    return f"{name} opens what is new here"


def found(folder: Path, *, read_files: bool = True) -> list[tuple[str, str]]:
    """Code and sentence of each fault; what is refused at the door counts as found."""
    try:
        with open_for_check(folder) as office:
            return [(each.code, each.text()) for each in full_check(office, read_files=read_files).faults]
    except Refusal as refusal:
        return [(refusal.code, refusal.text())]


def test_nothing_is_wrong_with_an_office_that_published_moved_and_heard_of_another(
    made: Authority, moved: Authority
) -> None:
    assert found(made.folder / "first") == []
    assert found(made.folder / "second") == []
    assert found(moved.folder / "first") == []


def test_nothing_is_wrong_with_their_copies_for_auditors(made: Authority, moved: Authority, tmp_path: Path) -> None:
    for place, secret in ((made, words), (moved, some_words)):
        with place.copied(tmp_path / place.folder.name).first() as first:
            copy = tmp_path / f"copy of {place.folder.name}"
            export_for_auditors(first, first.log_in("dora", secret), copy)
        assert found(copy) == []


NAMED = (
    "*.xcroster",
    "rosters/*",
    "signers.crl",
    "exchanges/*",
    "witnessed/*/*",
    "bulletins/*",
    "digests/*",
    "anchors/*",
    "former/**/*",
)
"""What in the trust folder the journal or a signature holds to its last bit."""


AT_THE_DOOR = {
    "country-ca.der": ("ROSTER_OF_OTHER_AUTHORITY",),
    "roster.xcroster": ("ROSTER_DAMAGED", "ROSTER_SIGNATURE"),
}


def spoil(path: Path, kind: str, chance: random.Random) -> None:
    data = path.read_bytes()
    at = chance.randrange(len(data))
    match kind:
        case "a bit":
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        case "cut":
            path.write_bytes(data[:at])
        case "gone":
            path.unlink()


@pytest.mark.parametrize("kind", ["a bit", "cut", "gone"])
def test_every_file_that_the_journal_names_is_missed_and_known_when_it_is_another(
    made: Authority, moved: Authority, tmp_path: Path, kind: str
) -> None:
    chance = random.Random(20261130)
    missed = []
    for place in (made, moved):
        office = Path(shutil.copytree(place.folder / "first", tmp_path / f"office of {place.folder.name}"))
        trust = office / "trust"
        files = {path for wanted in NAMED for path in trust.glob(wanted) if path.is_file()}
        for path in sorted(files):
            before = path.read_bytes()
            if kind == "gone" and (
                path.match("witnessed/*/*") or any(each.read_bytes() == before for each in files - {path})
            ):
                continue  # written behind its entry, or there twice, as the roster in force is
            spoil(path, kind, chance)
            told = found(office, read_files=False)
            name = path.relative_to(trust).as_posix()
            at_the_door = told != [] and told[0][0] in AT_THE_DOOR.get(name, ())
            if not at_the_door and not any(f"trust/{name}" in text for _code, text in told):
                missed.append((place.folder.name, kind, name, told))
            path.write_bytes(before)
        assert found(office) == []
    assert missed == []


def test_an_older_list_put_back_is_told_also_where_the_memory_of_it_was_edited(made: Authority, tmp_path: Path) -> None:
    office = Path(shutil.copytree(made.folder / "first", tmp_path / "office"))
    name, state = "bulletins/XA.xcstatus", office / "trust" / "state.json"
    shutil.copy(made.folder / "stick 1" / "XA-0002.xcstatus", office / "trust" / name)
    assert {(code, name in text) for code, text in found(office)} == {("TRUST_FILE_OLDER", True)}
    edited = json.loads(state.read_text())
    state.write_text(json.dumps({**edited, "sequences": {}}))
    assert [(code, name in text) for code, text in found(office)] == [("TRUST_FILE_OLDER", True)]


def test_who_signs_outside_the_journal_or_puts_an_authority_in_is_told(made: Authority, tmp_path: Path) -> None:
    office = Path(shutil.copytree(made.folder / "first", tmp_path / "office"))
    with open_office(office, write=False) as opened:
        signer, now = opened.unlock("status_signer", words), opened.clock.seconds
        newest = glance_at_bulletin((office / "trust" / "bulletins" / "XA.xcstatus").read_bytes()).sequence
    unknown = sign_bulletin("XA", newest + 1, now, now + 86400, (), signer)
    (office / "trust" / "bulletins" / "XA.xcstatus").write_bytes(unknown)
    again = sign_bulletin("XA", newest, now, now + 86400, (), signer)
    assert [code for code, text in found(office) if "XA.xcstatus" in text] == ["TRUST_FILE_ADDED"]
    (office / "trust" / "bulletins" / "XA.xcstatus").write_bytes(again)
    assert [code for code, text in found(office) if "XA.xcstatus" in text] == ["TRUST_FILE_CHANGED"]
    shutil.copy(made.folder / "stick 2" / "XA-0003.xcstatus", office / "trust" / "bulletins" / "XA.xcstatus")
    assert found(office) == []
    create_country(tmp_path / "other", "XB", "Somebody", some_words, now, cost=TEST_COST)
    ca = read_certificate(KeyRing(tmp_path / "other").certificate("ca")).der
    (office / "trust" / "anchors" / "XB-0000000000.cer").write_bytes(ca)
    assert [(code, "XB-0000000000.cer" in text) for code, text in found(office)] == [("TRUST_FILE_ADDED", True)]


def test_a_roster_that_the_country_ca_signed_and_nobody_took_in_gives_no_one_a_past(
    made: Authority, tmp_path: Path
) -> None:
    """The CA signed two rosters of one number: the one that the office never had names another signer."""
    office = Path(shutil.copytree(made.folder / "first", tmp_path / "office"))
    key = KeyRing(made.folder / "ca").unlock("ca", words("ca"), Clock().wall())
    with open_office(office, write=False) as opened:
        roster = replace(opened.roster, issued_at=opened.roster.issued_at + 1)
    (office / "trust" / "rosters" / f"{roster.sequence:06}.xcroster").write_bytes(sign_roster(roster, key))
    told = found(office)
    assert [(code, f"{roster.sequence:06}.xcroster" in text) for code, text in told] == [("TRUST_FILE_ADDED", True)]


def test_a_changed_letter_is_found_where_all_files_are_read(made: Authority, tmp_path: Path) -> None:
    office = Path(shutil.copytree(made.folder / "first", tmp_path / "office"))
    with open_office(office, write=False) as opened:
        (letter,) = entries(opened.register, kind="LETTER_MADE")
        sha256 = str(letter.facts()["pdf_sha256"])
    path = office / "attachments" / sha256[:2] / sha256
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    assert found(office, read_files=False) == []
    assert [(code, letter.subject in text) for code, text in found(office)] == [("FILE_OF_REGISTER_CHANGED", True)]
