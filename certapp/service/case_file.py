"""The case file of a certificate for a court or another state: one ZIP that can be checked without this program.

It holds the certificate, its record, the files of its application, the journal's entries about it with the keys of who
signed them, what verification says of the PDF, a cover to print and the SHA-256 of each file. docs/formats.md,
section 15, says how a stranger checks it.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Heading, Part, Points, Words
from certapp.formdef.standards import day_in_words
from certapp.register.applications import application
from certapp.register.attachments import attachments_of
from certapp.register.certificates import Certificate, certificate
from certapp.register.entry import Entry
from certapp.register.journal import entries, entry_at, last_entry
from certapp.register.lives import life
from certapp.seal import cbor
from certapp.service.carrying import write_out
from certapp.service.clock import days
from certapp.service.exchanging import own_revocations
from certapp.service.issuing import issued_pdf
from certapp.service.letter_texts import Texts, paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Actor, Office
from certapp.service.rights import Right
from certapp.service.rosters import officials_ever
from certapp.service.suspending import reason_in_words
from certapp.service.verifying import file_verdict_json, verify_bytes
from certapp.trust.roster_chain import FORMER, cas_of

HASHES: Final = "SHA256SUMS"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the ZIP: when it was made stands on the cover."""


def make_case_file(office: Office, actor: Actor, number: str, asked_by: str, language: str, path: Path) -> str:
    """Write the case file and note in the journal who asked for it; gives the SHA-256 of its list of hashes.

    Refusals: ROLE_MISSING, CERTIFICATE_UNKNOWN, LIFE_TEXT_WRONG, PAPER_LANGUAGE_UNKNOWN, ATTACHMENT_DAMAGED,
    OUTPUT_NOT_WRITABLE.
    """
    actor.require(Right.SUPERVISE)
    say = paper_texts(language)
    asked_by = reason_in_words(asked_by)
    found = certificate(office.register, number)
    files = dict(_files(office, found, language))
    files["cover.pdf"] = _cover(office, found, asked_by, files, say)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files[HASHES] = sums.encode()
    digest = hashlib.sha256(files[HASHES]).hexdigest()
    write_out(path, _zip(files))
    facts = {"asked_by": asked_by, "language": language, "hashes_sha256": digest}
    office.record_alone(actor, "CASE_FILE_MADE", number, facts)
    return digest


def _files(office: Office, found: Certificate, language: str) -> Iterator[tuple[str, bytes]]:
    pdf = issued_pdf(office, found.number)
    yield "certificate.pdf", pdf
    yield "record.cbor", found.record
    yield "record.json", _json(cbor.decode(found.record, cbor.RECORD))
    verdict = verify_bytes(pdf, office.trust.view(), office.clock.seconds, own_revocations(office))
    yield "verification.json", _json(file_verdict_json(verdict, "certificate.pdf", language))
    for place, attachment in enumerate(attachments_of(office.register, found.application)):
        name = f"files/{place:03d}-{_UNSAFE.sub('_', attachment.name)[-60:]}"
        yield name, office.attachments.get(attachment.sha256)
    extract = _extract(office, found)
    yield "journal.json", _json(extract)
    officials, signed_by = officials_ever(office), {str(each["actor_kid"]) for each in extract["entries"]}
    for kid, official in officials.items():
        if kid.hex() in signed_by:
            yield f"officials/{kid.hex()}.der", official.certificate
    for name in (CA_CERTIFICATE, ROSTER, CRL):
        if (office.folder.trust / name).is_file():
            yield f"trust/{name}", (office.folder.trust / name).read_bytes()
    for former, der in cas_of(office.folder.trust, (office.folder.trust / CA_CERTIFICATE).read_bytes())[:-1]:
        yield f"trust/{FORMER}/{former.name}.der", der


def _extract(office: Office, found: Certificate) -> Mapping[str, list[dict[str, object]]]:
    """The entries about certificate and application in full; of their neighbours, other people's, only the hash."""
    about = {each.seq: each for subject in (found.application, found.number) for each in _about(office, subject)}
    last = last_entry(office.register)
    beside = {seq + step for seq in about for step in (-1, 1)} - about.keys()
    neighbours = [each for seq in sorted(beside) if (each := entry_at(office.register, seq)) is not None]
    head = [] if last is None else [last]
    return {
        "entries": [_entry(each) for _seq, each in sorted(about.items())],
        "neighbours": [{"seq": each.seq, "prev": each.prev.hex(), "hash": each.hash.hex()} for each in neighbours],
        "head": [{"seq": each.seq, "hash": each.hash.hex()} for each in head],
    }


def _about(office: Office, subject: str) -> Iterator[Entry]:
    return entries(office.register, subject=subject)


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "mono": entry.mono,
        "actor": entry.actor,
        "actor_kid": entry.actor_kid.hex(),
        "type": entry.type,
        "subject": entry.subject,
        "payload": entry.payload.hex(),
        "prev": entry.prev.hex(),
        "hash": entry.hash.hex(),
        "signature": entry.signature.hex(),
    }


def _cover(office: Office, found: Certificate, asked_by: str, files: Mapping[str, bytes], say: Texts) -> bytes:
    verdict = json.loads(files["verification.json"])
    state = life(office.register, found.number).shown(days(office.clock.today))
    facts = (
        (say.say("certificate"), found.number),
        (say.say("case_title_of"), application(office.register, found.application).title),
        (say.say("date"), day_in_words(office.clock.today, say.language)),
        (say.say("case_asked_by"), asked_by),
        (say.say("case_state"), state),
        (say.say("case_verdict"), "\n".join((verdict["outcome"], *(each["text"] for each in verdict["reasons"])))),
    )
    acts = tuple(
        f"{datetime.fromtimestamp(each.at / 1000, UTC):%Y-%m-%d %H:%M} UTC  {each.type}  {each.actor}"
        for subject in (found.application, found.number)
        for each in _about(office, subject)
    )
    hashes = tuple(f"{name}: {hashlib.sha256(content).hexdigest()}" for name, content in sorted(files.items()))
    parts: tuple[Part, ...] = (
        Words(say.say("case_text")),
        Facts(facts),
        Heading(say.say("case_acts")),
        Points(acts),
        Heading(say.say("case_hashes")),
        Points(hashes),
    )
    mark = TEST_WATERMARK if office.training else ""
    title, authority, signer = say.say("case_title"), office.authority, (say.say("signed"),)
    return render_paper(
        title=title,
        number=found.number,
        authority=authority,
        language=say.language,
        dated=office.clock.seconds,
        parts=parts,
        signer=signer,
        watermark=mark,
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
