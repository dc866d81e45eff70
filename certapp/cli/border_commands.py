"""certapp verify, trust, bulletin, package: what is carried to the border, and what is found there."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from platformdirs import user_data_path

from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.service.exchanging import export_bulletin, export_package, import_trust, own_revocations
from certapp.service.office import open_office
from certapp.service.verifying import (
    LARGEST_FILE,
    FileVerdict,
    file_verdict_json,
    files_in,
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
    view, withdrawn = _believed(options)
    now = _moment(options.at)
    if options.at:  # asked for on purpose: that day is no sign of a wrong clock
        view = replace(view, latest=0)
    found: list[tuple[str, FileVerdict]] = []
    for name in options.files:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
            found.append(("-", verify_bytes(data, view, now, withdrawn)))
        else:
            found += [(str(path), verify_file(path, view, now, withdrawn)) for path in files_in((Path(name),))]
    lines = [line for name, verdict in found for line in verdict_lines(name, verdict)]
    output.say(lines, [file_verdict_json(verdict, name) for name, verdict in found])
    return _worst([EXIT_STATUS[verdict.verdict.outcome] for _, verdict in found])


def trust_import(options: Namespace, output: Output) -> int:
    """certapp trust import"""
    store = TrustStore(_trust_folder(options.trust))
    now = _moment(None)
    lines, answer = [], []
    for file in options.files:
        try:
            done = import_trust(store, file, now, options.accept_fingerprint)
        except Refusal as refusal:
            if refusal.code == "ANCHOR_UNKNOWN" and not output.as_json:
                print(refusal.params["fingerprint"])  # to be compared, so it stands alone on a line
            raise
        changed = ", ".join(done.changed) or "nothing new"
        bulletin = f", bulletin no. {done.sequence}" if done.sequence is not None else ""
        lines.append(f"{file}: {done.kind} of {done.country}{bulletin} ({changed})")
        answer.append(
            {
                "file": str(file),
                "kind": done.kind,
                "country": done.country,
                "fingerprint": done.fingerprint,
                "bulletin_sequence": done.sequence,
                "changed": list(done.changed),
                "training": done.training,
            }
        )
    output.say(lines, answer)
    return DONE


def trust_list(options: Namespace, output: Output) -> int:
    """certapp trust list"""
    listed = TrustStore(_trust_folder(options.trust)).listing()
    answer = [
        {
            "country": each.country,
            "authority": each.authority,
            "fingerprint": each.fingerprint,
            "training": each.training,
            "signers": each.signers,
            "bulletin_sequence": each.bulletin_sequence,
            "bulletin_this": _instant(each.bulletin_this),
            "bulletin_next": _instant(each.bulletin_next),
            "revoked": each.revoked,
        }
        for each in listed
    ]
    lines = []
    for each in listed:
        test = " (TEST)" if each.training else ""
        lines.append(f"{each.country} {each.authority}{test}: {each.fingerprint}")
        if each.bulletin_sequence is not None:
            day = _instant(each.bulletin_this)
            lines.append(f"   bulletin no. {each.bulletin_sequence} of {day}, {each.revoked} revoked")
    output.say(lines or ["No country's authority is trusted yet: certapp trust import FILE"], answer)
    return DONE


def bulletin_export(options: Namespace, output: Output) -> int:
    """certapp bulletin export"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        signed = export_bulletin(office, actor, office.unlock("status_signer", passphrase), options.file)
    answer = {"file": str(options.file), "sequence": signed.sequence, "entries": signed.entries}
    output.say([f"Bulletin no. {signed.sequence} with {signed.entries} entries: {options.file}"], answer)
    return DONE


def package_export(options: Namespace, output: Output) -> int:
    """certapp package export"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        fingerprint = export_package(office, actor, options.file)
    lines = [
        f"Authority package: {options.file}",
        f"Tell its 40 digits by another road (letter, telephone): {fingerprint}",
    ]
    output.say(lines, {"file": str(options.file), "fingerprint": fingerprint})
    return DONE


def _believed(options: Namespace) -> tuple[TrustView, Mapping[bytes, Withdrawn]]:
    """What is believed: a verifier's folder, or an office's own with what it revoked itself."""
    if options.office:
        with open_office(options.office, write=False) as office:
            return office.trust.view(), own_revocations(office)
    return TrustStore(_trust_folder(options.trust)).view(), {}


def _trust_folder(given: Path | None) -> Path:
    return given or user_data_path("certapp", appauthor=False) / "trust"


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
    return lines


def _worst(statuses: list[int]) -> int:
    """Of several files the worst: refused before cannot tell before done."""
    return next((status for status in (REFUSED, CANNOT_TELL) if status in statuses), DONE)


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
