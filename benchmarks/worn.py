"""Generated certificates of many scripts and sizes, each on the program's own sheet, worn: which verdict each gets.

A code that is not read is counted; a verdict on another certificate, or another verdict than its own, must not occur.
CERTAPP_WORN_CERTIFICATES says how many; 2,000 without it. Simulated, as `degraded` is.
"""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final

from PIL import Image

from benchmarks.degraded import (
    CODE_BOX,
    MM,
    RESOLUTIONS,
    STRIP,
    WEARS,
    Captured,
    Counts,
    drawn_strip,
    grey,
    inked,
    seen_at,
)
from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.model.certificate_number import make_number
from certapp.scan.reader import read_codes
from certapp.seal.claims import Claims
from certapp.seal.fitting import seal
from certapp.seal.matrix import modules
from certapp.seal.text import CODE_PREFIX, from_compressed
from certapp.service.reading import codes_of
from certapp.service.sealing import claims_of
from certapp.service.verifying import verify_codes
from certapp.trust.bulletin import Entry, RevocationReason
from certapp.trust.package import read_package
from certapp.trust.verdict import Outcome
from certapp.trust.view import TrustView, view_of
from tests.formdef.making import COINS, EXAMPLES, MANUSCRIPT, TODAY, Change, Raw, example
from tests.trust.authority import DAY, FOUNDED, Authority, found

MANY: Final = 2000
NOW: Final = FOUNDED + 30 * DAY
_SHEETS: Final = (COINS, MANUSCRIPT)
"""What stands around the code: Latin letters, Arabic letters."""
_DOTS: Final = 12
"""Of a module at 600 dpi."""
PLACEHOLDER: Final = from_compressed(bytes(300), CODE_PREFIX)
"""Of the sheets as drawn; each certificate's own code takes its place."""
SCRIPTS: Final = {
    "Latin": ("Château d’Œuvre", "Ólafsdóttir", "Übergröße", "Čapek", "Señora Núñez", "Łódź", "Thành phố", "Harbour"),
    "Greek": ("Ποσειδωνία", "Λιμάνι", "Ευαγγελία", "Κεραμικό", "Αγγείο", "Ηλιοβασίλεμα"),
    "Cyrillic": ("Гавань", "Сумерки", "Щукин", "Живопись", "Ковёр", "Їжакевич"),
    "Arabic": ("مكتبة", "المخطوطات", "الوطنية", "مصحف", "ميناء", "خزانة"),
    "Hebrew": ("כתב", "מגילה", "שלום", "עתיקות"),
    "Devanagari": ("मूर्ति", "हस्तलिपि", "संग्रहालय", "ताम्रपत्र"),
    "Thai": ("พระพุทธรูป", "เครื่องเบญจรงค์", "ศิลปะ"),
    "Ethiopic": ("መስቀል", "ብራና", "ላሊበላ"),
    "Khmer": ("ចម្លាក់", "អង្គរ", "ប្រាសាទ"),
    "Chinese": ("青花瓷瓶", "山水画", "清代官窑", "书法"),
    "Japanese": ("能面", "掛け軸", "いまり焼", "カエデ"),
    "Georgian": ("ქართული", "ხატი", "ხელნაწერი"),
}
FATES: Final = ("genuine", "genuine", "revoked", "forged", "stranger", "expired")
_OUTCOMES: Final = {
    "genuine": Outcome.GENUINE,
    "revoked": Outcome.REVOKED,
    "forged": Outcome.NOT_GENUINE,
    "stranger": Outcome.UNKNOWN_ISSUER,
    "expired": Outcome.EXPIRED,
}


