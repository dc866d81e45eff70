"""The journal tells every change made behind its back."""

import pytest

from certapp.model.errors import Refusal
from certapp.register import journal
from certapp.register.connection import Connection, IntegrityError, transaction
from certapp.register.journal import append, entries, last_entry
from certapp.register.register import Register
from certapp.register.replay import MOST_FAULTS, JournalFault
from tests.register.office import KEYS, SIGNERS, START, Key, Office


def verify(connection: Connection) -> tuple[JournalFault, ...]:
    return journal.verify(connection, SIGNERS)


def codes(connection: Connection) -> set[str]:
    return {fault.code for fault in verify(connection)}


def tamper(connection: Connection, sql: str, *parameters: object) -> None:
    """What the owner of the file can do: take the triggers away and edit."""
    for (name,) in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(sql, parameters)


@pytest.fixture
def busy(office: Office) -> Office:
    """Two certificates, one of them revoked, and a void number: ten entries and more."""
    first = office.issue("A-2026-01-000001")
    office.issue("A-2026-01-000002", "Portrait of a lady")
    office.revoke(first)
    office.approve("A-2026-01-000003", office.receive("A-2026-01-000003"))
    office.act("supervisor", "NUMBER_VOID", office.reserve("A-2026-01-000003"), {"reason": "printer on fire"})
    office.act("supervisor", "BULLETIN_SIGNED", "1", {"sequence": 1})
    return office


def test_an_honest_journal_has_no_faults(busy: Office) -> None:
    assert verify(busy.connection) == ()


def test_entries_read_back_as_written(busy: Office) -> None:
    assert list(entries(busy.connection)) == busy.acts
    assert last_entry(busy.connection) == busy.acts[-1]
    assert [entry.type for entry in entries(busy.connection, subject="A-2026-01-000002")] == [
        "APPLICATION_RECEIVED",
        "APPLICATION_APPROVED",
    ]
    assert len(list(entries(busy.connection, kind="NUMBER_RESERVED"))) == 3
    bulletin = last_entry(busy.connection, "BULLETIN_SIGNED")
    assert bulletin is not None and bulletin.facts() == {"sequence": 1}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "at + 1"),
        ("mono", "mono + 1"),
        ("actor", "'approver'"),
        ("actor_kid", "zeroblob(8)"),
        ("type", "'NOTHING_HAPPENED'"),
        ("subject", "'A-2026-01-000009'"),
        ("payload", "x'a0'"),
        ("prev", "zeroblob(32)"),
        ("hash", "zeroblob(32)"),
        ("signature", "zeroblob(64)"),
    ],
)
def test_each_edited_column_of_a_middle_entry_is_found(busy: Office, column: str, value: str) -> None:
    middle = next(entry for entry in busy.acts if entry.type == "APPLICATION_RECEIVED").seq
    tamper(busy.connection, f"UPDATE journal SET {column} = {value} WHERE seq = ?", middle)
    assert any(fault.seq in (middle, middle + 1) for fault in verify(busy.connection))


def test_a_deleted_entry_is_found(busy: Office) -> None:
    tamper(busy.connection, "DELETE FROM journal WHERE seq = 4")
    assert "JOURNAL_GAP" in codes(busy.connection)


def test_a_deleted_entry_is_found_when_the_rest_is_renumbered(busy: Office) -> None:
    tamper(busy.connection, "DELETE FROM journal WHERE seq = 4")
    for seq in range(5, len(busy.acts) + 1):
        busy.connection.execute("UPDATE journal SET seq = seq - 1 WHERE seq = ?", (seq,))
    assert {"JOURNAL_CHAIN_BROKEN", "JOURNAL_ENTRY_CHANGED", "JOURNAL_CUT"} <= codes(busy.connection)


def test_an_inserted_entry_is_found(busy: Office) -> None:
    last = len(busy.acts)
    tamper(
        busy.connection,
        "INSERT INTO journal SELECT ? + 1, at, mono, actor, actor_kid, type, subject, payload, prev,"
        " randomblob(32), signature FROM journal WHERE seq = ?",
        last,
        last,
    )
    assert {"JOURNAL_CHAIN_BROKEN", "JOURNAL_ENTRY_CHANGED", "JOURNAL_CUT"} <= codes(busy.connection)


