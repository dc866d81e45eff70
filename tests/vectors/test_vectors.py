"""The files in `files/`: what another verifier must come to, this one comes to as well."""

import re
from pathlib import Path
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.seal.claims import claims_json
from certapp.trust.bulletin import read_bulletin
from certapp.trust.contact import contact_json
from certapp.trust.package import read_package
from certapp.trust.register_digest import read_digest
from certapp.trust.verdict import Outcome
from tests.vectors.reading import FILES, asked, bad_lists, codes, judged, printed, printed_onto

FORMATS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
OF_FILES_ALONE = re.compile(
    "NO_CODE_.*|CAMERA_.*|NOTHING_TO_VERIFY|FILE_.*|PICTURE_NOT_AN_IMAGE|PICTURE_TOO_LARGE|PDF_.*|RECORD_.*"
    "|ALREADY_USED|ENDORSED_.*|TAG_OF_ANOTHER|NUMBER_NOT_ANSWERED"
)
OTHERWISE = {"ALREADY_USED"}
"""Said of pictures and PDFs, by what a post remembers, and of other texts than a code."""


def named(expected: dict[str, Any]) -> str:
    return str(expected["file"])


@pytest.mark.parametrize("expected", [*codes(), *asked()], ids=named)
def test_each_text_and_number_comes_to_its_verdict(expected: dict[str, Any]) -> None:
    verdict = judged(expected)
    assert (verdict.outcome.value, verdict.colour.value) == (expected["outcome"], expected["colour"])
    assert [reason.code for reason in verdict.reasons] == [reason["code"] for reason in expected["reasons"]]
    for reason, given in zip(verdict.reasons, expected["reasons"], strict=True):
        assert {name: value for name, value in reason.params.items() if name != "detail"} == given["params"]
    assert (verdict.claims and claims_json(verdict.claims)) == expected["claims"]
    assert contact_json(verdict.contact) == expected.get("contact")


@pytest.mark.parametrize("expected", printed(), ids=named)
def test_each_printed_bulletin_is_added_or_refused(expected: dict[str, Any]) -> None:
    if "refusal" in expected:
        with pytest.raises(Refusal) as caught:
            printed_onto(expected)
        assert caught.value.code == expected["refusal"]
    else:
        made = printed_onto(expected)
        told = {"sequence": made.sequence, "this_update": made.this_update, "next_update": made.next_update}
        assert {**told, "entries": len(made)} == expected["becomes"]


@pytest.mark.parametrize("expected", bad_lists(), ids=named)
def test_each_bad_list_is_refused(expected: dict[str, Any]) -> None:
    content = (FILES / expected["file"]).read_bytes()
    anchors = [read_package((FILES / name).read_bytes()).anchor for name in expected["under"]]
    with pytest.raises(Refusal) as caught:
        if not anchors:
            read_package(content)
        elif expected["file"].endswith(".xcdigest"):
            read_digest(content, anchors)
        else:
            read_bulletin(content, anchors)
    assert caught.value.code == expected["refusal"]


def test_every_outcome_and_reason_that_a_text_can_reach_has_its_file() -> None:
    assert {each["outcome"] for each in codes()} == {outcome.value for outcome in Outcome} - OTHERWISE
    table = FORMATS.partition("### Reason codes")[2].partition("### The signature of the PDF")[0]
    rows = re.findall(r"^\|([^|]*)\|", table, re.MULTILINE)
    lines = " ".join(row.partition(":")[0] + _after(row) for row in rows)
    documented = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", lines)) | {"NUMBER_WELL_FORMED", "NUMBER_MISTYPED"}
    wanted = {code for code in documented - {"CA"} if not OF_FILES_ALONE.fullmatch(code)} - {"PICTURE_CODE_FALSE"}
    assert {reason["code"] for each in codes() for reason in each["reasons"]} == wanted


def _after(row: str) -> str:
    """Codes behind a semicolon: `A: what it means; B: what that means`."""
    return "".join(" " + part.partition(":")[0] for part in row.split(";")[1:])
