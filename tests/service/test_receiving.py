"""Receiving: files kept before they are named, the record completed, nothing stored half."""

import json
import zipfile
from pathlib import Path

import pytest

from certapp.imaging.picture import inspect
from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.attachments import attachments_of
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from tests.offices import EXAMPLES


def test_a_zip_a_folder_and_a_file_are_the_same_application(tmp_path: Path) -> None:
    folder = EXAMPLES / "painting-permanent-sale"
    packed = tmp_path / "painting.xcintake"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    ways = [read_intake(source) for source in (folder, folder / "application.json", packed)]
    assert all(way.raw == ways[0].raw for way in ways)
    assert all(way.file("front.jpg") == (folder / "front.jpg").read_bytes() for way in ways)
    assert all(way.file("../painting-permanent-sale/front.jpg") is None for way in ways)


def test_originals_stay_and_what_leaves_has_no_position(office: Office, anna: Actor) -> None:
    number = receive(office, anna, read_intake(EXAMPLES / "coins-temporary-loan"))
    record = office.stored_record(application(office.register, number).record)
    photo = record.rows("objects")[0].rows("photographs")[0]
    original, leaving = photo.text("original_sha256"), photo.text("sha256")
    assert inspect(office.attachments.get(original)).has_position
    assert not inspect(office.attachments.get(leaving)).has_position
    kept = {file.sha256 for file in attachments_of(office.register, number)}
    assert {original, leaving} <= kept


def test_the_office_fills_in_what_nobody_types(office: Office, anna: Actor) -> None:
    number = receive(office, anna, read_intake(EXAMPLES / "museum-loan-34-objects"))
    record = office.stored_record(application(office.register, number).record)
    objects = record.rows("objects")
    assert record.text("application_no") == number
    assert record.text("prepared_by") == "Anna Registrar"
    assert [item["object_seq"] for item in objects] == list(range(1, 35))
    assert len({item.text("object_uuid") for item in objects}) == 34
    assert objects[0].text("documented_by") == "Anna Registrar"


def test_what_the_office_fills_in_cannot_be_handed_in(office: Office, anna: Actor, tmp_path: Path) -> None:
    raw = json.loads((EXAMPLES / "painting-permanent-sale" / "application.json").read_text("utf-8"))
    raw["certificate_no"] = "XA-2026-01-000009-Q"
    (tmp_path / "application.json").write_text(json.dumps(raw))
    with pytest.raises(Refusal) as refused:
        receive(office, anna, read_intake(tmp_path))
    assert "FIELD_FILLED_BY_OFFICE" in [finding.code for finding in refused.value.findings]  # type: ignore[attr-defined]


def test_an_auditor_receives_nothing(office: Office) -> None:
    from tests.offices import passphrase

    dora = office.log_in("dora", passphrase)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        receive(office, dora, read_intake(EXAMPLES / "painting-permanent-sale"))
