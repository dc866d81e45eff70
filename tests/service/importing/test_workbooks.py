"""Workbooks as museums keep them: headings, merged cells, names in two rows, days and zeros where words are meant."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from certapp.formdef.loading import load_form
from certapp.model.errors import Refusal
from certapp.service.importing.mapping import guess
from certapp.service.importing.plan import Plan, plan
from certapp.service.importing.table import Table
from certapp.service.importing.workbook import read_xlsx

FORM = load_form("xa")
NAMES = ["Inventory number", "Title", "Maker", "Height (cm)"]


def read(fill: Callable[[Worksheet], Any], changed: Callable[[bytes], bytes] = lambda part: part) -> Table:
    """What is read of a workbook that `fill` writes; `changed` changes the part with its sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    again = io.BytesIO()
    with zipfile.ZipFile(buffer) as written, zipfile.ZipFile(again, "w") as archive:
        for name in written.namelist():
            part = written.read(name)
            archive.writestr(name, changed(part) if "worksheets/" in name else part)
    return read_xlsx(again.getvalue(), "list.xlsx")


def planned(table: Table) -> Plan:
    return plan(FORM, table, guess(FORM, table.header), None)


def said(found: Table | Plan) -> list[str]:
    return [remark.text() for remark in found.remarks]


def test_a_heading_over_the_list_is_passed_over() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Inventory of the Port Museum, 2026"])
        sheet.merge_cells("A1:D1")
        sheet.append([])
        sheet.append(NAMES)
        sheet.append(["P-1", "Jug", "Unknown potter", 20])

    table = read(fill)
    assert table.header == tuple(NAMES)
    assert [line.number for line in table.lines] == [4]
    assert said(table) == [
        "Row 1: ‘Inventory of the Port Museum, 2026’ was taken for the heading of the list and left out."
    ]


def test_what_stands_in_cells_merged_over_rows_counts_for_each_row() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (NAMES, ["P-1", "Jug", "Workshop of the coast", 20], ["P-2", "Bowl", None, 8], ["P-3", "Cup"]):
            sheet.append(row)
        sheet.merge_cells("C2:C3")

    table = read(fill)
    assert [line.cells[2] for line in table.lines] == ["Workshop of the coast", "Workshop of the coast", ""]
    (remark,) = table.remarks
    assert "1 times, first at C2:C3" in remark.text()
    assert not remark.stops


def test_names_of_columns_in_two_rows_are_read_together() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Inventory number", "Title", "Measures", None, "Frame", None])
        sheet.append([None, None, "Height (cm)", "Width (cm)", "Height (cm)", "Kind"])
        for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(merged)
        sheet.append(["P-1", "Portrait", 40, 30, 50, "gilt"])

    table = read(fill)
    assert table.header == (
        *("Inventory number", "Title", "Measures: Height (cm)", "Width (cm)", "Frame: Height (cm)", "Kind"),
    )
    assert [line.cells for line in table.lines] == [("P-1", "Portrait", "40", "30", "50", "gilt")]
    assert any("stand in two rows" in words for words in said(table))


def test_names_that_stand_again_on_each_page_are_no_objects() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (NAMES, ["P-1", "Jug"], NAMES, ["P-2", "Bowl"]):
            sheet.append(row)

    table = read(fill)
    assert [line.cells[0] for line in table.lines] == ["P-1", "P-2"]
    assert said(table) == ["Row 3: The names of the columns stand here again; the row was left out."]


def test_an_inventory_number_keeps_the_zeros_that_are_shown_before_it() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (NAMES, [123, "Jug"], [123, "Bowl"], ["00123", "Cup"], [1877.5, "Plate"]):
            sheet.append(row)
        sheet["A2"].number_format = "00000"

    found = planned(read(fill))
    assert [row["inventory_no"] for row in found.rows] == [["00123"], ["123"], ["00123"], ["1877.5"]]


def test_a_day_where_a_number_is_meant_is_told_with_its_cell_and_stops_nothing() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([*NAMES, "Date or period"])
        sheet.append([date(1990, 2, 1), "Jug", "Unknown", 20, date(1950, 3, 12)])

    found = planned(read(fill))
    assert found.rows[0]["inventory_no"] == ["1990-02-01"]
    assert not found.problems
    days = [remark for remark in found.remarks if remark.code == "LIST_DAY_IN_WORDS"]
    assert [(remark.row, remark.column) for remark in days] == [(2, "Inventory number")], "a date may be a day"
    assert "make the column one of text" in days[0].text()


def test_a_number_where_words_are_meant_is_the_words() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (NAMES, ["P-1", 1984, True, 20.5]):
            sheet.append(row)

    (row,) = planned(read(fill)).rows
    assert (row["title"], row["maker_name"]) == (["1984"], ["yes"])
    assert row["measurements"][0]["value"] == "20.5"


def test_a_workbook_that_says_it_merges_all_its_rows_many_times_is_read_all_the_same() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (NAMES, ["P-1", "Jug"], ["P-2", "Bowl"]):
            sheet.append(row)
        sheet.merge_cells("B2:B3")

    everything = b'<mergeCell ref="B2:B1048576"/>' * 30_000
    table = read(fill, lambda part: part.replace(b'<mergeCell ref="B2:B3"/>', everything))
    assert [line.cells[0] for line in table.lines] == ["P-1", "P-2"]


def test_reading_tells_how_far_it_is_and_ends_anywhere() -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(NAMES)
    for number in range(2000):
        sheet.append([f"P-{number}", f"Jug {number * 7919 % 10007}", "Unknown", number])
    buffer = io.BytesIO()
    book.save(buffer)
    told: list[tuple[int, int]] = []
    table = read_xlsx(buffer.getvalue(), "list.xlsx", going=lambda done, of: told.append((done, of)))
    assert len(table.lines) == 2000
    shares = [done for done, _of in told]
    assert {of for _done, of in told} == {100}
    assert shares == sorted(shares) and shares[-1] == 100 and len(set(shares)) > 10
    for last in (1, len(told) // 2, len(told)):  # while it is measured, while its rows are read, at the very end
        heard = 0

        def stop(done: int, of: int, last: int = last) -> None:
            nonlocal heard
            heard += 1
            if heard == last:
                raise Refusal("LIST_CANCELLED")

        with pytest.raises(Refusal, match="LIST_CANCELLED"):
            read_xlsx(buffer.getvalue(), "list.xlsx", going=stop)
        assert heard == last  # and nothing more was read
