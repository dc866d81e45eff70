"""A verdict to be heard: short tones that differ in number and height, so that nobody needs an ear for music.

Once high for green, twice for amber, three times low for red, one long low tone for grey. The tones are made here and
played by QtMultimedia where it is installed (PySide6-Addons, as for the camera); else the desktop's own bell rings as
many times, which needs nothing and is better than silence.
"""

import io
import math
import wave
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTemporaryDir, QTimer, QUrl
from PySide6.QtWidgets import QApplication

from certapp.trust.verdict import Colour

RATE: Final = 22050
"""Samples a second."""
_LOUD: Final = 0.5
_SOFT_S: Final = 0.008
"""Seconds of rising and falling: a tone that begins at once cracks."""


@dataclass(frozen=True)
class Tone:
    """So many times a tone of so many hertz and milliseconds, with so long a pause between."""

    times: int
    hertz: int
    long_ms: int
    pause_ms: int = 110


TONES: Final = {
    Colour.GREEN: Tone(1, 1047, 160),
    Colour.AMBER: Tone(2, 740, 160),
    Colour.RED: Tone(3, 370, 200),
    Colour.GREY: Tone(1, 262, 420),
}

Ring = Callable[[Colour], None]


def wav_of(tone: Tone) -> bytes:
    """The tone as a WAV file: one channel, 16 bits."""
    beat = [
        _LOUD * math.sin(2 * math.pi * tone.hertz * n / RATE) * _swell(n / RATE, tone.long_ms / 1000)
        for n in range(RATE * tone.long_ms // 1000)
    ]
    pause = [0.0] * (RATE * tone.pause_ms // 1000)
    samples = array("h", (round(32767 * each) for each in ((beat + pause) * tone.times)))
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(samples.tobytes())
    return file.getvalue()


def ring_with(owner: QObject) -> Ring:
    """What plays the tones on this machine, for as long as `owner` is there."""
    return _with_tones(owner) or _with_the_bell(owner)


def _swell(at: float, long: float) -> float:
    return max(0.0, min(1.0, at / _SOFT_S, (long - at) / _SOFT_S))


def _with_tones(owner: QObject) -> Ring | None:
    try:
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
    except ImportError:  # not installed, or the system lacks what it needs
        return None
    if QMediaDevices.defaultAudioOutput().isNull():
        return None
    folder = QTemporaryDir()
    effects = {}
    for colour in TONES:
        path = Path(folder.filePath(f"{colour.value}.wav"))
        path.write_bytes(_wav(colour))
        effects[colour] = QSoundEffect(owner)
        effects[colour].setSource(QUrl.fromLocalFile(str(path)))

    def ring(colour: Colour, kept: QTemporaryDir = folder) -> None:
        effects[colour].play()

    return ring


def _with_the_bell(owner: QObject) -> Ring:
    def ring(colour: Colour) -> None:
        tone = TONES[colour]
        for time in range(tone.times):
            QTimer.singleShot(time * (tone.long_ms + tone.pause_ms), owner, QApplication.beep)

    return ring


@cache
def _wav(colour: Colour) -> bytes:
    return wav_of(TONES[colour])