def test_swapped_entries_are_found(busy: Office) -> None:
    tamper(busy.connection, "UPDATE journal SET seq = 900 WHERE seq = 3")
    busy.connection.execute("UPDATE journal SET seq = 3 WHERE seq = 4")
    busy.connection.execute("UPDATE journal SET seq = 4 WHERE seq = 900")
    assert {"JOURNAL_CHAIN_BROKEN", "JOURNAL_ENTRY_CHANGED"} <= codes(busy.connection)


def test_a_cut_tail_is_found(busy: Office) -> None:
    tamper(busy.connection, "DELETE FROM journal WHERE seq = ?", len(busy.acts))
    assert codes(busy.connection) == {"JOURNAL_CUT"}


def test_a_cut_tail_is_found_by_its_traces_when_the_head_is_set_back(busy: Office) -> None:
    revocation = next(entry for entry in busy.acts if entry.type == "CERTIFICATE_REVOKED")
    tamper(busy.connection, "DELETE FROM journal WHERE seq >= ?", revocation.seq)
    before = busy.acts[revocation.seq - 2]
    busy.connection.execute("UPDATE journal_head SET seq = ?, hash = ?", (before.seq, before.hash))
    tables = {dict(fault.params)["table"] for fault in verify(busy.connection) if fault.code == "STATE_ADDED"}
    assert {"revocation", "application", "number"} <= tables


def test_an_emptied_journal_is_found(busy: Office) -> None:
    tamper(busy.connection, "DELETE FROM journal")
    assert {"JOURNAL_CUT", "STATE_ADDED"} <= codes(busy.connection)


def test_a_rehashed_edit_is_found_by_its_signature(busy: Office) -> None:
    """The file's owner computes all hashes anew, but has nobody else's key."""
    connection = busy.connection
    tamper(connection, "UPDATE journal SET actor = 'approver' WHERE seq = 2")
    prev = busy.acts[0].hash
    for entry in list(entries(connection))[1:]:
        connection.execute("UPDATE journal SET prev = ? WHERE seq = ?", (prev, entry.seq))
        changed = next(item for item in entries(connection) if item.seq == entry.seq)
        prev = changed.digest()
        connection.execute("UPDATE journal SET hash = ? WHERE seq = ?", (prev, entry.seq))
    connection.execute("UPDATE journal_head SET hash = ?", (prev,))
    found = codes(connection)
    assert "JOURNAL_SIGNATURE_WRONG" in found
    assert not found & {"JOURNAL_CHAIN_BROKEN", "JOURNAL_ENTRY_CHANGED", "JOURNAL_CUT"}


def test_an_unknown_key_is_found(office: Office) -> None:
    office.act("clerk", "NOTE", "", {}, key=Key(99))
    assert [fault.code for fault in verify(office.connection)] == ["JOURNAL_SIGNER_UNKNOWN"]


def test_signing_in_anothers_name_is_found(office: Office) -> None:
    office.act("supervisor", "NOTE", "", {}, key=KEYS["clerk"])
    assert [fault.code for fault in verify(office.connection)] == ["JOURNAL_SIGNED_BY_OTHER"]


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("office", "UPDATE office SET value = 'false' WHERE key = 'training'"),
        ("application", "UPDATE application SET title = 'Something harmless' WHERE id = 1"),
        ("application", "UPDATE application SET approved_by = 'supervisor' WHERE id = 1"),
        ("number", "UPDATE number SET state = 'issued' WHERE state = 'void'"),
        ("number", "INSERT INTO number VALUES ('XA-2026-01-000009-X', 2026, '01', 9, 'void', NULL)"),
        ("certificate", "UPDATE certificate SET valid_until = valid_until + 3650"),
        ("certificate", "DELETE FROM certificate"),
        ("revocation", "DELETE FROM revocation"),
        ("attachment", "UPDATE attachment SET sha256 = replace(sha256, 'a', 'b')"),
        ("search", "UPDATE search SET titles = 'something else' WHERE rowid = 1"),
    ],
)
def test_an_edited_state_row_is_found(busy: Office, table: str, edit: str) -> None:
    tamper(busy.connection, edit)
    found = verify(busy.connection)
    kind = {"INSERT": "STATE_ADDED", "DELETE": "STATE_LACKS", "UPDATE": "STATE_DIFFERS"}[edit.split()[0]]
    assert found and {fault.code for fault in found} == {kind}
    assert {dict(fault.params)["table"] for fault in found} == {table}


