"""Papers around a certificate: notice of revocation, printed bulletin, certified copy, leaflet, test sheet.

All by the renderer of letters, in each of the program's languages.
"""

import hashlib

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Codes, Facts, Heading, Part, Points, PrintedCode, Ruler, Words
from certapp.formdef.printed import Attachment, PrintedBulletin
from certapp.formdef.standards import day_in_words
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.certificates import Certificate, certificate
from certapp.register.lives import life, suspended_since
from certapp.scan.sheet_codes import MODULES_MM, TEST_TEXTS, TYPED_TEXT
from certapp.seal.matrix import MODULE_MM, modules
from certapp.service.clock import day_of
from certapp.service.letter_texts import paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Office
from certapp.service.printing_bulletins import Printed, printed_since
from certapp.trust.judge import Withdrawn, why_revoked

_CODES_BESIDE = 2
_ON_LAST_PAGE = 3
"""Codes on the last page of a certificate: so many bulletins old a post may be."""


def leaflet(authority: str, language: str, dated: int, watermark: str = "") -> bytes:
    """What the border will ask, to hand out with a certificate. Refusal PAPER_LANGUAGE_UNKNOWN."""
    say = _Say(language)
    parts: list[Part] = [Words(say("LEAFLET_INTRO"))]
    for name in ("READY", "DONE", "MIND"):
        points = tuple(say(f"LEAFLET_{name}_{number}") for number in range(1, 5))
        parts += [Heading(say(f"LEAFLET_{name}")), Points(points)]
    return render_paper(
        title=say("LEAFLET_TITLE"),
        authority=authority,
        language=language,
        dated=dated,
        parts=tuple(parts),
        watermark=watermark,
    )


def test_sheet(authority: str, language: str, dated: int) -> bytes:
    """A page to try printers and scanners with. Refusal PAPER_LANGUAGE_UNKNOWN."""
    say = _Say(language)
    codes = tuple(
        PrintedCode(modules(text), size, say(f"TEST_{name}", size=size), say("CODE_ALT", size=size))
        for (name, text), size in zip(TEST_TEXTS.items(), MODULES_MM.values(), strict=True)
    )
    short = PrintedCode(modules(TYPED_TEXT), MODULE_MM, "", say("CODE_ALT", size=MODULE_MM))
    parts: tuple[Part, ...] = (Words(say("TEST_TEXT")), Ruler(), Codes(codes), Words(say("TEST_RESULT")))
    parts += (Words(say("TEST_TYPED")), Words(TYPED_TEXT), Codes((short,)))
    return render_paper(title=say("TEST_TITLE"), authority=authority, language=language, dated=dated, parts=parts)


def scanned_test(text: str) -> str:
    """Which code of the test sheet a scanner read: SMALL, USUAL, LARGE or TYPED (the short one).

    ALTERED where it looks like one of them and is none; '' where it is something else.
    """
    read = "".join(text.split()).upper()
    codes = {**TEST_TEXTS, "TYPED": TYPED_TEXT}
    found = next((name for name, code in codes.items() if code == read), "")
    return found or ("ALTERED" if read[:4] == TYPED_TEXT[:4] or len(read) in map(len, codes.values()) else "")


def revocation_notice(office: Office, number: str, language: str) -> bytes:
    """To publish and to send out. Refusals: CERTIFICATE_UNKNOWN, CERTIFICATE_NOT_REVOKED, PAPER_LANGUAGE_UNKNOWN."""
    say, found = _Say(language), certificate(office.register, number)
    if found.revocation is None:
        raise Refusal("CERTIFICATE_NOT_REVOKED", certificate=number)
    revocation, successor = found.revocation, life(office.register, number).successor
    _outcome, why = why_revoked(Withdrawn(revocation.revoked_on, revocation.reason, successor))
    parts = (
        Words(say("NOTICE_TEXT")),
        Facts((*_facts(say, found), (say("ID"), found.id8.hex().upper()))),
        Words(sentence(why.code, {**why.params, "day": say.day(revocation.revoked_on)}, language)),
        Words(say("NOTICE_BULLETIN")),
    )
    return _of_office(office, say, say("NOTICE_TITLE"), parts, number)


