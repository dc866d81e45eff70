"""The figures of reports, each against what was written down by hand of a small office's two years.

The story is told in `register_of_a_year`; the numbers below it come from reading that, not from the program.
"""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from certapp.model.language import NAMES
from certapp.register.cases import Asked, ObjectDecision
from certapp.register.reporting import document_kind
from certapp.seal import cbor
from certapp.service.casework import lapse, propose, request_information, withdraw
from certapp.service.clock import Clock
from certapp.service.deciding import approve, close_not_required, refuse
from certapp.service.endorsing import Desk as PostDesk
from certapp.service.endorsing import Presented, Sheet
from certapp.service.experts import Answer, ask_expert, take_opinion
from certapp.service.intake import Intake, read_intake
from certapp.service.issuing import issue
from certapp.service.office import Office, open_office
from certapp.service.receipts import type_endorsement
from certapp.service.receiving import receive
from certapp.service.report_files import report_csv, report_xlsx, write_table
from certapp.service.report_words import WordedReport, worded
from certapp.service.reports import CERTIFICATES, Report, year_report
from certapp.service.returning import Inspected, inspect_return
from certapp.service.revoking import revoke
from tests.bad.make import small_application
from tests.offices import EXAMPLES, certapp, make_desk, passphrase

APPEALS = tuple(f"APPEALS_{each}" for each in ("FILED", "UPHELD", "IN_PART", "DISMISSED", "ENDED", "PENDING"))
GATE = PostDesk("Port of Example", "North Gate", "4711")


@dataclass
class Told:
    """The office, the hand on its clock, and what reports said of its two years."""

    office: Office
    folder: Path
    reports: dict[int, Report]

    def figures(self, year: int) -> dict[str, int]:
        return {str(name): int(str(count)) for name, count in self.reports[year].table("SUMMARY").rows}

    def rows(self, name: str, year: int = 2026) -> set[tuple[object, ...]]:
        return set(self.reports[year].table(name).rows)


def sale(title: str, country: str, amount: str, currency: str, objects: int = 1) -> Intake:
    """A permanent export."""
    intake = small_application(title)
    first = intake.raw["objects"][0]
    first["valuation"] |= {"amount": amount, "currency": currency}
    intake.raw["objects"] = [{**first, "object_seq": number} for number in range(1, objects + 1)]
    intake.raw["country_of_destination"] = country
    return intake


def loan(due: str) -> Intake:
    """A temporary export of one lot of coins to Japan, of 42000.00 EUR."""
    intake = read_intake(EXAMPLES / "coins-temporary-loan")
    raw = {key: value for key, value in intake.raw.items() if key not in ("itinerary", "planned_exit_on")}
    return replace(intake, raw={**raw, "return_due_on": due})


