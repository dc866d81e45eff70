"""A stranger's audit: a copy of the journal, checked without keys or office, tells every planted change and its place.

A tenth of the changes is planted beside the register of an office's own folder instead. Five hundred changes in
./check; CERTAPP_PLANTED_CHANGES=10000 is the long form.
"""

import json
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from certapp.document.raster import page_png
from certapp.model.errors import Refusal
from certapp.model.helper import Helper
from certapp.model.progress import Progress
from certapp.register import migrations
from certapp.register.certificates import newest_certificates
from certapp.register.connection import Connection, IntegrityError, open_scratch, open_writer
from certapp.register.entry import Entry, signed_bytes
from certapp.register.journal import entries
from certapp.register.legacy import legacy_certificate
from certapp.register.schema import STATE_TABLES
from certapp.register.schema_legacy import LEGACY_TABLES
from certapp.service import check_apart
from certapp.service.auditing import full_check, open_for_check, verify_journal
from certapp.service.auditor_copy import _signed, export_for_auditors
from certapp.service.ceremony import Wanted, at_hand
from certapp.service.checkpoints import hand_out
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.journal_check import Runs, Walk, runs_of, together
from certapp.service.legacy import OldPaper, Scan, confirm_papers, record_paper
from certapp.service.legacy_coverage import state_coverage
from certapp.service.office import open_office
from certapp.service.publishing import publish
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.trust.carried import Kind
from certapp.trust.checkpoint import Checkpoint, read_checkpoint
from certapp.trust.keyfile import TEST_COST, unwrap
from certapp.trust.unlocked import UnlockedKey
from tests.bad.make import small_application
from tests.offices import Desk, certapp, passphrase

CHANGES = int(os.environ.get("CERTAPP_PLANTED_CHANGES", "500"))
COLUMNS = [field.name for field in fields(Entry)]


@dataclass(frozen=True)
class Made:
    """An office, its copy for auditors, and a checkpoint that somebody else keeps."""

    desk: Desk
    copy: Path
    receipt: Path


@pytest.fixture(scope="module")
def made(founded: Desk, tmp_path_factory: pytest.TempPathFactory) -> Made:
    desk = Desk(Path(shutil.copytree(founded.folder, tmp_path_factory.mktemp("audited") / "desk")))
    folder = desk.folder
    with open_office(desk.office, counters=folder / "machine") as office:
        wanted = Wanted(Kind.ROLES, "dora", roles=frozenset({"AUDITOR", "CLERK"}))
        at_hand(office, office.log_in("carla", passphrase), [wanted], passphrase, "Boris Head", cost=TEST_COST)
        anna, boris, dora = (office.log_in(name, passphrase) for name in ("anna", "boris", "dora"))
        signer = office.unlock("document_signer", passphrase)
        numbers = []
        for _ in range(2):
            application = receive(office, anna, small_application())
            approve(office, boris, application)
            numbers.append(issue(office, boris, application, signer).number)
        revoke(office, boris, anna, numbers[0], "ERROR", "A test.")
        receive(office, anna, small_application())
        old = record_paper(office, anna, OldPaper("No. 12/98", "1998"), [Scan("a.pdf", b"%PDF-1.4")])
        confirm_papers(office, boris, [(old, legacy_certificate(office.register, old).digest)])
        state_coverage(office, boris, anna, (1990, 1998), "Box 7.", complete=True)
        (folder / "stick").mkdir()
        publish(office, boris, office.unlock("status_signer", passphrase), folder / "stick", "en")
        export_for_auditors(office, dora, folder / "copy")
        hand_out(office, anna, folder / "receipt.xccheckpoint")
    return Made(desk, folder / "copy", folder / "receipt.xccheckpoint")


@pytest.fixture(autouse=True, scope="module")
def made_once() -> Iterator[None]:
    """The empty register that each check fills is made by its migrations once, and copied from then on."""
    with closing(open_scratch()) as new, pytest.MonkeyPatch.context() as patch:
        migrations.migrate(new)
        patch.setattr(migrations, "migrate", new.backup)
        yield


