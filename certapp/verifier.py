"""The library: certificates verified from another program. The names here stay; everything below them may change.

No window, no register and nothing that writes a PDF comes with it; what reads pictures and PDFs loads with the first
such file. See docs/library.md.
"""

from certapp.model.errors import Refusal
from certapp.seal.claims import Claims, SealedObject, SealedParty
from certapp.service.reading_apart import Bounds, ReadApart
from certapp.service.verifying import FileVerdict, file_verdict_json, verify_bytes, verify_file, verify_text
from certapp.trust.contact import Contact
from certapp.trust.store import Listed, TrustStore
from certapp.trust.taking_in import Imported
from certapp.trust.verdict import Colour, ListAges, Outcome, Reason, Verdict
from certapp.trust.view import TrustView

__all__ = [
    "Bounds",
    "Claims",
    "Colour",
    "Contact",
    "FileVerdict",
    "Imported",
    "ListAges",
    "Listed",
    "Outcome",
    "ReadApart",
    "Reason",
    "Refusal",
    "SealedObject",
    "SealedParty",
    "TrustStore",
    "TrustView",
    "Verdict",
    "file_verdict_json",
    "verify_bytes",
    "verify_file",
    "verify_text",
]
