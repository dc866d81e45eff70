"""A loan from issue to the day on which its case is closed: desk, border, stick, desk again; all by command line."""

import hashlib
import io
from datetime import date, timedelta
from pathlib import Path
from time import time
from typing import Any

import pytest
from PIL import Image

from certapp.document.raster import page_png
from certapp.service.office import open_office
from certapp.service.suspending import lifted_but_listed
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import KeyRing
from certapp.trust.post_key import create_post_key
from tests.offices import EXAMPLES, Desk, certapp

HERE = ("--customs-office", "Port of Example", "--post", "North Gate", "--officer", "4711")


@pytest.fixture(scope="module")
def loan(desk: Desk) -> tuple[str, Path]:
    """A certificate for coins that must come back."""
    return desk.issue(desk.apply(EXAMPLES / "coins-temporary-loan"))


def endorse(desk: Desk, pdf: Path, kind: str, *more: object) -> Any:
    answer = certapp("endorse", pdf, "--trust", desk.post, "--kind", kind, "--json", *more)
    assert answer.status == 0, answer
    return answer.json


def carried(desk: Desk, stick: Path) -> list[Any]:
    """The outbox by stick to the desk."""
    assert certapp("outbox", "copy", stick, "--trust", desk.post, "--json").status == 0
    assert certapp("outbox", "list", "--trust", desk.post, "--json").json == []
    answer = desk.act(("receipt", "import", *sorted(stick.glob("*.xcreceipt"))), "anna")
    assert answer.status == 0, answer
    return list(answer.json)


def life(desk: Desk, number: str) -> Any:
    return certapp("certificate", "show", number, "--office", desk.office, "--json").json


def test_a_loan_leaves_is_extended_comes_back_in_part_is_inspected_and_closed(
    desk: Desk, loan: tuple[str, Path], tmp_path: Path
) -> None:
    number, pdf = loan
    count = life(desk, number)
    assert (count["state"], count["temporary"]) == ("ISSUED", True)
    objects = desk.verify(pdf).json[0]["claims"]["object_count"]
    desk.carry_bulletin()  # the second: an office is founded with the first
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "JPEG")
    photo = tmp_path / "crate.jpg"
    photo.write_bytes(picture.getvalue())

    left = endorse(desk, pdf, "exit", *HERE, "--remark", "One crate opened", "--seals", "A-17", "--photo", photo)
    assert left["line"].startswith(f"EXIT North Gate {date.today().isoformat()} 4711 ")
    again = desk.verify(pdf).json[0]
    assert again["outcome"] == "GENUINE" and "ENDORSED_EXIT" in [each["code"] for each in again["reasons"]]
    (taken,) = carried(desk, tmp_path / "stick")
    assert (taken["number"], taken["state"], taken["source"]) == (number, "ABROAD", "UNSIGNED")
    assert taken["tasks"] == ["TASK_REMARK"]
    told = life(desk, number)
    assert told["objects"] == {str(each): "OUT" for each in range(1, objects + 1)}
    assert (told["endorsements"][0]["seals"], told["endorsements"][0]["officer"]) == ("A-17", "4711")
    name = hashlib.sha256(picture.getvalue()).hexdigest()
    assert (desk.office / "attachments" / name[:2] / name).is_file()
    posts = certapp("receipt", "posts", "--office", desk.office, "--json").json["bulletins"]
    assert posts == [{"post": "North Gate", "bulletin": 2, "of": date.today().isoformat()}]

    (task,) = certapp("receipt", "tasks", "--office", desk.office, "--json").json
    assert desk.act(("receipt", "close", task["task"]), "anna", "--note", "Seen.").status == 0
    assert certapp("receipt", "tasks", "--office", desk.office, "--json").json == []

    stop = ("--venue", "Second Museum", "--city", "Elsewhere", "--country", "ES")
    days = ("--from", date.today().isoformat(), "--to", (date.today() + timedelta(days=1)).isoformat())
    assert desk.act(("certificate", "stop", number), "anna", *stop, *days).status == 0
    assert any("Second Museum" in each for each in life(desk, number)["itinerary"])

    until = date.fromisoformat(told["return_due"]) + timedelta(days=60)
    sheet = tmp_path / "sheet.pdf"
    words = ("--until", until.isoformat(), "--text", "The exhibition goes on.", "--out", sheet)
    alone = desk.act(("certificate", "extend", number), "boris", "--second", "boris", *words)
    assert alone.json["error"]["code"] == "EXTENSION_NEEDS_SECOND_PERSON"
    extended = desk.act(("certificate", "extend", number), "boris", "--second", "anna", *words)
    assert extended.status == 0, extended
    seen = desk.verify(sheet).json[0]
    assert seen["outcome"] == "GENUINE", seen
    assert until.isoformat() in next(each["text"] for each in seen["reasons"] if each["code"] == "EXTENSION")
    (line,) = certapp("certificate", "abroad", "--office", desk.office, "--find", "coin", "--json").json
    assert (line["number"], line["return_due"], line["out"]) == (number, until.isoformat(), objects)

    back = endorse(desk, pdf, "reimport", "--object", "1=presented:2", *HERE)
    assert back["kind"] == "REIMPORT"
    (taken,) = carried(desk, tmp_path / "second stick")
    assert (taken["state"], taken["tasks"]) == ("RETURNED", ["TASK_QUANTITY_DIFFERS"])  # two of 24 coins
    typed = desk.act(("certificate", "endorse", number), "anna", "--kind", "reimport", *HERE)
    assert typed.json["tasks"] == ["TASK_NOT_AWAY"], typed  # the same again, from the sheet
    looked = [word for each in range(1, objects + 1) for word in ("--object", f"{each}=good")]
    closed = desk.act(("certificate", "return", number), "anna", "--place", "Depot", *looked)
    assert closed.json["state"] == "CLOSED_RETURNED", closed
    assert certapp("certificate", "abroad", "--office", desk.office, "--json").json == []
    assert certapp("journal", "verify", "--office", desk.office, "--json").status == 0


