"""Experts: a package that names no person goes out, an opinion comes back in, by file or typed."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.register.cases import history, opinions
from certapp.service.auditing import verify_journal
from certapp.service.experts import (
    Answer,
    answers,
    ask_expert,
    blank_answer,
    expert_package,
    opinion_schema,
    read_opinion,
    take_opinion,
)
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from tests.offices import EXAMPLES

ANSWER = Answer("CONDITIONS", "A late copy.", "c. 1920", "plausible", True, "none known")


@pytest.fixture
def number(office: Office, anna: Actor) -> str:
    return receive(office, anna, read_intake(EXAMPLES / "manuscript-arabic" / "application.json"))


@pytest.fixture
def position(office: Office, anna: Actor, number: str) -> int:
    due = office.clock.today + timedelta(days=14)
    return ask_expert(office, anna, number, "Prof. E. Xpert", "National Museum", [1], due)


@pytest.fixture
def written(tmp_path: Path, number: str, position: int) -> Callable[..., Path]:
    """The file as the expert sends it back, with changes."""

    def write(**changes: object) -> Path:
        filled: dict[str, Any] = {**blank_answer(number, position), "opinion": "OBJECTION", "text": "It is new."}
        path = tmp_path / "opinion.json"
        path.write_text(json.dumps({**filled, **changes}), "utf-8")
        return path

    return write


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def test_an_expert_is_asked_and_answers_once(office: Office, anna: Actor, number: str, position: int) -> None:
    take_opinion(office, anna, number, position, ANSWER)
    (opinion,) = opinions(office.register, number)
    assert (opinion.expert, opinion.objects, opinion.opinion, opinion.text) == (
        "Prof. E. Xpert", (1,), "CONDITIONS", "A late copy.",
    )  # fmt: skip
    assert answers(office, number) == {position: ANSWER}
    with pytest.raises(Refusal, match="OPINION_NOT_ASKED"):
        take_opinion(office, anna, number, position, ANSWER)
    assert verify_journal(office) == ()


def test_only_objects_of_the_case_can_be_asked_about(office: Office, anna: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="OBJECT_UNKNOWN"):
        ask_expert(office, anna, number, "Prof. E. Xpert", "", [7], office.clock.today)
    with pytest.raises(Refusal, match="EXPERT_NAMELESS"):
        ask_expert(office, anna, number, " ", "", [1], office.clock.today)


def test_the_package_holds_what_an_expert_needs_and_names_nobody(
    office: Office, anna: Actor, number: str, position: int
) -> None:
    files = unpacked(expert_package(office, anna, number, position, "en"))
    assert {"letter.pdf", "objects.pdf", "objects.json", "opinion.json", "opinion.schema.json"} <= set(files)
    assert any(name.startswith("photographs/object-1-1.") for name in files)
    assert "Prof. E. Xpert" in words(files["letter.pdf"])
    record = json.loads(files["objects.json"])
    assert [row["object_seq"] for row in record["objects"]] == [1]
    assert "parties" not in record
    stored = office.stored_record(office.register.value("SELECT record FROM application WHERE number = ?", (number,)))
    names = [row.text("name_legal") for row in stored.rows("parties")]
    assert names
    said = words(files["objects.pdf"]) + words(files["letter.pdf"]) + files["objects.json"].decode()
    assert [name for name in names if name in said] == []


def test_the_same_letter_is_sent_again(office: Office, anna: Actor, number: str, position: int) -> None:
    first, again = (unpacked(expert_package(office, anna, number, position)) for _time in range(2))
    assert first["letter.pdf"] == again["letter.pdf"]
    assert verify_journal(office) == ()


def test_a_file_filled_in_by_the_schema_is_read(office: Office, number: str, written: Callable[..., Path]) -> None:
    path = written(opinion="NOT_CULTURAL", object_inspected=True)
    jsonschema.validate(json.loads(path.read_text("utf-8")), opinion_schema(office))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    said = Answer("NOT_CULTURAL", "It is new.", object_inspected=True)
    assert read_opinion(office, number, path) == (1, said, digest)


def test_who_signed_an_opinion_and_the_hash_of_its_file_stand_in_the_journal(
    office: Office, anna: Actor, number: str, written: Callable[..., Path]
) -> None:
    path = written(opinion="NO_OBJECTION", signed_by="Prof. E. Xpert", signed_on="2026-01-02")
    position, answer, digest = read_opinion(office, number, path)
    take_opinion(office, anna, number, position, answer, digest)
    facts = history(office.register, number)[-1].facts()
    assert (facts["signed_by"], facts["signed_on"]) == ("Prof. E. Xpert", "2026-01-02")
    assert facts["file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert answers(office, number)[position].signed_by == "Prof. E. Xpert"


@pytest.mark.parametrize(
    ("changes", "code", "of_schema"),
    [
        ({"format": "another"}, "OPINION_FIELD_WRONG", True),
        ({"remark": "hello"}, "OPINION_FIELD_WRONG", True),
        ({"application": "A-2000-01-1"}, "OPINION_OF_OTHER_CASE", False),
        ({"request": True}, "OPINION_FIELD_WRONG", True),
        ({"request": 2}, "OPINION_NOT_ASKED", False),
        ({"opinion": "PERHAPS"}, "CODE_OF_NO_LIST", True),
        ({"text": ["no words"]}, "OPINION_FIELD_WRONG", True),
        ({"text": "x" * 4001}, "OPINION_FIELD_WRONG", True),
        ({"age_finding": "x" * 401}, "OPINION_FIELD_WRONG", True),
        ({"object_inspected": "yes"}, "OPINION_FIELD_WRONG", True),
        ({"signed_on": "yesterday"}, "OPINION_FIELD_WRONG", True),
        ({"signed_on": "2999-01-01"}, "OPINION_FIELD_WRONG", False),
    ],
)
def test_a_file_filled_in_wrong_is_refused_by_name(
    office: Office,
    number: str,
    written: Callable[..., Path],
    changes: dict[str, object],
    code: str,
    of_schema: bool,
) -> None:
    path = written(**changes)
    with pytest.raises(Refusal, match=code):
        read_opinion(office, number, path)
    validator = jsonschema.Draft202012Validator(opinion_schema(office))
    assert validator.is_valid(json.loads(path.read_text("utf-8"))) is not of_schema


def test_what_is_no_file_of_ours_is_refused(office: Office, number: str, tmp_path: Path) -> None:
    path = tmp_path / "opinion.json"
    path.write_bytes(b"\xff not JSON")
    with pytest.raises(Refusal, match="INTAKE_DAMAGED"):
        read_opinion(office, number, path)
    with pytest.raises(Refusal, match="FILE_NOT_READABLE"):
        read_opinion(office, number, tmp_path / "nowhere.json")
