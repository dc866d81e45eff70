"""Whom the border may ask: the desk of the authority, as every bulletin from now on says it (key 9)."""

from dataclasses import asdict

from certapp.model.errors import Refusal
from certapp.register.journal import last_entry
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.contact import Contact, faults


def contact_of(office: Office) -> Contact | None:
    """As it was set last, None where nobody has set it or it was taken back."""
    entry = last_entry(office.register, "CONTACT_SET")
    contact = None if entry is None else Contact(**entry.facts())
    return contact or None


def set_contact(office: Office, actor: Actor, contact: Contact) -> None:
    """Tell the border from the next bulletin on; an empty one: nothing any more.

    Refusals: ROLE_MISSING, CONTACT_ELSEWHERE (another office signs the bulletins), CONTACT_WRONG (a line too long, or
    of more than one line).
    """
    actor.require(Right.SUPERVISE)
    if not office.signs_bulletins:
        raise Refusal("CONTACT_ELSEWHERE")
    for name, most in faults(contact):
        typed = ascii(getattr(contact, name))[1:-1]
        raise Refusal("CONTACT_WRONG", field=name, typed=typed[:80], most=most)
    office.record_alone(actor, "CONTACT_SET", "contact", asdict(contact))
