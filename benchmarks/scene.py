"""What the benchmarks work on: an office with quick keys, applications of one and of three objects, a verifier."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from certapp.register.certificates import certificate
from certapp.service.backups import BackupRules, create_backup_key, private_key, read_backup_key, set_backup_rules
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package, sign_next_bulletin
from certapp.service.intake import Intake
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.trust.keyfile import TEST_COST
from certapp.trust.package import Package, read_package
from certapp.trust.store import TrustStore
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.view import TrustView, view_of
from tests.offices import EXAMPLES, make_desk, passphrase

_BACKUP_WORDS = "the backup key opens with these words"


@dataclass(frozen=True)
class Scene:
    """An open office, its people logged in and its signers unlocked, and one certificate that it issued."""

    folder: Path
    office: Office
    preparer: Actor
    approver: Actor
    document_signer: UnlockedKey
    status_signer: UnlockedKey

    def approved(self, objects: int) -> str:
        """The number of another application that only waits to be issued, its photographs prepared."""
        number = receive(self.office, self.preparer, application(objects))
        approve(self.office, self.approver, number)
        return number

    def issued(self, objects: int = 1) -> tuple[str, bytes]:
        """The text of the code and the PDF of another certificate."""
        made = issue(self.office, self.approver, self.approved(objects), self.document_signer)
        return certificate(self.office.register, made.number).code_text, made.pdf

    def package(self) -> Package:
        """What the office hands out to verifiers, with a bulletin of today."""
        sign_next_bulletin(self.office, self.approver, self.status_signer)
        path = self.folder / "XA.xcauth"
        export_package(self.office, self.approver, path)
        return read_package(path.read_bytes())

    def verifier(self) -> TrustView:
        """What a border post believes."""
        return view_of([self.package()])

    def border_post(self) -> Path:
        """A border post's folder."""
        package = self.package()
        store = TrustStore(self.folder / "post")
        content = (self.folder / "XA.xcauth").read_bytes()
        store.import_file(content, self.office.clock.seconds, str(self.office.settings["fingerprint"]))
        assert package.bulletin is not None
        return store.folder

    def sealed_backups(self) -> UnlockedKey:
        """Backups are sealed from now on; gives the key that opens them."""
        stick = self.folder / "stick"
        create_backup_key(stick, _BACKUP_WORDS, "benchmark", TEST_COST)
        rules = BackupRules(key=read_backup_key(stick / "backup.xcbackupkey"))
        set_backup_rules(self.office, self.approver, rules)
        return private_key(stick, _BACKUP_WORDS)


@contextmanager
def scene() -> Iterator[Scene]:
    """A new office in a folder that goes away with it."""
    with TemporaryDirectory(prefix="certapp-benchmark-") as folder:
        desk = make_desk(Path(folder))
        with open_office(desk.office) as office:
            yield Scene(
                Path(folder),
                office,
                office.log_in("anna", passphrase),
                office.log_in("boris", passphrase),
                office.unlock("document_signer", passphrase),
                office.unlock("status_signer", passphrase),
            )


def application(objects: int) -> Intake:
    """The example painting: alone with two photographs, or `objects` times under other titles with one each."""
    source = EXAMPLES / "painting-permanent-sale"
    raw = json.loads((source / "application.json").read_text("utf-8"))
    painting = raw["objects"][0]
    photographs = painting["photographs"][:2]
    if objects == 1:
        raw["objects"] = [{**painting, "photographs": photographs}]
    else:
        raw["objects"] = [
            {
                **painting,
                "title": f"{painting['title']}, no. {number + 1}",
                "photographs": [{**photographs[0], "file": photographs[number % 2]["file"]}],
            }
            for number in range(objects)
        ]
    return Intake(raw, lambda name: (source / name).read_bytes())
