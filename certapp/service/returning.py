"""What the desk does with a temporary export: stops of its way, more time, inspection when it is back; and the ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.certificates import certificate
from certapp.register.connection import transaction
from certapp.register.life_events import need_life
from certapp.register.lives import AWAY, life, next_position
from certapp.service.casework import known_code
from certapp.service.clock import day_of, days
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.service.suspending import need_two, reason_in_words
from certapp.trust.certificate import read_certificate
from certapp.trust.extension import Extension, judge_extension, seal_extension
from certapp.trust.hierarchy import office_of, signs_until
from certapp.trust.verdict import Outcome

CONDITIONS: Final = "CONDITION"
"""The form's list of states in which an object may be."""
LONGEST_PLACE: Final = 160
LONGEST_DAMAGE: Final = 500
MOST_DAYS_MORE: Final = 3 * 366


@dataclass(frozen=True)
class Inspected:
    """One object as it was found, by its place on the certificate: is it there, is it the one photographed, its state.

    `condition` is a code of CONDITION, '' where it did not come back; `damage` what is new, in words.
    """

    object: int
    returned: bool
    matches: bool = False
    condition: str = ""
    damage: str = ""


@dataclass(frozen=True)
class Extended:
    """An extension granted: its sheet as a PDF, and the text of its code."""

    pdf: bytes
    code_text: str


def inspect_return(office: Office, actor: Actor, number: str, place: str, objects: Sequence[Inspected]) -> str:
    """Write down what came back, held against the photographs; gives the state that follows.

    What did not come back stays abroad, and its clock runs on. An object that is not the one photographed did not come
    back.

    Raises:
        Refusal: ROLE_MISSING, CERTIFICATE_UNKNOWN, LIFE_NOT_IN_STATE, OBJECT_NOT_AWAY, INSPECTION_EMPTY,
            INSPECTION_INCOMPLETE, CODE_OF_NO_LIST, LIFE_TEXT_WRONG.
    """
    actor.require(Right.FOLLOW)
    if not objects or len({each.object for each in objects}) != len(objects):
        raise Refusal("INSPECTION_EMPTY", number=number)
    rows: list[dict[str, Any]] = []
    for each in objects:
        if each.returned and (not each.matches or not each.condition):
            raise Refusal("INSPECTION_INCOMPLETE", number=number, object=each.object)
        if each.condition:
            known_code(office, CONDITIONS, each.condition)
        if len(each.damage) > LONGEST_DAMAGE:
            raise Refusal("LIFE_TEXT_WRONG", most=LONGEST_DAMAGE)
        rows.append(
            {
                "object": each.object,
                "returned": each.returned,
                "matches": each.matches,
                "condition": each.condition,
                "damage": each.damage.strip(),
            }
        )
    if not place.strip() or len(place) > LONGEST_PLACE:
        raise Refusal("LIFE_TEXT_WRONG", most=LONGEST_PLACE)
    facts = {"on": days(office.clock.today), "place": place.strip(), "objects": rows}
    office.record_alone(actor, "RETURN_INSPECTED", number, facts)
    return life(office.register, number).shown(days(office.clock.today))


def extend(
    office: Office,
    actor: Actor,
    second: Actor,
    number: str,
    until: date,
    text: str,
    document_signer: SigningKey,
    language: str = "en",
) -> Extended:
    """Give what is abroad more time: a sheet with a signed code of its own, kept in the office; two people sign it.

    The certificate stays as it is. The border reads certificate and sheet; the code of the sheet says the new day and
    which certificate it belongs to, and falls with it when that is revoked.

    Raises:
        Refusal: ROLE_MISSING, EXTENSION_NEEDS_SECOND_PERSON, LIFE_TEXT_WRONG, CERTIFICATE_UNKNOWN,
            CERTIFICATE_ALREADY_REVOKED, CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE, EXTENSION_NOT_LATER,
            EXTENSION_TOO_LONG, SIGNER_OF_OTHER_OFFICE, SIGNER_CANNOT_SIGN, CODE_NOT_READABLE.
    """
    from certapp.service.life_papers import extension_sheet  # heavy: only when a page is really made

    actor.require(Right.SEAL)
    need_two(actor, second, "EXTENSION_NEEDS_SECOND_PERSON", number)
    words, today = reason_in_words(text), office.clock.today
    found = need_life(office.register, number, AWAY)
    if days(until) <= max(found.return_due or 0, days(today)):
        raise Refusal("EXTENSION_NOT_LATER", number=number)
    if days(until) > days(today) + MOST_DAYS_MORE:
        raise Refusal("EXTENSION_TOO_LONG", most=MOST_DAYS_MORE)
    _signer_may_sign(office, document_signer)
    issued, position = certificate(office.register, number), next_position(office.register, "extension", number)
    now = office.clock.seconds
    extension = Extension(office.country, now, issued.id8, number, position, days(until))
    code_text = seal_extension(extension, document_signer)
    verdict = judge_extension(code_text, office.trust.view(), now)
    if verdict.outcome is not Outcome.GENUINE:
        raise Refusal("CODE_NOT_READABLE", detail=", ".join(reason.code for reason in verdict.reasons))
    pdf = extension_sheet(office, issued, extension, words, code_text, language)
    facts = {"return_due": days(until), "text": words, "pdf_sha256": office.attachments.put(pdf)}
    with transaction(office.register):
        office.record(second, "EXTENSION_CONFIRMED", number, facts)
        office.record(actor, "CERTIFICATE_EXTENDED", number, {**facts, "second": second.id})
    return Extended(pdf, code_text)