def register_of_a_year(folder: Path) -> Told:
    """What happened, day by day. Nothing here is counted."""
    now = [datetime(2026, 10, 1, 9, tzinfo=UTC)]
    clock = Clock(lambda: now[0].timestamp())
    desk = make_desk(folder, clock)
    with open_office(desk.office, clock, counters=folder / "counters") as office:
        anna, boris = (office.log_in(name, passphrase) for name in ("anna", "boris"))
        signer = office.unlock("document_signer", passphrase)

        def on(year: int, month: int, day: int) -> None:
            now[0] = datetime(year, month, day, 9, tzinfo=UTC)

        def endorsed(number: str, kind: str) -> None:
            sheet = Sheet(kind, office.clock.today, GATE, (Presented(1, "PRESENTED"),), "", "")
            type_endorsement(office, anna, number, sheet)

        on(2026, 10, 5)
        vase = receive(office, anna, sale("A vase", "CH", "185000.00", "EUR"))
        pair = receive(office, anna, sale("A pair, mdocument_kindkOPEN_GENERAL", "US", "1000.50", "USD", objects=2))
        asked = ask_expert(office, anna, vase, "Prof. E. Xpert", "Museum", [1], date(2026, 10, 7))
        on(2026, 10, 7)
        take_opinion(office, anna, vase, asked, Answer("NO_OBJECTION", "Nothing against it."))
        on(2026, 10, 8)
        approve(office, boris, vase)
        on(2026, 10, 9)
        vase_paper = issue(office, boris, vase, signer).number
        on(2026, 10, 12)
        back = receive(office, anna, loan("2026-12-01"))
        on(2026, 10, 13)
        approve(office, boris, back)
        back_paper = issue(office, boris, back, signer).number
        on(2026, 10, 15)
        refused = ObjectDecision(2, "REFUSED", ("EVIDENCE_MISSING", "PENDING_CLAIM"), "Whose is it?", "")
        propose(office, anna, pair, [ObjectDecision(1, "APPROVED", (), "", ""), refused])
        approve(office, boris, pair)
        issue(office, boris, pair, signer)
        on(2026, 10, 20)
        endorsed(back_paper, "EXIT")
        on(2026, 11, 2)
        away = receive(office, anna, loan("2026-12-15"))
        approve(office, boris, away)
        away_paper = issue(office, boris, away, signer).number
        on(2026, 11, 3)
        no = receive(office, anna, sale("A door", "US", "10.00", "USD"))
        propose(office, anna, no, [ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice.", "")])
        on(2026, 11, 4)
        free = receive(office, anna, sale("A new pot", "CH", "1.00", "EUR"))
        propose(office, anna, free, [ObjectDecision(1, "NOT_REQUIRED", (), "", "")])
        on(2026, 11, 5)
        endorsed(away_paper, "EXIT")
        close_not_required(office, boris, free)
        gone = receive(office, anna, sale("A bench", "CH", "1.00", "EUR"))
        withdraw(office, anna, gone, "The sale is off.")
        silent = receive(office, anna, sale("A stool", "CH", "1.00", "EUR"))
        due = request_information(office, anna, silent, [Asked("VALUE", "an invoice")])
        on(2026, 11, 10)
        refuse(office, boris, no)
        on(2026, 11, 20)
        endorsed(back_paper, "REIMPORT")
        inspect_return(office, anna, back_paper, "Depot", [Inspected(1, True, True, "GOOD")])
        again = sale("A vase", "CH", "185000.00", "EUR")
        again.raw.update(document_kind="REPLACEMENT", replaces_certificate_no=vase_paper, replacement_reason="LOST")
        again_number = receive(office, anna, again)
        on(2026, 11, 21)
        approve(office, boris, again_number)
        issue(office, boris, again_number, signer)
        now[0] = datetime.combine(due + timedelta(days=1), now[0].timetz())
        lapse(office, anna, silent)
        on(2026, 12, 30)
        late = receive(office, anna, sale("A clock", "CH", "7.25", "CHF"))
        on(2027, 1, 4)
        approve(office, boris, late)
        late_paper = issue(office, boris, late, signer).number
        receive(office, anna, sale("A lamp", "CH", "1.00", "EUR"))
        on(2027, 1, 5)
        revoke(office, boris, anna, late_paper, "STOLEN_CLAIM", "Claimed by its owner.")
        on(2027, 1, 10)
        made = {year: year_report(office, year, internal=True, singly=True) for year in (2026, 2027)}
        return Told(office, desk.office, made)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return register_of_a_year(tmp_path_factory.mktemp("year"))


def test_each_figure_of_a_year_is_the_one_counted_by_hand(told: Told) -> None:
    assert told.figures(2026) == {
        "RECEIVED": 10,  # vase, pair, two loans, door, pot, bench, stool, the vase's second paper, clock
        "DECIDED": 7,  # vase 3 days, pair 10, loans 1 and 0, door 7, pot 1, second paper 1
        "DECIDED_ADVISED": 1,
        "REFUSED": 1,
        "PARTLY_REFUSED": 1,
        "NOT_REQUIRED": 1,
        "WITHDRAWN": 1,
        "LAPSED": 1,
        "OPEN_NOW": 1,  # the lamp, which came in after the year
        "ISSUED": 5,
        "ISSUED_PERMANENT": 3,
        "ISSUED_TEMPORARY": 2,
        "ISSUED_IN_PLACE": 1,
        "OBJECTS": 4,  # vase, one of the pair, two lots of coins; not the vase again
        "OBJECTS_REFUSED": 2,
        "REVOKED": 0,  # the replaced one does not count
        "WENT_ABROAD": 2,
        "CAME_BACK": 1,
        "ABROAD_NOW": 1,
        "OVERDUE_NOW": 1,
        **dict.fromkeys(APPEALS, 0),  # counted in test_appeal_figures.py
        "DAYS_MEDIAN": 1,  # 0 1 1 1 3 7 10
        "DAYS_90": 10,
    }
    after = told.figures(2027)
    assert {name: count for name, count in after.items() if count} == {
        "RECEIVED": 1,
        "DECIDED": 1,
        "OPEN_NOW": 1,
        "ISSUED": 1,
        "ISSUED_PERMANENT": 1,
        "OBJECTS": 1,
        "REVOKED": 1,
        "ABROAD_NOW": 1,
        "OVERDUE_NOW": 1,
        "DAYS_MEDIAN": 5,
        "DAYS_90": 5,
    }


def test_each_table_of_a_year_is_the_one_counted_by_hand(told: Told) -> None:
    months = {("2026-10", 3, 3, 0), ("2026-11", 6, 2, 1), ("2026-12", 1, 0, 0)}
    assert told.rows("MONTHS") == months
    # received, permanent, temporary, decided, refused, objects
    years = {("2026", 10, 3, 2, 7, 1, 4)}
    assert told.rows("YEARS") == years
    assert told.rows("YEARS", 2027) == years | {("2027", 1, 1, 0, 1, 0, 1)}
    assert told.rows("REFUSALS") == {("EVIDENCE_MISSING", 2), ("PENDING_CLAIM", 1)}
    assert told.rows("VALUES") == {
        ("EUR", 3, Decimal("185000.00"), Decimal("84000.00")),
        ("USD", 1, Decimal("1000.50"), Decimal(0)),
    }
    paintings = {("CONV1970", "g-i", 2), ("EU116", "3", 2)}
    assert told.rows("CATEGORIES") == paintings | {("CONV1970", "e", 2), ("EU116", "13b", 2)}
    assert told.rows("DESTINATIONS") == {("CH", 1, 0, 1), ("US", 1, 0, 1), ("JP", 0, 2, 2)}
    # received, certificates without the second paper, objects, decided, refused, median
    assert told.rows("OFFICES") == {("01", 10, 4, 4, 7, 1, 1)}
    # taken in, decided, issued, refused, appealed against, set aside, median
    assert told.rows("OFFICIALS") == {("anna", 10, 0, 0, 0, 0, 0, 0), ("boris", 0, 7, 5, 1, 0, 0, 1)}


def test_each_certificate_has_a_row_with_the_fields_of_the_united_kingdom_and_no_other(told: Told) -> None:
    table = told.reports[2026].table(CERTIFICATES)
    assert table.columns == (
        "RECEIVED_ON", "DECIDED_ON", "ISSUED_ON", "TYPE", "EXPORT", "COUNTRY", "ADVISED", "OBJECTS",
        "VALUE_EUR", "VALUE_USD",
    )  # fmt: skip

    def october(day: int) -> date:
        return date(2026, 10, day)

    coins = ("STANDARD", "TEMPORARY", "JP", "NO", 1, Decimal("42000.00"), "")
    vase = Decimal("185000.00")
    november = (date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 21))
    assert table.rows == (
        (october(5), october(8), october(9), "STANDARD", "PERMANENT", "CH", "YES", 1, vase, ""),
        (october(12), october(13), october(13), *coins),
        (october(5), october(15), october(15), "STANDARD", "PERMANENT", "US", "NO", 1, "", Decimal("1000.50")),
        (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 2), *coins),
        (*november, "REPLACEMENT", "PERMANENT", "CH", "NO", 1, vase, ""),
    )