def found(copy: Path, *against: Path) -> list[tuple[int, str, str]]:
    """Place, code and sentence of each fault; what is refused at the door counts as found."""
    try:
        with open_for_check(copy) as office:
            return [(each.seq, each.code, each.text()) for each in full_check(office, against).faults]
    except Refusal as refusal:
        return [(0, refusal.code, refusal.text())]


def by_content(told: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """The same without that the register's file is another than the one exported, which every edit of it shows."""
    return [each for each in told if not (each[1] == "EXPORT_FILE_CHANGED" and "register.db" in each[2])]


BY_CHECKPOINTS = ("CHECKPOINT_", "EXPORT_", "TRUST_", "ENTRY_BACKDATED", "REGISTER_FILE_DAMAGED")
"""What is found by other means than the entries."""


def in_parts(copy: Path, chance: random.Random) -> list[tuple[int, str, str]] | None:
    """What is found where runs of entries are judged in any order and the walk comes last; None at the door."""
    try:
        with open_for_check(copy) as office:
            runs = list(runs_of(office.register, chance.randint(1, 9)))
            chance.shuffle(runs)
            judging = Runs(office)
            judged = [judging.judge(*run) for run in runs]
            walk = Walk(office, copy.parent)
            while not walk.done:
                walk.on(chance.randint(1, 9))
            for table in walk.rows():
                walk.compare(table)
            faults = together(walk.found(), judged)
            walk.close()
            return [(each.seq, each.code, each.text()) for each in faults]
    except Refusal:
        return None


def test_an_untouched_copy_has_no_fault(made: Made, tmp_path: Path) -> None:
    assert found(made.copy, made.receipt) == []
    moved = Path(shutil.copytree(made.copy, tmp_path / "sent by post"))
    assert found(moved, made.receipt) == []
    assert found(made.desk.office, made.receipt) == []


def test_the_copy_has_no_key_no_draft_no_paper(made: Made) -> None:
    names = {path.relative_to(made.copy).as_posix() for path in made.copy.rglob("*") if path.is_file()}
    assert {"register.db", "export.json", "export.signature", "trust/country-ca.der", "trust/roster.xcroster"} <= names
    assert not [name for name in names if name.endswith((".key", ".pdf", ".jpg")) or "draft" in name]
    allowed = ("register.db", "export.", "trust/")
    assert all(name.startswith(allowed) for name in names)


def test_a_paper_that_is_gone_is_missed_in_the_office_and_not_in_the_copy(made: Made, tmp_path: Path) -> None:
    office = Path(shutil.copytree(made.desk.office, tmp_path / "office"))
    shutil.rmtree(office / "attachments")
    (office / "attachments").mkdir()
    assert {code for _seq, code, _text in found(office)} == {
        "PDF_MISSING",
        "SCAN_MISSING",
        "FILE_OF_REGISTER_MISSING",
    }


def test_papers_drawn_by_lot_are_verified_and_one_that_was_exchanged_is_named(made: Made, tmp_path: Path) -> None:
    desk = Desk(Path(shutil.copytree(made.desk.folder, tmp_path / "desk")))
    with open_office(desk.office, write=False) as office:
        checked = full_check(office, papers=20)
        assert sorted(each.outcome for each in checked.papers) == ["GENUINE", "REVOKED"]
        sha256 = newest_certificates(office.register)[0].pdf_sha256
    one = desk.office / "attachments" / sha256[:2] / sha256
    one.chmod(0o600)
    one.write_bytes(one.read_bytes()[:-9] + b"\n%%EOF 2\n")
    told = tmp_path / "told.json"
    answer = certapp("journal", "verify", "--office", desk.office, "--papers", 1000, "--report", told, "--json")
    assert answer.status == 1 and answer.json["whole"]
    kept = json.loads(told.read_text("utf-8"))
    assert [each["outcome"] for each in kept["papers"] if not each["good"]] == [""] and len(kept["papers"]) == 2
    copied = certapp("journal", "verify", made.copy, "--papers", 20, "--json")
    assert copied.status == 0 and copied.json["papers"] == []  # a copy for auditors has no papers


@dataclass(frozen=True)
class Plant:
    """A change, and how its place shows among the faults: by the entry, or by one of these words of the sentence."""

    name: str
    seq: int | None
    words: tuple[str, ...] = ()


def opened_for_editing(copy: Path) -> tuple[Connection, list[str]]:
    """What the owner of the file can do: no triggers, no checks; and the triggers to be put back."""
    connection = open_writer(copy / "register.db")
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    triggers = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    return connection, [sql for _name, sql in triggers]


def closed_again(connection: Connection, triggers: list[str]) -> None:
    """The triggers are put back, so that nothing of the edit shows in the structure."""
    for sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


LIKE = str.maketrans("aeopcxAEOPCXM", "\u0430\u0435\u043e\u0440\u0441\u0445\u0410\u0415\u041e\u0420\u0421\u0425\u041c")


def other(value: object, chance: random.Random) -> object:
    """Another value of the same kind; of a text often one that looks the same."""
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ (1 << chance.randrange(8))]) + value[at + 1 :]
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 1000))
    alike = str(value).translate(LIKE)
    return chance.choice((f"{value}x", f"{value}\u200b", f"{value}\0", alike if alike != value else f"{value} "))


