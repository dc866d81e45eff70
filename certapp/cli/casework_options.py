"""The words of `certapp case`: its commands and what each is told."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

Leaf = Callable[[str, str, str], argparse.ArgumentParser]
"""Makes a command of a name, its function and its help, with the options of an act that somebody signs."""

LETTERS = (
    "ACKNOWLEDGEMENT", "REQUEST", "EXPERT", "PARTLY_APPROVED", "REFUSAL", "APPEAL_RECEIVED", "APPEAL_UPHELD",
    "APPEAL_UPHELD_IN_PART", "APPEAL_DISMISSED", "NOT_REQUIRED", "WITHDRAWAL", "LAPSE", "RECEIPT",
)  # fmt: skip
"""The kinds of letters, as `certapp.service.letter_texts` knows them."""


def add_case_acts(leaf: Leaf) -> None:
    """Every act of a case that is signed."""
    # The words typed are read by the commands' own module, which is entered only when one of them is called.
    leaf("review", "review_command", "the papers of an application are looked at from now on")
    request = leaf("request", "request_command", "ask the applicant for what lacks; the clock stands")
    request.add_argument("--item", action="append", required=True, type=_item, metavar="[N:]CODE[=WORDS]")
    request.add_argument("--channel", default="", metavar="CODE", help="how it is sent: a code of REQUEST_CHANNEL")
    answer = leaf("answer", "answer_command", "the applicant has answered; the clock goes on")
    answer.add_argument("--outcome", default="", metavar="CODE", help="what came of it: a code of REQUEST_OUTCOME")
    _text(answer, "what came")
    expert = leaf("expert", "expert_command", "ask an expert, and write the package to send out")
    expert.add_argument("--name", required=True, metavar="NAME", help="who the expert is")
    expert.add_argument("--institution", default="", metavar="NAME")
    expert.add_argument("--object", action="append", required=True, type=int, metavar="N", help="an object's number")
    expert.add_argument("--due", required=True, type=date.fromisoformat, metavar="DATE", help="by when to answer")
    expert.add_argument("--in", dest="letter_language", default="", metavar="TAG", help="the language of the letter")
    expert.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the ZIP file")
    opinion = leaf("opinion", "opinion_command", "take an expert's opinion in")
    opinion.add_argument("--file", type=Path, required=True, metavar="FILE", help="opinion.json as it came back")
    propose = leaf("propose", "propose_command", "propose a decision of each object")
    propose.add_argument("--object", action="append", required=True, type=_object, metavar="N=RESULT[:REASON,...]")
    propose.add_argument("--text", default="", help="why objects are refused, in words")
    _text(leaf("return", "return_command", "send a proposal back to the desk"), "the reason")
    leaf("refuse", "refuse_command", "refuse an application as proposed")
    appeal = leaf("appeal", "appeal_command", "record that a refusal was appealed against")
    _authority(appeal, "before whom it was filed")
    _on(appeal, "the day on which it was filed")
    appeal.add_argument("--text", default="", help="a note; needed where the appeal is late")
    delay = leaf("delay", "delay_command", "a case under appeal waits to a day, as the law says")
    delay.add_argument("--until", required=True, type=date.fromisoformat, metavar="DATE", help="to which day")
    _text(delay, "the reason")
    uphold = leaf("uphold", "uphold_command", "approve what was refused, after an appeal or a delay")
    _ground(uphold, "whose decision asks for it")
    uphold.add_argument(
        "--object", action="append", default=[], type=int, metavar="N", help="set aside the refusal of this object only"
    )
    _ground(leaf("dismiss", "dismiss_command", "an appeal was dismissed: the refusal is final"), "whose decision it is")
    close = leaf("close", "close_command", "close an application that needs no certificate, or was refused for good")
    close.add_argument("--text", default="", help="after an appeal: why it ended without a decision")
    _text(leaf("withdraw", "withdraw_command", "the applicant takes the application back"), "the reason")
    leaf("lapse", "lapse_command", "close a case that nobody answered in time")
    letter = leaf("letter", "letter_command", "make a letter of a case, or give it again as it was")
    letter.add_argument("--kind", required=True, type=str.upper, metavar="KIND", help=", ".join(LETTERS).lower())
    letter.add_argument("--in", dest="letter_language", default="", metavar="TAG", help="the language of the letter")
    letter.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the PDF")
    fee = leaf("fee", "fee_command", "note a fee paid")
    fee.add_argument("--amount", required=True, metavar="DECIMAL")
    fee.add_argument("--currency", required=True, metavar="CODE")
    fee.add_argument("--receipt", required=True, metavar="NUMBER", help="the receipt's number")


def _text(leaf: argparse.ArgumentParser, meaning: str) -> None:
    leaf.add_argument("--text", required=True, help=meaning)


def _authority(leaf: argparse.ArgumentParser, meaning: str) -> None:
    leaf.add_argument("--authority", required=True, metavar="NAME", help=meaning)


def _ground(leaf: argparse.ArgumentParser, whose: str) -> None:
    """The decision about an appeal."""
    _authority(leaf, whose)
    leaf.add_argument("--reference", required=True, metavar="TEXT", help="the reference of that decision")
    _on(leaf, "the day of that decision")
    leaf.add_argument("--text", default="", help="more about it")


def _on(leaf: argparse.ArgumentParser, meaning: str) -> None:
    leaf.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE", help=meaning)


def _item(typed: str) -> object:
    from certapp.cli.casework_commands import asked_item  # heavy: the services

    return asked_item(typed)


def _object(typed: str) -> object:
    from certapp.cli.casework_commands import object_decision  # heavy: the services

    return object_decision(typed)
