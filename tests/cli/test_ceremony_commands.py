"""The key ceremony by commands: from nothing to a second signer, a stolen laptop, papers and refusals."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.register.certificates import certificate
from certapp.service.office import open_office
from certapp.trust import keyfile, keyring
from certapp.trust.keyfile import TEST_COST
from tests.offices import EXAMPLES, Answer, certapp

PEOPLE = [
    {"id": "anna", "name": "Anna Registrar", "roles": ["CLERK", "OFFICER"]},
    {"id": "boris", "name": "Boris Head", "roles": ["APPROVER", "SEAL_HOLDER", "SUPERVISOR"]},
]
WORDS = {name: f"{name} has several words here" for name in ("anna", "boris", "ca", "document_signer", "status_signer")}
WORDS |= {f"new:{name}": f"{name} has other words now" for name in ("anna", "boris", "carla", "eva", "document_signer")}
COMPARED = ("--compared-by", "Officer One", "Officer Two")
PRESENT = ("--present", "Head of Authority", "--present", "Deputy Head")


@pytest.fixture(autouse=True, scope="module")
def quick_keys() -> Iterator[None]:
    """Key files that cost little: what is tested is the way, not the wait."""
    wrap = keyfile.wrap
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring.keyfile, "wrap", lambda key, words, label, _cost: wrap(key, words, label, TEST_COST))
        yield


class Place:
    """The office's folder, the CA's on a machine apart, and a stick between them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.office, self.ca, self.stick = folder, folder / "office", folder / "ca", folder / "stick"
        self.stick.mkdir()
        self.words = folder / "words.json"
        self.know(WORDS)

    def know(self, words: dict[str, str]) -> None:
        self.words.write_text(json.dumps(words))
        self.words.chmod(0o600)

    def run(self, *words: object) -> Answer:
        return certapp(*words, "--passphrases", self.words, "--json")

    def act(self, *words: object, user: str = "boris") -> Answer:
        return self.run(*words, "--office", self.office, "--user", user)

    def sign(self, request: Path) -> Path:
        """At the CA's machine: look at it, compare digits, sign."""
        seen = certapp("ceremony", "show", request, "--json").json
        answer = request.with_suffix(".xcanswer")
        signed = self.run(
            "ceremony", "answer", request, "--ca", self.ca, "--digits", seen["digits"], *PRESENT, "--out", answer
        )
        assert signed.status == 0, signed
        return answer

    def found(self) -> str:
        """From zero to an office."""
        made = self.run("ceremony", "ca", self.ca, "--country", "XA", "--authority", "Authority of Exampleland")
        users, request = self.folder / "users.json", self.stick / "founding.xcrequest"
        users.write_text(json.dumps(PEOPLE))
        whose = (
            "--country",
            "XA",
            "--authority",
            "Office of the Capital",
            "--office",
            "01",
            "--users",
            users,
            "--bulletins",
        )
        assert self.run("office", "prepare", self.office, *whose, "--users", users, "--request", request).status == 0
        digits = str(made.json["fingerprint"])
        joined = self.run("office", "join", self.office, self.sign(request), "--accept-fingerprint", digits)
        assert joined.status == 0, joined
        return digits

    def journal_is_whole(self) -> bool:
        checked = certapp("journal", "verify", "--office", self.office, "--json")
        return checked.status == 0 and checked.json["faults"] == []


