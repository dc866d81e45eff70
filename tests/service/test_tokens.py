"""A token as the office's signer: taken into use, issuing, pulled out between two certificates."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.cli.output import DONE
from certapp.model.errors import Refusal
from certapp.register.numbers import number_state
from certapp.service.auditing import verify_journal
from certapp.service.ceremony import signer_waits, use_next_signer
from certapp.service.deciding import approve
from certapp.service.due import Subject, due_dates
from certapp.service.exchanging import export_package
from certapp.service.issuing import issue, issued_pdf
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.tokens import enrol_document_signer, look
from certapp.service.verifying import verify_bytes
from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from tests import offices
from tests.bad.make import small_application
from tests.offices import certapp, copied_desk
from tests.tokens import PIN, RSA, SEAL, SoftToken, make_token, needs_softhsm

pytestmark = needs_softhsm


def passphrase(name: str) -> str:
    return PIN if name == "document_signer" else offices.passphrase(name)


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    return make_token(tmp_path / "token")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(copied_desk(tmp_path).office) as opened:
        yield opened


def approved(office: Office, anna: Actor, boris: Actor, count: int) -> list[str]:
    numbers = [receive(office, anna, small_application(f"Painting {n}")) for n in range(count)]
    for number in numbers:
        approve(office, boris, number)
    return numbers


def test_an_office_issues_by_its_token_and_what_it_signed_before_stays_believed(
    office: Office, soft: SoftToken, tmp_path: Path
) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    first, second, third = approved(office, anna, boris, 3)
    earlier = issue(office, boris, first, office.unlock("document_signer", offices.passphrase))
    enrol_document_signer(office, boris, soft.place(SEAL), passphrase)
    signer = office.unlock("document_signer", passphrase)
    issued = issue(office, boris, second, signer)

    soft.pull_out()
    with pytest.raises(Refusal, match="TOKEN_GONE"):
        issue(office, boris, third, signer)
    spent = office.register.rows("SELECT number FROM number ORDER BY serial")[-1][0]
    state = number_state(office.register, spent)
    assert state is not None and "void" in str(state).lower()
    with pytest.raises(Refusal, match="TOKEN_NOT_THERE"):
        office.unlock("document_signer", passphrase)
    soft.put_in()
    after = issue(office, boris, third, office.unlock("document_signer", passphrase))
    assert verify_journal(office) == ()

    package = tmp_path / "authority.xcauth"
    digits = export_package(office, boris, package)
    border = TrustStore(tmp_path / "border")
    border.import_file(package.read_bytes(), office.clock.seconds, digits)
    for each in (earlier, issued, after):
        found = verify_bytes(issued_pdf(office, each.number), border.view(), office.clock.seconds)
        assert found.verdict.outcome is Outcome.GENUINE
        assert found.pdf is not None and found.pdf.outcome == "genuine"
    kept = [path for path in office.folder.keys.rglob("*") if path.is_file()]
    assert all(PIN.encode() not in path.read_bytes() for path in kept)


def test_a_key_on_a_token_can_wait_like_one_in_a_file_until_the_border_knows_it(
    office: Office, soft: SoftToken, tmp_path: Path
) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    first, second = approved(office, anna, boris, 2)
    before = office.keys.certificate("document_signer")
    next_one = enrol_document_signer(office, boris, soft.place(SEAL), passphrase, wait=True)
    assert signer_waits(office) == next_one and office.keys.certificate("document_signer") == before
    (due,) = (each for each in due_dates(office) if each.subject is Subject.DOCUMENT_SIGNER)
    assert due.waits
    issue(office, boris, first, office.unlock("document_signer", offices.passphrase))  # the one before signs on
    package, border = tmp_path / "authority.xcauth", TrustStore(tmp_path / "border")
    border.import_file(package.read_bytes() if export_package(office, boris, package) else b"", office.clock.seconds,
                       str(office.settings["fingerprint"]))  # fmt: skip
    assert use_next_signer(office, boris) == next_one
    issued = issue(office, boris, second, office.unlock("document_signer", passphrase))
    found = verify_bytes(issued_pdf(office, issued.number), border.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE  # by the package from before it signed
    assert signer_waits(office) is None and verify_journal(office) == ()


def test_only_a_p256_key_and_only_a_supervisor(office: Office, soft: SoftToken) -> None:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        enrol_document_signer(office, anna, soft.place(SEAL), passphrase)
    with pytest.raises(Refusal, match="TOKEN_KEY_NOT_FOR_CODES"):
        enrol_document_signer(office, boris, soft.place(RSA), passphrase)
    with pytest.raises(Refusal, match="TOKEN_KEY_NOT_THERE"):
        enrol_document_signer(office, boris, replace(soft.place(), key_id=b"\x77"), passphrase)
    with pytest.raises(Refusal, match="TOKEN_PIN"):
        enrol_document_signer(office, boris, soft.place(SEAL), lambda name: "000000")
    assert office.unlock("document_signer", offices.passphrase).certificate  # nothing has changed


def test_the_commands(soft: SoftToken, tmp_path: Path) -> None:
    desk = copied_desk(tmp_path)
    place = soft.place(SEAL)
    listed = certapp("token", "list", "--module", place.module, "--json")
    assert listed.status == DONE
    (token,) = listed.json[0]["tokens"]
    assert token["serial"] == place.serial
    assert {"id": "01", "label": "seal", "kind": "P-256", "certificate": False} in token["keys"]
    secrets = tmp_path / "pins.json"
    secrets.write_text(json.dumps({"token": PIN}))
    secrets.chmod(0o600)
    where = ("--module", place.module, "--token", place.serial, "--key", "01")
    tested = certapp("token", "test", *where, "--passphrases", secrets, "--json")
    assert (tested.status, tested.json["kind"]) == (DONE, "P-256")
    words = certapp("token", "list", "--module", place.module).out
    assert "Seal of the office" in words and PIN not in words
    secrets.write_text(
        json.dumps({name: offices.passphrase(name) for name in ("boris", "ca")} | {"document_signer": PIN})
    )
    enrolled = certapp("token", "enrol", *where, "--office", desk.office, "--user", "boris", "--passphrases", secrets)
    assert enrolled.status == DONE, enrolled.err
    again = certapp(
        *("token", "enrol", *where, "--office", desk.office, "--user", "boris", "--passphrases", secrets),
        *("--wait", "--json"),
    )
    assert again.json["waits"] is True


def test_looking_never_raises(tmp_path: Path) -> None:
    (seen,) = look(tmp_path / "none.so")
    assert seen.refusal is not None and seen.refusal.code == "TOKEN_MODULE_NOT_THERE"
