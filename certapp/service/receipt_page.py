"""A customs receipt on paper with its code, for where no file can be sent. Nothing of an office is behind it."""

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Codes, Facts, Part, Points, PrintedCode, Ruler
from certapp.formdef.standards import day_in_words
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.seal.matrix import MODULE_MM, modules
from certapp.service.clock import day_of
from certapp.service.endorsing import endorsement_line, noted_words
from certapp.service.letter_texts import paper_texts
from certapp.trust.receipt import Receipt, read_receipt, receipt_text


def receipt_page(content: bytes, receipt: Receipt, language: str) -> bytes:
    """A receipt to print: it goes back by post where no file does; its code says the same. `content` is its file.

    Refusals: PAPER_LANGUAGE_UNKNOWN, RECEIPT_TOO_LONG for what fits into no code; and why a page could not be made.
    """
    say, signed = paper_texts(language), read_receipt(content).signer is not None
    facts = [
        (say.say("certificate"), receipt.number),
        (say.say("receipt_kind"), say.say(f"receipt_{receipt.kind.lower()}")),
        (say.say("customs_office"), receipt.office),
        (say.say("post"), receipt.post),
        (say.say("date"), _day(receipt.day, language)),
        (say.say("officer"), receipt.officer),
        (say.say("seals"), receipt.seals),
        (say.say("remark"), receipt.remark),
        (say.say("irregularities"), "\n".join(noted_words(receipt.irregularities, language))),
        (say.say("receipt_signature"), say.say("receipt_signed" if signed else "receipt_unsigned")),
        (say.say("receipt_line"), endorsement_line(receipt)),
    ]
    rows = []
    for each in receipt.objects:
        quantity = "" if each.quantity is None else f" ({each.quantity})"
        name = sentence("PRINT_OBJECT", {"seq": each.number}, language)
        rows.append(f"{name}: {say.say(f'object_{each.status.lower()}')}{quantity}")
    parts = (
        Facts(tuple(row for row in facts if row[1])),
        Points(tuple(rows)),
        *code_parts(receipt_text(content), say.say("receipt_code")),
    )
    title, authority = say.say("receipt_title"), receipt.office
    return render_paper(
        title=title,
        number=receipt.number,
        authority=authority,
        language=language,
        dated=receipt.written_at,
        parts=parts,
        signer=(say.say("signed"),),
    )


def code_parts(text: str, caption: str) -> tuple[Part, ...]:
    """The ruler and a code to be scanned. Refusal RECEIPT_TOO_LONG."""
    try:
        symbol = modules(text)
    except ValueError:  # more than the largest symbol holds
        raise Refusal("RECEIPT_TOO_LONG") from None
    return Ruler(), Codes((PrintedCode(symbol, MODULE_MM, caption, caption),))


def _day(day: int, language: str) -> str:
    return day_in_words(day_of(day), language)
