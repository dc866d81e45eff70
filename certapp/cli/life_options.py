"""The words of `certapp certificate`, `receipt`, `endorse`, `outbox` and `post`."""

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

Leaf = Callable[[str, str, str], argparse.ArgumentParser]
"""Makes a command of a name, its function and its help."""

_OBJECT = re.compile(r"([1-9][0-9]{0,4})(?:=(presented|missing|mismatch)(?::([0-9]{1,7}))?)?", re.ASCII | re.IGNORECASE)
_CONDITION = re.compile(r"([1-9][0-9]{0,4})=([A-Za-z]{1,20})(?::(.{1,500}))?", re.DOTALL)

ObjectTyped = tuple[int, str, int | None]
InspectedTyped = tuple[int, str, str]


def add_certificate_acts(leaf: Leaf) -> None:
    """What the desk does with an issued certificate; each is signed by who does it."""
    suspend = leaf("suspend", "suspend_command", "suspend a certificate; the next bulletin says so")
    suspend.add_argument("--second", metavar="ID", help="who confirms it: needed from the 21st in a day on")
    _text(suspend, "why")
    lift = leaf("lift", "lift_command", "lift a suspension, with a second person")
    _second(lift)
    _text(lift, "why")
    replace = leaf("replace", "replace_command", "apply for a certificate that takes the place of this one")
    replace.add_argument("--reason", required=True, type=str.upper, metavar="CODE", help="lost, stolen, damaged, ...")
    replace.add_argument("--return-by", type=date.fromisoformat, metavar="DATE", help="another day of return")
    endorse = leaf("endorse", "endorse_command", "type what stands on a sheet that customs sent back")
    add_endorsement(endorse, every=True)
    stop = leaf("stop", "stop_command", "add a stop abroad that the certificate does not name")
    for name in ("venue", "city", "country"):
        stop.add_argument(f"--{name}", required=True)
    stop.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="DATE")
    stop.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="DATE")
    back = leaf("return", "return_command", "write down what came back, held against the photographs")
    back.add_argument("--place", required=True, help="where it was inspected")
    back.add_argument(
        "--object",
        action="append",
        required=True,
        type=inspected,
        metavar="N=CONDITION[:DAMAGE]",
        help="excellent, good, fair, poor, fragment; or N=no for what did not come back",
    )
    extend = leaf("extend", "extend_command", "give what is abroad more time; writes the sheet for the border")
    extend.add_argument("--until", required=True, type=date.fromisoformat, metavar="DATE")
    _second(extend)
    _text(extend, "why")
    extend.add_argument("--in", dest="sheet_language", default="en", metavar="TAG", help="the language of the sheet")
    extend.add_argument("--out", type=Path, required=True, metavar="FILE", help="the PDF to write")
    _text(leaf("surrender", "surrender_command", "the holder has handed an unused certificate in"), "why")
    _text(leaf("not-returned", "not_returned_command", "close an export that never came back"), "what was tried")
    _text(leaf("note", "note_command", "note what was done about a reminder"), "what was done")


def add_endorsement(leaf: argparse.ArgumentParser, *, every: bool) -> None:
    """What an officer says of a certificate; `every`: nothing is remembered from the last one."""
    leaf.add_argument("--kind", required=True, type=str.upper, choices=("EXPORT", "EXIT", "REIMPORT"))
    leaf.add_argument("--customs-office", required=every, metavar="NAME")
    leaf.add_argument("--post", required=every, metavar="NAME")
    leaf.add_argument("--officer", required=every, metavar="NUMBER", help="the officer's number")
    leaf.add_argument("--day", type=date.fromisoformat, metavar="DATE", help="default: today")
    leaf.add_argument(
        "--object",
        action="append",
        type=presented,
        metavar="N[=STATUS[:PIECES]]",
        help="presented, missing, mismatch; default: every object presented",
    )
    leaf.add_argument("--remark", default="")
    leaf.add_argument("--seals", default="", help="seals and marks applied")
    leaf.add_argument(
        "--irregularity",
        action="append",
        type=lambda typed: typed.upper().replace("-", "_"),
        metavar="CODE",
        help="what is not as it should be: object-missing, altered-paper, …; a wrong one is told all",
    )


def presented(typed: str) -> ObjectTyped:
    """N, N=STATUS or N=STATUS:PIECES."""
    found = _OBJECT.fullmatch(typed)
    if found is None:
        raise argparse.ArgumentTypeError("expected N, N=missing, N=mismatch or N=presented:PIECES")
    return int(found[1]), (found[2] or "presented").upper(), int(found[3]) if found[3] else None


def inspected(typed: str) -> InspectedTyped:
    """N=CONDITION, N=CONDITION:DAMAGE or N=no."""
    found = _CONDITION.fullmatch(typed)
    if found is None:
        raise argparse.ArgumentTypeError("expected N=good, N=poor:DAMAGE or N=no")
    return int(found[1]), found[2].upper(), found[3] or ""


def _text(leaf: argparse.ArgumentParser, meaning: str) -> None:
    leaf.add_argument("--text", required=True, help=meaning)


def _second(leaf: argparse.ArgumentParser) -> None:
    leaf.add_argument("--second", required=True, metavar="ID", help="the second person")
