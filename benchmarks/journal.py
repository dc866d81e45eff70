"""The journal of an office, 10,000 entries: every hash and signature, the state rebuilt from them, what acts meant.

CERTAPP_JOURNAL_ENTRIES=100000 is the long form.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from benchmarks.harness import Job, Table, side_by_side
from benchmarks.scene import Scene, scene
from certapp.model.certificate_number import make_number
from certapp.register.applications import application as stored_application
from certapp.register.applications import next_application_number
from certapp.register.certificates import newest_certificates
from certapp.register.connection import open_reader, transaction
from certapp.register.entry import signed_bytes
from certapp.register.numbers import next_serial
from certapp.register.register import Register, copy_database
from certapp.seal import cose
from certapp.seal.claims import decode_claims
from certapp.seal.fitting import seal
from certapp.seal.text import from_text
from certapp.service.auditing import journal_length, verify_journal
from certapp.service.check_apart import cores, verify_apart
from certapp.trust.certificate import kid, read_certificate

ENTRIES = int(os.environ.get("CERTAPP_JOURNAL_ENTRIES", "10000"))


def run() -> Iterator[Table]:
    """The check that an auditor makes."""
    with scene() as made:
        fill(made, ENTRIES)
        office = made.office
        assert verify_journal(office) == ()
        keys = {kid(each.certificate): read_certificate(each.certificate).key for each in office.roster.officials}
        algorithm = ec.ECDSA(hashes.SHA256())
        query = "SELECT actor_kid, payload, prev, hash, signature FROM journal ORDER BY seq"

        def bare(verify: bool) -> None:
            for key, payload, prev, digest, signature in office.register.execute(query):
                hashlib.sha256(prev + payload).digest()
                if verify:
                    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                    keys[key].verify(encode_dss_signature(r, s), signed_bytes(digest), algorithm)

        copy = made.folder / "copy.db"
        copy_database(office.register, copy)
        aside = replace(office, store=Register(office.folder, open_reader(copy), None))
        jobs = [
            Job("journal verified, state rebuilt and compared", lambda: verify_journal(office)),
            Job(f"the same by {cores()} processes", lambda: verify_apart(aside, cores())),
            Job("rows read and hashed", lambda: bare(False)),
            Job("rows read, hashed, signature checked raw", lambda: bare(True)),
        ]
        size = (office.folder.path / "register.db").stat().st_size / 1e6
        notes = (f"Register of {size:.0f} MB.",)
        yield Table(
            f"Journal of {journal_length(office):,} entries",
            side_by_side(jobs, 3 if ENTRIES <= 10_000 else 1),
            "2.8x the raw checks",
            notes,
        )


def fill(made: Scene, entries: int) -> None:
    """Applications received, approved, issued, each with a code of its own; record and PDF are those of one."""
    office = made.office
    made.issued(1)
    (real,) = newest_certificates(office.register)
    said = decode_claims(cose.parse(from_text(real.code_text)).payload)
    first = stored_application(office.register, real.application)
    digest = hashlib.sha256(first.record).digest()
    search = {"titles": [first.title, "painting"], "parties": ["An owner", "A consignee"], "inventory": []}
    received = {"record": first.record, "digest": digest, "title": first.title, "search": search, "attachments": []}
    year, key = office.clock.today.year, made.document_signer
    with transaction(office.register) as register:
        for done in range(journal_length(office), entries, 4):
            number = next_application_number(register, year, office.code)
            office.record(made.preparer, "APPLICATION_RECEIVED", number, received)
            office.record(made.approver, "APPLICATION_APPROVED", number, {"digest": digest})
            certificate = make_number(office.country, year, office.code, next_serial(register, year, office.code))
            office.record(made.approver, "NUMBER_RESERVED", certificate, {"application": number})
            id8 = done.to_bytes(8, "big")
            code = seal(replace(said, number=certificate, id=id8), key.kid, key.sign_raw)
            issued = {
                "application": number,
                "id8": id8,
                "record": real.record,
                "digest": real.record_digest,
                "code_text": code.text,
                "pdf_sha256": real.pdf_sha256,
                "issued_on": real.issued_on,
                "valid_until": real.valid_until,
            }
            office.record(made.approver, "CERTIFICATE_ISSUED", certificate, issued)
