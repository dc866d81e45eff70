"""Reports: the figures are those of the cases that were, no person is in them, and no cell becomes a formula."""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from openpyxl import load_workbook

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.receiving import receive
from certapp.service.report_files import report_csv, report_xlsx, write_report
from certapp.service.report_words import WordedTable, chart_of, worded
from certapp.service.reports import Report, ReportTable, at_share, period_report, year_report
from certapp.service.revoking import revoke
from tests.bad.make import small_application
from tests.offices import certapp, passphrase


@pytest.fixture
def report(office: Office, boris: Actor, approved: str) -> Report:
    """Of an office that issued one certificate (at least) and left one application open."""
    issue(office, boris, approved, office.unlock("document_signer", passphrase))
    receive(office, office.log_in("anna", passphrase), small_application())
    return year_report(office, office.clock.today.year, internal=True, singly=True)


def figures(report: Report) -> dict[str, int]:
    return {str(name): int(str(count)) for name, count in report.table("SUMMARY").rows}


def test_the_figures_are_those_of_what_was_done(office: Office, report: Report) -> None:
    found = figures(report)
    assert (found["RECEIVED"], found["ISSUED"], found["DECIDED"], found["OPEN_NOW"]) == (2, 1, 1, 1)
    assert found["ISSUED_PERMANENT"] + found["ISSUED_TEMPORARY"] == 1
    record = office.stored_record(office.register.value("SELECT record FROM certificate"))
    (thing,) = record.rows("objects")
    (country, *_counts, objects) = report.table("DESTINATIONS").rows[0]
    assert (country, objects) == (record["country_of_destination"], 1)
    valued = thing.rows("valuation")[0]
    (currency, count, permanent, temporary) = report.table("VALUES").rows[0]
    assert (currency, count) == (valued["currency"], 1)
    assert Decimal(str(permanent)) + Decimal(str(temporary)) == valued["amount"]
    assert {row[1] for row in report.table("CATEGORIES").rows} == {each["code"] for each in thing.rows("category")}
    assert report.table("OFFICES").rows == (("01", 2, 1, 1, 1, 0, 0),)
    assert report.table("OFFICIALS").rows == (("anna", 2, 0, 0, 0, 0, 0, 0), ("boris", 0, 1, 1, 0, 0, 0, 0))


def test_a_year_before_has_nothing_of_it(office: Office, report: Report) -> None:
    before = figures(year_report(office, office.clock.today.year - 1))
    now = {"OPEN_NOW"}
    assert {name for name, count in before.items() if count} <= now
    assert {name for name, count in before.items() if count} == now


def test_a_revoked_certificate_stays_issued_and_is_counted_as_revoked(office: Office, report: Report) -> None:
    anna, boris = (office.log_in(who, passphrase) for who in ("anna", "boris"))
    number = str(
        office.register.value("SELECT number FROM certificate WHERE number NOT IN (SELECT number FROM revocation)")
    )
    revoke(office, boris, anna, number, "ERROR", "A test.")
    found = figures(year_report(office, office.clock.today.year))
    assert (found["ISSUED"], found["REVOKED"]) == (figures(report)["ISSUED"], 1)


def test_shares_are_the_nearest_rank() -> None:
    assert at_share([], 90) == 0
    assert at_share([3], 50) == 3
    assert (at_share(list(range(1, 11)), 50), at_share(list(range(1, 11)), 90)) == (5, 9)


def test_officials_are_in_internal_reports_only(office: Office, report: Report) -> None:
    public = worded(period_report(office, report.first, report.last), office.form, "en")
    assert b"anna" not in report_csv(public)
    assert b"anna" in report_csv(worded(report, office.form, "en"))


def test_words_never_become_a_formula(office: Office, report: Report) -> None:
    bad = ReportTable("OFFICES", ("OFFICE", "CERTIFICATES", "OBJECTS"), 1, (("=1+1", 1, 2), ("＠SUM(A1)", 3, 4)))
    said = worded(replace(report, tables=(bad,)), office.form, "en")
    cells = [cell for row in csv.reader(io.StringIO(report_csv(said).decode("utf-8-sig"))) for cell in row]
    assert {"'=1+1", "'＠SUM(A1)"} <= set(cells)
    sheet = load_workbook(io.BytesIO(report_xlsx(said))).worksheets[0]
    typed = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "f" not in typed.values()
    assert typed["'=1+1"] == "s"
    assert typed[4] == "n"


