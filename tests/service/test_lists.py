"""A list of stolen objects comes in whole or not at all, and new objects are compared with it offline."""

from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.service.checking import check_lists
from certapp.service.comparing import side_by_side
from certapp.service.lists import ListRefused, import_list, lists_of, measures
from certapp.service.office import Office
from certapp.service.receiving import examine
from tests.service.test_seen import application, picture

HEAD = "ref_no,type,title,maker,measurements,photo\n"
ROW = 'ST-1,Painting,"Boats, at noon",Unknown,"61,5 x 84 cm",boats.jpg\n'


@pytest.fixture
def folder(tmp_path: Path, folder: Path) -> Path:
    """The office's folder; its list is made beside the test."""
    return folder


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "list.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_list_is_taken_in_with_its_pictures_and_shown(office: Office, tmp_path: Path) -> None:
    (tmp_path / "boats.jpg").write_bytes(picture())
    file = written(tmp_path, HEAD + ROW + "ST-2,Vase,,,,gone.jpg\n")
    done = import_list(office, file, "Police of Exampleland", "2026-10-31")
    assert (done.source.count, done.pictures, done.pictures_missing) == (2, 1, ("gone.jpg",))
    assert [(each.name, each.edition, each.count) for each in lists_of(office)] == [
        ("Police of Exampleland", "2026-10-31", 2)
    ]


def test_an_object_on_a_list_is_laid_beside_ours_with_its_picture(office: Office, tmp_path: Path) -> None:
    (tmp_path / "boats.jpg").write_bytes(picture(777))
    import_list(office, written(tmp_path, HEAD + ROW), "Police of Exampleland", "2026-10-31")
    intake = application("Boats at dawn", picture(777))
    (found,) = (each for each in examine(office, intake).findings if each.code == "ON_STOLEN_LIST")
    sides = side_by_side(office, intake.raw, {}, found)
    (title,) = (line for line in sides.lines if line.theirs == "Boats, at noon")
    assert (title.mine, title.differs) == ("Boats at dawn", True)
    assert len(sides.theirs) == 1
    import_list(office, written(tmp_path, HEAD + "ST-9,Vase,,,,\n"), "Police of Exampleland", "2026-11-01")
    with pytest.raises(Refusal) as refused:
        side_by_side(office, intake.raw, {}, found)
    assert refused.value.code == "COMPARISON_GONE"


def test_a_newer_edition_replaces_the_older(office: Office, tmp_path: Path) -> None:
    import_list(office, written(tmp_path, HEAD + ROW), "Police of Exampleland", "2026-10-31")
    import_list(office, written(tmp_path, HEAD + "ST-9,Vase,,,,\n"), "Police of Exampleland", "2026-11-01")
    assert [(each.edition, each.count) for each in lists_of(office)] == [("2026-11-01", 1)]


def test_an_object_on_a_list_is_found_by_its_picture_and_by_title_and_measures(office: Office, tmp_path: Path) -> None:
    (tmp_path / "boats.jpg").write_bytes(picture(777))
    import_list(office, written(tmp_path, HEAD + ROW), "Police of Exampleland", "2026-10-31")
    size = [
        {"dimension": "HEIGHT", "value": "615", "unit": "MMT"},
        {"dimension": "WIDTH", "value": "84", "unit": "CMT"},
    ]
    by_words = application("Boats at noon", picture(400), measurements=size)
    by_picture = application("Without a name", picture(777, quality=50))
    for intake in (by_words, by_picture):
        (found,) = (each for each in examine(office, intake).findings if each.code == "ON_STOLEN_LIST")
        assert found.params["reference"] == "ST-1"
        assert "Police of Exampleland" in found.text()


def test_the_check_writes_down_what_was_searched_and_what_came_out(office: Office, tmp_path: Path) -> None:
    (tmp_path / "boats.jpg").write_bytes(picture(777))
    import_list(office, written(tmp_path, HEAD + ROW), "Police of Exampleland", "2026-10-31")
    looked = examine(office, application("Without a name", picture(777)))
    checked = check_lists(office, looked.record, looked.enclosures, "Anna Registrar")
    (row,) = checked.rows
    assert checked.likenesses == 1
    assert (row["register"], row["result"], row["object_seq"], row["reference"], row["data_edition"]) == (
        *("NATIONAL_STOLEN", "POSSIBLE_MATCH", 1, "ST-1"),
        "2026-10-31",
    )
    assert row["checked_by"] == "Anna Registrar"
    other = examine(office, application("Without a name", picture(400)))
    (row,) = check_lists(office, other.record, other.enclosures, "Anna Registrar").rows
    assert row["result"] == "NO_MATCH"
    assert "object_seq" not in row


