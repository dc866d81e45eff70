"""The command line as a program sees it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from certapp.formdef.loading import load_form, profiles
from certapp.formdef.schema import json_schema
from tests.bad.make import FILES
from tests.offices import TWO, certapp

QT = """
import sys
from certapp.cli.main import run
run(sys.argv[1:])
sys.exit(any("PySide6" in name for name in sys.modules))
"""


def test_no_command_needs_qt() -> None:
    for words in (["forms", "check"], ["verify", str(FILES / "good.pdf"), "--trust", "nowhere"]):
        done = subprocess.run([sys.executable, "-c", QT, *words], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_forms_are_in_order() -> None:
    answer = certapp("forms", "check", "--json")
    assert (answer.status, answer.json) == (0, [])


@pytest.mark.parametrize("profile", ["", *profiles()])
def test_the_schema_is_printed(profile: str) -> None:
    answer = certapp("schema", "--profile", profile)
    assert answer.json == json.loads(json.dumps(json_schema(load_form(profile))))


def test_a_refusal_in_json_has_code_and_sentence() -> None:
    answer = certapp("search", "x", "--office", "/no/such/office", "--json")
    assert answer.status == 1
    assert answer.json["error"]["code"] == "OFFICE_NOT_THERE"
    assert "/no/such/office" in answer.json["error"]["text"]


def test_a_refusal_for_people_goes_to_standard_error() -> None:
    answer = certapp("search", "x", "--office", "/no/such/office")
    assert (answer.out, answer.status) == ("", 1)
    assert "There is no office" in answer.err


def test_a_reader_that_stops_listening_breaks_nothing() -> None:
    command = f"{sys.executable} -m certapp schema | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr


def test_the_tour_shows_the_main_job(tmp_path: Path) -> None:
    answer = certapp("tour", tmp_path / "tour", "--json")
    assert (answer.status, answer.json["good"]) == (0, True)
    assert Path(answer.json["pdf"]).read_bytes().startswith(b"%PDF-")
    assert Path(answer.json["picture"]).read_bytes().startswith(b"\x89PNG")


def test_a_training_paper_is_no_certificate_outside_the_training_office(tmp_path: Path) -> None:
    office = tmp_path / "office"
    made = certapp("office", "demo", office, "--json").json
    passphrases, package, post = made["passphrases"], tmp_path / "XA.xcauth", tmp_path / "post"
    act = ("--office", office, "--user", "adam", "--passphrases", passphrases)
    certapp("package", "export", package, *act)
    certapp("trust", "import", package, "--trust", post, "--accept-fingerprint", made["fingerprint"], *TWO)
    hits = {hit["status"]: hit["number"] for hit in certapp("search", "exampleland", "--office", office, "--json").json}
    hits |= {hit["status"]: hit["number"] for hit in certapp("search", "XA-", "--office", office, "--json").json}
    outcomes = {}
    for status in ("ISSUED", "REVOKED"):
        pdf = tmp_path / f"{status}.pdf"
        assert certapp("show", hits[status], "--office", office, "--pdf", pdf).status == 0
        outside = certapp("verify", pdf, "--trust", post, "--json")
        inside = certapp("verify", pdf, "--office", office, "--json")
        outcomes[status] = (outside.json[0]["outcome"], outside.status, inside.json[0]["outcome"])
    assert outcomes["ISSUED"] == ("TEST_PAPER", 1, "GENUINE")
    assert outcomes["REVOKED"] == ("REVOKED", 1, "REVOKED")


def test_a_missing_file_takes_no_other_verdict_away(tmp_path: Path) -> None:
    answer = certapp("verify", FILES / "good.txt", tmp_path / "nothere", "--trust", tmp_path, "--json")
    assert [found["outcome"] for found in answer.json] == ["UNKNOWN_ISSUER", "UNREADABLE"]
    assert answer.json[1]["reasons"][0]["code"] == "FILE_NOT_THERE"


def test_an_empty_folder_is_no_verification(tmp_path: Path) -> None:
    answer = certapp("verify", tmp_path, "--trust", tmp_path, "--json")
    assert (answer.status, answer.json[0]["reasons"][0]["code"]) == (2, "NOTHING_TO_VERIFY")


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "X" * 5000],
        ["verify", "/dev/zero"],
        ["apply", "y" * 5000, "--office", "nowhere", "--user", "a"],
        ["trust", "import", "/dev/zero", "--trust", "nowhere"],
        ["show", "\udcff", "--office", "nowhere"],
        ["office", "create", "/proc/x/y", "--country", "XA", "--authority", "A", "--office", "01", "--users", "/none"],
    ],
)
def test_odd_words_get_a_sentence_and_no_traceback(words: list[str]) -> None:
    answer = certapp(*words, "--json")
    assert answer.status in {1, 2}
    assert "Traceback" not in answer.err
    told = answer.json[0]["reasons"][0] if isinstance(answer.json, list) else answer.json["error"]
    assert told["code"] != "FAULT"
    assert told["text"]


def test_a_fault_of_the_program_is_one_sentence_without_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ValueError("a secret name")

    monkeypatch.setattr("certapp.cli.form_commands.schema", broken)
    answer = certapp("schema")
    assert answer.status == 2
    assert "ValueError" in answer.err
    assert "secret" not in answer.err + answer.out
