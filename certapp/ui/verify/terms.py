"""Verdicts in words: the big word, what to do next, the fields to compare, how old the lists are."""

from datetime import UTC, date, datetime, timedelta

from certapp.formdef.standards import standard_name
from certapp.model import language
from certapp.seal.claims import TEMPORARY, Claims, SealedObject, SealedParty
from certapp.seal.object_tag import ObjectTag
from certapp.service.verifying import OTHER_CODES
from certapp.trust.contact import Contact
from certapp.trust.verdict import Colour, ListAges, Outcome, Verdict
from certapp.ui.common.words import _, apart, ngettext, with_commas, with_semicolons

_EPOCH = date(1970, 1, 1)


def big_word(verdict: Verdict) -> str:
    """The verdict in a word or two."""
    if verdict.colour is Colour.GREY and any(reason.code == "NUMBER_ALONE" for reason in verdict.reasons):
        return _("A number is no proof")
    if any(reason.code in OTHER_CODES for reason in verdict.reasons):
        return _("Not a certificate")
    if verdict.outcome is Outcome.GENUINE and verdict.colour is not Colour.GREEN:
        return _("Genuine, but look closer")
    return {
        Outcome.GENUINE: _("Genuine"),
        Outcome.EXPIRED: _("Expired"),
        Outcome.NOT_YET_VALID: _("Not yet valid"),
        Outcome.REVOKED: _("Revoked"),
        Outcome.REPLACED: _("Replaced"),
        Outcome.NEVER_ISSUED: _("Never issued"),
        Outcome.ALREADY_USED: _("Already used"),
        Outcome.UNKNOWN_ISSUER: _("Unknown issuer"),
        Outcome.NOT_GENUINE: _("Not genuine"),
        Outcome.TEST_PAPER: _("Test paper"),
        Outcome.NEWER_FORMAT: _("Newer than this program"),
        Outcome.NOT_OURS: _("Not such a code"),
        Outcome.UNREADABLE: _("Could not be read"),
        Outcome.CLOCK_SUSPECT: _("Check the clock"),
    }[verdict.outcome]


def next_step(verdict: Verdict) -> str:
    """What to do, in a line; the sentences of the reasons tell more."""
    if verdict.outcome is Outcome.UNKNOWN_ISSUER:
        return _("Import the authority's package, then check again.")
    if verdict.outcome is Outcome.CLOCK_SUSPECT:
        return _("Set this computer's clock right, then check again.")
    return {
        Colour.GREEN: _("Go on: compare paper and object."),
        Colour.AMBER: _("Look closer before you decide."),
        Colour.RED: _("Stop: do not accept it."),
        Colour.GREY: _("Nothing was verified."),
    }[verdict.colour]


def contact_rows(contact: Contact) -> list[tuple[str, str]]:
    """Label and value of how an authority is reached, by its own bulletin."""
    rows = (
        (_("Desk"), contact.name),
        (_("Telephone"), contact.telephone),
        (_("E-mail"), contact.email),
        (_("Answers"), contact.hours),
    )
    return [row for row in rows if row[1]]


_NOT_READ = {"NOTHING_READ", "NO_CODE_FOUND", "NO_CODE_IN_PDF", "CODE_DAMAGED", "PICTURE_NOT_AN_IMAGE", "FILE_EMPTY"}


def ladder_rows(verdict: Verdict) -> list[tuple[str, str]]:
    """What to try where no code could be read, one step after the other; a paper that stays unread is unverified."""
    if not any(reason.code in _NOT_READ for reason in verdict.reasons):
        return []
    steps = (
        _("Once more: the paper flat and in even light, the device a little nearer, then a little farther away."),
        _("Ask for the PDF file, or for another copy of the paper, and check that."),
        _("Scan the page with 300 dpi and drop the picture here. If it stays unread, the paper is not verified."),
    )
    return [(str(number), words) for number, words in enumerate(steps, 1)]


def clock_rows(verdict: Verdict) -> list[tuple[str, str]]:
    """Both dates where the clock is in doubt: this computer's own, and the signed one that it cannot be true beside."""
    for reason in verdict.reasons:
        if reason.code in ("CLOCK_BEHIND", "ISSUED_IN_FUTURE"):
            signed = (
                _("Newest signed list here") if reason.code == "CLOCK_BEHIND" else _("The certificate's date of issue")
            )
            clock, other = apart(str(reason.params["clock"])), apart(str(reason.params["day"]))
            return [(_("This computer's clock"), clock), (signed, other)]
    return []


def pdf_words(outcome: str) -> str:
    """What a PDF's own signature came to."""
    return {
        "genuine": _("Genuine: the file is as it was signed."),
        "not_genuine": _("Not genuine: the file was altered, or its signature is none of ours."),
        "unknown_signer": _("Signed by a key that this computer does not know."),
        "absent": _("The file carries no signature."),
    }.get(outcome, outcome)


