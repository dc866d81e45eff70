"""Application, approval, certificate, border, revocation: by command line, the verifier without the register."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from certapp.document.raster import page_png
from tests.offices import EXAMPLE_NAMES, EXAMPLES, PASSPHRASES, Desk, certapp, copied_desk


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_an_example_goes_the_whole_way(desk: Desk, example: str) -> None:
    application = desk.apply(EXAMPLES / example)
    number, pdf = desk.issue(application)

    answer = desk.verify(pdf)
    assert answer.status == 0
    (found,) = answer.json
    assert found["outcome"] == "GENUINE"
    assert found["colour"] == "green"
    assert found["number"] == number
    signature = found["pdf_signature"]
    assert (signature["outcome"], signature["reasons"]) == ("genuine", [])
    assert found["signed_picture"]["object"] == 1
    assert found["record_matches"] is True

    picture = desk.folder / "page.png"
    picture.write_bytes(page_png(pdf.read_bytes(), 0, 150))
    assert desk.verify(picture).json[0]["outcome"] == "GENUINE"

    assert desk.revoke(number).status == 0
    desk.carry_bulletin()
    answer = desk.verify(pdf, picture)
    assert answer.status == 1
    assert [found["outcome"] for found in answer.json] == ["REVOKED", "REVOKED"]
    assert answer.json[0]["colour"] == "red"


def test_the_journal_is_whole_after_all_this(desk: Desk) -> None:
    answer = certapp("journal", "verify", "--office", desk.office, "--json")
    assert (answer.status, answer.json["faults"]) == (0, [])


def test_a_certificate_is_found_and_shown(desk: Desk, issued: tuple[str, Path]) -> None:
    number, _ = issued
    hits = certapp("search", "conceicao", "--office", desk.office, "--json").json
    assert number in [hit["number"] for hit in hits]
    shown = certapp("show", number, "--office", desk.office, "--json").json
    assert shown["status"] == "ISSUED"
    assert [act["act"] for act in shown["acts"]][-1] == "CERTIFICATE_ISSUED"
    assert shown["record"]["certificate_no"] == number


def test_a_code_is_verified_from_text_and_from_standard_input(desk: Desk, issued: tuple[str, Path]) -> None:
    code = certapp("show", issued[0], "--office", desk.office, "--json").json["code"]
    text = desk.folder / "code.txt"
    text.write_text(code.lower() + "\n")
    assert desk.verify(text).json[0]["outcome"] == "GENUINE"
    piped = subprocess.run(
        [sys.executable, "-m", "certapp", "verify", "-", "--trust", desk.post, "--json"],
        input=code.encode(),
        capture_output=True,
        check=False,
    )
    assert piped.returncode == 0
    assert json.loads(piped.stdout)[0]["file"] == "-"


def test_whoever_prepared_may_not_approve(desk: Desk) -> None:
    application = desk.apply(EXAMPLES / "painting-permanent-sale", user="carla")
    answer = desk.act(("approve", application), "carla")
    assert (answer.status, answer.json["error"]["code"]) == (1, "APPROVER_IS_PREPARER")


def test_roles_come_from_the_roster(desk: Desk) -> None:
    application = desk.apply(EXAMPLES / "painting-permanent-sale")
    for act, user in (("approve", "anna"), ("approve", "dora")):
        answer = desk.act((act, application), user)
        assert (answer.status, answer.json["error"]["code"]) == (1, "ROLE_MISSING")
    answer = desk.act(("issue", application), "boris", "--out", desk.folder / "out")
    assert answer.json["error"]["code"] == "APPLICATION_NOT_APPROVED"


def test_revocation_needs_two_people(desk: Desk, issued: tuple[str, Path]) -> None:
    alone = desk.act(("revoke", issued[0]), "boris", "--second", "boris", "--reason", "ERROR", "--text", "x")
    assert (alone.status, alone.json["error"]["code"]) == (1, "REVOCATION_NEEDS_SECOND_PERSON")


def test_numbers_follow_each_other_and_are_never_used_twice(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    numbers = [desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))[0] for _ in range(3)]
    assert [number.split("-")[3] for number in numbers] == ["000001", "000002", "000003"]


def test_a_restored_office_issues_only_after_it_was_resumed(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    source = EXAMPLES / "painting-permanent-sale"
    desk.issue(desk.apply(source))
    assert certapp("backup", tmp_path / "backup", "--office", desk.office).status == 0
    lost, _ = desk.issue(desk.apply(source))
    desk.office.rename(tmp_path / "burnt")
    assert certapp("restore", tmp_path / "backup", desk.office).status == 0
    application = desk.apply(source)
    assert desk.act(("approve", application), "boris").status == 0
    refused = desk.act(("issue", application), "boris", "--out", tmp_path / "out")
    assert refused.json["error"]["code"] == "RESTORED_COPY"
    keys = ("--user", "boris", "--passphrases", desk.passphrases, "--json")
    resumed = certapp("office", "resume", desk.office, "--last-number", lost, *keys)
    assert resumed.json["void"] == [lost]
    answer = desk.act(("issue", application), "boris", "--out", tmp_path / "out")
    assert answer.json["number"].split("-")[3] == "000003"


def test_the_command_line_founds_an_office_with_the_ca_key_elsewhere(tmp_path: Path) -> None:
    """The one journey with key files of full strength, in processes of its own."""
    users, passphrases = tmp_path / "users.json", tmp_path / "passphrases.json"
    people = [
        {"id": "anna", "name": "Anna Registrar", "roles": ["CLERK", "OFFICER"]},
        {"id": "boris", "name": "Boris Head", "roles": ["APPROVER", "SEAL_HOLDER", "SUPERVISOR"]},
    ]
    users.write_text(json.dumps(people))
    passphrases.write_text(json.dumps(PASSPHRASES))
    passphrases.chmod(0o600)

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "certapp", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})

    founding = ("--country", "XA", "--authority", "Heritage Authority", "--office", "01", "--users", users)
    keys = ("--passphrases", passphrases)
    made = run("office", "create", tmp_path / "office", *founding, *keys, "--ca-key-to", tmp_path / "vault")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "vault" / "ca.key").exists()
    assert not (tmp_path / "office" / "keys" / "ca.key").exists()
    signed = ("--office", tmp_path / "office", *keys, "--json")
    applied = run("apply", EXAMPLES / "painting-permanent-sale", "--user", "anna", *signed)
    application = json.loads(applied.stdout)["application"]
    assert run("approve", application, "--user", "boris", *signed).returncode == 0
    issued = run("issue", application, "--user", "boris", *signed, "--out", tmp_path / "out")
    pdf = json.loads(issued.stdout)["pdf"]
    verified = run("verify", pdf, "--office", tmp_path / "office", "--json")
    assert (verified.returncode, json.loads(verified.stdout)[0]["outcome"]) == (0, "GENUINE")