def edit_column(connection: Connection, chance: random.Random, count: int) -> Plant:
    seq, column = chance.randint(1, count), chance.choice([each for each in COLUMNS if each != "seq"])
    value = connection.value(f"SELECT {column} FROM journal WHERE seq = ?", (seq,))
    connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (other(value, chance), seq))
    return Plant(f"{column} of {seq}", seq)


def delete(connection: Connection, chance: random.Random, count: int) -> Plant:
    seq = chance.randint(1, count - 1)
    connection.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    return Plant(f"delete {seq}", seq + 1)


def insert(connection: Connection, chance: random.Random, count: int) -> Plant:
    """A copy of an entry is put in, and all behind it moved."""
    seq = chance.randint(2, count)
    connection.execute("UPDATE journal SET seq = -seq - 1 WHERE seq >= ?", (seq,))
    connection.execute("UPDATE journal SET seq = -seq WHERE seq < 0")
    others = ", ".join(each for each in COLUMNS if each not in ("seq", "hash"))
    connection.execute(
        f"INSERT INTO journal (seq, hash, {others}) SELECT ?, randomblob(32), {others} FROM journal WHERE seq = ?",
        (seq, seq - 1),
    )
    return Plant(f"insert at {seq}", seq)


def swap(connection: Connection, chance: random.Random, count: int) -> Plant:
    seq = chance.randint(2, count - 1)
    connection.execute("UPDATE journal SET seq = -1 WHERE seq = ?", (seq,))
    connection.execute("UPDATE journal SET seq = ? WHERE seq = ?", (seq, seq + 1))
    connection.execute("UPDATE journal SET seq = ? WHERE seq = -1", (seq + 1,))
    return Plant(f"swap {seq}", seq)


def exchange_signatures(connection: Connection, chance: random.Random, count: int) -> Plant:
    """Two entries keep what they say and get each other's signature."""
    first, second = chance.sample(range(1, count + 1), 2)
    signed = {seq: connection.value("SELECT signature FROM journal WHERE seq = ?", (seq,)) for seq in (first, second)}
    for seq, from_seq in ((first, second), (second, first)):
        connection.execute("UPDATE journal SET signature = ? WHERE seq = ?", (signed[from_seq], seq))
    return Plant(f"signatures of {first} and {second}", first)


def move_out_of_reach(connection: Connection, chance: random.Random, count: int) -> Plant:
    """A number that no entry can have, or the time of another age."""
    seq = chance.randint(1, count)
    column, value = chance.choice((("seq", -seq), ("seq", 2**63 - 1), ("at", -(2**63)), ("mono", 2**63 - 1)))
    connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (value, seq))
    return Plant(
        f"{column} of {seq} is {value}",
        seq + 1 if column == "seq" and seq < count else None if column == "seq" else seq,
        ("entry",),
    )


