"""Another paper for one that was lost, stolen, destroyed or wrong; and a permanent one for a loan that stays abroad.

It goes the way of every certificate: an application that says which number it replaces, another person's approval,
issue under a new number. With its issue the old one is superseded (bulletin, reason 2); each names the other.
"""

from datetime import date
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.record import Row, plain_row
from certapp.register.applications import application
from certapp.register.certificates import certificate
from certapp.register.life_events import CONVERSION, need_replaceable
from certapp.service.casework import known_code
from certapp.service.deciding import granted
from certapp.service.drafting import OpenDraft, begin_draft
from certapp.service.office import Actor, Office
from certapp.service.redrafting import files_of, typed_again
from certapp.service.rights import Right

REASONS: Final = "REPLACE_REASON"
"""The form's list of reasons."""
_ONLY_TEMPORARY: Final = ("return_due_on", "itinerary")


def begin_replacement(
    office: Office, actor: Actor, number: str, reason: str, return_by: date | None = None
) -> OpenDraft:
    """A draft with all that the certificate says, which replaces it once it is issued; mend in it what was wrong.

    `return_by`: another day of return. With the reason CONVERSION the draft is of a permanent export.

    Raises:
        Refusal: ROLE_MISSING, CODE_OF_NO_LIST, CERTIFICATE_UNKNOWN, CERTIFICATE_ALREADY_REVOKED,
            CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE, CONVERSION_OF_OTHER.
    """
    actor.require(Right.PREPARE)
    known_code(office, REASONS, reason)
    need_replaceable(office.register, number, conversion=reason == CONVERSION)
    name = certificate(office.register, number).application
    record = granted(office, name, office.stored_record(application(office.register, name).record))
    typed = typed_again(office.form.root, plain_row(record))
    typed |= {"document_kind": "REPLACEMENT", "replaces_certificate_no": number, "replacement_reason": reason}
    if reason == CONVERSION:
        typed = {field: value for field, value in typed.items() if field not in _ONLY_TEMPORARY}
        typed |= {"export_type": "PERMANENT", "return_compulsory": False}
    elif return_by is not None:
        typed["return_due_on"] = return_by.isoformat()
    return begin_draft(office, actor, typed, files_of(record))


def replacing_facts(office: Office, record: Row) -> dict[str, Any]:
    """What the entry of issue says of the certificate of this office that it replaces; nothing where it replaces none.

    A number that this register does not know may be on a paper from before it, and is printed as it was typed.

    Raises:
        Refusal: CERTIFICATE_ALREADY_REVOKED, CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE, CONVERSION_OF_OTHER,
            REPLACED_OBJECTS_DIFFER.
    """
    number, reason = record.text("replaces_certificate_no"), record.text("replacement_reason")
    if not number:
        return {}
    try:
        certificate(office.register, number)
    except Refusal:
        return {}
    found = need_replaceable(office.register, number, conversion=reason == CONVERSION)
    if found.places and len(record.rows("objects")) != found.object_count:
        raise Refusal("REPLACED_OBJECTS_DIFFER", number=number, count=found.object_count)
    return {"replaces": number, "replacement_reason": reason}
