"""Object tags: labels with a signed code for objects of an issued certificate, made by who holds the seal."""

import hashlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from certapp.formdef.parsing import parse
from certapp.formdef.wording import languages_of
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.model.sentences import sentence
from certapp.model.signing import SigningKey
from certapp.register.certificates import Certificate, certificate
from certapp.seal import cbor
from certapp.seal.object_tag import DIGEST_BYTES, MOST_OBJECTS, ObjectTag, seal_tag
from certapp.service.clock import day_of, end_of_day
from certapp.service.letter_texts import paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.hierarchy import office_of, signs_until

if TYPE_CHECKING:
    from certapp.document.tags import LabelLayout

TAGS_MADE: Final = "TAGS_MADE"
EVERY_OBJECT: Final = ()
_RANGE = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?", re.ASCII).fullmatch


def label_layout(name: str) -> "LabelLayout":
    """A size of label by its name. Refusal TAG_LAYOUT_UNKNOWN."""
    from certapp.document.tags import LAYOUTS  # heavy: only when a page is really made

    if name not in LAYOUTS:
        raise Refusal("TAG_LAYOUT_UNKNOWN", typed=name[:20], known=", ".join(LAYOUTS))
    return LAYOUTS[name]


def object_numbers(typed: str) -> tuple[int, ...]:
    """The objects in a list as one types it, '1, 3-5'; nothing typed means all of them. Refusal TAG_OBJECTS_UNCLEAR."""
    found: list[int] = []
    for part in filter(None, (each.strip() for each in typed.replace("–", "-").split(","))):
        match = _RANGE(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 1 <= first <= last <= MOST_OBJECTS:
            raise Refusal("TAG_OBJECTS_UNCLEAR", typed=typed[:40])
        found += range(first, last + 1)
    return tuple(found)


def make_tags(
    office: Office,
    actor: Actor,
    number: str,
    signer: SigningKey,
    *,
    layout: str,
    language: str,
    objects: Iterable[int] = EVERY_OBJECT,
    first: int = 0,
) -> bytes:
    """Labels for objects of a certificate (numbers from 1; none given: all), as a PDF; noted in the journal.

    `first`: labels of a begun sheet that are used up already.

    Refusals: ROLE_MISSING, CERTIFICATE_UNKNOWN, TAGS_OF_REVOKED, TAGS_OF_EXPIRED, TAG_OBJECT_UNKNOWN,
    TAG_LAYOUT_UNKNOWN, PAPER_LANGUAGE_UNKNOWN, SIGNER_OF_OTHER_OFFICE, SIGNER_CANNOT_SIGN, TAG_DOES_NOT_FIT.
    """
    from certapp.document.tags import Tag, Tags, render_tags

    actor.require(Right.SEAL)
    paper_texts(language)  # whether it is spoken
    chosen = label_layout(layout)
    found = certificate(office.register, number)
    if found.revocation is not None:
        raise Refusal("TAGS_OF_REVOKED", certificate=number)
    if found.valid_until < (office.clock.today - day_of(0)).days:
        raise Refusal("TAGS_OF_EXPIRED", certificate=number)
    if office_of(signer.certificate) != office.code:
        raise Refusal("SIGNER_OF_OTHER_OFFICE", office=office.code)
    if office.clock.seconds > signs_until(signer.certificate):
        raise Refusal("SIGNER_CANNOT_SIGN", until=day_of(found.valid_until).isoformat())
    rows, languages = _objects(office, found)
    wanted = sorted(set(objects)) or list(range(1, len(rows) + 1))
    if not 1 <= wanted[0] <= wanted[-1] <= len(rows):
        raise Refusal("TAG_OBJECT_UNKNOWN", certificate=number, count=len(rows))
    tags = [_tag(office, found, rows, each, languages) for each in wanted]
    labels = tuple(
        Tag(
            number,
            tag.object_number,
            tag.object_count,
            ": ".join(filter(None, (tag.type, tag.title))),
            seal_tag(tag, signer.kid, signer.sign_raw, chosen.most),
        )
        for tag in tags
    )
    pdf = render_tags(
        Tags(
            title=sentence("PRINT_TAG_TITLE", {}, language),
            number=number,
            authority=office.authority,
            language=language,
            dated=office.clock.seconds,
            layout=chosen,
            tags=labels,
            watermark=TEST_WATERMARK if office.training else "",
            first=first,
        )
    )
    facts = {"objects": wanted, "layout": layout, "pdf_sha256": hashlib.sha256(pdf).hexdigest()}
    office.record_alone(actor, "TAGS_MADE", number, facts)
    return pdf


def _objects(office: Office, found: Certificate) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The certificate's objects, and the languages to say them in: English first, as on the certificate's code."""
    record = parse(office.form, cbor.decode(found.record, cbor.RECORD), office.clock.today, from_office=True).record
    return record.rows("objects"), ("en", *languages_of(record))


def _tag(
    office: Office, found: Certificate, rows: tuple[Row, ...], number: int, languages: tuple[str, ...]
) -> ObjectTag:
    row = rows[number - 1]
    return ObjectTag(
        issuer=office.country,
        expires=end_of_day(day_of(found.valid_until)),
        made_at=office.clock.seconds,
        id=found.id8,
        number=found.number,
        object_number=number,
        object_count=len(rows),
        issued_on=found.issued_on,
        type=row.text("object_type_l2", languages),
        title=row.text("title", languages) or row.text("subject", languages),
        record_digest=found.record_digest[:DIGEST_BYTES],
    )
