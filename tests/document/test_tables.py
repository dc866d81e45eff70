"""Tables of a letter: chart and table stay together, titles come again, parts stand further in, numbers in line."""

import io

import pikepdf
import pypdfium2
import pytest

from certapp.document.bars import Bars
from certapp.document.letter import render_paper
from certapp.document.letter_parts import Grid, Heading, Part, Words


def paper(*parts: Part, language: str = "en") -> bytes:
    return render_paper(title="Paper", authority="Authority", language=language, dated=1_790_000_000, parts=parts)


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def edges(pdf: bytes, words: str) -> tuple[float, float]:
    """Where words begin and end on the first page, in points from the left."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found is not None, words
    boxes = [text.get_charbox(found[0] + index) for index in range(found[1])]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def tags(node: pikepdf.Object, role: str) -> int:
    kids = node.get("/K", [])
    listed = list(kids.as_list()) if isinstance(kids, pikepdf.Array) else [kids]
    below = sum(tags(kid, role) for kid in listed if isinstance(kid, pikepdf.Dictionary))
    return below + (node.get("/S") == f"/{role}")


@pytest.mark.parametrize("lines", range(24, 44, 4))
def test_a_chart_is_not_parted_from_its_heading_nor_from_its_table(lines: int) -> None:
    rows = tuple((f"row {number}", str(number)) for number in range(8))
    bars = Bars(("Count",), tuple((name, (int(number),)) for name, number in rows), "chart")
    heading = (Heading("Both together"), bars, Grid(("Name", "Last title"), rows, 1))
    found = pages_of(paper(Words("\n".join(["line"] * lines)), *heading))
    (page,) = [text for text in found if "Both together" in text]
    assert "Last title" in page
    assert page.count("row 7") == 2  # in the chart and in the table


def test_a_table_over_pages_has_its_titles_on_each_and_says_them_once() -> None:
    rows = tuple((f"row {number}", str(number)) for number in range(120))
    pdf = paper(Heading("Long"), Grid(("Name", "Count"), rows, 1))
    found = pages_of(pdf)
    assert len(found) > 1
    assert all("Name" in text and "Count" in text for text in found)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root.StructTreeRoot
        assert (tags(root, "TR"), tags(root, "TH"), tags(root, "TD")) == (121, 2 + 120, 120)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_parts_of_a_row_stand_further_in_and_units_below_each_other(language: str) -> None:
    rows = (("Whole", "123456"), ("Partly", "78"))
    pdf = paper(Grid(("Figure", "Count"), rows, 1, under=(1,)), language=language)
    (left, right), (inner_left, inner_right) = edges(pdf, "Whole"), edges(pdf, "Partly")
    assert inner_left > left + 8 if language == "en" else inner_right < right - 8
    assert abs(edges(pdf, "123456")[1] - edges(pdf, "78")[1]) < 1.5
