"""The answers to the samples for training: what each sheet is, what the program says of it, what the officer does."""

from typing import TYPE_CHECKING

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Facts, Heading, Part, Points, Words
from certapp.service.explaining import outcome_words
from certapp.service.letter_texts import paper_texts
from certapp.service.making import TEST_WATERMARK

if TYPE_CHECKING:
    from certapp.service.training_kit import Kit

_MORE = ("USED", "NUMBER", "WORK", "MANY")
"""Exercises that have no sheet of their own."""


def answers(kit: "Kit", language: str, dated: int) -> bytes:
    """A PDF for the trainer. Refusal PAPER_LANGUAGE_UNKNOWN."""
    texts = paper_texts(language)
    says = texts.say("kit_says")
    parts: list[Part] = [Words(texts.say("kit_intro")), Points(tuple(texts.say(f"kit_how_{at}") for at in range(1, 5)))]
    parts.append(Heading(texts.say("kit_sheets")))
    rows = []
    for sample in kit.samples:
        result = outcome_words(sample.outcome, sample.colour, language)
        key = f"kit_{sample.key.lower()}"
        words = (texts.say(key), f"{says}: {result}", texts.say(f"{key}_do", digits=kit.digits))
        rows.append((sample.file, "\n".join(words)))
    parts.append(Facts(tuple(rows)))
    parts.append(Heading(texts.say("kit_more")))
    parts.append(Points(tuple(texts.say(f"kit_{each.lower()}", number=kit.never) for each in _MORE)))
    return render_paper(
        title=texts.say("kit_title"),
        authority=texts.say("kit_from"),
        language=language,
        dated=dated,
        parts=tuple(parts),
        watermark=TEST_WATERMARK,
    )
