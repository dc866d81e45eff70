"""certapp case: a case on the command line from receipt to its end."""

import json
import zipfile
from pathlib import Path

import pytest

from certapp.cli.casework_options import LETTERS
from certapp.service.letter_texts import LetterKind
from certapp.service.office import open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import Answer, Desk, certapp, copied_desk, passphrase


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return copied_desk(Path(tmp_path_factory.mktemp("case")))


@pytest.fixture
def number(desk: Desk) -> str:
    with open_office(desk.office) as office:
        return receive(office, office.log_in("anna", passphrase), small_application())


def case(desk: Desk, act: str, number: str, *words: str, user: str = "anna") -> Answer:
    who = ("--user", user, "--passphrases", desk.passphrases)
    return certapp("case", act, number, *words, "--office", desk.office, *who, "--json")


def shown(desk: Desk, number: str) -> Answer:
    return certapp("case", "show", number, "--office", desk.office, "--json")


def test_asked_back_and_answered(desk: Desk, number: str) -> None:
    assert case(desk, "review", number).json["status"] == "UNDER_REVIEW"
    asked = case(desk, "request", number, "--item", "VALUE=an invoice", "--item", "PHOTOGRAPH")
    assert (asked.status, asked.json["status"]) == (0, "INCOMPLETE")
    found = shown(desk, number).json
    assert found["stopped_since"] is not None
    assert found["requests"][0]["items"] == [
        {"code": "VALUE", "text": "an invoice", "object": 0},
        {"code": "PHOTOGRAPH", "text": "", "object": 0},
    ]
    assert case(desk, "answer", number, "--text", "by post").json["status"] == "RECEIVED"
    found = shown(desk, number).json
    assert (found["stopped_since"], found["days_left"]) == (None, 90)
    assert [each["act"] for each in found["history"]][1:] == [
        "REVIEW_BEGUN",
        "INFORMATION_REQUESTED",
        "INFORMATION_ANSWERED",
    ]


def test_proposed_sent_back_proposed_again_and_refused(desk: Desk, number: str) -> None:
    words = ("--object", "1=REFUSED:EVIDENCE_MISSING", "--text", "No invoice.")
    assert case(desk, "propose", number, *words).json["status"] == "DECISION_PROPOSED"
    assert case(desk, "return", number, "--text", "Look again.", user="boris").json["status"] == "UNDER_REVIEW"
    case(desk, "propose", number, *words)
    refused = case(desk, "refuse", number, user="boris").json
    assert refused["status"] == "REFUSED"
    assert "Appeals Board" in refused["appeal_authority"]
    assert shown(desk, number).json["decision_due"] is None
    today = refused_on(desk, number)
    assert case(desk, "close", number, user="boris").json["error"]["code"] == "APPEAL_PERIOD_RUNS"
    filed = case(desk, "appeal", number, "--authority", "Appeals Board", "--on", today).json
    assert (filed["status"], filed["late"]) == ("APPEALED", False)
    delayed = case(desk, "delay", number, "--until", "2100-01-31", "--text", "A museum may buy it.")
    assert delayed.json["status"] == "DELAYED"
    ground = ("--authority", "Appeals Board", "--reference", "AB 7/26", "--on", today)
    assert case(desk, "uphold", number, *ground, user="boris").json["error"]["code"] == "DELAY_RUNS"
    case(desk, "delay", number, "--until", today, "--text", "No museum wants it.")
    assert case(desk, "uphold", number, *ground, "--object", "2", user="boris").json["error"]["code"] == (
        "APPEAL_OBJECT_NOT_REFUSED"
    )
    assert case(desk, "uphold", number, *ground, "--object", "1", user="boris").json["status"] == "APPROVED"


def test_an_appeal_is_dismissed(desk: Desk, number: str) -> None:
    case(desk, "propose", number, "--object", "1=REFUSED:EVIDENCE_MISSING", "--text", "No invoice.")
    case(desk, "refuse", number, user="boris")
    ground = ("--authority", "Appeals Board", "--reference", "AB 8/26", "--on", refused_on(desk, number))
    assert case(desk, "dismiss", number, *ground, user="boris").json["error"]["code"] == "CASE_NOT_IN_STATE"
    case(desk, "appeal", number, "--authority", "Appeals Board", "--on", refused_on(desk, number))
    assert case(desk, "dismiss", number, *ground, user="boris").json["status"] == "CLOSED_REFUSED"


def refused_on(desk: Desk, number: str) -> str:
    acts = {each["act"]: each["at"] for each in shown(desk, number).json["history"]}
    return str(acts["APPLICATION_REFUSED"])[:10]


def test_withdrawn_and_paid(desk: Desk, number: str) -> None:
    paid = case(desk, "fee", number, "--amount", "40.00", "--currency", "EUR", "--receipt", "2026/117")
    assert paid.status == 0
    assert shown(desk, number).json["fees"] == [{"amount": "40.00", "currency": "EUR", "receipt_no": "2026/117"}]
    assert case(desk, "withdraw", number, "--text", "The sale is off.").json["status"] == "WITHDRAWN"


def test_what_may_not_be_is_refused_by_its_code(desk: Desk, number: str) -> None:
    wrong = case(desk, "request", number, "--item", "NO_SUCH_THING")
    assert (wrong.status, wrong.json["error"]["code"]) == (1, "CODE_OF_NO_LIST")
    case(desk, "request", number, "--item", "VALUE")
    assert case(desk, "lapse", number).json["error"]["code"] == "ANSWER_NOT_DUE"
    assert case(desk, "propose", number, "--object", "one=REFUSED").status == 2


def test_a_letter_is_written_into_a_folder(desk: Desk, number: str, tmp_path: Path) -> None:
    made = case(desk, "letter", number, "--kind", "acknowledgement", "--in", "fr", "--out", str(tmp_path / "letters"))
    assert made.status == 0
    path = Path(made.json["letter"])
    assert path.parent == tmp_path / "letters"
    assert path.name.startswith(f"{number}-acknowledgement-")
    assert path.read_bytes().startswith(b"%PDF-")
    assert case(desk, "letter", number, "--kind", "refusal", "--out", str(tmp_path)).status == 1


def test_every_kind_of_letter_is_named_in_the_help() -> None:
    assert set(LETTERS) == set(LetterKind)


def test_an_expert_is_asked_with_a_package_and_answers_with_its_file(desk: Desk, number: str, tmp_path: Path) -> None:
    who = ("--name", "Prof. E. Xpert", "--institution", "National Museum", "--object", "1", "--due", "2100-01-31")
    asked = case(desk, "expert", number, *who, "--in", "en", "--out", str(tmp_path / "out"))
    assert asked.json["request"] == 1
    with zipfile.ZipFile(asked.json["package"]) as package:
        package.extract("opinion.json", tmp_path)
    answer = tmp_path / "opinion.json"
    assert case(desk, "opinion", number, "--file", str(answer)).status == 1  # nothing is filled in yet
    filled = {**json.loads(answer.read_text("utf-8")), "opinion": "NO_OBJECTION", "text": "A late copy."}
    answer.write_text(json.dumps(filled), "utf-8")
    assert case(desk, "opinion", number, "--file", str(answer)).json["opinion"] == "NO_OBJECTION"
    (expert,) = shown(desk, number).json["experts"]
    assert (expert["expert"], expert["due"], expert["text"]) == ("Prof. E. Xpert", "2100-01-31", "A late copy.")