BAD = (
    ("no rows", HEAD, "STOLEN_LIST_EMPTY"),
    ("an unknown column", "ref_no,title,colour\nA,B,C\n", "LIST_COLUMN_UNKNOWN"),
    ("a column twice", "ref_no,title,title\nA,B,C\n", "STOLEN_LIST_COLUMN_TWICE"),
    ("no reference column", "title\nA\n", "LIST_COLUMNS_MISSING"),
    ("too many cells", "ref_no,title\nA,B,C\n", "STOLEN_LIST_ROW_TOO_WIDE"),
    ("no reference", "ref_no,title\n,B\n", "LIST_CELL_MISSING"),
    ("a reference twice", "ref_no,title\nA,B\nA,C\n", "LIST_REFERENCE_TWICE"),
    ("no title", "ref_no,title\nA,\n", "LIST_CELL_MISSING"),
    ("a path for a photograph", "ref_no,title,photo\nA,B,../x.jpg\n", "LIST_PHOTO_NAME_WRONG"),
    ("a long cell", f"ref_no,title\nA,{'x' * 4001}\n", "STOLEN_LIST_CELL_TOO_LONG"),
    ("a control character", "ref_no,title\nA,B\x07\n", "LIST_CELL_UNPRINTABLE"),
    ("Latin 1", "ref_no,title\nA,Café\n".encode("latin-1"), "LIST_NOT_UTF8"),
    ("a cell beyond bounds", f'ref_no,title\nA,"{"x" * 200_000}"\n', "LIST_ROW_BROKEN"),
    ("nothing at all", "", "LIST_COLUMNS_MISSING"),
)


@pytest.mark.parametrize(("text", "code"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_bad_list_is_refused_with_row_and_column_and_changes_nothing(
    office: Office, tmp_path: Path, text: str | bytes, code: str
) -> None:
    import_list(office, written(tmp_path, HEAD + ROW), "Police of Exampleland", "2026-10-31")
    with pytest.raises(ListRefused) as refused:
        import_list(office, written(tmp_path, text), "Police of Exampleland", "2026-11-01")
    assert code in {fault.code for fault in refused.value.faults}
    assert all("{" not in fault.text() for fault in refused.value.faults)
    assert [each.edition for each in lists_of(office)] == ["2026-10-31"]


@pytest.mark.parametrize(
    ("name", "edition", "code"),
    [
        ("", "2026-10-31", "LIST_NAME_WRONG"),
        ("office", "2026-10-31", "LIST_NAME_WRONG"),
        ("x" * 61, "2026-10-31", "LIST_NAME_WRONG"),
        ("Police", "31.10.2026", "LIST_EDITION_WRONG"),
        ("Police", "2999-01-01", "LIST_EDITION_IN_FUTURE"),
    ],
)
def test_a_list_has_a_name_and_a_date(office: Office, tmp_path: Path, name: str, edition: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        import_list(office, written(tmp_path, HEAD + ROW), name, edition)
    assert refused.value.code == code


def test_a_semicolon_may_part_the_cells(office: Office, tmp_path: Path) -> None:
    done = import_list(office, written(tmp_path, "ref_no;title;maker\nA;Boats, red;\n"), "Police", "2026-10-31")
    assert done.source.count == 1


@pytest.mark.parametrize(
    ("written_so", "read"),
    [
        ("61,5 x 84 cm", (("HEIGHT", 61.5), ("WIDTH", 84.0))),
        ("615 x 840 mm", (("HEIGHT", 61.5), ("WIDTH", 84.0))),
        ("1.2 m; 3 kg", (("HEIGHT", 120.0), ("WEIGHT", 3000.0))),
        ("unknown", ()),
    ],
)
def test_measures_are_read_as_they_are_written(written_so: str, read: tuple[tuple[str, float], ...]) -> None:
    assert (
        measures(written_so) == pytest.approx(read)
        if not read
        else dict(measures(written_so)) == pytest.approx(dict(read))
    )