@pytest.fixture(scope="module")
def said(told: Told) -> WordedReport:
    return worded(told.reports[2026], told.office.form, "en")


def test_rows_go_into_files_as_a_table_and_nothing_else(said: WordedReport, tmp_path: Path) -> None:
    (table,) = [each for each in said.tables if each.name == CERTIFICATES]
    write_table(table, "en", tmp_path / "each.csv")
    lines = list(csv.reader(io.StringIO((tmp_path / "each.csv").read_text("utf-8-sig"))))
    assert lines[0][:4] == ["Received on", "Decided on", "Issued on", "Type"]
    assert lines[0][-2:] == ["Value, EUR", "Value, USD"]
    paper = ["2026-10-05", "2026-10-15", "2026-10-15", "Standard certificate", "permanent", "United States", "no", "1"]
    assert lines[3] == [*paper, "", "1000.50"]
    write_table(table, "en", tmp_path / "each.xlsx")
    sheet = load_workbook(tmp_path / "each.xlsx").active
    first = [cell.value for cell in sheet[2]]
    assert first[0] == datetime(2026, 10, 5)
    assert [*first[3:9]] == ["Standard certificate", "permanent", "Switzerland", "yes", 1, 185000]
    assert (sheet.max_row, sheet.freeze_panes) == (6, "A2")