def extension_pdf(office: Office, number: str) -> bytes:
    """The sheet of the newest extension, byte for byte. Refusal EXTENSION_NOT_THERE."""
    sha256 = office.register.value(
        "SELECT pdf_sha256 FROM extension WHERE certificate = ? ORDER BY position DESC LIMIT 1", (number,)
    )
    if sha256 is None:
        raise Refusal("EXTENSION_NOT_THERE", number=number[:40])
    return office.attachments.get(str(sha256))


@dataclass(frozen=True)
class Stop:
    """Where objects are shown or worked on while they are abroad; days since 1970-01-01."""

    venue: str
    city: str
    country: str
    from_on: int
    to_on: int


def itinerary(office: Office, number: str) -> tuple[Stop, ...]:
    """The stops that the certificate names and those told since, by their first day. Refusal CERTIFICATE_UNKNOWN."""
    record = office.stored_record(certificate(office.register, number).record)
    stops = []
    for row in record.rows("itinerary"):
        first, last = row.day("from_on"), row.day("to_on")
        if first and last:
            name, city, country = (row.text(field) for field in ("venue_name", "city", "country"))
            stops.append(Stop(name, city, country, days(first), days(last)))
    added = office.register.rows(
        "SELECT venue, city, country, from_on, to_on FROM stop_abroad WHERE certificate = ?", (number,)
    )
    return tuple(sorted([*stops, *(Stop(*row) for row in added)], key=lambda stop: (stop.from_on, stop.to_on)))


def add_stop(
    office: Office, actor: Actor, number: str, venue: str, city: str, country: str, first: date, last: date
) -> None:
    """Add a stop that the certificate does not name: a loan goes on to another museum.

    Raises:
        Refusal: ROLE_MISSING, CODE_OF_NO_LIST, STOP_DAYS_WRONG, LIFE_TEXT_WRONG, STOP_OF_PERMANENT_EXPORT,
            CERTIFICATE_UNKNOWN, LIFE_NOT_IN_STATE.
    """
    actor.require(Right.FOLLOW)
    known_code(office, "COUNTRY", country)
    due = life(office.register, number).return_due
    if last < first or (due is not None and days(last) > due):
        raise Refusal("STOP_DAYS_WRONG", day=day_of(due).isoformat() if due is not None else "")
    if not venue.strip() or max(len(venue), len(city)) > LONGEST_PLACE:
        raise Refusal("LIFE_TEXT_WRONG", most=LONGEST_PLACE)
    facts = {"venue": venue.strip(), "city": city.strip(), "country": country, "from": days(first), "to": days(last)}
    office.record_alone(actor, "STOP_ABROAD_ADDED", number, facts)


def surrender(office: Office, actor: Actor, number: str, text: str) -> None:
    """The holder has handed the paper in. While it would hold, the bulletin tells that it does not: copies are about.

    Raises:
        Refusal: ROLE_MISSING, LIFE_TEXT_WRONG, CERTIFICATE_UNKNOWN, CERTIFICATE_ALREADY_REVOKED,
            CERTIFICATE_SUSPENDED, LIFE_NOT_IN_STATE.
    """
    actor.require(Right.FOLLOW)
    facts = {"on": days(office.clock.today), "text": reason_in_words(text)}
    office.record_alone(actor, "CERTIFICATE_SURRENDERED", number, facts)


def close_not_returned(office: Office, actor: Actor, number: str, text: str) -> None:
    """Close an export of which objects never came back: nobody is reminded any more. A supervisor says so.

    Raises:
        Refusal: ROLE_MISSING, LIFE_TEXT_WRONG, RETURN_NOT_DUE, CERTIFICATE_UNKNOWN, LIFE_NOT_IN_STATE.
    """
    actor.require(Right.SUPERVISE)
    office.record_alone(actor, "EXPORT_NOT_RETURNED", number, {"text": reason_in_words(text)})


def _signer_may_sign(office: Office, key: SigningKey) -> None:
    if office_of(key.certificate) != office.code:
        raise Refusal("SIGNER_OF_OTHER_OFFICE", office=office.code)
    if office.clock.seconds > signs_until(key.certificate):
        until = day_of(read_certificate(key.certificate).not_after // 86400)
        raise Refusal("SIGNER_CANNOT_SIGN", until=until.isoformat())
