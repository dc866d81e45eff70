"""A real office for tests: real keys (with quick key files), real register, two people; and the command line on it."""

import atexit
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from certapp.cli.main import run
from certapp.paths import RESOURCES
from certapp.service.clock import Clock
from certapp.service.clock_leaps import clock_leap, confirm_clock
from certapp.service.founding import Founded, create_office
from certapp.service.intake import read_intake
from certapp.service.office import Office
from certapp.service.officials import NewUser
from certapp.service.training import create_training_office, read_example
from certapp.trust.keyfile import TEST_COST


@cache
def _kept() -> Path:
    """What is made once in a process lies here until it ends."""
    folder = tempfile.TemporaryDirectory(prefix="certapp-tests-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _ready_today() -> Path:
    """The examples; where a day that lay ahead of one has gone by, a copy of them with days that lie ahead."""
    ready = {name: read_example(name, Clock().today).raw for name in EXAMPLE_NAMES}
    if all(raw == read_intake(WRITTEN / name).raw for name, raw in ready.items()):
        return WRITTEN
    folder = Path(shutil.copytree(WRITTEN, _kept() / "examples"))
    for name, raw in ready.items():
        (folder / name / "application.json").write_text(json.dumps(raw), "utf-8")
    return folder


WRITTEN = RESOURCES / "training"
EXAMPLE_NAMES = tuple(sorted(path.parent.name for path in WRITTEN.glob("*/application.json")))
EXAMPLES = _ready_today()

USERS = (
    NewUser("anna", "Anna Registrar", frozenset({"CLERK", "OFFICER"})),
    NewUser("boris", "Boris Head", frozenset({"APPROVER", "SEAL_HOLDER", "SUPERVISOR"})),
    NewUser("carla", "Carla Deputy", frozenset({"CLERK", "APPROVER", "SUPERVISOR"})),
    NewUser("dora", "Dora Auditor", frozenset({"AUDITOR"})),
)
PASSPHRASES = {
    name: f"{name} opens this test office"
    for name in ("anna", "boris", "carla", "dora", "ca", "document_signer", "status_signer")
}


def passphrase(name: str) -> str:
    """The test passphrase of a key."""
    return PASSPHRASES[name]


TRAINING = "CERTAPP_TESTS_TRAINING"
"""Names a training office to a test that another test starts."""
TWO = ("--compared-by", "Ana", "Ben")
"""Who compares 40 digits in tests."""


@dataclass(frozen=True)
class Answer:
    """What a command came to: exit status, what it printed, and its JSON."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer of `--json`."""
        return json.loads(self.out)


def certapp(*words: object) -> Answer:
    """Run a command in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = run([str(word) for word in words])
        except SystemExit as stop:  # argparse: wrong usage
            status = int(stop.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Desk:
    """An office, its passphrases file, and a border post that knows only what was carried there."""

    folder: Path

    @property
    def office(self) -> Path:
        return self.folder / "office"

    @property
    def passphrases(self) -> Path:
        return self.folder / "passphrases.json"

    @property
    def post(self) -> Path:
        return self.folder / "border-post"

    def act(self, command: Sequence[object], user: str, *more: object) -> Answer:
        """A command that `user` signs, answered in JSON."""
        signed = ("--office", self.office, "--user", user, "--passphrases", self.passphrases, "--json")
        return certapp(*command, *signed, *more)

    def apply(self, source: object, user: str = "anna") -> str:
        answer = self.act(("apply", source), user)
        assert answer.status == 0, answer
        return str(answer.json["application"])

    def issue(self, application: str) -> tuple[str, Path]:
        approved = self.act(("approve", application), "boris")
        assert approved.status == 0, approved
        answer = self.act(("issue", application), "boris", "--out", self.folder / "out")
        assert answer.status == 0, answer
        return str(answer.json["number"]), Path(answer.json["pdf"])

    def verify(self, *files: object, at: str = "") -> Answer:
        when = ("--at", at) if at else ()
        return certapp("verify", *files, "--trust", self.post, "--json", *when)

    def revoke(self, number: str, reason: str = "ERROR") -> Answer:
        return self.act(("revoke", number), "boris", "--second", "anna", "--reason", reason, "--text", "A test.")

    def carry_package(self) -> None:
        """Export the authority package and take it in at the border post, with its 40 digits."""
        package = self.folder / "XA.xcauth"
        digits = self.act(("package", "export", package), "boris").json["fingerprint"]
        answer = certapp("trust", "import", package, "--trust", self.post, "--accept-fingerprint", digits, *TWO)
        assert answer.status == 0, answer

    def carry_bulletin(self) -> Path:
        """Sign the next bulletin and take it in at the border post."""
        bulletin = self.folder / "XA.xcstatus"
        assert self.act(("bulletin", "export", bulletin), "boris").status == 0
        assert certapp("trust", "import", bulletin, "--trust", self.post).status == 0
        return bulletin


def found_office(folder: Path, **otherwise: Any) -> Founded:
    """Found an office with quick key files; `otherwise` what `create_office` is told beside the usual."""
    usual = {
        "country": "XA",
        "authority": "Heritage Authority of Exampleland",
        "office": "01",
        "users": USERS,
        "passphrase": passphrase,
        "cost": TEST_COST,
    }
    return create_office(folder, **(usual | otherwise))


def make_desk(folder: Path, clock: Clock | None = None, country: str = "XA") -> Desk:
    """A new office in `folder`, with keys of its own."""
    desk = Desk(folder)
    found_office(desk.office, country=country, clock=clock)
    desk.passphrases.write_text(json.dumps(PASSPHRASES))
    desk.passphrases.chmod(0o600)
    return desk


def copied_desk(folder: Path) -> Desk:
    """The same at a fraction of the cost: a copy of one that is founded once in a process, so its keys are shared."""
    shutil.copytree(_founded().folder, folder, dirs_exist_ok=True)
    return Desk(folder)


@cache
def _founded() -> Desk:
    return make_desk(_kept() / "desk")


@cache
def training_office() -> Path:
    """A training office made once in a process, or in the one that started this one; not to be changed."""
    if made := os.environ.get(TRAINING):
        return Path(made)
    folder = _kept() / "training"
    create_training_office(folder)
    return folder


def later(office: Office, days: float) -> Office:
    """The same office so many days on; a supervisor confirmed the day where the journal would not believe it."""
    then = replace(office, clock=Clock(lambda: time.time() + days * 86_400))
    if clock_leap(then) is not None:
        confirm_clock(then, then.log_in("boris", passphrase), then.clock.today)
    return then
