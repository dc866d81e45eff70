"""Appeals in reports: a winter of refusals, counted from the plan of it and held against what the report says."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from certapp.model.language import NAMES
from certapp.register.cases import ObjectDecision
from certapp.service.appealing import Ground, begin_delay, close_refusal, dismiss, file_appeal, uphold
from certapp.service.casework import propose
from certapp.service.clock import Clock
from certapp.service.deciding import refuse
from certapp.service.intake import Intake
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from certapp.service.report_files import report_csv, report_pdf, report_xlsx
from certapp.service.report_words import worded
from certapp.service.reports import Report, period_report, year_report
from tests.bad.make import small_application
from tests.offices import certapp, make_desk, passphrase


@dataclass(frozen=True)
class Refused:
    """A refusal: when and by whom, when appealed against, how and when that ended; '' and None where nothing came."""

    on: date
    by: str
    filed: date | None = None
    outcome: str = ""
    ended: date | None = None
    recorded: int = 0
    """So many days after it was filed the appeal was recorded."""


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def january(day: int) -> date:
    return date(2027, 1, day)


PLAN = (
    Refused(november(23), "boris", december(1), "UPHELD", december(15)),
    Refused(november(23), "boris", december(1), "IN_PART", january(5)),
    Refused(november(23), "carla", december(10), "DISMISSED", december(20)),
    Refused(november(23), "carla", december(18), "ENDED", january(6)),
    Refused(november(24), "boris", december(21)),
    Refused(november(24), "boris", december(31), "DISMISSED", january(4), recorded=3),
    Refused(november(24), "boris", None, "ENDED", january(5)),  # nobody appealed
    Refused(january(3), "carla", january(4), "DELAYED"),
    Refused(january(3), "carla", january(4), "UPHELD", january(8)),
)
LAST = january(9)


def the_end_of(plan: Refused, office: Office, number: str) -> None:
    boris, ground = office.log_in("boris", passphrase), Ground("Board", "B 1", office.clock.today)
    match plan.outcome:
        case "UPHELD":
            uphold(office, boris, number, ground)
        case "IN_PART":
            uphold(office, boris, number, ground, [2])
        case "DISMISSED":
            dismiss(office, boris, number, ground)
        case _:
            close_refusal(office, boris, number, "Nothing came of it.")


def a_pair() -> Intake:
    intake = small_application()
    first = intake.raw["objects"][0]
    intake.raw["objects"] = [{**first, "object_seq": seq} for seq in (1, 2)]
    return intake


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Path]]:
    """The plan done, day by day."""
    folder = tmp_path_factory.mktemp("winter")
    now = [datetime(2026, 11, 20, 9, tzinfo=UTC)]
    clock = Clock(lambda: now[0].timestamp())
    desk = make_desk(folder, clock)
    no = [ObjectDecision(seq, "REFUSED", ("EVIDENCE_MISSING",), "No invoice.", "") for seq in (1, 2)]
    with open_office(desk.office, clock, counters=folder / "counters") as office:
        anna = office.log_in("anna", passphrase)
        numbers: dict[Refused, str] = {}
        while office.clock.today < LAST:
            now[0] += timedelta(days=1)
            today = office.clock.today
            for plan in PLAN:
                if plan.on == today:
                    numbers[plan] = receive(office, anna, a_pair())
                    propose(office, anna, numbers[plan], no)
                    refuse(office, office.log_in(plan.by, passphrase), numbers[plan])
                if plan.filed is not None and plan.filed + timedelta(days=plan.recorded) == today:
                    file_appeal(office, anna, numbers[plan], "Board", plan.filed, "Sent by post.")
                    if plan.outcome == "DELAYED":
                        begin_delay(office, anna, numbers[plan], january(31), "A museum may buy it.")
                if plan.ended == today:
                    the_end_of(plan, office, numbers[plan])
        yield office, desk.office


OUTCOMES = ("UPHELD", "IN_PART", "DISMISSED", "ENDED")


def by_plan(first: date, last: date, official: str = "") -> tuple[int, ...]:
    """Filed, upheld, in part, dismissed, ended, pending: counted from the plan."""
    appealed = [each for each in PLAN if each.filed is not None and official in ("", each.by)]
    ended = [each.outcome for each in appealed if each.ended is not None and first <= each.ended <= last]
    over = [each for each in appealed if each.ended is not None and each.ended <= last]
    until = [each for each in appealed if each.filed is not None and each.filed <= last]
    filed = sum(1 for each in until if each.filed is not None and each.filed >= first)
    return (filed, *(ended.count(outcome) for outcome in OUTCOMES), len(until) - len(over))


def told(report: Report) -> tuple[int, ...]:
    figures = {str(name): int(str(count)) for name, count in report.table("SUMMARY").rows}
    return tuple(figures[f"APPEALS_{name}"] for name in ("FILED", *OUTCOMES, "PENDING"))


def test_the_plan_has_something_of_everything() -> None:
    assert by_plan(december(1), december(31)) == (6, 1, 0, 1, 0, 4)
    assert by_plan(january(1), january(31)) == (2, 1, 1, 1, 1, 2)


def test_appeals_of_a_year_and_of_any_period_are_those_of_the_plan(winter: tuple[Office, Path]) -> None:
    office, _folder = winter
    for year in (2025, 2026, 2027):
        assert told(year_report(office, year)) == by_plan(date(year, 1, 1), date(year, 12, 31)), year
    for first, last in ((december(2), december(20)), (december(31), january(4)), (january(5), january(5))):
        assert told(period_report(office, first, last)) == by_plan(first, last), (first, last)


def test_each_year_and_office_has_its_row_and_each_official_what_came_of_their_refusals(
    winter: tuple[Office, Path],
) -> None:
    office, _folder = winter
    of_2026 = ("2026", "01", *by_plan(date(2026, 1, 1), december(31)))
    assert year_report(office, 2026).table("APPEALS").rows == (of_2026,)
    report = year_report(office, 2027, internal=True)
    assert report.table("APPEALS").rows == (of_2026, ("2027", "01", *by_plan(january(1), january(31))))
    assert year_report(office, 2025).table("APPEALS").rows == ()
    names = [str(row[0]) for row in report.table("OFFICIALS").rows]
    appealed, aside = (report.table("OFFICIALS").columns.index(name) for name in ("APPEALED", "SET_ASIDE"))
    found = {str(row[0]): (row[appealed], row[aside]) for row in report.table("OFFICIALS").rows}
    assert names == sorted(names)
    for name in ("anna", "boris", "carla"):
        filed, upheld, in_part, *_rest = by_plan(january(1), january(31), name)
        assert found.get(name, (0, 0)) == (filed, upheld + in_part), name


@pytest.mark.parametrize("language", NAMES)
def test_files_say_the_same_in_every_language(winter: tuple[Office, Path], language: str) -> None:
    office, _folder = winter
    report = year_report(office, 2027, internal=True)
    said = worded(report, office.form, language)
    (table,) = [each for each in said.tables if each.name == "APPEALS"]
    (last,) = [row for row in table.rows if row[0] == "2027"]
    assert ",".join(map(str, last)) in report_csv(said).decode("utf-8-sig").splitlines()
    sheet = load_workbook(io.BytesIO(report_xlsx(said)))[table.title]
    assert [cell.value for cell in list(sheet.rows)[-1]] == list(last)
    with pypdfium2.PdfDocument(report_pdf(report, said, language, office.clock.seconds)) as pdf:
        words = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert "2027" in words and (language == "ar" or table.title in words)


def test_the_command_writes_the_table_alone(winter: tuple[Office, Path], tmp_path: Path) -> None:
    _office, folder = winter
    copied = shutil.copytree(folder, tmp_path / "office")
    answer = certapp("report", "year", 2027, "--office", copied, "--table", "appeals", "--json")
    assert answer.status == 0, answer
    names = ("filed", "upheld", "in_part", "dismissed", "ended", "pending")
    assert [each["year"] for each in answer.json["appeals"]] == ["2026", "2027"]
    assert tuple(answer.json["appeals"][1][name] for name in names) == by_plan(january(1), january(31))
