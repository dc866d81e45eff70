"""Random damage to signed files, never genuine; and genuine files of many kinds, always so.

`CERTAPP_MUTATIONS=20000 CERTAPP_GENUINE=500 python -m pytest tests/bad/test_mutations.py` is the long form.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certapp.document.archive import archived
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.document.timestamp import with_time_stamp
from certapp.document.verdict import judge_pdf
from certapp.formdef.printed import PrintedCertificate
from tests.bad.make import FILES
from tests.bad.pdf_parts import Signed
from tests.document.conftest import AT, make_key, sign_with
from tests.document.making import arabic, english, many_objects, photograph
from tests.stamps import Stamper

MUTATIONS = int(os.environ.get("CERTAPP_MUTATIONS", "600"))
GENUINE = int(os.environ.get("CERTAPP_GENUINE", "12"))
SEED = int(os.environ.get("CERTAPP_MUTATION_SEED", "20261125"))

pytestmark = pytest.mark.timeout(120 + MUTATIONS // 10 + 3 * GENUINE)

WORDS = (b"/ByteRange", b"/Contents", b"/Type", b"/Root", b"/Prev", b"obj", b"xref", b"trailer", b"startxref", b"%%EOF")
WORDS += (b"/DocMDP", b"/P 1", b"/V", b"/Fields", b"/Perms", b"/Length", b"stream", b"null", b"<<", b">>", b"0 R", b"[")

Mutation = Callable[[bytes, random.Random], bytes]


def _place(pdf: bytes, dice: random.Random) -> int:
    """Anywhere; as often in what signing added, or in the digits of the signature: there is more to break."""
    parts = Signed.of(pdf)
    first = pdf.index(b"%%EOF")
    areas = [(0, len(pdf)), (first, len(pdf)), (len(parts.before), len(parts.before) + 2 * len(parts.container))]
    return dice.randrange(*dice.choice(areas))


def flip(pdf: bytes, dice: random.Random) -> bytes:
    changed = bytearray(pdf)
    changed[_place(pdf, dice)] ^= 1 << dice.randrange(8)
    return bytes(changed)


def other_byte(pdf: bytes, dice: random.Random) -> bytes:
    place = _place(pdf, dice)
    return pdf[:place] + bytes([dice.choice(b"0123456789ABCDEF<>[]()/ \n\r\0%")]) + pdf[place + 1 :]


def insert(pdf: bytes, dice: random.Random) -> bytes:
    place = _place(pdf, dice)
    return pdf[:place] + dice.choice((b" ", b"\n", b"0", dice.randbytes(8), *WORDS)) + pdf[place:]


def cut(pdf: bytes, dice: random.Random) -> bytes:
    place = _place(pdf, dice)
    return pdf[:place] + pdf[place + dice.choice((1, 2, 16, 1000)) :]


def cut_off(pdf: bytes, dice: random.Random) -> bytes:
    return pdf[: _place(pdf, dice)]


def double(pdf: bytes, dice: random.Random) -> bytes:
    place, length = _place(pdf, dice), dice.choice((1, 20, 400))
    return pdf[: place + length] + pdf[place : place + length] + pdf[place + length :]


def swap(pdf: bytes, dice: random.Random) -> bytes:
    first, second = sorted((_place(pdf, dice), _place(pdf, dice)))
    length = min(dice.choice((1, 4, 32)), second - first, len(pdf) - second)
    middle = pdf[first + length : second]
    return pdf[:first] + pdf[second : second + length] + middle + pdf[first : first + length] + pdf[second + length :]


def other_word(pdf: bytes, dice: random.Random) -> bytes:
    word = dice.choice(WORDS)
    places = [found.start() for found in re.finditer(re.escape(word), pdf)] or [0]
    place = dice.choice(places)
    return pdf[:place] + dice.choice(WORDS) + pdf[place + len(word) :]


def digit(pdf: bytes, dice: random.Random) -> bytes:
    """A number in what signing added."""
    start = pdf.index(b"%%EOF")
    parts = Signed.of(pdf)
    inside = range(len(parts.before), len(pdf) - len(parts.after))
    places = [place for place in range(start, len(pdf)) if place not in inside and pdf[place : place + 1].isdigit()]
    place = dice.choice(places)
    return pdf[:place] + str(dice.randrange(10)).encode() + pdf[place + 1 :]


def container_byte(pdf: bytes, dice: random.Random) -> bytes:
    parts = Signed.of(pdf)
    container = bytearray(parts.container)
    container[dice.randrange(len(container))] = dice.randrange(256)
    return parts.with_container(bytes(container))


def zeros(pdf: bytes, dice: random.Random) -> bytes:
    place, length = _place(pdf, dice), dice.choice((1, 8, 512))
    return pdf[:place] + bytes(len(pdf[place : place + length])) + pdf[place + length :]


def append(pdf: bytes, dice: random.Random) -> bytes:
    return pdf + dice.choice((dice.randbytes(dice.randrange(1, 200)), b"\n" * dice.randrange(1, 9), pdf[-900:]))


KINDS: tuple[Mutation, ...] = (
    *(flip, other_byte, insert, cut, cut_off, double, swap, other_word, digit, container_byte, zeros, append),
)


def _files() -> list[bytes]:
    """The kept one, and one of each level: B-B by P-256 and by RSA, B-T, B-LT, B-LTA, and that renewed."""
    unsigned, key, stamper = render(english()), make_key(), Stamper(at=AT)
    authority = stamper.key.certificate
    by_rsa = sign_with(make_key(private=rsa.generate_private_key(65537, 2048)), unsigned)
    signed = sign(unsigned, key, name="A", reason="B", place="C", at=AT, stamp_authority=authority)
    stamped = with_time_stamp(signed, authority, stamper)
    certificates = (key.certificate, *key.issuers, authority, *stamper.key.issuers)
    lists = (key.crl, stamper.key.crl)
    lasting = [archived(stamped, certificates, lists), archived(stamped, certificates, lists, stamper, authority)]
    lasting.append(archived(lasting[-1], (), (), Stamper(stamper.key, AT.replace(year=AT.year + 1)), authority))
    return [(FILES / "good.pdf").read_bytes(), sign_with(key, unsigned), by_rsa, stamped, signed, *lasting]


def test_no_random_damage_is_ever_genuine() -> None:
    dice = random.Random(SEED)
    files = _files()
    found: Counter[str] = Counter()
    while found.total() < MUTATIONS:
        whole = dice.choice(files)
        kind = dice.choice(KINDS)
        damaged = kind(whole, dice)
        if damaged in files:  # an archive cut off to the letter leaves the signed file
            continue
        findings = judge_pdf(damaged, lambda certificate: True)
        if findings.outcome == "genuine":
            pytest.fail(f"{kind.__name__}, number {found.total()} of seed {SEED}, was believed")
        found[findings.reasons[0][0]] += 1
    print(f"\n{found.total()} damaged files, none genuine: {dict(found.most_common())}")


def _certificate(dice: random.Random, number: int) -> PrintedCertificate:
    base = (english, arabic, lambda: many_objects(dice.randrange(2, 6)))[number % 3]()
    count = dice.randrange(0, 4)
    pictures = tuple(photograph(300 + 40 * each, 400, f"View {number}", dice.randrange(256)) for each in range(count))
    objects = tuple(replace(each, photographs=pictures) for each in base.objects)
    files = base.attachments[:1] + base.attachments[1:] * dice.randrange(2)
    return replace(base, number=f"XA-2026-01-{number:06d}-K", objects=objects, attachments=files)


def test_every_genuine_file_is_genuine() -> None:
    dice = random.Random(SEED)
    keys = [make_key(f"Office {number:02}", "Ministry of Culture " * (number + 1)) for number in range(3)]
    for number in range(GENUINE):
        key = dice.choice(keys)
        pdf = sign(
            render(_certificate(dice, number)),
            key,
            name="Department of Antiquities",
            reason=f"Certificate {number}",
            place=dice.choice(("Port Example", "", "Ελλάδα")),
            at=AT + timedelta(seconds=dice.randrange(30_000_000)),
        )
        findings = judge_pdf(pdf, lambda certificate, ours=key.certificate: certificate == ours)
        assert (findings.outcome, findings.reasons) == ("genuine", ()), number
        assert findings.record is not None
    print(f"\n{GENUINE} genuine files, all genuine")
