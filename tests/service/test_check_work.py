"""How much work a full check is: so many signatures, so many statements for each entry, however long the journal is.

The seconds are measured by `python -m benchmarks journal` (docs/performance.md); no test asserts a time.
"""

from collections.abc import Callable
from typing import Any

import pytest

from certapp.register import connection
from certapp.register.connection import Connection
from certapp.service import journal_check
from certapp.service.auditing import journal_length, verify_journal
from certapp.service.clock import days
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from tests.offices import passphrase


def test_the_full_check_asks_each_signature_once_and_costs_the_same_for_each_entry_of_a_longer_journal(
    office: Office, anna: Actor, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    verifies, execute = journal_check.verifies, Connection.execute
    asked, statements = [0], [0]

    def counted(function: Callable[..., Any], count: list[int]) -> Callable[..., Any]:
        def call(*words: Any) -> Any:
            count[0] += 1
            return function(*words)

        return call

    monkeypatch.setattr(journal_check, "verifies", counted(verifies, asked))
    monkeypatch.setattr(connection.Connection, "execute", counted(execute, statements))
    today, work = days(office.clock.today), []
    for _part in range(3):
        for _turn in range(50):  # suspended and lifted: three entries, of which two change the state
            office.record_alone(boris, "CERTIFICATE_SUSPENDED", number, {"on": today, "text": "The police asks."})
            office.record_alone(anna, "LIFTING_CONFIRMED", number, {"text": "Cleared up."})
            office.record_alone(boris, "SUSPENSION_LIFTED", number, {"text": "Cleared up.", "second": "anna"})
        asked[0] = statements[0] = 0
        verify_journal(office)
        assert asked == [journal_length(office)]
        work.append(statements[0])
    second, third = work[1] - work[0], work[2] - work[1]
    assert third <= second + 10 and second <= 150 * 5
