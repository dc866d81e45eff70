"""The card: what is compared with the paper, the clock, and tones that are told apart."""

import io
import wave
from array import array

import pytest
from pytestqt.qtbot import QtBot

from certapp.service.verifying import FileVerdict
from certapp.trust.verdict import Colour, Outcome, Reason, Verdict
from certapp.ui.verify.card import VerdictCard
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.paper_fields import PaperFields
from certapp.ui.verify.sound import RATE, TONES, wav_of

FIVE = [("Number", "XA-1"), ("Valid", "2026"), ("Consignee", "Somebody"), ("Objects", "3"), ("Object 1", "A vase")]


@pytest.fixture
def fields(qtbot: QtBot) -> PaperFields:
    made = PaperFields(FIVE, "Compare.")
    qtbot.addWidget(made)
    made.show()
    return made


def test_nothing_is_ticked_beforehand(fields: PaperFields) -> None:
    assert fields.differing == () and not fields.all_equal and fields.advice.text == ""


def test_one_difference_leads_to_what_to_do(fields: PaperFields) -> None:
    for _label, equal, _differs in fields.rows:
        equal.click()
    assert fields.all_equal
    assert fields.advice.text.startswith("All five are equal.")
    fields.rows[2][2].click()
    assert fields.differing == ("Consignee",)
    assert fields.advice.text.startswith("Consignee: the paper does not say")
    assert "Do not accept it" in fields.advice.text


@pytest.mark.parametrize(
    ("code", "label"), [("CLOCK_BEHIND", "Newest signed list here"), ("ISSUED_IN_FUTURE", "date of issue")]
)
def test_a_clock_in_doubt_is_shown_beside_what_it_cannot_be_true_with(qtbot: QtBot, code: str, label: str) -> None:
    card = VerdictCard()
    qtbot.addWidget(card)
    reason = Reason(code, {"day": "2026-11-14", "clock": "2019-01-01"})
    card.show_checked(Checked(0, "scan", FileVerdict(Verdict(Outcome.CLOCK_SUSPECT, Colour.AMBER, (reason,)))))
    shown = card.shown_text.split("\n")
    at = shown.index("This computer's clock")
    assert shown[at + 1] == "2019-01-01"
    assert label in shown[at + 2] and shown[at + 3] == "2026-11-14"
    assert card.next.text().startswith("Set this computer's clock right")


def test_every_colour_has_tones_that_no_other_has() -> None:
    assert set(TONES) == set(Colour)
    assert len({(tone.times, tone.long_ms) for tone in TONES.values()}) == len(TONES)  # even where all sound one height


@pytest.mark.parametrize("colour", Colour)
def test_a_tone_is_heard_as_often_as_it_says(colour: Colour) -> None:
    tone = TONES[colour]
    with wave.open(io.BytesIO(wav_of(tone))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array("h", file.readframes(file.getnframes()))
    step = RATE // 100
    loud = [max(map(abs, samples[at : at + step])) > 3000 for at in range(0, len(samples), step)]
    assert sum(now and not before for now, before in zip(loud, [False, *loud], strict=False)) == tone.times
