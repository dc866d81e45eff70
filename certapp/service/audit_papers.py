"""Papers of an audit as PDF: the report of a full check, and the sheet of a day for two signatures by hand.

Their words are in resources/audit/<language>.toml.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Blanks, Codes, Facts, Grid, Heading, Part, Points, PrintedCode, Words
from certapp.formdef.standards import day_in_words, number_in_words
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.language import set_off
from certapp.paths import RESOURCES
from certapp.register.entry import Entry
from certapp.register.journal import between
from certapp.seal.matrix import modules
from certapp.service.auditing import Checked
from certapp.service.carrying import write_out
from certapp.service.checkpoints import make_checkpoint
from certapp.service.clock import days
from certapp.service.explaining import outcome_words
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Actor, Office
from certapp.service.register_words import act_words
from certapp.service.sampling import Paper
from certapp.trust.checkpoint import Occasion, checkpoint_text
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.verdict import Colour, Outcome

MODULE_MM: Final = 0.5
MOST_ON_SHEET: Final = 400
"""Entries of one day in full; of more only the first and the last."""
_DAY_MS: Final = 86_400_000
_OF_THE_OFFICE: Final = re.compile(r"[a-z_]+").fullmatch
_SHARES: Final = (12.0, 12.0, 26.0, 72.0, 43.0)
"""How the columns of the entries share the width: number, time, who, act, about what."""


class Say:
    """The words of these papers in one language, in English where there are none in it."""

    def __init__(self, language: str) -> None:
        self.language = language if language in spoken.offered() else spoken.DEFAULT
        self._words = _texts(self.language)

    def __call__(self, code: str, **params: object) -> str:
        return self._words[code].format(**params)

    def faults(self, checked: Checked) -> tuple[str, ...]:
        """Each fault with its code."""
        return tuple(f"{each.text(self.language)} {set_off(f'({each.code})')}" for each in checked.faults)

    def seconds(self, seconds: float) -> str:
        """How long something took."""
        return self("seconds", n=number_in_words(seconds, self.language))

    def hands(self, *who: str) -> Blanks:
        """Lines for day and place, and for each who signs."""
        return Blanks(tuple(self(f"hand_{each}") for each in ("day", *who)))


def report_json(checked: Checked) -> dict[str, Any]:
    """The result of a full check for programs; each fault with its place and its sentence."""
    listed = ("faults", "papers")
    told = {name: getattr(checked, name) for name in Checked.__dataclass_fields__ if name not in listed}
    faults = [{"seq": each.seq, "code": each.code, "text": each.text()} for each in checked.faults]
    papers = [asdict(each) for each in checked.papers]
    return {
        **told,
        "whole": not checked.faults,
        "faults": faults,
        "papers": papers,
        "not_known": list(unknown(checked)),
    }


def unknown(checked: Checked) -> tuple[str, ...]:
    """What this check could not know, by the codes of its words."""
    office = ("unknown_lists", "unknown_drafts") if checked.files else ("unknown_copy",)
    return (
        *(() if checked.compared else ("unknown_ca",)),
        *(() if checked.witness else ("no_witness",)),
        *office,
        *(("unknown_unread",) if checked.files and not checked.files_read else ()),
        "unknown_keys",
    )


def write_report(checked: Checked, path: Path, language: str) -> None:
    """Write the report as JSON, text or PDF, by the ending of the name. Refusal OUTPUT_NOT_WRITABLE."""
    match path.suffix.lower():
        case ".json":
            write_out(path, json.dumps(report_json(checked), ensure_ascii=False, indent=1).encode())
        case ".txt":
            write_out(path, report_text(checked, language).encode())
        case _:
            write_out(path, check_report(checked, language))


def in_short(checked: Checked, say: Say) -> tuple[tuple[str, str], ...]:
    """Of what the check was, in a few rows."""
    return (
        (say("office"), f"{checked.authority}, {checked.country}-{checked.office}"),
        (say("country_ca"), checked.fingerprint),
        (say("entries"), str(checked.entries)),
        (say("last_entry"), minute(checked.head_at // 1000)),
        (say("witness_of"), checked.witness or say("nobody")),
    )


def check_report(checked: Checked, language: str) -> bytes:
    """The report of a full check: of what, by which program, what was looked at, each fault with its place."""
    say = Say(language)
    parts = (*_report_parts(checked, say), say.hands("auditor"))
    return render(say, say("check_title"), checked.authority, checked.checked_at, parts, checked.training)


def report_text(checked: Checked, language: str) -> str:
    """The same as plain text."""
    say = Say(language)
    lines = [say("check_title"), checked.authority]
    for part in _report_parts(checked, say):
        match part:
            case Facts(rows):
                lines += ["", *(f"{name}: {' '.join(words.split())}" for name, words in rows)]
            case Heading(words):
                lines += ["", words]
            case Points(points):
                lines += [f"- {each}" for each in points]
            case Words(words):
                lines.append(words)
    return "\n".join((*lines, ""))


def _report_parts(checked: Checked, say: Say) -> list[Part]:
    looked = ["looked_chain", "looked_state", "looked_meaning", "looked_trust"]
    looked += ["looked_files"] if checked.files else ["looked_no_files"]
    looked += ["looked_files_read"] if checked.files_read else []
    parts: list[Part] = [
        Facts(
            (
                (say("checked_at"), minute(checked.checked_at)),
                (say("folder"), checked.folder),
                (say("office"), f"{checked.country}-{checked.office}"),
                (say("country_ca"), checked.fingerprint),
                (say("journal"), hash_lines(checked.journal)),
                (say("entries"), str(checked.entries)),
                (say("last_entry"), minute(checked.head_at // 1000)),
                (say("head"), hash_lines(checked.head)),
                (say("program"), f"certapp {checked.version}"),
                (say("took"), say.seconds(checked.seconds)),
            )
        ),
        Heading(say("looked")),
        Points((*(say(each) for each in looked), say("looked_checkpoints", n=checked.checkpoints))),
        *((Words(say("witness", who=checked.witness)),) if checked.witness else ()),
        *((Words(say("compared")),) if checked.compared else ()),
        Heading(say("result")),
    ]
    if checked.faults:
        parts.append(Words(say("not_whole", n=len(checked.faults))))
        parts.append(Points(say.faults(checked)))
    else:
        parts.append(Words(say("whole")))
    if checked.papers:
        parts.append(Words(say("papers_drawn", n=len(checked.papers), bad=checked.papers_bad)))
        parts.append(Points(paper_lines(checked.papers, say)))
    parts += [Heading(say("not_known")), Points(tuple(map(say, unknown(checked))))]
    return parts


def day_sheet(office: Office, actor: Actor, day: date, language: str) -> bytes:
    """The entries of one day, and where the journal stands now, as digits and as the code of a signed checkpoint.

    Refusals: DAY_TO_COME, CHECKPOINT_CLOCK_BEHIND.
    """
    if day > office.clock.today:
        raise Refusal("DAY_TO_COME", day=day.isoformat())
    say = Say(language)
    checkpoint = make_checkpoint(office, actor, Occasion.CLOSE)
    statement = checkpoint.statement
    start = days(day) * _DAY_MS
    found = between(office.register, start, start + _DAY_MS)
    shown = found if len(found) <= MOST_ON_SHEET else (found[0], found[-1])
    lines = tuple(_line(each, say.language) for each in shown)
    applications, numbers, certificates, revocations = statement.counts
    text = checkpoint_text(checkpoint.raw)
    columns = tuple(say(f"column_{each}") for each in ("seq", "at", "who", "act", "about"))
    parts: tuple[Part, ...] = (
        Facts(
            (
                (say("day"), day_in_words(day, say.language)),
                (say("entries_of_day"), str(len(found))),
                (say("entries_in_all"), str(statement.seq)),
                (say("applications"), str(applications)),
                (say("numbers"), str(numbers)),
                (say("certificates"), str(certificates)),
                (say("revocations"), str(revocations)),
                (say("highest"), ", ".join(statement.numbers)),
                (say("digits"), fingerprint40(statement.hash)),
            )
        ),
        Words(say("sheet_mind")),
        Codes((PrintedCode(modules(text), MODULE_MM, say("code_caption", seq=statement.seq), say("code_alt")),)),
        Heading(say("entries_of_day")),
        Grid(columns, lines, len(columns), shares=_SHARES) if lines else Words(say("no_entries")),
        *((Words(say("left_out", n=len(found))),) if len(shown) < len(found) else ()),
        say.hands("first", "second"),
    )
    title = say("sheet_title", day=day_in_words(day, say.language))
    return render(say, title, office.authority, office.clock.seconds, parts, office.training)


def hash_lines(digest: str) -> str:
    """64 letters in two lines alike, so that an eye keeps its place."""
    return "\n".join(digest[start : start + 32] for start in range(0, len(digest), 32))


def _line(entry: Entry, language: str) -> tuple[str, ...]:
    at = f"{datetime.fromtimestamp(entry.at / 1000, UTC):%H:%M}"
    about = "" if _OF_THE_OFFICE(entry.subject) else entry.subject  # what it was about says the act
    return (str(entry.seq), at, entry.actor, act_words(entry.type, language), about)


def paper_lines(papers: Sequence[Paper], say: Say) -> tuple[str, ...]:
    """Each certificate looked at, and what it came to."""
    lines = []
    for each in papers:
        if each.outcome:
            outcome = outcome_words(Outcome(each.outcome), Colour.GREEN, say.language)
            lines.append(say("paper_good", number=each.number, outcome=outcome))
        else:
            lines.append(say("paper_bad", number=each.number))
    return tuple(lines)


def minute(seconds: int) -> str:
    """A time for people, UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def render(
    say: Say,
    title: str,
    authority: str,
    dated: int,
    parts: Sequence[Part],
    training: bool,
) -> bytes:
    """The PDF of one of these papers, by the one renderer of letters."""
    return render_paper(
        title=title,
        authority=authority,
        language=say.language,
        dated=dated,
        parts=tuple(parts),
        watermark=TEST_WATERMARK if training else "",
    )


@cache
def _texts(language: str) -> Mapping[str, str]:
    return tomllib.loads((RESOURCES / "audit" / f"{language}.toml").read_text("utf-8"))
