"""certapp apply, revoke, search, show: the way of a certificate through the office (approve, issue: batch_commands)."""

from argparse import Namespace
from datetime import UTC, date, datetime, timedelta

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.model.record import plain_row
from certapp.register.applications import application
from certapp.register.certificates import Certificate, certificate, find_certificate
from certapp.register.journal import entries
from certapp.register.search import search
from certapp.service.carrying import write_out
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.importing.handed_in import with_list
from certapp.service.intake import read_intake
from certapp.service.issuing import issued_pdf, preview_application
from certapp.service.office import Actor, Office, Passphrase, open_office
from certapp.service.receiving import receive
from certapp.service.revoking import revoke


def apply_command(options: Namespace, output: Output) -> int:
    """certapp apply"""
    intake = read_intake(options.file)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        number = receive(office, actor, with_list(office.form, intake))
    output.say([f"Application {number} received."], {"application": number})
    return DONE


def revoke_command(options: Namespace, output: Output) -> int:
    """certapp revoke"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        second = office.log_in(options.second, passphrase)
        revoke(office, actor, second, options.number, options.reason, options.text)
        sequence = _bulletin_at_once(office, (actor, second), passphrase)
    lines = [f"Certificate {options.number} revoked."]
    if sequence is None:
        lines.append("The border learns of it with the next bulletin: certapp bulletin export")
    else:
        lines.append(f"Bulletin no. {sequence} is signed: export it and send it to the border.")
    output.say(lines, {"number": options.number, "bulletin": sequence})
    return DONE


def _bulletin_at_once(office: Office, people: tuple[Actor, ...], passphrase: Passphrase) -> int | None:
    """The next bulletin's number; None where the status signer's passphrase is not at hand."""
    supervisor = next(person for person in people if "SUPERVISOR" in person.official.roles)
    try:
        key = office.unlock("status_signer", passphrase)
    except Refusal:
        return None
    return sign_next_bulletin(office, supervisor, key).sequence


def search_command(options: Namespace, output: Output) -> int:
    """certapp search"""
    with open_office(options.office, write=False) as office:
        hits = search(office.register, options.text, options.most)
    lines = [f"{hit.certificate or hit.application}  {hit.status:9}  {hit.title}" for hit in hits] or ["Nothing found."]
    answer = [
        {"number": hit.certificate, "application": hit.application, "status": hit.status, "title": hit.title}
        for hit in hits
    ]
    output.say(lines, answer)
    return DONE


def show_command(options: Namespace, output: Output) -> int:
    """certapp show: a certificate by its number, or an application by its own."""
    with open_office(options.office, write=False) as office:
        found = _certificate(office, options.number)
        number = found.application if found else options.number
        stored = application(office.register, number)
        if options.pdf:
            content = issued_pdf(office, found.number) if found else preview_application(office, number)
            write_out(options.pdf, content)
        acts = [
            {"at": _time(entry.at), "who": entry.actor, "act": entry.type, "subject": entry.subject}
            for subject in filter(None, (number, found.number if found else ""))
            for entry in entries(office.register, subject=subject)
        ]
        record = plain_row(office.stored_record(found.record if found else stored.record))
    answer: dict[str, object] = {
        "application": number,
        "number": found.number if found else None,
        "status": found.status if found else stored.status,
        "title": stored.title,
        "acts": acts,
        "record": record,
    }
    lines = [f"{found.number if found else number}  {answer['status']}  {stored.title}"]
    if found:
        answer |= _facts(found)
        lines.append(f"Valid from {answer['issued_on']} until {answer['valid_until']}.")
        if found.revocation:
            lines.append(f"Revoked on {_day(found.revocation.revoked_on)}: {found.revocation.explanation}")
    lines += [f"  {act['at']}  {act['who']}  {act['act']}" for act in acts]
    output.say(lines, answer)
    return DONE


def _certificate(office: Office, number: str) -> Certificate | None:
    try:
        return certificate(office.register, number)
    except Refusal:
        return find_certificate(office.register, application=number)


def _facts(found: Certificate) -> dict[str, object]:
    facts: dict[str, object] = {
        "issued_on": _day(found.issued_on),
        "valid_until": _day(found.valid_until),
        "code": found.code_text,
        "record_sha256": found.record_digest.hex(),
        "pdf_sha256": found.pdf_sha256,
    }
    if found.revocation:
        facts["revocation"] = {
            "on": _day(found.revocation.revoked_on),
            "reason": found.revocation.reason,
            "text": found.revocation.explanation,
            "by": found.revocation.revoked_by,
            "second": found.revocation.second_person,
        }
    return facts


def _day(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