def test_no_file_of_a_report_names_anybody_or_any_number(told: Told, said: WordedReport) -> None:
    public = year_report_of(told, internal=False)
    for content in (report_csv(public), report_csv(replace(public, tables=said.tables[-1:]))):
        for name in ("anna", "boris", "XA-2026", "A-2026", "vase", "Galerie", "Xpert"):
            assert name not in content.decode(), name


def year_report_of(told: Told, *, internal: bool) -> WordedReport:
    tables = tuple(each for each in told.reports[2026].tables if internal or each.name != "OFFICIALS")
    return worded(replace(told.reports[2026], internal=internal, tables=tables), told.office.form, "en")


def test_what_is_a_part_of_a_figure_stands_further_in_everywhere(told: Told, said: WordedReport) -> None:
    lines = report_csv(said).decode("utf-8-sig").splitlines()
    assert "    of these for temporary export,2" in lines
    assert "Certificates issued,5" in lines
    sheet = load_workbook(io.BytesIO(report_xlsx(said)))["Figures"]
    indents = {row[0].value: row[0].alignment.indent for row in sheet.iter_rows()}
    assert (indents["of these for temporary export"], indents["Certificates issued"]) == (2, 0)
    shown = certapp("report", "year", 2026, "--office", told.folder).out.splitlines()
    assert "    of these for temporary export  2" in shown
    assert "  Certificates issued  5" in shown


@pytest.mark.parametrize("language", NAMES)
def test_rows_of_certificates_are_in_every_language(told: Told, language: str) -> None:
    (table,) = [
        each for each in worded(told.reports[2026], told.office.form, language).tables if each.name == CERTIFICATES
    ]
    words = {str(cell) for row in table.rows for cell in row}
    assert not words & {"STANDARD", "REPLACEMENT", "PERMANENT", "TEMPORARY", "YES", "NO", "CH"}


def test_the_command_writes_one_table_alone(told: Told, tmp_path: Path) -> None:
    asked: tuple[Any, ...] = ("report", "year", 2026, "--office", told.folder, "--table", "certificates")
    answer = certapp(*asked, "--out", tmp_path / "each.xlsx", "--in", "ar", "--json")
    assert answer.status == 0, answer
    assert len(answer.json["certificates"]) == 5
    assert answer.json["certificates"][0]["value_eur"] == "185000.00"
    assert "summary" not in answer.json
    assert load_workbook(tmp_path / "each.xlsx").active.sheet_view.rightToLeft
    refused = certapp(*asked, "--out", tmp_path / "each.pdf", "--json")
    assert refused.json["error"]["code"] == "REPORT_KIND_UNKNOWN"
    assert certapp(*asked[:-1], "officials", "--json").json["officials"][0]["official"] == "anna"


def test_the_kind_of_a_paper_is_found_whatever_people_typed_into_it() -> None:
    record: dict[int | str, cbor.Item] = {"document_kind": "OPEN_GENERAL", "form": "x"}
    assert document_kind(cbor.encode(record)) == "OPEN_GENERAL"
    liar: dict[int | str, cbor.Item] = {"a": "mdocument_kindkOPEN_SPECIFIC", "document_kind": "STANDARD"}
    assert document_kind(cbor.encode(liar)) == "STANDARD"
    assert document_kind(cbor.encode({"form": "x"})) == ""
    assert document_kind(b"mdocument_kind") == ""
    assert document_kind(b"") == ""