@pytest.fixture(scope="module")
def founded(quick_keys: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """From nothing, once: the folder, and the CA's 40 digits."""
    made = Place(tmp_path_factory.mktemp("founded"))
    return made.folder, made.found()


@pytest.fixture
def digits(founded: tuple[Path, str]) -> str:
    return founded[1]


@pytest.fixture
def place(founded: tuple[Path, str], tmp_path: Path) -> Place:
    """A founded office and its CA."""
    for part in ("office", "ca"):
        shutil.copytree(founded[0] / part, tmp_path / part)
    return Place(tmp_path)


def issue(place: Place, post: Path, *, expect: str) -> Path:
    number = place.act("apply", EXAMPLES / "painting-permanent-sale", user="anna").json["application"]
    assert place.act("approve", number).status == 0
    issued = place.act("issue", number, "--out", place.folder / "out")
    assert issued.status == 0, issued
    pdf = Path(issued.json["pdf"])
    verdict = certapp("verify", pdf, "--trust", post, "--json")
    assert verdict.json[0]["outcome"] == expect, verdict
    return pdf


def take_in_package(place: Place, post: Path, digits: str) -> None:
    """Carry the authority package to a border post."""
    package = place.stick / "XA.xcauth"
    assert place.act("package", "export", package).status == 0
    taken = certapp("trust", "import", package, "--trust", post, "--accept-fingerprint", digits, *COMPARED)
    assert taken.status == 0, taken


def renewed(place: Place, *more: object) -> Answer:
    """A new document signer, by a request on a stick."""
    request = place.stick / "signer.xcrequest"
    assert place.act("ceremony", "renew", "document-signer", "--request", request, *more).status == 0
    return place.act("ceremony", "take-in", place.sign(request))


def test_from_nothing_to_a_second_signer(place: Place, digits: str) -> None:
    post = place.folder / "post"
    take_in_package(place, post, digits)
    assert renewed(place).json["waits"] is True
    soon = {each["what"]: each for each in place_due(place)}
    assert soon["DOCUMENT_SIGNER"]["waits"] and not soon["DOCUMENT_SIGNER"]["over"]
    take_in_package(place, post, digits)
    assert place.act("ceremony", "use-signer").status == 0
    place.know(WORDS | {"document_signer": WORDS["new:document_signer"]})
    issue(place, post, expect="GENUINE")
    assert place.journal_is_whole()
    script, record = place.folder / "script.pdf", place.folder / "record.pdf"
    assert certapp("ceremony", "script", "renewal", script, "--language", "ru").status == 0
    assert certapp("ceremony", "record", record, "--office", place.office, "--language", "ar").status == 0
    assert script.read_bytes().startswith(b"%PDF-") and record.read_bytes().startswith(b"%PDF-")


def place_due(place: Place) -> list[dict[str, object]]:
    found: list[dict[str, object]] = certapp("ceremony", "due", "--office", place.office, "--json").json
    return found


def stolen_copy(place: Place) -> Place:
    """A backup, then the computer is gone: the office's folder with whom took it, who knows all words of that day."""
    thief = Place.__new__(Place)
    thief.folder, thief.office, thief.ca = place.folder / "thief", place.folder / "thief" / "office", place.ca
    thief.stick, thief.words = place.stick, place.folder / "stolen.json"
    thief.know(json.loads(place.words.read_text()))
    assert certapp("backup", place.folder / "backup", "--office", place.office).status == 0
    thief.folder.mkdir()
    place.office.rename(thief.office)
    return thief


def printed(place: Place, pdf: Path) -> Path:
    """The code as it stands on the paper, whose file is signed by the key that was stolen."""
    with open_office(place.office, write=False) as office:
        text = certificate(office.register, pdf.stem).code_text
    (place.folder / "code.txt").write_text(text)
    return place.folder / "code.txt"


def restored(place: Place, last: str) -> None:
    """The newest backup on a spare computer, taken back into use with the highest number that anybody saw."""
    assert certapp("restore", place.folder / "backup", place.office).status == 0
    resumed = place.run("office", "resume", place.office, "--user", "boris", "--last-number", last)
    assert resumed.status == 0, resumed


def issued_by(thief: Place, post: Path, monkeypatch: pytest.MonkeyPatch, *, expect: str) -> Path:
    """At another machine, which knows nothing of this one's counters."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("certapp.service.office.counters_folder", lambda: thief.folder / "counters")
        return issue(thief, post, expect=expect)


def new_key_for(place: Place, user: str) -> None:
    request = place.stick / f"{user}.xcrequest"
    assert place.act("people", "new-key", user, "--request", request).status == 0
    taken = place.act("ceremony", "take-in", place.sign(request))
    assert taken.status == 0, taken
    place.know(json.loads(place.words.read_text()) | {user: WORDS[f"new:{user}"]})


def test_a_stolen_laptop(place: Place, digits: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the printed script goes: honest papers stand, what the thief signs falls, and the office goes on."""
    post = place.folder / "post"
    take_in_package(place, post, digits)
    enrolled = ("--roles", "SUPERVISOR", "--ca-keys", place.ca, "--witness", "Anna Registrar")
    assert place.act("people", "enrol", "carla", "--name", "Carla Deputy", *enrolled).status == 0
    place.know(WORDS | {"carla": WORDS["new:carla"]})
    honest = issue(place, post, expect="GENUINE")
    thief = stolen_copy(place)

    restored(place, honest.stem)
    place.know(json.loads(place.words.read_text()) | {"document_signer": WORDS["new:document_signer"]})
    reported = place.act("signer", "revoke", "--second", "carla", "--ca-keys", place.ca, "--out", place.stick)
    assert reported.status == 0, reported
    for user in ("anna", "boris", "carla"):
        new_key_for(place, user)
    assert certapp("trust", "look", place.stick, "--trust", post).status == 0
    kept = certapp("verify", printed(place, honest), "--trust", post, "--json")
    assert kept.json[0]["outcome"] == "GENUINE", kept
    forged = issued_by(thief, post, monkeypatch, expect="NOT_GENUINE")
    said = certapp("verify", forged, "--trust", post, "--json").json[0]
    assert [each["code"] for each in said["reasons"]] == ["SIGNER_COMPROMISED"]
    issue(place, post, expect="GENUINE")
    assert place.journal_is_whole()


def test_a_signer_that_is_revoked_by_the_cas_list_alone_takes_every_paper_with_it(
    place: Place, digits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a report nothing says which papers are honest; the office goes on all the same."""
    post = place.folder / "post"
    take_in_package(place, post, digits)
    honest = issue(place, post, expect="GENUINE")
    thief = stolen_copy(place)
    restored(place, honest.stem)
    for user in ("anna", "boris"):
        new_key_for(place, user)
    assert renewed(place, "--revoke-present").json["waits"] is False  # nothing to wait for
    place.know(json.loads(place.words.read_text()) | {"document_signer": WORDS["new:document_signer"]})
    take_in_package(place, post, digits)
    assert certapp("verify", honest, "--trust", post, "--json").json[0]["outcome"] == "NOT_GENUINE"
    issued_by(thief, post, monkeypatch, expect="NOT_GENUINE")
    issue(place, post, expect="GENUINE")
    assert place.journal_is_whole()


def test_people_come_and_go_with_the_ca_at_hand(place: Place) -> None:
    here = ("--ca-keys", place.ca, "--witness", "Anna Registrar")
    assert place.act("people", "enrol", "eva", "--name", "Eva New", "--roles", "CLERK", *here).json["roster"] == 2
    assert place.act("people", "roles", "eva", "--roles", "CLERK", "AUDITOR", *here).json["roster"] == 3
    assert place.act("people", "retire", "eva", *here).json["people"] == ["anna", "boris"]
    changed = place.act("people", "passphrase", user="anna")
    assert changed.status == 0, changed
    place.know(WORDS | {"anna": WORDS["new:anna"]})
    assert place.act("apply", EXAMPLES / "painting-permanent-sale", user="anna").status == 0
    listed = certapp("people", "list", "--office", place.office, "--json").json
    assert [each["id"] for each in listed["people"]] == ["anna", "boris"]
    assert place.act("people", "retire", "anna", *here).json["error"]["code"] == "USERS_TOO_FEW"
    alone = place.act("people", "retire", "anna", "--ca-keys", place.ca, "--witness", "boris head")
    assert alone.json["error"]["code"] == "CEREMONY_NEEDS_TWO"
    assert place.journal_is_whole()


def test_another_file_than_the_one_that_was_written_is_not_signed(place: Place) -> None:
    request = place.stick / "x.xcrequest"
    assert place.act("people", "retire", "anna", "--request", request).status == 0
    words = ("--ca", place.ca, "--digits", "1" * 40, *PRESENT, "--out", place.stick / "x.xcanswer")
    assert place.run("ceremony", "answer", request, *words).json["error"]["code"] == "DIGITS_DIFFER"
    assert not (place.stick / "x.xcanswer").exists()


def test_sheets_recovery_and_the_next_ca(place: Place, digits: str) -> None:
    post = place.folder / "post"
    take_in_package(place, post, digits)
    made = place.run("ceremony", "sheets", place.folder / "sheets", "--ca", place.ca)
    assert len(made.json["files"]) == 3
    new = place.folder / "new-ca"
    assert place.run("ceremony", "ca", new, "--country", "XA", "--authority", "Authority of Exampleland").status == 0
    package = place.stick / "next.xcauth"
    place.know(WORDS | {"old ca": WORDS["ca"]})
    introduced = place.run("ceremony", "introduce", package, "--old", place.ca, "--new", new)
    assert introduced.status == 0 and introduced.json["old"] == digits
    answer = certapp(
        "trust", "import", package, "--trust", post, "--accept-fingerprint", introduced.json["new"], *COMPARED
    )
    assert answer.status == 0, answer
    place.know(WORDS | {f"new:{name}": f"new {words}" for name, words in WORDS.items()})
    request, old = place.stick / "move.xcrequest", place.ca
    asked = place.run("ceremony", "ask-move", "--office", place.office, "--request", request)
    assert asked.status == 0, asked
    place.ca = new
    moved = place.act(
        *("ceremony", "move", place.sign(request), "--second", "anna", "--introduction", package),
        *("--accept-fingerprint", introduced.json["new"]),
    )
    assert (moved.json["before"], moved.json["now"]) == (introduced.json["old"], introduced.json["new"])
    place.know({name: f"new {words}" for name, words in WORDS.items()} | {"document_signer": WORDS["document_signer"]})
    assert place.act("package", "export", package).json["fingerprint"] == introduced.json["new"]
    assert certapp("trust", "import", package, "--trust", post).status == 0
    issue(place, post, expect="GENUINE")
    assert old != new
