"""What the benchmarks measure is a register as the acts leave it: their rows fit its tables, and are counted."""

import shutil
from pathlib import Path

from benchmarks.report import IN_A_YEAR, fill
from certapp.register.connection import transaction
from certapp.service.office import open_office
from certapp.service.reports import CERTIFICATES, year_report
from tests.offices import Desk


def test_the_rows_of_a_year_of_benchmarks_are_what_its_report_counts(founded: Desk, tmp_path: Path) -> None:
    with open_office(Path(shutil.copytree(founded.office, tmp_path / "office"))) as office:
        year = office.clock.today.year
        with transaction(office.register) as register:
            fill(register, year, years=1)
        made = year_report(office, year, singly=True)
    assert dict(made.table("SUMMARY").rows)["ISSUED"] == IN_A_YEAR
    assert len(made.table(CERTIFICATES).rows) == IN_A_YEAR
