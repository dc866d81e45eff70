"""Who may open a register, and which files are let in."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from certapp.model.errors import Refusal
from certapp.register import migrations, schema
from certapp.register.admission import damages
from certapp.register.connection import DatabaseError, IntegrityError, open_scratch, open_writer, transaction
from certapp.register.folder import OfficeFolder, file_system, network_share_warning
from certapp.register.journal import last_entry
from certapp.register.migrations import migrate
from certapp.register.office import settings
from certapp.register.register import Register, create_register, open_register, view_register
from certapp.register.search import search
from tests.register.office import Office

NEXT = max(schema.FINGERPRINTS) + 1
"""The version of a program one release later."""


@pytest.fixture
def closed(folder: OfficeFolder) -> OfficeFolder:
    """An office with two applications, nobody in it."""
    with create_register(folder) as register:
        office = Office(register.connection).create()
        office.issue("A-2026-01-000001")
        office.receive("A-2026-01-000002")
    return folder


def edit(folder: OfficeFolder, *statements: str) -> None:
    connection = open_writer(folder.register)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_what_was_written_is_there_when_opened_again(closed: OfficeFolder) -> None:
    with open_register(closed) as register:
        last = last_entry(register.connection)
        assert last is not None and last.seq == 6
        assert settings(register.connection)["country"] == "XA"
        assert damages(register.connection) == ()


def test_the_register_is_one_file_at_rest(closed: OfficeFolder) -> None:
    files = {path.name for path in closed.path.iterdir() if path.is_file()}
    assert files == {"register.db", "office.lock"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_folder_of_keys_is_the_owners_alone(closed: OfficeFolder) -> None:
    assert closed.keys.stat().st_mode & 0o777 == 0o700


def test_an_office_is_not_created_over_another(closed: OfficeFolder) -> None:
    before = closed.register.read_bytes()
    with pytest.raises(Refusal, match="OFFICE_EXISTS"):
        create_register(closed)
    assert closed.register.read_bytes() == before


def test_what_a_crash_left_of_a_creation_is_no_hindrance(folder: OfficeFolder) -> None:
    folder.make()
    (folder.path / "register.db.new").write_bytes(b"half")
    create_register(folder).close()
    open_register(folder).close()


def test_a_folder_without_a_register_is_refused(folder: OfficeFolder) -> None:
    for opening in (open_register, view_register):
        with pytest.raises(Refusal, match="REGISTER_MISSING"):
            opening(folder)
    assert not folder.path.exists()


def test_the_same_program_cannot_open_twice(register: Register) -> None:
    with pytest.raises(Refusal, match="OFFICE_OPEN_ELSEWHERE") as refused:
        open_register(register.folder)
    assert refused.value.params == {"pid": str(os.getpid()), "host": socket.gethostname()}


HOLDER = """
import sys, time
from pathlib import Path
from certapp.register.folder import OfficeFolder
from certapp.register.register import open_register
register = open_register(OfficeFolder(Path(sys.argv[1])))
with register.transaction() as connection:
    connection.execute("DELETE FROM mark")