def rechain(connection: Connection, chance: random.Random, count: int) -> Plant:
    """An entry is changed, and every hash from it on made good again, as who holds no key can."""
    seq = chance.randint(1, count)
    prev, changed = b"", []
    for entry in list(entries(connection)):
        if entry.seq == seq:
            entry = replace(entry, at=entry.at + 1, prev=prev or entry.prev)
        elif prev:
            entry = replace(entry, prev=prev)
        if entry.seq >= seq:
            entry = replace(entry, hash=entry.digest())
            prev = entry.hash
            changed.append(entry)
    write(connection, changed)
    return Plant(f"re-chain from {seq}", seq)


def write(connection: Connection, changed: list[Entry]) -> None:
    for entry in changed:
        connection.execute("DELETE FROM journal WHERE seq = ?", (entry.seq,))
        places = ", ".join("?" for _ in COLUMNS)
        connection.execute(f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({places})", astuple(entry))
    last = changed[-1]
    connection.execute("UPDATE journal_head SET seq = ?, hash = ?", (last.seq, last.hash))


def cut(connection: Connection, chance: random.Random, count: int) -> Plant:
    """The end goes, and the head is told."""
    last = chance.randint(1, count - 1)
    connection.execute("DELETE FROM journal WHERE seq > ?", (last,))
    connection.execute("UPDATE journal_head SET seq = ?, hash = (SELECT hash FROM journal WHERE seq = ?)", (last, last))
    return Plant(f"cut behind {last}", last)


def state(connection: Connection, chance: random.Random, count: int) -> Plant:
    """A row of a state table is taken away or changed."""
    filled = [each for each in STATE_TABLES if connection.value(f"SELECT count(*) FROM {each}")]
    table = chance.choice(filled)
    keys = STATE_TABLES[table]
    rows = connection.rows(f"SELECT {keys} FROM {table} ORDER BY {keys}")
    row = chance.choice(rows)
    where = " AND ".join(f"{key.strip()} = ?" for key in keys.split(","))
    if chance.random() < 0.3:
        connection.execute(f"DELETE FROM {table} WHERE {where}", row)
        return Plant(f"{table} {row} gone", None, (table,))
    shown = connection.rows(f"PRAGMA table_info({table})")
    values = [(name, connection.value(f"SELECT {name} FROM {table} WHERE {where}", row)) for _n, name, *_ in shown]
    column, value = chance.choice([each for each in values if each[1] not in (None, b"")])
    try:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (other(value, chance), *row))
    except IntegrityError:  # another row has this value already
        connection.execute(f"DELETE FROM {table} WHERE {where}", row)
    return Plant(f"{table} {row} {column}", None, (table,))


EDITS: tuple[Callable[[Connection, random.Random, int], Plant], ...] = (
    edit_column,
    edit_column,
    edit_column,
    delete,
    insert,
    swap,
    exchange_signatures,
    move_out_of_reach,
    rechain,
    cut,
    state,
    state,
    state,
)


def spoil(path: Path, kind: str, at: int, chance: random.Random, others: list[Path]) -> None:
    """One file is changed or cut at this byte, lengthened, taken away, or has the content of one of the others."""
    data = path.read_bytes()
    match kind:
        case "bit":
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        case "cut":
            path.write_bytes(data[:at])
        case "longer":
            path.write_bytes(data + b"\0")
        case "gone":
            path.unlink()
        case "another's":
            path.write_bytes(chance.choice(others).read_bytes())
        case _:
            raise ValueError(kind)


