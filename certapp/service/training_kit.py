"""Samples for training at the border: sheets to scan, lists to take in, a post that counts TEST keys, the answers.

Every key is a TEST key and is thrown away with the offices that made the sheets: nothing here can ever be taken for a
certificate, and no later sheet can be made with them. TEST stands across every page.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.certificates import certificate
from certapp.seal.claims import decode_claims, encode_claims
from certapp.seal.cose import parse, sign1
from certapp.seal.text import from_text, to_text
from certapp.service.carrying import import_trust, write_out
from certapp.service.clock import Clock
from certapp.service.clock_leaps import clock_leap, confirm_clock
from certapp.service.deciding import approve
from certapp.service.digesting import sign_register_digest
from certapp.service.exchanging import export_package, sign_next_bulletin
from certapp.service.founding import create_office
from certapp.service.intake import Intake, read_intake
from certapp.service.issuing import issue
from certapp.service.making import sample_pages
from certapp.service.office import Office, open_office
from certapp.service.post import POST_FOLDER, Post, PostSettings
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.training import DAY, EXAMPLES, USERS, WRITTEN, passphrase
from certapp.service.training_passphrases import APPROVER, PREPARER
from certapp.trust.keyfile import TEST_COST
from certapp.trust.verdict import Colour, Outcome

SHEETS: Final = "sheets"
LISTS: Final = "lists"
WORK_POST: Final = "post-at-work"
ANSWERS: Final = "answers.pdf"
CODES: Final = "codes.txt"
LATER: Final = "XA-later.xcstatus"
"""The bulletin that revokes a sheet which the post's own list does not have yet."""
NEW_AUTHORITY: Final = "new-authority.xcauth"
LINK: Final = "HTTPS://CERTIFICATES.EXAMPLE/VERIFY"
STEPS: Final = 15
"""How many things are made one after the other."""

_PAINTING, _MANUSCRIPT, _COINS = "painting-permanent-sale", "manuscript-arabic", "coins-temporary-loan"
_OURS, _OTHERS, _NEW = "XA", "XB", "XA-new"
_AUTHORITIES: Final = {
    _OURS: ("XA", "01", "Exampleland Heritage Authority"),
    _OTHERS: ("XB", "01", "Heritage Office of Otherland"),
    _NEW: ("XA", "02", "National Library of Exampleland"),
}
"""Country, office and name: the post knows the first two."""
_LONG_AGO, _LAST_LIST, _STALE = 90, 9, 100
"""Days before today: of an expired certificate, of the post's list of XA, of its list of XB."""
_SOONER: Final = 120
"""Days by which what expires is to be back earlier: a month after it was issued."""

Tell = Callable[[int, int], None]
"""Told how many of how many things are made."""


@dataclass(frozen=True)
class Sample:
    """One exercise: the key of its words, its file below the kit's folder, the code on it, and what comes out.

    `outcome` and `colour` are of the code, scanned at the kit's post before anything else is taken in there.
    """

    key: str
    file: str
    code: str
    outcome: Outcome
    colour: Colour


@dataclass(frozen=True)
class Kit:
    """What was made. `digits`: of the authority that trainees are to compare; `never`: a number that nobody issued."""

    folder: Path
    samples: tuple[Sample, ...]
    digits: str
    never: str


def make_training_kit(
    folder: Path, language: str, clock: Clock | None = None, tell: Tell = lambda _done, _all: None
) -> Kit:
    """Write the kit into a new or empty folder, the answers in `language`. Takes about half a minute.

    Raises:
        Refusal: KIT_FOLDER_NOT_EMPTY, OUTPUT_NOT_WRITABLE, PAPER_LANGUAGE_UNKNOWN.
    """
    from certapp.service.kit_answers import answers

    clock = clock or Clock()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refusal("KIT_FOLDER_NOT_EMPTY", folder=str(folder))
        for name in (SHEETS, LISTS):
            (folder / name).mkdir()
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(folder), detail=problem.strerror or "") from None
    with TemporaryDirectory() as offices:
        kit = _Maker(folder, Path(offices), clock, tell).make()
    write_out(folder / CODES, "".join(f"{each.code}\n" for each in kit.samples if each.code).encode())
    write_out(folder / ANSWERS, answers(kit, language, clock.seconds))
    return kit


