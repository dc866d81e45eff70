"""The report of a year in a register of twenty: 250,000 certificates of which 12,500 are that year's."""

from collections.abc import Iterator

from benchmarks.harness import Job, Table, side_by_side
from benchmarks.scene import scene
from certapp.register.connection import Connection, transaction
from certapp.service.office import Office
from certapp.service.reports import CERTIFICATES, year_report

YEARS, IN_A_YEAR, OBJECTS = 20, 12_500, 4
DAY_MS = 86_400_000


def run() -> Iterator[Table]:
    """Beside one look at every row that is counted."""
    with scene() as made:
        office = made.office
        last = office.clock.today.year
        with transaction(office.register) as register:
            fill(register, last)

        def bare() -> None:
            for table in ("counted", "counted_category", "counted_value"):
                office.register.rows(f"SELECT * FROM {table}")

        jobs = [
            Job("report of the last year", lambda: _report(office, last)),
            Job("the same with a row for each certificate", lambda: _report(office, last, singly=True)),
            Job("rows that are counted, read", bare),
        ]
        yield Table(f"Register of {YEARS * IN_A_YEAR:,} certificates", side_by_side(jobs, 3), "below 5 s", ())


def _report(office: Office, year: int, *, singly: bool = False) -> None:
    made = year_report(office, year, singly=singly)
    assert dict(made.table("SUMMARY").rows)["ISSUED"] == IN_A_YEAR
    assert not singly or len(made.table(CERTIFICATES).rows) == IN_A_YEAR


def fill(register: Connection, last: int, years: int = YEARS, record: bytes = b"\0") -> None:
    """Rows as the acts would leave them, without the acts: what is measured is what is done with them."""
    first_day = (last - 1970) * 365 + (last - 1969) // 4
    for back in range(years):
        rows = range(back * IN_A_YEAR, (back + 1) * IN_A_YEAR)
        days = {row: first_day - back * 366 + row % 300 for row in rows}
        kinds = [(f"N-{row:07d}", days[row], row % 3 == 0, ("CH", "FR", "JP", "US")[row % 4], OBJECTS) for row in rows]
        names = [(kind[0], f"A-{kind[0]}") for kind in kinds]
        times = [(application, days[row] * DAY_MS) for row, (_number, application) in zip(rows, names, strict=True)]
        register.executemany(
            "INSERT INTO application (number, record, digest, title, prepared_by, received_at, approved_by,"
            " approved_at, status)"
            " VALUES (?1, ?3, zeroblob(32), 'A vase', 'anna', ?2, 'boris', ?2 + 864000000, 'ISSUED')",
            [(*each, record) for each in times],
        )
        register.executemany(
            "INSERT INTO casefile (application, state, changed_at, changed_by) VALUES (?, 'ISSUED', ?, 'boris')", times
        )
        register.executemany(
            "INSERT INTO number VALUES (?1, ?3, '01', ?4, 'issued', ?2)",
            [(*pair, last - back, row % IN_A_YEAR + 100) for row, pair in zip(rows, names, strict=True)],
        )
        register.executemany(
            "INSERT INTO certificate VALUES (?1, ?2, randomblob(8), ?4, zeroblob(32), 'code', hex(zeroblob(32)), ?3,"
            " ?3 + 365, 1, 'boris')",
            [(*pair, days[row], record) for row, pair in zip(rows, names, strict=True)],
        )
        register.executemany("INSERT INTO counted VALUES (?, ?, ?, ?, ?)", kinds)
        register.executemany(
            "INSERT INTO counted_category VALUES (?, 'CONV1970', ?, ?)",
            [(kind[0], "abcdefh"[row % 7], OBJECTS) for row, kind in zip(rows, kinds, strict=True)],
        )
        register.executemany(
            "INSERT INTO counted_value VALUES (?, ?, ?, '12500.00')",
            [(kind[0], ("EUR", "USD")[row % 2], OBJECTS) for row, kind in zip(rows, kinds, strict=True)],
        )
