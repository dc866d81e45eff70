"""Wrong lists: each its own sentence, with row and column where there is one, and nothing half imported."""

from pathlib import Path

import pytest

from certapp.formdef.loading import load_form
from certapp.model.errors import Refusal
from certapp.service.importing.mapping import Matching, guess
from certapp.service.importing.pictures import pictures_in
from certapp.service.importing.plan import Plan
from certapp.service.importing.source import read_source
from tests.bad.make_lists import make_lists

FORM = load_form("xa")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of them."""
    folder = tmp_path_factory.mktemp("lists")
    make_lists(folder)
    return folder


def looked_over(path: Path) -> Plan:
    source = read_source(path)
    matching = guess(FORM, source.table.header) if source.table else Matching()
    return source.plan(FORM, matching, pictures_in(path.parent), True, 0, lambda done, of: None)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("no-objects.csv", "LIST_EMPTY", "no objects"),
        ("binary.csv", "LIST_ENCODING_UNKNOWN", "UTF-8"),
        ("10000-columns.csv", "LIST_TOO_WIDE", "10000 columns"),
        ("too-many-rows.csv", "LIST_TOO_LONG", "5000 rows"),
        ("open-quote.csv", "LIST_QUOTES_WRONG", "Row 2"),
        ("wide-row.csv", "LIST_ROW_TOO_WIDE", "Row 2"),
        ("long-cell.csv", "LIST_CELL_TOO_LONG", "Row 2, column B"),
        ("column-twice.csv", "LIST_COLUMN_TWICE", "‘Title’"),
        ("bomb.xlsx", "LIST_WORKBOOK_TOO_LARGE", "120 MB"),
        ("no-workbook.xlsx", "LIST_NOT_A_WORKBOOK", "no XLSX"),
        ("entities.xlsx", "LIST_NOT_A_WORKBOOK", "no XLSX"),
        ("broken.xml", "LIDO_BROKEN", "line"),
        ("other.xml", "LIDO_NONE", "no LIDO record"),
        ("entities.xml", "LIDO_FORBIDDEN", "entities"),
        ("deep.xml", "LIDO_TOO_LARGE", "60 levels"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(lists: Path, name: str, code: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        looked_over(lists / name)
    assert caught.value.code == code
    assert words in caught.value.text()
    assert "{" not in caught.value.text()


@pytest.mark.parametrize(
    ("name", "sentence", "stops"),
    [
        ("not-a-number.csv", "Row 7, column Height (cm): ‘12,x’ is not a number", True),
        ("path-trick.csv", "Row 2, column Photograph: ‘../../etc/passwd’ leads out of the folder", True),
        ("picture-missing.csv", "Row 2, column Photograph: The picture ‘nowhere.jpg’ is not in the folder", False),
        ("formula.xlsx", "Row 2, column Height (cm): The formula has no result", True),
        ("nameless.xml", "Record R-1, line 3: There is neither a title nor a type", True),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(lists: Path, name: str, sentence: str, stops: bool) -> None:
    found = looked_over(lists / name)
    said = [remark for remark in found.remarks if remark.text().startswith(sentence)]
    assert [remark.stops for remark in said] == [stops], [remark.text() for remark in found.remarks]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("utf-8-sig", "Ваза"), ("utf-16", "إناء"), ("cp1252", "Céramique à décor"), ("cp1251", "Ваза расписная глиняная")],
)
def test_lists_of_other_alphabets_are_read(tmp_path: Path, encoding: str, title: str) -> None:
    (tmp_path / "list.csv").write_bytes(f"Title;Height (cm)\r\n{title};12,5\r\n".encode(encoding))
    found = looked_over(tmp_path / "list.csv")
    assert found.rows[0]["title"] == [title]
    assert found.rows[0]["measurements"][0]["value"] == "12.5"
    assumed = [remark for remark in found.warnings if remark.code == "LIST_ENCODING_ASSUMED"]
    assert bool(assumed) is encoding.startswith("cp")