def spoil_file(copy: Path, chance: random.Random) -> Plant:
    """A file of the copy is changed, cut, lengthened, taken away, put in, or has another's content."""
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.name != "register.db")
    path = chance.choice(files)
    name, data = path.relative_to(copy).as_posix(), path.read_bytes()
    at = chance.randrange(len(data))
    kind = chance.choice(("bit", "cut", "longer", "gone", "another's", "put in"))
    if kind == "put in":
        name = "register.db-wal" if chance.random() < 0.5 else "trust/checkpoints/000000007.xccheckpoint"
        (copy / name).write_bytes(data)
    else:
        others = [each for each in files if each.read_bytes() != data]
        spoil(path, kind, at, chance, others)
    at_the_door = {"roster.xcroster": "list of officials", "country-ca.der": "country CA"}
    if kind == "put in" or path.name not in at_the_door:
        return Plant(f"{kind}: {name}", None, (name,))
    # An earlier list of officials in its place is a good one, and let in: then the file is named.
    return Plant(f"{kind}: {name}", None, ("roster is missing" if kind == "gone" else at_the_door[path.name], name))


def spoil_database(copy: Path, chance: random.Random) -> Plant:
    """A bit of the register's file, anywhere: in a row, in its head, where nobody reads; or bytes behind it."""
    path = copy / "register.db"
    data = path.read_bytes()
    at = chance.randrange(len(data))
    spoilt = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    path.write_bytes(spoilt if chance.random() < 0.8 else data + b"\0" * 4096)
    return Plant(f"byte {at}", None, ("register",))


def spoil_own_folder(office: Path, chance: random.Random) -> Plant:
    """A file beside the register of an office's own folder, which no list names: the journal does, or who signed it."""
    trust = office / "trust"
    wanted = ("rosters/000001.xcroster", "signers.crl", "bulletins/*", "digests/*", "anchors/*")
    files = sorted(path for each in wanted for path in trust.glob(each))
    path = chance.choice(files)
    data, name = path.read_bytes(), f"trust/{path.relative_to(trust).as_posix()}"
    at, kind = chance.randrange(len(data)), chance.choice(("bit", "cut", "longer", "gone", "another's"))
    spoil(path, kind, at, chance, [each for each in files if each != path])
    return Plant(f"{kind}: own {name}", None, (name,))


def plant(copy: Path, turn: int, chance: random.Random) -> Plant:
    if turn % 10 == 0:
        return spoil_file(copy, chance)
    if turn % 10 == 5:
        return spoil_database(copy, chance)
    connection, triggers = opened_for_editing(copy)
    count = int(connection.value("SELECT max(seq) FROM journal"))
    planted = EDITS[turn % len(EDITS)](connection, chance, count)
    closed_again(connection, triggers)
    return planted


@pytest.mark.timeout(120 + CHANGES)  # on a busy machine
def test_every_planted_change_is_found_and_its_place_named(made: Made, tmp_path: Path) -> None:
    chance = random.Random(20261129)
    missed = []
    for turn in range(CHANGES):
        own = turn % 10 == 7
        copy = Path(shutil.copytree(made.desk.office if own else made.copy, tmp_path / f"copy-{turn}"))
        planted = spoil_own_folder(copy, chance) if own else plant(copy, turn, chance)
        told = found(copy, made.receipt)
        if turn % 8 == 1 and not own:  # a check by many processes finds the same
            assert in_parts(copy, chance) in (None, [row for row in told if not row[1].startswith(BY_CHECKPOINTS)])
        named = told if turn % 5 == 0 else by_content(told)  # an edited row is named, not its file alone
        if not any(seq == planted.seq or any(word in text for word in planted.words) for seq, _code, text in named):
            missed.append((planted.name, told[:3]))
        shutil.rmtree(copy)
    assert missed == []


