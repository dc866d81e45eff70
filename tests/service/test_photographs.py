"""Photographs of an application: framed alike in print, in the file and in the record; looked at and prepared once."""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageFilter

from certapp.imaging.framing import Framing
from certapp.imaging.picture import inspect
from certapp.model.findings import Finding
from certapp.paths import RESOURCES
from certapp.register.applications import application
from certapp.service.deciding import approve
from certapp.service.drafting import OpenDraft, add_file, examine_draft, new_draft, receive_draft
from certapp.service.intake import Intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.photograph_names import view_of
from certapp.service.photographs import PhotographShelf, shelf_of
from certapp.service.pictures_apart import Looked, pictures_apart
from certapp.service.receiving import examine, receive
from tests.bad.make import small_application
from tests.imaging.making import jpeg, opened, quarters, saved
from tests.imaging.test_heic import HEIC
from tests.imaging.test_picture import exif_with
from tests.offices import passphrase

FRONT = (RESOURCES / "training" / "painting-permanent-sale" / "front.jpg").read_bytes()
FOLIO = (RESOURCES / "training" / "manuscript-arabic" / "folio.jpg").read_bytes()


def with_photographs(files: Mapping[str, bytes], *rows: dict[str, Any]) -> Intake:
    """The small application with these photographs of its object instead of its own."""
    raw = json.loads(json.dumps(dict(small_application().raw)))
    first = raw["objects"][0]["photographs"][0]
    raw["objects"][0]["photographs"] = [{**first, "is_principal": not at, **row} for at, row in enumerate(rows)]
    return Intake(raw, files.get)


def said(office: Office, intake: Intake) -> dict[str, Finding]:
    """What is said of photographs, by code."""
    found = examine(office, intake).findings
    return {each.code: each for each in found if each.code.startswith(("PHOTOGRAPH_", "PICTURE_", "FILE_"))}


def test_print_attachment_and_record_show_the_same_framed_picture(office: Office, anna: Actor, boris: Actor) -> None:
    original = jpeg(quarters(3000, 1500), exif=exif_with(position=True))
    intake = with_photographs({"a.jpg": original}, {"file": "a.jpg", "turned": 90, "crop": "0,0,500,1000"})
    number = receive(office, anna, intake)
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    photo = office.stored_record(application(office.register, number).record).rows("objects")[0].rows("photographs")[0]
    leaving = office.attachments.get(photo.text("sha256"))
    with pikepdf.open(io.BytesIO(issued.pdf)) as pdf:
        attached = pdf.attachments["object-1-1.jpg"].get_file().read_bytes()
    assert attached == leaving
    assert hashlib.sha256(original).hexdigest() == photo.text("original_sha256") != photo.text("sha256")
    assert office.attachments.get(photo.text("original_sha256")) == original
    assert (photo.get("width_px"), photo.get("height_px")) == (1500, 1500) == opened(leaving).size
    printed = shelf_of(office).prepared(photo.text("sha256"))
    assert (printed.width_px, printed.height_px) == (1500, 1500)
    for picture in (opened(leaving), opened(printed.jpeg)):  # the left half was red over blue; turned: blue, red
        left, right = picture.convert("RGB").getpixel((90, 750)), picture.convert("RGB").getpixel((1400, 750))
        assert isinstance(left, tuple)
        assert isinstance(right, tuple)
        assert left[2] > 150 > left[0]
        assert right[0] > 150 > right[2]
    assert not inspect(leaving).has_position


def test_too_small_counts_after_cropping(office: Office) -> None:
    files = {"a.jpg": FRONT}
    assert "PHOTOGRAPH_TOO_SMALL" not in said(office, with_photographs(files, {"file": "a.jpg"}))
    found = said(office, with_photographs(files, {"file": "a.jpg", "crop": "0,0,150,1000"}))["PHOTOGRAPH_TOO_SMALL"]
    assert (found.path, found.weight) == ("objects[0].photographs[0].file", "A")
    assert "450 x 2244" in found.text()


def test_what_prints_coarse_is_worth_a_look(office: Office) -> None:
    small = saved(opened(FRONT).resize((1300, 973)), "JPEG", quality=90)
    found = said(office, with_photographs({"a.jpg": small}, {"file": "a.jpg"}))["PHOTOGRAPH_COARSE"]
    assert found.weight == "look"
    assert "1063" in found.text()


def test_a_blurred_one_is_worth_a_look(office: Office) -> None:
    blurred = saved(opened(FOLIO).filter(ImageFilter.GaussianBlur(12)), "JPEG", quality=90)
    found = said(office, with_photographs({"a.jpg": blurred, "b.jpg": FOLIO}, {"file": "a.jpg"}, {"file": "b.jpg"}))
    assert found["PHOTOGRAPH_BLURRED"].path == "objects[0].photographs[0].file"
    assert "a.jpg" in found["PHOTOGRAPH_BLURRED"].text()


