"""Wrong in, clear out: each bad file gets its own sentence and code, and none a traceback."""

import json
import shutil
from pathlib import Path

import pytest

from tests.bad.make import FILES
from tests.bad.post import make_post
from tests.offices import EXAMPLES, TWO, Desk, certapp, copied_desk

DAY = "2026-11-24"

VERDICTS = [
    ("good.txt", DAY, "GENUINE", "green", "GENUINE", 0),
    ("good.pdf", DAY, "GENUINE", "green", "GENUINE", 0),
    ("revoked.txt", DAY, "REVOKED", "red", "REVOKED_OBJECT_STOLEN", 1),
    ("good.txt", "2026-11-01", "CLOCK_SUSPECT", "amber", "ISSUED_IN_FUTURE", 2),
    ("good.txt", "2027-01-10", "GENUINE", "amber", "STATUS_STALE", 0),
    ("good.txt", "2027-02-20", "GENUINE", "amber", "STATUS_STALE_LONG", 0),
    ("good.txt", "2028-02-01", "EXPIRED", "red", "EXPIRED", 1),
    ("tampered-code.txt", DAY, "NOT_GENUINE", "red", "SIGNATURE_WRONG", 1),
    ("stranger-as-xa.txt", DAY, "UNKNOWN_ISSUER", "amber", "SIGNER_UNKNOWN", 2),
    ("foreign-country.txt", DAY, "UNKNOWN_ISSUER", "amber", "COUNTRY_UNKNOWN", 2),
    ("damaged-code.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("half-a-code.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("long.txt", DAY, "UNREADABLE", "grey", "CODE_TOO_LONG", 2),
    ("zip-bomb.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("newer.txt", DAY, "NEWER_FORMAT", "grey", "CODE_NEWER", 2),
    ("web-link.txt", DAY, "NOT_OURS", "grey", "NOT_OUR_CODE", 2),
    ("forged-tag.txt", DAY, "NOT_GENUINE", "red", "SIGNATURE_WRONG", 1),
    ("tag-of-a-stranger.txt", DAY, "UNKNOWN_ISSUER", "amber", "SIGNER_UNKNOWN", 2),
    ("certificate-as-tag.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("tag-as-certificate.txt", DAY, "NOT_GENUINE", "red", "SIGNATURE_WRONG", 1),
    ("tag-bomb.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("printed-bulletin.txt", DAY, "UNREADABLE", "grey", "PRINTED_BULLETIN", 2),
    ("extension-of-a-stranger.txt", DAY, "UNKNOWN_ISSUER", "amber", "SIGNER_UNKNOWN", 2),
    ("half-an-extension.txt", DAY, "UNREADABLE", "grey", "CODE_DAMAGED", 2),
    ("receipt.txt", DAY, "NOT_OURS", "grey", "RECEIPT_CODE", 2),
    ("number-alone.txt", DAY, "NOT_OURS", "grey", "NUMBER_ALONE", 2),
    ("another-code.txt", DAY, "NOT_OURS", "grey", "NOT_OUR_CODE", 2),
    ("empty", DAY, "UNREADABLE", "grey", "FILE_EMPTY", 2),
    ("no-image.jpg", DAY, "UNREADABLE", "grey", "PICTURE_NOT_AN_IMAGE", 2),
    ("500-megapixels.png", DAY, "UNREADABLE", "grey", "PICTURE_TOO_LARGE", 2),
    ("cut-off.jpg", DAY, "UNREADABLE", "grey", "PICTURE_NOT_AN_IMAGE", 2),
    ("no-code.jpg", DAY, "UNREADABLE", "grey", "NO_CODE_FOUND", 2),
    ("bit-flip.pdf", DAY, "NOT_GENUINE", "red", "PDF_ALTERED", 1),
    ("appended-page.pdf", DAY, "NOT_GENUINE", "red", "PDF_ALTERED", 1),
    ("changed-title.pdf", DAY, "NOT_GENUINE", "red", "PDF_ALTERED", 1),
    ("replaced-attachment.pdf", DAY, "NOT_GENUINE", "red", "PDF_ALTERED", 1),
    ("appended-newline.pdf", DAY, "NOT_GENUINE", "red", "PDF_ALTERED", 1),
    ("printed-again.pdf", DAY, "GENUINE", "amber", "PDF_NOT_SIGNED", 0),
]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A border post with the authority's package and its newest bulletin."""
    return make_post(tmp_path_factory.mktemp("post"))


@pytest.mark.parametrize(("name", "day", "outcome", "colour", "code", "status"), VERDICTS)
def test_a_verdict_in_words(post: Path, name: str, day: str, outcome: str, colour: str, code: str, status: int) -> None:
    answer = certapp("verify", FILES / name, "--trust", post, "--at", day, "--json")
    (found,) = answer.json
    assert (found["outcome"], found["colour"], answer.status) == (outcome, colour, status)
    reasons = {reason["code"]: reason["text"] for reason in found["reasons"]}
    assert code in reasons
    assert len(reasons[code]) > 20
    assert "{" not in reasons[code]
    if outcome in {"NOT_GENUINE", "UNREADABLE", "UNKNOWN_ISSUER", "NOT_OURS", "NEWER_FORMAT"}:
        assert found["claims"] is None  # nothing is shown that nobody vouches for


def test_a_cut_off_pdf_is_never_genuine(post: Path) -> None:
    answer = certapp("verify", FILES / "cut-off.pdf", "--trust", post, "--at", DAY, "--json")
    assert answer.json[0]["colour"] != "green"
    assert answer.json[0]["pdf_signature"]["outcome"] != "genuine"


def test_every_bad_file_is_named_in_a_test() -> None:
    here = "".join(Path(__file__).with_name(name).read_text("utf-8") for name in ("test_bad.py", "post.py"))
    assert [path.name for path in FILES.iterdir() if path.name not in here] == []


def test_of_several_files_the_worst_sets_the_exit_status(post: Path) -> None:
    def status(*names: str) -> int:
        return certapp("verify", *(FILES / name for name in names), "--trust", post, "--at", DAY).status

    assert status("good.txt", "web-link.txt") == 2
    assert status("good.txt", "web-link.txt", "revoked.txt") == 1


def test_an_older_bulletin_does_not_come_back(post: Path) -> None:
    answer = certapp("trust", "import", FILES / "rolled-back.xcstatus", "--trust", post, "--json")
    assert (answer.status, answer.json["error"]["code"]) == (1, "BULLETIN_ROLLED_BACK")
    assert certapp("trust", "list", "--trust", post, "--json").json[0]["bulletin_sequence"] == 3


def test_an_unknown_authority_shows_its_digits_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    answer = certapp("trust", "import", FILES / "authority.xcauth", "--trust", folder)
    assert answer.status == 1
    assert len("".join(character for character in answer.out if character.isdigit())) == 40
    assert not folder.exists() or not any(folder.rglob("*"))
    wrong = certapp(
        "trust",
        "import",
        FILES / "authority.xcauth",
        "--trust",
        folder,
        "--accept-fingerprint",
        "1" * 40,
        *TWO,
        "--json",
    )
    assert wrong.json["error"]["code"] == "ANCHOR_FINGERPRINT_DIFFERS"
    assert not folder.exists() or not any(folder.rglob("*"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An office to hand bad applications to."""
    return copied_desk(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nan.json", "INTAKE_DAMAGED"),
        ("twice.json", "INTAKE_DAMAGED"),
        ("deep.json", "INTAKE_DAMAGED"),
        ("list.json", "INTAKE_DAMAGED"),
        ("not-utf-8.json", "INTAKE_DAMAGED"),
        ("bomb.xcintake", "FILE_TOO_LARGE"),
        ("no-application.xcintake", "INTAKE_DAMAGED"),
        ("empty", "INTAKE_DAMAGED"),
    ],
)
def test_an_application_that_cannot_be_read_is_refused(desk: Desk, name: str, code: str) -> None:
    answer = desk.act(("apply", FILES / name), "anna")
    assert (answer.status, answer.json["error"]["code"]) == (1, code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("no-image.jpg", "PICTURE_NOT_AN_IMAGE"),
        ("words.jpg", "PICTURE_NOT_AN_IMAGE"),
        ("cut-off.jpg", "PICTURE_NOT_AN_IMAGE"),
        ("500-megapixels.png", "PICTURE_TOO_LARGE"),
        ("no-code.jpg", "PHOTOGRAPH_TOO_SMALL"),
        ("empty", "PICTURE_NOT_AN_IMAGE"),
    ],
)
def test_a_photograph_that_is_none_is_a_finding_beside_it(desk: Desk, tmp_path: Path, name: str, code: str) -> None:
    folder = tmp_path / "application"
    shutil.copytree(EXAMPLES / "painting-permanent-sale", folder)
    shutil.copy(FILES / name, folder / "front.jpg")
    answer = desk.act(("apply", folder), "anna")
    assert (answer.status, answer.json["error"]["code"]) == (1, "RECORD_NOT_READY")
    found = [(finding["path"], finding["code"]) for finding in answer.json["findings"]]
    assert ("objects[0].photographs[0].file", code) in found


def test_a_file_name_with_a_path_reaches_nothing(desk: Desk) -> None:
    answer = desk.act(("apply", FILES / "path-outside.json"), "anna")
    assert "FILE_NAME_EXPECTED" in [finding["code"] for finding in answer.json["findings"]]


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "application"
    shutil.copytree(EXAMPLES / "painting-permanent-sale", folder)
    raw = json.loads((folder / "application.json").read_text("utf-8"))
    raw["colour_of_sky"] = "blue"
    raw["purpose_code"] = "FUN"
    raw["country_of_destination"] = "XA"
    raw["objects"][0]["valuation"]["valued_on"] = "2026-02-30"
    raw["objects"][0]["photographs"][0]["file"] = "missing.jpg"
    del raw["objects"][0]["description"]
    (folder / "application.json").write_text(json.dumps(raw))
    before = sorted(path for path in desk.office.rglob("*"))
    answer = desk.act(("apply", folder), "anna")
    found = {(finding["code"], finding["path"]) for finding in answer.json["findings"]}
    assert {
        ("FIELD_UNKNOWN", "colour_of_sky"),
        ("CODE_UNKNOWN", "purpose_code"),
        ("DESTINATION_IS_EXPORTING_COUNTRY", "country_of_destination"),
        ("DATE_IMPOSSIBLE", "objects[0].valuation[0].valued_on"),
        ("FILE_NOT_HANDED_IN", "objects[0].photographs[0].file"),
        ("FIELD_MISSING", "objects[0].description"),
    } <= found
    assert sorted(path for path in desk.office.rglob("*")) == before


def test_passphrases_that_others_can_read_are_refused(desk: Desk, tmp_path: Path) -> None:
    open_file = tmp_path / "passphrases.json"
    shutil.copy(desk.passphrases, open_file)
    open_file.chmod(0o644)
    answer = certapp(
        *("apply", EXAMPLES / "painting-permanent-sale", "--office", desk.office, "--user", "anna"),
        *("--passphrases", open_file, "--json"),
    )
    assert (answer.status, answer.json["error"]["code"]) == (1, "PASSPHRASES_FILE_OPEN")


def test_a_wrong_passphrase_is_said_plainly_and_makes_wait(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "passphrases.json"
    wrong.write_text(json.dumps({"dora": "this is not the passphrase"}))
    wrong.chmod(0o600)
    words = ("bulletin", "export", tmp_path / "b", "--office", desk.office, "--user", "dora", "--passphrases", wrong)
    codes = [certapp(*words, "--json").json["error"]["code"]]
    while codes[-1] == "PASSPHRASE_WRONG" and len(codes) < 8:  # the wait doubles: a slow machine meets the second
        codes.append(certapp(*words, "--json").json["error"]["code"])
    assert (codes[0], codes[-1]) == ("PASSPHRASE_WRONG", "PASSPHRASE_WAIT")


def test_wrong_usage_has_exit_status_two() -> None:
    assert certapp("verify").status == 2
    assert certapp("fly").status == 2
    assert certapp("verify", "no-such-file").status == 2
    assert certapp("verify", FILES / "good.txt", "--at", "tomorrow").status == 2