print("open", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_another_program_keeps_us_out_until_it_is_killed(closed: OfficeFolder) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(closed.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        with pytest.raises(Refusal, match="OFFICE_OPEN_ELSEWHERE") as refused:
            open_register(closed)
        assert refused.value.params["pid"] == str(holder.pid)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()
    open_register(closed).close()


def test_a_looker_sees_and_cannot_write(closed: OfficeFolder) -> None:
    with view_register(closed) as register, view_register(closed) as second:
        assert search(register.connection, "harbour") == search(second.connection, "harbour") != []
        with pytest.raises(Refusal, match="FOLDER_READ_ONLY"), register.transaction() as connection:
            connection.execute("DELETE FROM mark")
        with pytest.raises(RuntimeError):
            _ = register.drafts


def test_a_looker_is_told_when_somebody_writes(closed: OfficeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certapp.register.connection._WAIT_SECONDS", 0.05)
    with open_register(closed) as register:
        with register.transaction() as connection:
            connection.execute("DELETE FROM mark")
        with pytest.raises(Refusal, match="REGISTER_BUSY"):
            view_register(closed)
    view_register(closed).close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom modes bind")
def test_a_looker_needs_no_right_to_write(closed: OfficeFolder) -> None:
    closed.register.chmod(0o400)
    with view_register(closed) as register:
        assert search(register.connection, "harbour")


def test_opening_does_not_load_the_library_of_migrations(closed: OfficeFolder) -> None:
    script = (
        "import sys; from pathlib import Path; from certapp.register.folder import OfficeFolder;"
        "from certapp.register.register import open_register;"
        "open_register(OfficeFolder(Path(sys.argv[1]))).close();"
        "print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(closed.path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# Files that are let in or not


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("PRAGMA user_version = 99", "REGISTER_NEWER"),
        ("PRAGMA user_version = 0", "REGISTER_SCHEMA_CHANGED"),
        ("PRAGMA application_id = 1", "REGISTER_NOT_OURS"),
        (
            "CREATE TRIGGER planted AFTER INSERT ON journal BEGIN DELETE FROM mark; END",
            "REGISTER_SCHEMA_CHANGED",
        ),
        ("CREATE VIEW planted AS SELECT * FROM journal", "REGISTER_SCHEMA_CHANGED"),
        ("CREATE TABLE search_more (x)", "REGISTER_SCHEMA_CHANGED"),
        ("CREATE INDEX search_more ON journal (mono)", "REGISTER_SCHEMA_CHANGED"),
        ("DROP TRIGGER journal_no_update", "REGISTER_SCHEMA_CHANGED"),
        ("ALTER TABLE journal ADD COLUMN note TEXT", "REGISTER_SCHEMA_CHANGED"),
    ],
)
def test_a_register_that_is_not_as_it_should_be_is_refused(closed: OfficeFolder, statement: str, code: str) -> None:
    edit(closed, statement)
    for opening in (open_register, view_register):
        with pytest.raises(Refusal, match=code):
            opening(closed)


def test_a_file_of_something_else_is_refused_and_left_alone(folder: OfficeFolder) -> None:
    folder.make()
    folder.register.write_bytes(b"minutes of the meeting\n" * 500)
    for opening in (open_register, view_register):
        with pytest.raises(Refusal, match="REGISTER_NOT_OURS"):
            opening(folder)
    assert folder.register.read_bytes() == b"minutes of the meeting\n" * 500


def test_an_empty_file_is_not_ours(folder: OfficeFolder) -> None:
    folder.make()
    folder.register.touch()
    with pytest.raises(Refusal, match="REGISTER_NOT_OURS"):
        open_register(folder)
    assert folder.register.stat().st_size == 0


def test_damaged_files_are_refused_never_a_traceback(closed: OfficeFolder) -> None:
    """Pages overwritten or cut at many places: a refusal, or a register that opens whole."""
    whole = closed.register.read_bytes()
    refused = 0
    for place in range(0, len(whole), 1024):
        closed.register.write_bytes(whole[:place] + b"\xa5" * 700 + whole[place + 700 :])
        try:
            open_register(closed).close()
        except Refusal as refusal:
            refused += 1
            assert refusal.code.startswith("REGISTER_")
            assert refusal.text() != refusal.code
    assert refused > 20
    closed.register.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refusal, match="REGISTER_DAMAGED"):
        open_register(closed)


# Migration


def test_the_fingerprint_is_that_of_a_new_register() -> None:
    connection = open_scratch()
    migrate(connection)
    version = connection.value("PRAGMA user_version")
    assert version == max(schema.FINGERPRINTS)
    assert schema.fingerprint(connection) == schema.FINGERPRINTS[version]


def test_what_a_check_rebuilds_lies_in_its_file_and_not_in_memory(tmp_path: Path) -> None:
    """SQLite's own temporary files are all in memory in the engine that this program brings."""
    connection = open_scratch(tmp_path / "rebuilt.db")
    connection.execute("CREATE TABLE t (content BLOB)")
    connection.execute("BEGIN")
    for _turn in range(100):
        connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    assert (tmp_path / "rebuilt.db").stat().st_size > 20_000_000  # of 100 MB what does not fit into 64 MiB, and more
    connection.close()


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """The program as it may be one release later: one step more adds a column."""
    steps = Migrations("register")
    steps(name="1")(migrations.first)
    steps(name="2")(migrations.cases)
    steps(name="3")(migrations.not_required)
    steps(name="4")(migrations.after_issue)
    steps(name="5")(migrations.counts)
    steps(name="6")(migrations.legacy)
    steps(name="7")(migrations.appeals)

    @steps(name=f"{NEXT}")
    def add_language(database: Database) -> None:
        database.execute("ALTER TABLE application ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")

    monkeypatch.setattr(migrations, "STEPS", steps)
    scratch = open_scratch()
    migrate(scratch)
    monkeypatch.setitem(schema.FINGERPRINTS, NEXT, schema.fingerprint(scratch))
    return steps


def copies(folder: OfficeFolder) -> list[Path]:
    return sorted(folder.path.glob(f"register-before-v{NEXT}-????-??-??*.db"))


def test_an_older_register_is_copied_and_brought_up_to_date(
    closed: OfficeFolder, newer_program: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="REGISTER_OLDER"):
        view_register(closed)
    with open_register(closed) as register:
        assert register.connection.rows("SELECT DISTINCT language FROM application") == [("en",)]
        assert register.connection.value("PRAGMA user_version") == NEXT
    (copy,) = copies(closed)
    with open_register(closed):
        assert copies(closed) == [copy]
    monkeypatch.undo()
    copy.replace(closed.register)
    with open_register(closed) as register:
        assert register.connection.value("PRAGMA user_version") == NEXT - 1
        assert search(register.connection, "harbour")


def test_a_migration_that_fails_leaves_the_old_register(closed: OfficeFolder, newer_program: Migrations) -> None:
    @newer_program(name=f"{NEXT + 1}")
    def fail(database: Database) -> None:
        database.execute("INSERT INTO mark (key, value) VALUES ('half', 1)")
        raise RuntimeError("power")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="power"):
            open_register(closed)
    assert len(copies(closed)) == 2
    connection = open_writer(closed.register)
    assert connection.value("PRAGMA user_version") == NEXT - 1
    assert schema.fingerprint(connection) == schema.FINGERPRINTS[NEXT - 1]
    connection.close()


