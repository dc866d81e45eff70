"""The case file of a certificate for a court or another state: one ZIP that can be checked without this program.

It holds the certificate, its record, the files of its application, the journal's entries about it with the keys of who
signed them, what verification says of the PDF, a cover to print, the SHA-256 of each file, and how a stranger checks it
(`case_proofs`; docs/formats.md, section 15).
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Grid, Heading, Part, Words
from certapp.formdef.standards import day_in_words
from certapp.register.applications import application
from certapp.register.attachments import attachments_of
from certapp.register.certificates import Certificate, certificate
from certapp.register.entry import Entry
from certapp.register.journal import entries, entry_at, last_entry
from certapp.register.lives import life
from certapp.seal import cbor
from certapp.service.carrying import write_out
from certapp.service.case_proofs import ENTRIES, HOW_TO, entry_files, how_to_check, plain_facts
from certapp.service.clock import days
from certapp.service.exchanging import own_revocations
from certapp.service.explaining import Case, authority_of, explanation, outcome_words
from certapp.service.issuing import issued_pdf
from certapp.service.letter_texts import Texts, paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Actor, Office
from certapp.service.register_words import act_words, status_words
from certapp.service.rights import Right
from certapp.service.rosters import name_ever, officials_ever
from certapp.service.suspending import reason_in_words
from certapp.service.verifying import FileVerdict, file_verdict_json, verify_bytes
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
    shown = verify_bytes(issued_pdf(office, number), office.trust.view(), office.clock.seconds, own_revocations(office))
    files = dict(_files(office, found, shown, language))
    files["cover.pdf"] = _cover(office, found, asked_by, shown, files, say)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files[HASHES] = sums.encode()
    digest = hashlib.sha256(files[HASHES]).hexdigest()
    write_out(path, _zip(files))
    facts = {"asked_by": asked_by, "language": language, "hashes_sha256": digest}
    office.record_alone(actor, "CASE_FILE_MADE", number, facts)
    return digest


def _files(office: Office, found: Certificate, shown: FileVerdict, language: str) -> Iterator[tuple[str, bytes]]:
    yield "certificate.pdf", issued_pdf(office, found.number)
    yield "record.cbor", found.record
    yield "record.json", _json(cbor.decode(found.record, cbor.RECORD))
    yield "verification.json", _json(file_verdict_json(shown, "certificate.pdf", language))
    here, by = f"{office.authority}, {office.code}", authority_of(shown, office.trust.view())
    case = Case(shown, office.clock.seconds, "certificate.pdf", here, authority=by)
    yield "verification.pdf", explanation(case, language)
    for place, attachment in enumerate(attachments_of(office.register, found.application)):
        name = f"files/{place:03d}-{_UNSAFE.sub('_', attachment.name)[-60:]}"
        yield name, office.attachments.get(attachment.sha256)
    acts = _acts(office, found)
    yield "journal.json", _json(_extract(office, acts))
    yield from entry_files(acts)
    known, kids = officials_ever(office), {each.actor_kid for each in acts}
    officials = {kid.hex(): official.certificate for kid, official in sorted(known.items()) if kid in kids}
    yield from ((f"officials/{name}.der", der) for name, der in officials.items())
    for name in (CA_CERTIFICATE, ROSTER, CRL):
        if (office.folder.trust / name).is_file():
            yield f"trust/{name}", (office.folder.trust / name).read_bytes()
    cas = {f"trust/{CA_CERTIFICATE}": (office.folder.trust / CA_CERTIFICATE).read_bytes()}
    for former, der in cas_of(office.folder.trust, cas[f"trust/{CA_CERTIFICATE}"])[:-1]:
        cas[f"trust/{FORMER}/{former.name}.der"] = der
        yield f"trust/{FORMER}/{former.name}.der", der
    yield HOW_TO, how_to_check(acts, officials, cas, language).encode()


def _acts(office: Office, found: Certificate) -> tuple[Entry, ...]:
    """The entries about certificate and application, in the journal's order."""
    about = {each.seq: each for subject in (found.application, found.number) for each in _about(office, subject)}
    return tuple(about[seq] for seq in sorted(about))


def _extract(office: Office, acts: Sequence[Entry]) -> Mapping[str, list[dict[str, object]]]:
    """The entries in full; of their neighbours, other people's, only the hash."""
    numbers = {each.seq for each in acts}
    last = last_entry(office.register)
    beside = {seq + step for seq in numbers for step in (-1, 1)} - numbers
    neighbours = [each for seq in sorted(beside) if (each := entry_at(office.register, seq)) is not None]
    head = [] if last is None else [last]
    return {
        "entries": [_entry(each) for each in acts],
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
        "facts": plain_facts(entry),
        "prev": entry.prev.hex(),
        "hash": entry.hash.hex(),
        "signature": entry.signature.hex(),
    }


def _cover(
    office: Office, found: Certificate, asked_by: str, shown: FileVerdict, files: Mapping[str, bytes], say: Texts
) -> bytes:
    """What the file is, for whom, and what is in it: to print, sign and hand over with it."""
    state = life(office.register, found.number).shown(days(office.clock.today))
    verdict = shown.verdict
    outcome = outcome_words(verdict.outcome, verdict.colour, say.language)
    facts = (
        (say.say("certificate"), found.number),
        (say.say("case_title_of"), application(office.register, found.application).title),
        (say.say("date"), day_in_words(office.clock.today, say.language)),
        (say.say("case_asked_by"), asked_by),
        (say.say("case_state"), status_words(state, say.language)),
        (say.say("case_verdict"), "\n".join((outcome, *(each.text(say.language) for each in shown.reasons)))),
    )
    acts = tuple(
        (
            str(each.seq),
            f"{datetime.fromtimestamp(each.at / 1000, UTC):%Y-%m-%d %H:%M}",
            act_words(each.type, say.language),
            name_ever(office, each.actor),
        )
        for each in _acts(office, found)
    )
    named = (name for name in sorted(files) if not name.startswith(ENTRIES))
    hashes = tuple((name, hashlib.sha256(files[name]).hexdigest()) for name in named)
    titles = tuple(say.say(f"case_column_{each}") for each in ("seq", "at", "act", "who", "file"))
    parts: tuple[Part, ...] = (
        Words(say.say("case_text")),
        Facts(facts),
        Heading(say.say("case_acts")),
        Grid(titles[:4], acts, 4, shares=(12.0, 32.0, 76.0, 45.0)),
        Heading(say.say("case_hashes")),
        Grid((titles[4], "SHA-256"), hashes, 2, shares=(48.0, 117.0)),
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
