"""The process that decodes applicants' photographs: `python -I -m certapp.service.picture_worker MEGABYTES SECONDS`.

A message is a letter for what is asked, five numbers of two bytes for the framing, and the file. The answer is
deterministic CBOR; what a file does to this process ends with it.
"""

import struct
import sys
from typing import Final

from certapp.imaging.framing import Framing
from certapp.imaging.likeness import impression
from certapp.imaging.picture import handed_out, inspect, prepare
from certapp.imaging.scanned import scan_pages
from certapp.model.errors import Refusal
from certapp.model.helper import serve
from certapp.seal import cbor
from certapp.service.bounds import limit_process, limit_time

LOOK, HAND_OUT, FACTS, SCAN = b"L", b"O", b"F", b"S"
HEAD: Final = struct.Struct(">5H")
_LARGEST: Final = (40 << 20) + 100


def main(megabytes: int, seconds: int) -> None:
    """Answer until the input ends."""
    limit_process(megabytes)

    def answer(message: bytes) -> bytes:
        limit_time(seconds)
        return cbor.encode(_answer(message[:1], message[1 : 1 + HEAD.size], message[1 + HEAD.size :]))

    serve(answer, _LARGEST)


def _answer(kind: bytes, head: bytes, data: bytes) -> cbor.Item:
    turned, *crop = HEAD.unpack(head)
    left, top, right, bottom = crop
    try:
        if kind == SCAN:  # what is the turn of a photograph is the first page of a scan
            return _scan(data, turned)
        framing = Framing(turned, (left, top, right, bottom))
        return {LOOK: _look, HAND_OUT: _hand_out, FACTS: _facts}[kind](data, framing)
    except Refusal as refusal:
        params: dict[int | str, cbor.Item] = {
            name: value for name, value in refusal.params.items() if isinstance(value, int)
        }
        return {"refused": refusal.code, "params": params}
    except MemoryError:
        return {"refused": "FILE_TAKES_TOO_MUCH", "params": {}}


def _facts(data: bytes, _framing: Framing) -> cbor.Item:
    facts = inspect(data)
    day = facts.taken_on.isoformat() if facts.taken_on else ""
    return {"size": [facts.width_px, facts.height_px], "taken_on": day}


def _look(data: bytes, framing: Framing) -> cbor.Item:
    facts = inspect(data)
    made = prepare(data, framing=framing)
    seen = impression(made.jpeg)
    return {
        "size": [facts.width_px, facts.height_px],
        "jpeg": made.jpeg,
        "made": [made.width_px, made.height_px],
        "hash": seen.hash.to_bytes(8, "big"),
        "colours": seen.colours,
        "sharpness": struct.pack(">d", seen.sharpness),
    }


def _hand_out(data: bytes, framing: Framing) -> cbor.Item:
    leaving = handed_out(data, framing)
    facts = inspect(leaving)
    return {
        "content": leaving,
        "size": [facts.width_px, facts.height_px],
        "formats": [inspect(data).format, facts.format],
    }


def _scan(data: bytes, first: int) -> cbor.Item:
    pages, count = scan_pages(data, first)
    return {"pages": list[cbor.Item](pages), "count": count}


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