def bulletin_notice(office: Office, language: str, since: int | None = None) -> bytes:
    """The newest status bulletin as codes on a page: what it adds to the one before, or to number `since`.

    Refusals: PAPER_LANGUAGE_UNKNOWN, NO_PRINTED_BULLETIN.
    """
    say, printed = _Say(language), printed_since(office, since)
    bulletin = office.trust.view().bulletins[office.country]
    first, last = printed[0], printed[-1]
    codes = tuple(PrintedCode(modules(each.text), MODULE_MM, *_said(say, each)) for each in printed)
    rows = [codes[start : start + _CODES_BESIDE] for start in range(0, len(codes), _CODES_BESIDE)]
    facts = (
        (say("BULLETIN_NEXT"), say.day(bulletin.next_update // 86400)),
        (say("BULLETIN_REVOKED"), str(len(bulletin))),
    )
    parts: list[Part] = [Words(say("BULLETIN_TEXT")), Facts(facts)]
    parts += [Words(say("BULLETIN_ORDER"))] if len(codes) > 1 else []
    parts += [Codes(row) for row in rows]
    parts += [Words(say("BULLETIN_FULL", base=first.base))]
    title = say("BULLETIN_TITLE", sequence=last.sequence)
    return _of_office(office, say, title, tuple(parts), f"{office.country} {last.sequence}")


def bulletin_page(office: Office, language: str) -> PrintedBulletin | None:
    """What stands on the last page of a certificate, where the profile asks for it: the newest of those codes.

    None where there is none to print: a post then needs the file. Refusal PAPER_LANGUAGE_UNKNOWN.
    """
    say = _Say(language)
    try:
        printed = printed_since(office)[-_ON_LAST_PAGE:]
    except Refusal:
        return None
    words = [say("BULLETIN_TEXT"), *([say("BULLETIN_ORDER")] if len(printed) > 1 else [])]
    codes = ((each.text, *_said(say, each)) for each in printed)
    return PrintedBulletin(say("BULLETIN_TITLE", sequence=printed[-1].sequence), " ".join(words), tuple(codes))


def _said(say: "_Say", code: Printed) -> tuple[str, str]:
    """The words below a code, and those for who does not see it."""
    caption = say("BULLETIN_CAPTION", base=code.base, sequence=code.sequence, entries=code.entries)
    return caption, say("BULLETIN_ALT", base=code.base, sequence=code.sequence)


def copy_page(office: Office, found: Certificate, kept: bytes, language: str) -> bytes:
    """A page that certifies the file kept, which is attached to it, and tells its state today.

    Refusal PAPER_LANGUAGE_UNKNOWN.
    """
    say, name = _Say(language), f"{found.number}.pdf"
    state = say(f"STATE_{found.status}", day=say.day(found.revocation.revoked_on) if found.revocation else "")
    since = suspended_since(office.register, found.number)
    if since is not None and found.revocation is None:
        state = say("STATE_SUSPENDED", day=say.day(since))
    digest = hashlib.sha256(kept).hexdigest()
    parts = (
        Words(say("COPY_TEXT")),
        Facts((*_facts(say, found), (say("STATE"), state), (say("FILE"), name), (say("HASH"), digest))),
        Words(say("COPY_HOW")),
    )
    attached = Attachment(name, kept, "application/pdf", "Source", say("CERTIFICATE"))
    return _of_office(office, say, say("COPY_TITLE"), parts, found.number, (attached,))


class _Say:
    """The papers' words in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = paper_texts(language)

    def __call__(self, code: str, **params: object) -> str:
        return self._texts.say(code.lower(), **params)

    def day(self, days: int) -> str:
        return day_in_words(day_of(days), self.language)


def _facts(say: _Say, found: Certificate) -> tuple[tuple[str, str], ...]:
    return (
        (say("CERTIFICATE"), found.number),
        (say("ISSUED_ON"), say.day(found.issued_on)),
        (say("VALID_UNTIL"), say.day(found.valid_until)),
    )


def _of_office(
    office: Office,
    say: _Say,
    title: str,
    parts: tuple[Part, ...],
    number: str,
    attachments: tuple[Attachment, ...] = (),
) -> bytes:
    """With the day, and room for signature and seal."""
    today = day_in_words(office.clock.today, say.language)
    signer = (say("SIGNED"), say("FOR", authority=office.authority))
    watermark = TEST_WATERMARK if office.training else ""
    dated = (Facts(((say("DATE"), today),)), *parts)
    return render_paper(
        title=title,
        number=number,
        authority=office.authority,
        language=say.language,
        dated=office.clock.seconds,
        parts=dated,
        signer=signer,
        watermark=watermark,
        attachments=attachments,
    )
