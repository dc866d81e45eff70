"""Two papers after issue: the sheet that extends a temporary export, and a customs receipt on paper with its code."""

from certapp.document.letter import Codes, Facts, Letter, Part, Points, PrintedCode, Ruler, Words, render_letter
from certapp.formdef.standards import day_in_words
from certapp.model.errors import Refusal
from certapp.register.certificates import Certificate
from certapp.seal.matrix import MODULE_MM, modules
from certapp.service.clock import day_of
from certapp.service.endorsing import endorsement_line
from certapp.service.letter_texts import Texts, paper_texts
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Office
from certapp.trust.extension import Extension
from certapp.trust.receipt import Receipt, receipt_text


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
    parts = (Words(say.say("extension_text")), Facts(facts), *_code(say, code_text), Words(say.say("extension_how")))
    signer = (say.say("signed"), say.say("for", authority=office.authority))
    watermark = TEST_WATERMARK if office.training else ""
    title, authority = say.say("extension_title"), office.authority
    return _page(title, certificate.number, authority, language, extension.issued_at, parts, signer, watermark)


def receipt_page(content: bytes, receipt: Receipt, language: str) -> bytes:
    """A receipt to print: it goes back by post where no file does; its code says the same. `content` is its file.

    Refusals: PAPER_LANGUAGE_UNKNOWN, RECEIPT_TOO_LONG for what fits into no code; and why a page could not be made.
    """
    say = paper_texts(language)
    facts = [
        (say.say("certificate"), receipt.number),
        (say.say("receipt_kind"), say.say(f"receipt_{receipt.kind.lower()}")),
        (say.say("customs_office"), receipt.office),
        (say.say("post"), receipt.post),
        (say.say("date"), _day(receipt.day, language)),
        (say.say("officer"), receipt.officer),
        (say.say("seals"), receipt.seals),
        (say.say("remark"), receipt.remark),
        (say.say("receipt_line"), endorsement_line(receipt)),
    ]
    rows = []
    for each in receipt.objects:
        quantity = "" if each.quantity is None else f" ({each.quantity})"
        rows.append(f"{each.number}: {say.say(f'object_{each.status.lower()}')}{quantity}")
    parts = (Facts(tuple(row for row in facts if row[1])), Points(tuple(rows)), *_code(say, receipt_text(content)))
    title, authority = say.say("receipt_title"), receipt.office
    return _page(title, receipt.number, authority, language, receipt.written_at, parts, (say.say("signed"),), "")


def _code(say: Texts, text: str) -> tuple[Part, ...]:
    try:
        symbol = modules(text)
    except ValueError:  # more than the largest symbol holds
        raise Refusal("RECEIPT_TOO_LONG") from None
    return Ruler(), Codes((PrintedCode(symbol, MODULE_MM, say.say("code_below"), say.say("signed_code")),))


def _day(day: int, language: str) -> str:
    return day_in_words(day_of(day), language)


def _page(
    title: str,
    number: str,
    authority: str,
    language: str,
    dated: int,
    parts: tuple[Part, ...],
    signer: tuple[str, ...],
    watermark: str,
) -> bytes:
    return render_letter(
        Letter(
            title=title,
            number=number,
            authority=authority,
            language=language,
            dated=dated,
            sender="",
            addressee="",
            facts=(),
            salutation="",
            parts=parts,
            closing="",
            signer=signer,
            watermark=watermark,
        )
    )
