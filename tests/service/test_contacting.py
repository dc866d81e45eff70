"""Whom the border may ask: set by a supervisor, told by the next bulletin, shown beside the verdict."""

from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.service.auditing import verify_journal
from certapp.service.contacting import contact_of, set_contact
from certapp.service.exchanging import bulletin_due, export_package, sign_next_bulletin
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.printing_bulletins import printed_since
from certapp.service.verifying import file_verdict_json, verify_text
from certapp.trust.contact import Contact
from certapp.trust.store import TrustStore
from tests.offices import Desk, certapp, copied_desk, passphrase

CONTACT = Contact("Export desk", "+99 1 234 56 78", "desk@example.org", "Mon-Fri 8-16 UTC, English, français")


def test_what_a_supervisor_sets_reaches_the_post_with_the_next_bulletin_and_can_be_taken_back(
    office: Office, anna: Actor, boris: Actor, approved: str, tmp_path: Path
) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    code, status = certificate(office.register, number).code_text, office.unlock("status_signer", passphrase)
    sign_next_bulletin(office, boris, status)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        set_contact(office, anna, CONTACT)
    for wrong in (Contact("two\nlines"), Contact(telephone="1" * 61), Contact(email="\udcff")):
        with pytest.raises(Refusal, match="CONTACT_WRONG"):
            set_contact(office, boris, wrong)
    assert contact_of(office) is None and not bulletin_due(office).contact
    set_contact(office, boris, CONTACT)
    assert contact_of(office) == CONTACT and bulletin_due(office).contact
    signed = sign_next_bulletin(office, boris, status)
    assert printed_since(office)[-1].sequence == signed.sequence  # what a code cannot say keeps no entry from going out
    assert not bulletin_due(office).contact

    digits = export_package(office, boris, tmp_path / "XA.xcauth")
    post = TrustStore(tmp_path / "post")
    post.import_file((tmp_path / "XA.xcauth").read_bytes(), office.clock.seconds, digits)
    for text in (code, code.replace("XCERT", "XCTAG")):  # of what is no tag nothing is said
        found = verify_text(text, post.view(), office.clock.seconds)
        assert found.verdict.contact == (CONTACT if text == code else None)
    told = file_verdict_json(verify_text(code, post.view(), office.clock.seconds), "code")["contact"]
    assert told == {
        "name": CONTACT.name,
        "telephone": CONTACT.telephone,
        "email": CONTACT.email,
        "hours": CONTACT.hours,
    }

    set_contact(office, boris, Contact())
    sign_next_bulletin(office, boris, status)
    assert verify_text(code, office.trust.view(), office.clock.seconds).verdict.contact is None
    assert verify_journal(office) == ()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return copied_desk(tmp_path_factory.mktemp("desk"))


def test_the_command_sets_tells_and_takes_back(desk: Desk) -> None:
    def contact(*words: str, user: str = "boris") -> object:
        who = ("--user", user, "--passphrases", desk.passphrases, "--json")
        answer = certapp("office", "contact", desk.office, *words, *who)
        return answer.json["contact"] if answer.status == 0 else answer.json["error"]["code"]

    assert contact() is None
    assert contact("--name", "Desk", user="anna") == "ROLE_MISSING"
    set_now = contact("--name", "Desk", "--telephone", "+99 1")
    assert set_now == {"name": "Desk", "telephone": "+99 1", "email": "", "hours": ""} == contact()
    assert contact("--none") is None
