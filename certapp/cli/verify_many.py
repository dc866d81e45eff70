"""certapp verify --report, --json-lines: a folder or a list of any length, on all cores, line by line."""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from certapp.cli.output import Output
from certapp.model.errors import Refusal
from certapp.service.csv_file import CsvReport, csv_report
from certapp.service.endorsing import Outbox
from certapp.service.many import COLUMNS, Line, Tally, asked_for, judge_all, judge_with, line_of, stopped_row
from certapp.service.verifying import FileVerdict, file_verdict_json
from certapp.trust.judge import Withdrawn
from certapp.trust.verdict import Outcome
from certapp.trust.view import TrustView

SavePictures = Callable[[Path, list[tuple[str, FileVerdict]]], None]
_TELL_EVERY_S: Final = 0.5


def verify_many(
    options: Namespace,
    output: Output,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn],
    outbox: Outbox | None,
    save_pictures: SavePictures,
) -> frozenset[Outcome]:
    """Judge all that is named, write the report; gives the outcomes there were.

    Stopped by Ctrl-C the report holds what was judged until then and says in its last row what is missing.
    Refusals NOTHING_TO_VERIFY, FILES_TOO_MANY, OUTPUT_NOT_WRITABLE.
    """
    asked = list(asked_for(tuple(map(Path, options.files))))
    if not asked:
        raise Refusal("NOTHING_TO_VERIFY", file=options.files[0])

    def make(name: str, found: FileVerdict) -> tuple[Line, str]:
        if options.pictures:
            save_pictures(options.pictures, [(name, found)])
        whole = json.dumps(file_verdict_json(found, name), ensure_ascii=False) if options.json_lines else ""
        return line_of(name, found), whole

    tally, stopped = Tally(), False
    with _report(options.report) as report:
        report.add(COLUMNS)
        results = judge_all(asked, judge_with(view, now, withdrawn, outbox), make)
        try:
            for line, whole in _with_progress(results, len(asked), tally):
                tally.add(line)
                report.add(line.row())
                if whole:
                    print(whole, flush=True)
        except KeyboardInterrupt:
            stopped = True
            report.add(stopped_row(len(asked) - tally.count, len(asked)))
        finally:
            results.close()
    if not options.json_lines:
        output.say(*_told(tally, options.report))
    if stopped:
        raise KeyboardInterrupt
    return frozenset(tally.outcomes)


class _NoReport:
    def add(self, row: tuple[str, ...]) -> None:
        """Nobody wants it."""


@contextmanager
def _report(path: Path | None) -> Iterator[CsvReport | _NoReport]:
    if path is None:
        yield _NoReport()
    else:
        with csv_report(path) as report:
            yield report


def _with_progress(results: Iterator[tuple[Line, str]], of_all: int, tally: Tally) -> Iterator[tuple[Line, str]]:
    """The same; how far it is stands on the terminal, where there is one."""
    told = time.monotonic()
    for result in results:
        yield result
        if sys.stderr.isatty() and (time.monotonic() - told > _TELL_EVERY_S or tally.count == of_all):
            told = time.monotonic()
            end = "\n" if tally.count == of_all else ""
            colours = ", ".join(f"{colour.value} {count}" for colour, count in tally.colours.items())
            print(f"\r{tally.count} / {of_all}: {colours}", end=end, file=sys.stderr, flush=True)


def _told(tally: Tally, report: Path | None) -> tuple[list[str], object]:
    """The sum for people, the gravest first, and for programs."""
    outcomes = {outcome.value: count for outcome, count in tally.outcomes.most_common()}
    lines = [f"{line.file}: {line.outcome.value} ({line.colour.value}) {line.words}" for line in tally.gravest]
    lines += [f"{count:>7} {outcome}" for outcome, count in outcomes.items()]
    gravest = [dict(zip(COLUMNS, line.row(), strict=True)) for line in tally.gravest]
    return lines, {
        "checked": tally.count,
        "outcomes": outcomes,
        "gravest": gravest,
        "report": None if report is None else str(report),
    }