def test_every_language_has_every_word(office: Office, report: Report) -> None:
    shown = [worded(report, office.form, language) for language in NAMES]
    assert len({said.title for said in shown}) == len(NAMES)
    assert len({said.tables[0].rows[0][0] for said in shown}) == len(NAMES)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_paper_has_the_tables(office: Office, report: Report, tmp_path: Path, language: str) -> None:
    file = tmp_path / "report.pdf"
    write_report(report, office.form, language, office.clock.seconds, file)
    pages = pypdfium2.PdfDocument(file)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    if language == "en":
        assert "Applications received" in text
        assert "Days to decision, median" in text
    with pikepdf.open(file) as pdf:
        told = [str(each.Alt) for each in elements(pdf.Root.StructTreeRoot) if each.get("/S") == "/Figure"]
    assert len(told) == sum(chart_of(table) is not None for table in worded(report, office.form, language).tables)
    assert "Standard certificate" not in text  # single certificates are for files that programs read
    assert any("US: 1" in words or str(office.clock.today.year) in words for words in told)


def elements(node: Any) -> Iterator[Any]:
    """Every element of a PDF's structure."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_a_chart_shows_what_can_be_compared_and_no_more_rows_than_fit() -> None:
    table = WordedTable(
        "DESTINATIONS", "Destinations", ("Month", "A", "B", "C", "D"), 1, tuple((str(n), n, 1, 2, 3) for n in range(40))
    )
    chart = chart_of(table)
    assert chart is not None
    assert (chart.names, len(chart.rows), chart.rows[3]) == (("A", "B", "C"), 15, ("3", (3, 1, 2)))
    latest = chart_of(replace(table, name="YEARS"))
    assert latest is not None
    assert [latest.rows[0][0], latest.rows[-1][0]] == ["25", "39"]
    sums = WordedTable("VALUES", "Values", ("Currency", "Objects", "Sum"), 1, (("EUR", 2, Decimal("3.50")),))
    assert chart_of(sums) is not None
    assert [chart_of(replace(table, name="SUMMARY")), chart_of(replace(table, rows=()))] == [None, None]


UK_MINIMUM = {
    "day received and day issued": ("MONTHS", ("RECEIVED", "ISSUED")),
    "days to decision": ("SUMMARY", ("DAYS_MEDIAN", "DAYS_90")),
    "type": ("CERTIFICATES", ("TYPE",)),
    "each licence": ("CERTIFICATES", ("RECEIVED_ON", "ISSUED_ON", "OBJECTS", "ADVISED", "EXPORT", "COUNTRY")),
    "number of items": ("SUMMARY", ("OBJECTS", "OBJECTS_REFUSED")),
    "value": ("VALUES", ("SUM_PERMANENT", "SUM_TEMPORARY")),
    "advised or not": ("SUMMARY", ("DECIDED", "DECIDED_ADVISED")),
    "temporary or permanent": ("SUMMARY", ("ISSUED_PERMANENT", "ISSUED_TEMPORARY")),
    "destination": ("DESTINATIONS", ("COUNTRY", "PERMANENT", "TEMPORARY", "OBJECTS")),
    "refused, and why": ("REFUSALS", ("REASON", "OBJECTS")),
    "temporary out, back, overdue": ("SUMMARY", ("WENT_ABROAD", "CAME_BACK", "ABROAD_NOW", "OVERDUE_NOW")),
}
"""The statistics that the United Kingdom publishes of export licences: the least that a report has."""


def test_the_report_has_at_least_what_the_united_kingdom_publishes(report: Report) -> None:
    for what, (name, wanted) in UK_MINIMUM.items():
        table = report.table(name)
        there = {str(row[0]) for row in table.rows} if name == "SUMMARY" else set(table.columns)
        assert set(wanted) <= there, what


def test_what_cannot_be_a_report_is_refused(office: Office, report: Report, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="REPORT_YEAR_UNKNOWN"):
        year_report(office, 10_000)
    with pytest.raises(Refusal, match="REPORT_PERIOD_TURNED"):
        period_report(office, date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(Refusal, match="REPORT_KIND_UNKNOWN"):
        write_report(report, office.form, "en", 0, tmp_path / "report.doc")


def test_the_command_writes_and_answers(office: Office, report: Report, tmp_path: Path) -> None:
    folder, year = Path(shutil.copytree(office.folder.path, tmp_path / "office")), office.clock.today.year
    file = tmp_path / "year.csv"
    answer = certapp("report", "year", year, "--office", folder, "--out", file, "--in", "fr", "--json")
    assert answer.status == 0, answer
    assert answer.json["summary"]["received"] >= 2
    assert "Demandes reçues" in file.read_text("utf-8-sig")
    told = certapp("report", "period", f"{year}-01-01", f"{year}-12-31", "--office", folder)
    assert "Applications received" in told.out
