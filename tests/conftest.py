"""Settings of all tests: Qt draws off screen unless somebody says otherwise; nothing is kept among the tester's own."""

import gc
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from certapp.service import office
from certapp.trust import keyfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Programs that tests start keep what they know of journals here.
_data_home = tempfile.TemporaryDirectory(prefix="certapp-tests-")
os.environ["XDG_DATA_HOME"] = _data_home.name

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
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this machine knows of journals begins anew with each test: copies of one office are made all the time."""
    folder = tmp_path / "counters of this machine"
    monkeypatch.setattr(office, "counters_folder", lambda: folder)
    return folder


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