@dataclass
class Judged:
    """What came out: by fate, by script and by resolution how many were read as what they are; and what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    shares: defaultdict[tuple[str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))


def run() -> Iterator[Counts]:
    """The long form."""
    count = int(os.environ.get("CERTAPP_WORN_CERTIFICATES", MANY))
    judged = judge_worn(count)
    for title, part in (("By fate", "fate"), ("By script", "script"), ("By kind of wear", "wear")):
        names = dict.fromkeys(name for kind, name in judged.shares if kind.partition(" ")[0] == part)
        rows = tuple((name, tuple(_share(judged, f"{part} {dpi}", name) for dpi in RESOLUTIONS)) for name in names)
        yield Counts(f"{title}: read, of how many", tuple(f"{dpi} dpi" for dpi in RESOLUTIONS), rows)
    read, unread = judged.right.total(), judged.unread.total()
    yield Counts(f"{count} certificates: {read} verdicts right, {unread} not read, {len(judged.wrong)} wrong", (), ())


def _share(judged: Judged, kind: str, name: str) -> str:
    found_there = judged.shares.get((kind, name), [])
    return f"{sum(found_there)} / {len(found_there)}"


def judge_worn(count: int) -> Judged:
    """Make, print, wear, read and judge so many certificates; each is told by its number, so a run can be repeated."""
    authority, stranger, forger = found("XA"), found("XB"), found("XA")
    judged = Judged()
    numbers = range(count)
    revoked = [
        Entry(_id(number), NOW // DAY - 1, RevocationReason.FRAUD) for number in numbers if _fate(number) == "revoked"
    ]
    bulletin = authority.bulletin(entries=sorted(revoked, key=lambda entry: entry.id), this=NOW - DAY)
    view = view_of([read_package(authority.package(bulletin))])
    signers = {"stranger": stranger, "forged": forger}
    for number in numbers:
        _one(number, signers.get(_fate(number), authority), authority, view, judged)
    return judged


def _one(number: int, signer: Authority, named: Authority, view: TrustView, judged: Judged) -> None:
    chance, fate, script = random.Random(f"worn {number}"), _fate(number), _script(number)
    wear, dpi = tuple(WEARS)[number % len(WEARS)], RESOLUTIONS[number // len(WEARS) % len(RESOLUTIONS)]
    claims = _claims(number, fate, chance)
    kid = named.signer.kid if fate == "forged" else signer.signer.kid
    text = seal(claims, kid, signer.signer.sign_raw).text
    captured = Captured(seen_at(_sheet(number, text), dpi, chance), dpi, chance)
    codes = codes_of(read_codes(grey(WEARS[wear](captured))))
    verdict = verify_codes(codes, view, NOW).verdict if codes.text else None
    read = codes.text == text
    for kind, name in (("fate", fate), ("script", script), ("wear", wear)):
        judged.shares[f"{kind} {dpi}", name].append(read)
    if verdict is None:
        judged.unread[fate] += 1
    elif read and verdict.outcome is _OUTCOMES[fate] and _tells(verdict.claims, claims, fate):
        judged.right[fate] += 1
    else:
        judged.wrong.append(f"{number}: {fate}, {script}, {wear} at {dpi} dpi, judged {verdict.outcome}")


def _tells(told: Claims | None, claims: Claims, fate: str) -> bool:
    """Content is shown only where the signature is good, and then it is that of the paper, long texts cut."""
    if fate in ("forged", "stranger") or told is None:
        return told is None and fate in ("forged", "stranger")
    whole = (told.id, told.number, told.record_digest, told.object_count, told.destination, told.valid_until)
    return whole == (
        claims.id,
        claims.number,
        claims.record_digest,
        claims.object_count,
        claims.destination,
        claims.valid_until,
    )


def _fate(number: int) -> str:
    return FATES[number * 7 // 3 % len(FATES)]


def _script(number: int) -> str:
    return tuple(SCRIPTS)[number % len(SCRIPTS)]


def _id(number: int) -> bytes:
    return number.to_bytes(8, "big")


@cache
def _form(profile: str) -> Form:
    return load_form(profile)


def _claims(number: int, fate: str, chance: random.Random) -> Claims:
    """From a whole record, as at issue: one of the examples with names and titles of a script."""
    words = SCRIPTS[_script(number)]

    def said(most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(1, most)))

    raw = example(EXAMPLES[number % len(EXAMPLES)], *(_renamed(place, said(4)) for place in range(3)))
    objects = (raw["objects"] * 10)[: chance.randint(1, 10)]
    raw["objects"] = [{**one, "object_seq": place + 1, "title": said(6)} for place, one in enumerate(objects)]
    country = "XB" if fate == "stranger" else "XA"
    raw["certificate_no"] = make_number(country, 2026, "01", number + 1)
    for photographs in (one["photographs"] for one in raw["objects"]):
        for photo in photographs:
            photo["sha256"] = "ab" * 32
    form = _form(("", "xa")[number // 4 % 2])
    record = parse(form, raw, TODAY, from_office=True).record.with_values(issued_on=TODAY, valid_until=_until(fate))
    return claims_of(form, record, issuer=country, at=FOUNDED + DAY, cti=_id(number), digest=chance.randbytes(32))


def _renamed(place: int, name: str) -> Change:
    def change(raw: Raw) -> None:
        raw["parties"][place] |= {"name_legal": name}
        raw["parties"][place].pop("name_latin", None)

    return change


def _until(fate: str) -> date:
    return TODAY + timedelta(days=20 if fate == "expired" else 180)


@cache
def _drawn(name: str) -> Image.Image:
    return drawn_strip(PLACEHOLDER, "", name)


def _sheet(number: int, text: str) -> Image.Image:
    """An example's sheet with this code in the box of its own, dots as a printer with 600 dpi sets them."""
    drawn = _drawn(_SHEETS[number // len(EXAMPLES) % len(_SHEETS)]).copy()
    symbol = modules(text)
    dots = Image.new("L", (len(symbol), len(symbol)), 255)
    dots.putdata([0 if dark else 255 for row in symbol for dark in row])
    printed = dots.resize((len(symbol) * _DOTS,) * 2, Image.Resampling.NEAREST)
    x, y, width, height = CODE_BOX
    box = tuple(round(each * MM) for each in (x - STRIP[0], y - STRIP[1], width, height))
    inner = (box[0] + box[2] // 2 - printed.width // 2, box[1] + box[3] // 2 - printed.height // 2)
    drawn.paste(255, (box[0] + _DOTS, box[1] + _DOTS, box[0] + box[2] - _DOTS, box[1] + box[3] - _DOTS))
    drawn.paste(printed, inner)
    return inked(drawn)
