"""What is printed of the key ceremonies: scripts for two people, recovery sheets, the record of what was done."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final

from certapp.document.letter import render_paper
from certapp.document.letter_parts import Blanks, Codes, Facts, Grid, Heading, Part, Points, PrintedCode, Words
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.seal.matrix import MODULE_MM, modules
from certapp.service.authority import CountryCa, Passphrase
from certapp.service.making import TEST_WATERMARK
from certapp.service.office import Office
from certapp.service.register_words import act_words
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.keyring import CA

_WORDS_IN_ROW: Final = 5
_SIGNERS: Final = ("document_signer", "status_signer")
_SHARES: Final = (11.0, 31.0, 44.0, 21.0, 58.0)
_KINDS: Final = (
    *("ROSTER_TAKEN", "SIGNER_CERTIFIED", "SIGNER_ENROLLED", "CRL_TAKEN"),
    *("CA_MOVE_CONFIRMED", "CA_MOVED"),
)


class Script(StrEnum):
    """The scripts there are."""

    FOUNDING = "FOUNDING"
    RENEWAL = "RENEWAL"
    ROLL_OVER = "ROLL_OVER"
    STOLEN_LAPTOP = "STOLEN_LAPTOP"
    LOST_TOKEN = "LOST_TOKEN"  # a device


def script_page(script: Script, language: str, dated: int, authority: str = "", *, training: bool = False) -> bytes:
    """A script to print: what to have at hand, the steps to tick, room for digits, times and two signatures.

    dated: seconds since 1970. Refusal PAPER_LANGUAGE_UNKNOWN.
    """
    texts = script_texts(language)
    said, words = texts[script.value], texts["words"]
    parts: tuple[Part, ...] = (
        Words(words["intro"]),
        Blanks((words["day"], words["begun"])),
        Heading(words["before"]),
        Points(tuple(said["before"])),
        Heading(words["steps"]),
        Points(tuple(said["steps"]), ticked=True),
        Blanks((words["notes"], words["digits"], words["digits"])),
        Heading(words["signed"]),
        Blanks((words["first"], words["second"])),
    )
    return _render(said["title"], authority or words["authority"], language, dated, parts, training=training)


def script_title(script: Script, language: str) -> str:
    """What a script is called. Refusal PAPER_LANGUAGE_UNKNOWN."""
    return str(script_texts(language)[script.value]["title"])


def recovery_sheets(
    ca: CountryCa, passphrase: Passphrase, language: str, now: int, cost: KdfCost = DEFAULT_COST
) -> tuple[bytes, ...]:
    """Three PDFs, one for each envelope. They are nowhere else: neither words nor secret are kept.

    Refusals of the CA's key, PAPER_LANGUAGE_UNKNOWN.
    """
    from certapp.trust.recovery import SHEETS, key_text, split  # of one act a year

    words, certificate = script_texts(language)["words"], ca.certificate
    label = f"{certificate.country} country CA"
    sheets, wrapped = split(ca.ring.unlock(CA, passphrase(CA), now), label, cost)
    symbol = modules(key_text(wrapped))
    made = []
    for number, sheet in enumerate(sheets, 1):
        rows = tuple(_rows_of(sheet))
        code = PrintedCode(symbol, MODULE_MM, "", words["sheet_alt"])
        parts: tuple[Part, ...] = (
            Words(words["sheet_text"]),
            Facts(((words["ca_digits"], ca.fingerprint),)),
            Heading(words["sheet_words"]),
            Facts(rows),
            Heading(words["sheet_key"]),
            Codes((code,)),
            Words(words["sheet_how"]),
            Blanks((words["day"], words["first"], words["second"])),
        )
        title = words["sheet_title"].format(number=number, sheets=SHEETS)
        training = certificate.training
        made.append(_render(title, certificate.organisation, language, now, parts, training=training))
    return tuple(made)


def record_page(office: Office, language: str) -> bytes:
    """What the journal says of ceremonies, to be signed and kept. Refusal PAPER_LANGUAGE_UNKNOWN."""
    words = script_texts(language)["words"]
    found = [entry for kind in _KINDS for entry in entries(office.register, kind=kind)]
    ordered = sorted(found, key=lambda entry: entry.seq)
    rows = tuple(_record_row(entry, words, language) for entry in ordered)
    titles = tuple(words[f"column_{each}"] for each in ("seq", "at", "act", "who", "what"))
    parts: tuple[Part, ...] = (
        Words(words["record_text"]),
        Grid(titles, rows, len(titles), shares=_SHARES) if rows else Words(words["record_none"]),
        Heading(words["signed"]),
        Blanks((words["day"], words["first"], words["second"])),
    )
    now = office.clock.seconds
    return _render(words["record_title"], office.authority, language, now, parts, training=office.training)


@cache
def script_texts(language: str) -> Mapping[str, Any]:
    """The texts of the scripts in one language. Refusal PAPER_LANGUAGE_UNKNOWN."""
    file = RESOURCES / "ceremony" / f"{language}.toml"
    if language not in spoken.NAMES or not file.is_file():
        raise Refusal("PAPER_LANGUAGE_UNKNOWN", typed=language[:20], known=", ".join(spoken.NAMES))
    return tomllib.loads(file.read_text("utf-8"))


def _rows_of(sheet: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Words in rows, so that a finger keeps its place: 1 to 5, 6 to 10 and so on."""
    for start in range(0, len(sheet), _WORDS_IN_ROW):
        yield f"{start + 1} - {start + _WORDS_IN_ROW}", " ".join(sheet[start : start + _WORDS_IN_ROW])


def _record_row(entry: Entry, words: Mapping[str, str], language: str) -> tuple[str, ...]:
    facts = entry.facts()
    at = datetime.fromtimestamp(entry.at / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    told = [words[f"about_{entry.subject}"]] if entry.subject in _SIGNERS else []
    for name in ("sequence", "number", "from", "to", "second", "added", "retired", "changed", "present"):
        if given := facts.get(name):
            listed = ", ".join(map(str, given)) if isinstance(given, list) else str(given)
            told.append(words[f"about_{name}"].format(listed))
    return (str(entry.seq), at, act_words(entry.type, language), entry.actor, "\n".join(told))


def _render(title: str, authority: str, language: str, dated: int, parts: tuple[Part, ...], *, training: bool) -> bytes:
    return render_paper(
        title=title,
        authority=authority,
        language=language,
        dated=dated,
        parts=parts,
        watermark=TEST_WATERMARK if training else "",
    )


def wrapped_key(data: bytes) -> bytes:
    """The wrapped key that recovery sheets carry: from a scan or photograph of one (JPEG, PNG), or as it was typed.

    Refusals: KEY_FILE_DAMAGED where there is none, PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE.
    """
    from certapp.scan.reader import read_codes_from_picture
    from certapp.trust.recovery import key_of_text

    try:
        return key_of_text(data.decode("ascii"))
    except (UnicodeDecodeError, Refusal):
        pass
    for text in read_codes_from_picture(data):
        try:
            return key_of_text(text)
        except Refusal:
            continue
    raise Refusal("KEY_FILE_DAMAGED")
