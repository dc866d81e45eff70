"""certapp paper: each writes the PDF it is asked for, or says why not."""

from pathlib import Path

import pypdfium2
import pytest

from tests.offices import Desk, certapp, copied_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return copied_desk(tmp_path_factory.mktemp("papers"))


def words(file: Path) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))


def test_leaflet_and_test_sheet_are_written(desk: Desk, tmp_path: Path) -> None:
    leaflet, sheet = tmp_path / "leaflet.pdf", tmp_path / "sheet.pdf"
    assert certapp("paper", "leaflet", leaflet, "--office", desk.office, "--language", "fr").status == 0
    assert "Ce que la douane demandera" in words(leaflet)
    assert certapp("paper", "test-sheet", sheet, "--json").json == {"file": str(sheet), "language": "en"}
    assert "XCTEST" in words(sheet)


def test_a_paper_of_a_certificate_that_is_not_there_is_refused_and_nothing_is_written(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "paper.pdf"
    for command, more in (("notice", ("--office", desk.office)), ("copy", ())):
        words_of = ("paper", command, file, "--number", "XA-2026-01-999999-K", *more)
        answer = desk.act(words_of, "anna") if command == "copy" else certapp(*words_of)
        assert answer.status == 1
        assert "XA-2026-01-999999-K" in answer.out + answer.err
    assert not file.exists()


def test_another_language_is_refused(tmp_path: Path) -> None:
    answer = certapp("paper", "test-sheet", tmp_path / "sheet.pdf", "--language", "de")
    assert answer.status == 1
    assert "fr" in answer.err
