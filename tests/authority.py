"""An authority of two offices under a country CA on a machine apart: 01 signs the bulletins, 02 does not."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certapp.service.authority import CountryCa, answer_request
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.exchanging import package_of_office
from certapp.service.founding import join_office, prepare_office
from certapp.service.issuing import issue
from certapp.service.office import Office, open_office
from certapp.service.officials import NewUser
from certapp.service.receiving import receive
from certapp.trust.carried import read_request
from certapp.trust.keyfile import TEST_COST
from certapp.trust.store import TrustStore
from tests.bad.make import small_application
from tests.offices import found_office, passphrase

SECOND_USERS = (
    NewUser("paul", "Paul Registrar", frozenset({"CLERK"})),
    NewUser("quinn", "Quinn Head", frozenset({"APPROVER", "SEAL_HOLDER", "SUPERVISOR"})),
    NewUser("rosa", "Rosa Deputy", frozenset({"APPROVER", "SUPERVISOR"})),
)
PRESENT = ("Head of Authority", "Deputy Head")


def words(name: str) -> str:
    """The passphrases of the people of both offices, and of every key."""
    return f"{name} opens this test office" if name in {"paul", "quinn", "rosa"} else passphrase(name)


@dataclass(frozen=True)
class Authority:
    """The folders of both offices and of their CA; each office works on a machine of its own."""

    folder: Path

    @property
    def ca(self) -> CountryCa:
        return CountryCa(self.folder / "ca")

    @contextmanager
    def first(self, clock: Clock | None = None) -> Iterator[Office]:
        with open_office(self.folder / "first", clock, counters=self.folder / "machine of 01") as office:
            yield office

    @contextmanager
    def second(self, clock: Clock | None = None, name: str = "second") -> Iterator[Office]:
        machine = self.folder / ("machine of 02" if name == "second" else f"machine of {name}")
        with open_office(self.folder / name, clock, counters=machine) as office:
            yield office

    def copied(self, folder: Path) -> "Authority":
        return Authority(Path(shutil.copytree(self.folder, folder)))


def make_authority(folder: Path) -> Authority:
    """Both founded, nothing issued."""
    found_office(folder / "first", passphrase=words, ca_key_to=folder / "ca")
    made = Authority(folder)
    request = prepare_office(
        folder / "second",
        country="XA",
        authority="Heritage Authority of Exampleland, South",
        office="02",
        users=SECOND_USERS,
        passphrase=words,
        cost=TEST_COST,
    )
    answer = answer_request(made.ca, read_request(request.data), words, PRESENT, Clock().seconds)
    join_office(folder / "second", answer, made.ca.fingerprint, words)
    return made


def issued(office: Office, clerk: str, head: str) -> str:
    """The number of one certificate, issued in this office by these two."""
    preparer, approver = office.log_in(clerk, words), office.log_in(head, words)
    number = receive(office, preparer, small_application())
    approve(office, approver, number)
    return issue(office, approver, number, office.unlock("document_signer", words)).number


def border_post(folder: Path, office: Office) -> TrustStore:
    """A post that has this office's package."""
    post = TrustStore(folder)
    post.import_file(package_of_office(office), office.clock.seconds, str(office.settings["fingerprint"]), "Ana, Ben")
    return post
