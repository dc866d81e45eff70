"""The blank file goes out, an applicant fills it in, and what comes back is a draft: however it was packed again."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from certapp.formdef.loading import load_form
from certapp.model.errors import Refusal
from certapp.model.findings import Weight, blocking
from certapp.service.drafting import OpenDraft, draft_from, examine_draft, open_draft, receive_draft, save_draft
from certapp.service.importing.blank import blank_intake
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from tests.offices import EXAMPLES

FORM = load_form("xa")
PAINTING = EXAMPLES / "painting-permanent-sale"
FILLED = {
    "Inventory number": "00123",
    "Title": "Hills before the storm",
    "Type of object: group": "PAINTING",
    "Type of object": "Landscape painting",
    "Short description": "A hilly landscape under a dark sky.",
    "Maker": "Unknown master",
    "Maker known as": "PERSON",
    "Date or period": "c. 1870",
    "Materials": "canvas; oil paint",
    "Techniques": "painted",
    "Measurements › Height (cm)": "61,5",
    "Measurements › Width (cm)": "84",
    "Photographs › File": "front.jpg",
}


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """The blank file unpacked, and filled in with a spreadsheet and an editor."""
    unpacked = tmp_path / "gallery"
    with zipfile.ZipFile(io.BytesIO(blank_intake(FORM, "XA"))) as archive:
        archive.extractall(unpacked)
    application = json.loads((unpacked / "application.json").read_text("utf-8"))
    example = json.loads((PAINTING / "application.json").read_text("utf-8"))
    application["parties"] = example["parties"]
    (unpacked / "application.json").write_text(json.dumps(application), "utf-8")
    with (unpacked / "objects.csv").open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream))
    assert set(FILLED) <= set(header), "the list asks for all of it"
    with (unpacked / "objects.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow([FILLED.get(name, "") for name in header])
    shutil.copy(PAINTING / "front.jpg", unpacked / "photographs" / "front.jpg")
    return unpacked


def packed(folder: Path, *, with_folder: bool) -> Path:
    """Packed again, as it was or with the folder itself, with what a Mac adds."""
    file = folder.with_suffix(".xcintake")
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent if with_folder else folder))
        archive.writestr("__MACOSX/gallery/._application.json", b"\0\5\26\7")
        archive.writestr(".DS_Store", b"\0\0\0\1Bud1")
    return file


PACKED: dict[str, Callable[[Path], Path]] = {
    "as it was": lambda folder: packed(folder, with_folder=False),
    "with its folder": lambda folder: packed(folder, with_folder=True),
    "not packed": lambda folder: folder,
}


@pytest.mark.parametrize("how", PACKED)
def test_what_comes_back_is_a_draft_with_its_object_and_photograph(
    office: Office, anna: Actor, gallery: Path, how: str
) -> None:
    draft = draft_from(office, anna.id, read_intake(PACKED[how](gallery)))
    (item,) = draft.record["objects"]
    assert (item["title"], item["inventory_no"]) == (["Hills before the storm"], ["00123"])
    assert (item["date_earliest"], item["date_latest"], item["date_certainty"]) == (1865, 1875, "CIRCA")
    assert [(each["dimension"], each["value"]) for each in item["measurements"]] == [
        ("HEIGHT", "61.5"),
        ("WIDTH", "84"),
    ]
    assert item["photographs"] == [{"file": "front.jpg", "is_principal": True}]
    assert office.attachments.get(draft.files["front.jpg"]) == (PAINTING / "front.jpg").read_bytes()
    assert draft.record["country_of_export"] == "XA"
    assert len(draft.record["parties"]) == 3


def test_the_list_may_come_back_as_a_workbook_beside_the_blank_one(office: Office, anna: Actor, gallery: Path) -> None:
    blank, filled = (gallery / "objects.csv").read_text("utf-8-sig").splitlines()
    (gallery / "objects.csv").write_text(blank, "utf-8-sig")
    book = Workbook()
    assert book.active is not None
    for line in csv.reader([blank, filled]):
        book.active.append(line)
    book.save(gallery / "objects.xlsx")
    draft = draft_from(office, anna.id, read_intake(packed(gallery, with_folder=True)))
    assert [each["title"] for each in draft.record["objects"]] == [["Hills before the storm"]]


def test_what_it_lacks_is_found_and_after_that_it_is_received(office: Office, anna: Actor, gallery: Path) -> None:
    draft = draft_from(office, anna.id, read_intake(packed(gallery, with_folder=False)))
    missing = blocking(examine_draft(office, draft).findings, Weight.APPLICATION)
    assert {"export_type", "documents", "objects[0].category"} <= {finding.path for finding in missing}
    example = json.loads((PAINTING / "application.json").read_text("utf-8"))
    rest = {name: value for name, value in example.items() if name not in draft.record}
    (item,) = draft.record["objects"]
    item |= {name: value for name, value in example["objects"][0].items() if name not in item}
    item["photographs"] = [{**example["objects"][0]["photographs"][0], "file": "front.jpg", "is_principal": True}]
    whole = OpenDraft(draft.id, {**rest, **draft.record, "documents": []}, draft.files)
    whole.record["documents"] = [{"type": "INVOICE", "title": "Invoice of 1998"}]
    save_draft(office, anna.id, whole)
    assert receive_draft(office, anna, open_draft(office, draft.id)).startswith("A-")


def test_a_folder_inside_a_folder_is_not_searched(gallery: Path, tmp_path: Path) -> None:
    file = tmp_path / "deep.xcintake"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(gallery / "application.json", "one/two/application.json")
    with pytest.raises(Refusal, match="INTAKE_DAMAGED"):
        read_intake(file)
