"""Receiving: files kept before they are named, the record completed, nothing stored half."""

import json
import zipfile
from pathlib import Path

import pytest

from certapp.imaging.picture import inspect
from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused
from certapp.register.applications import application
from certapp.register.attachments import attachments_of
from certapp.service.deciding import approve
from certapp.service.intake import Intake, read_intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import EXAMPLES, passphrase


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
    dora = office.log_in("dora", passphrase)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        receive(office, dora, read_intake(EXAMPLES / "painting-permanent-sale"))


def test_a_character_that_no_font_has_is_told_before_anything_is_approved(
    office: Office, anna: Actor, tmp_path: Path
) -> None:
    raw = json.loads((EXAMPLES / "painting-permanent-sale" / "application.json").read_text("utf-8"))
    raw["objects"][0]["title"] = "the sign 𒀀"
    raw["objects"][0]["location_now"] = "room 𒀀"  # kept in the office, so it need not be printable
    (tmp_path / "application.json").write_text(json.dumps(raw))
    with pytest.raises(RecordRefused) as refused:
        receive(office, anna, read_intake(tmp_path))
    found = {(finding.code, finding.path) for finding in refused.value.findings}
    assert ("GLYPH_MISSING", "objects[0].title") in found
    assert not any(path.endswith("location_now") and code == "GLYPH_MISSING" for code, path in found)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("country_of_export", "FR", "EXPORT_FROM_OTHER_COUNTRY"), ("form", "another", "FORM_OF_OTHER_NAME")],
)
def test_what_is_for_another_office_is_refused(
    office: Office, anna: Actor, tmp_path: Path, field: str, value: str, code: str
) -> None:
    raw = json.loads((EXAMPLES / "painting-permanent-sale" / "application.json").read_text("utf-8"))
    (tmp_path / "application.json").write_text(json.dumps({**raw, field: value}))
    with pytest.raises(RecordRefused) as refused:
        receive(office, anna, read_intake(tmp_path))
    assert code in {finding.code for finding in refused.value.findings}


def test_one_photograph_named_twice_is_issued_twice(office: Office, anna: Actor, boris: Actor) -> None:
    intake = small_application()
    raw = json.loads(json.dumps(dict(intake.raw)))
    photo = raw["objects"][0]["photographs"][0]
    raw["objects"][0]["photographs"] = [photo, {**photo, "is_principal": False}, {**photo, "is_principal": False}]
    number = receive(office, anna, Intake(raw, intake.file))
    approve(office, boris, number)
    assert issue(office, boris, number, office.unlock("document_signer", passphrase)).pdf


def test_five_hundred_objects_can_be_received_and_read_back(office: Office, anna: Actor) -> None:
    intake = small_application()
    raw = json.loads(json.dumps(dict(intake.raw)))
    raw["objects"] = [{**raw["objects"][0]} for _ in range(500)]
    number = receive(office, anna, Intake(raw, intake.file))
    assert len(office.stored_record(application(office.register, number).record).rows("objects")) == 500
