"""Applicants' photographs are decoded in a process of their own, bounded in time and memory; one for the whole program.

It begins with the first photograph and ends with the program. Pixels from outside never meet a decoder in the process
that holds keys and register.
"""

import struct
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from certapp.imaging.framing import AS_IT_CAME, Framing
from certapp.imaging.likeness import Impression
from certapp.imaging.picture import PreparedPicture
from certapp.model.errors import Refusal
from certapp.model.helper import Helper, HelperGoneError
from certapp.seal import cbor
from certapp.service.picture_worker import FACTS, HAND_OUT, HEAD, LOOK, SCAN

_LARGEST_ANSWER: Final = 64 << 20
_ANSWER: Final = replace(cbor.RECORD, size=_LARGEST_ANSWER)
_MOST_FILES: Final = 500
"""Then a new process: what libraries keep to themselves does not add up."""
_WHY: Final = {"late": "FILE_TAKES_TOO_LONG", "stopped": "FILE_READING_STOPPED", "broken": "FILE_BREAKS_READER"}
_SECONDS, _PROCESSOR_SECONDS, _MEGABYTES = 60.0, 40, 1536
_FORMATS: Final = ("JPEG", "PNG", "HEIF")


@dataclass(frozen=True, slots=True)
class Looked:
    """A photograph as it came (width and height, upright), made ready for the page, and its likeness."""

    size: tuple[int, int]
    made: PreparedPicture
    likeness: Impression


@dataclass(frozen=True, slots=True)
class Leaving:
    """The copy that may leave the house, its size, and the formats of the original and of the copy."""

    content: bytes
    size: tuple[int, int]
    formats: tuple[str, str]


class PicturesApart:
    """Refusals: PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE, FILE_TAKES_TOO_LONG, FILE_TAKES_TOO_MUCH, FILE_BREAKS_READER.

    One photograph at a time; after a refusal of the process itself the next gets a new one.
    """

    def __init__(self, seconds: float = _SECONDS, processor: int = _PROCESSOR_SECONDS, mb: int = _MEGABYTES) -> None:
        self._helper = Helper(
            "certapp.service.picture_worker", str(mb), str(processor), seconds=seconds, largest=_LARGEST_ANSWER
        )

    def taken_on(self, content: bytes) -> date | None:
        """The day that the camera noted, None where it did not. Refusals as of the class."""
        match self._ask(FACTS, content, AS_IT_CAME):
            case {"taken_on": str(day)}:
                with suppress(ValueError):
                    return date.fromisoformat(day)
                return None
        raise Refusal("FILE_BREAKS_READER")

    def look(self, content: bytes, framing: Framing) -> Looked:
        """Prepare a photograph for the page, and measure it. Refusals as of the class."""
        match self._ask(LOOK, content, framing):
            case {
                "size": [int(width), int(height)],
                "jpeg": bytes(jpeg),
                "made": [int(across), int(down)],
                "hash": bytes(hashed),
                "colours": bytes(colours),
                "sharpness": bytes(sharpness),
            } if len(sharpness) == struct.calcsize(">d") and jpeg.startswith(b"\xff\xd8\xff"):
                likeness = Impression(int.from_bytes(hashed[:8], "big"), colours, struct.unpack(">d", sharpness)[0])
                return Looked((width, height), PreparedPicture(jpeg, across, down), likeness)
        raise Refusal("FILE_BREAKS_READER")

    def leaving(self, content: bytes, framing: Framing) -> Leaving:
        """Make the copy that tells neither place nor device. Refusals as of the class."""
        match self._ask(HAND_OUT, content, framing):
            case {
                "content": bytes(copy),
                "size": [int(width), int(height)],
                "formats": [str(before), str(after)],
            } if before in _FORMATS and after in _FORMATS:
                return Leaving(copy, (width, height), (before, after))
        raise Refusal("FILE_BREAKS_READER")

    def scan(self, content: bytes, first: int = 0) -> tuple[tuple[bytes, ...], int]:
        """Pages of a scan (TIFF) from `first` (from 0) on as JPEGs, some twenty at once, and how many it has.

        Refusals as of the class.
        """
        match self._ask(SCAN, content, HEAD.pack(first, 0, 0, 0, 0)):
            case {"pages": list(pages), "count": int(count)}:
                jpegs = tuple(each for each in pages if isinstance(each, bytes) and each.startswith(b"\xff\xd8\xff"))
                if jpegs and len(jpegs) == len(pages):
                    return jpegs, count
        raise Refusal("FILE_BREAKS_READER")

    def close(self) -> None:
        """End the process; the next photograph gets a new one."""
        self._helper.close()

    def _ask(self, kind: bytes, content: bytes, how: Framing | bytes) -> object:
        head = how if isinstance(how, bytes) else HEAD.pack(how.turned, *how.crop)
        if self._helper.answered >= _MOST_FILES:
            self._helper.close()
        try:
            answer = cbor.decode(self._helper.ask(kind, head, content), _ANSWER)
        except HelperGoneError as gone:
            raise Refusal(_WHY[gone.why]) from None
        if isinstance(answer, dict) and isinstance(code := answer.get("refused"), str):
            params = answer.get("params")
            known = params if isinstance(params, dict) else {}
            raise Refusal(code, **{str(name): value for name, value in known.items()})
        return answer


@cache
def pictures_apart() -> PicturesApart:
    """The program's one process for photographs."""
    return PicturesApart()