def test_looking_at_a_copy_changes_nothing_in_it_and_what_lies_beside_the_register_is_not_believed(
    made: Made, tmp_path: Path
) -> None:
    """A write-ahead log with another reason of the revocation in it, as another program would have read it."""
    copy = Path(shutil.copytree(made.copy, tmp_path / "copy"))
    with closing(open_writer(copy / "register.db")) as connection:
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DROP TRIGGER revocation_no_update")
        connection.execute("UPDATE revocation SET reason = 2")
        for name in ("register.db", "register.db-wal"):
            shutil.copy(copy / name, tmp_path / name)
    for name in ("register.db", "register.db-wal"):
        shutil.copy(tmp_path / name, copy / name)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert ("EXPORT_FILE_ADDED", True) in [(code, "register.db-wal" in text) for _seq, code, text in found(copy)]
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_an_index_that_hides_a_row_and_bytes_behind_the_last_page_are_named(made: Made, tmp_path: Path) -> None:
    """Every table says what the journal says; only who looks a certificate up by its day would not find it."""
    office = Path(shutil.copytree(made.desk.office, tmp_path / "office"))
    file, index = office / "register.db", "certificate_issued_at"
    with closing(open_writer(file)) as connection:
        sql = connection.value("SELECT sql FROM sqlite_schema WHERE name = ?", (index,))
        hidden = connection.value("SELECT min(number) FROM certificate")
    for written in (f"{sql} WHERE number <> '{hidden}'", sql):
        with closing(open_writer(file)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (written, index))
            connection.execute(f"PRAGMA schema_version = {connection.value('PRAGMA schema_version') + 1}")
        if written != sql:
            with closing(open_writer(file)) as connection:
                connection.execute(f"REINDEX {index}")
    file.write_bytes(file.read_bytes() + b"behind")
    told = found(office, made.receipt)
    assert {code for _seq, code, _text in told} == {"REGISTER_FILE_DAMAGED"}
    assert any(index in text for _seq, _code, text in told) and any("behind" in text for _seq, _code, text in told)


def test_an_edited_photograph_or_paper_is_found_where_all_files_are_read(made: Made, tmp_path: Path) -> None:
    office = Path(shutil.copytree(made.desk.office, tmp_path / "office"))
    with open_office(office, write=False) as opened:
        scan = opened.register.row("SELECT sha256, number FROM legacy_scan")
        (paper, *_others) = newest_certificates(opened.register)
    assert scan is not None
    for name in (scan[0], paper.pdf_sha256):
        path = office / "attachments" / name[:2] / name
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    answer = certapp("journal", "verify", "--office", office, "--files", "--json")
    told = [each["text"] for each in answer.json["faults"] if each["code"] == "FILE_OF_REGISTER_CHANGED"]
    assert answer.status == 1 and len(told) == 2
    assert paper.number in told[0] and "a.pdf" in told[1] and scan[1] in told[1]
    assert certapp("journal", "verify", "--office", made.desk.office, "--files").status == 0


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_processes_on_all_cores_find_the_same_also_where_one_is_killed_and_none_stays(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Helper] = []

    def make(*words: Any, **options: Any) -> Helper:
        begun.append(Helper(*words, **options))
        return begun[-1]

    monkeypatch.setattr(check_apart, "Helper", make)
    monkeypatch.setattr(check_apart, "_RUN", 2)
    monkeypatch.setattr(check_apart, "_STEP", 3)
    with open_office(made.copy, write=False) as office:
        heard: list[Progress] = []
        assert check_apart.verify_apart(office, 2, heard.append) == ()
        assert tuple(dict.fromkeys(each.stage for each in heard)) == check_apart.STAGES
        assert [each.process for each in begun] == [None, None]

        def stop(progress: Progress) -> None:
            if progress.done:
                raise Refusal("WORK_STOPPED")

        with pytest.raises(Refusal, match="WORK_STOPPED"):
            check_apart.verify_apart(office, 2, stop)
        assert [each.process for each in begun] == [None] * 4
    copy = Path(shutil.copytree(made.copy, tmp_path / "copy"))
    connection, triggers = opened_for_editing(copy)
    connection.execute("UPDATE journal SET subject = 'x' WHERE seq IN (3, 9)")
    closed_again(connection, triggers)
    with open_office(copy, write=False) as office:
        in_order = verify_journal(office)
        assert {each.seq for each in in_order} >= {3, 9}

        def kill(progress: Progress) -> None:
            if progress.done and (process := begun[-2].process) is not None:
                os.kill(process, signal.SIGKILL)  # the one that walks: all it did is done here again

        assert check_apart.verify_apart(office, 2, kill) == in_order
        monkeypatch.setattr(check_apart, "LARGEST", 1)  # and where no answer can be had
        assert check_apart.verify_apart(office, 1) == in_order


