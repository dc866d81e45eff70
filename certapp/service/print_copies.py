"""Which pages of an issued certificate belong to which copy: what is laid into the printer for whom."""

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.seal import cbor
from certapp.service.office import Office
from certapp.service.to_print import Copy, ToPrint


def copies_of(office: Office) -> tuple[Copy, ...]:
    """The copies that the office's form prints, called in the language in use."""
    pages: dict[str, list[int]] = {}
    for page, name in enumerate(name for sheet in office.form.sheets for name in sheet.copies):
        pages.setdefault(name, []).append(page)
    return tuple(Copy(name, office.form.title("sheet", name), tuple(own)) for name, own in pages.items())


def to_print(office: Office, number: str) -> ToPrint:
    """An issued certificate with its copies. Refusals CERTIFICATE_UNKNOWN, ATTACHMENT_MISSING, ATTACHMENT_DAMAGED.

    Its copies are known where it was made with the form as it is now: else it is printed whole.
    """
    found = certificate(office.register, number)
    try:
        record = cbor.decode(found.record, cbor.RECORD)
    except Refusal:
        record = None
    same = isinstance(record, dict) and record.get("form_digest") == office.form.digest
    return ToPrint(number, office.attachments.get(found.pdf_sha256), copies_of(office) if same else ())
