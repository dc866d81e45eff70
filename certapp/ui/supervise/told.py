"""What an entry of a case says beyond its kind: the words beside it in the history."""

from collections.abc import Mapping, Sequence
from typing import Any

from certapp.formdef.form import Form
from certapp.register.entry import Entry
from certapp.service.letter_texts import LetterKind, kind_name
from certapp.ui.common.terms import day_of
from certapp.ui.common.words import _, apart, listed, with_colon, with_commas, with_semicolons

_IN_WORDS = ("PROPOSAL_RETURNED", "APPLICATION_WITHDRAWN")
_OF_APPEAL = (
    "APPEAL_FILED", "DELAY_BEGUN", "APPLICATION_APPROVED", "APPLICATION_PARTLY_APPROVED", "REFUSAL_CLOSED",
)  # fmt: skip


def told_in(form: Form, entry: Entry) -> str:
    """The words; '' where its kind says it all."""
    match entry.type:
        case kind if kind in _IN_WORDS:
            return apart(str(entry.facts().get("text", "")))
        case "INFORMATION_REQUESTED":
            facts = entry.facts()
            asked = with_semicolons(_item(form, each) for each in facts["items"])
            return _led(form.code_name("REQUEST_CHANNEL", str(facts.get("channel", ""))), asked)
        case "INFORMATION_ANSWERED":
            facts = entry.facts()
            return _led(form.code_name("REQUEST_OUTCOME", str(facts.get("outcome", ""))), apart(str(facts["text"])))
        case "EXPERT_ASKED":
            facts = entry.facts()
            return with_commas(str(facts["expert"]), str(facts["institution"]))
        case "OPINION_RECEIVED":
            facts = entry.facts()
            return _led(form.code_name("EXPERT_OPINION", str(facts["opinion"])), apart(str(facts["text"])))
        case "DECISION_PROPOSED":
            return _decisions(form, entry.facts()["objects"])
        case kind if kind in _OF_APPEAL:
            return _of_appeal(kind, entry.facts())
        case "FEE_RECEIVED":
            facts = entry.facts()
            return _("{amount} {currency}, receipt {receipt}").format(
                amount=facts["amount"], currency=facts["currency"], receipt=facts["receipt_no"]
            )
        case "LETTER_MADE":
            return kind_name(LetterKind(str(entry.facts()["letter"])))
        case _:
            return ""


def _of_appeal(kind: str, facts: Mapping[str, Any]) -> str:
    """An appeal, a delay, or what ended them: its ground, and of which objects the refusal is set aside."""
    if kind == "APPEAL_FILED":
        parts = (str(facts["authority"]), day_of(int(facts["filed_on"])), _("late") if facts["late"] else "")
        return _led(with_commas(*parts), apart(str(facts["text"])))
    if kind == "DELAY_BEGUN":
        return _led(_("delay until {day}").format(day=day_of(int(facts["until"]))), apart(str(facts["text"])))
    ground = facts.get("ground")
    if ground is None:
        return apart(str(facts.get("text", "")))
    rests = [str(ground["authority"]), str(ground["reference"]), day_of(int(ground["on"]))]
    if kind == "APPLICATION_PARTLY_APPROVED":
        rests += [_("object {number}").format(number=seq) for seq in ground["objects"]]
    elif kind == "REFUSAL_CLOSED":
        rests.insert(0, _("appeal dismissed"))
    return _led(with_commas(*rests), apart(str(ground["text"])))


def _item(form: Form, item: Mapping[str, Any]) -> str:
    name = form.code_name("REQUEST_ITEM", str(item["code"]))
    about = _("object {number}").format(number=item["object"]) if item.get("object") else ""
    return _led(with_commas(name, about), apart(str(item["text"])))


def _decisions(form: Form, items: Sequence[Mapping[str, Any]]) -> str:
    """The numbers of the objects behind each result."""
    numbers: dict[str, list[str]] = {}
    for item in items:
        numbers.setdefault(str(item["result"]), []).append(str(item["seq"]))
    return with_semicolons(
        _led(form.code_name("OBJECT_DECISION", result), listed(found)) for result, found in numbers.items()
    )


def _led(head: str, words: str) -> str:
    return with_colon(head, words) if head and words else head or words
