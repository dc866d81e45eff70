"""Settings of all tests: Qt draws off screen unless somebody says otherwise; nothing is kept among the tester's own."""

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from certapp.service import office
from certapp.service.counter import counters_folder
from certapp.trust import keyfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Programs that tests start keep what they know of journals here; Qt what its dialog for files showed last, which two
# processes of tests must not tell each other.
_home = tempfile.TemporaryDirectory(prefix="certapp-tests-")
for _kind in ("CONFIG", "DATA", "STATE"):
    os.environ[f"XDG_{_kind}_HOME"] = str(Path(_home.name) / _kind.lower())

# The program's days are UTC's; where it is another day already, so would be those of a test that asks the machine.
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

# A shared machine may be slow for a moment; that is no fault of the code. The examples are the same in each check;
# `CERTAPP_EXAMPLES=5000`: so many for each test, others each time.
_examples = os.environ.get("CERTAPP_EXAMPLES")
settings.register_profile(
    "certapp",
    deadline=None,
    derandomize=_examples is None,
    max_examples=int(_examples or 100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("certapp")


@pytest.fixture(autouse=True)
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What this machine knows of journals begins anew with each test: copies of one office are made all the time.

    So does what programs that a test starts keep of them, and what offices for several tests kept when they were made.
    """
    folder = tmp_path / "counters of this machine"
    shutil.rmtree(counters_folder(), ignore_errors=True)
    monkeypatch.setattr(office, "counters_folder", lambda: folder)
    yield folder
    shutil.rmtree(counters_folder(), ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def derived_once() -> Iterator[None]:
    """Argon2id costs a tenth of a second even at its least: a passphrase with its salt is derived once in a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyfile, "_derive", lru_cache(maxsize=4096)(keyfile._derive))
        yield


@pytest.fixture(autouse=True)
def freed_in_the_windows_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program (certapp.ui.common.memory): in no thread that a test of a window began."""
    of_a_window = "qapp" in request.fixturenames
    if of_a_window:
        gc.disable()
    yield
    if of_a_window:
        gc.enable()