def test_each_table_of_the_legacy_register_is_held_against_the_journal(made: Made, tmp_path: Path) -> None:
    for turn, table in enumerate(LEGACY_TABLES):
        copy = Path(shutil.copytree(made.copy, tmp_path / f"copy-{turn}"))
        connection, triggers = opened_for_editing(copy)
        column = {"legacy": "printed", "legacy_version": "explanation", "legacy_scan": "name"}.get(table, "explanation")
        connection.execute(f"UPDATE {table} SET {column} = {column} || 'x'")
        closed_again(connection, triggers)
        told = by_content(found(copy))
        assert [(code, table in text, column in text) for _seq, code, text in told] == [("STATE_DIFFERS", True, True)]


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("CREATE TRIGGER planted AFTER INSERT ON fee BEGIN DELETE FROM fee; END", "trigger planted"),
        ("CREATE VIEW planted AS SELECT * FROM office", "view planted"),
        ("CREATE INDEX planted ON journal (at)", "index planted"),
        ("ALTER TABLE fee ADD COLUMN planted TEXT", "table fee"),
        ("DROP TRIGGER certificate_no_update", "trigger certificate_no_update"),
        ("PRAGMA user_version = 5", "user_version 5"),
    ],
)
def test_a_planted_trigger_view_or_column_is_refused_at_the_door_and_named(
    made: Made, tmp_path: Path, sql: str, named: str
) -> None:
    copy = Path(shutil.copytree(made.copy, tmp_path / "copy"))
    connection = open_writer(copy / "register.db")
    connection.execute(sql)
    connection.close()
    assert [(code, named in text) for _seq, code, text in found(copy)] == [("REGISTER_SCHEMA_CHANGED", True)]


def test_a_profile_that_was_edited_is_no_profile_that_is_missing(made: Made, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(made.copy, tmp_path / "copy"))
    connection, triggers = opened_for_editing(copy)
    connection.execute("UPDATE office SET value = '\"zz\"' WHERE key = 'profile'")
    closed_again(connection, triggers)
    assert [code for _seq, code, _text in found(copy)] == ["SETTINGS_DAMAGED"]


def test_who_holds_every_key_and_signs_all_anew_is_found_by_the_receipt_alone(made: Made, tmp_path: Path) -> None:
    """Another text of a revocation, the whole end signed again: inside the file nothing is wrong any more."""
    copy = Path(shutil.copytree(made.copy, tmp_path / "copy"))
    keys = {name: _key(made.desk, name) for name in ("anna", "boris", "carla", "dora")}
    connection, triggers = opened_for_editing(copy)
    changed: list[Entry] = []
    for entry in list(entries(connection)):
        if changed or entry.type == "JOURNAL_EXPORTED":
            at = entry.at if changed else entry.at + 1
            bare = replace(entry, at=at, prev=changed[-1].hash if changed else entry.prev)
            signed = keys[entry.actor].sign_raw(signed_bytes(bare.digest()))
            changed.append(replace(bare, hash=bare.digest(), signature=signed))
    write(connection, changed)
    closed_again(connection, triggers)
    shutil.rmtree(copy / "trust" / "checkpoints")
    mark = json.loads((copy / "export.json").read_text())
    files = {name: sha256((copy / name).read_bytes()).hexdigest() for name in mark["files"] if (copy / name).exists()}
    listed = json.dumps({**mark, "hash": changed[-1].hash.hex(), "files": files}).encode()
    (copy / "export.json").write_bytes(listed)
    signature = copy / "export.signature"
    signature.write_bytes(signature.read_bytes()[:8] + keys["dora"].sign_raw(_signed(listed)))
    assert found(copy) == []
    assert [(seq, code) for seq, code, _text in found(copy, made.receipt)] == [(changed[-1].seq, "CHECKPOINT_DIFFERS")]