def signed_rows(officer: str, stamped_at: int | None, archived_at: int | None) -> list[tuple[str, str]]:
    """Who signed inside the seal, and when time stamps were given (seconds since 1970): what there is of it."""
    rows = [(_("Officer"), officer), (_("Time stamp"), _moment(stamped_at)), (_("Archived"), _moment(archived_at))]
    return [(label, words) for label, words in rows if words]


def _moment(seconds: int | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def record_words(matches: bool | None) -> str:
    """Whether the record inside the PDF is that of the code."""
    if matches is None:
        return _("There was nothing to compare.")
    return _("The same that the code was signed for.") if matches else _("Not the one that the code was signed for.")


def five_fields(claims: Claims) -> list[tuple[str, str]]:
    """What a paper gains most by being altered in: the certificate itself, its time, its way, how many, and what."""
    rows = [
        (_("Number"), claims.number),
        (_("Valid"), _("{first} until {last}").format(first=day(claims.issued_on), last=day(claims.valid_until))),
        (_("Consignee"), party(claims.consignee)),
        (_("Objects"), str(claims.object_count)),
    ]
    if claims.objects:
        rows.append((_("Object {n}").format(n=1), an_object(claims.objects[0])))
    return rows


def other_fields(claims: Claims) -> list[tuple[str, str]]:
    """Label and value of what else the code says of the certificate, in the order of the paper."""
    kind = _("Temporary export") if claims.kind == TEMPORARY else _("Permanent export")
    rows = [(_("Export"), kind)]
    if claims.return_by is not None:
        rows.append((_("To be back by"), day(claims.return_by)))
    if claims.replaces:
        rows.append((_("Replaces"), claims.replaces))
    rows.append((_("Issued by"), country(claims.issuer)))
    if claims.applicant is not None:
        rows.append((_("Applicant"), party(claims.applicant)))
    return [*rows, (_("Owner"), party(claims.owner)), (_("Destination"), country(claims.destination))]


def more_objects(claims: Claims) -> str:
    """How many objects stand on the paper alone; '' where the code names all."""
    more = claims.object_count - len(claims.objects)
    words = ngettext("{n} more is on the paper", "{n} more are on the paper", more)
    return words.format(n=more) if more > 0 else ""


def tag_rows(tag: ObjectTag) -> list[tuple[str, str]]:
    """Label and value of what an object's tag says."""
    rows = [
        (_("Number"), tag.number),
        (_("Object"), _("{n} of {count}").format(n=tag.object_number, count=tag.object_count)),
        ("", ": ".join(filter(None, (tag.type, tag.title)))),
        (_("Valid until"), day_of(tag.expires)),
        (_("Issued by"), country(tag.issuer)),
    ]
    return [row for row in rows if row[1]]


def ages(found: ListAges) -> str:
    """How old what the verdict rests on is."""
    if found == ListAges():
        return ""
    lines = []
    if found.bulletin_this is None:
        lines.append(_("No status bulletin of this country is here."))
    else:
        words = _("Status bulletin {number} of {day} ({age}); the next is due {next}.")
        lines.append(
            words.format(
                number=found.bulletin_sequence,
                day=day_of(found.bulletin_this),
                age=days_old(found.bulletin_age_days),
                next=day_of(found.bulletin_next) if found.bulletin_next is not None else "?",
            )
        )
    if found.package_age_days is not None:
        lines.append(_("Authority package: {age}.").format(age=days_old(found.package_age_days)))
    return " ".join(lines)


def days_old(days: int | None) -> str:
    """An age in days."""
    if days is None:
        return _("of unknown age")
    return _("today") if days == 0 else ngettext("{n} day old", "{n} days old", days).format(n=days)


def party(sealed: SealedParty) -> str:
    """A name and where it is."""
    return with_commas(sealed.name, country(sealed.country))


def an_object(sealed: SealedObject) -> str:
    """One object in a line or two."""
    first = ": ".join(filter(None, (sealed.type, sealed.title)))
    tariff = f"HS {sealed.hs}" if sealed.hs is not None else ""
    rest = with_semicolons(filter(None, (sealed.materials, sealed.measurements, sealed.maker, sealed.date, tariff)))
    return "\n".join(filter(None, (first, rest)))


def country(code: str) -> str:
    """A country's name in the language in use, and its code; the code alone where ISO leaves it to its users (XA)."""
    ours = code in ("AA", "ZZ") or code[:1] == "X" or (code[:1] == "Q" and code[1:] >= "M")
    name = "" if ours else standard_name("COUNTRY", code, language.in_use())
    return f"{name} ({code})" if name else code


def day(number: int) -> str:
    """A day since 1970-01-01."""
    return apart((_EPOCH + timedelta(days=number)).isoformat())


def day_of(seconds: int) -> str:
    """The day of a moment, UTC."""
    return apart(datetime.fromtimestamp(seconds, UTC).date().isoformat())
