"""Registers of every shape, in each of which somebody who holds all keys dated one act back (T19).

The receipt of a checkpoint that another keeps bounds it: what stands behind it and is dated before it is named.
Forty registers in ./check; CERTAPP_BACKDATED=10000 is the long form.
"""

import os
import random
import shutil
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import pytest

from certapp.register.connection import Connection, open_scratch
from certapp.register.entry import Entry, signed_bytes
from certapp.register.journal import entries
from certapp.register.register import Register
from certapp.service.auditing import verify_journal
from certapp.service.checkpoints import checkpoint_faults, make_checkpoint
from certapp.service.clock import Clock
from certapp.service.office import Actor, Office, open_office
from certapp.trust.checkpoint import Occasion
from tests.offices import Desk, passphrase

REGISTERS = int(os.environ.get("CERTAPP_BACKDATED", "40"))
COLUMNS = [field.name for field in fields(Entry)]
MINUTE, DAY = 60, 86_400


@dataclass
class Made:
    """A register in memory, its clock, who acts in it, and the receipt of its checkpoint at entry `seen`."""

    office: Office
    people: tuple[Actor, ...]
    receipt: Path
    seen: int


class Hands:
    """A clock set by hand."""

    def __init__(self, now: float) -> None:
        self.now = now


def made_up(desk: Office, people: tuple[Actor, ...], chance: random.Random, receipt: Path) -> Made:
    """Some acts, a checkpoint, some more acts; between them minutes or weeks."""
    memory = open_scratch()
    desk.register.backup(memory)
    last = memory.value("SELECT max(at) FROM journal")
    hands = Hands(last / 1000)
    office = replace(desk, store=Register(desk.folder, memory, None), clock=Clock(wall=lambda: hands.now))

    def act() -> None:
        hands.now += chance.choice((chance.uniform(1, 20 * MINUTE), chance.uniform(1, 20) * DAY))
        kind, facts = chance.choice((("PACKAGE_EXPORTED", {"bulletin": 0}), ("DIGEST_NOTED", {"n": 1})))
        office.record_alone(chance.choice(people), kind, "package", facts)

    for _act in range(chance.randint(1, 6)):
        act()
    hands.now += chance.uniform(0, DAY)
    seen = int(memory.value("SELECT max(seq) FROM journal"))
    receipt.write_bytes(make_checkpoint(office, people[0], Occasion.EXCHANGE).raw)
    for _act in range(chance.randint(1, 8)):
        act()
    return Made(office, people, receipt, seen)


def date_back(made: Made, chance: random.Random) -> int:
    """One act behind the checkpoint is dated before it, and all from it on signed anew; gives its number."""
    register = made.office.register
    keys = {person.id: person.key for person in made.people}
    written = list(entries(register))
    at = chance.randrange(made.seen, len(written))  # the place of the entry, one less than its number
    checkpoint = written[made.seen - 1].at
    earliest = min(written[at - 1].at, checkpoint)
    dated = earliest - int(chance.choice((chance.uniform(6, 600) * MINUTE, chance.uniform(1, 900) * DAY)) * 1000)
    changed: list[Entry] = []
    for entry in written[at:]:
        when, prev = (entry.at, changed[-1].hash) if changed else (dated, entry.prev)
        bare = replace(entry, at=when, prev=prev)
        signature = keys[entry.actor].sign_raw(signed_bytes(bare.digest()))
        changed.append(replace(bare, hash=bare.digest(), signature=signature))
    put_back(register, changed)
    return at + 1


def put_back(register: Connection, changed: list[Entry]) -> None:
    """As whoever owns the file can."""
    for name in ("journal_no_update", "journal_no_delete"):
        register.execute(f"DROP TRIGGER IF EXISTS {name}")
    places = ", ".join("?" for _ in COLUMNS)
    for entry in changed:
        register.execute("DELETE FROM journal WHERE seq = ?", (entry.seq,))
        register.execute(f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({places})", astuple(entry))
    register.execute("UPDATE journal_head SET seq = ?, hash = ?", (changed[-1].seq, changed[-1].hash))


def named(made: Made) -> set[tuple[int, str]]:
    return {(each.seq, each.code) for each in checkpoint_faults(made.office, [made.receipt])}


@pytest.mark.timeout(120 + REGISTERS // 10)
def test_each_act_dated_back_behind_a_receipt_is_named(founded: Desk, tmp_path: Path) -> None:
    chance = random.Random(20261129)
    missed, wrongly = [], []
    folder = shutil.copytree(founded.office, tmp_path / "office")
    with open_office(folder, write=False, counters=tmp_path / "machine") as desk:
        people = tuple(desk.log_in(name, passphrase) for name in ("boris", "carla"))
        for turn in range(REGISTERS):
            made = made_up(desk, people, chance, tmp_path / "receipt.xccheckpoint")
            if named(made):
                wrongly.append(turn)
            seq = date_back(made, chance)
            if (seq, "ENTRY_BACKDATED") not in named(made):
                missed.append((turn, seq))
            if turn < 10:  # whoever has no receipt is told that time ran back
                assert (seq, "JOURNAL_TIME_BACK") in {(each.seq, each.code) for each in verify_journal(made.office)}
            made.office.register.close()
    assert (missed, wrongly) == ([], [])
