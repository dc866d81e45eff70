"""Whom to ask at a country's authority: by its own bulletin (key 9), so that no paper need be believed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from certapp.seal.cbor import Item, acceptable

LIMITS: Final[Mapping[str, int]] = {"name": 120, "telephone": 60, "email": 120, "hours": 120}
"""Bytes of UTF-8 of each line at most; the keys of the map in this order, from 1."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A desk or person, telephone, e-mail, hours in which it answers; '' for what is not told, never all four."""

    name: str = ""
    telephone: str = ""
    email: str = ""
    hours: str = ""

    def __bool__(self) -> bool:
        return any(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to show, a line each."""
        return tuple(filter(None, (self.name, self.telephone, self.email, self.hours)))


def contact_item(contact: Contact) -> Item:
    """As it stands in a bulletin. ValueError where a line is too long, of several lines, or nothing is told."""
    item: Item = {at: text for at, (_, text) in enumerate(_named(contact), 1) if text}
    if faults(contact) or read_contact(item) != contact:
        raise ValueError("a contact that nobody could read")
    return item


def read_contact(item: Item) -> Contact:
    """What a bulletin says; further positive keys are passed over.

    Refusals BULLETIN_DAMAGED, BULLETIN_NEWER (a negative key).
    """
    if not isinstance(item, dict):
        raise Refusal("BULLETIN_DAMAGED")
    if any(isinstance(key, int) and key < 0 for key in item):
        raise Refusal("BULLETIN_NEWER")
    said = [item.get(at, "") for at in range(1, len(LIMITS) + 1)]
    texts = [text for text in said if isinstance(text, str)]
    fits = all(len(text.encode()) <= most for text, most in zip(texts, LIMITS.values(), strict=False))
    if len(texts) != len(said) or not fits or not any(texts) or any(item.get(at) == "" for at in range(1, 5)):
        raise Refusal("BULLETIN_DAMAGED")
    return Contact(*texts)


def faults(contact: Contact) -> tuple[tuple[str, int], ...]:
    """The lines that no bulletin can hold, each with its limit in bytes."""
    return tuple(
        (name, LIMITS[name])
        for name, text in _named(contact)
        if len(text.encode(errors="replace")) > LIMITS[name] or not acceptable(text) or not text.isprintable()
    )


def contact_json(contact: Contact | None) -> dict[str, str] | None:
    """For a JSON file."""
    return None if contact is None else dict(_named(contact))


def _named(contact: Contact) -> tuple[tuple[str, str], ...]:
    return tuple((name, getattr(contact, name)) for name in LIMITS)