def test_a_permanent_export_that_has_left_is_red_where_it_left(
    desk: Desk, issued: tuple[str, Path], tmp_path: Path
) -> None:
    _number, pdf = issued
    endorse(desk, pdf, "exit", *HERE)
    again = desk.verify(pdf)
    assert (again.status, again.json[0]["outcome"]) == (1, "ALREADY_USED")
    refused = certapp("endorse", pdf, "--trust", desk.post, "--kind", "exit", "--json")
    assert refused.json["error"]["code"] == "ENDORSE_NOT_GENUINE"
    endorse(desk, pdf, "reimport")  # what comes home comes home, the post and the officer are remembered
    first = carried(desk, tmp_path / "stick")
    assert [each["state"] for each in first] == ["CLOSED_EXPORTED", "CLOSED_EXPORTED"]
    assert first[1]["tasks"] == []
    twice = desk.act(("receipt", "import", *sorted((tmp_path / "stick").glob("*.xcreceipt"))), "anna")
    assert [each["again"] for each in twice.json] == [True, True]


def test_a_signed_receipt_is_believed_once_the_digits_were_compared(
    desk: Desk, issued: tuple[str, Path], tmp_path: Path
) -> None:
    number, pdf = issued
    passphrases = tmp_path / "post.json"
    passphrases.write_text('{"post": "north gate opens this test office"}')
    passphrases.chmod(0o600)
    keys = KeyRing(desk.post / "post" / "keys")
    made = create_post_key(keys, "North Gate", "ES", "north gate opens this test office", int(time()), TEST_COST)
    secret = ("--passphrases", passphrases)
    other = certapp("endorse", pdf, "--trust", desk.post, "--kind", "reimport", "--post", "South", *secret, "--json")
    assert other.json["error"]["code"] == "POST_KEY_OF_OTHER"
    assert endorse(desk, pdf, "reimport", *HERE, *secret)["signed"] is True
    (taken,) = carried(desk, tmp_path / "stick")
    assert taken["source"] == "SIGNED_UNKNOWN"
    receipt = next((tmp_path / "stick").glob("*.xcreceipt"))
    accept = ("receipt", "accept-post", receipt)
    assert desk.act(accept, "boris", "--digits", "0" * 40).json["error"]["code"] == "POST_DIGITS_DIFFER"
    assert desk.act(accept, "boris", "--digits", fingerprint40(made)).json == {"post": "North Gate"}
    endorse(desk, pdf, "reimport", *secret)
    assert carried(desk, tmp_path / "second stick")[0]["source"] == "SIGNED"
    paper = tmp_path / "receipt.pdf"
    assert certapp("outbox", "page", receipt, paper, "--trust", desk.post, "--json").status == 0
    # The page that came by post says the same as the file, scanned or photographed; a paper without a receipt does not.
    photograph = tmp_path / "photograph.jpg"
    scan = Image.open(io.BytesIO(page_png(paper.read_bytes(), 0, 200))).convert("L")
    scan.rotate(2, fillcolor=200).save(photograph, quality=70)
    read = desk.act(("receipt", "import", paper, photograph, pdf), "anna").json
    assert [(each.get("number"), each.get("again")) for each in read[:2]] == [(number, True)] * 2
    assert read[2]["refused"] == "NO_RECEIPT_FOUND"


