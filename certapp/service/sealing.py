"""From a record to the claims of its code (docs/formats.md, section 4, rule 5)."""

from decimal import Decimal
from typing import Literal

from certapp.formdef.form import Form
from certapp.formdef.wording import languages_of
from certapp.model.record import Row
from certapp.seal.claims import Claims, SealedObject, SealedParty
from certapp.service.clock import days, end_of_day

MOST_OBJECTS = 10
_NOT_ITS_SIZE = ("FRAME_", "SUPPORT_", "FOLIOS", "REELS", "DURATION")


def claims_of(form: Form, record: Row, *, issuer: str, at: int, cti: bytes, digest: bytes) -> Claims:
    """What the code says of an issued record: `at` in Unix seconds, `cti` 8 random bytes, `digest` the record's."""
    issued, until = record.day("issued_on"), record.day("valid_until")
    owner, consignee = _party(record, "OWNER"), _party(record, "CONSIGNEE")
    assert issued and until and owner and consignee, "a record ready for issue has them"
    applicant = _party(record, "APPLICANT")
    temporary: Literal[1, 2] = 1 if record.text("export_type") == "PERMANENT" else 2
    return_by = record.day("return_due_on")
    objects = record.rows("objects")
    return Claims(
        issuer=issuer,
        expires=end_of_day(until),
        issued_at=at,
        id=cti,
        number=record.text("certificate_no"),
        issued_on=days(issued),
        valid_until=days(until),
        kind=temporary,
        owner=owner,
        consignee=consignee,
        destination=record.text("country_of_destination"),
        object_count=len(objects),
        objects=tuple(_object(form, row, _languages(record)) for row in objects[:MOST_OBJECTS]),
        record_digest=digest,
        applicant=applicant if applicant != owner else None,
        return_by=days(return_by) if return_by else None,
        replaces=record.text("replaces_certificate_no") or None,
    )


def _languages(record: Row) -> tuple[str, ...]:
    """English first, as officers of any country compare the code with what is printed in Latin letters too."""
    return ("en", *languages_of(record))


def _party(record: Row, role: str) -> SealedParty | None:
    row = next((row for row in record.rows("parties") if row.text("role") == role), None)
    return SealedParty(row.text("name_latin") or row.text("name_legal"), row.text("country")) if row else None


def _object(form: Form, row: Row, languages: tuple[str, ...]) -> SealedObject:
    materials = row.get("materials", ())
    names = [_words(item, languages) for item in materials] if isinstance(materials, tuple) else []
    hs_code = row.text("hs_code")
    return SealedObject(
        type=row.text("object_type_l2", languages),
        title=row.text("title", languages) or row.text("subject", languages),
        materials=", ".join(names),
        measurements=measured(form, row),
        maker=row.text("maker_name", languages),
        date=row.text("date_display", languages),
        hs=int(hs_code) if hs_code.isascii() and hs_code.isdigit() else None,
    )


def _words(value: object, languages: tuple[str, ...]) -> str:
    return Row({"it": value}).text("it", languages)  # type: ignore[dict-item]  # one of a record's own values


def measured(form: Form, row: Row) -> str:
    """The object's own sizes in one short line: '61.5 x 84.0 cm; 3.5 kg'. Frames and supports are left out."""
    by_unit: dict[str, list[str]] = {}
    for each in row.rows("measurements"):
        value = each.get("value")
        if isinstance(value, Decimal) and not each.text("dimension").startswith(_NOT_ITS_SIZE):
            by_unit.setdefault(each.text("unit"), []).append(format(value, "f"))
    return "; ".join(f"{' x '.join(values)} {form.code_name('UNIT', unit, 'en')}" for unit, values in by_unit.items())