def test_the_same_file_and_a_near_equal_one_name_the_other(office: Office) -> None:
    again = saved(opened(FOLIO), "JPEG", quality=60)
    files = {"a.jpg": FOLIO, "b.jpg": FOLIO, "c.jpg": again, "d.jpg": FRONT}
    found = said(office, with_photographs(files, *({"file": name} for name in files)))
    assert found["PHOTOGRAPH_TWICE"].path == "objects[0].photographs[1].file"
    assert found["PHOTOGRAPH_ALIKE"].path == "objects[0].photographs[2].file"
    for each in (found["PHOTOGRAPH_TWICE"], found["PHOTOGRAPH_ALIKE"]):
        assert each.weight == "look"
        assert "photograph 1.1 ('a.jpg')" in each.text()


def test_two_crops_of_one_file_are_two_pictures(office: Office) -> None:
    rows = [{"file": "a.jpg"}, {"file": "a.jpg", "crop": "0,0,600,500"}]
    assert not {"PHOTOGRAPH_TWICE", "PHOTOGRAPH_ALIKE"} & said(office, with_photographs({"a.jpg": FOLIO}, *rows)).keys()


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"turned": 45}, "PHOTOGRAPH_TURN_WRONG", "turned"),
        ({"crop": "900,0,100,1000"}, "PHOTOGRAPH_CROP_WRONG", "crop"),
    ],
)
def test_a_framing_that_cannot_be_is_said_at_its_field(
    office: Office, row: dict[str, object], code: str, field: str
) -> None:
    found = said(office, with_photographs({"a.jpg": FRONT}, {"file": "a.jpg", **row}))[code]
    assert (found.path, found.weight) == (f"objects[0].photographs[0].{field}", "A")


def test_a_picture_cut_short_is_said_while_it_is_typed(office: Office) -> None:
    half = FRONT[: len(FRONT) // 2]
    found = said(office, with_photographs({"a.jpg": half}, {"file": "a.jpg"}))
    assert found["PICTURE_NOT_AN_IMAGE"].path == "objects[0].photographs[0].file"


def test_heic_leaves_as_jpeg_and_stays_as_it_came(office: Office, anna: Actor) -> None:
    raw = dict(with_photographs({}, {"file": "a.heic"}).raw)
    number = receive(office, anna, Intake({**raw}, {"a.heic": HEIC}.get))
    photo = office.stored_record(application(office.register, number).record).rows("objects")[0].rows("photographs")[0]
    assert photo.text("mime") == "image/jpeg"
    assert not inspect(office.attachments.get(photo.text("sha256"))).has_position
    assert inspect(office.attachments.get(photo.text("original_sha256"))).format == "HEIF"


def test_a_photograph_is_prepared_once_from_adding_to_issuing(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    look = pictures_apart().look

    def counted(data: bytes, framing: Framing) -> Looked:
        made.append(len(data))
        return look(data, framing)

    monkeypatch.setattr(pictures_apart(), "look", counted)
    picture = saved(opened(FOLIO).transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG", quality=91)
    draft, name = add_file(office, new_draft(office, anna), "mirrored.jpg", picture, photograph=True)
    assert len(made) == 1
    raw = dict(with_photographs({}, {"file": name}).raw)
    draft = OpenDraft(draft.id, raw, draft.files)
    examine_draft(office, draft)
    number = receive_draft(office, anna, draft)
    approve(office, boris, number)
    issue(office, boris, number, office.unlock("document_signer", passphrase))
    assert len(made) == 1


def test_a_draft_looked_over_again_reads_no_photograph(
    office: Office, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, name = add_file(office, new_draft(office, anna), "front.jpg", FRONT, photograph=True)
    draft = OpenDraft(draft.id, dict(with_photographs({}, {"file": name}).raw), draft.files)
    before = examine_draft(office, draft).findings
    monkeypatch.setattr(type(office.attachments), "get", lambda *_args: pytest.fail("read again"))
    assert examine_draft(office, draft).findings == before


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[1]", b'{"size": [1], "hash": 1, "colours": "zz", "sharpness": 1}'])
def test_what_was_noted_of_a_photograph_may_be_spoilt(office: Office, spoilt: bytes) -> None:
    shelf = shelf_of(office)
    sha256 = office.attachments.put(FRONT)
    seen = shelf.seen(sha256)
    (shelf.folder / f"{sha256}.json").write_bytes(spoilt)
    assert shelf.seen(sha256) == seen


def test_a_shelf_that_cannot_be_written_costs_time_only(office: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    shelf = PhotographShelf(office.attachments, blocked / "prepared")
    assert shelf.prepared(office.attachments.put(FRONT)).width_px == 1772


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("IMG_0012 front.jpg", "FRONT"),
        ("Pot-07_VERSO.png", "BACK"),
        ("back-signature.jpg", "DETAIL_INSCRIPTION"),
        ("detail2.heic", "DETAIL_FEATURE"),
        ("feedback.jpg", ""),
        ("DSC00451.JPG", ""),
        ("", ""),
    ],
)
def test_a_file_name_suggests_the_view(name: str, view: str) -> None:
    assert view_of(name) == view
