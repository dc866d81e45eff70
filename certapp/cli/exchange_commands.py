"""certapp trust, bulletin, package: what is carried to the border, and taken in there."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from certapp.cli.folders import trust_folder
from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.service.archiving import archive
from certapp.service.carrying import import_trust, two_people, write_out
from certapp.service.clock import Clock
from certapp.service.exchanging import export_bulletin, export_package
from certapp.service.office import open_office
from certapp.service.verifying import LARGEST_FILE
from certapp.trust.store import TrustStore


def trust_import(options: Namespace, output: Output) -> int:
    """certapp trust import"""
    store = TrustStore(trust_folder(options.trust))
    now = Clock().seconds
    lines, answer = [], []
    who = two_people(*options.compared_by) if options.compared_by else ""
    if options.accept_fingerprint and not who:
        raise Refusal("CEREMONY_NEEDS_TWO_PEOPLE")
    for file in options.files:
        try:
            done = import_trust(store, file, now, options.accept_fingerprint, who)
        except Refusal as refusal:
            if refusal.code in ("ANCHOR_UNKNOWN", "ANCHOR_INTRODUCED", "KEEPER_UNKNOWN") and not output.as_json:
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
    listed = TrustStore(trust_folder(options.trust)).listing()
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


def archive_command(options: Namespace, output: Output) -> int:
    """certapp archive"""
    files = [_read_file(path) for path in (options.file, *(options.add or ()))]
    with open_office(options.office, write=False) as office:
        made = archive(office, files[0], tuple(files[1:]))
    write_out(options.out, made.pdf)
    lines = [f"Written: {options.out} (PAdES {made.level})"]
    lines += [str(made.unstamped)] if made.unstamped else []
    unstamped = made.unstamped.code if made.unstamped else None
    output.say(lines, {"file": str(options.out), "level": made.level, "unstamped": unstamped})
    return DONE


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)) from None
    if len(data) > LARGEST_FILE:
        raise Refusal("FILE_TOO_LARGE", file=path.name, most=LARGEST_FILE >> 20)
    return data


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


def _instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
