"""The sheet that extends a temporary export, with its signed code."""

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Words
from certapp.formdef.standards import day_in_words
from certapp.register.certificates import Certificate
from certapp.service.clock import day_of
from certapp.service.letter_texts import paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Office
from certapp.service.receipt_page import code_parts
from certapp.trust.extension import Extension


def extension_sheet(
    office: Office, certificate: Certificate, extension: Extension, reason: str, code_text: str, language: str
) -> bytes:
    """The sheet, to be kept with the certificate. Refusal PAPER_LANGUAGE_UNKNOWN, and why a page could not be made."""
    say = paper_texts(language)
    facts = (
        (say.say("date"), day_in_words(office.clock.today, language)),
        (say.say("certificate"), certificate.number),
        (say.say("issued_on"), _day(certificate.issued_on, language)),
        (say.say("extension"), str(extension.position)),
        (say.say("return_by"), _day(extension.return_by, language)),
        (say.say("reason"), reason),
    )
    parts = (
        Words(say.say("extension_text")),
        Facts(facts),
        *code_parts(code_text, say.say("code_below")),
        Words(say.say("extension_how")),
    )
    signer = (say.say("signed"), say.say("for", authority=office.authority))
    watermark = TEST_WATERMARK if office.training else ""
    title, authority = say.say("extension_title"), office.authority
    return render_paper(
        title=title,
        number=certificate.number,
        authority=authority,
        language=language,
        dated=extension.issued_at,
        parts=parts,
        signer=signer,
        watermark=watermark,
    )


def _day(day: int, language: str) -> str:
    return day_in_words(day_of(day), language)
