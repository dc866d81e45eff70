"""Files from anybody are read in a process of their own, bounded in time and memory, which can be stopped."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, cast

from certapp.model.errors import Refusal
from certapp.model.helper import Helper, HelperGoneError
from certapp.scan.advice import Advice
from certapp.seal import cbor
from certapp.service.paper_pictures import Seen
from certapp.service.reading import Codes, PdfReading
from certapp.service.reading_worker import LOOK, PDF, PHOTOGRAPHS, PICTURE

_LARGEST_ANSWER: Final = 17 << 20
"""The record of a certificate may have 16 MiB."""
_ANSWER: Final = replace(cbor.RECORD, size=_LARGEST_ANSWER)
_MOST_FILES: Final = 500
"""Then a new process: what libraries keep to themselves does not add up."""
_WHY: Final = {"late": "FILE_TAKES_TOO_LONG", "stopped": "FILE_READING_STOPPED", "broken": "FILE_BREAKS_READER"}
_ADVICE: Final = frozenset({"", *Advice})
_OUTCOMES: Final = ("genuine", "not_genuine", "absent")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may take: seconds by the clock and of the processor, and megabytes of address space."""

    seconds: float = 90
    processor_seconds: int = 60
    megabytes: int = 1536


class ReadApart:
    """A `reading.Reader` by a process beside this one, begun with the first file. Close it, or use it in `with`.

    Refusals: FILE_TAKES_TOO_LONG, FILE_TAKES_TOO_MUCH, FILE_BREAKS_READER, FILE_READING_STOPPED. After each the next
    file gets a new process. One file at a time; `stop` may come from any thread.
    """

    def __init__(self, bounds: Bounds = Bounds()) -> None:  # frozen
        self._helper = Helper(
            "certapp.service.reading_worker",
            *(str(bounds.megabytes), str(bounds.processor_seconds)),
            seconds=bounds.seconds,
            largest=_LARGEST_ANSWER,
        )

    def __enter__(self) -> "ReadApart":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def pdf(self, data: bytes, trusted: Callable[[bytes], bool]) -> PdfReading:
        """As `Reader.pdf`. That the signature holds is seen here once more, without any parser of PDF."""
        from certapp.document.integrity import holding
        from certapp.document.verdict import Outcome, PdfFindings

        answer = self._ask(PDF, data)
        codes, signer, record = _codes(answer), answer.get("signer"), answer.get("record")
        outcome = answer.get("outcome")
        if outcome not in _OUTCOMES:
            raise Refusal("FILE_BREAKS_READER")
        if outcome != "genuine":
            return PdfReading(PdfFindings(cast("Outcome", outcome), _reasons(answer)), codes)
        held = holding(data)
        if not isinstance(signer, bytes) or held is None or held.signer != signer:
            return PdfReading(PdfFindings("not_genuine", (("PDF_CHANGED", {}),)), codes)
        found = PdfFindings(
            *("genuine", (), signer),
            stamped_at=held.stamped_at,
            level=held.level,
            archived_at=held.archived_at,
            officer=held.officer,
        )
        if not trusted(signer):
            reasons: tuple[tuple[str, dict[str, object]], ...] = (("PDF_SIGNER_UNKNOWN", {}),)
            return PdfReading(replace(found, outcome="unknown_signer", reasons=reasons), codes)
        return PdfReading(replace(found, record=record if isinstance(record, bytes) else None), codes)

    def picture(self, data: bytes) -> Codes:
        """As `Reader.picture`."""
        return _codes(self._ask(PICTURE, data))

    def photographs(self, data: bytes, signer: bytes, record_digest: bytes) -> tuple[Seen, ...]:
        """The photographs in a PDF that is still the one that was believed: by this signer (DER), with this record.

        Another file than that one shows nothing: none are given.
        """
        from certapp.document.integrity import holding

        answer, held = self._ask(PHOTOGRAPHS, data), holding(data)
        found_signer, found_record = answer.get("signer"), answer.get("record")
        same = answer.get("outcome") == "genuine" and found_signer == signer and found_record == record_digest
        if not same or held is None or held.signer != signer:
            return ()
        listed = answer.get("photographs")
        found: list[Seen] = []
        for each in listed if isinstance(listed, list) else []:
            match each:
                case [int(number), str(name), bytes(jpeg), int(hashed)]:
                    found.append(Seen(name, jpeg, hashed, number))
        return tuple(found)

    def look(self, data: bytes, name: str) -> Seen:
        """A picture from anybody, to look at. Refusals PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE."""
        match self._ask(LOOK, data):
            case {"jpeg": bytes(jpeg), "hash": int(hashed)}:
                return Seen(name, jpeg, hashed)
        raise Refusal("FILE_BREAKS_READER")

    def stop(self) -> None:
        """Give up the file that is being read: whoever waits for it gets FILE_READING_STOPPED."""
        self._helper.stop()

    def close(self) -> None:
        """End the process."""
        self._helper.close()

    def _ask(self, kind: bytes, data: bytes) -> dict[int | str, cbor.Item]:
        if self._helper.answered >= _MOST_FILES:
            self._helper.close()
        try:
            answer = cbor.decode(self._helper.ask(kind, data), _ANSWER)
        except HelperGoneError as gone:
            raise Refusal(_WHY[gone.why]) from None
        if not isinstance(answer, dict):
            raise Refusal("FILE_BREAKS_READER")
        code, params = answer.get("refused"), answer.get("params")
        if isinstance(code, str) and isinstance(params, dict):
            raise Refusal(code, **{str(name): value for name, value in params.items()})
        return answer


def _codes(answer: dict[int | str, cbor.Item]) -> Codes:
    """The texts, which may hold anything that a code can say."""
    texts = [answer.get(name) for name in ("text", "picture", "tag")]
    known = [text.decode("utf-8", "replace") for text in texts if isinstance(text, bytes)]
    if len(known) != len(texts):
        raise Refusal("FILE_BREAKS_READER")
    advice = answer.get("advice", "")
    if advice not in _ADVICE:
        raise Refusal("FILE_BREAKS_READER")
    text, picture, tag = known
    return Codes(text, picture, tag, _row(answer.get("bulletins")), _row(answer.get("receipts")), str(advice))


def _row(texts: cbor.Item | None) -> tuple[str, ...]:
    listed = texts if isinstance(texts, list) else []
    return tuple(each.decode("utf-8", "replace") for each in listed if isinstance(each, bytes))


def _reasons(answer: dict[int | str, cbor.Item]) -> tuple[tuple[str, dict[str, object]], ...]:
    listed = answer.get("reasons")
    found: list[tuple[str, dict[str, object]]] = []
    for each in listed if isinstance(listed, list) else []:
        match each:
            case [str() as code, dict() as params]:
                found.append((code, {str(name): value for name, value in params.items()}))
    return tuple(found)
