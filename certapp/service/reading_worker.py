"""The process that reads files from anybody: `python -I -m certapp.service.reading_worker MEGABYTES SECONDS`.

A message is a letter for the kind and the file; the answer is deterministic CBOR. What the file does to this process
ends with it: memory and processor time are limited, and it can write no file.
"""

import hashlib
import sys
from contextlib import suppress
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.helper import serve
from certapp.seal import cbor
from certapp.service.bounds import limit_process, limit_time
from certapp.service.paper_pictures import MOST_PHOTOGRAPHS, SEEN_PX, named_photographs
from certapp.service.reading import Codes, ReadHere

PDF, PICTURE, PHOTOGRAPHS, LOOK = b"P", b"I", b"A", b"L"
_LARGEST: Final = (200 << 20) + 100


def main(megabytes: int, seconds: int) -> None:
    """Answer until the input ends."""
    limit_process(megabytes)

    def answer(message: bytes) -> bytes:
        limit_time(seconds)
        return cbor.encode(_answer(message[:1], message[1:]))

    serve(answer, _LARGEST)


def _answer(kind: bytes, data: bytes) -> cbor.Item:
    try:
        if kind == PHOTOGRAPHS:
            return _photographs(data)
        if kind == LOOK:
            return _look(data)
        return _read_pdf(data) if kind == PDF else _codes(ReadHere().picture(data))
    except Refusal as refusal:
        return {"refused": refusal.code, "params": _params(refusal.params)}
    except MemoryError:
        return {"refused": "FILE_TAKES_TOO_MUCH", "params": {}}


def _read_pdf(data: bytes) -> cbor.Item:
    found = ReadHere().pdf(data, lambda certificate: True)
    answer: dict[int | str, cbor.Item] = {
        "outcome": found.findings.outcome,
        "reasons": [[code, _params(params)] for code, params in found.findings.reasons],
        **_codes(found.codes),
    }
    if found.findings.signer is not None:
        answer["signer"] = found.findings.signer
    if found.findings.record is not None:
        answer["record"] = found.findings.record
    return answer


def _photographs(data: bytes) -> cbor.Item:
    """The photographs that a signed PDF brought along, by the objects of its record, small enough to look at."""
    from certapp.document.verdict import judge_pdf

    found = judge_pdf(data, lambda certificate: True)
    listed: list[cbor.Item] = []
    for number, name in named_photographs(found.record)[:MOST_PHOTOGRAPHS]:
        with suppress(Refusal):  # a photograph that cannot be shown is no reason to hide the others
            listed.append([number, name, *_seen(found.attachments.get(name, b""))])
    record = hashlib.sha256(found.record or b"").digest()
    return {"outcome": found.outcome, "signer": found.signer or b"", "record": record, "photographs": listed}


def _look(data: bytes) -> cbor.Item:
    jpeg, hashed = _seen(data)
    return {"jpeg": jpeg, "hash": hashed}


def _seen(data: bytes) -> tuple[bytes, int]:
    from certapp.imaging.likeness import picture_hash
    from certapp.imaging.picture import thumbnail

    return thumbnail(data, SEEN_PX), picture_hash(data)


def _codes(codes: Codes) -> dict[int | str, cbor.Item]:
    single = {"text": codes.text, "picture": codes.picture, "tag": codes.tag}
    rows = {"bulletins": codes.bulletins, "receipts": codes.receipts}
    return {
        **{name: _bytes(text) for name, text in single.items()},
        **{name: list[cbor.Item](_bytes(text) for text in texts) for name, texts in rows.items()},
        "advice": codes.advice,
    }


def _bytes(text: str) -> bytes:
    """UTF-8, since a code may say what our texts must not hold."""
    return text.encode("utf-8", "replace")


def _params(params: dict[str, object]) -> dict[int | str, cbor.Item]:
    """Texts and numbers as they are, anything else in words; a text from the file only where it can be shown."""
    words: dict[int | str, cbor.Item] = {}
    for name, value in params.items():
        text = str(value)[:100]
        words[name] = value if isinstance(value, int) else text if cbor.acceptable(text) else "?"
    return words


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