def _key(desk: Desk, name: str) -> UnlockedKey:
    return UnlockedKey(name, unwrap((desk.office / "keys" / f"person-{name}.key").read_bytes(), passphrase(name)))


def test_an_exchanged_roster_or_ca_is_found(made: Made, tmp_path: Path) -> None:
    for name in ("roster.xcroster", "country-ca.der"):
        copy = Path(shutil.copytree(made.copy, tmp_path / name))
        data = bytearray((copy / "trust" / name).read_bytes())
        data[len(data) // 2] ^= 1
        (copy / "trust" / name).write_bytes(data)
        for kept in (copy / "trust").glob("rosters/*"):
            kept.unlink()
        assert found(copy) != []


def test_the_commands_export_and_check_with_reports_to_keep(made: Made, tmp_path: Path) -> None:
    desk = Desk(Path(shutil.copytree(made.desk.folder, tmp_path / "desk")))
    assert desk.act(("journal", "export", tmp_path / "out"), "anna").status == 1
    assert desk.act(("journal", "export", tmp_path / "out"), "dora").status == 0
    report, told = tmp_path / "report.pdf", tmp_path / "report.json"
    answer = certapp(
        "journal", "verify", tmp_path / "out", "--against", made.receipt, "--report", report, told, "--json"
    )
    assert answer.status == 0, answer
    assert answer.json["whole"] and answer.json["faults"] == []
    assert json.loads(told.read_text("utf-8"))["head"] == answer.json["head"]
    assert report.read_bytes().startswith(b"%PDF-")
    connection, triggers = opened_for_editing(tmp_path / "out")
    connection.execute("UPDATE journal SET actor = 'clara' WHERE seq = 4")
    closed_again(connection, triggers)
    answer = certapp("journal", "verify", tmp_path / "out", "--report", tmp_path / "bad.json", "--json")
    assert answer.status == 1
    kept = json.loads((tmp_path / "bad.json").read_text("utf-8"))
    assert {4} <= {each["seq"] for each in kept["faults"]}
    assert not kept["whole"]
    assert certapp("journal", "verify").status == 1


def test_a_day_sheet_is_written_and_a_day_to_come_is_refused(made: Made, tmp_path: Path) -> None:
    desk = Desk(Path(shutil.copytree(made.desk.folder, tmp_path / "desk")))
    sheet = tmp_path / "day.pdf"
    assert desk.act(("journal", "day-sheet", sheet), "anna").status == 0
    words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet))
    assert "Application received" in words
    assert "Second person, name and signature" in " ".join(words.split())
    assert "APPLICATION_RECEIVED" not in words
    scan = tmp_path / "scan.png"
    scan.write_bytes(page_png(sheet.read_bytes(), 0, 150))
    if shutil.which("zbarimg"):  # another reader
        read = subprocess.run(["zbarimg", "--quiet", "--raw", scan], capture_output=True, text=True, check=True)
        assert isinstance(read_checkpoint(read.stdout.strip().encode()), Checkpoint)
    verified = ("journal", "verify", "--office", desk.office, "--against", sheet, scan)
    assert certapp(*verified).status == 0
    connection, triggers = opened_for_editing(desk.office)
    seq = connection.value("SELECT max(seq) FROM journal")
    connection.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    closed_again(connection, triggers)
    shutil.rmtree(desk.office / "trust" / "checkpoints")
    told = [each["text"] for each in certapp(*verified, "--json").json["faults"] if each["code"] == "CHECKPOINT_BEYOND"]
    assert [name in text for name, text in zip(("day.pdf", "scan.png"), told, strict=True)] == [True, True]
    answer = desk.act(("journal", "day-sheet", sheet), "anna", "--day", "2999-01-01")
    assert answer.json["error"]["code"] == "DAY_TO_COME"
