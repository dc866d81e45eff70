"""certapp verify: what a border officer asks. Loads neither register nor forms: it answers at once."""

import re
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from certapp.cli.folders import trust_folder
from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.cli.verify_many import verify_many
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.service.endorsing import outbox_of, with_endorsements
from certapp.service.post import Post
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import (
    LARGEST_FILE,
    FileVerdict,
    file_verdict_json,
    files_in,
    unreadable,
    verify_bytes,
    verify_file,
)
from certapp.trust.judge import Withdrawn
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from certapp.trust.view import TrustView

EXIT_STATUS = {
    Outcome.GENUINE: DONE,
    Outcome.EXPIRED: REFUSED,
    Outcome.NOT_YET_VALID: REFUSED,
    Outcome.REVOKED: REFUSED,
    Outcome.REPLACED: REFUSED,
    Outcome.NEVER_ISSUED: REFUSED,
    Outcome.ALREADY_USED: REFUSED,
    Outcome.NOT_GENUINE: REFUSED,
    Outcome.TEST_PAPER: REFUSED,
    Outcome.UNKNOWN_ISSUER: CANNOT_TELL,
    Outcome.NEWER_FORMAT: CANNOT_TELL,
    Outcome.NOT_OURS: CANNOT_TELL,
    Outcome.UNREADABLE: CANNOT_TELL,
    Outcome.CLOCK_SUSPECT: CANNOT_TELL,
}


def verify_command(options: Namespace, output: Output) -> int:
    """certapp verify"""
    if not options.files or options.window:
        return _open_post(options)
    view, withdrawn = _believed(options)
    outbox = None if getattr(options, "office", None) else outbox_of(_lists(options).folder)
    now = _moment(options.at)
    if options.at:  # asked for on purpose: that day is no sign of a wrong clock
        view = replace(view, latest=0)
    if options.report or options.json_lines:
        many = (view, now, withdrawn, outbox)
        return _worst([EXIT_STATUS[outcome] for outcome in verify_many(options, output, *many, _save_pictures)])
    found: list[tuple[str, FileVerdict]] = []
    with ReadApart() as reader:
        for name in options.files:
            if name == "-":
                data = sys.stdin.buffer.read(LARGEST_FILE + 1)
                found.append(("-", verify_bytes(data, view, now, withdrawn, reader)))
            else:
                paths = files_in((Path(name),))
                inside = [(str(path), verify_file(path, view, now, withdrawn, reader)) for path in paths]
                found += inside or [(name, unreadable("NOTHING_TO_VERIFY", file=name))]
    if outbox is not None:
        found = [(name, with_endorsements(verdict, outbox)) for name, verdict in found]
    if options.pictures:
        _save_pictures(options.pictures, found)
    lines = [line for name, verdict in found for line in verdict_lines(name, verdict)]
    output.say(lines, [file_verdict_json(verdict, name) for name, verdict in found])
    return _worst([EXIT_STATUS[verdict.verdict.outcome] for _, verdict in found])


def _believed(options: Namespace) -> tuple[TrustView, Mapping[bytes, Withdrawn]]:
    """What is believed: a verifier's folder, or an office's own with what it revoked itself."""
    if getattr(options, "office", None):
        from importlib import import_module  # by its name: a post of customs has no offices

        believed: Callable[[Path], tuple[TrustView, Mapping[bytes, Withdrawn]]]
        believed = import_module("certapp.cli.office_trust").believed_by_office
        return believed(options.office)
    return _lists(options).view(), {}


def _lists(options: Namespace) -> TrustStore:
    """A verifier's lists: as named, else its post's, else this person's own."""
    if options.trust is None and options.post is not None:
        return Post(options.post).store()
    return TrustStore(trust_folder(options.trust))


def _open_post(options: Namespace) -> int:
    """The window of a post, with the files that are named. Refusals NO_FILES_NAMED: an answer on files was asked for,
    or there is no window; WINDOW_AND_ANSWER: both were asked for.
    """
    asked = options.json or getattr(options, "office", None) or options.at or options.pictures
    asked = asked or options.report or options.json_lines
    if asked and options.window:
        raise Refusal("WINDOW_AND_ANSWER")
    if asked or options.open_post is None:
        raise Refusal("NO_FILES_NAMED")
    files = tuple(Path(name) for name in options.files)
    return int(options.open_post(options.post, options.trust, options.language, files))


def _moment(day: str | None) -> int:
    """Now, or noon of a day (ISO 8601) or an instant with time, in Unix seconds. Refusal DATE_WRONG."""
    if day is None:
        return int(datetime.now(UTC).timestamp())
    try:
        if len(day) == len("2026-01-01"):
            instant = datetime.combine(date.fromisoformat(day), time(12), UTC)
        else:
            instant = datetime.fromisoformat(day)
            instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return int(instant.timestamp())
    except (ValueError, OverflowError):
        raise Refusal("DATE_WRONG", typed=day[:40]) from None


def verdict_lines(name: str, found: FileVerdict) -> list[str]:
    """A verdict for people, a line each: word, sentences, what to compare."""
    verdict = found.verdict
    lines = [f"{name}: {verdict.outcome.value} ({verdict.colour.value})"]
    lines += [f"   {reason.text()}" for reason in found.reasons]
    claims = verdict.claims
    if claims is not None:
        lines.append(f"   Number {claims.number}, {claims.object_count} object(s), owner {claims.owner.name}")
        lines.append(f"   Consignee {claims.consignee.name}, destination {claims.destination}")
        lines += [f"   - {' | '.join(filter(None, (o.type, o.title, o.measurements)))}" for o in claims.objects]
    if found.pdf is not None:
        matches = {True: "agrees with the code", False: "differs from the code", None: "not compared"}
        lines.append(f"   Signature of the file: {found.pdf.outcome}; embedded record: {matches[found.record_matches]}")
        if found.pdf.officer:
            lines.append(f"   Signed by officer {found.pdf.officer}, within the authority's seal")
        if found.pdf.stamped_at is not None:
            lines.append(f"   Time stamp: {datetime.fromtimestamp(found.pdf.stamped_at, UTC):%Y-%m-%d %H:%M:%S} UTC")
    if found.picture is not None:
        size = f"{found.picture.width_px} x {found.picture.height_px} pixels"
        lines.append(f"   Signed picture of object {found.picture.number}: {size}; compare it with the object")
    if found.tag is not None:
        tag = found.tag
        lines.append(f"   Tag of object {tag.object_number} of {tag.object_count} of certificate {tag.number}")
        lines.append(f"   - {' | '.join(filter(None, (tag.type, tag.title)))}")
    return lines


def _save_pictures(folder: Path, found: list[tuple[str, FileVerdict]]) -> None:
    """Each signed picture as NUMBER-object-N.png. Refusal OUTPUT_NOT_WRITABLE."""
    for _, verdict in found:
        if verdict.picture is not None and verdict.verdict.claims is not None:
            number = re.sub(r"[^0-9A-Za-z-]", "_", verdict.verdict.claims.number)  # a foreign one may hold anything
            path = folder / f"{number}-object-{verdict.picture.number}.png"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_atomically(path, verdict.picture.png())
            except OSError as problem:
                raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=problem.strerror or "") from None


def _worst(statuses: list[int]) -> int:
    """Of several files the worst: refused before cannot tell before done."""
    return next((status for status in (REFUSED, CANNOT_TELL) if status in statuses), DONE)