def test_a_changed_row_is_named_by_what_it_is_about_and_by_its_columns(busy: Office) -> None:
    number = busy.connection.value("SELECT max(number) FROM certificate")
    edit = "UPDATE certificate SET valid_until = valid_until + 3650, issued_by = 'nobody' WHERE number = ?"
    tamper(busy.connection, edit, number)
    (fault,) = verify(busy.connection)
    assert fault.text().startswith(f"Certificates: what the register says of {number}")
    assert "valid_until, issued_by" in fault.text()


def test_a_number_that_is_written_as_another_kind_of_number_is_found(busy: Office) -> None:
    """5.0 is 5 for Python; SQLite stores it where the table is not STRICT for a moment."""
    connection = busy.connection
    sql = connection.value("SELECT sql FROM sqlite_schema WHERE name = 'casefile'")
    loose = sql.replace("STRICT, ", "").replace("changed_at INTEGER", "changed_at")
    connection.execute("PRAGMA writable_schema = ON")
    for written, edit in ((loose, "UPDATE casefile SET changed_at = changed_at * 1.0"), (sql, "SELECT 1")):
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'casefile'", (written,))
        connection.execute(f"PRAGMA schema_version = {connection.value('PRAGMA schema_version') + 1}")
        connection.execute(edit)
    found = verify(connection)
    assert {(fault.code, dict(fault.params)["columns"]) for fault in found} == {("STATE_DIFFERS", "changed_at")}


def test_the_list_of_faults_is_bounded(office: Office) -> None:
    for number in range(MOST_FAULTS + 20):
        office.act("clerk", "NOTE", str(number), {})
    tamper(office.connection, "UPDATE journal SET mono = mono + 1")
    assert len(verify(office.connection)) == MOST_FAULTS


def test_every_fault_has_a_sentence(busy: Office) -> None:
    tamper(busy.connection, "UPDATE journal SET type = 'CERTIFICATE_REVOKED' WHERE seq IN (3, 5)")
    busy.connection.execute("DELETE FROM journal WHERE seq = 7")
    for fault in verify(busy.connection):
        assert fault.text().endswith(".") and "{" not in fault.text()


def test_the_journal_cannot_be_changed_by_mistake(busy: Office) -> None:
    for sql in (
        "UPDATE journal SET mono = 0",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
        "UPDATE certificate SET code_text = ''",
        "DELETE FROM certificate",
        "INSERT OR REPLACE INTO certificate SELECT * FROM certificate",
        "DELETE FROM revocation",
        "DELETE FROM number",
        "UPDATE number SET state = 'reserved'",
        "DELETE FROM application",
        "UPDATE application SET record = x''",
    ):
        with pytest.raises(IntegrityError):
            busy.connection.execute(sql)
    assert verify(busy.connection) == ()


def test_a_clock_behind_the_journal_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="CLOCK_BEHIND_JOURNAL") as refused, transaction(office.connection):
        append(office.connection, "clerk", KEYS["clerk"], "NOTE", "", {}, office.at - 300_001, 0)
    assert "2026-09-" in refused.value.text()


def test_a_clock_a_little_behind_never_makes_time_run_back(office: Office) -> None:
    with transaction(office.connection):
        entry = append(office.connection, "clerk", KEYS["clerk"], "NOTE", "", {}, office.at - 1_000, 0)
    assert entry.at == office.at
    assert verify(office.connection) == ()


def test_an_act_that_fails_leaves_no_trace(office: Office) -> None:
    before = last_entry(office.connection)
    with pytest.raises(RuntimeError, match="power"), transaction(office.connection):
        append(office.connection, "clerk", KEYS["clerk"], "NOTE", "", {}, START + 10**9, 0)
        raise RuntimeError("power")
    assert last_entry(office.connection) == before
    assert verify(office.connection) == ()


def test_a_journal_begins_with_its_office(register: Register) -> None:
    with pytest.raises(ValueError, match="journal begins"):
        Office(register.connection).act("clerk", "NOTE", "", {})


def test_an_act_outside_a_transaction_is_the_programs_fault(office: Office) -> None:
    with pytest.raises(RuntimeError):
        append(office.connection, "clerk", KEYS["clerk"], "NOTE", "", {}, office.at, 0)


@pytest.mark.parametrize("text", ["a\x00b", "name\u202eeman", "e\u0301", "\ud800"])
def test_text_that_could_not_be_read_back_is_refused(office: Office, text: str) -> None:
    with pytest.raises(Refusal, match="ENTRY_NOT_RECORDABLE"):
        office.act("clerk", "NOTE", "", {"text": text})
    assert verify(office.connection) == ()