@dataclass(frozen=True)
class _Paper:
    number: str
    pdf: bytes
    code: str


class _Maker:
    def __init__(self, folder: Path, offices: Path, clock: Clock, tell: Tell) -> None:
        self._folder, self._offices, self._clock, self._tell = folder, offices, clock, tell
        self._samples: list[Sample] = []
        self._posts = tuple(Post(folder / name) for name in (POST_FOLDER, WORK_POST))
        self._done = 0

    def make(self) -> Kit:
        """All offices and sheets, one after the other, the oldest first."""
        self._posts[0].keep(PostSettings(name="TRAINING", training=True))
        self._posts[1].keep(PostSettings(name="TRAINING: at work"))
        with self._office(_OURS, _LONG_AGO) as desk:
            expired = desk.issued(_MANUSCRIPT, timedelta(days=_SOONER))
        with self._office(_OTHERS, _STALE) as desk:
            stale = desk.issued(_PAINTING)
            self._believe(desk, self._posts[:1])
        with self._office(_OURS, _LAST_LIST) as desk:
            genuine, loan, arabic = desk.issued(_PAINTING), desk.issued(_COINS), desk.issued(_MANUSCRIPT)
            revoked, later = desk.issued(_PAINTING), desk.issued(_MANUSCRIPT)
            desk.revoke(revoked.number, "STOLEN_CLAIM")
            desk.list_it()
            self._believe(desk, self._posts)
        with self._office(_OURS, 0) as desk:
            copied = desk.page(genuine, _with_other_names, genuine.code)
            altered_code = _altered(genuine.code)
            altered = desk.page(genuine, _with_other_names, altered_code)
            damaged_code = _damaged(arabic.code)
            damaged = desk.page(arabic, lambda record: record, damaged_code)
            link = desk.page(genuine, lambda record: record, LINK)
            desk.revoke(later.number, "ERROR")
            write_out(self._folder / LISTS / LATER, desk.list_it())
        with self._office(_NEW, 0) as desk:
            unknown = desk.issued(_MANUSCRIPT)
            digits = export_package(desk.office, desk.approver, self._folder / LISTS / NEW_AUTHORITY)
        green, amber, red, grey = Colour.GREEN, Colour.AMBER, Colour.RED, Colour.GREY
        self._sheet("GENUINE", genuine.pdf, genuine.code, Outcome.GENUINE, green)
        self._sheet("LOAN", loan.pdf, loan.code, Outcome.GENUINE, green)
        self._sheet("REVOKED", revoked.pdf, revoked.code, Outcome.REVOKED, red)
        self._sheet("COPIED", copied, genuine.code, Outcome.GENUINE, green)
        self._sheet("ALTERED", altered, altered_code, Outcome.NOT_GENUINE, red)
        self._sheet("UNKNOWN", unknown.pdf, unknown.code, Outcome.UNKNOWN_ISSUER, amber)
        self._sheet("STALE", stale.pdf, stale.code, Outcome.GENUINE, amber)
        self._sheet("EXPIRED", expired.pdf, expired.code, Outcome.EXPIRED, red)
        self._sheet("DAMAGED", damaged, damaged_code, Outcome.UNREADABLE, grey)
        self._sheet("LINK", link, LINK, Outcome.NOT_OURS, grey)
        self._sheet("LATER", later.pdf, later.code, Outcome.GENUINE, green)
        self._sheet("FILE", _changed(loan.pdf), "", Outcome.NOT_GENUINE, red)
        last_year = self._clock.today.year - 1
        return Kit(self._folder, tuple(self._samples), digits, make_number("XA", last_year, "01", 4711))

    @contextmanager
    def _office(self, name: str, days_ago: int) -> Iterator["_Desk"]:
        """One of the offices as of some days ago, founded when it is first needed."""
        clock = Clock(wall=lambda: self._clock.wall() - days_ago * 86400)
        country, code, authority = _AUTHORITIES[name]
        path = self._offices / name
        if not path.exists():
            create_office(
                path,
                country=country,
                authority=authority,
                office=code,
                users=USERS,
                passphrase=passphrase,
                clock=clock,
                training=True,
                cost=TEST_COST,
            )
            self._step()
        with open_office(path, clock) as office:
            yield _Desk(office, self._step)

    def _believe(self, desk: "_Desk", posts: tuple[Post, ...]) -> None:
        package = self._offices / f"{desk.office.country}.xcauth"
        digits = export_package(desk.office, desk.approver, package)
        for post in posts:
            import_trust(post.store(), package, desk.office.clock.seconds, digits, "training kit")

    def _sheet(self, key: str, pdf: bytes, code: str, outcome: Outcome, colour: Colour) -> None:
        name = f"{SHEETS}/{len(self._samples) + 1:02}.pdf"
        write_out(self._folder / name, pdf)
        self._samples.append(Sample(key, name, code, outcome, colour))

    def _step(self) -> None:
        self._done += 1
        self._tell(self._done, STEPS)


