"""The office's time stamps: set by a supervisor, asked for in bounded time, and never in the way of issuing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.model.sentences import sentence
from certapp.service.auditing import verify_journal
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.due import Subject, due_dates
from certapp.service.issuing import issue
from certapp.service.kept_copies import gather_copies, kept_copies, note_copy
from certapp.service.office import Office, open_office
from certapp.service.reading_apart import ReadApart
from certapp.service.receiving import receive
from certapp.service.stamping import STAMP_FILE, drop_stamp_authority, set_stamp_authority, stamp_authority, stamped
from certapp.service.verifying import file_verdict_json, verify_bytes
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.document.conftest import make_key
from tests.offices import certapp, copied_desk, passphrase
from tests.stamps import Stamper, make_stamp_key, server

CODES = ("STAMP_NO_ANSWER", "STAMP_WRONG_ANSWER", "STAMP_SETTING_DAMAGED", "STAMP_URL_WRONG", "STAMP_CERTIFICATE_WRONG")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(copied_desk(tmp_path).office) as opened:
        yield opened


def issued_with(office: Office, url: str, certificate: bytes) -> tuple[bytes, Refusal | None]:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    set_stamp_authority(office, boris, url, certificate)
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    issued = issue(office, boris, number, office.unlock("document_signer", passphrase))
    return issued.pdf, issued.unstamped


def test_a_certificate_is_issued_with_a_stamp(office: Office) -> None:
    stamper = Stamper()
    with server(stamper) as url:
        pdf, unstamped = issued_with(office, url, stamper.key.certificate)
    assert unstamped is None
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert found.pdf is not None and found.pdf.stamped_at is not None
    assert abs(found.pdf.stamped_at - time.time()) < 3600
    signature = file_verdict_json(found, "it")["pdf_signature"]
    assert isinstance(signature, dict) and str(signature["stamped_at"]).startswith("20")
    assert verify_journal(office) == ()


def test_without_a_server_it_is_issued_without_a_stamp_and_says_so(office: Office) -> None:
    with server(Stamper()) as url:
        pass  # and gone again
    pdf, unstamped = issued_with(office, url, make_stamp_key().certificate)
    assert unstamped is not None and unstamped.code == "STAMP_NO_ANSWER"
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert found.pdf is not None and (found.pdf.outcome, found.pdf.stamped_at) == ("genuine", None)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"pause": 30}, "STAMP_NO_ANSWER"),
        ({"drip": True}, "STAMP_NO_ANSWER"),
        ({"status": 500}, "STAMP_NO_ANSWER"),
        ({"status": 302}, "STAMP_NO_ANSWER"),
    ],
)
def test_a_server_that_keeps_one_waiting_is_left(how: dict[str, float], code: str) -> None:
    from certapp.service.stamping import ask

    with server(lambda request: b"0" * 3000, **how) as url, pytest.raises(Refusal) as caught:  # type: ignore[arg-type]
        ask(url, b"request", seconds=1)
    assert caught.value.code == code


@pytest.mark.parametrize("answer", [b"", b"<html>", bytes(70_000)])
def test_nonsense_is_no_stamp(answer: bytes) -> None:
    from certapp.document.signing import sign
    from certapp.service.stamping import StampAuthority
    from tests.document.conftest import AT, render
    from tests.document.making import english

    stamper = Stamper()
    words = {"name": "A", "reason": "B", "place": "C"}
    pdf = sign(render(english()), make_key(), **words, at=AT, stamp_authority=stamper.key.certificate)
    with server(lambda request: answer) as url:
        same, refusal = stamped(pdf, StampAuthority(url, stamper.key.certificate), seconds=3)
    assert same == pdf
    assert refusal is not None and refusal.code in ("STAMP_NO_ANSWER", "STAMP_WRONG_ANSWER")


def test_only_a_supervisor_sets_it_and_only_what_fits(office: Office) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    good = make_stamp_key().certificate
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        set_stamp_authority(office, anna, "http://stamps.example", good)
    for url in ("", "file:///etc/passwd", "ftp://a", "http://", "http://user:secret@a/", "javascript:1", "http://ü"):
        with pytest.raises(Refusal, match="STAMP_URL_WRONG"):
            set_stamp_authority(office, boris, url, good)
    for certificate in (b"", b"no DER", make_key().certificate):
        with pytest.raises(Refusal, match="STAMP_CERTIFICATE_WRONG"):
            set_stamp_authority(office, boris, "http://stamps.example", certificate)
    assert stamp_authority(office) is None
    set_stamp_authority(office, boris, "https://stamps.example/tsa", good)
    assert stamp_authority(office) is not None
    drop_stamp_authority(office, boris)
    assert stamp_authority(office) is None
    (office.folder.trust / STAMP_FILE).write_bytes(b"no CBOR")
    with pytest.raises(Refusal, match="STAMP_SETTING_DAMAGED"):
        stamp_authority(office)


def test_each_refusal_has_its_sentence_in_every_language() -> None:
    for code in CODES:
        assert len({sentence(code, {"url": "http://a"}, language) for language in NAMES}) == len(NAMES)


def test_the_command(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    certificate = tmp_path / "tsa.der"
    certificate.write_bytes(make_stamp_key().certificate)
    words = ("office", "time-stamps", desk.office, "--user", "boris", "--passphrases", desk.passphrases, "--json")
    answer = certapp(*words, "--url", "http://stamps.example/tsa", "--certificate", certificate)
    assert (answer.status, answer.json["url"]) == (0, "http://stamps.example/tsa")
    assert certapp(*words, "--none").json["url"] == ""
    assert certapp(*words, "--url", "x", "--certificate", tmp_path / "none").json["error"]["code"] == "FILE_NOT_THERE"


def test_a_copy_that_lasts(office: Office, tmp_path: Path) -> None:
    from certapp.service.archiving import archive

    stamper = Stamper()
    with server(stamper) as url:
        pdf, _ = issued_with(office, url, stamper.key.certificate)
        made = archive(office, pdf, (stamper.key.crl, stamper.key.issuers[0]))
        assert (made.level, made.unstamped) == ("B-LTA", None)
    found = verify_bytes(made.pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert found.pdf is not None and (found.pdf.outcome, found.pdf.level) == ("genuine", "B-LTA")
    assert found.record_matches
    with ReadApart() as reader:
        apart = verify_bytes(made.pdf, office.trust.view(), office.clock.seconds, {}, reader)
    assert apart.pdf is not None
    assert (apart.pdf.level, apart.pdf.archived_at) == (found.pdf.level, found.pdf.archived_at)
    with pytest.raises(Refusal, match="ARCHIVE_ALREADY"):
        archive(office, archive(office, pdf, seconds=0.2).pdf)
    with pytest.raises(Refusal, match="ARCHIVE_NOT_GENUINE"):
        archive(office, pdf + b"\n")
    with pytest.raises(Refusal, match="ARCHIVE_FILE_WRONG"):
        archive(office, pdf, (make_key().crl,), seconds=0.2)
    with pytest.raises(Refusal, match="ARCHIVE_FILE_WRONG"):
        archive(office, pdf, (b"nothing of the kind",), seconds=0.2)


def test_a_copy_that_lasts_is_renewed_before_its_stamp_ends(office: Office) -> None:
    from certapp.service.archiving import archive

    stamper = Stamper()
    with server(stamper) as url:
        pdf, _ = issued_with(office, url, stamper.key.certificate)
        first = archive(office, pdf, (stamper.key.issuers[0],)).pdf
    with pytest.raises(Refusal, match="STAMP_NO_ANSWER"):  # without a stamp there is nothing to be renewed
        archive(office, first, seconds=0.2)
    later = Stamper(stamper.key, datetime.now(UTC) + timedelta(days=30))
    boris = office.log_in("boris", passphrase)
    with server(later) as url:
        set_stamp_authority(office, boris, url, stamper.key.certificate)
        made = archive(office, first)
    assert (made.level, made.pdf.startswith(first), made.pdf != first) == ("B-LTA", True, True)
    before, after = (verify_bytes(each, office.trust.view(), office.clock.seconds).pdf for each in (first, made.pdf))
    assert before is not None and after is not None
    assert before.archived_at is not None and after.archived_at is not None
    assert (after.outcome, after.archived_at > before.archived_at) == ("genuine", True)
    stranger = Stamper()
    set_stamp_authority(office, boris, url, stranger.key.certificate)
    with pytest.raises(Refusal, match="STAMP_NOT_FORESEEN"):
        archive(office, first)


def test_a_stamp_that_was_missed_comes_later(office: Office) -> None:
    from certapp.service.archiving import archive

    stamper = Stamper()
    with server(stamper) as url:
        pass
    pdf, unstamped = issued_with(office, url, stamper.key.certificate)
    assert unstamped is not None
    without = archive(office, pdf)
    assert without.level == "B-LT" and without.unstamped is not None and without.unstamped.code == "STAMP_NO_ANSWER"
    boris = office.log_in("boris", passphrase)
    with server(stamper) as url:
        set_stamp_authority(office, boris, url, stamper.key.certificate)
        made = archive(office, pdf)
    found = verify_bytes(made.pdf, office.trust.view(), office.clock.seconds)
    assert found.pdf is not None and (found.pdf.outcome, found.pdf.level) == ("genuine", "B-LTA")
    assert found.pdf.stamped_at is not None
    other = Stamper()
    set_stamp_authority(office, boris, url, other.key.certificate)
    foreign = archive(office, pdf)
    assert foreign.level == "B-LT" and foreign.unstamped is not None and foreign.unstamped.code == "STAMP_NOT_FORESEEN"


def test_a_kept_copy_whose_stamp_ends_soon_is_told(office: Office, tmp_path: Path) -> None:
    from certapp.service.archiving import archive

    stamper = Stamper()
    with server(stamper) as url:
        pdf, _ = issued_with(office, url, stamper.key.certificate)
        made = archive(office, pdf)
    assert archive(office, pdf, seconds=0.2).ends is None  # nobody answers: no stamp over the whole
    ends = x509.load_der_x509_certificate(stamper.key.certificate).not_valid_after_utc
    assert (made.ends, made.number[:3]) == (int(ends.timestamp()), "XA-")
    note_copy(office, made.number, made.ends or 0, tmp_path / "kept.pdf")

    def told(days_before: int) -> list[tuple[str, bool, bool]]:
        later = replace(office, clock=Clock(lambda: ends.timestamp() - days_before * 86_400))
        return [(due.who, due.soon, due.over) for due in due_dates(later) if due.subject is Subject.KEPT_COPY]

    assert told(200) == [(made.number, False, False)]
    assert told(100) == [(made.number, True, False)]
    assert told(-1) == [(made.number, True, True)]
    note_copy(office, made.number, made.ends + 10 * 365 * 86_400, tmp_path / "renewed.pdf")
    assert told(-1) == [(made.number, False, False)]
    assert kept_copies(office)[0].file.endswith("renewed.pdf")
    (office.folder.trust / "kept-copies.json").write_bytes(b"[1")
    assert told(0) == []


def test_copies_made_before_are_noted_once_their_folder_is_shown(office: Office, tmp_path: Path) -> None:
    from certapp.service.archiving import archive

    stamper = Stamper()
    with server(stamper) as url:
        pdf, _ = issued_with(office, url, stamper.key.certificate)
        made = archive(office, pdf)
    below = tmp_path / "archive" / "2026"
    below.mkdir(parents=True)
    (below / "kept.PDF").write_bytes(made.pdf)
    (below / "again.pdf").write_bytes(made.pdf)
    (below / "signed.pdf").write_bytes(pdf)
    (below / "changed.pdf").write_bytes(made.pdf.replace(b"Example", b"Exempla", 1) + b"%")
    (below / "notes.txt").write_bytes(made.pdf)
    with ReadApart() as reader:
        found = gather_copies(office, below.parent, reader)
    assert [(copy.number, copy.ends) for copy in found.copies] == [(made.number, made.ends)]
    assert (found.others, kept_copies(office)) == (2, found.copies)
    note_copy(office, made.number, (made.ends or 0) + 1, below / "renewed.pdf")
    with ReadApart() as reader:
        gather_copies(office, below, reader)
    assert kept_copies(office)[0].file.endswith("renewed.pdf")  # what ends later stays noted


def test_the_archive_command(tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    with open_office(desk.office) as office:
        anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
        number = receive(office, anna, small_application())
        approve(office, boris, number)
        pdf = issue(office, boris, number, office.unlock("document_signer", passphrase)).pdf
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    words = ("archive", tmp_path / "certificate.pdf", "--office", desk.office, "--out", tmp_path / "kept.pdf")
    answer = certapp(*words, "--json")
    assert (answer.status, answer.json["level"], answer.json["unstamped"]) == (0, "B-LT", None)
    shown = certapp("verify", tmp_path / "kept.pdf", "--office", desk.office, "--json").json[0]
    assert (shown["outcome"], shown["pdf_signature"]["level"]) == ("GENUINE", "B-LT")
    answer = certapp("archived", tmp_path, "--office", desk.office, "--json").json  # neither has a stamp over the whole
    assert answer == {"copies": [], "others": 2}