def test_an_older_register_with_a_planted_trigger_is_not_migrated(
    closed: OfficeFolder, newer_program: Migrations
) -> None:
    edit(closed, "CREATE TRIGGER planted AFTER UPDATE ON application BEGIN DELETE FROM mark; END")
    with pytest.raises(Refusal, match="REGISTER_SCHEMA_CHANGED"):
        open_register(closed)
    assert copies(closed) == []


# Transactions


def test_a_transaction_is_undone_as_a_whole(register: Register) -> None:
    insert = "INSERT INTO mark (key, value) VALUES ('x', 1)"
    with pytest.raises(IntegrityError), register.transaction() as connection:
        connection.execute(insert)
        connection.execute(insert)
    assert register.connection.rows("SELECT * FROM mark") == []
    assert not register.connection.in_transaction


def test_another_thread_never_sees_what_is_not_committed(register: Register) -> None:
    seen: list[int] = []
    inside = threading.Event()

    def look() -> None:
        inside.wait()
        seen.append(register.connection.value("SELECT count(*) FROM mark"))

    looker = threading.Thread(target=look)
    looker.start()
    with pytest.raises(RuntimeError), register.transaction() as connection:
        connection.execute("INSERT INTO mark (key, value) VALUES ('x', 1)")
        inside.set()
        looker.join(0.2)
        assert seen == []
        raise RuntimeError
    looker.join()
    assert seen == [0]


def test_the_settings_that_keep_work_safe_are_on(register: Register) -> None:
    expected = {
        "journal_mode": "delete",
        "synchronous": 3,
        "locking_mode": "exclusive",
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
    }
    assert {name: register.connection.value(f"PRAGMA {name}") for name in expected} == expected


# Network drives

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/office\\040share rw shared:1 - cifs //server/share rw
31 22 0:41 / /home rw shared:2 master:1 - nfs4 server:/home rw
32 31 8:2 / /home/local rw - xfs /dev/sdb1 rw
33 22 0:42 / /media/x rw - ext4 /dev/sdc1 rw
34 22 0:43 / /media/x rw - fuse.sshfs me@server: rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/office", "ext4"),
        ("/mnt/office share/xa", "cifs"),
        ("/mnt/office", "ext4"),
        ("/home/clerk", "nfs4"),
        ("/home/local/clerk", "xfs"),
        ("/media/x/office", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_its_nearest_mount(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_a_local_folder_gives_no_warning_and_a_share_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certapp.register.folder.network_kind", lambda path: None)
    assert network_share_warning(tmp_path) is None
    monkeypatch.setattr("certapp.register.folder.network_kind", lambda path: "cifs")
    assert "cifs" in (network_share_warning(tmp_path) or "")


def test_every_nested_transaction_is_the_programs_fault(register: Register) -> None:
    with (
        pytest.raises(DatabaseError, match="within a transaction"),
        transaction(register.connection),
        transaction(register.connection),
    ):
        pass
    assert not register.connection.in_transaction
