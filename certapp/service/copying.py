"""A certified copy of an issued certificate, years later perhaps: an act, noted in the journal."""

import hashlib
from typing import Final

from certapp.register.certificates import certificate
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

COPY_MADE: Final = "COPY_CERTIFIED"


def certified_copy(office: Office, actor: Actor, number: str, language: str) -> bytes:
    """A page that certifies the kept file, which is attached to it byte for byte, and tells its state today.

    Refusals: ROLE_MISSING, CERTIFICATE_UNKNOWN, PAPER_LANGUAGE_UNKNOWN; and why a page could not be made.
    """
    from certapp.service.papers import copy_page  # heavy: only when a page is really made

    actor.require(Right.COPY)
    found = certificate(office.register, number)
    pdf = copy_page(office, found, office.attachments.get(found.pdf_sha256), language)
    facts = {"language": language, "pdf_sha256": hashlib.sha256(pdf).hexdigest()}
    office.record_alone(actor, "COPY_CERTIFIED", number, facts)
    return pdf