class _Desk:
    """An open office with its two people."""

    def __init__(self, office: Office, step: Callable[[], None]) -> None:
        self.office, self._step = office, step
        self._preparer, self.approver = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
        if (leap := clock_leap(office)) is not None:
            confirm_clock(office, self.approver, leap.today)

    def issued(self, example: str, sooner: timedelta = timedelta()) -> _Paper:
        """A certificate of one of the examples, its days moved as if it had been handed in now, or so much sooner."""
        intake = _of_today(read_intake(EXAMPLES / example), self.office, sooner)
        number = receive(self.office, self._preparer, intake)
        approve(self.office, self.approver, number)
        made = issue(self.office, self.approver, number, self.office.unlock("document_signer", passphrase))
        self._step()
        return _Paper(made.number, made.pdf, certificate(self.office.register, made.number).code_text)

    def page(self, paper: _Paper, change: Callable[[Row], Row], code: str) -> bytes:
        """The pages of a certificate with something else on them."""
        record = self.office.stored_record(certificate(self.office.register, paper.number).record)
        made = sample_pages(self.office, change(record), code)
        self._step()
        return made

    def revoke(self, number: str, reason: str) -> None:
        revoke(self.office, self.approver, self._preparer, number, reason, "Training: to show a revocation.")

    def list_it(self) -> bytes:
        """The next bulletin, and the register digest with it."""
        status = self.office.unlock("status_signer", passphrase)
        sign_register_digest(self.office, self.approver, status)
        return sign_next_bulletin(self.office, self.approver, status).content


def _of_today(intake: Intake, office: Office, sooner: timedelta) -> Intake:
    """The application for this office, every day in it as far from now as it was from the day it was written for."""
    moved = office.clock.today - WRITTEN - sooner

    def day(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + moved).isoformat()

    raw = json.loads(DAY.sub(day, json.dumps(intake.raw)))
    return replace(intake, raw={**cast("Mapping[str, Any]", raw), "country_of_export": office.country})


def _with_other_names(record: Row) -> Row:
    """What pays to alter on a paper: to whom it goes, and what it is."""
    parties = tuple(
        each.with_values(name_legal="Collector Example Ltd") if each.text("role") == "CONSIGNEE" else each
        for each in record.rows("parties")
    )
    return record.with_values(parties=parties, valid_until=_later(record.day("valid_until")))


def _later(day: date | None) -> date:
    assert day is not None
    return day + timedelta(days=365)


def _altered(code: str) -> str:
    """The signed code with another destination and the signature of the old one."""
    message = parse(from_text(code))
    claims = replace(decode_claims(message.payload), destination="US")
    return to_text(sign1(message.header, encode_claims(claims), lambda _: message.signature))


def _damaged(code: str) -> str:
    """One letter is another: nobody can tell what was written."""
    middle = len(code) // 2
    return code[:middle] + ("A" if code[middle] != "A" else "B") + code[middle + 1 :]


def _changed(pdf: bytes) -> bytes:
    """The file with one bit changed."""
    changed = bytearray(pdf)
    changed[len(changed) // 2] ^= 1
    return bytes(changed)