def test_a_doubted_certificate_is_suspended_cleared_lost_and_replaced_and_the_border_sees_each(desk: Desk) -> None:
    old, old_pdf = desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))
    told = ("--text", "The police asks.")
    assert desk.act(("certificate", "suspend", old), "anna", *told).json["error"]["code"] == "ROLE_MISSING"
    assert desk.act(("certificate", "suspend", old), "boris", *told).json["state"] == "SUSPENDED"
    desk.carry_bulletin()
    seen = desk.verify(old_pdf).json[0]
    assert (seen["outcome"], seen["reasons"][0]["code"]) == ("REVOKED", "REVOKED_SUSPENDED")
    alone = desk.act(("certificate", "lift", old), "boris", "--second", "boris", *told)
    assert alone.json["error"]["code"] == "LIFTING_NEEDS_SECOND_PERSON"
    assert desk.act(("certificate", "lift", old), "boris", "--second", "anna", *told).json["state"] == "ISSUED"
    with open_office(desk.office, write=False) as office:
        assert lifted_but_listed(office) == 1
    desk.carry_bulletin()
    with open_office(desk.office, write=False) as office:
        assert lifted_but_listed(office) == 0
    assert desk.verify(old_pdf).json[0]["outcome"] == "GENUINE"

    begun = desk.act(("certificate", "replace", old), "anna", "--reason", "lost")
    assert begun.status == 0, begun
    new, new_pdf = desk.issue(begun.json["application"])
    assert (life(desk, old)["replaced_by"], life(desk, new)["replaces"]) == (new, old)
    desk.carry_bulletin()
    seen = desk.verify(old_pdf).json[0]
    assert (seen["outcome"], seen["reasons"][0]["code"]) == ("REPLACED", "REPLACED_BY")
    assert new in seen["reasons"][0]["text"]
    fresh = desk.verify(new_pdf).json[0]
    assert (fresh["outcome"], fresh["claims"]["replaces"]) == ("GENUINE", old)
    twice = desk.act(("certificate", "replace", old), "anna", "--reason", "lost")
    assert twice.json["error"]["code"] == "CERTIFICATE_ALREADY_REVOKED"

    assert desk.act(("certificate", "surrender", new), "anna", "--text", "Sold at home.").json["state"] == "SURRENDERED"
    desk.carry_bulletin()
    assert desk.verify(new_pdf).json[0]["reasons"][0]["code"] == "REVOKED_WITHDRAWN"
